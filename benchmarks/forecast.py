"""How near the forecast comes, and how early the lights see what will be late, on a simulated delivery of 20 seeds.

    python benchmarks/forecast.py [--seeds 20] [--fresh]

The works are those of a plan of examples/jianghan-83.xlsx, planned once and kept in .bench/planned.csv; what becomes
of them is examples/simulated_delivery.py. Every forecast knows what was known on the day on which its report came:
reports as they were first told, and only works that were finished by then. Prints Markdown, and JSON into
.bench/results."""

import argparse
import csv
import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import mean, median
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "examples"))

import simulated_delivery as simulation  # noqa: E402
from simulated_delivery import Course, PlannedWork, WorkRecord  # noqa: E402

from yipanqi.domain.progress import forecast as law  # noqa: E402
from yipanqi.domain.progress.experience import Experience, FinishedWork  # noqa: E402
from yipanqi.domain.progress.forecast import Basis, Forecast, ForecastRule, Part  # noqa: E402
from yipanqi.domain.progress.report import counting  # noqa: E402
from yipanqi.domain.progress.site_days import SiteDays  # noqa: E402
from yipanqi.domain.working_calendar import shipped  # noqa: E402

try:  # the lights
    from yipanqi.domain.progress.light import Colour, light  # isort: skip
    from yipanqi.domain.progress.presets import PRESETS  # isort: skip
    from yipanqi.domain.progress.standing import Standing, places  # isort: skip
except ImportError:
    PRESETS = {}

BENCH = HERE.parent / ".bench"
PLANNED = BENCH / "planned.csv"
WORKBOOK = HERE.parent / "examples/jianghan-83.xlsx"
PLANNING_SECONDS = 10.0
STAGES = (25, 50, 75)
AROUND = 12.5  # points: a report further off does not tell of the stage
LATE = 0.10  # part of the planned duration by which a late work is late
RECALL, PRECISION = 0.80, 0.75  # what the lights must reach by half time
METHODS = ("the plan's date", "plan + today's delay", "ES with SPI(t)", "time ÷ percent", "ours")
RULE = ForecastRule()
DAYS = SiteDays(shipped())
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A forecast of a work, or of an estate's works, at a stage, and what became of it."""

    stage: int
    day: date
    part: Part  # of an estate: its span, percent and days
    finished: date
    actual_days: int
    told: dict[str, date]
    found: Forecast

    @property
    def late(self) -> bool:
        """Did it finish more than a tenth of its planned duration late?"""
        return apart(self.part.finish, self.finished) > LATE * self.found.planned_days

    @property
    def is_held(self) -> bool:
        """Does the band hold the finish?"""
        return self.found.early <= self.finished <= self.found.late

    def error(self, method: str) -> float:
        """In per cent of the actual duration."""
        return 100 * abs(apart(self.told[method], self.finished)) / self.actual_days


