"""What a plan may choose from, and why the rest is kept back."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from builders import MEASURES, a_need, a_programme, an_estate

from yipanqi.domain.consent import Consent
from yipanqi.domain.measure import MeasureClass, Need, Standard
from yipanqi.domain.planning.eligibility import Standing
from yipanqi.domain.planning.offer import benefit, offer, reserve, standings, work_cost
from yipanqi.domain.programme import Policy, Programme, UnderWay

YES = Consent(
    turnout_heads=Fraction(2, 3),
    turnout_area=Fraction(2, 3),
    approval_heads=Fraction(3, 4),
    approval_area=Fraction(3, 4),
)


def of(*needs: Need, **changes: object) -> Programme:
    return a_programme(estates=(an_estate("E1"),), needs=needs, **changes)


def refusals(programme: Programme) -> dict[str, str]:
    return {r.measure: r.reason.code for r in offer(programme).refusals}


def test_benefit_is_the_printed_formula():
    """Households × severity × (0.5 + wish) × class weight."""
    need = a_need(severity=Decimal("0.5"), demand=Decimal("0.25"))

    assert benefit(an_estate(households=200), MEASURES[0], need, Policy()) == 200 * Fraction(1, 2) * Fraction(
        3, 4
    ) * Fraction(8, 5)


def test_a_missing_wish_is_taken_from_support():
    """Support where there is no wish; the policy's middle where there is neither."""
    estate, measure = an_estate(households=1), replace(MEASURES[0], measure_class=MeasureClass.IMPROVE)
    by_support = a_need(severity=Decimal(1), demand=None, support=Fraction(2, 3))
    by_policy = replace(by_support, support=None)

    assert benefit(estate, measure, by_support, Policy()) == Fraction(1, 2) + Fraction(2, 3)
    assert benefit(estate, measure, by_policy, Policy()) == 1


def test_exactly_the_support_ratio_is_enough():
    """Two thirds of the households, not a hair less."""
    assert refusals(of(a_need(support=Fraction(2, 3)))) == {}
    assert refusals(of(a_need(support=Fraction(2, 3) - Fraction(1, 10**6)))) == {"water": "support_short"}


def test_nobody_asked_is_no_support():
    """Unless the programme asks for none."""
    assert refusals(of(a_need(support=None))) == {"water": "support_missing"}
    assert refusals(of(a_need(support=None), policy=replace(a_programme().policy, support_ratio=Fraction(0)))) == {}


def test_nobody_asked_may_be_planned_with_its_mark():
    """Where the programme says so: a third state beside yes and no, of works whose matter takes no vote."""
    policy = replace(a_programme().policy, plans_unasked=True)
    asked, unasked = of(a_need(), policy=policy), of(a_need(support=None), policy=policy)

    assert refusals(unasked) == {}
    assert [work.is_unasked for work in offer(unasked).work.values()] == [True]
    assert [work.is_unasked for work in offer(asked).work.values()] == [False]
    assert refusals(of(a_need(support=Fraction(0)), policy=policy)) == {"water": "support_short"}


def test_a_measure_may_ask_for_its_own_ratio():
    """Nine tenths for this one."""
    strict = tuple(replace(m, support_ratio=Fraction(9, 10)) if m.id == "water" else m for m in MEASURES)

    assert refusals(of(a_need(support=Fraction(4, 5)), measures=strict)) == {"water": "support_short"}


def test_a_lift_needs_its_vote():
    """Support from a survey does not replace the vote of art. 278."""
    short = replace(YES, approval_area=Fraction(7, 10))

    assert refusals(of(a_need(measure="lift"))) == {"lift": "vote_missing"}
    assert refusals(of(a_need(measure="lift", consent=short))) == {"lift": "vote_short"}
    assert refusals(of(a_need(measure="lift", consent=YES))) == {}


