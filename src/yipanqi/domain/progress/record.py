"""What became of works, as a file keeps it: when each was begun and finished, and its reports version after version."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yipanqi.domain.plain_value import plain_value
from yipanqi.domain.progress.due import due_on, month_of, next_month
from yipanqi.domain.progress.report import WHOLE, Report
from yipanqi.domain.progress.site_days import SiteDays

Span = tuple[date, date]  # of a plan: the first day and the last
Curve = Sequence[tuple[float, Decimal]]  # part of the length that is over → percent done; both rise
EVEN: Curve = ((0.0, Decimal(0)), (1.0, WHOLE))
_CONFIRMED = 2  # days of work after which a report of which nothing was told is confirmed
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What became of a work. `course` is its true percent at the end of each day of work; nobody on site knows it."""

    number: str
    started: date | None
    finished: date | None
    reports: tuple[Report, ...] = ()
    course: tuple[float, ...] = field(default=(), repr=False)


def until(records: Iterable[WorkRecord], day: date) -> tuple[WorkRecord, ...]:
    """What is known on a day: later days, reports and judgements are not."""
    return tuple(
        replace(
            it,
            started=_by(it.started, day),
            finished=_by(it.finished, day),
            reports=tuple(
                replace(one, confirmed_on=_by(one.confirmed_on, day), returned_on=_by(one.returned_on, day))
                for one in it.reports
                if one.sent_on <= day
            ),
            course=(),
        )
        for it in records
    )


def evenly(number: str, start: date, finish: date, days: SiteDays) -> WorkRecord:
    """A work that goes by a line from one day to another, with a report at the end of each month."""
    begin, end = days.next(start), days.next(max(start, finish))
    return WorkRecord(number=number, started=begin, finished=end, reports=_reports(begin, end, EVEN, (), days))


def moved(record: WorkRecord, was: Span, now: Span, days: SiteDays) -> WorkRecord:
    """The same course of a work that is planned otherwise than it was: as many days of work late at its start, as many
    times as long; its reports come, are missing, wrong and judged month by month as they were. ValueError of a record
    that does not know how the work ended."""
    if was == now:
        return record
    if record.started is None or record.finished is None:
        raise ValueError("the record does not end")
    late = max(0, days.between(was[0], record.started) - 1)
    length = max(1, days.between(record.started, record.finished))
    ratio = length / max(1, days.between(*was))
    begin = days.add(days.next(now[0]), late)
    end = days.add(begin, max(0, round(days.between(*now) * ratio) - 1))
    told = _of_months(record.reports, month_of(record.started))
    curve = list(EVEN[:1])
    for it in (versions[-1] for versions in told if versions):
        part = days.between(record.started, it.as_of) / length
        if curve[-1][0] < part < 1:
            curve.append((part, max(it.percent, curve[-1][1])))
    reports = _reports(begin, end, [*curve, *EVEN[1:]], told, days)
    return WorkRecord(number=record.number, started=begin, finished=end, reports=reports)


def as_json(records: Iterable[WorkRecord]) -> list[dict[str, Any]]:
    """The record as JSON takes it: days as `2028-06-12`, percents as text, of reports only what they say."""
    return [
        {
            "number": it.number,
            "started": plain_value(it.started),
            "finished": plain_value(it.finished),
            "reports": [
                {key: plain_value(value) for key, value in asdict(one).items() if value is not None}
                for one in it.reports
            ],
        }
        for it in records
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[WorkRecord, ...]:
    """The record that `as_json` wrote, without the true course."""
    return tuple(
        WorkRecord(
            number=row["number"],
            started=_day(row["started"]),
            finished=_day(row["finished"]),
            reports=tuple(_report(one) for one in row["reports"]),
        )
        for row in rows
    )


def _of_months(reports: Iterable[Report], first: date) -> list[list[Report]]:
    """The versions of each month from the first one on; none of a month that is missing."""
    by_month: dict[date, list[Report]] = {}
    for it in sorted(reports, key=lambda it: (it.month, it.version)):
        by_month.setdefault(it.month, []).append(it)
    found, month = list[list[Report]](), first
    while by_month:
        found.append(by_month.pop(month, []))
        month = next_month(month)
    return found


def _reports(
    begin: date, end: date, curve: Curve, told: Sequence[Sequence[Report]], days: SiteDays
) -> tuple[Report, ...]:
    """Those of each month until one says that all is done, each as that of the same place in what was told."""
    length, month, found, place = days.between(begin, end), month_of(begin), list[Report](), 0

    def done(day: date) -> Decimal:
        return WHOLE if day >= end else min(Decimal(99), _at(curve, days.between(begin, day) / length))

    while not found or found[-1].percent < WHOLE:
        due = due_on(month)
        if place < len(told):
            found += _like(told[place], due, begin, done, days)
        else:
            on = max(begin, days.add(due + _DAY, -1))
            confirmed = days.add(on, _CONFIRMED)
            found.append(Report(month=month, percent=done(on), as_of=on, sent_on=on, confirmed_on=confirmed))
        month, place = next_month(month), place + 1
    return tuple(found)


def _like(
    told: Sequence[Report], due: date, begin: date, done: Callable[[date], Decimal], days: SiteDays
) -> Iterator[Report]:
    """The versions of a month once more, as many days of work before or after another one is due; as wrong."""
    for it in told:
        old = due_on(it.month)
        as_of = max(begin, min(due, _shifted(it.as_of, old, due, days)))
        sent = max(as_of, _shifted(it.sent_on, old, due, days))
        right, off = done(as_of), it.percent - told[-1].percent
        yield Report(
            month=month_of(due),
            version=it.version,
            percent=min(Decimal(99), max(Decimal(0), right + off)) if off else right,
            as_of=as_of,
            sent_on=sent,
            confirmed_on=max(sent, _shifted(it.confirmed_on, old, due, days)) if it.confirmed_on else None,
            returned_on=max(sent, _shifted(it.returned_on, old, due, days)) if it.returned_on else None,
        )


def _shifted(day: date, old: date, new: date, days: SiteDays) -> date:
    """As many days of work from one day as it was from another."""
    if day > old:
        return days.add(new, days.between(old + _DAY, day))
    return days.add(new + _DAY, -days.between(day, old))


def _at(curve: Curve, part: float) -> Decimal:
    """Whole per cent done once so much of the length is over."""
    for (left, low), (right, high) in pairwise(curve):
        if part <= right:
            inside = Decimal((part - left) / (right - left)) if right > left else Decimal(1)
            return (low + (high - low) * inside).quantize(Decimal(1))
    return WHOLE


def _by(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _report(row: Mapping[str, Any]) -> Report:
    quantity = row.get("quantity")
    return Report(
        month=date.fromisoformat(row["month"]),
        version=row["version"],
        percent=Decimal(row["percent"]),
        as_of=date.fromisoformat(row["as_of"]),
        sent_on=date.fromisoformat(row["sent_on"]),
        confirmed_on=_day(row.get("confirmed_on")),
        returned_on=_day(row.get("returned_on")),
        quantity=None if quantity is None else Decimal(quantity),
        certified=row.get("certified"),
        expected_finish=_day(row.get("expected_finish")),
    )
