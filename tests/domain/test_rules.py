"""The rule book: each rule kept, each rule broken."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from builders import a_need, a_programme, an_estate
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.capacity import Crew, SiteLimit, Target, TargetKind
from yipanqi.domain.fund import Earmark, ShareRule
from yipanqi.domain.measure import Measure, Standard
from yipanqi.domain.planning.account import dues, objective, shortfalls, spread
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan, largest_payment
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.programme import Payment, Programme, UnderWay

GRANTS = {"city": (600, 600), "district": (9000, 9000), "utility": (None, None)}


def a_case(**changes: object) -> Programme:
    return a_programme(**({"appropriations": GRANTS, "crews": ()} | changes))  # type: ignore[arg-type]


def a_plan(programme: Programme, starts: dict[str, int], fund: str = "district") -> Plan:
    """Every offered work at the standard option, paid by one fund."""
    offered = offer(programme)
    choices = {(w.estate, w.measure): Standard.STANDARD for e in starts for w in offered.works.get(e, ())}
    return paid(programme, Plan(starts=starts, choices=choices), fund)


def paid(programme: Programme, plan: Plan, fund: str = "district") -> Plan:
    due = dues(programme, offer(programme), plan)
    payments = (Payment(estate=e, measure=m, fund=fund, year=y, amount=fen) for (e, m, y), fen in due.items())
    return replace(plan, payments=tuple(payments))


def broken(programme: Programme, plan: Plan) -> set[str]:
    return {v.rule for v in violations(programme, offer(programme), plan)}


def without(plan: Plan, *keys: tuple[str, str]) -> Plan:
    return replace(plan, choices={k: s for k, s in plan.choices.items() if k not in keys})


def changed(payments: Iterable[Payment], **changes: object) -> tuple[Payment, ...]:
    first, *rest = payments
    return (replace(first, **changes), *rest)  # type: ignore[arg-type]


def test_a_sound_plan_breaks_nothing():
    """Two estates, all works, all paid; and so does doing nothing."""
    programme = a_case()

    assert broken(programme, a_plan(programme, {"E1": 0, "E3": 4})) == set()
    assert broken(programme, Plan(starts={}, choices={})) == set()


def test_known_estates():
    """An estate that nobody knows, and one that is not eligible."""
    assert "known_estates" in broken(a_case(), Plan(starts={"E9": 0}, choices={}))
    late = a_case(estates=(an_estate("E1", built_year=2010), an_estate("E2"), an_estate("E3")))
    assert "known_estates" in broken(late, Plan(starts={"E1": 0}, choices={}))


def test_start_in_window():
    """The last start that lets the works end is in, the next is out."""
    programme = a_case()

    assert broken(programme, a_plan(programme, {"E1": 6})) == set()
    assert "start_in_window" in broken(programme, a_plan(programme, {"E1": 7}))
    early = a_case(estates=(an_estate("E1", earliest=2), an_estate("E2"), an_estate("E3")))
    assert "start_in_window" in broken(early, a_plan(early, {"E1": 1}))


def test_must_start():
    """A must estate and a fixed start are kept or named."""
    must = a_case(estates=(an_estate("E1", must=True), an_estate("E2", fixed_start=3), an_estate("E3")))

    assert broken(must, a_plan(must, {"E1": 1, "E2": 3})) == set()
    assert broken(must, a_plan(must, {"E2": 3})) == {"must_start"}
    assert broken(must, a_plan(must, {"E1": 1})) == {"fixed_start"}


def test_offered_works():
    """A work nobody surveyed, a standard it does not have, a work on an estate that does not start."""
    programme = a_case()
    plan = a_plan(programme, {"E1": 0})

    for key, standard in ((("E1", "lift"), "standard"), (("E1", "water"), "enhanced"), (("E2", "water"), "standard")):
        choices = dict(plan.choices) | {key: Standard(standard)}
        assert "offered_works" in broken(programme, replace(plan, choices=choices))


def test_required_works():
    """Base works are done on every started estate."""
    programme = a_case()
    plan = a_plan(programme, {"E1": 0})

    assert broken(programme, paid(programme, without(plan, ("E1", "water")))) == {"required_works"}


def test_prerequisites():
    """The road without the drain breaks two rules: it waits for the drain, and the drain is base."""
    programme = a_case()
    plan = a_plan(programme, {"E1": 0})

    assert broken(programme, without(plan, ("E1", "drainage"))) == {"required_works", "prerequisites"}
    optional = a_case(measures=tuple(replace(m, required=False) for m in programme.measures))
    assert broken(optional, without(a_plan(optional, {"E1": 0}), ("E1", "drainage"))) == {"prerequisites"}
    left_out = without(a_plan(optional, {"E1": 0}), ("E1", "drainage"), ("E1", "road"))
    assert broken(optional, paid(optional, left_out)) == set()


def test_due_is_paid():
    """A fen too little, a fen too much, a year too late, a negative payment."""
    programme = a_case()
    plan = a_plan(programme, {"E1": 0})
    first = plan.payments[0]

    for changes in ({"amount": first.amount - 1}, {"amount": first.amount + 1}, {"year": 1}):
        assert "due_is_paid" in broken(programme, replace(plan, payments=changed(plan.payments, **changes)))
    pair = (replace(first, amount=-5), replace(first, amount=first.amount + 5, fund="city"))
    assert "due_is_paid" in broken(programme, replace(plan, payments=(*plan.payments[1:], *pair)))


def test_within_share():
    """The city pays half at most, rounded up to the fen, and one fen more is too much."""
    programme = a_case(needs=(a_need("E1", "water", cost=101),))
    plan = a_plan(programme, {"E1": 0})
    due = plan.payments[0].amount
    assert due == 101

    for city, rules in ((51, set()), (52, {"within_share"})):
        split = [replace(plan.payments[0], amount=due - city), replace(plan.payments[0], amount=city, fund="city")]
        assert broken(programme, replace(plan, payments=tuple(split))) == rules


def test_a_fund_without_a_rule_pays_nothing():
    """No share is no share."""
    programme = a_case(share_rules=(ShareRule(fund="district", applies_to="*", share=Decimal(1)),))

    assert "within_share" in broken(programme, a_plan(programme, {"E1": 0}, fund="city"))


def test_the_narrowest_share_rule_counts():
    """A measure before its group, a group before its class, a class before everything."""
    rules = [("*", "0.1"), ("base", "0.2"), ("infrastructure", "0.3"), ("water", "0.4")]

    for count, share in enumerate(("0.1", "0.2", "0.3", "0.4"), 1):
        given = tuple(ShareRule(fund="city", applies_to=a, share=Decimal(s)) for a, s in rules[:count])
        assert a_case(share_rules=given).share("city", "water") == Decimal(share)


def test_a_fund_pays_inside_its_region():
    """Money of one subdistrict does not go to another."""
    programme = a_case()
    funds = tuple(replace(f, region="S1") if f.id == "district" else f for f in programme.funds)
    narrow = replace(programme, funds=funds)

    assert broken(narrow, a_plan(narrow, {"E1": 0})) == set()
    assert broken(narrow, a_plan(narrow, {"E3": 0})) == {"fund_region"}


def test_nobody_pays_for_nothing():
    """A payment by an unknown fund, for an unknown estate or in another year is named and does no harm."""
    programme = a_case()
    plan = a_plan(programme, {"E1": 0})

    assert "fund_region" in broken(programme, replace(plan, payments=changed(plan.payments, fund="nobody")))
    for changes in ({"estate": "E9"}, {"measure": "moon"}, {"year": 9}):
        assert broken(programme, replace(plan, payments=changed(plan.payments, **changes))) == {"due_is_paid"}


def test_within_appropriation():
    """What a year leaves over may be spent later where the fund carries it, never earlier."""
    cost = 1_000_000
    late, early = {"E1": 4}, {"E1": 0}

    def case(carry: bool, grants: tuple[int, int]) -> Programme:
        programme = a_case(needs=(a_need("E1", "water", cost=cost),), appropriations=GRANTS | {"district": grants})
        return replace(
            programme, funds=tuple(replace(f, carry=carry) if f.id == "district" else f for f in programme.funds)
        )

    for carry, grants, starts, rules in (
        (True, (1, 0), late, set()),
        (False, (1, 0), late, {"within_appropriation"}),
        (True, (0, 1), early, {"within_appropriation"}),
        (False, (1, 0), early, set()),
    ):
        programme = case(carry, grants)
        assert broken(programme, a_plan(programme, starts)) == rules


def test_within_earmark():
    """Of a fund bound to estates each has its own money, from its year on if the fund carries it; others have none."""
    cost = 1_000_000  # 6:4 over two quarters

    def case(carry: bool, *earmarks: tuple[str, int, int]) -> Programme:
        programme = a_case(needs=tuple(a_need(e, "water", cost=cost) for e in ("E1", "E2")))
        funds = tuple(replace(f, carry=carry) if f.id == "district" else f for f in programme.funds)
        bound = tuple(Earmark(fund="district", estate=e, year=y, amount=fen) for e, y, fen in earmarks)
        return replace(programme, funds=funds, earmarks=bound)

    for carry, earmarks, starts, rules in (
        (False, [("E1", 0, cost)], {"E1": 0}, set()),
        (False, [("E1", 0, cost - 1), ("E2", 0, cost)], {"E1": 0, "E2": 0}, {"within_earmark"}),
        (False, [("E1", 0, cost)], {"E2": 0}, {"fund_region"}),
        (False, [("E1", 0, cost)], {"E1": 4}, {"within_earmark"}),
        (True, [("E1", 0, cost)], {"E1": 4}, set()),
        (True, [("E1", 1, cost)], {"E1": 0}, {"within_earmark"}),
    ):
        programme = case(carry, *earmarks)
        assert broken(programme, a_plan(programme, starts)) == rules


def test_within_crews():
    """The load of a quarter is compared exactly with what blackouts leave of the crews."""
    needs = (a_need("E1", "water"),)  # 300 households × 0.02 weeks, 0.6 in the first quarter
    weeks = (Decimal("3.6"), Decimal("2.4"), *(Decimal(0),) * 6)
    programme = a_case(needs=needs, crews=(Crew(region="D", trade="pipe", weeks=weeks),))

    assert broken(programme, a_plan(programme, {"E1": 0})) == set()
    assert broken(programme, a_plan(programme, {"E1": 1})) == {"within_crews"}
    day = programme.calendar.first_day(0)
    rain = Blackout(name="雨", first_date=day, last_date=day, loss=Decimal("0.01"))
    assert broken(replace(programme, blackouts=(rain,)), a_plan(programme, {"E1": 0})) == {"within_crews"}


def test_within_sites():
    """Two estates at once where one is allowed; one after the other is fine."""
    programme = a_case(site_limits=(SiteLimit(region="S1", caps=(1,) * 8),))

    assert broken(programme, a_plan(programme, {"E1": 0, "E2": 2})) == set()
    assert broken(programme, a_plan(programme, {"E1": 0, "E2": 1})) == {"within_sites"}
    assert broken(programme, a_plan(programme, {"E1": 0, "E3": 0})) == set()


def test_within_late_share():
    """Two late estates fill two years' shares; in one year they are too many."""
    policy = replace(a_case().policy, household_task=(1000, 1000), late_share=Decimal("0.1"))
    estates = tuple(an_estate(f"E{n}", built_year=2002, households=100) for n in (1, 2))
    programme = a_case(estates=estates, needs=tuple(a_need(e.id) for e in estates), policy=policy)

    assert broken(programme, a_plan(programme, {"E1": 0, "E2": 4})) == set()
    assert "within_late_share" in broken(programme, a_plan(programme, {"E1": 0, "E2": 0}))


