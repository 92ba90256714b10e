"""Lights (预警): what a published rule makes of a task on a day. Nobody sets one: the same task, rule, calendar,
reports and day give the same light, however often it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yipanqi.domain.plain_value import plain_value
from yipanqi.domain.progress.due import USUAL, Due, due_on, last_due, month_of, months, next_month
from yipanqi.domain.progress.light_rule import TENTHS, Gauge, LightRule
from yipanqi.domain.progress.measured import DAY, Case, by, days_behind, tenths
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.progress.standing import Standing


class Colour(StrEnum):
    """A light; no colour stands without its word and its shape."""

    NONE = "none"  # nothing is expected yet
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"  # no report
    HELD = "held"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A light with all that its sentence tells."""

    colour: Colour
    code: str  # what it rests on: a sentence of `told`
    rule: str  # its key
    day: date
    value: Decimal | None = None  # what the rule measures, in its own unit
    behind: int | None = None  # working days behind the plan; ahead below zero
    pace: Decimal | None = None  # per cent that should be done by the report's day
    percent: Decimal | None = None  # per cent done, by the report that counts
    as_of: date | None = None  # of that report
    is_confirmed: bool | None = None
    missing: date | None = None  # first month without its report
    silent: int | None = None  # days of work since that was due
    red_on: date | None = None  # it was red by its rule on this day, and the gap is not closed and confirmed
    closed_on: date | None = None  # the gap was confirmed to be closed; one more such report makes it green
    other: Decimal | None = None  # what the other of two rules measures, in its own unit
    hold: str = ""
    until: date | None = None  # of the hold

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it: only what is there."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: plain_value(value) for name, value in kept.items() if value not in (None, "")}


def light_of(value: Mapping[str, Any]) -> Light:
    """The light that JSON kept. KeyError or ValueError where it is none."""
    kept = dict(value)
    for name in _DATES & kept.keys():
        kept[name] = date.fromisoformat(kept[name])
    for name in _DECIMALS & kept.keys():
        kept[name] = Decimal(kept[name])
    return Light(**{**kept, "colour": Colour(kept["colour"])})


def light(rule: LightRule, standing: Standing, days: SiteDays, day: date, due: Due = USUAL) -> Light:
    """The light of a task on a day, of what was known on that day.

    Settled, cancelled, held and not yet due tasks show just that. A month without its report is grey, and counts as
    yellow once it is silent for longer than `grey_days`; what is known to be red stays red. Otherwise the rule counts,
    with its memory: red becomes yellow only once the rule finds nothing and a report that says so is confirmed, and
    green with the confirmed report of a later month. A task that was reported wrongly never was red: a report counts
    until the day it is returned, and one that nobody confirmed until a correction is confirmed.

    Of two rules that stand together each has its own light and its own memory; the worse one is shown, the first where
    they are alike. The second judges works alone: how far a stage has come nobody reports.
    """
    if rule.also is None or not standing.is_work:
        return _alone(rule, standing, days, day, due)
    first, second = (_alone(it, standing, days, day, due) for it in rule.parts)
    if _weight(second) > _weight(first):
        first, second = second, first
    return replace(first, other=second.value)


def _alone(rule: LightRule, standing: Standing, days: SiteDays, day: date, due: Due) -> Light:
    """The light of a single rule."""
    if resting := _resting(rule, standing, day):
        return resting
    case = Case(rule, standing, days, day, due)
    if not case.is_begun(day) and day < standing.start_date and not case.finished_on:
        return Light(colour=Colour.NONE, code="not_due", rule=rule.key, day=day)
    colours = _Colours(rule)
    now, memory = case.measured(day), _remembered(case, day, colours)
    found = colours.of(now.value)
    colour = _worse(found, memory.colour)
    missing = _missing(case, day)
    silent = None if missing is None else _silent(case, missing, day)
    report = case.known(day)[-1] if case.known(day) else None
    code = now.code
    if code == "nothing" and case.is_begun(day):
        code = "reported" if report else "begun"
    if silent is not None and colour is not Colour.RED:
        colour, code = (Colour.YELLOW if silent > due.grey_days else Colour.GREY), "no_report"
    behind = (now if rule.gauge is Gauge.DAYS else days_behind(case, day)).value
    return Light(
        colour=colour,
        code=code,
        rule=rule.key,
        day=day,
        value=None if now.value is None else _decimal(now.value),
        behind=None if behind is None else behind // TENTHS,
        pace=_decimal(case.pace(report.as_of)) if report else None,
        percent=_decimal(tenths(report)) if report else None,
        as_of=report.as_of if report else None,
        is_confirmed=bool(by(report.confirmed_on, day)) if report else None,
        missing=missing,
        silent=silent,
        red_on=None if found is Colour.RED else memory.red_on,
        closed_on=None if found is Colour.RED else memory.closed_on,
    )


def _resting(rule: LightRule, standing: Standing, day: date) -> Light | None:
    """The light of a task that no rule judges."""
    if by(standing.cancelled_on, day):
        return Light(colour=Colour.NONE, code="cancelled", rule=rule.key, day=day)
    if by(standing.settled_on, day):
        return Light(colour=Colour.DONE, code="done", rule=rule.key, day=day)
    hold = standing.hold
    if hold is None or hold.since > day:
        return None
    code = "held_over" if hold.until and hold.until < day else "held"
    return Light(colour=Colour.HELD, code=code, rule=rule.key, day=day, hold=hold.condition, until=hold.until)


