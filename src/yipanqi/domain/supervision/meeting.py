"""Meetings and what they ask for: which item stands where, what may be done to it, and by when it becomes an order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.domain.delivery.described import Field, Names, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.working_calendar import WorkingCalendar

ORDER_DAYS = "supervision.meeting_order_days"
BAOSHAN = "保山市（2021年）：会议纪要印发后3个工作日内发出督办通知"
SHIPPED = (Setting(key=ORDER_DAYS, value=3, source=BAOSHAN),)  # in force where a district says nothing
FIELDS: Mapping[str, Field] = {
    ORDER_DAYS: Field(
        key=ORDER_DAYS,
        names=("会议事项转督办的期限：纪要印发后", "A meeting's items become orders within, after its minutes"),
        kind=ValueKind.COUNT,
        unit=("个工作日", "working days"),
        note=(
            "逾期未转的，在首页和事项台账提示改造办。",
            "Items beyond it are shown to the office on the first page and in the register of items.",
        ),
    )
}


class MeetingKind(StrEnum):
    """What a meeting is for."""

    DEPLOYMENT = "deployment"
    DISPATCH = "dispatch"
    TOPIC = "topic"
    EXECUTIVE = "executive"
    OTHER = "other"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _MEETING_KINDS[self]


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    PRINTED = "printed"  # its minutes
    CANCELLED = "cancelled"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _MEETING_STATES[self]


class MeetingAction(StrEnum):
    """What may be done to a meeting."""

    CORRECT = "correct"  # title, day, place, chair, units
    HOLD = "hold"
    RECORD = "record"  # add an item, change its words, take it out
    PRINT = "print"
    TAKE_BACK = "take_back"  # the minutes, for a mistake
    CANCEL = "cancel"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _MEETING_ACTIONS[self]


class ItemKind(StrEnum):
    """What an item is: a demand, a decision, an assignment; or a note, of which nothing follows."""

    DEMAND = "demand"
    DECISION = "decision"
    ASSIGNMENT = "assignment"
    NOTE = "note"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ITEM_KINDS[self]


ASKING = (ItemKind.DEMAND, ItemKind.DECISION, ItemKind.ASSIGNMENT)  # of which something follows


class ItemState(StrEnum):
    """What was made of an item, as it is kept."""

    NOTE = "note"
    OPEN = "open"
    ORDERED = "ordered"
    TASKED = "tasked"
    DROPPED = "dropped"


class Standing(StrEnum):
    """Where an item stands, with what became of its order or its task."""

    NOTE = "note"
    OPEN = "open"  # nothing was made of it yet
    DRAFTED = "drafted"  # its order is not issued yet
    ORDERED = "ordered"
    TASKED = "tasked"
    DROPPED = "dropped"
    CLOSED = "closed"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _STANDINGS[self]


class Of(StrEnum):
    """What became of the order or the task that was made of an item, as far as the item asks."""

    DRAFTED = "drafted"
    GOING = "going"
    ENDED = "ended"
    GONE = "gone"  # withdrawn, cancelled


class ItemAction(StrEnum):
    """What may be done to an item."""

    TO_NOTE = "to_note"
    TO_ACTION = "to_action"
    ORDER = "order"
    TASK = "task"
    DROP = "drop"
    TAKE_UP = "take_up"
    UNLINK = "unlink"
    SNOOZE = "snooze"
    WAKE = "wake"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ITEM_ACTIONS[self]


class Guard(StrEnum):
    """What must hold beforehand."""

    IS_HELD = "is_held"  # the meeting was held, and is not called off
    NOTHING_HANGS = "nothing_hangs"  # neither order nor task was ever made of it
    IS_SNOOZED = "is_snoozed"
    IS_AHEAD = "is_ahead"  # the day on which it wakes is still to come
    DAY_CAME = "day_came"  # the meeting's day is not in the future
    HAS_ITEMS = "has_items"
    PRINTED_AFTER = "printed_after"  # not before the meeting, not in the future
    NONE_HANGS = "none_hangs"  # of all its items


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMove:
    """A cell of the meetings' table."""

    to: MeetingState
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMove:
    """A cell of the items' table; `to` is what is kept."""

    to: ItemState
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    event: str


