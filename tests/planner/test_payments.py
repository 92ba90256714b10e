"""Payments in whole fen."""

from dataclasses import replace
from decimal import Decimal

from builders import a_need, a_programme, an_estate
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.fund import Earmark
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.account import dues
from yipanqi.domain.planning.flow import Network
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import due_is_paid, within_appropriation, within_earmark, within_share
from yipanqi.domain.programme import Programme
from yipanqi.planner.payments import pay


def everything(offered: Offer, starts: dict[str, int]) -> Plan:
    works = (work for estate in starts for work in offered.works[estate])
    return Plan(starts=starts, choices={(w.estate, w.measure): Standard.STANDARD for w in works})


def money_faults(programme: Programme, offered: Offer, plan: Plan) -> list[object]:
    rules = (due_is_paid, within_share, within_appropriation, within_earmark)
    return [fault for rule in rules for fault in rule(programme, offered, plan)]


def test_pays_to_the_fen():
    """Every due is paid exactly, within shares and appropriations."""
    programme = a_programme()
    offered = offer(programme)
    plan = everything(offered, {"E1": 0, "E2": 3, "E3": 4})

    paid = pay(programme, offered, plan)

    assert not paid.missing
    assert money_faults(programme, offered, replace(plan, payments=paid.payments)) == []


def test_says_what_no_fund_can_pay():
    """Where money is short, the payments keep the rules and the missing fen are named."""
    programme = a_programme(appropriations={"city": (10, 10), "district": (20, 0), "utility": (0, 0)})
    offered = offer(programme)
    plan = everything(offered, {"E1": 0})

    paid = pay(programme, offered, plan)

    due = sum(work.options[0].cost for work in offered.works["E1"])
    assert sum(p.amount for p in paid.payments) == from_wan(30)
    assert sum(paid.missing.values()) == due - from_wan(30)


def test_takes_narrow_money_first():
    """A utility that pays for water only is drawn upon before money that could go anywhere."""
    programme = a_programme()
    offered = offer(programme)

    paid = pay(programme, offered, everything(offered, {"E1": 0}))

    water = {p.fund: p.amount for p in paid.payments if p.measure == "water"}
    assert water["utility"] == offered.work["E1", "water"].options[0].cost * 3 // 10


def test_what_is_bound_to_an_estate_pays_there_alone():
    """Each estate draws on its own money of a bound fund, as far as it goes, and on no other's."""
    needs = tuple(a_need(e, "water", cost=from_wan(10)) for e in ("E1", "E2", "E3"))
    bound = [Earmark(fund="city", estate=e, year=0, amount=from_wan(wan)) for e, wan in (("E1", 4), ("E2", 9))]
    programme = a_programme(needs=needs, earmarks=bound, appropriations={"utility": (0, 0)})
    offered = offer(programme)
    plan = everything(offered, {"E1": 0, "E2": 0, "E3": 0})

    paid = pay(programme, offered, plan)

    city = {p.estate: p.amount for p in paid.payments if p.fund == "city"}
    assert city == {"E1": from_wan(4), "E2": from_wan(5)}  # at most half of a work is the city's
    assert not paid.missing and money_faults(programme, offered, replace(plan, payments=paid.payments)) == []


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_pays_whenever_fractions_could(data: st.DataObject):
    """A plan that could be paid in fractions of a fen with a fen of room for each due is paid in whole fen."""
    years, count = 2, data.draw(st.integers(1, 5))
    costs = data.draw(st.lists(st.integers(0, 10**9), min_size=count, max_size=count))
    city = Decimal(data.draw(st.integers(0, 100))) / 100
    starts = data.draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    ids = [f"E{n}" for n in range(count)]
    programme = a_programme(
        estates=tuple(an_estate(e) for e in ids),
        needs=tuple(a_need(e, "water", cost=c) for e, c in zip(ids, costs, strict=True)),
    )
    offered = offer(programme)
    plan = everything(offered, dict(zip(ids, starts, strict=True)))
    due = [0] * years
    for (_, _, year), fen in dues(programme, offered, plan).items():
        due[year] += fen
    grants = {
        "city": tuple(int(city * d) for d in due),
        "district": tuple(d - int(city * d) + count for d in due),
        "utility": (0,) * years,
    }
    funds = tuple(replace(f, appropriations=grants[f.id]) for f in programme.funds)
    rules = tuple(replace(r, share=city) if r.fund == "city" else r for r in programme.share_rules)
    programme = replace(programme, funds=funds, share_rules=rules)

    paid = pay(programme, offered, plan)

    assert not paid.missing
    assert money_faults(programme, offered, replace(plan, payments=paid.payments)) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 20)), max_size=20))
def test_flow_equals_cut(arcs: list[tuple[int, int, int]]):
    """The largest flow is as large as the smallest cut."""
    net = Network(6)
    rows = [(tail, head, capacity, net.add(tail, head, capacity)) for tail, head, capacity in arcs if tail != head]

    total = net.maximise(0, 5)

    side = net.reached(0)
    cut = sum(capacity for tail, head, capacity, _ in rows if tail in side and head not in side)
    assert 5 not in side
    assert total == cut
