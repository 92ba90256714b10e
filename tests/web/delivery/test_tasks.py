"""Tasks of an adopted plan: who sees and moves them, what is refused, and what the pages tell."""

from datetime import date, timedelta

import pytest
from django.db import connection
from web.delivery.conftest import AT, DAY, adopted_plan, link_units, task_of, with_tasks
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.state import Action, State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.models import Baseline, DeliveryTask, TaskEvent
from yipanqi.web.plans.study import study


@pytest.fixture
def delivery(district):
    """Tasks whose units are organisations: the subdistrict does, the water bureau inspects water."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    link_units(adoption.entry, **{"water-co": places["燃气公司"]})
    return with_tasks(adoption)


def moved(task, action, by, **more):
    """The move, on the district's day."""
    return actions.move(task=task, action=action, by=by, at=AT, day=DAY, **more)


def through(district, task, *, until=State.CLOSED):
    """A task of the subdistrict, brought on by those whose part it is."""
    doer, office = district.people["subdistrict"], district.people["office"]
    steps = (
        (State.READY, Action.PREPARE, doer),
        (State.UNDER_WAY, Action.START, doer),
        (State.REPORTED, Action.REPORT, doer),
        (State.CHECKED, Action.CHECK, office),
        (State.CLOSED, Action.CLOSE, office),
    )
    for state, action, by in steps:
        task = moved(task, action, by)
        if state is until:
            return task
    return task


def test_adoption_makes_tasks_once_with_baseline_nought(delivery):
    """Each estate of the plan has its tree; the same adoption again makes nothing."""
    again = actions.set_up(adoption=delivery, made=actions.prepared(delivery), at=AT)

    assert again is None
    assert DeliveryTask.objects.filter(entry=delivery.entry).count() == 3 * (1 + 9 + 3)
    assert [it.number for it in Baseline.objects.filter(entry=delivery.entry)] == [0]
    assert Baseline.objects.get().rows.count() == 39
    assert Event.objects.filter(action="delivery.tasks_made").count() == 1


def test_money_is_told_as_the_plans_papers_tell_it(delivery):
    """Of every task, whatever its own nearest hundred is."""
    told = {task.number: task.told for task in study(delivery.run).facts.tasks if task.measure}

    rows = DeliveryTask.objects.filter(kind="work").values_list("number", "told_budget")

    assert dict(rows) == told and sum(told.values()) == study(delivery.run).facts.told_total
    tops = DeliveryTask.objects.filter(kind="estate").values_list("told_budget", flat=True)
    assert sum(tops) == sum(told.values())


def test_tasks_of_an_older_version_are_told_as_the_papers_once_the_worker_comes(delivery):
    """Where the money is still the plan's; a change's stays. A second time there is nothing to do."""
    right = dict(DeliveryTask.objects.values_list("number", "told_budget"))
    DeliveryTask.objects.filter(number__in=("E1-water", "E1-estate")).update(told_budget=1)
    DeliveryTask.objects.filter(number="E2-water").update(budget=5, told_budget=2)

    about = {"adoption": delivery, "made": actions.prepared(delivery), "at": AT}
    assert (actions.share_told(**about), actions.share_told(**about)) == (2, 0)

    assert dict(DeliveryTask.objects.values_list("number", "told_budget")) == right | {"E2-water": 2}


def test_the_worker_is_asked_at_adoption(district):
    """Adopting files the job that makes the tasks, in the same transaction."""
    from yipanqi.web.jobs.models import Job

    adoption = adopted_plan(district)

    assert Job.objects.get(kind="delivery.tasks").args == {"adoption": adoption.pk}


def test_a_task_is_closed_by_three_units(district, delivery):
    """The subdistrict does, the office checks and closes; the stage above follows; each step is in the log."""
    task = through(district, task_of(delivery, "E1-scheme"))

    assert task.told is State.CLOSED and (task.started_on, task.reported_on, task.closed_on) == (DAY, DAY, DAY)
    assert task_of(delivery, "E1-estate").told is State.UNDER_WAY
    done = ["task.closed", "task.checked", "task.reported", "task.started", "task.ready"]
    assert list(Event.objects.filter(action__in=done).order_by("-seq").values_list("action", flat=True)) == done


def test_skipping_is_refused_with_what_is_missing(district, delivery):
    """The notice waits for the scheme, and the sentence names it in both languages."""
    with pytest.raises(actions.CannotMove) as refusal:
        moved(task_of(delivery, "E1-notice"), Action.PREPARE, district.people["subdistrict"])

    assert refusal.value.args == ("前面的任务还没有核验：方案", "What comes before is not checked yet: Scheme")


