"""Money as it is told: whole hundreds of yuan that add up in every direction and never above a told grant."""

from collections import defaultdict
from dataclasses import replace

from builders import a_programme, an_estate
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.told import STEP, told, told_grant, told_in_quarter
from yipanqi.domain.programme import Payment, Programme

MEASURES = ("water", "drainage", "road")


def sums(plan: Plan, *of: str) -> dict[tuple[object, ...], int]:
    found: dict[tuple[object, ...], int] = defaultdict(int)
    for p in plan.payments:
        found[tuple(getattr(p, name) for name in of)] += p.amount
    return dict(found)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Programme, Plan]:
    """Payments of a few works by two funds in two years, and grants that just suffice."""
    names = [f"E{n}" for n in range(draw(st.integers(1, 4)))]
    programme = a_programme(estates=tuple(an_estate(e, subdistrict=draw(st.sampled_from(["S1", "S2"]))) for e in names))
    payments = tuple(
        Payment(estate=e, measure=m, fund=f, year=y, amount=draw(st.integers(0, 3 * STEP)))
        for e in names
        for m in draw(st.sets(st.sampled_from(MEASURES), min_size=1))
        for f in ("city", "district")
        for y in (0, 1)
    )
    plan = Plan(starts=dict.fromkeys(names, 0), choices={}, payments=payments)
    early = draw(st.integers(0, 3))
    grants = {
        "city": (plan.paid["city", 0], plan.paid["city", 1]),
        "district": (plan.paid["district", 0] + early, max(0, plan.paid["district", 1] - early)),
    }
    funds = tuple(replace(f, appropriations=grants.get(f.id, f.appropriations)) for f in programme.funds)
    return replace(programme, funds=funds), plan


@settings(max_examples=150, deadline=None)
@given(given_=plans())
def test_is_near_and_never_above_a_told_grant(given_: tuple[Programme, Plan]):
    """Every figure is whole hundreds; works and funds' years are near their sums; a fund that does not carry over is
    not told above its told grant in any year, one that does not above what the years so far leave."""
    programme, plan = given_

    shown = told(programme, plan)

    assert all(p.amount % STEP == 0 and p.amount >= 0 for p in shown.payments)
    for of in (("estate", "measure"), ("fund", "year")):
        before, after = sums(plan, *of), sums(shown, *of)
        assert all(abs(after[key] - before[key]) < (1 + 4) * STEP for key in before)  # four grants are cut
    most = [
        [told_grant(g) for g in programme.fund_by_id[f].appropriations if g is not None] for f in ("city", "district")
    ]
    assert all(shown.paid["city", year] <= most[0][year] for year in (0, 1))
    assert shown.paid["district", 0] <= most[1][0]
    assert shown.paid["district", 0] + shown.paid["district", 1] <= sum(most[1])


def test_a_whole_cost_stays_whole():
    """What somebody gave in whole hundreds is told as it was given, however funds and years divide it."""
    programme = a_programme()
    odd = from_wan(1) // 3
    payments = tuple(
        Payment(estate=e, measure="water", fund=f, year=0, amount=amount)
        for e in ("E1", "E2")
        for f, amount in (("city", odd), ("district", from_wan(1) - odd))
    )

    shown = told(programme, Plan(starts={"E1": 0, "E2": 0}, choices={}, payments=payments))

    assert sums(shown, "estate") == {("E1",): from_wan(1), ("E2",): from_wan(1)}
    assert sum(p.amount for p in shown.payments) == from_wan(2)


def test_quarters_add_up_to_what_the_year_pays():
    """What is built in a year's quarters is told so that it adds up to the year's payments."""
    programme = a_programme()
    pay = Payment(estate="E1", measure="water", fund="city", year=0, amount=from_wan(1) + STEP)
    plan = told(programme, Plan(starts={"E1": 0}, choices={}, payments=(pay,)))

    assert sum(told_in_quarter(programme, plan, q) for q in range(4)) == from_wan(1) + STEP
