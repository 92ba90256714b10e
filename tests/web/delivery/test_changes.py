"""Changes: asked for by one person, decided by another, done at once, undone on the same day; facts change only so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from web.delivery.conftest import AT, DAY, task_of
from web.district import a_person
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.change import CHANGE_MOVES, ChangeAction, ChangeKind, ChangeState, Part
from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.delivery.successors import distance
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.change_telling import changes_waiting
from yipanqi.web.delivery.effects import Family, effect_of
from yipanqi.web.delivery.models import ChangeRequest, DeliveryTask, TaskEvent
from yipanqi.web.page.stale import Stale
from yipanqi.web.programmes import actions as programmes

FACTS = {"households": 330, "floor_area": "24000", "buildings": 6}


def asked(adoption, district, number="E1-estate", kind=ChangeKind.FACTS, what=None, by="office", **more):
    """A change that somebody asks for."""
    task = task_of(adoption, number)
    return actions.ask(
        task=task,
        kind=kind,
        asked=FACTS if what is None else what,
        reason=more.pop("reason", "实测与调查不符"),
        by=district.people[by],
        at=AT,
        day=more.pop("day", DAY),
        **more,
    )


def decided(change, action, by, **more):
    """A decision on the district's day."""
    return actions.decide(change=change, action=action, by=by, at=AT, day=more.pop("day", DAY), **more)


def later(adoption, number, days, **more):
    """Dates that move a task by so many days."""
    task = task_of(adoption, number)
    by = timedelta(days=days)
    told = {"start": (task.start_date + by).isoformat(), "finish": (task.finish_date + by).isoformat()}
    return told | {"after": list(task.after)} | more


def test_facts_change_by_two_persons_and_money_with_them(adoption, district):
    """Asked for nothing has changed; approved, data, works, estate, history and log tell the same."""
    water = task_of(adoption, "E1-water")
    change = asked(adoption, district)
    assert task_of(adoption, "E1-water").budget == water.budget
    assert change.money == water.budget // 10

    decided(change, ChangeAction.APPROVE, district.people["approver"])

    after, top = task_of(adoption, "E1-water"), task_of(adoption, "E1-estate")
    assert (after.quantity, after.budget) == (Decimal(330), water.budget * 11 // 10)
    assert after.version == water.version + 1
    assert top.budget == sum(it.budget for it in DeliveryTask.objects.filter(estate="E1", kind=Kind.WORK))
    record = adoption.entry.records.get(sheet="estates", key="E1")
    assert record.values["households"] == 330
    assert TaskEvent.objects.get(task=after).facts["budget"] == [water.budget, after.budget]
    told = set(Event.objects.values_list("action", flat=True))
    assert {"change.asked", "change.approved", "programme.row_changed", "programme.version_made"} <= told


def test_what_is_told_of_a_works_money_follows_its_change(adoption, district):
    """The changed work is told by itself, in whole hundreds of yuan; what stands above it as its works add up; the
    history tells yuan."""
    DeliveryTask.objects.filter(number="E1-water").update(budget=3_003_333_30, told_budget=300_34_0000)

    decided(asked(adoption, district), ChangeAction.APPROVE, district.people["district"])

    water = task_of(adoption, "E1-water")
    assert (water.budget, water.told_budget, water.budget_said) == (3_303_666_63, 330_37_0000, "330.37")
    works = DeliveryTask.objects.filter(estate="E1", kind=Kind.WORK)
    for top in ("E1-estate", "E1-construction"):
        assert task_of(adoption, top).told_budget == sum(it.told_budget for it in works)
    said = TaskEvent.objects.get(task=water).facts_said
    assert "资金（元） 3,003,333.30 → 3,303,666.63" in said and not any("万元" in it for it in said)


def test_who_asks_does_not_decide(adoption, district):
    """Neither by the action nor past it, by the database."""
    change = asked(adoption, district, by="approver")

    for action in (ChangeAction.APPROVE, ChangeAction.DECLINE):
        with pytest.raises(actions.CannotDecide):
            decided(change, action, district.people["approver"], note="同意")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=change.pk).update(state=ChangeState.APPROVED, decided_by=change.by)


