"""Planning on from a quarter: what has begun stands, the rest is decided again."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_programme
from check_plan import check
from planner.test_translate import a_paid_plan, an_outcome

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning import rules
from yipanqi.domain.planning.compare import picture
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import CannotContinue, CannotPin, continued, open_appropriations, pinned
from yipanqi.domain.programme import Payment, Programme
from yipanqi.planner import folder
from yipanqi.planner.payments import pay
from yipanqi.planner.translate import translate


def roomy(**changes: object) -> Programme:
    return a_programme(crews=(), **changes)


def test_what_has_begun_is_under_way_and_spent():
    """Estates started before the quarter keep start and works; their payments of begun years are spent."""
    programme = roomy()
    plan = a_paid_plan(programme, offer(programme), {"E1": 3, "E2": 5})

    later = continued(programme, plan, 4)

    assert {u.estate: u.start for u in later.under_way} == {"E1": 3}
    assert set(later.under_way[0].works) == {"water", "drainage", "road"}
    assert {p.year for p in later.spent} == {0}
    assert sum(p.amount for p in later.spent) == sum(p.amount for p in plan.payments if p.year == 0)


@pytest.mark.parametrize("quarter", [1, 2, 4, 5])
def test_a_plan_continues_itself(tmp_path: Path, quarter: int):
    """The same plan, continued from any quarter, still holds every rule, and the outside checker agrees."""
    programme = roomy()
    starts = {"E1": 0, "E2": 3, "E3": 5}
    plan = a_paid_plan(programme, offer(programme), starts)
    later = continued(programme, plan, quarter)
    offered = offer(later)

    paid = pay(later, offered, plan)
    again = replace(plan, payments=paid.payments)

    assert not paid.missing
    assert rules.violations(later, offered, again) == []
    folder.write(tmp_path, later, translate(later, offered), an_outcome(later, offered, again), {})
    assert check(tmp_path / "problem", tmp_path / "plan")["faults"] == []
    back = folder.read_plan(tmp_path, later.calendar)
    assert (back.starts, back.choices, back.payments) == (again.starts, again.choices, again.payments)
    told, known = folder.read_picture(tmp_path), picture(later, offered, again)
    assert {k: t.cost for k, t in told.chosen.items()} == {k: t.cost for k, t in known.chosen.items()}
    assert {k: t.points for k, t in told.chosen.items()} == pytest.approx(
        {k: t.points for k, t in known.chosen.items()}
    )
    assert told.paid == known.paid


def test_actual_spending_may_differ_from_the_plan(tmp_path: Path):
    """Money spent otherwise than was due is taken as it is; only what still falls due is paid anew."""
    programme = roomy()
    plan = a_paid_plan(programme, offer(programme), {"E1": 3})
    later = continued(programme, plan, 4)
    actual = tuple(replace(p, amount=p.amount * 9 // 10 + 1) for p in later.spent)
    later = replace(later, spent=actual)
    offered = offer(later)

    again = replace(plan, payments=pay(later, offered, plan).payments)

    assert rules.violations(later, offered, again) == []
    folder.write(tmp_path, later, translate(later, offered), an_outcome(later, offered, again), {})
    assert check(tmp_path / "problem", tmp_path / "plan")["faults"] == []


def test_spent_money_is_gone_and_leftovers_carry_over():
    """A fund may pay its grants less what was spent; a year that ended leaves over only where it may."""
    programme = roomy(appropriations={"city": (600, 600), "district": (500, 500)})
    plan = a_paid_plan(programme, offer(programme), {"E1": 0})
    spent = {f: sum(p.amount for p in plan.payments if p.fund == f) for f in ("city", "district")}

    grants = open_appropriations(continued(programme, plan, 4))

    assert grants["city"] == (0, 600_000_000)
    assert grants["district"] == (0, 1_000_000_000 - spent["district"])


def test_what_is_under_way_may_not_be_changed():
    """Another start, or another set of works, of an estate under way breaks a rule."""
    programme = roomy()
    plan = a_paid_plan(programme, offer(programme), {"E1": 3})
    later = continued(programme, plan, 4)

    broken = rules.violations(later, offer(later), Plan(starts={}, choices={}))

    assert {v.rule for v in broken} == {"under_way_stays"}


def test_only_begun_works_go_on():
    """Works that the estate did not begin with are no longer offered, and say why."""
    programme = roomy()
    plan = a_paid_plan(programme, offer(programme), {"E1": 3})
    fewer = replace(plan, choices={("E1", "water"): Standard.STANDARD}, payments=())

    offered = offer(continued(programme, fewer, 4))

    assert [w.measure for w in offered.works["E1"]] == ["water"]
    assert {r.reason.code for r in offered.refusals if r.estate == "E1"} == {"not_begun"}


def test_an_unknown_past_is_refused():
    """A plan that began what the programme does not know cannot be continued."""
    programme = roomy()
    stranger = Plan(starts={"E9": 0}, choices={}, payments=())
    money = Plan(
        starts={"E1": 0},
        choices={},
        payments=(Payment(estate="E1", measure="water", fund="gone", year=0, amount=1),),
    )

    for plan in (stranger, money):
        with pytest.raises(CannotContinue):
            continued(programme, plan, 4)


def test_pins_fix_starts():
    """A pinned estate must start then; what cannot be kept is refused with its name."""
    programme = roomy()

    assert pinned(programme, {"E2": 5}).estate_by_id["E2"].fixed_start == 5
    with pytest.raises(CannotPin, match="E9"):
        pinned(programme, {"E9": 1})
    with pytest.raises(CannotPin, match="E2"):
        pinned(programme, {"E2": 8})
