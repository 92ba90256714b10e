"""Rules that make orders: one of a matter and period, the gravest; the colours of orders in both senses."""

from dataclasses import replace
from datetime import date

import pytest

from yipanqi.domain.supervision.colours import BY_LEVEL, BY_TIME, PRESETS, SHAPES, Case, NoColours, colours_of, level_on
from yipanqi.domain.supervision.ladder import Clock, Step
from yipanqi.domain.supervision.raising import USUAL, NoRule, Seen, When, changed, raised, raising_of
from yipanqi.domain.working_calendar import shipped

DAYS, DAY = shipped(), date(2026, 4, 8)
TASK = Seen(key="7", finish=date(2026, 6, 30), is_undone=True)


def keys(*tasks: Seen, known: frozenset[str] = frozenset(), day: date = DAY) -> list[str]:
    """The keys of what is raised."""
    return [it.origin_key for it in raised(USUAL.rules, tasks, known, DAYS, day)]


def test_each_rule_makes_its_order() -> None:
    assert keys(TASK) == []
    assert keys(replace(TASK, light="red")) == ["behind:7:2026-04"]
    assert keys(replace(TASK, finish=date(2026, 4, 7))) == ["overdue:7:2026-04-07"]
    assert keys(replace(TASK, finish=date(2026, 4, 13), late=2)) == ["near:7:2026-04-13"]


def test_what_is_near_and_on_course_makes_none() -> None:
    assert keys(replace(TASK, finish=date(2026, 4, 13), light="green")) == []
    assert keys(replace(TASK, finish=date(2026, 4, 14), late=2)) == []  # four working days


def test_the_gravest_rule_alone_makes_an_order() -> None:
    assert keys(replace(TASK, finish=date(2026, 4, 7), light="red")) == ["overdue:7:2026-04-07"]


def test_no_order_twice_none_of_what_has_one_and_none_of_what_is_done() -> None:
    red = replace(TASK, light="red")
    assert keys(red, known=frozenset({"behind:7:2026-04"})) == []
    assert keys(red, known=frozenset({"behind:7:2026-04"}), day=date(2026, 5, 6)) == ["behind:7:2026-05"]
    assert keys(replace(red, has_order=True)) == []
    assert keys(replace(red, is_undone=False)) == []


def test_rules_are_kept_changed_and_refused() -> None:
    assert raising_of(USUAL.stored) == USUAL
    off = changed(USUAL, When.BEHIND, is_on=False)
    assert not list(raised(off.rules, [replace(TASK, light="red")], frozenset(), DAYS, DAY))
    for values in ({"limit_days": 0}, {"lights": ()}, {"urgency": "now"}):
        with pytest.raises(NoRule):
            changed(USUAL, When.BEHIND, **values)
    with pytest.raises(NoRule):
        raising_of({"rules": [{"when": "never"}], "is_at_once": True})


CLOCK = Clock(issued=date(2026, 4, 1), limit=date(2026, 4, 10))
CASE = Case(clock=CLOCK, urgency="ordinary", steps={Step.URGE: date(2026, 4, 13), Step.CIRCULAR: date(2026, 4, 17)})


def colour(preset, case: Case, day: date) -> str:
    """The colour's code on a day; nothing without one."""
    level = level_on(preset, case, DAYS, day)
    return level.colour.value if level else ""


def test_by_time_an_order_is_near_behind_overdue() -> None:
    days = (date(2026, 4, 3), date(2026, 4, 7), date(2026, 4, 10), date(2026, 4, 11))
    assert [colour(BY_TIME, CASE, day) for day in days] == ["", "blue", "blue", "red"]
    behind = replace(CASE, behind=date(2026, 4, 2))
    assert colour(BY_TIME, behind, date(2026, 4, 3)) == "yellow"


def test_by_escalation_each_step_raises_it() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 13), date(2026, 4, 17))
    assert [colour(BY_LEVEL, CASE, day) for day in days] == ["", "blue", "orange", "red"]
    assert colour(BY_LEVEL, replace(CASE, urgency="urgent"), date(2026, 4, 1)) == "orange"
    assert colour(BY_LEVEL, replace(CASE, returned=(date(2026, 4, 9),)), date(2026, 4, 9)) == "orange"


def test_an_order_that_has_ended_has_no_colour() -> None:
    ended = replace(CASE, clock=replace(CLOCK, ended=date(2026, 4, 13)))
    assert colour(BY_TIME, ended, date(2026, 4, 13)) == colour(BY_LEVEL, ended, date(2026, 4, 13)) == ""


def test_presets_are_kept_and_read_again() -> None:
    assert [colours_of(it.stored) for it in PRESETS.values()] == [*PRESETS.values()]
    with pytest.raises(NoColours):
        colours_of(BY_TIME.stored | {"levels": []})
    assert len(set(SHAPES.values())) == len(SHAPES)  # each has a shape of its own
