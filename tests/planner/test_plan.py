"""A programme's plan, from translation to reasons."""

from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from builders import a_need, a_programme, an_estate

from yipanqi import documents
from yipanqi.cli import main
from yipanqi.domain.capacity import Crew, SiteLimit, Target, TargetKind
from yipanqi.domain.fund import Earmark
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning import account, rules
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.rolling import continued, pinned
from yipanqi.domain.programme import Programme
from yipanqi.domain.rule_name import RuleName
from yipanqi.planner import (
    BoundBy,
    Infeasible,
    Planned,
    Progress,
    Request,
    Settings,
    Solution,
    StayClose,
    Undecided,
    folder,
    plan,
    solve,
    why_not,
)

QUICK = Settings(work=3, workers=1)


def tight() -> Programme:
    """Six estates of which money and sites admit some."""
    estates = tuple(an_estate(f"E{n}", households=150 + 50 * n) for n in range(1, 7))
    needs = tuple(a_need(e.id, m) for e in estates for m in ("water", "drainage", "road"))
    sites = SiteLimit(region="S1", caps=(2,) * 8)
    return a_programme(estates=estates, needs=needs, crews=(), site_limits=(sites,), targets=())


def planned(programme: Programme, stay_close: StayClose | None = None) -> Planned:
    found = plan(Request(programme=programme, stay_close=stay_close), QUICK)
    assert isinstance(found, Planned)
    assert rules.violations(programme, offer(programme), found.outcome.plan) == []
    return found


def test_money_bound_to_an_estate_decides_which_one_starts(tmp_path: Path):
    """Two estates alike but for the money that is theirs: the one with enough starts, in its money's year or later, and
    the other says what it lacks; a collision names the fund once; the folder verifies and comes back."""
    estates = (an_estate("E1"), an_estate("E2"))
    needs = tuple(a_need(e.id, "water", cost=from_wan(100)) for e in estates)
    bound = [Earmark(fund="district", estate=e, year=1, amount=from_wan(w)) for e, w in (("E1", 99), ("E2", 100))]
    grants = {"city": (0, 0), "utility": (0, 0), "district": (0, 199)}
    programme = a_programme(estates=estates, needs=needs, earmarks=tuple(bound), appropriations=grants, crews=())
    programme = replace(programme, site_limits=(), targets=())

    found = planned(programme)

    assert found.outcome.plan.starts == {"E2": 4}
    assert {(p.estate, p.fund, p.year) for p in found.outcome.plan.payments} == {("E2", "district", 1)}
    (lack,) = [why for why in found.outcome.estate_reasons["E1"] if why.code == "blocked_fund"]
    assert lack.values["funds"].count("district") == 1
    (full,) = (limit for limit in found.outcome.limits if limit.subject == "district" and limit.year == 1)
    assert (full.used, full.cap) == (100, 199)
    folder.write(tmp_path, programme, found.translation, found.outcome, {}, prices=found.prices)
    assert main(["verify", str(tmp_path / "problem"), str(tmp_path / "plan")]) == 0
    assert folder.read_plan(tmp_path / "plan", programme.calendar) == found.outcome.plan
    must = replace(programme, estates=(replace(estates[0], must=True), estates[1]))
    collision = plan(Request(programme=must), QUICK)
    assert isinstance(collision, Infeasible)
    named = [rule.fund for rule in collision.rules if rule.name is RuleName.WITHIN_APPROPRIATION]
    assert sorted(named) == ["city", "district", "utility"]


def test_holds_every_rule_and_says_how_good_it_is():
    """A plan breaks no rule, its objective is the rule book's, its bound is not below it, all is recorded."""
    programme = tight()
    seen: list[Progress] = []

    found = plan(Request(programme=programme), QUICK, progress=seen.append)

    assert isinstance(found, Planned)
    outcome = found.outcome
    assert rules.violations(programme, offer(programme), outcome.plan) == []
    assert outcome.objective == account.objective(programme, offer(programme), outcome.plan)
    assert outcome.upper_bound >= outcome.objective
    assert (outcome.seed, outcome.workers) == (0, 1)
    assert {"yipanqi", "highspy"} <= outcome.versions.keys()
    assert outcome.estate_reasons.keys() == {e.id for e in programme.estates}
    assert outcome.work_reasons.keys() == {
        key for key in offer(programme).work if key[0] in outcome.plan.starts and key not in outcome.plan.choices
    }
    assert any(limit.points > 0 for limit in outcome.limits)
    assert seen


def test_same_seed_same_plan():
    """The same work with the same seed is the same plan, payments included."""
    assert planned(tight()).outcome.plan == planned(tight()).outcome.plan


def test_planning_on_is_never_worse_than_the_earlier_plan():
    """Continued from a quarter on, with no search at all, the plan wins what the earlier one does."""
    programme = tight()
    before = planned(programme).outcome
    later = continued(programme, before.plan, 3)

    found = plan(Request(programme=later, earlier=before.plan), Settings(work=0, workers=1))

    assert isinstance(found, Planned)
    assert found.outcome.plan.starts == before.plan.starts
    assert found.outcome.objective >= account.objective(later, offer(later), before.plan)