def test_what_is_under_way_stays():
    """The start and the standard of begun works are kept."""
    begun = UnderWay(estate="E1", start=0, works={"water": Standard.STANDARD})
    programme = a_case(needs=(a_need(),), under_way=(begun,), plan_from=1)

    kept = Plan(starts={"E1": 0}, choices={("E1", "water"): Standard.STANDARD})
    assert broken(programme, Plan(starts={}, choices={})) == {"under_way_stays"}
    assert "under_way_stays" in broken(programme, a_plan(programme, {"E1": 1}))
    assert "under_way_stays" not in broken(programme, kept)


def test_shortfalls_are_cumulative():
    """A start of the first year counts in the second year's target too; households by households."""
    targets = (
        Target(region="D", kind=TargetKind.ESTATES, year=1, at_least=3, penalty=Decimal(10)),
        Target(region="S1", kind=TargetKind.HOUSEHOLDS, year=0, at_least=350, penalty=Decimal(1)),
    )
    programme = a_case(targets=targets)
    plan = a_plan(programme, {"E1": 0, "E3": 4})

    assert shortfalls(programme, plan) == {0: 1, 1: 50}


def test_the_objective_discounts_and_punishes():
    """Benefits × discount^start, less the penalties."""
    target = Target(region="D", kind=TargetKind.ESTATES, year=1, at_least=2, penalty=Decimal(10))
    programme = a_case(needs=(a_need(),), targets=(target,))
    plan = a_plan(programme, {"E1": 3})

    points = float(offer(programme).work["E1", "water"].options[0].benefit)
    assert objective(programme, offer(programme), plan) == points * 0.98**3 - 10