@dataclass(slots=True)
class _Memory:
    """What is left of a red light."""

    colour: Colour = Colour.GREEN
    red_on: date | None = None  # the day on which it was red last
    seen_on: date | None = None  # what it was red by holds on this day
    closed_on: date | None = None
    closing: date | None = None  # the month whose report closed the gap


def _remembered(case: Case, day: date, colours: "_Colours") -> _Memory:
    """The record once more, on each day on which something became known; between them it only gets later."""
    memory, is_clear = _Memory(), True
    for turn, (is_news, confirmed) in sorted(_turns(case, day).items()):
        if case.is_pressing(turn - DAY):
            _look(case, turn - DAY, colours, memory)
        if is_news or case.is_pressing(turn):
            is_clear = _look(case, turn, colours, memory)
        if is_clear and memory.red_on:
            for report in confirmed:
                _close(memory, report, turn)
    return memory if memory.colour is not Colour.GREEN else _Memory()


def _turns(case: Case, day: date) -> dict[date, tuple[bool, list[Report]]]:
    """Days on which something became known: is it more than that reports were confirmed, and which were."""
    confirmed: dict[date, list[Report]] = {}
    for report in case.reports:
        if confirmed_on := by(report.confirmed_on, day):
            confirmed.setdefault(confirmed_on, []).append(report)
    others = [case.begun_on, case.finished_on, *(since for since, _ in case.standing.forecasts)]
    if case.rule.gauge is Gauge.RANK:
        others += [case.published(month) for month in case.standing.ranks]
    if case.rule.gauge not in (Gauge.DAYS, Gauge.FORECAST):
        others += months(
            next_month(case.start), case.begun_on or day
        )  # what is not begun is judged at each month's end
    news = {it.sent_on for it in case.reports} | {it for it in others if it is not None and it <= day}
    return {it: (it in news, confirmed.get(it, [])) for it in news | confirmed.keys()}


def _look(case: Case, day: date, colours: "_Colours", memory: _Memory) -> bool:
    """Keep in mind what the rule finds on a day; does it find nothing?"""
    found = case.measured(day)
    colour = colours.of(found.value)
    if colour is Colour.RED:
        memory.colour, memory.red_on, memory.seen_on = colour, day, found.seen_on
        memory.closed_on = memory.closing = None
    return colour is Colour.GREEN


def _close(memory: _Memory, report: Report, day: date) -> None:
    """A report was confirmed while the rule finds nothing: one step back, if it tells of a day after the red."""
    if memory.seen_on is None or report.as_of < memory.seen_on:
        return
    if memory.colour is Colour.RED:
        memory.colour, memory.closed_on, memory.closing = Colour.YELLOW, day, report.month
    elif memory.closing is not None and report.month > memory.closing:
        memory.colour = Colour.GREEN


def _missing(case: Case, day: date) -> date | None:
    """The first month of those at the end that came due and have no report that counts."""
    standing = case.standing
    if not standing.owes or case.is_finished(day):
        return None
    begins = min(case.start, case.begun_on or case.start, case.started_on or case.start)
    first = month_of(max(begins, standing.owes_since) if standing.owes_since else begins)
    if known := case.known(day):
        first = max(first, next_month(known[-1].month))
    return first if first <= last_due(day) else None


def _silent(case: Case, missing: date, day: date) -> int:
    """Days of work since its report was due, or since the last one for it was returned."""
    returned = [it.returned_on for it in case.standing.reports if it.month >= missing and by(it.returned_on, day)]
    return case.late(max([due_on(missing), *(it for it in returned if it)]), day)


class _Colours:
    """The thresholds of a rule in whole tenths."""

    def __init__(self, rule: LightRule) -> None:
        self.sign = -1 if rule.low_is_bad else 1
        self.red = self.sign * rule.red.end(rule.low_is_bad)
        self.yellow = None if rule.yellow is None else self.sign * rule.yellow.end(rule.low_is_bad)
        self.unranked = 0 if rule.gauge is Gauge.RANK else None

    def of(self, value: int | None) -> Colour:
        """The colour of a value; green where there is nothing to judge."""
        if value is None:
            return Colour.GREEN
        if value == self.unranked:
            return Colour.GREEN if self.yellow is not None else Colour.YELLOW
        if self.sign * value >= self.red:
            return Colour.RED
        return Colour.YELLOW if self.yellow is None or self.sign * value >= self.yellow else Colour.GREEN


def _worse(one: Colour, other: Colour) -> Colour:
    return max(one, other, key=_GRAVITY.index)


def _weight(found: Light) -> int:
    """How bad it is beside another light of the same task."""
    return _WEIGHTS.index(found.colour) if found.colour in _WEIGHTS else 0


def _decimal(value: int) -> Decimal:
    return Decimal(value).scaleb(-1)


_GRAVITY = (Colour.GREEN, Colour.YELLOW, Colour.RED)
_WEIGHTS = (Colour.GREEN, Colour.GREY, Colour.YELLOW, Colour.RED)
_DATES = frozenset({"day", "as_of", "missing", "red_on", "closed_on", "until"})
_DECIMALS = frozenset({"value", "pace", "percent", "other"})
