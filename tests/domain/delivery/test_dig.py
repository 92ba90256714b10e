"""Digging once: shared windows, joint plans, closed surfaces, emergencies."""

from datetime import date, timedelta
from random import Random

import pytest

from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.domain.delivery import dig
from yipanqi.domain.delivery.dig import (
    Clash,
    Dig,
    DigPolicy,
    Ground,
    JointPlan,
    Surface,
    SurfaceKind,
    Turn,
    clashes,
    near,
    plan_lacks,
    policy_on,
    protected_until,
    recorded_late,
    reopening_lacks,
    together,
)
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.working_calendar import shipped

MARCH, JUNE = date(2027, 3, 1), date(2027, 6, 1)


def a_dig(estate: str = "E1", measure: str = "water", first: date = MARCH, days: int = 30, plan: str = "") -> Dig:
    return Dig(
        number=f"{estate}-{measure}",
        estate=estate,
        measure=measure,
        first=first,
        last=first + timedelta(days=days - 1),
        plan=plan,
    )


def found(*digs: Dig, **other: object) -> list[Clash]:
    facts = {"ground": Ground(), "plans": {}, "surfaces": (), "policy": DigPolicy()} | other
    return clashes(digs, **facts)


def test_digs_whose_days_meet_open_the_ground_once() -> None:
    """Windows that overlap, or follow each other without a day between, are shared."""
    assert found(a_dig(), a_dig(measure="gas", first=date(2027, 3, 20))) == []
    assert found(a_dig(), a_dig(measure="gas", first=date(2027, 3, 31))) == []


def test_a_second_opening_is_told_with_the_days_between() -> None:
    """A day between two windows of an estate is a second opening."""
    (clash,) = found(a_dig(), a_dig(measure="gas", first=date(2027, 4, 1)))

    assert clash.code == "dig.again_estate"
    assert clash.values["days"] == 1
    assert clash.numbers == ("E1-water", "E1-gas")


def test_one_joint_plan_is_one_opening() -> None:
    """Digs with turns in one plan share its window; one that leaves the window is told, and shares nothing."""
    plan = JointPlan(id="P", first=MARCH, last=date(2027, 4, 30))
    inside = a_dig(measure="gas", first=date(2027, 4, 10), days=10, plan="P")
    outside = a_dig(measure="gas", first=date(2027, 4, 10), days=40, plan="P")

    assert found(a_dig(days=5, plan="P"), inside, plans={"P": plan}) == []
    assert {it.code for it in found(a_dig(days=5, plan="P"), outside, plans={"P": plan})} == {"dig.outside_plan"}


def test_a_window_of_a_year_is_none() -> None:
    """A joint plan that is open longer than the district allows brings nothing together, and says so."""
    digs = a_dig(plan="P"), a_dig(measure="gas", first=date(2027, 11, 1), plan="P")
    plan = JointPlan(id="P", first=MARCH, last=date(2027, 12, 31))

    assert [it.code for it in found(*digs, plans={"P": plan})] == ["dig.again_estate"]
    assert [it.code for it in plan_lacks(plan, [], DigPolicy())] == ["dig.window_long"]
    assert found(*digs, plans={"P": plan}, policy=DigPolicy(window_days=306)) == []


def test_neighbours_on_a_street_share_their_windows() -> None:
    """Estates on one street are told together; an estate's own second opening only as its own."""
    ground = Ground(streets={"新华路": ("E1", "E2")})

    (clash,) = found(a_dig(), a_dig("E2", first=JUNE), ground=ground)
    own = found(a_dig(), a_dig(measure="gas", first=JUNE), ground=ground)

    assert (clash.code, clash.estates, clash.values["place"]) == ("dig.again_street", ("E1", "E2"), "新华路")
    assert [it.code for it in own] == ["dig.again_estate"]


@pytest.mark.parametrize(("metres", "is_near"), [(99, True), (101, False)])
def test_neighbours_within_the_distance_share_their_windows(metres: float, is_near: bool) -> None:
    """Nearness is measured on the ground; the district sets the distance."""
    north = metres / 111_195
    ground = Ground(points={"E1": Point(114.27, 30.6), "E2": Point(114.27, 30.6 + north)})
    digs = a_dig(), a_dig("E2", first=JUNE)

    assert [it.code for it in found(*digs, ground=ground)] == (["dig.again_near"] if is_near else [])
    assert found(*digs, ground=ground, policy=DigPolicy(near_metres=50)) == []


def test_neighbours_on_a_street_are_told_once() -> None:
    """What is told of the street is not told again of its neighbours."""
    ground = Ground(streets={"S": ("E1", "E2")}, points={"E1": Point(114.27, 30.6), "E2": Point(114.27, 30.6)})

    assert [it.code for it in found(a_dig(), a_dig("E2", first=JUNE), ground=ground)] == ["dig.again_street"]


def test_the_grid_finds_what_measuring_all_pairs_finds() -> None:
    """Each near pair once, and no other; also across cells, and in the north where degrees are narrow."""
    chance = Random(7)
    for latitude in (18.3, 30.6, 53.3):
        points = {str(at): Point(114 + chance.random() * 0.02, latitude + chance.random() * 0.02) for at in range(150)}
        all_pairs = {
            frozenset((a, b)) for a in points for b in points if a < b and metres_between(points[a], points[b]) <= 100
        }

        pairs = [frozenset(pair) for pair in near(points, 100)]

        assert len(pairs) == len(set(pairs))
        assert set(pairs) == all_pairs


