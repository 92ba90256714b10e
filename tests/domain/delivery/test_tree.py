"""The tree of a plan's tasks."""

from datetime import date

from builders import a_measure, a_programme

from yipanqi.domain.delivery.stage import DeliveryStage, stage_number
from yipanqi.domain.delivery.tree import Kind, tree
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import task_number, tasks

WORKS = ("water", "drainage", "road")


def a_tree(**changes):
    programme = a_programme(**changes)
    plan = Plan(starts={"E1": 3}, choices={("E1", m): Standard.STANDARD for m in WORKS})
    return programme, {node.number: node for node in tree(programme, tasks(programme, offer(programme), plan))}


def test_an_estate_has_nine_stages_and_its_works_under_construction():
    """Each node has its parent; the works' is 施工; nobody does 施工 or the estate itself."""
    _, nodes = a_tree()

    stages = [node for node in nodes.values() if node.kind is Kind.STAGE]
    works = [node for node in nodes.values() if node.kind is Kind.WORK]
    assert [node.stage for node in stages] == list(DeliveryStage)
    assert {node.parent for node in stages} == {"E1-estate"}
    assert {node.measure for node in works} == set(WORKS) and {node.parent for node in works} == {"E1-construction"}
    assert [node.number for node in nodes.values() if not node.is_leaf] == ["E1-estate", "E1-construction"]


def test_the_coordinated_plan_takes_ten_working_days_and_ends_before_the_first_work():
    """Nothing is dug before it."""
    programme, nodes = a_tree()
    plan, first = nodes["E1-coordination"], min(nodes[f"E1-{m}"].start_date for m in WORKS)

    assert programme.working.between(plan.start_date, plan.finish_date) == 10
    assert programme.working.add(plan.finish_date, 1) == programme.working.next_working(first)


def test_what_comes_before_what():
    """Steps one after the other; works after tender and coordinated plan; the road after what lies under it; acceptance
    after all works."""
    _, nodes = a_tree()
    after = {
        number.removeprefix("E1-"): {it.removeprefix("E1-") for it in node.after} for number, node in nodes.items()
    }

    assert after["scheme"] == set() and after["notice"] == {"scheme"} and after["tender"] == {"review"}
    assert after["water"] == {"tender", "coordination"}
    assert after["road"] == {"tender", "coordination", "water", "drainage"}
    assert after["acceptance"] == set(WORKS) and after["handover"] == {"acceptance"}


def test_money_and_days_of_the_whole_are_those_of_its_parts():
    """To the fen, from the first day to the last."""
    _, nodes = a_tree()
    works = [node for node in nodes.values() if node.kind is Kind.WORK]

    assert nodes["E1-estate"].budget == nodes["E1-construction"].budget == sum(node.budget for node in works) > 0
    assert nodes["E1-estate"].start_date == nodes["E1-scheme"].start_date
    assert nodes["E1-estate"].finish_date == nodes["E1-handover"].finish_date >= date(2027, 10, 1)


def test_no_two_tasks_share_a_number():
    """A measure that is called like a stage has a number of its own."""
    names = ("construction", "coordination", "estate", "tender")
    numbers = {stage_number("E1", stage) for stage in (None, *DeliveryStage)}

    assert not numbers & {task_number("E1", a_measure(name).id) for name in names}
