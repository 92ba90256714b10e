"""What follows a moved date: distances keep their working days, nothing moves into the past, cycles have no order."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.delivery.successors import (
    Cycle,
    Dated,
    distance,
    in_order,
    length,
    moved_with,
    rewired,
    steps,
)
from yipanqi.domain.working_calendar import shipped

WORKING = shipped()
TODAY = date(2026, 3, 2)


def a_task(first: str, last: str, *after: str, is_fixed: bool = False) -> Dated:
    return Dated(start=date.fromisoformat(first), finish=date.fromisoformat(last), after=after, is_fixed=is_fixed)


CHAIN = {
    "tender": a_task("2026-03-02", "2026-03-31"),
    "pipe": a_task("2026-04-01", "2026-04-30", "tender"),
    "road": a_task("2026-05-06", "2026-05-20", "pipe"),  # the first working day after Labour Day
    "check": a_task("2026-05-25", "2026-05-27", "road", "pipe"),
    "lift": a_task("2026-04-08", "2026-06-30", "tender"),
}


def to(first: str, last: str):
    return date.fromisoformat(first), date.fromisoformat(last)


def test_what_comes_after_moves_on_with_its_working_days():
    """Each successor keeps its distance and its length in working days, over the holidays, and names its cause."""
    found = moved_with(CHAIN, WORKING, "pipe", to("2026-04-01", "2026-05-11"), TODAY)

    assert [(it.number, it.cause) for it in found] == [("pipe", "pipe"), ("road", "pipe"), ("check", "road")]
    road = found[1].new
    assert road == to("2026-05-12", "2026-05-27")  # twelve working days, as before: 9 May was worked for the holiday
    assert length(WORKING, road) == length(WORKING, CHAIN["road"].span)
    assert distance(WORKING, road, found[2].new) == distance(WORKING, CHAIN["road"].span, CHAIN["check"].span)


def test_of_several_before_it_the_last_one_counts():
    """A task that waits for two moves with whichever holds it longest, and stays where only the other one moves."""
    found = moved_with(CHAIN, WORKING, "pipe", to("2026-04-01", "2026-04-29"), TODAY)

    assert [it.number for it in found] == ["pipe", "road", "check"]  # both before the check came earlier
    held = CHAIN | {"check": a_task("2026-05-25", "2026-05-27", "road", "pipe", "lift")}
    assert "check" not in [it.number for it in moved_with(held, WORKING, "pipe", to("2026-04-01", "2026-04-29"), TODAY)]


def test_nothing_moves_into_the_past():
    """Pulled forward, a successor begins today at the earliest; one that should have begun already stays."""
    today = date(2026, 4, 20)
    early = moved_with(CHAIN, WORKING, "pipe", to("2026-03-02", "2026-03-03"), today)
    late = moved_with(CHAIN, WORKING, "tender", to("2026-02-02", "2026-02-03"), today)

    assert early[1].new[0] == today
    assert [it.number for it in late] == ["tender"]


def test_what_has_begun_stays():
    """Neither a task that has begun follows, nor what waits for it alone."""
    begun = CHAIN | {"road": a_task("2026-05-06", "2026-05-20", "pipe", is_fixed=True)}

    found = moved_with(begun, WORKING, "tender", to("2026-03-02", "2026-04-10"), TODAY)

    assert [it.number for it in found] == ["tender", "pipe", "check", "lift"]
    assert found[2].cause == "pipe"


def test_the_same_dates_move_nothing():
    """Asked for what is so already, there is nothing to do; a task that ends before it begins is no task."""
    assert moved_with(CHAIN, WORKING, "pipe", CHAIN["pipe"].span, TODAY) == ()
    with pytest.raises(ValueError, match="pipe"):
        moved_with(CHAIN, WORKING, "pipe", to("2026-04-02", "2026-04-01"), TODAY)


def test_a_cycle_is_refused_by_name():
    """Tasks that would wait for each other are named in their order, each before the next."""
    with pytest.raises(Cycle) as refused:
        rewired(CHAIN, "tender", ["check"])

    numbers = refused.value.numbers
    assert numbers[0] == numbers[-1]
    assert {"tender", "check"} <= set(numbers)
    wired = CHAIN | {"tender": a_task("2026-03-02", "2026-03-31", "check")}
    assert all(earlier in wired[later].after for earlier, later in pairwise(numbers))
    with pytest.raises(Cycle):
        rewired(CHAIN, "lift", ["lift"])


def test_an_order_puts_each_task_after_what_it_waits_for():
    """Whatever the mapping's own order."""
    order = in_order(dict(reversed(CHAIN.items())))

    assert all(order.index(before) < order.index(it) for it in CHAIN for before in CHAIN[it].after)


@st.composite
def plans(draw):
    """Up to eight tasks, each after some of those before it, and one of them with new dates."""
    tasks: dict[str, Dated] = {}
    for at in range(draw(st.integers(2, 8))):
        start = TODAY + timedelta(days=draw(st.integers(-20, 300)))
        after = draw(st.sets(st.sampled_from(sorted(tasks)), max_size=3)) if tasks else set()
        last = start + timedelta(days=draw(st.integers(0, 60)))
        tasks[str(at)] = Dated(start=start, finish=last, after=tuple(sorted(after)), is_fixed=draw(st.booleans()))
    number = draw(st.sampled_from(sorted(tasks)))
    first = TODAY + timedelta(days=draw(st.integers(0, 300)))
    return tasks, number, (first, first + timedelta(days=draw(st.integers(0, 60))))


@settings(max_examples=200, deadline=None)
@given(plans())
def test_the_law_holds_of_any_plan(given_plan):
    """What has begun stays; what moves keeps its length, starts on a working day not before today, and keeps its
    distance from its cause where today does not hold it; what stays had no reason to move."""
    tasks, number, span = given_plan
    found = {it.number: it for it in moved_with(tasks, WORKING, number, span, TODAY)}

    for it in found.values():
        own = tasks[it.number]
        assert it.old == own.span != it.new
        if it.number == number:
            assert (it.new, it.cause) == (span, number)
            continue
        assert not own.is_fixed
        assert it.cause in own.after
        assert it.cause in found
        assert WORKING.is_working(it.new[0])
        assert it.new[0] >= TODAY
        assert length(WORKING, it.new) == length(WORKING, own.span)
        kept = distance(WORKING, tasks[it.cause].span, own.span)
        assert distance(WORKING, found[it.cause].new, it.new) >= kept
        if it.new[0] != WORKING.next_working(TODAY) and kept:
            assert distance(WORKING, found[it.cause].new, it.new) == kept
    for at, own in tasks.items():  # nobody is left nearer to what comes before it than before
        span_of = found[at].new if at in found else own.span
        if at == number or own.is_fixed or not found:
            continue
        for before in own.after:
            if before in found:
                kept = distance(WORKING, tasks[before].span, own.span)
                assert distance(WORKING, found[before].new, span_of) >= kept


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-40, 40))
def test_steps_count_what_adding_adds(day, count):
    """So many working days later is so many steps away, both ways, from a working day."""
    day = WORKING.next_working(day)

    assert steps(WORKING, day, WORKING.add(day, count)) == count
