"""Why an estate starts when it does, or does not; what limits are worth."""

import inspect
import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from builders import a_need, a_programme, an_estate

from yipanqi.domain import consent
from yipanqi.domain.capacity import Crew, SiteLimit
from yipanqi.domain.estate import Exclusion
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning import eligibility, rules
from yipanqi.domain.planning import offer as offers
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import LimitKind
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason
from yipanqi.domain.rule_name import RuleName
from yipanqi.domain.sentences import said
from yipanqi.domain.sentences.reasons import REASONS
from yipanqi.domain.sentences.violations import VIOLATIONS
from yipanqi.planner import explanation, model, priced_limits, solver
from yipanqi.planner.draft import nothing
from yipanqi.planner.explanation import Situation, _why_all_the_same, estate_reasons, situation, work_reasons
from yipanqi.planner.layout import lay_out
from yipanqi.planner.problem import NONE
from yipanqi.planner.translate import translate
from yipanqi.planner.worth import Worth


def at_the_best_plan(programme: Programme) -> Situation:
    """The best plan of a small programme, with the prices of its relaxation."""
    offered = offer(programme)
    translation = translate(programme, offered)
    layout = lay_out(translation.problem)
    estates = np.arange(len(layout.place), dtype=np.int32)
    empty = nothing(translation.problem)
    whole = model.build(layout, estates, empty)
    relaxed = solver.run(whole.linear, solver.SolverLimits(), relax=True)
    best = solver.run(whole.linear, solver.SolverLimits())
    assert relaxed.dual is not None
    assert best.value is not None
    draft = model.decode(layout, whole, best.value, estates, empty)
    prices = model.prices_of(layout, whole, relaxed.dual)
    return situation(programme, offered, translation, layout, draft, prices)


def codes(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.code for reason in reasons]


def roomy(**changes: object) -> Programme:
    return a_programme(crews=(), targets=(), **changes)


def test_every_estate_has_a_reason_in_both_languages():
    """Started or not, eligible or not, each estate says why, in sentences without a hole."""
    estates = (
        an_estate("E1"),
        an_estate("E2", exclusions=frozenset({Exclusion.SELF_BUILT})),
        an_estate("E3", built_year=None),
        an_estate("E4"),
        an_estate("E5", built_year=2003),
    )
    needs = tuple(a_need(e, "water") for e in ("E1", "E2", "E3", "E5"))
    programme = roomy(estates=estates, needs=needs)
    at = at_the_best_plan(programme)

    found = estate_reasons(at)

    assert found.keys() == {e.id for e in estates}
    assert codes(found["E2"]) == ["excluded_self_built"]
    assert codes(found["E3"]) == ["built_year_unknown"]
    assert codes(found["E4"]) == ["nothing_offered"]
    for reason in (r for reasons in found.values() for r in reasons):
        for lang in ("zh", "en"):
            assert said(programme, reason.code, reason.values, lang)


def test_short_money_is_named_with_its_year_and_sum():
    """An estate that money does not reach says in which year how much is missing, and of which funds."""
    programme = roomy(appropriations={"city": (150, 0), "district": (150, 0), "utility": (0, 0)}, site_limits=())
    at = at_the_best_plan(programme)
    started = {at.translation.problem.estates.ids[e] for e in np.flatnonzero(at.draft.start != NONE)}
    assert len(started) == 1

    reasons = [r for e, rs in estate_reasons(at).items() if e not in started for r in rs]

    short = [r for r in reasons if r.code == "blocked_fund"]
    assert short
    assert all(r.values["year"] in (0, 1) and r.values["money"] > 0 and r.values["funds"] for r in short)


def test_a_lack_is_exactly_what_is_missing():
    """The crew-weeks said to be lacking are the load less what is free."""
    weeks = Crew(region="D", trade="pipe", weeks=(Decimal(2),) * 8)
    programme = replace(roomy(site_limits=()), crews=(weeks,), needs=(a_need("E1", "water"),))
    at = at_the_best_plan(programme)

    (lack,) = [r for r in estate_reasons(at)["E1"] if r.code == "blocked_crew"][:1]

    assert lack.values["weeks"] == pytest.approx(300 * 0.02 * 0.6 - 2)


