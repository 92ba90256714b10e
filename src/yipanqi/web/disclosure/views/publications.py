"""Publications: the list, what the record offers, one by hand, and the page of a version."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from yipanqi.documents.disclosure.article import article
from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.disclosure.publication import KINDS, Kind
from yipanqi.domain.disclosure.state import ACTIONS, STATES, Action, State, actions
from yipanqi.web.delivery.models.acceptance import source_said
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.delivery.rule_forms import value_said
from yipanqi.web.delivery.rulebook import described, shipped
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import done, query_without, to_keep
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import keeping, rules, shown
from ..actions import drafting, moving
from ..checking import findings
from ..forms import GOING, FileForm, HandForm, PublicationFilter, ReasonForm
from ..models import FileRole, Publication, PublicationVersion
from ..offered import differs, offer_of, offers
from .frame import entry_here, page, seen_mark, sees_all, version_here, whole_here

_PAGE, _MOST = 50, 20_000  # rows of a page, of a file
form_page = require_http_methods(["GET", "HEAD", "POST"])


def newest_of(publications: QuerySet) -> QuerySet:
    """The version of each that counts for who works on it: the newest that was not given up."""
    rows = PublicationVersion.objects.filter(publication=OuterRef("publication"))
    newest = rows.exclude(state=State.DROPPED).order_by("-number").values("pk")[:1]
    last = rows.order_by("-number").values("pk")[:1]
    found = PublicationVersion.objects.filter(publication__in=publications)
    return found.filter(pk=Coalesce(Subquery(newest), Subquery(last)))


def _rows(request: HttpRequest, entry: ProgrammeEntry | None) -> QuerySet:
    """What this person sees, one version of each publication: for who drafts or signs the newest, else what is out."""
    seen = Publication.objects.visible_to(request.user).filter(entry=entry) if entry else Publication.objects.none()
    rows = newest_of(seen)
    if not sees_all(request.user):
        out = PublicationVersion.objects.filter(publication__in=seen, published_at__isnull=False)
        rows = out.exclude(state=State.SUPERSEDED)
    return rows.light().select_related("publication")


@require_safe
@permission_required("disclosure.view")
def index(request: HttpRequest) -> HttpResponse:
    """The list, by filters; as a file too."""
    entry, day = entry_here(request), today()
    rows = _rows(request, entry)
    form = PublicationFilter(request.GET, rows=rows, entry=entry, user=request.user)
    found = form.chosen(rows, day).order_by("-publication__pk", "-number")
    if kind := file_asked(request.GET):
        table = shown.register(found.prefetch_related("estates")[:_MOST], day)
        return exported(request, entry, table, kind, "publications")
    pages = Paginator(found.prefetch_related("estates"), _PAGE).get_page(request.GET.get("page"))
    pages.object_list = list(pages.object_list)
    unused = shown.unused_of(pages.object_list)
    pages.object_list = [
        {
            "version": it,
            "publication": it.publication,
            "validity": it.validity_said(day),
            "places": shown.places_said([one.name for one in it.estates.all()]),
            "unused": unused.get(it.pk, ""),
        }
        for it in pages.object_list
    ]
    return page(
        request,
        "index.html",
        entry,
        form=form,
        shown=pages,
        count=pages.paginator.count,
        counts=_counts(rows),
        query=query_without(request, "page"),
        has_any=bool(pages.paginator.count) or rows.exists(),
    )


def _counts(rows: QuerySet) -> list[tuple[str, int, str]]:
    """How many stand where: words, count, question."""
    states = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    going = sum(states.get(it, 0) for it in (State.DRAFTED, State.CHECKED, State.SIGNED))
    found = [(say("办理中", "Under way"), going, GOING)]
    found += [(say(*STATES[it]), states.get(it, 0), it.value) for it in State]
    return [it for it in found if it[1]]


@form_page
@permission_required("disclosure.draft")
def offers_page(request: HttpRequest) -> HttpResponse:
    """What the record offers to be published; one click drafts it."""
    entry, day = entry_here(request), today()
    if request.method == "POST":
        if entry is None:
            raise Http404
        return _drafted(request, entry)
    found = sorted(offers(entry, day), key=lambda it: (it.event_day, it.record_key), reverse=True) if entry else []
    kinds = list(dict.fromkeys(it.kind for it in found))
    asked = request.GET.get("kind", "")
    chosen = [it for it in found if it.kind == asked] if asked in kinds else found
    lines = Paginator(chosen, _PAGE).get_page(request.GET.get("page"))
    lines.object_list = [
        {"offer": it, "title": shown.in_language(it.title), "kind": say(*KINDS[it.kind])} for it in lines.object_list
    ]
    return page(
        request,
        "offers.html",
        entry,
        shown=lines,
        count=len(found),
        kinds=[(it.value, say(*KINDS[it]), sum(one.kind == it for one in found)) for it in kinds],
        asked=asked,
        query=query_without(request, "page"),
    )


def _drafted(request: HttpRequest, entry: ProgrammeEntry) -> HttpResponse:
    day = today()
    offer = offer_of(entry, request.POST.get("kind", ""), request.POST.get("record_key", ""), day)
    back: Any = reverse("disclosure:offers")
    made: list[PublicationVersion] = []

    def deed() -> None:
        if offer is None:
            raise Cannot(
                "记录中没有可公开的这一项，或已起草", "The record offers this no more, or it is drafted already"
            )
        made.append(drafting.draft(entry=entry, offer=offer, by=request.user, at=timezone.now(), day=day))

    answer = done(request, deed, say("已按记录起草，请核对", "Drafted from the record: look at it"), back=back)
    return redirect(made[0]) if made else answer


@form_page
@permission_required("disclosure.draft")
def new(request: HttpRequest) -> HttpResponse:
    """A draft by hand: a notice, a policy, a reply, a meeting, a report."""
    entry = entry_here(request)
    form = HandForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = drafting.draft_by_hand(
                entry=entry,
                kind=Kind(told["kind"]),
                title=(told["title_zh"], told["title_en"]),
                html=(told["html_zh"], told["html_en"]),
                by=request.user,
                at=timezone.now(),
                day=today(),
            )
            return redirect(made)
        except Cannot as refusal:
            form.add_error(None, str(refusal))
    return page(request, "new.html", entry, form=form, status=422 if form.errors else 200)


@require_safe
@permission_required("disclosure.view")
def publication(request: HttpRequest, uid: str) -> HttpResponse:
    """The version that counts for this person."""
    rows = Publication.objects.visible_to(request.user).prefetch_related("versions")
    found = get_object_or_404(rows, uid=uid)
    chosen = found.newest if sees_all(request.user) else found.public
    if chosen is None:
        raise Http404
    chosen.publication = found
    return redirect(chosen)


@require_safe
@permission_required("disclosure.view")
def version(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """One version: its chain, its text, what was found in it, its record, files and events, and what one may do."""
    found = version_here(request, uid, number)
    return version_page(request, found)


def version_page(request: HttpRequest, found: PublicationVersion, **more: Any) -> HttpResponse:
    """The page; a form that was sent stays with what was written."""
    day, events = today(), list(found.events.select_related("by"))
    writes = sees_all(request.user)
    is_shown, is_out = writes or found.told is not State.WITHDRAWN, found.told is State.PUBLISHED
    files = list(found.files.all())
    may = [it for it in actions(found.told) if request.user.has_perm(moving.move(found.told, it).who)]
    values: dict[str, Any] = {
        "publication": found.publication,
        "version": found,
        "chain": shown.chain_of(found, events),
        "moves": _moves(request, found, may) if writes else [],
        "may_edit": Action.EDIT in may,
        "needs_review": Action.CHECK in may and moving.reviewed(found) is not None,
        "blocks": list(shown.blocks_of(found)) if is_shown else [],
        "is_shown": is_shown and not found.destroyed_at,
        "findings": findings(found) if found.is_open and writes else [],
        "reviews": list(found.reviews.all()) if writes else [],
        "record": shown.record_of(found.record, validity=found.validity_said(day) if is_out else ""),
        "files": [it for it in files if it.role != FileRole.ARTICLE] if is_shown else [],
        "file_form": FileForm(initial={"seen": seen_mark(found)}),
        "changed": _changed(found) if writes and found.told is not State.DROPPED else [],
        "versions": [it for it in found.publication.versions.all() if writes or it.published_at],
        "places": list(found.estates.all()),
        "events": events if writes else [],
        "echo": found.publication.echoes.filter(batch__undone_at=None).first(),
        "destruction": found.destructions.select_related("by", "second").first(),
        "seen": seen_mark(found),
    }
    return page(request, "version.html", found.publication.entry, **{**values, **more})


def _changed(found: PublicationVersion) -> list[tuple[str, str, str]]:
    """What the record says otherwise now: where, what is written, what it says."""
    return [tuple(shown.in_language(it) for it in (one.place, one.before, one.after)) for one in differs(found)]


_PAGES = {
    Action.SIGN: "disclosure:version-sign",
    Action.CORRECT: "disclosure:version-correct",
    Action.END: "disclosure:version-end",
    Action.WITHDRAW: "disclosure:version-withdraw",
    Action.DESTROY: "disclosure:version-destroy",
}  # the deeds that have a page of their own
_POSTS = {
    Action.CHECK: "disclosure:version-check",
    Action.PUBLISH: "disclosure:version-publish",
    Action.SEND_BACK: "disclosure:version-send-back",
    Action.DROP: "disclosure:version-drop",
}  # those that a form on the page does
_ONWARD = (Action.CHECK, Action.SIGN, Action.PUBLISH)


def _moves(request: HttpRequest, found: PublicationVersion, may: list[Action]) -> list[dict[str, Any]]:
    """What this person may do, the way on first, and what each still lacks."""
    told = []
    for action in may:
        if action is Action.EDIT or (action is Action.DESTROY and found.destroyed_at):
            continue
        missing = moving.lacks(found, action, request.user)
        step = moving.move(found.told, action)
        address = [found.publication.uid, found.number]
        told.append(
            {
                "action": action,
                "name": say(*ACTIONS[action]),
                "lacks": [say(*it) for it in missing],
                "is_onward": action in _ONWARD,
                "page": reverse(_PAGES[action], args=address) if action in _PAGES else "",
                "url": reverse(_POSTS[action], args=address) if action in _POSTS else "",
                "form": ReasonForm(initial={"seen": seen_mark(found)}) if step.needs_reason else None,
            }
        )
    return sorted(told, key=lambda it: not it["is_onward"])


@require_safe
@permission_required("disclosure.view")
def preview(request: HttpRequest, uid: str, number: int, lang: str) -> HttpResponse:
    """The page's text as it goes out: of a draft as it would be made now, else the bytes that were made."""
    found = whole_here(request, uid, number)
    name = "article.en.html" if lang == "en" else "article.html"
    kept = found.files.filter(role=FileRole.ARTICLE, name=name).first()
    if found.destroyed_at or lang not in ("zh", "en"):
        raise Http404
    try:
        html = keeping.read(kept.sha256).decode() if kept else article(found.final, lang)
    except LostFile:
        raise Http404 from None
    values = {"version": found, "article": mark_safe(html), "lang": lang, "is_kept": kept is not None}
    return render(request, "disclosure/preview.html", values)


