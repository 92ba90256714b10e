"""The next programme starts from what really happened: small figures that can be reckoned by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import a_programme, an_estate

from yipanqi.domain.capacity import Crew
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.account import dues, loads
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import CannotContinue
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.programme import Payment
from yipanqi.domain.progress.replan import Actual, part_by, replanned

WORKS = ("water", "drainage", "road")
DAY = date(2027, 5, 20)  # in the second quarter: the third is decided next
SPANS = {"water": (1, 6), "drainage": (1, 6), "road": (4, 6)}  # first and last month of the works of a start in Q1


def programme(**changes):
    """The builders' three estates, with crews enough."""
    return a_programme(crews=(Crew(region="D", trade="pipe", weeks=(Decimal(2000),) * 8),), **changes)


def a_plan(given, **starts) -> Plan:
    """These starts with all works, half of each due paid by the city and the rest by the district."""
    chosen = Plan(starts=starts, choices={(e, m): Standard.STANDARD for e in starts for m in WORKS})
    payments = []
    for (e, m, year), fen in sorted(dues(given, offer(given), chosen).items()):
        payments += [Payment(estate=e, measure=m, fund="city", year=year, amount=fen // 2)]
        payments += [Payment(estate=e, measure=m, fund="district", year=year, amount=fen - fen // 2)]
    return replace(chosen, payments=tuple(payments))


def actuals(*estates, **changes) -> list[Actual]:
    """The works of estates that were planned for the first quarter of 2027."""
    return [
        Actual(
            estate=e,
            measure=m,
            start_date=date(2027, SPANS[m][0], 1),
            finish_date=date(2027, SPANS[m][1], 30),
            **changes,
        )
        for e in estates
        for m in WORKS
    ]


def with_work(rows, estate, measure, **changes):
    """One of them otherwise."""
    return [replace(it, **changes) if it.key == (estate, measure) else it for it in rows]


def test_what_began_stands_where_it_began_and_the_rest_is_decided_again():
    given = programme()
    plan = a_plan(given, E1=0, E2=0, E3=2)
    rows = with_work(actuals("E1", "E2", "E3"), "E1", "water", started_on=date(2027, 4, 2))
    found = replanned(given, plan, rows, DAY)
    assert found.programme.plan_from == 2
    (begun,) = found.programme.under_way
    assert (begun.estate, begun.start) == ("E1", 1)  # a quarter later than planned
    assert set(begun.works) == set(WORKS)  # those not begun stay as chosen
    assert [(it.estate, it.planned, it.start, it.began_on) for it in found.starts] == [("E1", 0, 1, date(2027, 4, 2))]
    assert [(it.estate, it.planned) for it in found.freed] == [("E2", 0)]
    assert found.forced == {"E1", "E2"}


def test_the_start_follows_from_the_first_work_whatever_its_place_after_the_start():
    given = programme()
    plan = replace(a_plan(given, E1=0), choices={("E1", "road"): Standard.STANDARD})  # a quarter after its start
    rows = with_work(actuals("E1"), "E1", "road", started_on=date(2027, 4, 9))
    assert replanned(given, plan, rows, DAY).programme.under_way[0].start == 0


def test_what_is_certified_is_spent_and_what_is_owed_besides_is_bound():
    given = programme()
    plan = a_plan(given, E1=0)
    due = dues(given, offer(given), plan)["E1", "water", 0]
    rows = [replace(it, started_on=date(2027, 1, 4)) for it in actuals("E1")]
    rows = with_work(rows, "E1", "water", certified={2027: 1_000_001})
    found = replanned(given, plan, rows, DAY)
    spent = [p for p in found.programme.spent if p.measure == "water"]
    assert sum(p.amount for p in spent) == due  # nothing is forgotten, to the fen
    money = next(it for it in found.money if it.measure == "water")
    assert (money.certified, money.bound, money.year) == (1_000_001, due - 1_000_001, 0)
    assert {p.fund for p in spent} == {"city", "district"}
    assert abs(spent[0].amount - spent[1].amount) <= 2  # as the plan pays the work: halves


def test_the_next_programme_keeps_every_rule_with_what_is_under_way():
    given = programme()
    plan = a_plan(given, E1=3, E2=5)  # E1's second quarter lies in the second year
    rows = [
        replace(it, start_date=date(2027, 10, 8), finish_date=date(2028, 3, 30), started_on=date(2027, 10, 8))
        for it in actuals("E1")
    ]
    rows = with_work(rows, "E1", "water", certified={2027: 3_000_000})
    found = replanned(given, plan, rows, date(2027, 12, 20))
    offered = offer(found.decided)
    kept = tuple(p for p in plan.payments if p.year == 1 and p.estate == "E1")
    begun = Plan(
        starts={"E1": 3},
        choices={("E1", m): Standard.STANDARD for m in WORKS},
        payments=(*found.programme.spent, *kept),
    )
    assert not violations(found.decided, offered, begun)
    paid = sum(p.amount for p in begun.payments)
    assert paid == sum(offered.work["E1", m].option(Standard.STANDARD).cost for m in WORKS)


def test_more_certified_than_owed_is_spent_and_told():
    given = programme()
    plan = a_plan(given, E1=3)
    rows = with_work(actuals("E1"), "E1", "water", started_on=date(2027, 10, 8), certified={2027: 2_000_000_000})
    found = replanned(given, plan, rows, date(2027, 12, 20))
    assert sum(p.amount for p in found.programme.spent if p.measure == "water") == 2_000_000_000
    assert {"ahead", "over_grant"} <= {it.code for it in found.left}


def test_money_known_before_stays_with_its_funds_where_nobody_certified_any():
    given = programme()
    plan = a_plan(given, E1=0)
    rows = [replace(it, started_on=date(2027, 1, 4)) for it in actuals("E1")]
    first = replanned(given, plan, rows, DAY)
    again = replanned(first.programme, plan, rows, DAY)
    assert again.programme.spent == first.programme.spent
    assert again.programme.under_way == first.programme.under_way
    assert sum(it.bound for it in again.money) == 0


def test_late_works_take_the_coming_quarters_first():
    given = a_programme(crews=(Crew(region="D", trade="pipe", weeks=(Decimal(300),) * 8),))
    plan = a_plan(given, E1=0)
    rows = [
        replace(it, started_on=date(2027, 1, 4), percent=Decimal(20), as_of=date(2027, 4, 30)) for it in actuals("E1")
    ]
    found = replanned(given, plan, rows, DAY)
    water = next(it for it in found.late if it.measure == "water")
    assert water.planned == part_by(date(2027, 1, 1), date(2027, 6, 30), date(2027, 4, 30)) == Fraction(120, 181)
    work = offer(found.programme).work["E1", "water"].option(Standard.STANDARD)
    assert water.weeks == work.load * (Fraction(120, 181) - Fraction(1, 5))
    lag = sum(it.weeks for it in found.late if it.measure != "road")  # of the pipe crews
    taken = Fraction(sum(it.before - it.after for it in found.reserved))
    assert lag <= taken < lag + Fraction(1, 50)  # all of it, rounded up to a hundredth of a crew-week
    assert [it.quarter for it in found.reserved] == [2]  # the first that can be decided has room enough
    used = loads(found.programme, offer(found.programme), plan)
    assert used["D", "pipe", 1] > 0
    assert found.programme.crews[0].weeks[2] < 300 == found.programme.crews[0].weeks[3]


def test_what_finds_no_crew_is_told():
    given = a_programme(crews=(Crew(region="D", trade="pipe", weeks=(Decimal(1),) * 8),))
    rows = [replace(it, started_on=date(2027, 1, 4), percent=Decimal(0), as_of=DAY) for it in actuals("E1")]
    found = replanned(given, a_plan(given, E1=0), rows, DAY)
    assert {it.after for it in found.reserved} == {Decimal(0)}
    assert "no_room" in {it.code for it in found.left}


def test_a_work_on_its_plan_or_done_takes_nothing():
    given = programme()
    plan = a_plan(given, E1=0)
    rows = [
        replace(it, started_on=date(2027, 1, 4), percent=Decimal(90), as_of=date(2027, 4, 30)) for it in actuals("E1")
    ]
    rows = with_work(rows, "E1", "water", percent=Decimal(10), is_done=True)
    found = replanned(given, plan, rows, DAY)
    assert (found.late, found.reserved, found.programme.crews) == ((), (), given.crews)


def test_a_work_that_nobody_reports_is_told():
    given = programme()
    rows = [replace(it, started_on=date(2027, 1, 4)) for it in actuals("E1")]
    codes = [it.code for it in replanned(given, a_plan(given, E1=0), rows, DAY).left]
    assert codes.count("no_report") == 3


def test_a_late_estate_holds_its_place_as_long_as_foretold():
    given = programme()
    rows = [replace(it, started_on=date(2027, 1, 4), finish_on=date(2027, 11, 1)) for it in actuals("E1")]
    found = replanned(given, a_plan(given, E1=0), rows, DAY)
    assert [(it.quarter, it.before, it.after) for it in found.occupied] == [(2, 2, 1), (3, 2, 1)]


def test_a_held_estate_waits_and_one_without_an_end_is_left_out():
    given = programme()
    plan = a_plan(given, E1=2, E2=3, E3=3)
    rows = actuals("E1", is_held=True, held_until=date(2027, 12, 31)) + actuals("E2", is_held=True) + actuals("E3")
    found = replanned(given, plan, rows, DAY)
    assert [(it.estate, it.earliest, it.why) for it in found.waiting] == [("E1", 4, "held"), ("E2", None, "held_open")]
    assert found.programme.estate_by_id["E1"].earliest == 4
    assert found.withheld == ("E2",)
    assert not offer(found.decided).may_start("E2")
    assert offer(found.decided).standings["E1"].earliest == 4
    assert found.forced == {"E1", "E2"}


def test_an_estate_held_beyond_the_horizon_is_left_out():
    given = programme()
    rows = actuals("E1", is_held=True, held_until=date(2028, 12, 30))
    (waiting,) = replanned(given, a_plan(given, E1=2), rows, DAY).waiting
    assert (waiting.earliest, waiting.why) == (None, "held_too_long")


def test_wishes_that_are_past_are_given_up_and_told():
    given = programme(estates=(an_estate("E1", fixed_start=1), an_estate("E2", latest=1), an_estate("E3", must=True)))
    found = replanned(given, a_plan(given, E1=1, E2=1), actuals("E1", "E2"), DAY)
    assert [it.code for it in found.left] == ["fixed_passed", "latest_passed"]
    assert (found.programme.estate_by_id["E1"].fixed_start, found.programme.estate_by_id["E2"].latest) == (None, None)


def test_cancelled_works_leave_what_is_under_way_and_a_cancelled_estate_the_plan():
    given = programme()
    rows = [replace(it, started_on=date(2027, 1, 4)) for it in actuals("E1")] + actuals("E2", is_cancelled=True)
    rows = with_work(rows, "E1", "road", is_cancelled=True)
    found = replanned(given, a_plan(given, E1=0, E2=2), rows, DAY)
    assert set(found.programme.under_way[0].works) == {"water", "drainage"}
    assert found.withheld == ("E2",)


def test_a_work_that_the_survey_lost_is_told():
    given = programme()
    plan = a_plan(given, E1=0)
    lost = replace(given, needs=tuple(need for need in given.needs if need.measure != "road"))
    rows = [replace(it, started_on=date(2027, 1, 4)) for it in actuals("E1")]
    found = replanned(lost, plan, rows, DAY)
    assert ("work_gone", {"estate": "E1", "measure": "road"}) in [(it.code, it.values) for it in found.left]
    assert "road" not in found.programme.under_way[0].works


def test_a_start_before_or_beyond_the_horizon_is_kept_inside_it():
    given = programme()
    rows = with_work(actuals("E1"), "E1", "water", started_on=date(2026, 12, 1))
    found = replanned(given, a_plan(given, E1=0), rows, DAY)
    assert (found.starts[0].start, found.left[0].code) == (0, "began_before")
    rows = with_work(actuals("E1"), "E1", "water", started_on=date(2028, 8, 1))
    late = replanned(given, a_plan(given, E1=0), rows, date(2028, 9, 1))
    assert late.starts[0].start == 6  # so that its two quarters end within the horizon
    rows = with_work(actuals("E1"), "E1", "water", started_on=date(2028, 10, 1))
    with pytest.raises(CannotContinue):
        replanned(given, a_plan(given, E1=0), rows, date(2028, 10, 20))