def test_what_more_of_a_limit_would_do_comes_true():
    """Giving exactly the crew-weeks that were said to be lacking lets the estate in."""
    weeks = Crew(region="D", trade="pipe", weeks=(Decimal(3),) * 8)
    programme = replace(roomy(site_limits=()), crews=(weeks,), needs=(a_need("E1", "water"),))
    (lack,) = [r for r in estate_reasons(at_the_best_plan(programme))["E1"] if r.code == "blocked_crew"]
    more = Decimal(str(lack.values["weeks"])) + 3

    again = at_the_best_plan(replace(programme, crews=(replace(weeks, weeks=(more,) * 8),)))

    assert again.draft.start[0] != NONE


def test_a_later_start_says_what_pushed_it_out():
    """With one site at a time, the estate that waits names the site limit; the first says it could not be earlier."""
    one = SiteLimit(region="D", caps=(1,) * 8)
    programme = roomy(site_limits=(one,), appropriations={"city": (None, None), "district": (None, None)})
    at = at_the_best_plan(programme)
    found = estate_reasons(at)
    order = sorted(found, key=lambda e: at.draft.start[at.translation.problem.estates.ids.index(e)])

    assert "start_first" in codes(found[order[0]])
    assert "blocked_site" in codes(found[order[1]])
    assert "later_loses" in codes(found[order[0]])


def test_a_work_left_out_names_its_limit():
    """A road that the road crews cannot build is left out, and says so."""
    programme = roomy(site_limits=())
    measures = tuple(replace(m, required=m.id == "water") for m in programme.measures)
    none = Crew(region="D", trade="road", weeks=(Decimal(0),) * 8)
    at = at_the_best_plan(replace(programme, measures=measures, crews=(none,)))

    found = work_reasons(at)

    assert "work_blocked_crew" in codes(found["E1", "road"])


def test_a_binding_limit_has_a_price_and_brings_households():
    """Where money is all that is short, its price is positive, and more of it reaches more households."""
    programme = roomy(appropriations={"city": (0, 0), "district": (300, 0), "utility": (0, 0)}, site_limits=())
    at = at_the_best_plan(programme)
    plan = at.translation.plan(at.draft)

    found = priced_limits.priced_limits(programme, at.offer, plan, at.layout, at.appraisal)

    first = found[0]
    assert (first.kind, first.subject) == (LimitKind.FUND, "district")
    assert first.points > 0
    assert first.households is not None
    assert first.households > 0


def test_room_for_a_free_estate_is_seen():
    """An estate of no benefit is not planned, and says that its works bring too little."""
    programme = roomy(needs=(a_need("E1", "water", severity=Decimal(0)), a_need("E2", "water")))

    found = estate_reasons(at_the_best_plan(programme))

    assert set(codes(found["E1"])) & {"brings_too_little", "start_worth"}


def test_every_rule_and_reason_has_a_sentence():
    """No code that rules, eligibility, offers or explanations utter is without words in both languages."""
    spoken_rules = {RuleName[name] for name in re.findall(r"rule=RuleName\.(\w+)", inspect.getsource(rules))}
    sources = [inspect.getsource(m) for m in (eligibility, offers, consent, explanation)]
    said = {code for text in sources for code in re.findall(r'code="(\w+)"', text)}

    assert spoken_rules and spoken_rules <= VIOLATIONS.keys()
    assert said <= REASONS.keys()
    assert {f"excluded_{mark.value}" for mark in Exclusion} <= REASONS.keys()
    assert {f"{p}_{k}" for p in ("blocked", "work_blocked") for k in ("fund", "crew")} <= REASONS.keys()
    assert all(zh and en for zh, en in {**VIOLATIONS, **REASONS}.values())


def test_violations_can_be_said():
    """Every rule that a spoiled plan breaks is said with its names and sums."""
    programme = a_programme()
    offered = offer(programme)
    works = [work for works in offered.works.values() for work in works]
    spoiled = Plan(
        starts={"E1": 0, "E2": 0, "E3": 0},
        choices={(work.estate, work.measure): Standard.STANDARD for work in works},
    )

    for violation in rules.violations(programme, offered, spoiled):
        for lang in ("zh", "en"):
            assert said(programme, violation.rule, violation.values, lang)


def test_an_estate_dearer_than_its_benefit_is_said_to_be_in_all_the_same():
    """Must, target or the whole estate: each has its own sentence."""
    dear = Worth(benefit=1.0, money=2.0, crew=0.0)

    assert _why_all_the_same(True, dear).code == "in_for_must"
    assert _why_all_the_same(False, replace(dear, target=3.0)).code == "in_for_target"
    assert _why_all_the_same(False, dear).code == "in_as_a_whole"
