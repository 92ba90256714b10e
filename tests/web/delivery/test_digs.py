"""Digging once on the platform: clashes, joint plans, closed surfaces opened again."""

from datetime import date, timedelta

import pytest
from web.delivery.conftest import AT, DAY, task_of

from yipanqi.domain.delivery.dig import SurfaceKind
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.actions import digs
from yipanqi.web.delivery.actions.digs import CannotPlanDig, CannotReopen
from yipanqi.web.delivery.digging import Digging, told_plan
from yipanqi.web.delivery.gating import held_by
from yipanqi.web.delivery.models import DeliveryTask, DigPlan, Reopening, Street
from yipanqi.web.page.stale import Stale

SPRING = date(2027, 4, 1)


def planned(number: str, first: date, days: int = 20) -> None:
    DeliveryTask.objects.filter(number=number).update(start_date=first, finish_date=first + timedelta(days=days - 1))


@pytest.fixture
def dug(adoption):
    """Two estates dig in spring, pipe after pipe without a pause; roads come a year later."""
    for estate, first in (("E1", SPRING), ("E2", date(2027, 8, 1))):
        planned(f"{estate}-water", first)
        planned(f"{estate}-drainage", first + timedelta(days=10))
        planned(f"{estate}-road", date(2028, 4, 1))
    DeliveryTask.objects.filter(estate="E3").update(state="cancelled")
    return adoption


def codes(adoption) -> list[str]:
    return [it.code for it in Digging(entry=adoption.entry, day=DAY).clashes]


def a_plan(district, adoption, *numbers: str, window=(SPRING, date(2027, 8, 31))) -> DigPlan:
    tasks = DeliveryTask.objects.filter(entry=adoption.entry, number__in=numbers).order_by("place")
    office = district.people["office"]
    return digs.keep_plan(entry=adoption.entry, name="新华路统筹", window=window, tasks=tasks, by=office, at=AT)


def test_digs_come_from_tasks_underground(dug):
    """Roads are no digs, what is cancelled or done is none any longer."""
    assert {it.number for it in Digging(entry=dug.entry, day=DAY).digs} == {
        "E1-water", "E1-drainage", "E2-water", "E2-drainage",
    }  # fmt: skip
    DeliveryTask.objects.filter(number="E1-water").update(state="closed")
    assert "E1-water" not in {it.number for it in Digging(entry=dug.entry, day=DAY).digs}


def test_a_street_brings_its_estates_together(district, dug):
    """Until they share a joint plan they clash; with one they do not, and what it lacks is told."""
    office = district.people["office"]
    assert codes(dug) == []
    digs.keep_street(entry=dug.entry, name="新华路", estates=["E1", "E2"], by=office, at=AT)
    assert codes(dug) == ["dig.again_street"]

    plan = a_plan(district, dug, "E1-water", "E1-drainage", "E2-water", "E2-drainage")

    found = Digging(entry=dug.entry, day=DAY)
    assert found.clashes == []
    assert {it.code for it in found.lacks(told_plan(plan))} == {"dig.no_depth", "dig.no_restoration"}


def test_a_task_has_one_turn(district, dug):
    """A dig that is in a joint plan is in no other; when that is cancelled it is free again."""
    office, plan = district.people["office"], a_plan(district, dug, "E1-water", "E1-drainage")

    with pytest.raises(CannotPlanDig, match="已在统筹方案"):
        a_plan(district, dug, "E1-water", "E2-water")
    with pytest.raises(CannotPlanDig, match="两项"):
        a_plan(district, dug, "E2-water")
    digs.cancel_plan(plan=plan, why="重排", by=office, at=AT)
    assert a_plan(district, dug, "E1-water", "E2-water").turns.count() == 2