def test_five_thousand_estates_need_few_measurements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the twelve million pairs of a large city only those of neighbouring cells are measured."""
    chance = Random(3)
    points = {f"E{at}": Point(114 + chance.random() * 0.3, 30.4 + chance.random() * 0.3) for at in range(5000)}
    digs = [a_dig(estate, first=MARCH + timedelta(days=chance.randrange(900))) for estate in points]
    measured = []
    monkeypatch.setattr(dig, "metres_between", lambda a, b: measured.append(1) or metres_between(a, b))

    told = found(*digs, ground=Ground(points=points))

    assert len(told) < len(measured) < 5000
    assert {it.code for it in told} == {"dig.again_near"}


def test_groups_join_through_others() -> None:
    """Two neighbours of one estate belong together; who is alone stays alone."""
    ground = Ground(
        streets={"S": ("E1", "E2")},
        points={"E2": Point(114.27, 30.6), "E3": Point(114.27, 30.6005), "E4": Point(115, 30)},
    )

    assert together(ground, ["E1", "E2", "E3", "E4"], 100) == [("E1", "E2", "E3"), ("E4",)]


def test_a_closed_surface_is_protected() -> None:
    """Five years where it is new, three where it was overhauled; 29 February ends on the last of February."""
    closed = date(2027, 6, 30)

    assert protected_until(Surface(place="E1", kind=SurfaceKind.NEW, closed_on=closed), DigPolicy()) == date(
        2032, 6, 29
    )
    overhauled = Surface(place="E1", kind=SurfaceKind.OVERHAULED, closed_on=date(2028, 2, 29))
    assert protected_until(overhauled, DigPolicy()) == date(2031, 2, 28)


def test_a_dig_after_the_surface_closes_is_told() -> None:
    """On the day after the closing and on the protection's last day; not before or later, not where it is excepted."""
    surface = Surface(place="E1", kind=SurfaceKind.NEW, closed_on=JUNE)

    def codes(first: date, days: int = 1, **other: object) -> list[str]:
        return [it.code for it in found(a_dig(first=first, days=days), surfaces=[surface], **other)]

    assert codes(MARCH, days=30) == []
    assert codes(date(2027, 5, 20), days=30) == ["dig.closed_new"]
    assert codes(date(2032, 5, 31)) == ["dig.closed_new"]
    assert codes(JUNE.replace(year=2032)) == []
    assert codes(date(2028, 1, 1), excepted={"E1-water"}) == []


def test_a_streets_surface_protects_its_estates() -> None:
    """A street's closed surface is opened by the digs of each estate on it."""
    surface = Surface(place="S", kind=SurfaceKind.OVERHAULED, closed_on=MARCH)

    (clash,) = found(a_dig("E2", first=JUNE), ground=Ground(streets={"S": ("E1", "E2")}), surfaces=[surface])

    assert (clash.code, clash.values["place"]) == ("dig.closed_overhauled", "S")


def test_a_joint_plan_says_order_depth_and_restoration() -> None:
    """A dig without a turn, the shallow before the deep, ground whole too early or never are told; a whole plan is
    not."""
    digs = [a_dig(plan="P"), a_dig(measure="gas", plan="P"), a_dig(measure="telecom", plan="P")]
    last = digs[0].last

    def lacks(*turns: Turn) -> list[str]:
        plan = JointPlan(id="P", first=MARCH, last=date(2027, 4, 30), turns=turns)
        return [it.code for it in plan_lacks(plan, digs, DigPolicy())]

    deep = Turn(number="E1-water", order=1, depth=150, restored_on=last)
    middle = Turn(number="E1-gas", order=2, depth=90, restored_on=last)
    shallow = Turn(number="E1-telecom", order=2, depth=60, restored_on=last)
    assert lacks(deep, middle, shallow) == []
    assert lacks(deep, middle) == ["dig.no_turn"]
    deeper = Turn(number="E1-telecom", order=3, depth=200, restored_on=None)
    assert lacks(deep, middle, deeper) == ["dig.shallow_first", "dig.no_restoration"]
    unknown = Turn(number="E1-telecom", order=3, depth=0, restored_on=last)
    assert lacks(deep, middle, unknown) == ["dig.no_depth"]
    early = Turn(number="E1-telecom", order=3, depth=60, restored_on=MARCH)
    assert lacks(deep, middle, early) == ["dig.restored_early"]


def test_an_emergency_is_recorded_within_a_working_day() -> None:
    """Dug on a Friday, recorded on Monday: in time; on Tuesday: late."""
    friday = date(2026, 11, 27)

    assert not recorded_late(friday, date(2026, 11, 30), shipped(), DigPolicy())
    assert recorded_late(friday, date(2026, 12, 1), shipped(), DigPolicy())


def test_opening_a_closed_surface_needs_why_and_until_when() -> None:
    """No reason, no day of restoration, or one before the end of the dig: each is told."""
    assert [it.code for it in reopening_lacks(" ", None, JUNE)] == ["dig.no_reason", "dig.no_restored_on"]
    assert [it.code for it in reopening_lacks("爆管", MARCH, JUNE)] == ["dig.restored_before_end"]
    assert not list(reopening_lacks("爆管", JUNE, JUNE))


def test_a_later_policy_counts_from_its_day() -> None:
    """What was judged before its day is judged as before."""
    longer = Setting(key="dig.new_years", value=8, source="本区规定", since=JUNE)

    assert policy_on([longer], MARCH).new_years == 5
    assert policy_on([longer], JUNE) == DigPolicy(new_years=8)
