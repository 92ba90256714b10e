"""Put a plan in force by two people; its documents; making it once more."""

import io
import zipfile
from functools import partial
from typing import Any, BinaryIO

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.accounts.actions.limits import WINDOW
from yipanqi.web.accounts.entry import TooManyCodes, code_fits
from yipanqi.web.page import errors
from yipanqi.web.page.answer import done
from yipanqi.web.page.kept_file import LostFile, opened
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import mark_of

from .. import actions, own_estates
from ..forms import NoteForm, ReasonForm, SignForm, WhyForm
from ..models import DocumentSet, PlanRun
from ..study import summary
from .frame import made_of, page

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@permission_required("plans.propose")
def propose(request: HttpRequest, uid: Any) -> HttpResponse:
    """Ask that this plan be put in force."""
    run = made_of(request, uid)
    form = (WhyForm if run.is_unfinished else NoteForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        deed = partial(actions.propose, run=run, by=request.user, at=timezone.now(), note=note)
        return done(request, deed, say("已提请采用，等待另一人批准", "Proposed; somebody else now decides"), back=run)
    return page(request, "propose.html", run, form=form, sentence=summary(run))


@form_page
@permission_required("plans.adopt")
@sensitive_post_parameters()
@never_cache
def adopt(request: HttpRequest, uid: Any) -> HttpResponse:
    """Put a proposed plan in force, signed with the password once more."""
    run = made_of(request, uid)
    proposal = run.proposals.waiting().select_related("by").first()
    has_password = request.user.has_usable_password()
    sent, seen = request.POST if request.method == "POST" else None, mark_of(*actions.seen_of(run, proposal))
    form = SignForm(sent, has_password=has_password, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            is_signed = _is_signed(request, form.cleaned_data)
        except TooManyCodes:
            actions.signature_refused(run=run, by=request.user)
            return errors.too_often(request, WINDOW)
        if not is_signed:
            actions.signature_refused(run=run, by=request.user)
            field = "password" if has_password else "code"
            form.add_error(field, say("不正确，没有批准", "This is wrong; nothing was adopted"))
        else:
            about = {name: form.cleaned_data[name] for name in ("note", "seen")}
            deed = partial(actions.adopt, run=run, by=request.user, at=timezone.now(), **about)
            words = say("方案已采用，正在生成文件", "The plan is in force; its documents are being written")
            return done(request, deed, words, back=run)
    is_own = proposal is not None and proposal.by_id == request.user.pk
    return page(request, "adopt.html", run, form=form, proposal=proposal, is_own=is_own, sentence=summary(run))


@form_page
@permission_required("plans.adopt")
def decline(request: HttpRequest, uid: Any) -> HttpResponse:
    """Send a proposed plan back, with a reason."""
    run = made_of(request, uid)
    proposal = run.proposals.waiting().select_related("by").first()
    sent, seen = request.POST if request.method == "POST" else None, mark_of(*actions.seen_of(run, proposal))
    form = ReasonForm(sent, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        deed = partial(actions.decline, run=run, by=request.user, at=timezone.now(), **form.cleaned_data)
        words = say("已退回，提请人会在首页看到理由", "Declined; who proposed it sees why")
        return done(request, deed, words, back=run)
    return page(request, "decline.html", run, form=form, proposal=proposal, sentence=summary(run))


@require_POST
@permission_required("plans.propose")
def withdraw(request: HttpRequest, uid: Any) -> HttpResponse:
    """Take back one's own proposal."""
    run = made_of(request, uid)
    deed = partial(actions.withdraw, run=run, by=request.user, at=timezone.now())
    return done(request, deed, say("提请已撤回", "The proposal is withdrawn"), back=run)


def _is_signed(request: HttpRequest, asked: dict[str, Any]) -> bool:
    """The person at the keyboard is who logged in: by the password or by the device, both counted as at the login.
    Raises TooManyCodes."""
    if "password" in asked:
        return bool(asked["password"]) and get_adapter(request).reauthenticate(request.user, asked["password"])
    return code_fits(request.user, asked["code"])


@require_POST
@permission_required("plans.view")
def print_documents(request: HttpRequest, uid: Any) -> HttpResponse:
    """Have the documents written in a language."""
    run = _to_take(request, uid)
    lang = "en" if request.POST.get("lang") == "en" else "zh"
    deed = partial(actions.file_documents, run=run, lang=lang, by=request.user)
    words = say("正在生成文件，稍后刷新本页即可下载", "The documents are being written; reload this page in a moment")
    return done(request, deed, words, back=f"{run.get_absolute_url()}#documents")


@require_safe
@permission_required("plans.view")
def document(request: HttpRequest, uid: Any, lang: str, number: int) -> HttpResponseBase:
    """One document, by its place in the list; 0 for all of them as a ZIP."""
    run = _to_take(request, uid)
    kept = get_object_or_404(DocumentSet, run=run, lang=lang)
    if number > len(kept.names):
        raise Http404
    name = kept.names[number - 1] if number else f"{run.name}.zip"
    try:
        content = _document(kept, name) if number else _zipped(kept)
    except LostFile as gone:
        messages.error(
            request,
            say(
                f"“{gone}”在服务器上丢失或已损坏，请在下面重新生成文件",
                f"{gone} is lost or damaged on the server: have the documents written again below",
            ),
        )
        return redirect(f"{run.get_absolute_url()}#documents")
    actions.taken(run=run, action="plan.document_taken", file=name, by=request.user, at=timezone.now())
    response = FileResponse(content, as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _to_take(request: HttpRequest, uid: Any) -> PlanRun:
    """The plan of documents, which tell of all its estates: they are taken away by who may export."""
    run = made_of(request, uid)
    if not own_estates.sees_whole(request.user):
        raise NotPermitted("programmes.export")
    return run


def _document(kept: DocumentSet, name: str) -> BinaryIO:
    return opened(actions.place_of(kept.folder) / name, kept.hashes.get(name, ""))


def _zipped(kept: DocumentSet) -> BinaryIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name in kept.names:
            with _document(kept, name) as file:
                box.writestr(name, file.read())
    out.seek(0)
    return out


@require_POST
@permission_required("plans.make")
def remake(request: HttpRequest, uid: Any) -> HttpResponse:
    """Make the plan once more from what is stored, and compare; the plan's page tells how it went."""
    run: PlanRun = made_of(request, uid)
    deed = partial(actions.file_remaking, run=run, by=request.user, at=timezone.now())
    words = say("正在复算，稍后刷新本页即可看到结果", "It is being made once more; reload this page in a moment")
    return done(request, deed, words, back=f"{run.get_absolute_url()}#remake")
