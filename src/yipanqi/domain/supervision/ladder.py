"""The ladder: what follows, step by step, where an order is not answered by its limit. A ladder is data that a district
copies and changes; what is due on a day is a pure function of the order's clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from yipanqi.domain.delivery.described import Names
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.supervision.ladder_sources import HOTLINE
from yipanqi.domain.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)
_MOST = 250  # working days: a year


class Step(StrEnum):
    """What is done, in this order."""

    REMIND = "remind"
    URGE = "urge"
    CIRCULAR = "circular"
    INTERVIEW = "interview"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _STEPS[self]


class Since(StrEnum):
    """From where the days of a step count."""

    LIMIT = "limit"
    STEP = "step"  # the step before it


class Whom(StrEnum):
    """Who reads it."""

    LEAD = "lead"  # who answers for the lead unit
    SUPPORTING = "supporting"
    INSPECTING = "inspecting"
    OFFICE = "office"  # who keeps orders in the office
    DEPUTY = "deputy"  # 分管负责人: who approves in the office
    LEADERS = "leaders"  # the leading group

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _WHOM[self]


class Why(StrEnum):
    """Why a clock stands still."""

    HELD = "held"
    ANSWERED = "answered"  # a reply is with who checks it

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _WHY[self]


class Told(StrEnum):
    """How a step stands on a day."""

    TAKEN = "taken"
    DUE = "due"
    COMING = "coming"
    STOPPED = "stopped"  # the clock stands still, nobody knows until when
    LAPSED = "lapsed"  # a reminder whose time is over
    SPARED = "spared"  # the order ended before it

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _TOLD[self]


class NoLadder(ValueError):
    """These data are no ladder; the message is the field that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step: so many working days after the limit, or after the step before; a reminder: before the limit."""

    step: Step
    days: int
    since: Since = Since.LIMIT
    to: tuple[Whom, ...] = (Whom.LEAD,)
    copy: tuple[Whom, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Its steps, and how many working days lie at least between two of them. NoLadder where it contradicts itself."""

    key: str
    names: Names
    rungs: tuple[Rung, ...]
    grace: int
    source: str
    note: Names = ("", "")

    def __post_init__(self) -> None:
        if not self.key or not all(it.strip() for it in self.names) or not self.source.strip():
            raise NoLadder("names")
        if not 0 <= self.grace <= _MOST:
            raise NoLadder("grace")
        order = [*Step]
        if not self.rungs or any(order.index(a.step) >= order.index(b.step) for a, b in pairwise(self.rungs)):
            raise NoLadder("rungs")
        for rung in self.rungs:
            if not 1 <= rung.days <= _MOST or not rung.to:
                raise NoLadder(rung.step.value)
        counted = [it.days for it in self.rungs if it.step is not Step.REMIND and it.since is Since.LIMIT]
        if any(a >= b for a, b in pairwise(counted)):
            raise NoLadder("rungs")

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "key": self.key,
            "names": list(self.names),
            "grace": self.grace,
            "source": self.source,
            "note": list(self.note),
            "rungs": [
                {
                    "step": it.step.value,
                    "days": it.days,
                    "since": it.since.value,
                    "to": [who.value for who in it.to],
                    "copy": [who.value for who in it.copy],
                }
                for it in self.rungs
            ],
        }


def ladder_of(value: Any) -> Ladder:
    """The ladder that JSON kept. NoLadder names the field that is wrong."""
    try:
        rungs = tuple(
            Rung(
                step=Step(it["step"]),
                days=_whole(it["days"]),
                since=Since(it["since"]),
                to=tuple(Whom(who) for who in it["to"]),
                copy=tuple(Whom(who) for who in it["copy"]),
            )
            for it in value["rungs"]
        )
        zh, en = value["names"]
        note_zh, note_en = value.get("note", ("", ""))
        return Ladder(
            key=str(value["key"]),
            names=(str(zh), str(en)),
            rungs=rungs,
            grace=_whole(value["grace"]),
            source=str(value["source"]),
            note=(str(note_zh), str(note_en)),
        )
    except NoLadder:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise NoLadder("ladder") from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The clock stands still from this day on, until the day on which it goes again; none: it still stands."""

    first: date
    until: date | None
    why: Why

    def holds(self, day: date) -> bool:
        """Does it stand on this day?"""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """An order's clock: when it was issued, until when it is to be answered as that was last set (days on hold since
    then are not in it), when it stood still, when it ended."""

    issued: date
    limit: date
    limit_set: date | None = None  # none: when it was issued
    stops: tuple[Stop, ...] = ()
    ended: date | None = None

    def stop(self, day: date) -> Stop | None:
        """Why it stands still on this day; none: it goes."""
        return next((it for it in self.stops if it.holds(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a step stands, and on which day it was, is or would be taken; none where nobody can say."""

    rung: Rung
    told: Told
    on: date | None


