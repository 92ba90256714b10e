"""The clocks of an order: when it is signed for, first answered and done; days on hold do not count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.working_calendar import WorkingCalendar

from .order import Basis, Urgency

SIGN_DAYS, REPLY_DAYS, LIMIT_DAYS = "supervision.sign_days", "supervision.reply_days", "supervision.limit_days"
REASSIGN_DAYS, WORDS, PUBLIC_DAYS = "supervision.reassign_days", "supervision.words", "supervision.public_days"
PUBLISHED = "公开发布的督查督办时限规定（急件1至5天、一般15天、疑难30天，文件30天、会议纪要20天）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """So many days for each part. `sign` and `reply` are working days, `limit` calendar days."""

    sign: int
    reply: Mapping[Urgency, int]
    limit: Mapping[str, int]  # by urgency; by `document` and `minutes`

    def limit_of(self, urgency: Urgency, basis: Basis) -> int:
        """The days of an order for which no limit is named."""
        return self.limit[urgency if basis is Basis.INSTRUCTION else basis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """When an order is signed for, first answered, done."""

    sign: date
    reply: date
    limit: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """On hold from a day; until the day on which it was resumed, or still."""

    since: date
    until: date | None = None
    reason: str = ""


def dues(
    clocks: Clocks, working: WorkingCalendar, day: date, urgency: Urgency, basis: Basis, limit: date | None = None
) -> Dues:
    """The clocks of an order that is issued on this day. The first day is not counted; a limit that falls on a day off
    moves to the next working day. A first answer is never due after the limit. ValueError for a limit before it."""
    if limit is not None and limit < day:
        raise ValueError(f"the limit {limit} comes before {day}")
    found = limit or working.next_working(day + timedelta(days=clocks.limit_of(urgency, basis)))
    reply = min(working.add(day, clocks.reply[urgency]), found)
    return Dues(sign=min(working.add(day, clocks.sign), found), reply=reply, limit=found)


def stopped_days(stops: Iterable[Stop], working: WorkingCalendar, day: date) -> int:
    """Working days on which the clock stood: from each day of a hold to the day before it was resumed."""
    return sum(_stopped(it, working, day) for it in stops)


def _stopped(stop: Stop, working: WorkingCalendar, day: date) -> int:
    last = (stop.until or day) - timedelta(days=1)
    return working.between(stop.since, last) if last >= stop.since else 0


def moved(due: date, stop: Stop, working: WorkingCalendar) -> date:
    """A due day after a hold that is over: later by its working days. What was due before the hold stays late by as
    much as it was."""
    if stop.until is None:
        raise ValueError("the hold is not over")
    days = _stopped(stop, working, stop.until)
    return working.add(due, days) if days else due


def days_late(due: date, working: WorkingCalendar, day: date) -> int:
    """Working days since a day on which something was due; 0 until its end."""
    return working.between(due + timedelta(days=1), day) if day > due else 0


def days_left(due: date, working: WorkingCalendar, day: date) -> int:
    """Working days that are left after today, the last one too; 0 on the day itself, below zero once it is over."""
    if day < due:
        return working.between(day + timedelta(days=1), due)
    return -days_late(due, working, day)


def next_report(signed: date, cycle: int, reports: Sequence[date], working: WorkingCalendar) -> date:
    """When the next report between is due: a cycle of so many days after the last one, or after the signing."""
    return working.next_working(max([signed, *reports]) + timedelta(days=cycle))


def clocks_of(values: Mapping[str, Any]) -> Clocks:
    """The clocks as the settings keep them."""
    reply = {Urgency(it["urgency"]): it["days"] for it in values[REPLY_DAYS]}
    limit = {it["of"]: it["days"] for it in values[LIMIT_DAYS]}
    return Clocks(sign=values[SIGN_DAYS], reply=_OURS_REPLY | reply, limit=_PUBLISHED_LIMIT | limit)


def stored_clocks(clocks: Clocks) -> dict[str, Any]:
    """The clocks as the settings keep them, by their keys."""
    return {
        SIGN_DAYS: clocks.sign,
        REPLY_DAYS: [{"urgency": it.value, "days": days} for it, days in clocks.reply.items()],
        LIMIT_DAYS: [{"of": it, "days": days} for it, days in clocks.limit.items()],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of an order, as far as clocks go: the days of its deeds (none: not yet), its holds, its end."""

    issued: date
    urgency: Urgency
    basis: Basis
    signed: date | None = None
    replied: date | None = None  # first
    done: date | None = None  # answered for the last time
    stops: tuple[Stop, ...] = ()
    ended: date | None = None


class Missed(NamedTuple):
    """Whether an order was signed for, first answered and done after its day."""

    sign: bool
    reply: bool
    limit: bool


def missed(clocks: Clocks, working: WorkingCalendar, course: Course, day: date) -> Missed:
    """What an order would have missed by a day under these clocks, had no limit been named."""
    due = dues(clocks, working, course.issued, course.urgency, course.basis)
    last = day if course.ended is None else min(course.ended, day)

    def is_late(due_day: date, done: date | None) -> bool:
        at = last if done is None else min(done, last)
        return at > _after_stops(due_day, course.stops, working, at)

    return Missed(
        sign=is_late(due.sign, course.signed),
        reply=is_late(due.reply, course.replied),
        limit=is_late(due.limit, course.done),
    )


