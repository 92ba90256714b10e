"""A delivery that never was: what becomes of planned works, and what the sites report of them, by a fixed seed.

    python examples/simulated_delivery.py PLANNED.csv RECORD.json --seed 1 --until 2028-06-12

PLANNED.csv has the columns number, estate, measure, contractor, start, finish (days), budget (fen). RECORD.json holds
of each work the days on which it was really begun and finished, and its reports version after version, as far as they
are known on the day `until`. Its parameters are those of the issue; the benchmark and the demonstration load it."""

import argparse
import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

LOWER, MIDDLE, UPPER = 0.99, 1.08, 1.21  # quartiles of actual ÷ planned duration
SAME_CONTRACTOR, SAME_SEASON = 0.4, 0.3  # correlation of two works of one contractor, of one season
MISSING, LATE, WRONG = 0.08, 0.05, 0.03  # parts of the reports
LEAST_WRONG, MOST_WRONG = 10, 30  # points by which a wrong report is wrong

_QUARTILE = 0.6744897501960817  # of the normal distribution
_SPREAD = math.log((UPPER - MIDDLE) / (MIDDLE - LOWER)) / _QUARTILE  # a log-normal, shifted: it meets all three
_SCALE = (UPPER - MIDDLE) / (math.exp(_SPREAD * _QUARTILE) - 1)
_WEEK = 5
_QUICK = 0.5  # of the wrong reports, those that the supervisor returns at once; the others are found a month later
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How unlike a line the progress inside a work is. Chosen so that two rivals, plan + delay and SPI(t), are as far
    off at 25, 50 and 75 per cent as they were on 30 real projects; no forecast of ours had a say."""

    bent: float = 0.25  # part that is an S; the rest is a line
    uneven: float = 0.3  # spread (ln) of the speed of a week's work
    kept: float = 0.5  # what the next week keeps of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWork:
    """A work as it was planned."""

    number: str
    estate: str
    measure: str
    contractor: str
    start: date
    finish: date  # the last day
    budget: int = 0  # fen


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What became of a work. `course` is its true percent at the end of each day of work; nobody on site knows it."""

    number: str
    started: date | None
    finished: date | None
    reports: tuple[Report, ...] = ()
    course: tuple[float, ...] = field(default=(), repr=False)


def read(path: Path) -> tuple[PlannedWork, ...]:
    """The planned works of a CSV file. KeyError or ValueError where a column or a value is none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            PlannedWork(
                number=row["number"],
                estate=row["estate"],
                measure=row["measure"],
                contractor=row["contractor"],
                start=date.fromisoformat(row["start"]),
                finish=date.fromisoformat(row["finish"]),
                budget=int(row["budget"]),
            )
            for row in csv.DictReader(file)
        )


def simulated(
    works: Sequence[PlannedWork], seed: int, days: SiteDays | None = None, course: Course | None = None
) -> tuple[WorkRecord, ...]:
    """The whole of what becomes of these works, in their order: the same for the same seed, and of each work the same
    whatever other estates there are."""
    known, inside = days or SiteDays(shipped()), course or Course()
    by_estate: dict[str, list[PlannedWork]] = {}
    for work in works:
        by_estate.setdefault(work.estate, []).append(work)
    found: dict[str, WorkRecord] = {}
    for own in by_estate.values():
        done: list[tuple[PlannedWork, date]] = []
        for work in sorted(own, key=lambda it: (it.start, it.finish, it.number)):
            record = _record(work, done, seed, known, inside)
            found[work.number] = record
            done.append((work, record.finished or work.finish))
    return tuple(found[work.number] for work in works)


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


def true_percent(record: WorkRecord, day: date, days: SiteDays) -> float:
    """How far the work really is at the end of a day."""
    if record.started is None or day < record.started:
        return 0.0
    return record.course[min(days.between(record.started, day), len(record.course)) - 1] if record.course else 100.0


def ratio(work: PlannedWork, seed: int) -> float:
    """Actual ÷ planned duration: log-normal, alike within a contractor and within a season (a quarter of a year)."""
    season = f"{work.start.year}Q{(work.start.month + 2) // 3}"
    own = 1 - SAME_CONTRACTOR - SAME_SEASON
    z = (
        math.sqrt(SAME_CONTRACTOR) * _chance(seed, "contractor", work.contractor).gauss()
        + math.sqrt(SAME_SEASON) * _chance(seed, "season", season).gauss()
        + math.sqrt(own) * _chance(seed, "work", work.number).gauss()
    )
    return MIDDLE + _SCALE * (math.exp(_SPREAD * z) - 1)


def as_json(records: Iterable[WorkRecord]) -> list[dict[str, Any]]:
    """The record as JSON takes it: days as `2028-06-12`, percents as text."""
    found = []
    for it in records:
        reports = [{key: _plain(value) for key, value in asdict(one).items()} for one in it.reports]
        found.append(
            {
                "number": it.number,
                "started": _plain(it.started),
                "finished": _plain(it.finished),
                "reports": reports,
            }
        )
    return found


def from_json(rows: Iterable[dict[str, Any]]) -> tuple[WorkRecord, ...]:
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


def main(arguments: list[str] | None = None) -> None:
    """Read the planned works, write the record."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("planned", type=Path)
    cli.add_argument("record", type=Path)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--until", type=date.fromisoformat, help="what is known on this day; none: all")
    said = cli.parse_args(arguments)
    records = simulated(read(said.planned), said.seed)
    known = until(records, said.until) if said.until else records
    text = json.dumps({"seed": said.seed, "until": _plain(said.until), "works": as_json(known)}, indent=1)
    said.record.write_text(text + "\n", encoding="utf-8")
    print(f"{len(known)} works, {sum(len(it.reports) for it in known)} reports → {said.record}")