def last_day(clock: Clock, calendar: WorkingCalendar) -> date | None:
    """The limit (moved to a working day) and the working days on hold before it; none while it is on hold before it."""
    limit = calendar.next_working(clock.limit)
    lost, day = 0, clock.limit_set or clock.issued
    while day <= limit:
        lost += calendar.is_working(day) and _is_held(clock, day)
        day += _DAY
    if not lost:
        return limit
    return _on(replace(clock, stops=tuple(it for it in clock.stops if it.why is Why.HELD)), calendar, limit, lost)


def late_days(clock: Clock, calendar: WorkingCalendar, day: date) -> int:
    """Working days on which the clock went after its limit, until this day."""
    last = last_day(clock, calendar)
    if last is None or day <= last:
        return 0
    days = (last + timedelta(days=at) for at in range(1, (day - last).days + 1))
    return sum(1 for it in days if calendar.is_working(it) and clock.stop(it) is None)


def stopped_days(clock: Clock, calendar: WorkingCalendar, day: date) -> dict[Why, int]:
    """How many working days the clock stood still until this day, why."""
    found: dict[Why, int] = {}
    until = min(day, clock.ended - _DAY) if clock.ended else day
    at = clock.issued
    while at <= until:
        stop = clock.stop(at)
        if stop is not None and calendar.is_working(at):
            found[stop.why] = found.get(stop.why, 0) + 1
        at += _DAY
    return found


def drawn(
    ladder: Ladder, clock: Clock, taken: Mapping[Step, date], calendar: WorkingCalendar, day: date
) -> tuple[Stand, ...]:
    """Every step of the ladder as it stands on a day."""
    last = last_day(clock, calendar)
    found: list[Stand] = []
    before: date | None = None
    for rung in ladder.rungs:
        stand = _stand(rung, ladder.grace, clock, last, before, taken, calendar, day)
        found.append(stand)
        if rung.step is not Step.REMIND:
            before = stand.on
    return tuple(found)


def due(
    ladder: Ladder, clock: Clock, taken: Mapping[Step, date], calendar: WorkingCalendar, day: date
) -> tuple[Stand, ...]:
    """The steps to be taken on this day: none that was taken, none on a day that is not worked or on which the clock
    stands still; what days off have left is caught up, one step after the other."""
    return tuple(it for it in drawn(ladder, clock, taken, calendar, day) if it.told is Told.DUE)


def would(ladder: Ladder, clock: Clock, calendar: WorkingCalendar, until: date) -> dict[Step, date]:
    """The steps that this ladder would have taken by a day, and when: for comparing ladders over a record."""
    last = last_day(clock, calendar)
    found: dict[Step, date] = {}
    before: date | None = None
    for rung in ladder.rungs:
        on = _planned(rung, ladder.grace, clock, last, before, calendar)
        is_late = on is None or on > until or (clock.ended is not None and on >= clock.ended)
        if on is not None and not is_late and not _is_lapsed(rung, clock, last, on, on):
            found[rung.step] = on
        if rung.step is not Step.REMIND:
            before = on
    return found


def _stand(
    rung: Rung,
    grace: int,
    clock: Clock,
    last: date | None,
    before: date | None,
    taken: Mapping[Step, date],
    calendar: WorkingCalendar,
    day: date,
) -> Stand:
    if rung.step in taken:
        return Stand(rung=rung, told=Told.TAKEN, on=taken[rung.step])
    if clock.ended is not None and clock.ended <= day:
        return Stand(rung=rung, told=Told.SPARED, on=None)
    planned = _planned(rung, grace, clock, last, before, calendar)
    on = planned if planned is None or planned > day else _on(clock, calendar, day, 0)  # at the earliest today
    if planned is None or on is None:
        return Stand(rung=rung, told=Told.STOPPED, on=None)
    if _is_lapsed(rung, clock, last, planned, on):
        return Stand(rung=rung, told=Told.LAPSED, on=None)
    return Stand(rung=rung, told=Told.DUE if on == day else Told.COMING, on=on)


def _planned(
    rung: Rung, grace: int, clock: Clock, last: date | None, before: date | None, calendar: WorkingCalendar
) -> date | None:
    """The day of a step, whatever day it is; none where the clock stands still for no known time before it."""
    if last is None:
        return None
    if rung.step is Step.REMIND:
        return _on(clock, calendar, calendar.add(last, -rung.days), 0)
    if before is None:
        return _on(clock, calendar, last, rung.days)
    since = before if rung.since is Since.STEP else last
    asked, earliest = _on(clock, calendar, since, rung.days), _on(clock, calendar, before, max(grace, 1))
    return None if asked is None or earliest is None else max(asked, earliest)


