"""Two plans beside each other."""

from builders import a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.compare import compare
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment


def a_plan(starts: dict[str, int], measures: tuple[str, ...] = ("water",)) -> Plan:
    payments = tuple(
        Payment(estate=e, measure="water", fund="city", year=q // 4, amount=100) for e, q in starts.items()
    )
    choices = {(e, m): Standard.STANDARD for e in starts for m in measures}
    return Plan(starts=starts, choices=choices, payments=payments)


def test_names_every_move():
    """An estate is moved, added or dropped; one that stays is not named."""
    programme = a_programme()
    offered = offer(programme)

    found = compare(programme, offered, a_plan({"E1": 0, "E2": 1}), programme, offered, a_plan({"E1": 2, "E3": 1}))

    assert [(m.estate, m.before, m.after) for m in found.moved] == [("E1", "2027Q1", "2027Q3")]
    assert [m.estate for m in found.added] == ["E3"]
    assert [m.name for m in found.dropped] == ["E2小区"]
    assert found.moves == 3


def test_names_works_gained_and_lost():
    """Works that only one plan does are named with their estate."""
    programme = a_programme()
    offered = offer(programme)
    more = a_plan({"E1": 0}, ("water", "drainage"))

    gained = compare(programme, offered, a_plan({"E1": 0}), programme, offered, more)
    lost = compare(programme, offered, more, programme, offered, a_plan({"E1": 0}))

    assert [(w.estate_name, w.measure) for w in gained.works_gained] == [("E1小区", "排水")]
    assert [(w.estate_name, w.measure) for w in lost.works_lost] == [("E1小区", "排水")]


def test_sums_agree():
    """Money and benefit by subdistrict, year and group each add up to the whole."""
    programme = a_programme()
    offered = offer(programme)

    found = compare(programme, offered, a_plan({"E1": 0}), programme, offered, a_plan({"E1": 0, "E2": 5, "E3": 4}))

    for by in ("subdistrict", "year", "group"):
        assert abs(sum(s.after for s in found.benefit_by[by]) - found.benefit.after) < 1e-6
    for by in ("subdistrict", "year"):
        assert sum(s.after for s in found.money_by[by]) == found.money.after == 300
    assert {s.key for s in found.money_by["year"]} == {"2027", "2028"}
    assert found.households.change == 500


def test_a_plan_equals_itself():
    """Nothing changes between a plan and itself."""
    programme = a_programme()
    offered = offer(programme)
    plan = a_plan({"E1": 0})

    found = compare(programme, offered, plan, programme, offered, plan)

    assert found.moves == 0
    assert not (found.works_gained or found.works_lost or found.standards_changed)
    assert found.objective.change == 0
