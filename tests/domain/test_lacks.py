"""What the data lack is said, what would change a plan most first."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from builders import a_need, a_programme, an_estate

from yipanqi.domain.planning.estimate import likely
from yipanqi.domain.planning.lacks import lacks
from yipanqi.domain.planning.offer import offer


def told(programme):
    return {one.reason.code: one for one in lacks(programme, offer(programme))}


def two(**changes):
    """Two estates of 100 and 300 households, each with one surveyed work."""
    estates = (an_estate("E1", households=100), an_estate("E2", households=300))
    needs = tuple(
        replace(a_need(e.id, "water"), severity=Decimal("0.8"), demand=Decimal("0.9"), cost=100_000_000)
        for e in estates
    )
    plain = {"estates": estates, "needs": needs, "buildings": (), "communities": (), "under_way": (), "spent": ()}
    return replace(a_programme(), **{**plain, **changes})


def test_whole_data_lack_nothing():
    """Nothing made up, nothing asked for."""
    assert told(two()) == {}


def test_a_year_of_building_weighs_its_households():
    """An estate that cannot be planned is its part of all households."""
    programme = two()
    old = replace(programme.estates[1], built_year=None)

    found = told(replace(programme, estates=(programme.estates[0], old)))

    assert found["lack_built"].weight == Fraction(3, 4)
    assert found["lack_built"].reason.values == {"count": 1, "share": Fraction(3, 4)}


def test_what_nobody_said_of_a_work_weighs_its_benefit():
    """Of two works of one benefit for each household one was never judged."""
    programme = two()
    middle = replace(programme.needs[0], severity=Decimal("0.5"), demand=None, support=None)

    weight = told(replace(programme, needs=(middle, programme.needs[1])))["lack_severity"].weight

    benefit = {0: 100 * Fraction(1, 2) * 1, 1: 300 * Fraction(4, 5) * Fraction(14, 10)}
    assert weight == benefit[0] / (benefit[0] + benefit[1])


def test_an_estimated_cost_weighs_half_its_band():
    """What the sum may differ by, either way."""
    programme = two()
    rough = replace(programme.needs[0], cost=None)

    found = told(replace(programme, needs=(rough, programme.needs[1])))["lack_costs"]

    work = next(
        w for w in offer(replace(programme, needs=(rough, programme.needs[1]))).work.values() if w.estate == "E1"
    )
    one = work.estimate
    band = likely(one.cost, programme.policy)
    assert found.weight == Fraction(band.high - band.low, 2) / (one.cost + 100_000_000)


def test_the_heaviest_comes_first():
    """Money without any limit goes before everything."""
    programme = two()
    open_end = tuple(replace(f, appropriations=(None,) * programme.calendar.years) for f in programme.funds)
    programme = replace(
        programme, funds=open_end, estates=(programme.estates[0], replace(programme.estates[1], built_year=None))
    )

    assert [one.reason.code for one in lacks(programme, offer(programme))][:2] == ["lack_money", "lack_built"]
