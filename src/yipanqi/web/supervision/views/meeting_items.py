"""Items of meetings: their register, the page of one with its story, and what is made of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.supervision.meeting import ITEM_MOVES, ItemAction, ItemKind, MeetingState, Standing, possible_item
from yipanqi.domain.supervision.order import Urgency
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.today import today

from ..actions import meeting_items as actions
from ..actions import meetings as meeting_actions
from ..meeting_forms import ItemForm, KindForm, OrderForm, PlainForm, ReasonForm, SnoozeForm, TaskForm, units_in
from ..meeting_lists import Dues, ItemFilter, items_table
from ..models import MeetingItem
from ..models.meetings import with_links
from .frame import entry_here, page
from .meetings import ISSUE, _page_of, exported, meeting_here

_PAGE = 50  # rows of a page
_FIRST = (ItemAction.ORDER, ItemAction.TO_ACTION)  # the usual next step
form_page = require_http_methods(["GET", "HEAD", "POST"])


def item_here(request: HttpRequest, pk: int) -> MeetingItem:
    """The item, if this person may see its meeting; else 404."""
    rows = MeetingItem.objects.visible_to(request.user).told().select_related("meeting__entry", "by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@permission_required("supervision.view")
def items(request: HttpRequest) -> HttpResponse:
    """The items of all meetings that one may see, by filters; as a file too."""
    entry, day = entry_here(request), today()
    rows = MeetingItem.objects.visible_to(request.user).filter(meeting__entry=entry)
    form = ItemFilter(request.GET, entry, rows)
    found = form.chosen(rows, day).told()
    if kind := file_asked(request.GET):
        return exported(request, entry, items_table(found, entry, day), kind, "meeting-items")
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    due = Dues(entry) if entry else None
    lines = [_line(it, due, day) for it in with_links(list(shown.object_list), request.user)]
    return page(
        request,
        "meeting_items.html",
        entry,
        form=form,
        shown=shown,
        lines=lines,
        count=shown.paginator.count,
        query=query_without(request, "page"),
        has_items=rows.exists(),
    )


def _line(item: MeetingItem, due: Dues | None, day: Any) -> dict[str, Any]:
    """An item as the register shows it: until when something is to be made of it, and whether that day is over."""
    last = due(item.meeting.printed_on, item.wakes_on) if due else None
    waits = item.standing in (Standing.OPEN, Standing.DRAFTED)
    return {
        "item": item,
        "due": last if waits else None,
        "is_late": bool(waits and last and last < day),
        "is_asleep": item.is_asleep(day),
    }


@require_POST
@permission_required(ISSUE)
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an item of a meeting that was held."""
    found = meeting_here(request, pk)
    form = ItemForm(request.POST, entry=found.entry, auto_id="item-%s")
    if form.is_valid():
        about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today()}
        try:
            meeting_actions.add_item(meeting=found, words=form.words, **about)
        except meeting_actions.CannotMeet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("事项已记录", "The item is recorded"))
            return redirect(f"{found.get_absolute_url()}#items")
    if found.told is not MeetingState.HELD:
        messages.error(request, " ".join(str(it) for errors in form.errors.values() for it in errors))
        return redirect(found)
    return _page_of(request, found, item_form=form, status=422)


@form_page
@permission_required(ISSUE)
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an item before the minutes are printed."""
    found = item_here(request, pk)
    if not may_edit(found):
        messages.error(request, say("这件事项的内容不能再改", "The words of this item stay as they are"))
        return redirect(found)
    form = ItemForm(request.POST if request.method == "POST" else None, entry=found.meeting.entry, item=found)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today()}
        try:
            meeting_actions.change_item(item=found, words=form.words, seen=form.cleaned_data["seen"], **about)
        except Stale:
            now = item_here(request, pk)
            form.renew(mark_of(now.version), [(form.fields["text"].label, now.text)])
            status = 409
        except meeting_actions.CannotMeet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已保存", "Saved"))
            return redirect(found)
    return page(request, "meeting_item_edit.html", found.meeting.entry, item=found, form=form, status=status)


def may_edit(item: MeetingItem) -> bool:
    """May its words still be changed?"""
    free = not item.has_hung and item.standing in (Standing.NOTE, Standing.OPEN)
    return free and item.meeting.told is MeetingState.HELD


@require_safe
@permission_required("supervision.view")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item: what it asks, what was made of it, on which agendas it stood."""
    return _shown(request, item_here(request, pk))