def test_pins_are_kept():
    """A pinned estate starts when it is told, at a cost in points that is never negative."""
    programme = tight()
    free = planned(programme).outcome
    late = next(e for e, q in free.plan.starts.items() if q != 5)

    held = planned(pinned(programme, {late: 5})).outcome

    assert held.plan.starts[late] == 5
    assert held.objective <= free.upper_bound


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_stays_close(moves: int):
    """With at most N moves, at most N estates start otherwise, though the programme has changed."""
    programme = tight()
    base = planned(programme).outcome.plan
    richer = replace(programme, funds=tuple(replace(f, appropriations=(None, None)) for f in programme.funds))

    found = planned(richer, StayClose(base=base.starts, moves=moves)).outcome.plan

    estates = {e.id for e in programme.estates}
    assert sum(base.starts.get(e) != found.starts.get(e) for e in estates) <= moves


def test_plans_on():
    """Continued from a year's end, what was begun stands, no rule is broken, and money spent stays spent."""
    programme = tight()
    first = planned(programme).outcome.plan
    later = continued(programme, first, 4)

    again = planned(later).outcome.plan

    begun = {e: q for e, q in first.starts.items() if q < 4}
    assert begun
    assert {e: again.starts[e] for e in begun} == begun
    assert set(later.spent) <= set(again.payments)
    assert all(q >= 4 for e, q in again.starts.items() if e not in begun)


def test_plans_on_from_the_middle_of_a_year():
    """Continued within a fiscal year, the year's money of what was begun is spent, the rest may be used."""
    programme = tight()
    later = continued(programme, planned(programme).outcome.plan, 2)

    assert planned(later).outcome.plan.starts.items() >= {u.estate: u.start for u in later.under_way}.items()


def test_says_which_rules_collide():
    """A must estate that no money reaches gives no plan, but the rules that collide."""
    programme = tight()
    programme = replace(
        programme,
        estates=(replace(programme.estates[0], must=True), *programme.estates[1:]),
        funds=tuple(replace(f, appropriations=(1, 1)) for f in programme.funds),
    )

    found = plan(Request(programme=programme), QUICK)

    assert isinstance(found, Infeasible)
    assert {rule.name for rule in found.rules} & {RuleName.MUST_START, RuleName.WITHIN_APPROPRIATION}


def test_a_target_is_counted_with_what_is_under_way():
    """A target already met by what is under way costs nothing."""
    programme = tight()
    first = planned(programme).outcome.plan
    count = sum(q < 4 for q in first.starts.values())
    target = Target(region="D", kind=TargetKind.ESTATES, year=0, at_least=count, penalty=Decimal(1000))
    later = replace(continued(programme, first, 4), targets=(target,))

    outcome = planned(later).outcome

    assert account.shortfalls(later, outcome.plan) == {0: 0}


def test_crews_carry_what_is_under_way():
    """Crews already at work on begun estates are not given away twice."""
    crews = (Crew(region="D", trade="pipe", weeks=(Decimal(400),) * 8),)
    programme = replace(tight(), crews=crews)
    later = continued(programme, planned(programme).outcome.plan, 1)

    outcome = planned(later).outcome

    assert rules.violations(later, offer(later), outcome.plan) == []


def test_documents_follow_what_was_really_spent(tmp_path: Path):
    """Where actual spending differs from what was due, the plan goes on and its documents still agree."""
    programme = tight()
    later = continued(programme, planned(programme).outcome.plan, 4)
    later = replace(later, spent=tuple(replace(p, amount=p.amount - 12_345) for p in later.spent))

    found = planned(later)

    assert documents.write_all(documents.Facts(later, offer(later), found.outcome), tmp_path)


def test_a_year_without_grants_stops_nothing_else():
    """A fund that gives nothing in one year leaves the plans that do without it alone."""
    programme = tight()
    programme = replace(
        programme, funds=tuple(replace(f, appropriations=(0, 10**9)) if f.id == "city" else f for f in programme.funds)
    )

    outcome = planned(programme).outcome

    assert outcome.plan.starts
    assert outcome.gap < 0.3


def test_the_solvers_word_is_carried_with_the_bound_of_the_prices(monkeypatch: pytest.MonkeyPatch):
    """What the search says of its bound, the outcome says too."""

    def bounded(*args: Any, **more: Any) -> Solution:
        found = solve(*args, **more)
        assert isinstance(found, Solution)
        priced = found.objective * 1.1
        return replace(found, upper_bound=found.objective * 1.01, bound_by=BoundBy.SOLVER, priced_bound=priced)

    monkeypatch.setattr(import_module("yipanqi.planner.plan"), "solve", bounded)

    outcome = planned(tight()).outcome

    assert outcome.bound_by_solver
    assert (outcome.gap, outcome.proven_gap) == (pytest.approx(0.01), pytest.approx(0.1))


@pytest.mark.parametrize(
    ("is_impossible", "zh", "en"),
    [
        (
            False,
            "给定时间内未能判定有没有可行方案：请给更多时间再试",
            "not decided in time whether any plan is possible",
        ),
        (True, "没有可行方案，但给定时间内未能判定是哪些规则互相冲突", "which rules collide was not decided in time"),
    ],
)
def test_undecided_in_time_is_handed_over(monkeypatch: pytest.MonkeyPatch, is_impossible: bool, zh: str, en: str):
    """Where the time was over before it was known whether there is a plan, no rule is named; one sentence says so."""
    monkeypatch.setattr(import_module("yipanqi.planner.plan"), "solve", lambda *_, **__: Undecided(is_impossible))
    request = Request(programme=tight())

    found = plan(request, QUICK)

    assert found == Undecided(is_impossible)
    (told_zh,), (told_en,) = (why_not(request, found, lang) for lang in ("zh", "en"))
    assert zh in told_zh and en in told_en
