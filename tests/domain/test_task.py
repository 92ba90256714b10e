"""Tasks: what is to be done, when, and by whom."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from builders import a_measure, a_need, a_programme
from hypothesis import example, given
from hypothesis import strategies as st

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.measure import Phase, Standard
from yipanqi.domain.planning.dates import idle_gaps, step_dates, work_dates
from yipanqi.domain.planning.eligibility import lawful_from
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import (
    TaskKey,
    TaskState,
    answerable,
    task_number,
    tasks,
)
from yipanqi.domain.programme import Payment, UnderWay
from yipanqi.domain.step import AFTER, BEFORE, Step, StepRule

WORKS = ("water", "drainage", "road")


def a_plan(**changes: object) -> Plan:
    base = Plan(starts={"E1": 0}, choices={("E1", m): Standard.STANDARD for m in WORKS})
    return replace(base, **changes)  # type: ignore[arg-type]


def test_each_work_and_each_step_is_one_task():
    """An estate that starts has one task for each chosen work and each step; the others have none."""
    programme = a_programme()

    found = tasks(programme, offer(programme), a_plan())

    assert sorted(t.measure for t in found if t.measure) == sorted(WORKS)
    assert {t.step for t in found if t.step} == set(Step)
    assert {t.estate for t in found} == {"E1"}


def test_tasks_stand_in_the_order_of_their_dates():
    """The list follows the dates, so that it reads as the estate's diary; each task has its own number."""
    programme = a_programme()

    found = tasks(programme, offer(programme), a_plan())

    assert {t.number for t in found} == {f"E1-{code}" for code in (*WORKS, *Step)}
    assert len(found) == 3 + len(Step)
    assert [t.start_date for t in found] == sorted(t.start_date for t in found)
    assert found[0].step is Step.SCHEME and found[-1].step is Step.HANDOVER


def test_a_date_moves_no_number():
    """An estate that starts later has other dates and the same numbers."""
    programme = a_programme()

    early, late = (tasks(programme, offer(programme), a_plan(starts={"E1": start})) for start in (0, 3))

    assert {t.key: t.number for t in early} == {t.key: t.number for t in late}
    dates = [{t.number: t.start_date for t in found} for found in (early, late)]
    assert all(dates[0][number] < dates[1][number] for number in dates[0])


def test_a_work_more_numbers_no_other_task_anew():
    """A work that is added brings its own number, and takes nobody's."""
    programme = a_programme()
    fewer = a_plan(choices={("E1", m): Standard.STANDARD for m in WORKS[:2]})

    before = {t.key: t.number for t in tasks(programme, offer(programme), fewer)}
    after = {t.key: t.number for t in tasks(programme, offer(programme), a_plan())}

    assert after == before | {TaskKey("E1", "road"): "E1-road"}


def test_a_number_names_estate_and_work_or_step():
    """As people read it; a measure that is called like a step, or with a dash, keeps a number of its own."""
    assert task_number("JH-012", "road") == "JH-012-road"
    assert task_number("JH-012", Step.TENDER) == "JH-012-tender"
    assert task_number("JH-012", "tender") == "JH-012-tender~work"
    assert task_number("JH-012", "water-2") == "JH-012-water~12"


CODES = st.one_of(st.text("-~01 aw路", max_size=4), st.sampled_from([*(step.value for step in Step), "tender~work"]))
KEYS = st.one_of(st.builds(TaskKey, CODES, measure=CODES), st.builds(TaskKey, CODES, step=st.sampled_from(Step)))


@given(one=KEYS, other=KEYS)
@example(one=TaskKey("A", "B-C"), other=TaskKey("A-B", "C"))
@example(one=TaskKey("A", "tender"), other=TaskKey("A", step=Step.TENDER))
@example(one=TaskKey("A", "tender"), other=TaskKey("A", "tender~work"))
@example(one=TaskKey("A", "-"), other=TaskKey("A", "~1"))
def test_no_two_tasks_share_a_number(one: TaskKey, other: TaskKey):
    """Whatever the codes of estates and measures hold."""
    assert (one.number == other.number) is (one == other)


def test_a_task_is_one_thing():
    """A measure's or a step's, never both and never neither."""
    with pytest.raises(ValueError, match="a measure's or a step's"):
        TaskKey("E1")
    with pytest.raises(ValueError, match="a measure's or a step's"):
        TaskKey("E1", "road", Step.TENDER)


