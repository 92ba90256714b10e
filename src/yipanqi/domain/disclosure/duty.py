"""应公开: what must be published, until when, and how each of it stands. Obligations are data; what makes something due
is told from outside as events, and so is what was published."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.domain.disclosure.publication import Kind
from yipanqi.domain.working_calendar import WorkingCalendar

Pair = tuple[str, str]
ART_26: Pair = (
    "《政府信息公开条例》第二十六条",
    "Regulation on Open Government Information, Article 26",
)
ART_49: Pair = ("《政府信息公开条例》第四十九条", "Regulation on Open Government Information, Article 49")
ART_50: Pair = (
    "《政府信息公开条例》第四十九条、第五十条",
    "Regulation on Open Government Information, Articles 49 and 50",
)
OURS: Pair = ("本软件的默认值，可改", "This software's default; may be changed")


class Trigger(StrEnum):
    """What makes something due."""

    ADOPTED = "adopted"
    CONTRACT = "contract"
    STARTED = "started"
    CLOSED = "closed"
    MET = "met"
    ACCEPTED = "accepted"
    ASSESSED = "assessed"
    NOTICED = "noticed"
    YEAR = "year"


TRIGGERS: Mapping[Trigger, Pair] = {
    Trigger.ADOPTED: ("计划批准", "Plan adopted"),
    Trigger.CONTRACT: ("合同登记", "Contract recorded"),
    Trigger.STARTED: ("开工", "Works started"),
    Trigger.CLOSED: ("进度关账通报", "Bulletin of a closed period"),
    Trigger.MET: ("会议召开", "Meeting held"),
    Trigger.ACCEPTED: ("验收通过", "Acceptance passed"),
    Trigger.ASSESSED: ("考核定案", "Assessment settled"),
    Trigger.NOTICED: ("公示", "Put on notice"),
    Trigger.YEAR: ("年度终了", "End of the year"),
}


class Days(StrEnum):
    """Which days are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


class Level(StrEnum):
    """Who owes it."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"


LEVELS: Mapping[Level, Pair] = {
    Level.DEPARTMENT: ("区级部门", "Department of the district"),
    Level.GOVERNMENT: ("区政府", "District government"),
}


class Audience(StrEnum):
    """To whom."""

    EVERYBODY = "everybody"
    RESIDENTS = "residents"


AUDIENCES: Mapping[Audience, Pair] = {
    Audience.EVERYBODY: ("面向社会", "Everybody"),
    Audience.RESIDENTS: ("面向小区居民", "Residents of the estate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What must be published: when something happens, within so many days, or each year until a day. ValueError where
    it has neither, or both."""

    code: str
    zh: str
    en: str
    basis: Pair
    trigger: Trigger
    days: int = 0
    counted: Days = Days.WORKING
    each_year_by: tuple[int, int] | None = None  # month and day of the year after
    shown_for: int = 0  # calendar days that it must stay on display, the day of posting not counted
    level: Level = Level.DEPARTMENT
    audience: Audience = Audience.EVERYBODY
    kind: Kind  # the kind of publication, and so the template, that fulfils it

    def __post_init__(self) -> None:
        if (self.days > 0) is (self.each_year_by is not None):
            raise ValueError(f"{self.code}: days, or a day of each year")


def _within_20(code: Kind, zh: str, en: str, trigger: Trigger) -> Obligation:
    return Obligation(code=code.value, zh=zh, en=en, basis=ART_26, trigger=trigger, days=20, kind=code)


SHIPPED: tuple[Obligation, ...] = (
    _within_20(Kind.PLAN, "改造计划", "Renovation plan", Trigger.ADOPTED),
    _within_20(Kind.TASKS, "任务清单", "Task list", Trigger.ADOPTED),
    _within_20(Kind.FUNDING, "资金安排", "Funding", Trigger.ADOPTED),
    _within_20(Kind.CONTRACT, "招标与合同", "Tender and contract", Trigger.CONTRACT),
    _within_20(Kind.START, "开工公告", "Start of works", Trigger.STARTED),
    _within_20(Kind.PROGRESS, "进度通报", "Progress", Trigger.CLOSED),
    _within_20(Kind.MEETING, "会议活动", "Meeting", Trigger.MET),
    _within_20(Kind.ACCEPTANCE, "验收结果", "Acceptance", Trigger.ACCEPTED),
    _within_20(Kind.ASSESSMENT, "考核结果", "Assessment", Trigger.ASSESSED),
    Obligation(
        code="year_of_works",
        zh="年度进度总结",
        en="Summary of a year's works",
        basis=ART_26,
        trigger=Trigger.CLOSED,
        days=20,
        kind=Kind.ANNUAL,
    ),
    Obligation(
        code="display",
        zh="方案与结果公示",
        en="Scheme or result on display",
        basis=OURS,
        trigger=Trigger.NOTICED,
        days=1,
        shown_for=7,
        audience=Audience.RESIDENTS,
        kind=Kind.NOTICE,
    ),
    Obligation(
        code="annual",
        zh="信息公开工作年度报告（部门）",
        en="Annual report on disclosure (department)",
        basis=ART_49,
        trigger=Trigger.YEAR,
        each_year_by=(1, 31),
        kind=Kind.ANNUAL,
    ),
    Obligation(
        code="annual_government",
        zh="信息公开工作年度报告（政府）",
        en="Annual report on disclosure (government)",
        basis=ART_50,
        trigger=Trigger.YEAR,
        each_year_by=(3, 31),
        level=Level.GOVERNMENT,
        kind=Kind.ANNUAL,
    ),
)