@pytest.mark.parametrize(("role", "may"), [("approver", False), ("district", True)])
def test_above_the_limit_the_leader_decides(adoption, district, role, may):
    """A change of more money than the office's approver may approve is the leader's; others see it and may not."""
    change = asked(adoption, district, what=FACTS | {"households": 3000})
    assert change.money > 50 * 10_000 * 100

    if may:
        assert decided(change, ChangeAction.APPROVE, district.people[role]).told is ChangeState.APPROVED
    else:
        with pytest.raises(actions.CannotDecide, match="区领导"):
            decided(change, ChangeAction.APPROVE, district.people[role])


def test_the_limit_of_the_day_of_the_decision_counts(adoption, district):
    """A later value lets the approver approve more from its day on, and what was judged stays."""
    office = district.people["office"]
    limits = [{"role": "approver", "money": None, "days": None}]
    actions.add_setting(
        entry=adoption.entry, key="change.limits", value=limits, source="区政府〔2027〕3号",
        since=date(2027, 3, 2), by=office, at=AT, day=DAY,
    )  # fmt: skip
    change = asked(adoption, district, what=FACTS | {"households": 3000})

    with pytest.raises(actions.CannotDecide):
        decided(change, ChangeAction.APPROVE, district.people["approver"])
    found = decided(change, ChangeAction.APPROVE, district.people["approver"], day=date(2027, 3, 2))

    assert found.told is ChangeState.APPROVED


def test_a_moved_date_takes_its_successors_along(adoption, district):
    """Each keeps its working days' distance, and the history of each tells by which change."""
    before = {it.number: it for it in DeliveryTask.objects.filter(estate="E1")}
    working = adoption.entry.frame().working
    change = asked(adoption, district, "E1-scheme", ChangeKind.DATES, later(adoption, "E1-scheme", 5))

    decided(change, ChangeAction.APPROVE, district.people["approver"])

    notice, scheme = task_of(adoption, "E1-notice"), task_of(adoption, "E1-scheme")
    assert notice.start_date > before["E1-notice"].start_date
    old = [(before[it].start_date, before[it].finish_date) for it in ("E1-scheme", "E1-notice")]
    new = [(it.start_date, it.finish_date) for it in (scheme, notice)]
    assert distance(working, *old) == distance(working, *new)
    lines = change.effect["moved"]
    assert lines[0]["is_asked"]
    assert {it["number"] for it in lines} >= {"E1-scheme", "E1-notice", "E1-tender", "E1-water", "E1-acceptance"}
    assert TaskEvent.objects.get(task=notice).reason.startswith("BG-001")
    parts = DeliveryTask.objects.filter(estate="E1", is_leaf=True)
    assert task_of(adoption, "E1-estate").finish_date == max(it.finish_date for it in parts)


def test_nothing_moves_into_the_past(adoption, district):
    """Neither what is asked nor what follows; what has begun keeps its first day."""
    with pytest.raises(actions.CannotChange, match="今天"):
        early = {"start": "2027-02-01", "finish": "2027-02-05", "after": []}
        asked(adoption, district, "E1-water", ChangeKind.DATES, early)
    water = task_of(adoption, "E1-water")
    DeliveryTask.objects.filter(pk=water.pk).update(state=State.UNDER_WAY, started_on=DAY)
    with pytest.raises(actions.CannotChange, match="已经开始"):
        asked(adoption, district, "E1-water", ChangeKind.DATES, later(adoption, "E1-water", 7))


def test_a_cycle_is_refused_by_name(adoption, district):
    """The tasks that would wait for each other are named."""
    looped = later(adoption, "E1-scheme", 0, after=["E1-tender"])

    with pytest.raises(actions.CannotChange, match=r"方案.*公示|公示.*方案"):
        asked(adoption, district, "E1-scheme", ChangeKind.DATES, looped)