_PLANNED, _HELD, _PRINTED = MeetingState.PLANNED, MeetingState.HELD, MeetingState.PRINTED
MEETING_MOVES: Mapping[tuple[MeetingState, MeetingAction], MeetingMove] = {
    (_PLANNED, MeetingAction.CORRECT): MeetingMove(to=_PLANNED, event="meeting.corrected"),
    (_PLANNED, MeetingAction.HOLD): MeetingMove(to=_HELD, guards=(Guard.DAY_CAME,), event="meeting.held"),
    (_PLANNED, MeetingAction.CANCEL): MeetingMove(
        to=MeetingState.CANCELLED, needs_reason=True, event="meeting.cancelled"
    ),
    (_HELD, MeetingAction.CORRECT): MeetingMove(to=_HELD, guards=(Guard.DAY_CAME,), event="meeting.corrected"),
    (_HELD, MeetingAction.RECORD): MeetingMove(to=_HELD, event="meeting.recorded"),
    (_HELD, MeetingAction.PRINT): MeetingMove(
        to=_PRINTED, guards=(Guard.HAS_ITEMS, Guard.PRINTED_AFTER), event="meeting.printed"
    ),
    (_PRINTED, MeetingAction.TAKE_BACK): MeetingMove(
        to=_HELD, guards=(Guard.NONE_HANGS,), needs_reason=True, event="meeting.taken_back"
    ),
}  # what is not named here is not possible

_HERE = (Guard.IS_HELD,)
_OPEN, _ORDERED, _TASKED = ItemState.OPEN, ItemState.ORDERED, ItemState.TASKED
_KEPT_AS = {
    Standing.OPEN: _OPEN,
    Standing.DRAFTED: _ORDERED,
    Standing.ORDERED: _ORDERED,
    Standing.TASKED: _TASKED,
}  # what waits for its end, and may be put aside
ITEM_MOVES: Mapping[tuple[Standing, ItemAction], ItemMove] = {
    (Standing.NOTE, ItemAction.TO_ACTION): ItemMove(to=_OPEN, guards=_HERE, event="meeting_item.to_action"),
    (Standing.OPEN, ItemAction.TO_NOTE): ItemMove(
        to=ItemState.NOTE, guards=(*_HERE, Guard.NOTHING_HANGS), event="meeting_item.to_note"
    ),
    (Standing.OPEN, ItemAction.ORDER): ItemMove(to=_ORDERED, guards=_HERE, event="meeting_item.ordered"),
    (Standing.OPEN, ItemAction.TASK): ItemMove(to=_TASKED, guards=_HERE, event="meeting_item.tasked"),
    (Standing.OPEN, ItemAction.DROP): ItemMove(
        to=ItemState.DROPPED, guards=_HERE, needs_reason=True, event="meeting_item.dropped"
    ),
    (Standing.DROPPED, ItemAction.TAKE_UP): ItemMove(
        to=_OPEN, guards=_HERE, needs_reason=True, event="meeting_item.taken_up"
    ),
    (Standing.DROPPED, ItemAction.TO_NOTE): ItemMove(
        to=ItemState.NOTE, guards=(*_HERE, Guard.NOTHING_HANGS), event="meeting_item.to_note"
    ),
    (Standing.TASKED, ItemAction.UNLINK): ItemMove(
        to=_OPEN, guards=_HERE, needs_reason=True, event="meeting_item.unlinked"
    ),
    **{
        (standing, ItemAction.SNOOZE): ItemMove(
            to=kept, guards=(*_HERE, Guard.IS_AHEAD), needs_reason=True, event="meeting_item.snoozed"
        )
        for standing, kept in _KEPT_AS.items()
    },
    **{
        (standing, ItemAction.WAKE): ItemMove(to=kept, guards=(*_HERE, Guard.IS_SNOOZED), event="meeting_item.woken")
        for standing, kept in _KEPT_AS.items()
    },
}
UNSETTLED = frozenset({Standing.OPEN, Standing.DRAFTED})  # the office has still to make something of it
ON_AGENDA = frozenset({*UNSETTLED, Standing.ORDERED, Standing.TASKED})  # stands on the next agenda


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSituation:
    """What a move of a meeting is judged by, besides the table."""

    day: date  # today
    held_on: date  # the day of the meeting
    printed_on: date | None = None  # as it is asked for
    items: int = 0
    hanging: int = 0  # items of which something was made, or which were declared to need nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSituation:
    """What a move of an item is judged by, besides the table."""

    is_held: bool = True
    has_hung: bool = False
    is_snoozed: bool = False
    wakes_on: date | None = None  # as it is asked for
    day: date = date.min  # today


