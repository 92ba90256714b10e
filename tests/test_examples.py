"""The examples: totals as published, sums of the right size, and something to choose."""

import pickle
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import district_83
import make_examples
import phases_2022
import pytest
from jianghan import DISTRICT, MERGED, SUBDISTRICTS

from yipanqi.domain.coordinate import metres_between
from yipanqi.domain.finding import forbid
from yipanqi.domain.fund import FundKind
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.eligibility import Standing
from yipanqi.domain.planning.estimate import estimate
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.programme import Programme
from yipanqi.planner.payments import pay
from yipanqi.planner.translate import translate
from yipanqi.workbook.read import read


@pytest.fixture(scope="module")
def district() -> Programme:
    return district_83.programme()


@pytest.fixture(scope="module")
def offered(district: Programme) -> Offer:
    return offer(district)


@pytest.mark.parametrize("name", make_examples.EXAMPLES)
def test_the_workbooks_are_fresh(name: str):
    """What the generator makes is what the workbook in the folder says, without a single error."""
    reading = read(Path(make_examples.__file__).parent / name)

    assert not forbid(list(reading.findings))
    assert reading.programme == make_examples.EXAMPLES[name]()


def whole_need(programme: Programme) -> int:
    """Fen that everything surveyed would cost at the standard option."""
    return sum(
        estimate(programme.estate_by_id[n.estate], programme.measure_by_id[n.measure], n, programme.policy).cost
        for n in programme.needs
    )


def test_made_the_same_every_time(district: Programme):
    """The seed decides everything."""
    assert district_83.programme() == district
    assert phases_2022.programme() == phases_2022.programme()


def test_the_phases_have_their_published_totals():
    """12 estates with 70 buildings, 3,726 households, 293,800 ㎡; 17 with 104, 4,571 and 536,000."""
    estates = phases_2022.programme().estates
    totals = [
        (
            len(part),
            sum(e.buildings or 0 for e in part),
            sum(e.households for e in part),
            sum(e.floor_area or 0 for e in part),
        )
        for part in ([e for e in estates if e.note.startswith(phase)] for phase in ("七期", "八期"))
    ]

    assert totals == [(12, 70, 3726, 293_800), (17, 104, 4571, 536_000)]
    assert Counter(e.subdistrict for e in estates) == {
        "xinhua": 5, "beihu": 1, "wansong": 6, "tangjiadun": 10, "changqing": 7,
    }  # fmt: skip
    assert all(e.buildings and e.households > 20 and "估算" in e.note for e in estates)


def test_the_district_is_of_the_right_size(district: Programme):
    """2.4–5.6万 households on 237–389万㎡; everything costs 11–18亿, of which the money covers 45–60 %."""
    households = sum(e.households for e in district.estates)
    area = sum(e.floor_area or 75 * e.households for e in district.estates)
    need = whole_need(district)
    money = sum(grant or 0 for fund in district.funds for grant in fund.appropriations)

    assert len(district.estates) == len({e.name for e in district.estates}) == 83
    assert 24_000 <= households <= 56_000
    assert 2_370_000 <= area <= 3_890_000
    assert 110_000 <= need / FEN_PER_WAN <= 180_000
    assert Fraction(45, 100) <= Fraction(money, need) <= Fraction(60, 100)


def test_the_district_has_of_everything(district: Programme, offered: Offer):
    """23 measures, 13 subdistricts, every kind of fund, every kind of estate and refusal."""
    assert {n.measure for n in district.needs} == {m.id for m in district.measures}
    assert len(district.measures) == 23
    assert {e.subdistrict for e in district.estates} == set(SUBDISTRICTS.values())
    assert {f.kind for f in district.funds} == set(FundKind) - {FundKind.OTHER}
    assert {mark for e in district.estates for mark in e.exclusions} >= {"demolition", "self_built", "urban_village"}
    assert {s.standing for s in offered.standings.values()} == set(Standing)
    assert {r.reason.code for r in offered.refusals} >= {
        "support_short", "vote_short", "vote_missing", "prerequisite_not_offered",
    }  # fmt: skip
    assert any(n.cost for n in district.needs) and any(n.quantity is None for n in district.needs)
    assert any(e.must for e in district.estates) and any(e.fixed_start is not None for e in district.estates)
    assert any((w.measure == "lift") for works in offered.works.values() for w in works)


def test_estates_lie_by_their_subdistricts(district: Programme):
    """Every estate has invented coordinates in Jianghan, nearest to others of its own subdistrict, none on another."""
    points = {e.id: e.point for e in district.estates}
    for estate in district.estates:
        away = {other: metres_between(points[estate.id], at) for other, at in points.items() if other != estate.id}
        nearest = district.estate_by_id[min(away, key=away.__getitem__)]

        assert nearest.subdistrict == estate.subdistrict
        assert min(away.values()) > 100
        assert 114.23 <= estate.longitude <= 114.305 and 30.565 <= estate.latitude <= 30.63


def test_where_an_estate_lies_decides_nothing(district: Programme, offered: Offer):
    """The planning problem is the same, bit for bit, without any coordinates."""
    nowhere = tuple(replace(e, longitude=None, latitude=None) for e in district.estates)
    bare = replace(district, estates=nowhere)

    problems = [translate(it, offer(it)).problem for it in (district, bare)]

    assert pickle.dumps(problems[0]) == pickle.dumps(problems[1])
    assert len(problems[0].estates.households) > 70


def test_merged_subdistricts_carry_their_day(district: Programme):
    """花楼 and 水塔 ended; the others stand."""
    assert {r.name for r in district.regions if r.valid_to} == {f"{name}街道" for name in MERGED}


def test_says_that_it_is_made_up(district: Programme):
    """On the sheet and in every document."""
    for programme in (district, phases_2022.programme()):
        assert programme.heading.is_synthetic
        assert "虚构" in programme.heading.source_note


def test_buildings_add_up_to_their_estates(district: Programme):
    """Where buildings are listed, their sums are the estate's figures."""
    for id in {b.estate for b in district.buildings}:
        estate, listed = district.estate_by_id[id], [b for b in district.buildings if b.estate == id]
        assert sum(b.households or 0 for b in listed) == estate.households
        assert len(listed) == estate.buildings
        assert estate.floor_area is None or sum(b.floor_area or 0 for b in listed) == estate.floor_area


def test_every_work_can_be_paid(district: Programme):
    """For each measure the shares of the funds that reach the district add up to the whole."""
    for programme in (district, phases_2022.programme()):
        for measure in {n.measure for n in programme.needs}:
            reach = [f for f in programme.funds if f.region in programme.path(DISTRICT)]
            assert sum(programme.share(f.id, measure) for f in reach) >= 1


def test_what_must_be_done_can_be_done(district: Programme, offered: Offer):
    """Must estates and fixed starts, with their required works, fit money, crews and sites."""
    starts = {e.id: e.fixed_start for e in district.estates if e.fixed_start is not None}
    starts |= {e.id: 2 * n for n, e in enumerate(e for e in district.estates if e.must)}
    choices = {(w.estate, w.measure): Standard.STANDARD for e in starts for w in offered.works[e] if w.required}
    plan = Plan(starts=starts, choices=choices)

    payment = pay(district, offered, plan)

    assert not payment.missing
    assert violations(district, offered, replace(plan, payments=payment.payments)) == []