def test_nobody_checks_what_they_reported(district, delivery):
    """The office reports a task of its own, and somebody else of it must check."""
    task = task_of(delivery, "E1-scheme")
    DeliveryTask.objects.filter(pk=task.pk).update(responsible=district.organisations["区改造办"])
    for action in (Action.PREPARE, Action.START, Action.REPORT):
        task = moved(task, action, district.people["office"])

    with pytest.raises(actions.CannotMove, match="报完的人不能核验"):
        moved(task, Action.CHECK, district.people["office"])
    assert moved(task, Action.CHECK, district.people["approver"]).told is State.CHECKED


def test_another_units_task_is_refused(district, delivery):
    """Another subdistrict may not start it."""
    with pytest.raises(actions.CannotMove, match="由责任单位或施工单位办理"):
        moved(task_of(delivery, "E1-scheme"), Action.PREPARE, district.people["elsewhere"])


def test_a_stage_whose_works_are_all_held_is_held_when_many_are_told_at_once(delivery):
    """A record that is loaded, or a plan that is adopted anew, holds the stage above and keeps where it stood."""
    works = list(DeliveryTask.objects.filter(entry=delivery.entry, estate="E1", kind="work"))
    for work in works:
        work.state_before, work.state = work.state, State.HELD

    actions.load_past(works, [], at=AT)

    stage = DeliveryTask.objects.get(pk=works[0].parent_id)
    assert (stage.told, stage.state_before) == (State.HELD, State.PLANNED)


def test_a_whole_estate_is_held_and_taken_up_again(district, delivery):
    """With reason, condition and day, all its open tasks; each goes back to where it was."""
    through(district, task_of(delivery, "E1-scheme"), until=State.UNDER_WAY)
    office, top = district.people["office"], task_of(delivery, "E1-estate")

    moved(top, Action.HOLD, office, reason="管网迁改", condition="燃气管道迁改完成", until=date(2027, 6, 30))

    assert task_of(delivery, "E1-estate").told is State.HELD
    assert set(DeliveryTask.objects.filter(estate="E1").values_list("state", flat=True)) == {"held"}
    moved(task_of(delivery, "E1-estate"), Action.RESUME, office)
    assert task_of(delivery, "E1-scheme").told is State.UNDER_WAY
    assert task_of(delivery, "E1-road").told is State.PLANNED
    assert task_of(delivery, "E1-estate").told is State.UNDER_WAY


def test_a_hold_wants_its_condition(district, delivery):
    """Without one nothing is held."""
    with pytest.raises(actions.CannotMove, match="条件"):
        moved(task_of(delivery, "E1-scheme"), Action.HOLD, district.people["office"], reason="雨季")

    assert task_of(delivery, "E1-scheme").told is State.PLANNED


def test_who_comes_second_sees_who_was_first(district, delivery):
    """The same version twice: the second is told who acted, and nothing is done twice."""
    task = task_of(delivery, "E1-scheme")
    moved(task, Action.PREPARE, district.people["subdistrict"], seen=task.version)

    with pytest.raises(actions.Overtaken, match="人subdistrict"):
        moved(task, Action.PREPARE, district.people["subdistrict"], seen=task.version)
    assert TaskEvent.objects.filter(task=task).count() == 1


def test_the_database_keeps_what_was_done(district, delivery):
    """No query changes, removes or replaces an event of a task."""
    moved(task_of(delivery, "E1-scheme"), Action.PREPARE, district.people["subdistrict"])

    for attempt in attempts(TaskEvent, "reason = 'forged'", has_key=False):
        assert_refused(attempt)


def test_what_ended_is_told_as_such(district, delivery):
    """A duty that nobody holds any longer has its before and its after."""
    event = TaskEvent(facts={"supervisor": ["华中监理", None], "contractor": [None, "江城建工"]})

    assert event.facts_said == ["监理单位 华中监理 → 无", "施工单位 江城建工"]


def test_the_page_keeps_what_was_written(district, delivery, as_):
    """A stale form comes back with the words still in it, and the version of now."""
    task = task_of(delivery, "E1-scheme")
    moved(task, Action.PREPARE, district.people["subdistrict"])

    answer = as_("subdistrict").post(
        f"/tasks/{task.pk}/move", {"action": "start", "seen": task.version, "reason": "已进场，先做东侧"}
    )

    assert answer.status_code == 409
    assert "已进场，先做东侧" in answer.text and "人subdistrict" in answer.text
    assert task_of(delivery, "E1-scheme").told is State.READY


