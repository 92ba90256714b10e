"""Meetings: their list, the page of one with what it asks, its agenda, and its papers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.documents.supervision import write_agenda, write_minutes
from yipanqi.domain.supervision.meeting import (
    MEETING_MOVES,
    UNSETTLED,
    MeetingAction,
    MeetingState,
    meeting_refusal,
    possible_meeting,
)
from yipanqi.web.delivery.actions.files import CannotKeepFile
from yipanqi.web.delivery.actions.taking import taken
from yipanqi.web.delivery.views.acceptance_files import as_word
from yipanqi.web.delivery.views.contracts import handed_out
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import SeenForm, Stale, mark_of
from yipanqi.web.page.tables import Table, file_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import meetings as actions
from ..meeting_forms import ItemForm, MeetingForm, PlainForm, PrintForm, ReasonForm
from ..meeting_lists import MeetingFilter, late_items, meetings_table
from ..meeting_papers import agenda_facts, agenda_of, minutes_facts
from ..meetings_words import refused
from ..models import Meeting, MeetingItem
from ..models.meetings import with_links
from .frame import entry_here, page

ISSUE = "supervision.issue"
_PAGE, _SHOWN, _EVENTS = 50, 5, 60  # rows of a page; on a meeting's page items of the agenda, and events
_MOVES = (MeetingAction.HOLD, MeetingAction.PRINT, MeetingAction.TAKE_BACK, MeetingAction.CANCEL)
_ONWARD = (MeetingAction.HOLD, MeetingAction.PRINT)  # offered early too, with what is still missing
_FORMS: dict[MeetingAction, type[SeenForm]] = {
    MeetingAction.HOLD: PlainForm,
    MeetingAction.PRINT: PrintForm,
    MeetingAction.TAKE_BACK: ReasonForm,
    MeetingAction.CANCEL: ReasonForm,
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


def meeting_here(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may see it; else 404."""
    rows = Meeting.objects.visible_to(request.user).select_related("entry", "file", "by")
    return get_object_or_404(rows.prefetch_related("attending"), pk=pk)


def counted(rows: Sequence[Any]) -> Sequence[Any]:
    """The meetings, each with how many items it has besides notes and how many of them are not closed."""
    keys = [it.pk for it in rows]
    asked, going = MeetingItem.objects.counts(keys)
    for one in rows:
        one.asked_count, one.open_count = asked.get(one.pk, 0), going.get(one.pk, 0)
    return rows


def exported(request: HttpRequest, entry: ProgrammeEntry | None, table: Table, form: str, name: str) -> HttpResponse:
    """A table as a file, for who may export; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    taken(entry=entry, file=f"{name}.{form}", by=request.user, at=timezone.now())
    return file_of(table, form, name, f"{entry or ''} · {table.title} · {today():%Y-%m-%d}")


@require_safe
@permission_required("supervision.view")
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings that one may see, by filters; as a file too."""
    entry = entry_here(request)
    rows = Meeting.objects.visible_to(request.user).filter(entry=entry)
    form = MeetingFilter(request.GET)
    found = form.chosen(rows)
    if kind := file_asked(request.GET):
        table = meetings_table(counted(list(found.prefetch_related("attending"))))
        return exported(request, entry, table, kind, "meetings")
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown.object_list = counted(list(shown.object_list))
    may = request.user.has_perm(ISSUE)
    return page(
        request,
        "meetings.html",
        entry,
        form=form,
        shown=shown,
        query=query_without(request, "page"),
        has_meetings=rows.exists(),
        may_issue=may,
        late=len(late_items(entry, today())) if may and entry else 0,
    )


@form_page
@permission_required(ISSUE)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Call a meeting, or enter one that was held."""
    entry = entry_here(request)
    if entry is None:
        return page(request, "meeting_edit.html", None)
    form = MeetingForm(request.POST if request.method == "POST" else None, entry=entry)
    if form.is_bound and form.is_valid():
        about = {"by": request.user, "at": timezone.now(), "day": today()}
        try:
            made = actions.call(entry=entry, facts=form.facts, attending=form.cleaned_data["attending"], **about)
        except actions.CannotMeet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("会议已登记", "The meeting is called"))
            return redirect(made)
    return page(request, "meeting_edit.html", entry, form=form, status=422 if form.is_bound else 200)


@form_page
@permission_required(ISSUE)
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a meeting."""
    found = meeting_here(request, pk)
    if MeetingAction.CORRECT not in possible_meeting(found.told):
        messages.error(request, say("这个会议不能再修改", "This meeting cannot be edited any more"))
        return redirect(found)
    form = MeetingForm(request.POST if request.method == "POST" else None, entry=found.entry, meeting=found)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            about = {"by": request.user, "at": timezone.now(), "day": today(), "seen": form.cleaned_data["seen"]}
            try:
                actions.correct(meeting=found, facts=form.facts, attending=form.cleaned_data["attending"], **about)
            except Stale:
                now = meeting_here(request, pk)
                form.renew(mark_of(now.version), form.now(now))
                status = 409
            except actions.CannotMeet as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, say("已保存", "Saved"))
                return redirect(found)
    return page(request, "meeting_edit.html", found.entry, form=form, meeting=found, status=status)