def _is_lapsed(rung: Rung, clock: Clock, last: date | None, planned: date, on: date) -> bool:
    """Would a reminder have come on the day of issue or before it, or come after the limit?"""
    return rung.step is Step.REMIND and (planned <= clock.issued or last is None or on > last)


def _is_held(clock: Clock, day: date) -> bool:
    return any(it.why is Why.HELD and it.holds(day) for it in clock.stops)


def _on(clock: Clock, calendar: WorkingCalendar, day: date, count: int) -> date | None:
    """The day so many days on which the clock goes after this one; of none the day itself or the next of them."""
    for at in _going(clock, calendar, day if count == 0 else day + _DAY):
        if count <= 1:
            return at
        count -= 1
    return None


def _going(clock: Clock, calendar: WorkingCalendar, day: date) -> Iterator[date]:
    """The working days from this one on, on which the clock goes."""
    while True:
        stop = clock.stop(day)
        if stop is not None:
            if stop.until is None:
                return
            day = stop.until
            continue
        if calendar.is_working(day):
            yield day
        day += _DAY


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise NoLadder("days")
    return value


_STEPS: Mapping[Step, Names] = {
    Step.REMIND: ("到期提醒", "Reminder"),
    Step.URGE: ("催办", "Urging letter"),
    Step.CIRCULAR: ("通报", "Named in the circular"),
    Step.INTERVIEW: ("约谈", "Interview"),
}
_WHOM: Mapping[Whom, Names] = {
    Whom.LEAD: ("牵头单位", "Lead unit"),
    Whom.SUPPORTING: ("配合单位", "Supporting units"),
    Whom.INSPECTING: ("督办单位", "Inspecting unit"),
    Whom.OFFICE: ("改造办", "Office"),
    Whom.DEPUTY: ("改造办分管负责人", "Deputy head of the office"),
    Whom.LEADERS: ("领导小组", "Leading group"),
}
_WHY: Mapping[Why, Names] = {
    Why.HELD: ("挂账", "on hold"),
    Why.ANSWERED: ("已反馈，待核查", "answered, being checked"),
}
_TOLD: Mapping[Told, Names] = {
    Told.TAKEN: ("已发", "Taken"),
    Told.DUE: ("今日应发", "Due today"),
    Told.COMING: ("未到", "To come"),
    Told.STOPPED: ("停表", "Clock stopped"),
    Told.LAPSED: ("不再提醒", "Lapsed"),
    Told.SPARED: ("已办结，不发", "Not needed"),
}

USUAL = Ladder(
    key="usual",
    names=("提醒、催办、通报、约谈", "Reminder, letter, circular, interview"),
    rungs=(
        Rung(step=Step.REMIND, days=3, to=(Whom.LEAD,)),
        Rung(step=Step.URGE, days=1, to=(Whom.LEAD,), copy=(Whom.DEPUTY,)),
        Rung(step=Step.CIRCULAR, days=5, to=(Whom.LEAD,), copy=(Whom.INSPECTING, Whom.DEPUTY)),
        Rung(step=Step.INTERVIEW, days=10, to=(Whom.LEAD,), copy=(Whom.DEPUTY, Whom.LEADERS)),
    ),
    grace=2,
    source=OURS[0],
    note=(
        "催办的时间和抄送依照某局热线督办制度，其余天数为本软件的默认值。",
        "When a letter is sent, and its copy, follow the rules of a bureau's hotline; the other days are this "
        "software's.",
    ),
)
HOTLINE_RULE = Ladder(
    key="hotline",
    names=("热线督办：提醒、催办、通报", "Hotline: reminder, letter, circular"),
    rungs=(
        Rung(step=Step.REMIND, days=1, to=(Whom.LEAD,)),
        Rung(step=Step.URGE, days=1, to=(Whom.LEAD,), copy=(Whom.DEPUTY,)),
        Rung(step=Step.CIRCULAR, days=5, since=Since.STEP, to=(Whom.LEAD,), copy=(Whom.DEPUTY,)),
    ),
    grace=2,
    source=HOTLINE,
    note=(
        "原制度没有写明提前几天提醒，这里为1个工作日；通报自催办之日起计。",
        "It does not say how long before the limit the reminder comes; one working day here. The circular counts from "
        "the letter.",
    ),
)
LADDERS: Mapping[str, Ladder] = {it.key: it for it in (USUAL, HOTLINE_RULE)}