def main(arguments: list[str] | None = None) -> None:
    """Simulate, foretell, compare, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--seeds", type=int, default=20)
    cli.add_argument("--fresh", action="store_true", help="plan the district again")
    said = cli.parse_args(arguments)
    planned, groups = works(said.fresh)
    began = time.monotonic()
    singles, estates = [], []
    for seed in range(1, said.seeds + 1):
        records = simulation.simulated(planned, seed, DAYS)
        singles += work_cases(planned, groups, records)
        estates += estate_cases(planned, groups, records)
    print(f"## Forecast: {len(planned)} works of {len({it.estate for it in planned})} estates, {said.seeds} seeds\n")
    warned = lights(planned, groups, said.seeds) if PRESETS else {}
    result = {
        "lights": warned,
        "works": errors(singles, "works"),
        "estates": errors(estates, "estates"),
        "seconds": round(time.monotonic() - began, 1),
    }
    if not PRESETS:
        print("The lights are not there: nothing is said of them.\n")
    result["courses"] = courses(planned, groups, max(1, said.seeds // 4))
    kept(result | {"seeds": said.seeds})


def works(fresh: bool) -> tuple[tuple[PlannedWork, ...], dict[str, str]]:
    """The works of the planned district, and the group of each measure; planned if they are not kept."""
    if fresh or not PLANNED.exists():
        planned_anew()
    with PLANNED.open(encoding="utf-8", newline="") as file:
        groups = {row["measure"]: row["group"] for row in csv.DictReader(file)}
    return simulation.read(PLANNED), groups


def planned_anew() -> None:
    """Plan the example and keep its works; a contractor builds all estates of a subdistrict."""
    from yipanqi import planner, workbook
    from yipanqi.domain.planning.task import tasks

    programme = workbook.read(WORKBOOK).programme
    request = planner.Request(programme=programme)
    found = planner.plan(request, planner.Settings(seconds=PLANNING_SECONDS, seed=1, workers=1))
    if not isinstance(found, planner.Planned):
        raise RuntimeError("the example cannot be planned")
    BENCH.mkdir(exist_ok=True)
    with PLANNED.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("number", "estate", "measure", "group", "contractor", "start", "finish", "budget"))
        for task in tasks(programme, request.offer, found.outcome.plan):
            if task.measure:
                group = programme.measure_by_id[task.measure].group
                builder = programme.estate_by_id[task.estate].subdistrict
                row = (task.number, task.estate, task.measure, group, builder)
                out.writerow((*row, task.start_date, task.finish_date, task.budget))


def work_cases(planned: Sequence[PlannedWork], groups: dict[str, str], records: Sequence[WorkRecord]) -> Iterator[Case]:
    """Of each work the reports next to each stage, in the order of the days on which they came; what was finished by
    then teaches the band."""
    asked: list[tuple[date, int, int, Part]] = []
    for at, (work, record) in enumerate(zip(planned, records, strict=True)):
        first = [it for it in record.reports if it.version == 1]
        for stage in STAGES:
            near = [(abs(simulation.true_percent(record, it.as_of, DAYS) - stage), it) for it in first]
            off, best = min(near, key=lambda it: it[0], default=(math.inf, None))
            if best is not None and off <= AROUND and best.percent < 100:
                counts = counting(record.reports, best.sent_on)
                part = replace(as_part(work, record, groups), percent=counts.percent, as_of=counts.as_of)
                asked.append((counts.sent_on, at, stage, part))
    taught = experience(planned, groups, records)
    for day, at, stage, part in sorted(asked, key=lambda it: it[:3]):
        found = law.forecast(part, DAYS, day, RULE, taught.until(day))
        plain = law.forecast(part, DAYS, day, RULE)
        yield _case(part, stage, day, found, records[at].finished, {"ours, nothing learned": plain.finish})


def as_part(work: PlannedWork, record: WorkRecord, groups: dict[str, str]) -> Part:
    """A work that has begun, without reports."""
    return Part(
        number=work.number,
        start=work.start,
        finish=work.finish,
        budget=work.budget,
        started=record.started,
        kinds=(work.measure, groups[work.measure]),
        likes=(f"by {work.contractor}", f"in {work.start.year}Q{(work.start.month + 2) // 3}"),
    )


def experience(planned: Sequence[PlannedWork], groups: dict[str, str], records: Sequence[WorkRecord]) -> Experience:
    """What the district learns as its works are finished, from reports as they were first told."""
    return Experience(
        (
            FinishedWork(
                part=replace(as_part(work, record, groups), finished=record.finished, percent=Decimal(100)),
                reports=tuple((it.sent_on, it.as_of, it.percent) for it in record.reports if it.version == 1),
            )
            for work, record in zip(planned, records, strict=True)
        ),
        DAYS,
        RULE,
    )


def estate_cases(
    planned: Sequence[PlannedWork], groups: dict[str, str], records: Sequence[WorkRecord]
) -> Iterator[Case]:
    """Of each estate the month whose reports, on the fifth of the next, come next to each stage."""
    by_estate: dict[str, list[tuple[PlannedWork, WorkRecord]]] = {}
    for pair in zip(planned, records, strict=True):
        by_estate.setdefault(pair[0].estate, []).append(pair)
    asked: list[tuple[date, str, int, list[Part]]] = []
    for estate, pairs in by_estate.items():
        finished = max(record.finished for _, record in pairs)
        before = {it.number: tuple(o.number for o, _ in pairs if o.finish < it.start) for it, _ in pairs}
        day, seen = _fifth(min(record.started for _, record in pairs)), list[tuple[float, date, list[Part]]]()
        while day <= finished:
            parts = [replace(it, after=before[it.number]) for it in (_known(*pair, groups, day) for pair in pairs)]
            seen.append((float(law.percent_of(parts) or 0), day, parts))
            day = _fifth(day)
        for stage in STAGES:
            percent, day, parts = min(seen, key=lambda it: abs(it[0] - stage), default=(math.inf, date.max, []))
            if abs(percent - stage) <= AROUND:
                asked.append((day, estate, stage, parts))
    taught = experience(planned, groups, records)
    for day, estate, stage, parts in sorted(asked, key=lambda it: it[:3]):
        found = law.group_forecast(parts, DAYS, day, RULE, taught.until(day))
        whole = Part(
            number=estate,
            start=min(it.start for it in parts),
            finish=found.planned_finish,
            started=min(it.started for it in parts if it.started),
            percent=law.percent_of(parts) or Decimal(0),
            as_of=found.since,
        )
        finished = max(record.finished for _, record in by_estate[estate])
        yield _case(whole, stage, day, found, finished, {"ours, by the curve of money": found.by_curve or found.finish})


def _known(work: PlannedWork, record: WorkRecord, groups: dict[str, str], day: date) -> Part:
    """A work as its reports tell it on a day."""
    counts = counting(record.reports, day)
    return replace(
        as_part(work, record, groups),
        started=record.started if record.started <= day else None,
        percent=counts.percent if counts else Decimal(0),
        as_of=counts.as_of if counts else None,
    )


def _case(
    part: Part, stage: int, day: date, found: Forecast, finished: date, more: dict[str, date] | None = None
) -> Case:
    begun, as_of = part.started or part.start, part.as_of or day
    left = found.planned_days - found.earned_days
    pace = max(0.05, found.earned_days / max(1, found.used_days))
    part_done = max(0.01, float(part.percent) / 100)
    used = (as_of - begun).days + 1
    dates = (
        part.finish,
        DAYS.add(as_of, math.ceil(left - 1e-9)),
        DAYS.add(as_of, math.ceil(left / pace - 1e-9)),
        begun + timedelta(days=math.ceil(used / part_done) - 1),
        found.finish,
    )
    told = {name: max(day, it) for name, it in zip(METHODS, dates, strict=True)}
    actual = max(1, DAYS.between(begun, finished))
    return Case(
        stage=stage, day=day, part=part, finished=finished, actual_days=actual, told=told | (more or {}), found=found
    )


def errors(cases: Sequence[Case], name: str) -> dict[str, Any]:
    """The table of errors and of the band, printed and given."""
    methods = list(dict.fromkeys(key for case in cases for key in case.told))
    by_stage = [[case for case in cases if case.stage == stage] for stage in STAGES]
    counts = ", ".join(f"{len(own):,}" for own in by_stage)
    print(f"### Finish of {name}: mean (median) absolute error, % of the actual duration ({counts} forecasts)\n")
    print("| | 25 % | 50 % | 75 % |\n|:--|---:|---:|---:|")
    table: dict[str, Any] = {}
    for method in methods:
        found = [[case.error(method) for case in own] for own in by_stage]
        table[method] = [round(mean(it), 2) for it in found]
        print(f"| {method} | " + " | ".join(f"{mean(it):.1f} ({median(it):.1f})" for it in found) + " |")
    held = [mean(case.is_held for case in own) for own in by_stage]
    own = [mean(case.found.basis is Basis.OWN for case in it) for it in by_stage]
    wide = [mean(apart(c.found.early, c.found.late) / c.actual_days for c in it) for it in by_stage]
    print("| the 80 % band holds | " + " | ".join(f"{it:.0%}" for it in held) + " |")
    print("| its width, of the duration | " + " | ".join(f"{it:.0%}" for it in wide) + " |")
    print("| it rests on own works in | " + " | ".join(f"{it:.0%}" for it in own) + " |")
    for basis in (Basis.OWN, Basis.SHIPPED):
        some = [[c for c in it if c.found.basis is basis] for it in by_stage]
        cells = [f"{mean(c.is_held for c in it):.0%} of {len(it)}" if it else "–" for it in some]
        print(f"| … it holds where it rests on {basis} | " + " | ".join(cells) + " |")
    print("| late | " + " | ".join(f"{mean(c.late for c in it):.0%}" for it in by_stage) + " |")
    print()
    return {"errors": table, "held": held, "own": own, "width": wide, "forecasts": [len(it) for it in by_stage]}


COURSES = {
    "straight and even": Course(bent=0.0, uneven=0.15),
    "as everywhere above": Course(),
    "a full S": Course(bent=0.5, uneven=0.3),
    "very uneven": Course(bent=0.25, uneven=0.45),
}


def courses(planned: Sequence[PlannedWork], groups: dict[str, str], seeds: int) -> dict[str, Any]:
    """What it would be if the progress inside a work were otherwise: how much hangs on what nobody knows."""
    print(f"### If the progress inside a work were otherwise ({seeds} seeds): mean absolute error at 25 / 50 / 75 %\n")
    print("| course | plan + today's delay | ES with SPI(t) | ours, nothing learned | ours | the band holds |")
    print("|:--|---:|---:|---:|---:|---:|")
    found: dict[str, Any] = {}
    for name, course in COURSES.items():
        cases: list[Case] = []
        for seed in range(1, seeds + 1):
            cases += work_cases(planned, groups, simulation.simulated(planned, seed, DAYS, course))
        by_stage = [[case for case in cases if case.stage == stage] for stage in STAGES]
        methods = (METHODS[1], METHODS[2], "ours, nothing learned", "ours")
        off = {method: [mean(case.error(method) for case in own) for own in by_stage] for method in methods}
        held = [mean(case.is_held for case in own) for own in by_stage]
        cells = [" / ".join(f"{it:.1f}" for it in off[method]) for method in methods]
        print(f"| {name} | " + " | ".join(cells) + " | " + " / ".join(f"{it:.0%}" for it in held) + " |")
        found[name] = {"errors": off, "held": held}
    print()
    return found


def lights(planned: Sequence[PlannedWork], groups: dict[str, str], seeds: int) -> dict[str, Any]:
    """Of each preset, as it stood when the report next to half of the work came, and on the day on which half of its
    planned days are over, of every work and of those of which a report had come by then: of the late, how many showed
    yellow or red; of those that showed red, how many were late. Printed and given."""
    seen: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = {}
    for seed in range(1, seeds + 1):
        records = simulation.simulated(planned, seed, DAYS)
        foretold, ranks = _foretold(planned, records), _ranks(planned, records)
        at = {work.number: i for i, work in enumerate(planned)}
        asked = [
            (f"{case.stage} %", case.day, at[case.part.number])
            for case in work_cases(planned, groups, records)
            if case.stage != STAGES[-1]
        ]
        asked += [("half of its days", _half(work), i) for i, work in enumerate(planned)]
        asked += [
            ("half of its days, reported", _half(work), i)
            for i, work in enumerate(planned)
            if any(it.sent_on <= _half(work) for it in records[i].reports)
        ]
        for when, day, i in asked:
            work, record = planned[i], records[i]
            is_late = apart(work.finish, record.finished) > LATE * DAYS.between(work.start, work.finish)
            standing = Standing(
                start_date=work.start,
                finish_date=work.finish,
                started_on=record.started,
                finished_on=record.finished,
                reports=record.reports,
                ranks=ranks.get(work.number, {}),
                forecasts=foretold[i],
            )
            for key, rule in PRESETS.items():
                colour = light(rule, standing, DAYS, day).colour
                is_warned = colour in (Colour.YELLOW, Colour.RED)
                seen.setdefault((key, when), []).append((is_late, is_warned, colour is Colour.RED))
    return _lights_told(seen)


def _lights_told(seen: dict[tuple[str, str], list[tuple[bool, bool, bool]]]) -> dict[str, Any]:
    moments = list(dict.fromkeys(when for _, when in seen))
    counts = ", ".join(f"{when}: {len(seen[next(iter(PRESETS)), when]):,} works" for when in moments)
    print(f"### Lights: what they showed of a finish more than 10 % late, recall / precision ({counts})\n")
    print("| preset | " + " | ".join(f"{when}: yellow or red | red" for when in moments) + " |")
    print("|:--|" + "---:|" * (2 * len(moments)))
    found: dict[str, Any] = {}
    for key in PRESETS:
        scores = {when: _scored(seen[key, when]) for when in moments}
        cells = [_pair(*it[name]) for it in scores.values() for name in ("warned", "red")]
        half = scores["50 %"]
        is_met = half["warned"][0] >= RECALL and (half["red"][1] or 0) >= PRECISION
        print(f"| {key}{' ✓' if is_met else ''} | " + " | ".join(cells) + " |")
        found[key] = scores | {"is_met": is_met}
    print(
        f"\n✓ at 50 % yellow or red catches {RECALL:.0%} of the late, and red is right {PRECISION:.0%} of the time.\n"
    )
    return found


def _pair(recall: float, precision: float | None) -> str:
    return f"{recall:.0%} / " + ("–" if precision is None else f"{precision:.0%}")


def _half(work: PlannedWork) -> date:
    """The day on which half of its planned days are over."""
    return DAYS.add(work.start - _DAY, max(1, DAYS.between(work.start, work.finish) // 2))


def _foretold(planned: Sequence[PlannedWork], records: Sequence[WorkRecord]) -> list[list[tuple[date, Fraction]]]:
    """Of each work, since when it is foretold to pass its plan by what part of its planned days: at each report, and
    when half of its days are over; by its own record alone, as the product's lights have it (record 0036)."""
    news = {(it.sent_on, at) for at, record in enumerate(records) for it in record.reports}
    news |= {(_half(work), at) for at, work in enumerate(planned)}
    found: list[list[tuple[date, Fraction]]] = [[] for _ in planned]
    for day, at in sorted(news):
        work = planned[at]
        part = replace(_known(work, records[at], {work.measure: ""}, day), likes=())
        finish, planned_days = law.finish_of(part, DAYS, day, RULE)
        found[at].append((day, Fraction(max(0, apart(work.finish, finish)), planned_days)))
    return found