def test_turns_are_set_once_by_who_looked(district, dug):
    """Order, depth and restoration are kept; a stale tab changes nothing; a whole turn is the task's joint plan."""
    office, plan = district.people["office"], a_plan(district, dug, "E1-water", "E1-drainage")
    water, drainage = task_of(dug, "E1-water"), task_of(dug, "E1-drainage")
    whole = date(2027, 5, 31)
    turns = {drainage.pk: (1, 180, whole), water.pk: (2, 90, whole)}
    about = {"plan": plan, "window": (SPRING, date(2027, 5, 31)), "turns": turns, "by": office, "at": AT}

    assert not [it for it in held_by(water) if it.number == "新华路统筹"]
    plan = digs.change_plan(seen=1, **about)

    found = Digging(entry=dug.entry, day=DAY)
    assert (found.clashes, found.lacks(told_plan(plan))) == ([], [])
    assert [it.number for it in held_by(water) if it.number == "新华路统筹"] == ["新华路统筹"]
    with pytest.raises(Stale):
        digs.change_plan(seen=1, **about)


def test_a_dig_after_the_road_closes_clashes(district, dug):
    """The road of the plan closes the ground when it is to be done; a street's own closed surface does at once."""
    planned("E1-water", date(2028, 6, 1))
    assert "dig.closed_new" in codes(dug)

    street = Street.objects.create(entry=dug.entry, name="新华路", estates=["E2", "E3"])
    digs.keep_surface(
        entry=dug.entry, street=street, estate="", kind=SurfaceKind.OVERHAULED, closed_on=date(2026, 12, 1),
        source="竣工验收备案", by=district.people["office"], at=AT,
    )  # fmt: skip
    assert codes(dug).count("dig.closed_overhauled") == 2  # both pipes of E2


def test_opening_a_closed_surface_takes_two_people(district, dug):
    """With reason and day of restoration; granted, the clash is gone; asked and granted by the same it is refused."""
    planned("E1-water", date(2028, 6, 1))
    office, approver = district.people["office"], district.people["approver"]
    about = {
        "entry": dug.entry, "top": task_of(dug, "E1-estate"), "task": task_of(dug, "E1-water"), "place": "北门",
        "dates": (date(2028, 6, 1), date(2028, 6, 20)), "is_emergency": False, "by": office, "at": AT, "day": DAY,
    }  # fmt: skip

    with pytest.raises(CannotReopen, match="没有写明开挖的原因；没有恢复路面的日期"):
        digs.ask_reopening(reason="", restored_on=None, **about)
    asked = digs.ask_reopening(reason="主管爆裂须更换", restored_on=date(2028, 6, 30), **about)
    assert "dig.closed_new" in codes(dug)
    with pytest.raises(CannotReopen, match="申请人"):
        digs.decide_reopening(asked=asked, is_granted=True, note="", by=office, at=AT)
    digs.decide_reopening(asked=asked, is_granted=True, note="", by=approver, at=AT)

    assert "dig.closed_new" not in codes(dug)
    with pytest.raises(CannotReopen, match="已经处理"):
        digs.decide_reopening(asked=asked, is_granted=False, note="不", by=district.people["district"], at=AT)


@pytest.mark.parametrize(("dug_on", "is_late"), [(date(2027, 2, 26), False), (date(2027, 2, 25), True), (DAY, False)])
def test_an_emergency_is_recorded_in_a_working_day(district, dug, dug_on, is_late):
    """Monday is in time for Friday and late for Thursday; late ones are kept and marked, and nobody decides them."""
    made = digs.ask_reopening(
        entry=dug.entry, top=task_of(dug, "E1-estate"), task=None, place="3 号楼前", reason="燃气泄漏抢修",
        dates=(dug_on, dug_on), restored_on=DAY, is_emergency=True, by=district.people["office"], at=AT, day=DAY,
    )  # fmt: skip

    assert made.is_late is is_late
    assert Event.objects.filter(action="dig.emergency_recorded", scope="E1").count() == 1
    with pytest.raises(CannotReopen, match="不需批准"):
        digs.decide_reopening(asked=made, is_granted=True, note="", by=district.people["approver"], at=AT)
    assert Reopening.objects.waiting().count() == 0