def test_a_work_begins_in_its_first_quarter_and_ends_in_its_last():
    """Dates agree with the quarters in which the plan spends the work's money."""
    programme = a_programme()
    offered = offer(programme)

    dates = work_dates(programme, offered, a_plan(starts={"E1": 1}), "E1")

    calendar = programme.calendar
    for name, (first, last) in dates.items():
        measure = programme.measure_by_id[name]
        begin, end = 1 + measure.offset, 1 + measure.end - 1
        assert calendar.first_day(begin) <= first <= calendar.last_day(begin)
        assert calendar.first_day(end) <= last <= calendar.last_day(end)


def test_surfaces_come_after_what_is_underground():
    """No road is laid before the pipes beneath it lie, where the quarters leave room."""
    programme = a_programme()

    dates = work_dates(programme, offer(programme), a_plan(), "E1")

    assert dates["road"][0] > dates["water"][1]
    assert dates["road"][0] > dates["drainage"][1]


def test_days_grow_with_the_estate():
    """Between the catalogue's least and most days, by households; the median estate has the middle."""
    programme = a_programme(measures=(a_measure("water", profile=(Decimal(1),)),), needs=(a_need("E1"), a_need("E2")))
    plan = Plan(starts={"E1": 0, "E2": 0}, choices={(e, "water"): Standard.STANDARD for e in ("E1", "E2")})

    found = {t.estate: t for t in tasks(programme, offer(programme), plan) if t.measure}

    assert found["E1"].days == 45
    assert found["E2"].days == 40


def test_blackouts_of_a_trade_are_avoided_where_there_is_room():
    """A work waits for the end of its trade's blackout; another trade's blackout moves nothing."""
    stop = Blackout(name="梅雨", first_date=date(2027, 1, 1), last_date=date(2027, 1, 20), trades=frozenset({"pipe"}))
    programme = a_programme(
        measures=(
            a_measure("water", profile=(Decimal(1),)),
            a_measure("roof", profile=(Decimal(1),), trade="building", phase=Phase.BUILDING),
        ),
        needs=(a_need("E1"), a_need("E1", "roof")),
        blackouts=(stop,),
    )
    plan = Plan(starts={"E1": 0}, choices={("E1", m): Standard.STANDARD for m in ("water", "roof")})

    dates = work_dates(programme, offer(programme), plan, "E1")

    assert dates["water"][0] == date(2027, 1, 21)
    assert dates["roof"][0] == date(2027, 1, 4)  # the first working day of the year


def test_steps_stand_before_and_after_the_works():
    """Each ends the working day before the next begins, and takes its usual days; acceptance and handover follow."""
    programme = a_programme()

    found = step_dates(programme, date(2027, 4, 1), date(2027, 9, 30))

    order = [*BEFORE, *AFTER]
    assert found[Step.TENDER] == (date(2027, 3, 2), date(2027, 3, 31))
    for earlier, later in pairwise(order):
        if later is not Step.ACCEPTANCE:
            between = (found[later][0] - found[earlier][1]).days - 1
            assert 0 <= between <= 9 and programme.working.between(found[earlier][1], found[later][0]) == 2
    for step in order:
        first, last = found[step]
        assert (last - first).days + 1 >= programme.step_rule(step).usual
        assert programme.working.is_working(first) and programme.working.is_working(last)
    assert found[Step.ACCEPTANCE][0] == date(2027, 10, 4)  # after the statutory days of October


def test_the_narrowest_duty_answers():
    """A measure's duty before the general one; `@subdistrict` is the estate's own subdistrict."""
    programme = a_programme()

    water = answerable(programme, "E3", ["water", "infrastructure"])
    road = answerable(programme, "E3", ["road", "roads"])

    assert (water.lead, water.responsible, water.supporting) == ("office", "water-co", ("s2",))
    assert road.responsible == "s2"


def test_a_task_carries_its_budget_and_who_pays():
    """The sources of a work's task are the plan's payments for it, and nobody else's."""
    programme = a_programme()
    offered = offer(programme)
    cost = offered.work["E1", "water"].options[0].cost
    paid = Payment(estate="E1", measure="water", fund="city", year=0, amount=cost)

    found = {t.measure: t for t in tasks(programme, offered, a_plan(payments=(paid,))) if t.measure}

    assert found["water"].budget == cost
    assert [(s.fund, s.year, s.amount) for s in found["water"].sources] == [("city", 0, cost)]
    assert found["road"].sources == ()


def test_what_lies_before_the_first_quarter_that_may_be_decided_has_begun():
    """Rolling plans: tasks before `plan_from` are finished or under way, later ones planned."""
    programme = a_programme(plan_from=1)

    found = tasks(programme, offer(programme), a_plan(starts={"E1": 0}))

    by_name = {t.step or t.measure: t.state for t in found}
    assert by_name[Step.SCHEME] is TaskState.FINISHED
    assert by_name["water"] is TaskState.UNDER_WAY
    assert by_name[Step.HANDOVER] is TaskState.PLANNED


