from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.progress.due import due_on
from yipanqi.domain.progress.report import Entered, Fault, Ground, Problem, Report, ReportState, counting, judged
from yipanqi.domain.progress.report_told import FAULTS, MARKS, fault_said

MAY, DAY = date(2028, 5, 1), date(2028, 5, 28)
_BEFORE = Report(
    month=date(2028, 4, 1),
    percent=Decimal(40),
    as_of=date(2028, 4, 30),
    sent_on=date(2028, 4, 30),
    quantity=Decimal(80),
    certified=500_000,
)
_GROUND = Ground(
    start=date(2028, 3, 15), planned_quantity=Decimal(200), budget=2_000_000, before=_BEFORE, closed_until=None
)
_GOOD = Entered(month=MAY, percent=Decimal(55), quantity=Decimal(110), certified=600_000)


def _codes(faults: tuple[Fault, ...]) -> set[tuple[str, str]]:
    return {(it.field, it.code) for it in faults}


def test_a_good_report_is_taken() -> None:
    assert judged(_GOOD, _GROUND, DAY) == judged(replace(_GOOD, is_sure=True), _GROUND, DAY)
    assert not judged(_GOOD, _GROUND, DAY).refused
    assert not judged(_GOOD, _GROUND, DAY).asked


@pytest.mark.parametrize(
    ("entered", "field", "code"),
    [
        ({"percent": None}, "percent", "no_percent"),
        ({"percent": Decimal("100.1")}, "percent", "percent_outside"),
        ({"percent": Decimal("-0.1")}, "percent", "percent_outside"),
        ({"percent": Decimal("39.9")}, "reason", "less_percent"),
        ({"quantity": Decimal(79)}, "reason", "less_quantity"),
        ({"quantity": Decimal(-1)}, "quantity", "below_zero"),
        ({"certified": 499_999}, "reason", "less_certified"),
        ({"certified": -1}, "certified", "below_zero"),
        ({"month": date(2028, 6, 1)}, "month", "future_month"),
        ({"month": date(2028, 2, 1)}, "month", "before_start"),
        ({"expected_finish": DAY - timedelta(days=1)}, "expected_finish", "finish_past"),
        ({"problem_text": "长" * 2001}, "problem_text", "too_long"),
        ({"problem_text": "a\x00b"}, "problem_text", "control_characters"),
        ({"reason": "\u202e"}, "reason", "control_characters"),
        ({"problem": Problem.OTHER}, "problem_text", "say_problem"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(entered: dict[str, object], field: str, code: str) -> None:
    found = judged(replace(_GOOD, **entered), _GROUND, DAY)  # type: ignore[arg-type]
    assert (field, code) in _codes(found.refused)


def test_less_than_before_is_taken_with_a_reason() -> None:
    less = replace(_GOOD, percent=Decimal(30), quantity=Decimal(60), certified=1, reason="返工")
    assert not judged(less, _GROUND, DAY).refused


def test_a_closed_month_and_a_confirmed_version_want_a_reason() -> None:
    closed = replace(_GROUND, closed_until=date(2028, 5, 31))
    assert _codes(judged(_GOOD, closed, DAY).refused) == {("reason", "month_closed")}
    confirmed = replace(_GROUND, replaced=ReportState.CONFIRMED)
    assert _codes(judged(_GOOD, confirmed, DAY).refused) == {("reason", "was_confirmed")}
    assert not judged(replace(_GOOD, reason="漏报"), closed, DAY).refused
    assert not judged(_GOOD, replace(_GROUND, replaced=ReportState.RETURNED), DAY).refused


def test_much_more_than_planned_is_asked_about_and_marked() -> None:
    assert not judged(replace(_GOOD, quantity=Decimal(240)), _GROUND, DAY).asked
    assert judged(replace(_GOOD, quantity=Decimal("240.1")), _GROUND, DAY).marks == ["over_quantity"]
    assert judged(replace(_GOOD, certified=2_000_001), _GROUND, DAY).marks == ["over_budget"]


def test_done_may_name_a_finish_that_is_past() -> None:
    assert not judged(replace(_GOOD, percent=Decimal(100), expected_finish=DAY - timedelta(3)), _GROUND, DAY).refused


def test_every_fault_has_its_sentence() -> None:
    values = {"percent": Decimal(1), "before": 5, "planned": Decimal("1.50"), "quantity": 2, "budget": 100}
    values |= {"month": MAY, "start": DAY, "day": DAY, "most": 1, "length": 2}
    for code in FAULTS:
        zh, en = fault_said(Fault(field="percent", code=code, values=values))
        assert zh and en and "{" not in zh + en
    assert "1.5" in fault_said(Fault(field="quantity", code="over_quantity", values=values))[0]
    assert set(MARKS) >= {"over_quantity", "over_budget"}


def test_what_counted_on_a_day_is_what_was_known_on_it() -> None:
    first = replace(_BEFORE, sent_on=date(2028, 4, 30), returned_on=date(2028, 5, 3))
    again = replace(_BEFORE, version=2, percent=Decimal(35), sent_on=date(2028, 5, 4), confirmed_on=date(2028, 5, 6))
    both = [first, again]
    assert counting(both, date(2028, 5, 2)) is first
    assert counting(both, date(2028, 5, 3)) is None
    assert counting(both, date(2028, 5, 4)) is again
    assert counting(both, date(2028, 5, 5), confirmed=True) is None
    assert counting(both, date(2028, 5, 6), confirmed=True) is again


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_the_last_day_of_a_month(day: date) -> None:
    last = due_on(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1