def _record(
    work: PlannedWork, done: Iterable[tuple[PlannedWork, date]], seed: int, days: SiteDays, inside: Course
) -> WorkRecord:
    """A work begins on its day, or once those of its estate are done that were to be done before it."""
    free = max((finish for other, finish in done if other.finish < work.start), default=date.min)
    begin = days.next(max(work.start, free + _DAY)) if free != date.min else days.next(work.start)
    length = max(1, round(days.between(work.start, work.finish) * ratio(work, seed)))
    course = _course(length, inside, _chance(seed, "course", work.number))
    finish = days.add(begin, length - 1) if length > 1 else begin
    record = WorkRecord(number=work.number, started=begin, finished=finish, course=course)
    reports = tuple(_reports(work, record, days, _chance(seed, "reports", work.number)))
    return replace(record, reports=reports)


def _course(length: int, inside: Course, chance: Random) -> tuple[float, ...]:
    """Percent at the end of each day: a mild S, at a speed that differs from week to week."""
    speeds, level = [], inside.uneven * chance.gauss()
    for day in range(length):
        if day and day % _WEEK == 0:
            level = inside.kept * level + math.sqrt(1 - inside.kept**2) * inside.uneven * chance.gauss()
        at = (day + 0.5) / length
        speeds.append(((1 - inside.bent) + inside.bent * 6 * at * (1 - at)) * math.exp(level))
    whole = sum(speeds)
    return tuple(100 * done / whole for done in accumulate(speeds))


def _reports(work: PlannedWork, record: WorkRecord, days: SiteDays, chance: Random) -> Iterator[Report]:
    """One a month from the start until one says 100: some missing, some late, some wrong and corrected later."""
    start, finish = record.started, record.finished
    if start is None or finish is None:
        return
    month, told, certified = start.replace(day=1), False, 0
    while not told:
        due = _last(month)
        is_missing, is_late, is_wrong = (chance.random() < part for part in (MISSING, LATE, WRONG))
        early, wait, off = chance.randrange(3), chance.randint(3, 12), chance.randint(LEAST_WRONG, MOST_WRONG)
        judged, later, sign, quick = chance.randint(1, 3), chance.randint(15, 30), chance.random(), chance.random()
        if not is_missing:
            last = days.add(due + _DAY, -1)
            sent = days.add(last, wait) if is_late else max(days.add(last, -early) if early else last, min(start, last))
            as_of = due if is_late else sent
            percent = _told_percent(true_percent(record, as_of, days))
            first = Report(
                month=month,
                percent=percent,
                as_of=as_of,
                sent_on=sent,
                confirmed_on=days.add(sent, judged),
                certified=certified,
            )
            wrong = _off(percent, off, sign)
            told = as_of >= finish
            if is_wrong and wrong != percent:
                yield from _corrected(first, wrong, days, later, quick < _QUICK)
            else:
                yield first
            certified = int(work.budget * percent / 100)
        month = due + _DAY


def _corrected(right: Report, wrong: Decimal, days: SiteDays, later: int, is_quick: bool) -> Iterator[Report]:
    """A wrong report and its correction: returned at once, or confirmed and found a month later."""
    judged = right.confirmed_on
    if judged is None:
        return
    again = days.add(judged, 2 if is_quick else later)
    yield replace(
        right,
        percent=wrong,
        confirmed_on=None if is_quick else judged,
        returned_on=judged if is_quick else None,
    )
    yield replace(right, version=2, sent_on=again, confirmed_on=days.add(again, 1))


def _told_percent(true: float) -> Decimal:
    """As a site tells it: whole points, 100 only of what is done."""
    return Decimal(100) if true >= 100 - 1e-9 else Decimal(min(99, round(true)))


def _off(percent: Decimal, points: int, sign: float) -> Decimal:
    """A percent wrong by so many points, up or down, where there is room for that many."""
    for by in (points, -points) if sign < 0.5 else (-points, points):
        if 0 <= percent + by <= 100:
            return percent + by
    return percent


def _chance(seed: int, *names: str) -> Random:
    return Random("/".join((str(seed), *names)))


def _last(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _by(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _report(row: dict[str, Any]) -> Report:
    return Report(
        month=date.fromisoformat(row["month"]),
        version=row["version"],
        percent=Decimal(row["percent"]),
        as_of=date.fromisoformat(row["as_of"]),
        sent_on=date.fromisoformat(row["sent_on"]),
        confirmed_on=_day(row["confirmed_on"]),
        returned_on=_day(row["returned_on"]),
        quantity=None if row["quantity"] is None else Decimal(row["quantity"]),
        certified=row["certified"],
        expected_finish=_day(row["expected_finish"]),
    )


if __name__ == "__main__":
    main()
