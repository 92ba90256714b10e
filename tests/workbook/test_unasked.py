"""Support that was not asked: a third state beside yes and no, from the workbook to the paper."""

from dataclasses import replace
from pathlib import Path

import pytest

from yipanqi import workbook
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import tasks
from yipanqi.domain.planning.words import Words
from yipanqi.domain.step import Step
from yipanqi.workbook.records import put_together, taken_apart

EXAMPLE = Path(__file__).parents[2] / "examples" / "jianghan-2022.xlsx"


@pytest.fixture(scope="module")
def nobody_asked(tmp_path_factory):
    """The example without any support ratio, written and read as a new workbook."""
    programme = workbook.read(EXAMPLE).programme
    needs = tuple(replace(need, support=None) for need in programme.needs)
    path = tmp_path_factory.mktemp("unasked") / "book.xlsx"
    workbook.write(replace(programme, needs=needs, policy=replace(programme.policy, plans_unasked=True)), path)
    return workbook.read(path)


def test_it_is_said_once_with_its_count(nobody_asked):
    """One warning counts works and estates, and forbids nothing."""
    programme = nobody_asked.programme
    (found,) = [f for f in nobody_asked.findings if f.code.startswith("support_unasked")]

    free = [n for n in programme.needs if programme.measure_by_id[n.measure].matter is None]
    assert found.code == "support_unasked" and found.place.cell
    assert found.values == {"count": len(free), "estate_count": len({n.estate for n in free})}


def test_the_step_before_the_start_asks(nobody_asked):
    """The planned work carries its mark, and its estate's scheme names what is asked about."""
    programme = nobody_asked.programme
    offered = offer(programme)
    work = next(work for work in offered.work.values() if work.is_unasked and work.requires is None)
    plan = Plan(starts={work.estate: 4}, choices={(work.estate, work.measure): work.options[0].standard}, payments=())
    made = tasks(programme, offered, plan)
    words = Words(programme, "zh")

    scheme = next(task for task in made if task.step is Step.SCHEME)
    assert scheme.asks == (work.measure,)
    assert words.measure(work.measure) in words.task(scheme) and "征询" in words.task(scheme)
    assert [words.task(task).endswith("（未征询）") for task in made if task.measure] == [True]


def test_stored_rows_keep_their_behaviour(nobody_asked):
    """Rows stored before the policy was there leave such works out; those stored since say what they mean."""
    stored = taken_apart(nobody_asked.programme)
    older = stored | {"programme": [{k: v for k, v in stored["programme"][0].items() if k != "plans_unasked"}]}

    assert stored["programme"][0]["plans_unasked"] is True
    assert put_together(stored).policy.plans_unasked
    assert not put_together(older).policy.plans_unasked
    assert taken_apart(put_together(older)) == older


def test_a_workbook_that_says_nothing_plans_them(tmp_path):
    """The example's own file is older than the field."""
    assert workbook.read(EXAMPLE).programme.policy.plans_unasked
