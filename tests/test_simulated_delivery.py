"""The simulated delivery keeps to its parameters, its seed and its day."""

import json
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, quantiles

import pytest
from simulated_delivery import (
    LATE,
    LEAST_WRONG,
    LOWER,
    MIDDLE,
    MISSING,
    UPPER,
    WRONG,
    PlannedWork,
    as_json,
    from_json,
    main,
    ratio,
    simulated,
    true_percent,
    until,
)

from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

DAYS = SiteDays(shipped())


def planned(count: int, length: int = 100) -> tuple[PlannedWork, ...]:
    """Works of so many days, each of an estate and a contractor of its own, in many seasons."""
    starts = [date(2026, 3, 2) + timedelta(days=7 * at % 700) for at in range(count)]
    return tuple(
        PlannedWork(
            number=f"E{at}-road",
            estate=f"E{at}",
            measure="road",
            contractor=f"C{at}",
            start=start,
            finish=DAYS.add(start, length - 1),
            budget=1_000_000,
        )
        for at, start in enumerate(starts)
    )


def test_the_same_seed_gives_the_same_record_whatever_else_there_is() -> None:
    works = planned(12)
    assert simulated(works, 1) == simulated(works, 1) != simulated(works, 2)
    assert simulated(works[::-1], 1)[::-1] == simulated(works, 1)
    assert simulated(works[:3], 1) == simulated(works, 1)[:3]


def test_durations_have_their_quartiles_and_their_correlation() -> None:
    works = planned(1)
    many = [ratio(work, seed) for seed in range(4000) for work in works]
    assert quantiles(many, n=4) == pytest.approx([LOWER, MIDDLE, UPPER], abs=0.015)

    def correlated(one: PlannedWork, other: PlannedWork) -> float:
        """Of ranks: the distribution is skewed."""
        pairs = [(ratio(one, seed) > MIDDLE, ratio(other, seed) > MIDDLE) for seed in range(3000)]
        return mean(a == b for a, b in pairs)

    first, far = planned(400)[0], planned(400)[399]
    assert correlated(first, _like(far, contractor=first.contractor)) == pytest.approx(0.631, abs=0.04)  # ½+asin(.4)/π
    assert correlated(first, _like(far, start=first.start)) == pytest.approx(0.597, abs=0.04)  # ½+asin(.3)/π
    assert correlated(first, far) == pytest.approx(0.5, abs=0.04)


def _like(work: PlannedWork, **more: object) -> PlannedWork:
    fields = {name: getattr(work, name) for name in work.__dataclass_fields__}
    return PlannedWork(**{**fields, **more})


def test_reports_are_missing_late_and_wrong_as_often_as_they_should_be() -> None:
    works = planned(400)
    records = simulated(works, 5)
    first = [(it, record) for record in records for it in record.reports if it.version == 1]
    due = sum(_months(record.started, record.reports[-1].month) for record in records)
    off = [abs(float(it.percent) - true_percent(record, it.as_of, DAYS)) for it, record in first]

    assert 1 - len(first) / due == pytest.approx(MISSING, abs=0.02)
    assert mean(it.sent_on > _last(it.month) for it, _ in first) == pytest.approx(LATE, abs=0.02)
    assert mean(it >= LEAST_WRONG - 0.5 for it in off) == pytest.approx(WRONG, abs=0.015)
    assert all(it <= 1 or it >= LEAST_WRONG - 1 for it in off)
    corrected = [(it, record) for record in records for it in record.reports if it.version == 2]
    assert corrected and all(abs(float(it.percent) - true_percent(r, it.as_of, DAYS)) <= 1 for it, r in corrected)


def test_each_work_ends_with_a_report_that_says_so() -> None:
    for record in simulated(planned(60), 3):
        newest = max(record.reports, key=lambda it: (it.month, it.version))
        assert newest.percent == 100 and newest.as_of >= record.finished
        assert all(it.sent_on >= it.as_of >= record.started for it in record.reports)


def test_progress_rises_to_all_and_is_no_line() -> None:
    record = simulated(planned(1), 4)[0]
    steps = [b - a for a, b in zip((0.0, *record.course), record.course, strict=False)]
    assert min(steps) > 0 and record.course[-1] == pytest.approx(100)
    assert max(steps) > 1.3 * min(steps)


def test_a_work_waits_for_those_of_its_estate_that_were_planned_before_it() -> None:
    first = planned(1)[0]
    second = _like(first, number="E0-lift", start=DAYS.add(first.finish, 1), finish=DAYS.add(first.finish, 40))
    for seed in range(30):
        one, other = simulated((first, second), seed)
        assert other.started == DAYS.next(max(second.start, one.finished + timedelta(days=1)))


def test_nothing_is_known_after_the_day() -> None:
    day = date(2027, 2, 10)
    whole = simulated(planned(80), 6)
    known = until(whole, day)
    days = [
        one
        for record in known
        for one in (
            record.started,
            record.finished,
            *(d for it in record.reports for d in (it.as_of, it.sent_on, it.confirmed_on, it.returned_on)),
        )
    ]
    assert max(it for it in days if it is not None) <= day
    assert any(record.started is None for record in known) and any(record.finished for record in known)
    assert not any(record.course for record in known)
    assert until(known, day) == known


def test_the_command_writes_what_can_be_read_again(tmp_path: Path) -> None:
    works, until_day = planned(5), date(2026, 6, 12)
    rows = ["number,estate,measure,contractor,start,finish,budget"]
    rows += [f"{w.number},{w.estate},{w.measure},{w.contractor},{w.start},{w.finish},{w.budget}" for w in works]
    table, record = tmp_path / "planned.csv", tmp_path / "record.json"
    table.write_text("\n".join(rows), encoding="utf-8")

    main([str(table), str(record), "--seed", "9", "--until", str(until_day)])

    said = json.loads(record.read_text(encoding="utf-8"))
    assert (said["seed"], said["until"]) == (9, "2026-06-12")
    assert from_json(said["works"]) == until(simulated(works, 9), until_day)
    assert from_json(as_json(simulated(works, 9)))[0].reports == simulated(works, 9)[0].reports


def _months(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _last(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