@require_POST
@permission_required(ISSUE)
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an order of it, link a task, say that it needs nothing, put it aside …; refused, the page tells why and
    keeps what was written."""
    found = item_here(request, pk)
    action = next((it for it in ItemAction if it == request.POST.get("action")), None)
    if action is None:
        raise Http404
    form = _form(request, found, action, request.POST)
    if not form.is_valid():
        return _shown(request, found, sent=(action, form), status=422)
    about = {"item": found, "by": request.user, "at": timezone.now(), "day": today(), "seen": form.cleaned_data["seen"]}
    try:
        _DEEDS[action](form.cleaned_data, about)
    except Stale:
        now = item_here(request, pk)
        form.renew(_mark(now), [(say("现在", "Now"), now.standing_said)])
        return _shown(request, now, sent=(action, form), status=409)
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, item_here(request, pk), sent=(action, form), status=422)
    messages.success(request, say("已保存", "Saved"))
    return redirect(found)


_DEEDS: Mapping[ItemAction, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]] = {
    ItemAction.TO_NOTE: lambda asked, about: actions.to_note(**about),
    ItemAction.TO_ACTION: lambda asked, about: actions.to_action(kind=ItemKind(asked["kind"]), **about),
    ItemAction.ORDER: lambda asked, about: actions.make_order(
        lead=asked["lead"],
        inspects=asked["inspects"],
        urgency=Urgency(asked["urgency"]),
        limit=asked["limit"],
        is_issued=asked["is_issued"],
        **about,
    ),
    ItemAction.TASK: lambda asked, about: actions.link_task(task=asked["task"], **about),
    ItemAction.DROP: lambda asked, about: actions.drop(reason=asked["reason"], **about),
    ItemAction.TAKE_UP: lambda asked, about: actions.take_up(reason=asked["reason"], **about),
    ItemAction.UNLINK: lambda asked, about: actions.unlink(reason=asked["reason"], **about),
    ItemAction.SNOOZE: lambda asked, about: actions.snooze(
        target=asked["target"], days=asked["days"], reason=asked["reason"], **about
    ),
    ItemAction.WAKE: lambda asked, about: actions.wake(**about),
}


def _mark(found: MeetingItem) -> str:
    return mark_of(found.version, found.standing)


def _form(request: HttpRequest, found: MeetingItem, action: ItemAction, data: Any = None) -> Any:
    """The form of a move, filled with what was sent or with what is known."""
    about: dict[str, Any] = {"auto_id": f"{action}-%s", "initial": {"seen": _mark(found)}}
    if action is ItemAction.ORDER:
        office = units_in(found.meeting.entry).filter(kind=OFFICE).first()
        return OrderForm(data, item=found, office=office, **about)
    if action is ItemAction.TASK:
        rows = DeliveryTask.objects.visible_to(request.user).filter(entry=found.meeting.entry_id)
        return TaskForm(data, rows=rows, **about)
    if action is ItemAction.SNOOZE:
        return SnoozeForm(data, day=today(), **about)
    if action is ItemAction.TO_ACTION:
        return KindForm(data, **about)
    needs_reason = next(move.needs_reason for (_, deed), move in ITEM_MOVES.items() if deed is action)
    return ReasonForm(data, **about) if needs_reason else PlainForm(data, **about)


def _shown(
    request: HttpRequest, found: MeetingItem, *, sent: tuple[ItemAction, Any] | None = None, status: int = 200
) -> HttpResponse:
    day = today()
    with_links([found], request.user)
    may = request.user.has_perm(ISSUE)
    possible = possible_item(found.standing, actions.situation_of(found, day)) if may else ()
    told = []
    for action in (*(it for it in _FIRST if it in possible), *(it for it in possible if it not in _FIRST)):
        is_sent = sent is not None and sent[0] is action
        form = sent[1] if sent is not None and is_sent else _form(request, found, action)
        told.append({"action": action, "name": say(*action.names), "form": form, "is_open": is_sent})
    if sent is not None and sent[0] not in possible:
        messages.error(request, " ".join(str(it) for errors in sent[1].errors.values() for it in errors))
    return page(
        request,
        "meeting_item.html",
        found.meeting.entry,
        item=found,
        line=_line(found, Dues(found.meeting.entry), day),
        moves=told,
        first=_FIRST,
        may_edit=may and may_edit(found),
        agendas=found.agendas.select_related("meeting").order_by("meeting__held_on", "meeting_id"),
        events=found.events.select_related("by"),
        status=status,
    )