def with_days(obligations: Iterable[Obligation], days: Mapping[str, int]) -> tuple[Obligation, ...]:
    """The obligations with the days that a district decided, by code, from one day on; a day of each year stays."""
    return tuple(
        replace(it, days=days[it.code]) if days.get(it.code, 0) > 0 and it.each_year_by is None else it
        for it in obligations
    )


def due_on(obligation: Obligation, day: date, calendar: WorkingCalendar) -> date:
    """The last day on which what happened or was changed on a day is published in time; that day itself is not
    counted. Of a year: any day of it."""
    if obligation.each_year_by is not None:
        return date(day.year + 1, *obligation.each_year_by)
    if obligation.counted is Days.WORKING:
        return calendar.add(day, obligation.days)
    return day + timedelta(days=obligation.days)


def shown_until(obligation: Obligation, posted: date) -> date:
    """The last day on which it must still be on display."""
    return posted + timedelta(days=obligation.shown_for)


class Status(StrEnum):
    """How something due stands."""

    LATE = "late"
    NEAR = "near"
    DUE = "due"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


STATUSES: Mapping[Status, Pair] = {
    Status.LATE: ("已逾期", "Late"),
    Status.NEAR: ("临近到期", "Near"),
    Status.DUE: ("应公开", "Due"),
    Status.DONE: ("已公开", "Done"),
    Status.NOT_APPLICABLE: ("不适用", "Not applicable"),
}
OPEN = frozenset({Status.LATE, Status.NEAR, Status.DUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something of the record that makes something due: of which kind, by which key, when it happened."""

    kind: Kind
    key: str  # as a publication keeps it
    title: Pair
    day: date
    changed_on: date | None = None  # when it was seen to have changed: what was published before does not fulfil it


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody said of a matter: that it does not apply, and why, or that it was done on a day elsewhere. Said
    before the record changed, it says nothing of the change."""

    reason: str
    done_on: date | None = None
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing due, and how it stands on a day."""

    obligation: Obligation
    event: Event
    until: date
    status: Status
    done_on: date | None = None
    reason: str = ""
    left: int = 0  # working days until it is due, that day counted; below zero: over
    is_provisional: bool = False  # counted through a year without its holiday notice

    @property
    def was_late(self) -> bool:
        """Was it published after its day?"""
        return self.done_on is not None and self.done_on > self.until


NEAR_DAYS = 5  # working days


def matters(
    events: Iterable[Event],
    published: Mapping[tuple[Kind, str], date],
    words: Mapping[tuple[str, str], Word],
    day: date,
    calendar: WorkingCalendar,
    in_force: Callable[[date], Sequence[Obligation]] = lambda day: SHIPPED,
) -> list[Matter]:
    """What is due of these events: what is open first, the earliest first; then what is done. `published` tells the
    day by kind and key, `words` what was said by obligation and key; `in_force` the obligations of a day: an event is
    judged by those of its own."""
    found = [
        _matter(obligation, event, published, words.get((obligation.code, event.key)), day, calendar)
        for event in events
        if event.day <= day
        for obligation in in_force(event.day)
        if _concerns(obligation, event)
    ]
    return sorted(found, key=lambda it: (it.status not in OPEN, it.until, it.obligation.code, it.event.key))


def years_over(since: int, day: date) -> Iterator[Event]:
    """The years whose report is owed: those that are over, from the first on."""
    for year in range(since, day.year):
        yield Event(
            kind=Kind.ANNUAL, key=f"{YEAR_PREFIX}{year}", title=(f"{year}年度", f"Year {year}"), day=date(year, 12, 31)
        )


YEAR_PREFIX = "year:"


def status_on(until: date, day: date, calendar: WorkingCalendar, near_days: int = NEAR_DAYS) -> Status:
    """How something open stands on a day."""
    if day > until:
        return Status.LATE
    return Status.NEAR if calendar.between(day, until) <= near_days else Status.DUE


def near_from(until: date, calendar: WorkingCalendar, near_days: int = NEAR_DAYS) -> date:
    """The first day on which something open is near."""
    return calendar.add(until + timedelta(days=1), -near_days - 1) + timedelta(days=1)


def _concerns(obligation: Obligation, event: Event) -> bool:
    is_of_year = event.key.startswith(YEAR_PREFIX)
    return obligation.kind is event.kind and (obligation.trigger is Trigger.YEAR) is is_of_year


def _matter(
    obligation: Obligation,
    event: Event,
    published: Mapping[tuple[Kind, str], date],
    word: Word | None,
    day: date,
    calendar: WorkingCalendar,
) -> Matter:
    since = max(event.day, event.changed_on or event.day)
    until = due_on(obligation, since, calendar)
    if word and word.said_on and event.changed_on and word.said_on < event.changed_on:
        word = None
    done_on = published.get((event.kind, event.key)) or (word.done_on if word else None)
    if done_on is not None and event.changed_on is not None and done_on < event.changed_on:
        done_on = None
    status = status_on(until, day, calendar)
    if done_on is not None:
        status = Status.DONE
    elif word is not None and word.done_on is None:
        status = Status.NOT_APPLICABLE
    return Matter(
        obligation=obligation,
        event=event,
        until=until,
        status=status,
        done_on=done_on,
        reason=word.reason if word else "",
        left=calendar.between(day, until) if day <= until else -(calendar.between(until, day) - 1),
        is_provisional=_is_counted(obligation) and calendar.is_provisional(until),
    )


def _is_counted(obligation: Obligation) -> bool:
    """Does its day hang on which days are worked?"""
    return obligation.each_year_by is None and obligation.counted is Days.WORKING