def test_who_sees_which_tasks(delivery, district):
    """The office all, a subdistrict its own estates', a utility its own works, who has no part none."""
    seen = {
        kind: DeliveryTask.objects.visible_to(district.people[kind]).leaves().count()
        for kind in ("office", "subdistrict", "elsewhere", "utility", "contractor", "system_admin")
    }

    per_estate = 8 + 3
    assert seen["office"] == 3 * per_estate
    assert seen["subdistrict"] == 2 * per_estate and seen["elsewhere"] == per_estate
    assert seen["utility"] == 3 and seen["contractor"] == seen["system_admin"] == 0


def test_anothers_task_is_not_there(delivery, as_):
    """404, not 403: nobody learns what they may not see."""
    task = task_of(delivery, "E3-scheme")

    assert as_("subdistrict").get(f"/tasks/{task.pk}/").status_code == 404
    assert as_("contractor").post(f"/tasks/{task.pk}/move", {"action": "start"}).status_code == 404


def test_the_list_finds_by_state_stage_and_lateness(delivery, as_):
    """Each filter keeps what it says; E3's first steps should be done by the district's day."""
    office = as_("office")

    late = office.get("/tasks/?when=late")
    schemes = office.get("/tasks/?what=stage:scheme")

    assert {line["task"].estate for line in late.context["tasks"]} == {"E3"}
    assert len(schemes.context["tasks"].object_list) == 3
    assert "逾期" in late.text


def test_mine_puts_what_is_late_first(delivery, as_):
    """A subdistrict's own, open, by their finish."""
    lines = as_("elsewhere").get("/tasks/mine/").context["tasks"].object_list

    assert [line["task"].number for line in lines][:2] == ["E3-scheme", "E3-notice"]
    assert lines[0]["late"] == (DAY - date(2026, 12, 3)).days


def test_mine_puts_what_is_done_after_what_is_not(district, delivery, as_):
    """A checked task waits for the office alone: it comes after all that the unit itself has to do."""
    through(district, task_of(delivery, "E1-scheme"), until=State.CHECKED)

    lines = as_("subdistrict").get("/tasks/mine/").context["tasks"].object_list

    assert [line["task"].number for line in lines][-1] == "E1-scheme"


def test_home_tells_who_has_to_do_what(delivery, as_):
    """The subdistrict reads what is late; the office what it has to check."""
    assert "项任务逾期未报完" in as_("elsewhere").get("/").text
    assert "待核验" not in as_("office").get("/").text


def test_a_person_is_replaced_with_a_reason(delivery, district, as_):
    """The page tells the new one; the history both, and why."""
    task = task_of(delivery, "E1-scheme")

    as_("office").post(f"/tasks/{task.pk}/person", {"person": "王芳", "reason": "原责任人调离"})

    page = as_("office").get(f"/tasks/{task.pk}/").text
    assert task_of(delivery, "E1-scheme").person == "王芳"
    assert "原责任人调离" in page and "→ 王芳" in page


def test_a_list_goes_into_a_file(delivery, as_):
    """What is filtered is what is exported."""
    answer = as_("office").get("/tasks/?what=stage:scheme&as=csv")

    lines = (
        b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig").split("\r\n")
    )
    assert [line.split(",")[0].strip('"') for line in lines if line][1:] == ["E3-scheme", "E1-scheme", "E2-scheme"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by how many rows there are")
def test_lists_are_read_in_the_order_of_an_index(delivery):
    """The leaves in the order of their dates: no walk over all tasks, no sorting."""
    rows = DeliveryTask.objects.filter(entry=delivery.entry).leaves().open().order_by("finish_date", "place")
    plan = rows.values_list("pk", flat=True)[:50].explain()

    assert "task_in_time (entry_id=? AND is_leaf=?)" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("sort", ["later", "earlier", "dearer", "cheaper"])
def test_what_differs_stands_in_the_order_of_all(delivery, as_, sort):
    """Sorted where it is few, or by the database among all: the same order."""
    leaves = list(DeliveryTask.objects.filter(entry=delivery.entry).leaves().order_by("place"))
    for at, task in enumerate(leaves[:6]):
        by = timedelta(days=(3, -2, 9, 0, 0, 0)[at])
        more = (0, 0, 0, 500, -700, 0)[at]
        changed = {"finish_date": task.finish_date + by, "budget": task.budget + more}
        DeliveryTask.objects.filter(pk=task.pk).update(**changed, start_date=task.start_date - timedelta(days=30))

    def order(kind):
        answer = as_("office").get("/tasks/baselines/compare/", {"kind": kind, "sort": sort})
        urls = [row[0].url for row in answer.context["table"].rows]
        return [url for url in urls if url in {task.get_absolute_url() for task in leaves[:6]}]

    assert len(order("changed")) == 6
    assert order("changed") == order("all")