@require_safe
@permission_required("disclosure.view")
def file(request: HttpRequest, uid: str, number: int, pk: int) -> FileResponse:
    """A file of a version to keep, or a picture of it to look at."""
    found = whole_here(request, uid, number)
    kept = get_object_or_404(found.files, pk=pk)
    try:
        data = keeping.opened(kept.sha256)
    except LostFile:
        raise Http404 from None
    if kept.role == FileRole.PICTURE:
        response = FileResponse(data, content_type=f"image/{kept.form.lower()}")
    else:
        response = FileResponse(data, content_type="application/octet-stream")
        response["Content-Disposition"] = to_keep(kept.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@permission_required("disclosure.view")
def settings_page(request: HttpRequest) -> HttpResponse:
    """What the district decided about disclosure, since when and on what ground."""
    entry, day = entry_here(request), today()
    known = settings_of(entry) if entry is not None else shipped()
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for name, keys in rules.GROUPS:
        groups.append((say(*name), [_setting(request, entry, known, key, day) for key in keys]))
    return page(request, "settings.html", entry, groups=groups)


def _setting(request: HttpRequest, entry: Any, known: Any, key: str, day: Any) -> dict[str, Any]:
    now = in_force(known, key, day)
    field = described(key, now.value)
    is_table = key == rules.CLASSES
    may_set = entry is not None and request.user.has_perm("delivery.manage")
    return {
        "name": say(*field.names),
        "note": say(*field.note),
        "value": value_said(field, now.value) if now.value and not is_table else say("（未填）", "(empty)"),
        "rows": [(say(*KINDS[Kind(row["kind"])]), row) for row in now.value] if is_table else [],
        "since": now.since if now.since.year > 1 else None,
        "source": source_said(now.source),
        "url": reverse("delivery:rule", args=[key]) if may_set else "",
    }
