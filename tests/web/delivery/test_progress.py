"""The board as it stands on the ground, and how far an estate has come."""

from datetime import timedelta

import pytest
from web.delivery.conftest import DAY, adopted_plan, with_tasks

from yipanqi.domain.delivery.progress import percent_done
from yipanqi.domain.delivery.state import State
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.actions import index


@pytest.mark.parametrize(
    ("parts", "percent"),
    [
        ([], None),
        ([(State.CANCELLED, 5)], None),
        ([(State.CLOSED, 30), (State.UNDER_WAY, 70)], 30),
        ([(State.CHECKED, 0), (State.PLANNED, 0), (State.REPORTED, 0)], 33),
        ([(State.CLOSED, 999_999), (State.PLANNED, 1)], 99),
        ([(State.CLOSED, 7), (State.PLANNED, 0)], 99),
        ([(State.CLOSED, 7), (State.CANCELLED, 9)], 100),
    ],
)
def test_percent_is_weighted_by_money_and_all_means_all(parts, percent):
    """What is cancelled does not count; without money each counts as much as another."""
    assert percent_done(parts) == percent


def test_stones_tell_planned_under_way_done_and_late(district, as_):
    """Each work by its state; late ones by the ring, on whichever day they should have been done."""
    adoption = with_tasks(adopted_plan(district))
    index.write(adoption.entry, index.facts(adoption.entry.programme()), is_whole=True)
    works = list(DeliveryTask.objects.filter(kind="work").order_by("place"))
    for task, state in zip(works, (State.UNDER_WAY, State.CLOSED, State.PLANNED), strict=False):
        DeliveryTask.objects.filter(pk=task.pk).update(state=state)
    DeliveryTask.objects.filter(pk=works[2].pk).update(start_date=DAY - timedelta(20), finish_date=DAY - timedelta(1))

    board = as_("office").get("/").context["board"]

    stones = {(row.name, measure): stone for row in board.rows for measure, stone in row.stones.items()}
    told = [stones[task.estate_name, task.measure] for task in works[:3]]
    assert told == ["way", "done", "late"]
    assert board.legend[-1] == "late" and board.has_progress
    share = 100 * works[1].budget // sum(task.budget for task in works if task.estate == works[1].estate)
    assert {row.name: row.percent for row in board.rows}[works[1].estate_name] == share > 0
    assert as_("office").get("/?quarter=2027Q2").context["board"].has_start, "who asks for a quarter asks for the plan"


def test_without_tasks_there_is_no_such_mode(district, as_):
    """Before a plan is adopted the board shows needs and plans alone."""
    entry = adopted_plan(district).entry
    index.write(entry, index.facts(entry.programme()), is_whole=True)

    modes = [name for _, name, _ in as_("office").get("/").context["modes"]]

    assert "进展" not in modes and "方案" in modes