def test_a_work_is_taken_out_and_taken_up_again(adoption, district):
    """Cancelled only by a change, and revived by one; the estate's money follows, and the history stays."""
    road = task_of(adoption, "E1-road")
    top = task_of(adoption, "E1-estate")
    change = asked(adoption, district, "E1-road", ChangeKind.DROP, {})
    decided(change, ChangeAction.APPROVE, district.people["district"])

    gone = task_of(adoption, "E1-road")
    assert (gone.told, change.money) == (State.CANCELLED, -road.budget)
    assert task_of(adoption, "E1-estate").budget == top.budget - road.budget
    assert gone.events.first().action == Action.CANCEL
    span = {"start": "2027-08-02", "finish": "2027-09-30"}
    back = asked(
        adoption, district, "E1-estate", ChangeKind.ADD, {"measure": "road", "quantity": "2000", "budget": 100, **span}
    )
    decided(back, ChangeAction.APPROVE, district.people["district"])
    again = task_of(adoption, "E1-road")

    assert (again.pk, again.told, again.budget, again.quantity) == (road.pk, State.PLANNED, 100, Decimal(2000))
    assert [it.action for it in again.events.all()] == [Action.REVIVE, Action.CANCEL]


def test_a_new_work_has_its_place_and_acceptance_waits_for_it(adoption, district):
    """It is estimated where nobody says, comes after tender and coordination, and moves what would be too early."""
    acceptance = task_of(adoption, "E1-acceptance")
    span = {"start": acceptance.start_date.isoformat(), "finish": (acceptance.start_date + timedelta(30)).isoformat()}
    what = {"measure": "lift", "quantity": None, "budget": None, **span}
    change = asked(adoption, district, "E1-estate", ChangeKind.ADD, what)
    decided(change, ChangeAction.APPROVE, district.people["district"])

    lift, after = task_of(adoption, "E1-lift"), task_of(adoption, "E1-acceptance")

    assert lift.budget == change.money > 0
    assert {"E1-tender", "E1-coordination"} <= set(lift.after)
    assert lift.parent == task_of(adoption, "E1-construction")
    assert "E1-lift" in after.after
    assert after.start_date > lift.finish_date
    assert task_of(adoption, "E1-construction").finish_date == lift.finish_date
    with pytest.raises(actions.CannotChange, match="已经有"):
        asked(adoption, district, "E1-estate", ChangeKind.ADD, what)


def test_units_change_and_whoever_takes_over_sees_the_task(adoption, district):
    """The new organisation has its part in the task from then on."""
    bureau = district.organisations["区水务局"]
    what = {"lead": None, "responsible": bureau.pk, "inspecting": None, "person": "张工"}
    change = asked(adoption, district, "E1-water", ChangeKind.UNITS, what)
    decided(change, ChangeAction.APPROVE, district.people["approver"])

    task = task_of(adoption, "E1-water")
    assert (task.responsible, task.person) == (bureau, "张工")
    assert DeliveryTask.objects.mine(district.people["department"]).filter(pk=task.pk).exists()


def test_undone_on_the_same_day_all_is_as_it_was(adoption, district):
    """Dates, money, facts and states; the versions and the history go on. A day later it is too late."""
    fields = ("number", "start_date", "finish_date", "budget", "told_budget", "quantity", "state", "after", "person")
    before = list(DeliveryTask.objects.values(*fields))
    facts = adoption.entry.records.get(sheet="estates", key="E1").values
    approver = district.people["approver"]
    changes = [
        asked(adoption, district),
        asked(adoption, district, "E2-scheme", ChangeKind.DATES, later(adoption, "E2-scheme", 3)),
        asked(adoption, district, "E3-road", ChangeKind.DROP, {}),
    ]
    leader = district.people["district"]
    for change in changes:
        decided(change, ChangeAction.APPROVE, leader)
    with pytest.raises(actions.CannotDecide, match="当天"):
        decided(changes[0], ChangeAction.UNDO, approver, note="误批", day=DAY + timedelta(days=1))
    with pytest.raises(actions.CannotDecide, match="理由"):
        decided(changes[0], ChangeAction.UNDO, approver)

    for change in changes:
        decided(change, ChangeAction.UNDO, leader, note="误批")

    assert list(DeliveryTask.objects.values(*fields)) == before
    assert adoption.entry.records.get(sheet="estates", key="E1").values == facts
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {ChangeState.UNDONE}
    assert Event.objects.filter(action="change.undone").count() == 3