def meeting_refusal(
    state: MeetingState, action: MeetingAction, situation: MeetingSituation, *, reason: str = ""
) -> str:
    """Why this may not be done to the meeting now: `no_such_move`, `no_reason` or a guard; empty: it may."""
    found = MEETING_MOVES.get((state, action))
    if found is None:
        return "no_such_move"
    if failed := next((it for it in found.guards if not _OF_MEETING[it](situation)), None):
        return failed.value
    return "no_reason" if found.needs_reason and not reason.strip() else ""


def item_refusal(standing: Standing, action: ItemAction, situation: ItemSituation, *, reason: str = "") -> str:
    """Why this may not be done to the item now; empty: it may."""
    found = ITEM_MOVES.get((standing, action))
    if found is None:
        return "no_such_move"
    if failed := next((it for it in found.guards if not _OF_ITEM[it](situation)), None):
        return failed.value
    return "no_reason" if found.needs_reason and not reason.strip() else ""


def possible_meeting(state: MeetingState) -> tuple[MeetingAction, ...]:
    """What may be tried with a meeting in this state."""
    return tuple(it for it in MeetingAction if (state, it) in MEETING_MOVES)


def possible_item(standing: Standing, situation: ItemSituation) -> tuple[ItemAction, ...]:
    """What may be tried with an item that stands so; of putting aside and waking the one that makes sense."""
    found = (it for it in ItemAction if (move := ITEM_MOVES.get((standing, it))) and _offers(move, situation))
    return tuple(found)


def standing_of(state: ItemState, hangs: Of | None = None) -> Standing:
    """Where an item stands: as it is kept, and by what became of its order or task. One whose order was withdrawn or
    whose task was cancelled is open again. ValueError where an order or a task should be and is none."""
    if state not in (_ORDERED, _TASKED):
        return Standing(state.value)
    if hangs is None:
        raise ValueError(state)
    if hangs is Of.GONE:
        return Standing.OPEN
    if hangs is Of.ENDED:
        return Standing.CLOSED
    if hangs is Of.DRAFTED and state is _ORDERED:
        return Standing.DRAFTED
    return Standing(state.value)


def wakes_on(target: date, days: int) -> date:
    """The day on which what was put aside until so many days before a date is told of again. ValueError below zero."""
    if days < 0:
        raise ValueError(days)
    return target - timedelta(days=days)


def is_asleep(wakes: date | None, day: date) -> bool:
    """Is it put aside on this day?"""
    return wakes is not None and day < wakes