def _after_stops(due: date, stops: Iterable[Stop], working: WorkingCalendar, until: date) -> date:
    """A due day, later by the holds that began before this day."""
    for it in stops:
        if it.since < until:
            due = moved(due, Stop(since=it.since, until=min(it.until or until, until)), working)
    return due


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPreset:
    """A set of clocks that a district may take over, with its source."""

    key: str
    names: tuple[str, str]
    source: str
    clocks: Clocks


_OURS_REPLY = {Urgency.URGENT: 3, Urgency.ORDINARY: 5, Urgency.HARD: 15}  # working days
_PUBLISHED_LIMIT: dict[str, int] = {"urgent": 5, "ordinary": 15, "hard": 30, "document": 30, "minutes": 20}  # days
PRESETS = (
    ClockPreset(
        key="ours",
        names=("先反馈、后办结", "First answer, then done"),
        source=OURS[0],
        clocks=Clocks(sign=1, reply=_OURS_REPLY, limit=_PUBLISHED_LIMIT),
    ),
    ClockPreset(
        key="published",
        names=("公开发布的时限", "Published limits"),
        source=PUBLISHED,
        clocks=Clocks(
            sign=1,
            reply={Urgency.URGENT: 5, Urgency.ORDINARY: 15, Urgency.HARD: 30},
            limit=_PUBLISHED_LIMIT,
        ),
    ),
)
SHIPPED = (
    Setting(key=SIGN_DAYS, value=1, source=OURS[0]),
    Setting(key=REPLY_DAYS, value=stored_clocks(PRESETS[0].clocks)[REPLY_DAYS], source=OURS[0]),
    Setting(key=LIMIT_DAYS, value=stored_clocks(PRESETS[0].clocks)[LIMIT_DAYS], source=PUBLISHED),
    Setting(key=REASSIGN_DAYS, value=1, source=OURS[0]),
    Setting(key=PUBLIC_DAYS, value=0, source=OURS[0]),
    Setting(
        key=WORDS,
        value=[{"organ": "office", "word": "改"}, {"organ": "leading_group", "word": "区"}],
        source=OURS[0],
    ),
)  # in force where a district says nothing
_WORKING_DAYS, _DAYS = ("个工作日", "working days"), ("天", "days")
_LIMITS = {
    **{it.value: it.names for it in Urgency},
    **{it.value: it.names for it in Basis if it.value != "instruction"},
}
_ORGANS = {"office": ("改造办", "Renovation office"), "leading_group": ("区领导小组", "Leading group")}
FIELDS = (
    Field(
        key=SIGN_DAYS,
        names=("督办单签收期限", "An order is signed for within"),
        kind=ValueKind.COUNT,
        unit=_WORKING_DAYS,
    ),
    Field(
        key=REPLY_DAYS,
        names=("督办单首次反馈期限", "An order is first answered within"),
        kind=ValueKind.TABLE,
        columns=(
            Field(
                key="urgency",
                names=("缓急", "Urgency"),
                kind=ValueKind.CHOICE,
                options={it.value: it.names for it in Urgency},
            ),
            Field(key="days", names=("期限", "Within"), kind=ValueKind.COUNT, unit=_WORKING_DAYS),
        ),
    ),
    Field(
        key=LIMIT_DAYS,
        names=("督办单未写明时限的办结期限", "An order that names no limit is done within"),
        kind=ValueKind.TABLE,
        columns=(
            Field(key="of", names=("缓急或依据", "Urgency or basis"), kind=ValueKind.CHOICE, options=_LIMITS),
            Field(key="days", names=("期限", "Within"), kind=ValueKind.COUNT, unit=_DAYS),
        ),
        note=(
            "从交办次日起计；最后一天是休息日的，顺延到下一个工作日。",
            "Counted from the next day; a last day off moves to the next working day.",
        ),
    ),
    Field(
        key=REASSIGN_DAYS,
        names=("签收后可转办的期限", "An order may be reassigned after signing within"),
        kind=ValueKind.COUNT,
        unit=_WORKING_DAYS,
    ),
    Field(
        key=PUBLIC_DAYS,
        names=("督办结果公示天数", "A result is on notice for"),
        kind=ValueKind.COUNT,
        unit=_DAYS,
        note=("0 即不公示；每件可另定。", "0: not at all; each order may say otherwise."),
    ),
    Field(
        key=WORDS,
        names=("督办单文号的单位代字", "The organ's short word in numbers of orders"),
        kind=ValueKind.TABLE,
        columns=(
            Field(key="organ", names=("交办单位", "Organ"), kind=ValueKind.CHOICE, options=_ORGANS),
            Field(key="word", names=("代字", "Word"), kind=ValueKind.TEXT),
        ),
        note=("如代字为“改”，文号为“改督〔2027〕12号”。", "With the word 改 the number is 改督〔2027〕12号."),
    ),
)
