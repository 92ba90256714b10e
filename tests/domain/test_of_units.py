"""What of a plan concerns some units."""

from builders import a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.of_units import own_payments, own_tasks, own_works
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import tasks
from yipanqi.domain.programme import Payment
from yipanqi.domain.step import Step

WATER, ROAD, AWAY = ("E1", "water"), ("E1", "road"), ("E3", "water")
PLAN = Plan(
    starts={"E1": 0, "E3": 1},
    choices={work: Standard.STANDARD for work in (WATER, ROAD, AWAY)},
    payments=tuple(
        Payment(estate=estate, measure=measure, fund="city", year=0, amount=100) for estate, measure in (WATER, ROAD)
    ),
)


def test_works_of_a_unit_are_those_in_which_it_has_a_part():
    """The subdistrict supports water and answers for the rest, on its own estates alone."""
    programme = a_programme()

    own = own_works(programme, PLAN, {"s1"})

    assert own.any_part == {WATER, ROAD}
    assert own.answered == {ROAD}
    assert own.estates == {"E1"}
    assert own_works(programme, PLAN, {"water-co"}).answered == {WATER, AWAY}
    assert own_works(programme, PLAN, {"office"}).answered == {WATER, ROAD, AWAY}


def test_nobody_and_strangers_have_no_works():
    """A unit that the duties do not name, and no unit at all, have none; an empty name is nobody's."""
    programme = a_programme(duties=())

    for units in (set(), {"stranger"}, {""}):
        assert not own_works(programme, PLAN, units).any_part


def test_money_of_a_unit_is_of_the_works_that_it_answers_for():
    """Payments of works that it only supports are another's."""
    programme = a_programme()

    paid = own_payments(PLAN, own_works(programme, PLAN, {"s1"}))

    assert [(p.estate, p.measure) for p in paid] == [ROAD]


def test_tasks_of_a_unit_are_works_and_steps():
    """By the same parts as its works; several units at once have what each has."""
    programme = a_programme()
    found = tasks(programme, offer(programme), PLAN)

    own = own_tasks(found, {"s1"})

    assert {task.measure for task in own if task.measure} == {"water", "road"}
    assert {task.step for task in own if task.step} == set(Step)
    assert {task.estate for task in own} == {"E1"}
    assert set(own_tasks(found, {"s1", "s2"})) == set(found)
