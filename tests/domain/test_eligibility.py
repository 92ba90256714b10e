"""Who may be renovated, when, and why not."""

from decimal import Decimal

import pytest
from builders import a_need, a_programme, an_estate

from yipanqi.domain.estate import Exclusion
from yipanqi.domain.planning.eligibility import Standing, household_task, late_households
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.programme import Policy, Programme, UnderWay


def built(*years: int | None, households: int = 100, **changes: object) -> Programme:
    """One estate for each year, all needing water."""
    estates = tuple(an_estate(f"E{n}", built_year=y, households=households) for n, y in enumerate(years))
    return a_programme(estates=estates, needs=tuple(a_need(e.id, "water") for e in estates), **changes)


def standings(programme: Programme) -> list[tuple[Standing, tuple[str, ...]]]:
    found = offer(programme).standings
    return [(found[e.id].standing, tuple(r.code for r in found[e.id].reasons)) for e in programme.estates]


def test_the_end_of_2000_is_in():
    """Built in 2000: eligible. 2001: late. 2006: too late. Unknown: not without proof."""
    found = standings(built(2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2001))

    assert found[0] == (Standing.ELIGIBLE, ())
    assert found[-1] == (Standing.LATE, ("late_admitted",))
    assert standings(built(2006)) == [(Standing.EXCLUDED, ("built_too_late",))]
    assert standings(built(None)) == [(Standing.EXCLUDED, ("built_year_unknown",))]


@pytest.mark.parametrize("mark", list(Exclusion))
def test_an_excluded_estate_says_why(mark: Exclusion):
    """Each kind of exclusion has its own reason."""
    programme = a_programme(estates=(an_estate("E1", exclusions=frozenset({mark})),), needs=(a_need(),))

    assert standings(programme) == [(Standing.EXCLUDED, (f"excluded_{mark.value}",))]
    assert offer(programme).works == {}


def test_all_exclusions_are_named():
    """Two reasons are two reasons, in a fixed order."""
    marks = frozenset({Exclusion.SELF_BUILT, Exclusion.DEMOLITION})
    programme = a_programme(estates=(an_estate("E1", built_year=2010, exclusions=marks),), needs=(a_need(),))

    assert standings(programme)[0][1] == ("excluded_demolition", "excluded_self_built", "built_too_late")


def test_the_task_is_shared_over_the_years():
    """Households built in time, excluded ones aside; a year's own task where the policy sets one."""
    programme = built(1990, 1991, 2003, households=300)

    assert household_task(programme, 0) == 300
    assert late_households(programme, 0) == 45
    given = built(1990, 2003, policy=Policy(household_task=(None, 1000)))
    assert (household_task(given, 0), household_task(given, 1)) == (50, 1000)


def test_late_estates_enter_within_the_share():
    """With room for 100 households a year over two years, the third late estate stays out, with its reason."""
    policy = Policy(household_task=(1000, 1000), late_share=Decimal("0.1"))

    found = standings(built(2001, 2002, 2003, policy=policy))

    assert sorted(found) == sorted(
        [
            (Standing.LATE, ("late_admitted",)),
            (Standing.LATE, ("late_admitted",)),
            (Standing.EXCLUDED, ("late_share_full",)),
        ]
    )


def test_one_household_too_many_stays_out():
    """The share is a bound, not a guide: exactly full is in, one more is out."""
    policy = Policy(household_task=(1000,) * 2, late_share=Decimal("0.1"))

    assert standings(built(2001, households=100, policy=policy))[0][0] is Standing.LATE
    assert standings(built(2001, households=101, policy=policy))[0][0] is Standing.EXCLUDED


def test_the_better_late_estate_enters_first():
    """Room goes by benefit for each yuan, but a must estate goes before."""
    policy = Policy(household_task=(1000, 0), late_share=Decimal("0.1"))
    needs = (a_need("E0", severity=Decimal("0.9")), a_need("E1", severity=Decimal("0.1")))

    better = built(2001, 2002, policy=policy)
    better = a_programme(estates=better.estates, needs=needs, policy=policy)
    assert [s for s, _ in standings(better)] == [Standing.LATE, Standing.EXCLUDED]

    must = (better.estates[0], an_estate("E1", built_year=2002, households=100, must=True))
    assert [s for s, _ in standings(a_programme(estates=must, needs=needs, policy=policy))] == [
        Standing.EXCLUDED,
        Standing.LATE,
    ]


def test_a_late_estate_starts_in_the_year_that_has_room():
    """Its window is that year."""
    programme = built(2001, policy=Policy(household_task=(0, 1000), late_share=Decimal("0.1")))

    found = offer(programme).standings["E0"]

    assert (found.earliest, found.latest) == (4, 6)  # water takes two quarters of eight


def test_windows():
    """From the plan's first quarter to the last that lets the works end; a fixed start leaves one quarter."""
    estates = (an_estate("E1", earliest=1, latest=7), an_estate("E2", fixed_start=3), an_estate("E3"))
    programme = a_programme(estates=estates, needs=tuple(a_need(e.id) for e in estates), plan_from=2)

    found = offer(programme).standings

    assert [(found[e].earliest, found[e].latest) for e in ("E1", "E2", "E3")] == [(2, 6), (3, 3), (2, 6)]


def test_what_is_under_way_keeps_its_start():
    """Whatever the window says, and even if it was built late."""
    programme = a_programme(
        estates=(an_estate("E1", built_year=2004),),
        needs=(a_need(),),
        plan_from=2,
        under_way=(UnderWay(estate="E1", start=1, works={}),),
    )

    found = offer(programme).standings["E1"]

    assert (found.standing, found.earliest, found.latest) == (Standing.LATE, 1, 1)
