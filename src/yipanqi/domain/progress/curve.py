"""The curve of an estate's money: what was to be earned by each month's end (PV), what was earned by then (EV), what is
foretold. Whole fen; each work's plan grows evenly over its days of work, as its forecast does over those left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from yipanqi.domain.money import Fen, rounded_part
from yipanqi.domain.progress.due import due_on, month_of, next_month
from yipanqi.domain.progress.forecast import Forecast, Part, earned
from yipanqi.domain.progress.report import Report, counting
from yipanqi.domain.progress.site_days import SiteDays

_DAY = timedelta(days=1)
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The end of a day on the curve."""

    day: date
    planned: Fen
    earned: Fen | None  # as far as it is known; none of what is ahead
    foretold: Fen | None  # from today on


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A work as it was planned and as it is foretold, what was reported of it, and its days of work."""

    part: Part
    forecast: Forecast
    reports: Sequence[Report]
    days: SiteDays


def curve(works: Sequence[Course], today: date) -> tuple[Moment, ...]:
    """The ends of all months from the first start to the last finish, planned or foretold, and today; none without
    works."""
    if not works:
        return ()
    first = min(min(it.part.start, it.part.started or it.part.start) for it in works)
    last = max(max(it.part.finish, it.forecast.finish) for it in works)
    ends, month = {today} if first <= today <= last else set(), month_of(first)
    while month <= last:
        ends.add(due_on(month))
        month = next_month(month)
    begin = first - _DAY
    return tuple(
        Moment(
            day=day,
            planned=sum(_planned(it, day) for it in works),
            earned=sum(_earned(it, day, today) for it in works) if day <= today else None,
            foretold=sum(_foretold(it, day, today) for it in works) if day >= today else None,
        )
        for day in sorted({begin, *ends})
    )


def _planned(work: Course, day: date) -> Fen:
    return _even(work.part.budget, work.part.start, work.part.finish, day, work.days)


def _earned(work: Course, day: date, today: date) -> Fen:
    """By the reports known today, as of days up to this one; all of what was done by then."""
    part = work.part
    if part.finished is not None and part.finished <= day:
        return part.budget
    known = [it for it in work.reports if it.as_of <= day]
    report = counting(known, today)
    if day == today and part.finished is None:
        return earned(part.budget, part.percent)
    return earned(part.budget, min(report.percent, _ALL)) if report else 0


def _foretold(work: Course, day: date, today: date) -> Fen:
    """What is earned today, and of the rest what is foretold to be done between today, or the begin, and the finish."""
    part, found = work.part, work.forecast
    now = _earned(work, today, today)
    begin = max(today, found.since) + _DAY
    return now + _even(part.budget - now, begin, max(begin, found.finish), day, work.days)


def _even(fen: Fen, first: date, last: date, day: date, days: SiteDays) -> Fen:
    """So much of it as falls on days of work up to this day."""
    if day >= last:
        return fen
    whole = days.between(first, last)
    return rounded_part(fen * days.between(first, day), whole) if day >= first and whole > 0 else 0