def test_a_work_waits_for_its_refused_prerequisite():
    """No road over a drain that is needed but refused."""
    drain = a_need(measure="drainage", support=Fraction(1, 2))

    assert refusals(of(drain, a_need(measure="road"))) == {
        "drainage": "support_short",
        "road": "prerequisite_not_offered",
    }


def test_the_chain_of_prerequisites_is_followed():
    """What needs the road that needs the refused drain is kept back too, even if the road is not needed itself."""
    parking = replace(MEASURES[2], id="parking", requires="road", required=False)
    drain, measures = a_need(measure="drainage", support=Fraction(1, 2)), (*MEASURES, parking)

    found = refusals(of(drain, a_need(measure="road"), a_need(measure="parking"), measures=measures))
    assert found["parking"] == "prerequisite_not_offered"


def test_a_prerequisite_counts_only_where_it_is_needed():
    """Where the drain is sound, the road stands alone."""
    assert offer(of(a_need(measure="road"))).work["E1", "road"].requires is None
    both = offer(of(a_need(measure="road"), a_need(measure="drainage")))
    assert both.work["E1", "road"].requires == "drainage"


def test_options_are_multiples_of_the_standard():
    """The enhanced lift costs 1.45 times, brings and loads 1.3 times as much."""
    work = offer(of(a_need(measure="lift", consent=YES, quantity=Decimal(2)))).work["E1", "lift"]

    standard, enhanced = work.option(Standard.STANDARD), work.option(Standard.ENHANCED)
    assert enhanced.cost * 100 == standard.cost * 145
    assert enhanced.benefit == standard.benefit * Fraction(13, 10)
    assert (standard.load, enhanced.load) == (8, Fraction(104, 10))


def test_the_span_is_that_of_the_offered_works():
    """A refused lift does not keep the site open."""
    short = offer(of(a_need(), a_need(measure="lift")))
    long = offer(of(a_need(), a_need(measure="lift", consent=YES)))

    assert (short.spans["E1"], long.spans["E1"]) == (2, 3)


def test_the_reserve_is_what_waits():
    """Eligible and surveyed, not planned; an estate without works is none."""
    programme = a_programme(estates=tuple(an_estate(e) for e in ("E1", "E2", "E3")), needs=(a_need(), a_need("E2")))
    offered = offer(programme)

    assert reserve(programme, offered, {"E2": 0}) == ["E1"]
    assert work_cost(offered, {("E1", "water"): Standard.STANDARD}) == offered.work["E1", "water"].options[0].cost


def with_late_estates() -> Programme:
    """Two of three late-built estates find room; one is under way, one excluded, one lacks agreement."""
    late = tuple(an_estate(f"L{n}", built_year=2003, households=40) for n in range(3))
    estates = (*a_programme().estates, *late, an_estate("X", built_year=2010), an_estate("U", built_year=2004))
    needs = (*a_programme().needs, *(a_need(e.id) for e in estates[3:]), a_need("L0", "road", support=Fraction(0)))
    under_way = (UnderWay(estate="U", start=0, works={"water": Standard.STANDARD}),)
    policy = replace(a_programme().policy, household_task=(1000, 300))
    return a_programme(estates=estates, needs=needs, under_way=under_way, plan_from=1, policy=policy)


def test_standings_without_the_works_are_those_of_the_offer():
    """The registry asks for standings alone, and is told what the plan is told."""
    programme = with_late_estates()

    assert standings(programme) == offer(programme).standings
    assert {s.standing for s in standings(programme).values()} == set(Standing)


def test_a_part_is_offered_what_the_whole_admits():
    """A late-built estate alone carries no share; with what the whole programme decided its page says the same."""
    whole = with_late_estates()
    decided = {e: s.admitted for e, s in offer(whole).standings.items()}

    for estate in whole.estates:
        alone = replace(whole, estates=(estate,), needs=whole.needs_by_estate[estate.id])
        assert offer(alone, decided).standings[estate.id] == offer(whole).standings[estate.id]
        assert offer(alone, decided).works.get(estate.id) == offer(whole).works.get(estate.id)
