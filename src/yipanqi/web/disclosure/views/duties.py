"""What is due: the list, as a file too, and what is said of one of it."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.disclosure.inspection import verdict
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import brought, duties_shown, requests_shown
from ..actions import duties as actions
from ..duties import Duties, duties_of, on_the_way, signs_of
from ..duties_forms import DutyFilter, DutyNoteForm, DutyRecallForm
from ..models import BroughtList, Publication
from ..public.linking import tried
from .frame import entry_here, page

_PAGE, _REQUESTS = 50, 20


@require_safe
@permission_required("disclosure.view")
def index(request: HttpRequest) -> HttpResponse:
    """What is due, near, late, done or not applicable, and what an inspection would find."""
    entry, day = entry_here(request), today()
    if entry is None:
        return page(request, "duties.html", None, has_any=False)
    duties = duties_of(entry, day)
    form = DutyFilter(request.GET, matters=duties.matters)
    found = form.chosen(duties.matters)
    if kind := file_asked(request.GET):
        return exported(request, entry, duties_shown.table(duties, found), kind, "duties")
    ways = on_the_way(entry)
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown.object_list = [duties_shown.line_of(duties, it, ways) for it in shown.object_list]
    found_dead = tried()
    links = [*(found_dead.dead if found_dead else ()), *brought.links(entry)]
    letters = brought.letters(entry)
    signs = signs_of(duties, timezone.localdate(), letters, links, day)  # what is public is dated by the server
    return page(
        request,
        "duties.html",
        entry,
        form=form,
        shown=shown,
        count=shown.paginator.count,
        query=query_without(request, "page"),
        counts=duties_shown.counts(duties.matters),
        has_any=bool(duties.matters),
        tried=found_dead,
        letters=len(letters),
        requests=requests_shown.section(requests_shown.requests_of(entry, day), _REQUESTS),
        requests_url=reverse("disclosure:list", args=[BroughtList.REQUESTS]),
        signs=duties_shown.sign_lines(signs),
        verdict=[say(*it) for it in verdict(signs)],
        is_provisional=any(it.is_provisional for it in found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("disclosure.draft")
def one(request: HttpRequest, obligation: str, matter: str) -> HttpResponse:
    """One matter: what it rests on, and the form to say that it does not apply or was done."""
    entry, duties = _here(request)
    form = DutyNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def deed() -> Any:
            return actions.note_duty(
                entry=entry,
                obligation=obligation,
                matter=matter,
                kind=told["kind"],
                reason=told["reason"],
                publication=_named(entry, told["number"]),
                by=request.user,
                at=timezone.now(),
                day=today(),
            )

        if _done(form, deed):
            return redirect("disclosure:duties")
    return _page_of_one(request, entry, duties, (obligation, matter), form=form)


@require_POST
@permission_required("disclosure.draft")
def recall(request: HttpRequest, obligation: str, matter: str) -> HttpResponse:
    """Take back what was said."""
    entry, duties = _here(request)
    form = DutyRecallForm(request.POST)

    def deed() -> Any:
        return actions.recall_duty_note(
            entry=entry,
            obligation=obligation,
            matter=matter,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
            day=today(),
        )

    if form.is_valid() and _done(form, deed):
        return redirect("disclosure:duties")
    return _page_of_one(request, entry, duties, (obligation, matter), recall=form)


def _here(request: HttpRequest) -> tuple[ProgrammeEntry, Duties]:
    entry = entry_here(request)
    if entry is None:
        raise Http404
    return entry, duties_of(entry, today())


def _named(entry: ProgrammeEntry, number: str) -> Publication | None:
    """The publication of this index number. CannotNote where there is none."""
    if not number.strip():
        return None
    found = Publication.objects.filter(entry=entry, index_number=number.strip()).first()
    if found is None:
        raise actions.CannotNote("没有这个索引号的公开件", "No publication has this index number")
    return found


def _done(form: Any, deed: Callable[[], Any]) -> bool:
    try:
        deed()
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page_of_one(
    request: HttpRequest, entry: ProgrammeEntry, duties: Duties, names: tuple[str, str], **forms: Any
) -> HttpResponse:
    found = duties.find(*names)
    if found is None:
        raise Http404
    wrong = any(it.errors for it in forms.values() if it.is_bound)
    line = duties_shown.line_of(duties, found, on_the_way(entry))
    return page(
        request,
        "duty.html",
        entry,
        line=line,
        audience=duties_shown.audience_said(found),
        form=forms.get("form") or DutyNoteForm(),
        recall=forms.get("recall") or DutyRecallForm(),
        recall_url=reverse("disclosure:duty-recall", args=names),
        status=422 if wrong else 200,
    )
