"""What takes a version on: checks, reviews, sign-off, publishing, correction, ending, withdrawal, destruction."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.domain.disclosure.state import ACTIONS, Action, move
from yipanqi.web.page.answer import done
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today

from .. import rules
from ..actions import destroying, moving, reviewing
from ..forms import CorrectForm, DestroyForm, EndForm, ReasonForm, ReviewForm, SignForm, WithdrawForm
from ..models import FileRole, FindingOverride, PublicationVersion
from ..numbering import decided
from .editing import draft_here, when
from .frame import page, seen_mark, signed, version_here

form_page = require_http_methods(["GET", "HEAD", "POST"])
BASIS = ("《政府信息公开条例》第十四至十七条", "Regulation on Open Government Information, Articles 14 to 17")


def _seen(request: HttpRequest) -> str | None:
    return request.POST.get("seen") or None


@require_POST
@permission_required("disclosure.draft")
def check(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Its files are made, and it waits to be signed off."""
    found = version_here(request, uid, number)
    deed = partial(moving.check, version=found, seen=_seen(request), **when(request))
    return done(
        request, deed, say("文件已生成，等待另一人审签", "Its files are made; somebody else signs it off"), back=found
    )


@require_POST
@permission_required("disclosure.draft")
def publish(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The public has it from now on."""
    found = version_here(request, uid, number)
    deed = partial(moving.publish, version=found, by=request.user, day=today(), seen=_seen(request))
    return done(request, deed, say("已发布，发布时间以服务器为准", "Published; the moment is the server's"), back=found)


@require_POST
@permission_required("disclosure.sign")
def send_back(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """To be edited, with a reason."""
    return _with_reason(request, uid, number, Action.SEND_BACK)


@require_POST
@permission_required("disclosure.draft")
def drop(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Given up, with a reason."""
    return _with_reason(request, uid, number, Action.DROP)


def _with_reason(request: HttpRequest, uid: str, number: int, action: Action) -> HttpResponse:
    found = version_here(request, uid, number)
    form = ReasonForm(request.POST)
    form.is_valid()
    deeds = {Action.SEND_BACK: moving.send_back, Action.DROP: moving.drop}
    words = {
        Action.SEND_BACK: say("已退回，起草人会在首页看到", "Sent back; who drafted it sees it"),
        Action.DROP: say("已放弃", "Dropped"),
    }
    reason = form.cleaned_data.get("reason", "")
    deed = partial(deeds[action], version=found, reason=reason, seen=form.cleaned_data.get("seen"), **when(request))
    return done(request, deed, words[action], back=found)


@form_page
@permission_required("disclosure.view")
def reviews(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The three reviews of a draft, recorded."""
    found = draft_here(request, uid, number)
    sent = request.POST if request.method == "POST" else None
    who = str(decided(found.publication.entry, rules.REVIEWER, today()) or "")
    form = ReviewForm(sent, who=who, basis=say(*BASIS), initial={"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.review(version=found, steps=form.steps, seen=form.cleaned_data["seen"], **when(request))
            return redirect(f"{found.get_absolute_url()}#reviews")
        except Cannot as refusal:
            form.add_error(None, str(refusal))
    kept = list(found.reviews.select_related("by"))
    values = {"version": found, "form": form, "reviews": kept}
    return page(request, "reviews.html", found.publication.entry, status=422 if form.errors else 200, **values)


@require_POST
@permission_required("disclosure.view")
def override(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Why a finding may pass; another person agrees."""
    found = version_here(request, uid, number)
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    deed = partial(reviewing.ask_override, version=found, key=key, reason=reason, **when(request))
    words = say("已登记，等另一人同意", "Recorded; another person agrees")
    return done(request, deed, words, back=f"{found.get_absolute_url()}#findings")


@require_POST
@permission_required("disclosure.view")
def agree(request: HttpRequest, uid: str, number: int, pk: int) -> HttpResponse:
    """The second person lets a finding pass."""
    found = version_here(request, uid, number)
    asked = get_object_or_404(FindingOverride.objects.filter(version=found), pk=pk)
    asked.version = found
    deed = partial(reviewing.override, override=asked, **when(request))
    return done(request, deed, say("已放行", "Let pass"), back=f"{found.get_absolute_url()}#findings")


def _lacks(found: PublicationVersion, action: Action, request: HttpRequest) -> list[str]:
    return [say(*it) for it in moving.lacks(found, action, request.user)]


def _may(found: PublicationVersion, action: Action) -> None:
    """The page of a deed is there only while the table has it."""
    if move(found.told, action) is None:
        raise Http404


@form_page
@permission_required("disclosure.sign")
@sensitive_post_parameters()
@never_cache
def sign(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Sign off the bytes that go out, with the password once more."""
    found = version_here(request, uid, number)
    _may(found, Action.SIGN)
    form = _password_form(request, found, SignForm)
    deed = partial(
        moving.sign,
        version=found,
        is_signed=True,
        note=form.data.get("note", ""),
        seen=form.data.get("seen") or None,
        **when(request),
    )
    words = say("已审签并编索引号，可以发布", "Signed off, with its index number; it can be published")
    if answer := signed(request, found, form, deed, words):
        return answer
    files = list(found.files.all())
    values = {
        "version": found,
        "form": form,
        "files": sorted(files, key=lambda it: (it.role != FileRole.ARTICLE, it.role != FileRole.PAPER, it.pk)),
        "lacks": _lacks(found, Action.SIGN, request),
    }
    return page(request, "sign.html", found.publication.entry, status=422 if form.errors else 200, **values)


def _password_form(request: HttpRequest, found: PublicationVersion, kind: type, **more: object) -> object:
    sent = request.POST if request.method == "POST" else None
    has_password = request.user.has_usable_password()
    return kind(sent, has_password=has_password, initial={"seen": seen_mark(found)}, **more)


@form_page
@permission_required("disclosure.sign")
@sensitive_post_parameters()
@never_cache
def withdraw(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Take it from the public."""
    found = version_here(request, uid, number)
    _may(found, Action.WITHDRAW)
    form = _password_form(request, found, WithdrawForm)
    deed = partial(
        moving.withdraw,
        version=found,
        why=form.data.get("why", ""),
        reason=form.data.get("reason", ""),
        is_signed=True,
        seen=form.data.get("seen") or None,
        **when(request),
    )
    words = say("已撤回，公开页面即刻显示撤回说明", "Withdrawn; a notice stands in its place at once")
    if answer := signed(request, found, form, deed, words):
        return answer
    note = say(
        "公众将看到：标题、日期和下面选择的原因，没有内容；附件一并撤下。",
        "The public will see its title, the date and the reason chosen below, and no content; its files go too.",
    )
    return _act_page(request, found, form, Action.WITHDRAW, note, is_danger=True)


@form_page
@permission_required("disclosure.sign")
@sensitive_post_parameters()
@never_cache
def destroy(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Destroy what leaked, as the first or as the second of two."""
    found = version_here(request, uid, number)
    _may(found, Action.DESTROY)
    asked = found.destructions.select_related("by").first()
    if found.destroyed_at:
        raise Http404
    form = _password_form(request, found, DestroyForm, is_second=asked is not None)
    on = {"version": found, "is_signed": True, "seen": form.data.get("seen") or None, **when(request)}
    if asked is None:
        deed = partial(destroying.ask, reason=form.data.get("reason", ""), **on)
        words = say("已登记，等另一人执行", "Recorded; another person does it")
    else:
        deed = partial(destroying.destroy, **on)
        words = say("内容和文件已销毁，哈希和记录保留", "Content and files are destroyed; hashes and record stay")
    if answer := signed(request, found, form, deed, words):
        return answer
    note = say(
        "销毁后内容和文件不能恢复，只留哈希、理由和记录。已有的备份须另行处理。",
        "What is destroyed never comes back; its hashes, the reason and the record stay. Backups are another matter.",
    )
    if asked is not None:
        note += say(f" 申请人：{asked.by}；理由：{asked.why}", f" Asked by {asked.by}: {asked.why}")
    is_own = asked is not None and asked.by_id == request.user.pk
    own = [say("须由申请人以外的人执行", "Somebody else than who asked does it")] if is_own else []
    return _act_page(request, found, form, Action.DESTROY, note, lacks=own, is_danger=True)


@form_page
@permission_required("disclosure.draft")
def correct(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Begin the next version."""
    found = version_here(request, uid, number)
    _may(found, Action.CORRECT)
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = moving.correct(
                version=found,
                reason=(told["reason_zh"], told["reason_en"]),
                changed=(told["changed_zh"], told["changed_en"]),
                shows_old=told["shows_old"],
                seen=told["seen"],
                **when(request),
            )
            return redirect(made)
        except Cannot as refusal:
            form.add_error(None, str(refusal))
    note = say(
        "另起一版修改；新版发布前，公众看到的不变。更正原因和内容会显示在页面上。",
        "A next version is begun; nothing changes for the public before it is published. The page will tell what was "
        "corrected and why.",
    )
    return _act_page(request, found, form, Action.CORRECT, note, lacks=_lacks(found, Action.CORRECT, request))


@form_page
@permission_required("disclosure.sign")
def end(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Say until when it counts."""
    found = version_here(request, uid, number)
    _may(found, Action.END)
    initial = {"ending": found.ending, "ends_on": found.ends_on, "successor": found.successor}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial | {"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        about = {name: told[name] for name in ("ending", "ends_on", "successor", "reason", "seen")}
        try:
            return redirect(moving.end(version=found, **about, **when(request)))
        except Cannot as refusal:
            form.add_error(None, str(refusal))
    note = say(
        "到日自动变更；各处（页面、列表、检索、数据包）显示一致。",
        "It moves by itself on its day, on the page, in lists, in search and in packages alike.",
    )
    return _act_page(request, found, form, Action.END, note)


def _act_page(
    request: HttpRequest,
    found: PublicationVersion,
    form: object,
    action: Action,
    note: str,
    *,
    lacks: list[str] | None = None,
    is_danger: bool = False,
) -> HttpResponse:
    values = {
        "version": found,
        "form": form,
        "heading": say(*ACTIONS[action]),
        "note": note,
        "lacks": lacks or [],
        "is_danger": is_danger,
    }
    status = 422 if form.errors else 200  # type: ignore[attr-defined]
    return page(request, "act.html", found.publication.entry, status=status, **values)