def _ranks(planned: Sequence[PlannedWork], records: Sequence[WorkRecord]) -> dict[str, dict[date, int]]:
    """Of each work its place from the last of all in a month, by what it did of that month's part of its plan."""
    done: dict[date, dict[str, Fraction]] = {}
    for work, record in zip(planned, records, strict=True):
        before, length = Decimal(0), max(1, DAYS.between(work.start, work.finish))
        for it in record.reports:
            asked = min(DAYS.between(max(work.start, it.month), min(work.finish, it.as_of)), length)
            if it.version == 1 and asked > 0:
                share = Fraction(it.percent - before) * length / asked / 100
                done.setdefault(it.month, {})[work.number] = share
                before = it.percent
    found: dict[str, dict[date, int]] = {}
    for month, values in done.items():
        for number, place in places(values).items():
            found.setdefault(number, {})[month] = place
    return found


def _scored(shown: Sequence[tuple[bool, bool, bool]]) -> dict[str, tuple[float, float | None]]:
    """Recall and precision of yellow or red, and of red; no precision where none was shown."""
    late = sum(it[0] for it in shown)
    scores = {}
    for name, at in (("warned", 1), ("red", 2)):
        hits, flagged = sum(it[0] and it[at] for it in shown), sum(it[at] for it in shown)
        scores[name] = (hits / max(1, late), hits / flagged if flagged else None)
    return scores


def kept(result: dict[str, Any]) -> None:
    """JSON beside those of the other benchmarks."""
    path = BENCH / "results" / "forecast.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{path.relative_to(HERE.parent)}", file=sys.stderr)


def apart(day: date, other: date) -> int:
    """Days of work by which the other is later."""
    if other < day:
        return -apart(other, day)
    return DAYS.between(day + _DAY, other) if other > day else 0


def _fifth(day: date) -> date:
    """The fifth of the next month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=5)


if __name__ == "__main__":
    main()