def test_undo_leaves_what_somebody_did_since(adoption, district):
    """A task that moved on after the approval is not put back."""
    change = asked(adoption, district, "E1-scheme", ChangeKind.DATES, later(adoption, "E1-scheme", 5))
    decided(change, ChangeAction.APPROVE, district.people["approver"])
    scheme = task_of(adoption, "E1-scheme")
    about = {"by": district.people["office"], "at": AT, "day": DAY, "reason": "等待", "condition": "资金到位"}
    actions.move(task=scheme, action=Action.HOLD, **about)

    with pytest.raises(actions.CannotDecide, match="变动"):
        decided(change, ChangeAction.UNDO, district.people["approver"], note="误批")


def test_what_moved_since_it_was_asked_is_asked_anew(adoption, district):
    """Nothing is approved over somebody else's change: the second one is stale."""
    first = asked(adoption, district, "E1-scheme", ChangeKind.DATES, later(adoption, "E1-scheme", 5))
    second = asked(adoption, district, "E1-scheme", ChangeKind.DATES, later(adoption, "E1-scheme", 9))
    decided(first, ChangeAction.APPROVE, district.people["approver"])

    with pytest.raises(actions.CannotDecide, match="重新提请"):
        decided(second, ChangeAction.APPROVE, district.people["approver"])


def test_an_effect_that_is_another_one_by_now_is_not_asked_for(adoption, district):
    """The mark of what was shown must be that of what would be done."""
    family = Family(task_of(adoption, "E1-estate"))
    seen = actions.seen_of(effect_of(family, ChangeKind.FACTS, FACTS, DAY))
    DeliveryTask.objects.filter(number="E1-water").update(budget=1)

    with pytest.raises(Stale):
        asked(adoption, district, seen=seen)


def test_facts_stand_after_the_last_day(adoption, district):
    """Until 30 June of the year in which the estate's works begin; a request that waits until then is too late too."""
    change = asked(adoption, district, day=date(2027, 6, 30))

    with pytest.raises(actions.CannotChange, match="2027-06-30"):
        asked(adoption, district, day=date(2027, 7, 1))
    with pytest.raises(actions.CannotDecide, match="2027-06-30"):
        decided(change, ChangeAction.APPROVE, district.people["approver"], day=date(2027, 7, 1))


def test_targets_tell_that_they_are_missed_by_more(adoption, district):
    """The last work of the only estate that begins in the first year takes the target with it."""
    first = DeliveryTask.objects.filter(kind=Kind.STAGE, stage="construction", start_date__year=2027)
    assert first.exists()
    one = first[0].estate
    for task in DeliveryTask.objects.filter(estate=one, kind=Kind.WORK):
        change = asked(adoption, district, task.number, ChangeKind.DROP, {})
        if "targets" in change.effect:
            break
        decided(change, ChangeAction.APPROVE, district.people["district"])

    told = change.effect["targets"]
    assert [(it["before"] - it["after"]) for it in told] == [1]


def test_who_may_ask_for_what(adoption, district):
    """The office for all; a unit for dates and units of its own tasks; who only approves for nothing."""
    DeliveryTask.objects.filter(estate="E1").update(responsible=district.organisations["新华街道"])
    top, road = task_of(adoption, "E1-estate"), task_of(adoption, "E1-road")
    people = district.people

    assert actions.kinds_for(people["office"], top) == (ChangeKind.FACTS, ChangeKind.ADD)
    assert set(actions.kinds_for(people["office"], road)) == {ChangeKind.DATES, ChangeKind.UNITS, ChangeKind.DROP}
    assert set(actions.kinds_for(people["subdistrict"], road)) == {ChangeKind.DATES, ChangeKind.UNITS}
    assert actions.kinds_for(people["contractor"], road) == ()
    assert actions.kinds_for(people["district"], top) == ()
    with pytest.raises(actions.CannotChange, match="您不能"):
        asked(adoption, district, by="district")