@require_safe
@permission_required("supervision.view")
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: what is known of it, what it asks and what became of that, its agenda."""
    return _page_of(request, meeting_here(request, pk))


@require_POST
@permission_required(ISSUE)
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold it, print its minutes, take them back, call it off; refused, the page tells why and keeps what was
    written."""
    found = meeting_here(request, pk)
    action = next((it for it in _MOVES if it == request.POST.get("action")), None)
    if action is None:
        raise Http404
    form = _FORMS[action](request.POST, request.FILES)
    if not form.is_valid():
        return _page_of(request, found, sent=(action, form), status=422)
    try:
        _do(found, action, form, request)
    except Stale:
        form.renew(mark_of(meeting_here(request, pk).version))
        return _page_of(request, meeting_here(request, pk), sent=(action, form), status=409)
    except (actions.CannotMeet, CannotKeepFile) as refusal:
        form.add_error(None, str(refusal))
        return _page_of(request, meeting_here(request, pk), sent=(action, form), status=422)
    messages.success(request, say("已保存", "Saved"))
    return redirect(found)


def _do(found: Meeting, action: MeetingAction, form: Any, request: HttpRequest) -> None:
    asked = form.cleaned_data
    about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today(), "seen": asked["seen"]}
    if action is MeetingAction.HOLD:
        actions.hold(meeting=found, **about)
    elif action is MeetingAction.PRINT:
        asked_for = {"printed_on": asked["printed_on"], "number": asked["number"], "upload": asked["file"]}
        actions.print_minutes(meeting=found, **asked_for, **about)
    elif action is MeetingAction.TAKE_BACK:
        actions.take_back(meeting=found, reason=asked["reason"], **about)
    else:
        actions.cancel(meeting=found, reason=asked["reason"], **about)


def _page_of(
    request: HttpRequest,
    found: Meeting,
    *,
    sent: tuple[MeetingAction, Any] | None = None,
    item_form: ItemForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may, day = request.user.has_perm(ISSUE), today()
    due = actions.due_of(found)
    rows = with_links(list(found.items.told().order_by("number")), request.user)
    carried = agenda_of(found, day, request.user)
    may_record = may and found.told is MeetingState.HELD
    return page(
        request,
        "meeting.html",
        found.entry,
        meeting=found,
        items=rows,
        due=due,
        is_due_over=due is not None and due < day,
        unsettled=sum(it.standing in UNSETTLED and not it.is_asleep(day) for it in rows),
        carried=carried[:_SHOWN],
        carried_count=len(carried),
        events=found.events.select_related("by", "item", "item__meeting")[:_EVENTS],
        moves=_moves(found, day, sent) if may else [],
        may_edit=may and MeetingAction.CORRECT in possible_meeting(found.told),
        may_record=may_record,
        item_form=item_form or (ItemForm(None, entry=found.entry, auto_id="item-%s") if may_record else None),
        is_adding=item_form is not None,
        status=status,
    )


def _moves(found: Meeting, day: Any, sent: tuple[MeetingAction, Any] | None) -> list[dict[str, Any]]:
    """What may be done with it, each with its form; what is not possible yet says why."""
    situation = actions.meeting_situation(found, day)
    told = []
    for action in _MOVES:
        if (found.told, action) not in MEETING_MOVES:
            continue
        is_sent = sent is not None and sent[0] is action
        code = meeting_refusal(found.told, action, situation, reason="-")
        initial = {"seen": mark_of(found.version)} | ({"printed_on": day} if action is MeetingAction.PRINT else {})
        form = sent[1] if sent is not None and is_sent else _FORMS[action](initial=initial, auto_id=f"{action}-%s")
        if code and action not in _ONWARD and not is_sent:
            continue
        why = say(*refused(code, found.told.names, action.names)) if code else ""
        told.append({"action": action, "name": say(*action.names), "form": form, "why": why, "is_open": is_sent})
        told[-1]["is_first"] = action in _ONWARD
    return told


@require_safe
@permission_required("supervision.view")
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The open items of all earlier meetings, as they stand on the agenda of this one."""
    found = meeting_here(request, pk)
    return page(
        request, "meeting_agenda.html", found.entry, meeting=found, lines=agenda_of(found, today(), request.user)
    )


@require_safe
@permission_required("supervision.view")
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Minutes or agenda as Word."""
    found = meeting_here(request, pk)
    if kind == "agenda":
        return as_word(write_agenda, agenda_facts(found, today()), f"{found.title}{say('议程', ' agenda')}")
    if kind == "minutes" and found.is_held:
        return as_word(write_minutes, minutes_facts(found), f"{found.title}{say('纪要', ' minutes')}")
    raise Http404


@require_safe
@permission_required("supervision.view")
def minutes(request: HttpRequest, pk: int) -> FileResponse:
    """The minutes as they were printed, to be saved."""
    found = meeting_here(request, pk)
    if found.file is None:
        raise Http404
    return handed_out(found.file)