def order_due(
    printed_on: date | None, calendar: WorkingCalendar, days: int, *, wakes: date | None = None
) -> date | None:
    """The last day on which something is to be made of an item: so many working days after the minutes were printed,
    the day of printing not counted; of one that was put aside not before it wakes. None before the minutes."""
    if printed_on is None:
        return None
    due = calendar.add(printed_on, days)
    return due if wakes is None else max(due, calendar.next_working(wakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An item as the agenda of a later meeting looks at it."""

    key: int
    meeting: int
    held_on: date
    number: int
    standing: Standing
    wakes: date | None = None


def agenda(items: Iterable[Carried], meeting: int, day: date) -> tuple[Carried, ...]:
    """The items of all earlier meetings that are open on the day of this one, the oldest first; what is put aside
    beyond that day is left out. Of two meetings on one day the one that was called first is the earlier one."""
    earlier = (it for it in items if (it.held_on, it.meeting) < (day, meeting))
    open_now = (it for it in earlier if it.standing in ON_AGENDA and not is_asleep(it.wakes, day))
    return tuple(sorted(open_now, key=lambda it: (it.held_on, it.meeting, it.number)))


def _offers(move: ItemMove, situation: ItemSituation) -> bool:
    asks = (it for it in move.guards if it is not Guard.IS_AHEAD)  # a date that is yet to be chosen
    return all(_OF_ITEM[it](situation) for it in asks)


def _is_printed_after(it: MeetingSituation) -> bool:
    return it.printed_on is not None and it.held_on <= it.printed_on <= it.day


_OF_MEETING: Mapping[Guard, Callable[[MeetingSituation], bool]] = {
    Guard.DAY_CAME: lambda it: it.held_on <= it.day,
    Guard.HAS_ITEMS: lambda it: it.items > 0,
    Guard.PRINTED_AFTER: _is_printed_after,
    Guard.NONE_HANGS: lambda it: it.hanging == 0,
}
_OF_ITEM: Mapping[Guard, Callable[[ItemSituation], bool]] = {
    Guard.IS_HELD: lambda it: it.is_held,
    Guard.NOTHING_HANGS: lambda it: not it.has_hung,
    Guard.IS_SNOOZED: lambda it: it.is_snoozed,
    Guard.IS_AHEAD: lambda it: it.wakes_on is not None and it.wakes_on > it.day,
}
_MEETING_KINDS: Mapping[MeetingKind, Names] = {
    MeetingKind.DEPLOYMENT: ("部署会", "Deployment meeting"),
    MeetingKind.DISPATCH: ("调度会", "Progress meeting"),
    MeetingKind.TOPIC: ("专题会", "Meeting on one subject"),
    MeetingKind.EXECUTIVE: ("常务会", "Executive meeting"),
    MeetingKind.OTHER: ("其他会议", "Other meeting"),
}
_MEETING_STATES: Mapping[MeetingState, Names] = {
    MeetingState.PLANNED: ("待召开", "To be held"),
    MeetingState.HELD: ("已召开", "Held"),
    MeetingState.PRINTED: ("纪要已印发", "Minutes printed"),
    MeetingState.CANCELLED: ("已取消", "Called off"),
}
_MEETING_ACTIONS: Mapping[MeetingAction, Names] = {
    MeetingAction.CORRECT: ("修改", "Edit"),
    MeetingAction.HOLD: ("登记召开", "Record as held"),
    MeetingAction.RECORD: ("记录事项", "Record items"),
    MeetingAction.PRINT: ("登记纪要印发", "Record the minutes"),
    MeetingAction.TAKE_BACK: ("撤回印发", "Take the minutes back"),
    MeetingAction.CANCEL: ("取消会议", "Call it off"),
}
_ITEM_KINDS: Mapping[ItemKind, Names] = {
    ItemKind.DEMAND: ("要求", "Demand"),
    ItemKind.DECISION: ("决定", "Decision"),
    ItemKind.ASSIGNMENT: ("交办", "Assignment"),
    ItemKind.NOTE: ("记事", "Note"),
}
_STANDINGS: Mapping[Standing, Names] = {
    Standing.NOTE: ("记事", "Note"),
    Standing.OPEN: ("待处理", "To be dealt with"),
    Standing.DRAFTED: ("已拟督办", "Order drafted"),
    Standing.ORDERED: ("督办中", "Followed by an order"),
    Standing.TASKED: ("任务中", "Done by a task"),
    Standing.DROPPED: ("无需办理", "No action"),
    Standing.CLOSED: ("已办结", "Closed"),
}
_ITEM_ACTIONS: Mapping[ItemAction, Names] = {
    ItemAction.TO_NOTE: ("改为记事", "Make it a note"),
    ItemAction.TO_ACTION: ("改为办理事项", "Make it an item to act on"),
    ItemAction.ORDER: ("转督办", "Make an order"),
    ItemAction.TASK: ("关联任务", "Link a task"),
    ItemAction.DROP: ("无需办理", "No action"),
    ItemAction.TAKE_UP: ("重新办理", "Take it up again"),
    ItemAction.UNLINK: ("解除关联", "Unlink the task"),
    ItemAction.SNOOZE: ("暂缓", "Put aside"),
    ItemAction.WAKE: ("取消暂缓", "No longer put aside"),
}