def test_a_change_waits_for_who_may_approve_it(adoption, district):
    """Not for who asked, nor for whom it is beyond; declined, it comes back to who asked with the reason."""
    small = asked(adoption, district)
    large = asked(adoption, district, "E2-estate", what=FACTS | {"households": 3000})
    both = {it.get_absolute_url() for it in (small, large)}

    def waiting(who):
        return {it.url for it in changes_waiting(district.people[who], adoption.entry)}

    assert waiting("district") == both
    assert waiting("approver") == {small.get_absolute_url()}
    assert waiting("office") == waiting("contractor") == set()
    decided(small, ChangeAction.DECLINE, district.people["approver"], note="请补测绘报告")
    assert waiting("office") == {small.get_absolute_url()}
    assert "请补测绘报告" in next(changes_waiting(district.people["office"], adoption.entry)).text


def test_the_asker_takes_it_back(adoption, district):
    """Nobody else does, and what is withdrawn is decided by nobody."""
    change = asked(adoption, district)
    another = a_person("another", district.organisations["区改造办"], "planner")
    with pytest.raises(actions.CannotDecide):
        decided(change, ChangeAction.WITHDRAW, another)

    decided(change, ChangeAction.WITHDRAW, district.people["office"])

    with pytest.raises(actions.CannotDecide, match="已撤回"):
        decided(change, ChangeAction.APPROVE, district.people["district"])


def test_the_database_keeps_what_was_asked(adoption, district):
    """What somebody asked for, and what was decided, no query changes or removes."""
    change = asked(adoption, district)
    decided(change, ChangeAction.DECLINE, district.people["district"], note="不同意")

    for attempt in attempts(ChangeRequest, "reason = 'x'"):
        assert_refused(attempt)


def test_facts_of_the_plan_are_edited_by_a_change_only(adoption, district):
    """The row's own action refuses them, says where to ask; other fields, and estates outside the plan, do not."""
    office = district.people["office"]
    record = adoption.entry.records.get(sheet="estates", key="E1")
    given = {"record": record, "revision": record.revision, "by": office, "at": AT}

    with pytest.raises(programmes.Forbidden, match="只能通过变更") as refused:
        programmes.edit(values=record.values | {"households": 301}, **given)
    assert refused.value.bar.url.endswith(f"/tasks/{task_of(adoption, 'E1-estate').pk}/change/facts/")
    with pytest.raises(programmes.Forbidden, match="不能直接删除"):
        programmes.remove(**given)
    DeliveryTask.objects.filter(estate="E2").update(state=State.CANCELLED)
    free = adoption.entry.records.get(sheet="estates", key="E2")
    programmes.edit(values=free.values | {"households": 201}, record=free, revision=free.revision, by=office, at=AT)
    programmes.edit(values=record.values | {"built_year": 1989}, **given)

    assert adoption.entry.records.get(sheet="estates", key="E2").values["households"] == 201


@pytest.mark.parametrize("state", ChangeState)
def test_every_cell_for_every_role(adoption, district, state):
    """Whatever the state, the action and the role: done where the table names it for that part, else refused."""
    people = district.people
    change = asked(adoption, district)
    way = {
        ChangeState.ASKED: (),
        ChangeState.APPROVED: ((ChangeAction.APPROVE, "district"),),
        ChangeState.DECLINED: ((ChangeAction.DECLINE, "district"),),
        ChangeState.WITHDRAWN: ((ChangeAction.WITHDRAW, "office"),),
        ChangeState.UNDONE: ((ChangeAction.APPROVE, "district"), (ChangeAction.UNDO, "district")),
    }[state]
    for action, who in way:
        decided(change, action, people[who], note="意见")
        change.refresh_from_db()
    assert change.told is state

    wrong = []
    for action in ChangeAction:
        for kind, person in people.items():
            move = CHANGE_MOVES.get((state, action))
            part = Part.ASKER if kind == "office" else Part.APPROVER if person.has_perm("delivery.approve") else None
            try:
                with transaction.atomic():
                    is_done = decided(change, action, person, note="意见").told is move.to
                    transaction.set_rollback(True)
            except actions.CannotDecide:
                is_done = False
            wrong += [] if is_done is (move is not None and move.who is part) else [(action, kind)]

    assert wrong == []
