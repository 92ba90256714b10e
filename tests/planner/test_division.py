"""Money shared by a rule, never by the order of rows."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_need, a_programme, an_estate
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.measure import Standard
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import due_is_paid, within_appropriation, within_share
from yipanqi.domain.programme import Payment, Programme
from yipanqi.planner.division import Cell, divided
from yipanqi.planner.payments import pay, pay_somehow


def everything(offered: Offer, start: int = 0) -> Plan:
    works = [work for works in offered.works.values() for work in works]
    return Plan(
        starts=dict.fromkeys(offered.works, start),
        choices={(w.estate, w.measure): Standard.STANDARD for w in works},
    )


def paid(programme: Programme) -> tuple[Payment, ...]:
    offered = offer(programme)
    return pay(programme, offered, everything(offered)).payments


def faults(programme: Programme, payments: tuple[Payment, ...]) -> list[object]:
    offered = offer(programme)
    plan = replace(everything(offered), payments=payments)
    return [
        fault for rule in (due_is_paid, within_share, within_appropriation) for fault in rule(programme, offered, plan)
    ]


def by_estate(payments: tuple[Payment, ...], fund: str, year: int = 0) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for p in payments:
        if p.fund == fund and p.year == year:
            found[p.estate] += p.amount
    return dict(found)


def of_water(costs: dict[str, int], *, city: int, **changes: object) -> Programme:
    """Estates with one work each, of so many 10⁴ yuan, paid in the first year; the city grants so much of it."""
    programme = a_programme(
        appropriations={"city": (city, 0), "utility": (0, 0), "district": (5000, 0)},
        estates=tuple(an_estate(e) for e in costs),
        needs=tuple(a_need(e, "road", cost=from_wan(c)) for e, c in costs.items()),
    )
    measures = tuple(replace(m, requires=None) if m.id == "road" else m for m in programme.measures)
    return replace(programme, measures=measures, **changes)


def test_divides_in_equal_parts_of_the_cost():
    """A fund that cannot pay all pays the same part of every work it may pay."""
    programme = of_water({"E1": 100, "E2": 300, "E3": 600}, city=200)

    payments = paid(programme)

    assert by_estate(payments, "city") == {"E1": from_wan(20), "E2": from_wan(60), "E3": from_wan(120)}
    assert faults(programme, payments) == []


def test_gives_the_odd_fen_by_largest_remainder():
    """What does not divide goes to the largest remainders; the whole is paid."""
    programme = of_water({"E1": 1, "E2": 1, "E3": 1}, city=1)

    assert sorted(by_estate(paid(programme), "city").values()) == [333333, 333333, 333334]


def test_divides_by_a_key_of_its_own():
    """A fund with a key divides by it: here half by area and half by estates."""
    programme = of_water({"E1": 300, "E2": 300}, city=160)
    estates = tuple(replace(e, floor_area=Decimal(30000 if e.id == "E1" else 10000)) for e in programme.estates)
    key = {"by_floor_area": Decimal(50), "by_estates": Decimal(50)}
    funds = tuple(replace(f, **key) if f.id == "city" else f for f in programme.funds)
    programme = replace(programme, estates=estates, funds=funds)

    assert by_estate(paid(programme), "city") == {"E1": from_wan(100), "E2": from_wan(60)}


def test_what_a_limit_takes_from_one_the_others_bear():
    """Where the key asks for more than a work may have of the fund, the others have the rest in their proportion."""
    programme = of_water({"E1": 40, "E2": 400, "E3": 400}, city=200)
    funds = tuple(replace(f, by_estates=Decimal(1)) if f.id == "city" else f for f in programme.funds)
    programme = replace(programme, funds=funds)

    payments = paid(programme)

    assert by_estate(payments, "city") == {"E1": from_wan(20), "E2": from_wan(90), "E3": from_wan(90)}
    assert faults(programme, payments) == []


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_order_of_rows_decides(data: st.DataObject):
    """Estates, needs and funds in another order are paid alike, and no rule is broken."""
    costs = data.draw(st.lists(st.integers(1, 500), min_size=2, max_size=6))
    names = [f"E{n}" for n in range(len(costs))]
    programme = a_programme(
        appropriations={"city": (data.draw(st.integers(0, 900)), 300), "district": (5000, 5000)},
        estates=tuple(an_estate(e, subdistrict=data.draw(st.sampled_from(["S1", "S2"]))) for e in names),
        needs=tuple(
            a_need(e, m, cost=from_wan(c)) for e, c in zip(names, costs, strict=True) for m in ("water", "road")
        ),
    )
    measures = tuple(replace(m, requires=None) if m.id == "road" else m for m in programme.measures)
    programme = replace(programme, measures=measures)
    mixed = replace(
        programme,
        estates=tuple(data.draw(st.permutations(programme.estates))),
        needs=tuple(data.draw(st.permutations(programme.needs))),
        funds=tuple(data.draw(st.permutations(programme.funds))),
    )

    assert paid(mixed) == paid(programme)
    assert faults(programme, paid(programme)) == []


def test_what_can_be_paid_does_not_depend_on_the_rule():
    """Paid as it comes, each fund pays the same in all in every year, and the same is missing."""
    programme = of_water({"E1": 101, "E2": 307, "E3": 6110}, city=200)
    offered = offer(programme)

    by_rule, somehow = (way(programme, offered, everything(offered)) for way in (pay, pay_somehow))

    assert by_rule.missing == somehow.missing and by_rule.missing
    plans = [replace(everything(offered), payments=paid.payments) for paid in (by_rule, somehow)]
    assert plans[0].paid == plans[1].paid


def test_no_code_decides():
    """Estates under other codes are paid the same amounts, to the odd fen."""
    programme = of_water({"E1": 100, "E2": 307, "E3": 611}, city=200)
    other = of_water({"E9": 100, "E5": 307, "E2": 611}, city=200)

    amounts = [list(by_estate(paid(p), "city").values()) for p in (programme, other)]

    assert all(abs(a - b) <= 1 for a, b in zip(sorted(amounts[0]), sorted(amounts[1]), strict=True))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_sums_and_limits_hold(data: st.DataObject):
    """Of any table that can be divided the sums of dues and funds hold, and no cell is above its most."""
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    some = [[data.draw(st.integers(0, 40)) for _ in range(columns)] for _ in range(rows)]
    cells = [
        Cell(
            due=r,
            fund=c,
            weight=data.draw(st.floats(0, 10)),
            most=some[r][c] + data.draw(st.integers(0, 20)),
        )
        for r in range(rows)
        for c in range(columns)
    ]
    dues, funds = [sum(row) for row in some], [sum(column) for column in zip(*some, strict=True)]

    found = divided(dues, funds, cells)

    assert all(0 <= x <= cell.most for x, cell in zip(found, cells, strict=True))
    assert [sum(found[r * columns : (r + 1) * columns]) for r in range(rows)] == dues
    assert [sum(found[c::columns]) for c in range(columns)] == funds


def test_a_weight_below_zero_is_refused():
    """No fund is divided by less than nothing."""
    with pytest.raises(ValueError, match="weight"):
        replace(a_programme().funds[0], by_floor_area=Decimal(-1))
