"""A bulletin or a summary: read, taken as Word, edited paragraph by paragraph, issued."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.delivery.actions.taking import taken
from yipanqi.web.page.answer import done, download
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, language, say
from yipanqi.web.page.stale import Stale
from yipanqi.web.page.today import today

from ..actions import periods as actions
from ..models import Bulletin
from ..models.periods import DRAFTED, ISSUED, SUPERSEDED
from ..period_papers import bulletin_facts, bulletin_paper
from ..periods_forms import ParagraphForm
from ..periods_shown import compared, linked, table_of
from .frame import entry_here, page
from .periods import sees_drafts

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _here(request: HttpRequest, pk: int) -> Bulletin:
    """The bulletin; a draft for who writes bulletins alone. Else 404."""
    rows = Bulletin.objects.filter(entry=entry_here(request))
    rows = rows if sees_drafts(request.user) else rows.filter(state=ISSUED)
    return get_object_or_404(rows.select_related("entry", "closed__entry", "by", "issued_by"), pk=pk)


@require_safe
@permission_required("supervision.view")
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Its text, each figure a link; what was edited beside what was worked out; its tables, versions and edits."""
    found = _here(request, pk)
    facts, may_close = bulletin_facts(found, language()), request.user.has_perm("supervision.close")
    is_draft = found.state == DRAFTED
    same = Bulletin.objects.filter(entry=found.entry, period=found.period, kind=found.kind).exclude(state=SUPERSEDED)
    same = same if sees_drafts(request.user) else same.filter(state=ISSUED)
    refusal = actions.why_not_issue(found, request.user) if may_close and is_draft else None
    return page(
        request,
        "bulletin.html",
        found.entry,
        bulletin=found,
        closed=found.closed,
        facts=facts,
        paragraphs=list(_shown(found, names := _names(found))),
        tables=[table_of(found.closed, grid) for annex in facts.annexes for grid in annex],
        versions=same.order_by("-version").select_related("issued_by"),
        newer=same.filter(version__gt=found.version, state=ISSUED).order_by("-version").first(),
        edits=[(names.get(it.key, it.key), it) for it in found.edits.select_related("by")],
        may_edit=may_close and is_draft,
        may_issue=may_close and is_draft and refusal is None,
        refusal=say(*refusal) if refusal else "",
    )


def _names(found: Bulletin) -> dict[str, str]:
    """What each paragraph is called: by its section, and which of it."""
    names, head, at = dict[str, str](), say("引言", "Opening"), 0
    for it in found.computed():
        if it.level:
            head, at = it.text(language()), 0
        else:
            at += 1
            names[it.key] = say(f"{head}第 {at} 段", f"{head}, paragraph {at}")
    return names


def _shown(found: Bulletin, names: dict[str, str]) -> Any:
    at = int(language() == "en")
    for it in found.computed():
        edited = found.texts.get(it.key)
        text = it.text(language())
        yield {
            "key": it.key,
            "name": names.get(it.key, ""),
            "level": it.level,
            "text": linked(found.closed, it.marked[at]),
            "edited": edited[at] if edited else "",
            "diff": compared(text, edited[at]) if edited and edited[at] != text else "",
        }


@require_safe
@permission_required("supervision.view")
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """It as Word; who took it is recorded."""
    found = _here(request, pk)
    name = f"{found.title_said}.docx"
    taken(entry=found.entry, file=name, by=request.user, at=timezone.now())
    return download(bulletin_paper(found, language()), name, _WORD)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("supervision.close")
def edit(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A paragraph of a draft, to be written otherwise; what was worked out stays beside it."""
    found = _here(request, pk)
    paragraph = next((it for it in found.computed() if it.key == key), None)
    if paragraph is None or found.state != DRAFTED:
        raise Http404
    zh, en = found.texts.get(key, [paragraph.text("zh"), paragraph.text("en")])
    initial = {"zh": zh, "en": en, "seen": found.changes}
    form = ParagraphForm(request.POST if request.method == "POST" else None, initial=initial)
    now: tuple[str, str] | None = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.edit(
                bulletin=found,
                key=key,
                texts=(asked["zh"], asked["en"]),
                why=asked["why"],
                by=request.user,
                at=timezone.now(),
                day=today(),
                seen=asked["seen"],
            )
            return redirect(f"{found.get_absolute_url()}#{key}")
        except Stale as refusal:
            now = (zh, en)
            form.data = form.data.copy()
            form.data["seen"] = str(found.changes)
            form.add_error(None, str(refusal))
        except Cannot as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "bulletin_edit.html",
        found.entry,
        bulletin=found,
        form=form,
        computed=[(lang, paragraph.text(lang)) for lang in ("zh", "en")],
        now=zip(("zh", "en"), now, strict=True) if now else None,
        status=422 if form.errors else 200,
    )


@require_POST
@permission_required("supervision.close")
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve it and give it its number."""
    found = _here(request, pk)
    seen = request.POST.get("seen", "")
    deed = partial(
        actions.issue,
        bulletin=found,
        by=request.user,
        at=timezone.now(),
        day=today(),
        seen=int(seen) if seen.isdigit() else None,
    )
    return done(request, deed, lambda made: say(f"已印发：{made.code}", f"Issued: {made.code}"), back=found)