def issued_on(day, **changes):
    """The programme with a document of this day."""
    base = a_programme(**changes)
    return replace(base, heading=replace(base.heading, issued_on=day))


def test_no_step_takes_less_than_the_least_time_that_is_lawful():
    """A plan issued in December: steps are shortened towards their least, works begin after it, all is said."""
    programme = issued_on(date(2026, 12, 10))

    found = {t.step or t.measure: t for t in tasks(programme, offer(programme), a_plan())}

    assert min(t.start_date for t in found.values()) >= date(2026, 12, 10)
    for step in BEFORE:
        rule = programme.step_rule(step)
        assert rule.least <= found[step].days
        assert found[step].is_tight is (found[step].days < rule.usual)
    assert found[Step.NOTICE].days >= programme.policy.notice_days
    assert any(found[step].is_tight for step in BEFORE)
    assert all(found[m].start_date >= programme.ready_date for m in WORKS)


@pytest.mark.parametrize("late", range(0, 200, 7))
def test_an_estate_starts_no_sooner_than_its_steps_allow(late):
    """Whatever the document's day: from the lawful quarter on every step has its least time, and a quarter sooner
    some has not."""
    programme = issued_on(date(2026, 12, 1) + timedelta(days=late))
    first = lawful_from(programme, programme.estate_by_id["E1"])

    found = tasks(programme, offer(programme), a_plan(starts={"E1": first}))
    begin = min(t.start_date for t in found if t.measure)

    assert begin >= programme.ready_date
    for task in found:
        if task.step in BEFORE:
            assert task.days >= programme.step_rule(task.step).least
            assert task.start_date >= programme.heading.issued_on
    if first:
        before = tasks(programme, offer(programme), a_plan(starts={"E1": first - 1}))
        assert min(t.start_date for t in before if t.measure) < programme.ready_date


def test_a_districts_own_step_times_count():
    """A longer least time moves the lawful start; the notice's own rule goes before the policy's days."""
    rules = (StepRule(step=Step.TENDER, usual=120, least=110), StepRule(step=Step.NOTICE, usual=10, least=10))
    programme = replace(issued_on(date(2026, 12, 1)), steps=rules)

    assert programme.step_rule(Step.NOTICE).least == 10 and programme.step_rule(Step.SCHEME).usual == 45
    assert programme.ready_date == date(2026, 12, 1) + timedelta(days=15 + 10 + 5 + 5 + 110)
    assert lawful_from(programme, programme.estate_by_id["E1"]) > 0


def test_works_begin_and_end_on_working_days():
    """Wherever the quarters leave one."""
    programme = a_programme()

    for start in range(4):
        for first, last in work_dates(programme, offer(programme), a_plan(starts={"E1": start}), "E1").values():
            assert programme.working.is_working(first) and programme.working.is_working(last)


def test_long_gaps_between_works_are_closed_where_quarters_allow():
    """A short work of the first quarter waits for the one of the second; a gap that must be is counted."""
    measures = (
        a_measure("water", profile=(Decimal(1),), days_low=10, days_high=10),
        a_measure(
            "roof", profile=(Decimal(1),), trade="building", phase=Phase.BUILDING, offset=1, days_low=10, days_high=10
        ),
    )
    programme = a_programme(measures=measures, needs=(a_need("E1"), a_need("E1", "roof")))
    plan = Plan(starts={"E1": 0}, choices={("E1", m): Standard.STANDARD for m in ("water", "roof")})

    dates = work_dates(programme, offer(programme), plan, "E1")

    assert dates["water"][1] > date(2027, 3, 20) and idle_gaps(dates) == []
    far = {"a": (date(2027, 1, 4), date(2027, 1, 15)), "b": (date(2027, 3, 1), date(2027, 3, 12))}
    assert idle_gaps(far) == [(date(2027, 1, 16), date(2027, 2, 28))]


def test_what_is_under_way_keeps_its_steps_before_the_document():
    """An estate whose renovation has begun had its steps before this document was issued."""
    base = a_programme()
    begun = UnderWay(estate="E1", start=0, works={m: Standard.STANDARD for m in WORKS})
    late = replace(base.heading, issued_on=base.calendar.first_day(1))
    programme = replace(base, heading=late, under_way=(begun,), plan_from=1)

    found = tasks(programme, offer(programme), a_plan())

    assert not any(t.is_tight for t in found)
    assert min(t.start_date for t in found) < base.calendar.first_day(0)
