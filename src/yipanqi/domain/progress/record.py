"""What became of works, as a file keeps it: when each was begun and finished, and its reports version after version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yipanqi.domain.progress.due import due_on, month_of, next_month
from yipanqi.domain.progress.report import WHOLE, Report
from yipanqi.domain.progress.site_days import SiteDays

Span = tuple[date, date]  # of a plan: the first day and the last
Curve = Sequence[tuple[float, Decimal]]  # part of the length that is over → percent done; both rise
EVEN: Curve = ((0.0, Decimal(0)), (1.0, WHOLE))
_CONFIRMED = 2  # days of work after which a report that was made up in between is confirmed


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


def evenly(number: str, start: date, finish: date, days: SiteDays, curve: Curve = EVEN) -> WorkRecord:
    """A work that goes by a curve from one day to another, with a report at the end of each month."""
    begin, end = days.next(start), days.next(max(start, finish))
    length, month, reports = days.between(begin, end), month_of(begin), list[Report]()
    while not reports or reports[-1].percent < WHOLE:
        on = max(begin, days.add(next_month(month), -1))
        percent = WHOLE if on >= end else min(Decimal(99), _at(curve, days.between(begin, on) / length))
        as_of = min(on, due_on(month))
        reports.append(
            Report(month=month, percent=percent, as_of=as_of, sent_on=as_of, confirmed_on=days.add(as_of, _CONFIRMED))
        )
        month = next_month(month)
    return WorkRecord(number=number, started=begin, finished=end, reports=tuple(reports))


def moved(record: WorkRecord, was: Span, now: Span, days: SiteDays) -> WorkRecord:
    """The same course of a work that is planned otherwise than it was: as many days of work late at its start, as many
    times as long, and reported anew each month. ValueError of a record that does not know how the work ended."""
    if was == now:
        return record
    if record.started is None or record.finished is None:
        raise ValueError("the record does not end")
    late = days.between(was[0], record.started) - 1
    length = max(1, days.between(record.started, record.finished))
    ratio = length / max(1, days.between(*was))
    begin = days.add(days.next(now[0]), max(0, late))
    end = days.add(begin, max(0, round(days.between(*now) * ratio) - 1))
    told = {
        days.between(record.started, it.as_of) / length: it.percent
        for it in record.reports
        if it.returned_on is None and record.started <= it.as_of < record.finished
    }
    curve = list(EVEN[:1])
    for at, percent in sorted(told.items()):
        curve.append((at, max(percent, curve[-1][1])))
    return evenly(record.number, begin, end, days, [*curve, *EVEN[1:]])


def as_json(records: Iterable[WorkRecord]) -> list[dict[str, Any]]:
    """The record as JSON takes it: days as `2028-06-12`, percents as text, of reports only what they say."""
    return [
        {
            "number": it.number,
            "started": _plain(it.started),
            "finished": _plain(it.finished),
            "reports": [
                {key: _plain(value) for key, value in asdict(one).items() if value is not None} for one in it.reports
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


def _at(curve: Curve, part: float) -> Decimal:
    """Whole per cent done once so much of the length is over."""
    for (left, low), (right, high) in pairwise(curve):
        if part <= right:
            inside = Decimal((part - left) / (right - left)) if right > left else Decimal(1)
            return (low + (high - low) * inside).quantize(Decimal(1))
    return WHOLE


def _by(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


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