profiles = st.lists(st.integers(1, 9), min_size=1, max_size=5).map(
    lambda parts: tuple(Decimal(p) / sum(parts) for p in parts[:-1])
)


@given(cost=st.integers(0, 10**12), start=st.integers(0, 7), offset=st.integers(0, 3), heads=profiles)
def test_years_add_up_to_the_cost(cost: int, start: int, offset: int, heads: tuple[Decimal, ...]):
    """However a work is spread, its years add up to the fen, and none is negative."""
    profile = (*heads, 1 - sum(heads, Decimal(0)))
    measure: Measure = replace(a_case().measures[0], profile=profile, offset=offset)

    due = spread(cost, measure, start)

    assert sum(due.values()) == cost
    assert all(fen > 0 for fen in due.values())


@given(share=st.integers(0, 100), due=st.integers(0, 10**10))
def test_a_share_rounds_up_to_the_fen(share: int, due: int):
    """At least the share, at most the due, less than a fen too much."""
    most = largest_payment(Decimal(share) / 100, due)

    assert most <= due
    assert share * due <= most * 100 < share * due + 100


def test_offer_and_rules_agree():
    """What is not offered cannot be planned: the consent gate holds in the rule book too."""
    programme = a_case(needs=(a_need(), a_need(measure="lift")))
    offered: Offer = offer(programme)
    plan = a_plan(programme, {"E1": 0})

    assert ("E1", "lift") not in offered.work
    choices = dict(plan.choices) | {("E1", "lift"): Standard.STANDARD}
    assert broken(programme, replace(plan, choices=choices)) == {"offered_works"}
