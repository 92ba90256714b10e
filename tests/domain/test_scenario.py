"""What-if: a scenario is stored and read again, changes what it names, says what it changes and what it cannot be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_programme

from yipanqi.domain.fund import Earmark
from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.planning.scenario import (
    UNCHANGED,
    CannotDerive,
    Scenario,
    changes,
    changes_said,
    coded_said,
    derived,
    estate_of,
)

STORED = {  # as runs of earlier versions have it
    "grants": {"city": {"2028": "700.5"}}, "crews": {"pipe": "150"}, "sites": {"S1": -1}, "targets": {"0": 3},
    "weights": {"upgrade": "1.2"}, "pins": {"E1": "2027Q3"}, "must": ["E2"], "withheld": ["E3"],
}  # fmt: skip


def test_a_stored_scenario_comes_back_exactly():
    """The stored form is read into fen and exact figures, and written as it was; nothing is stored of nothing."""
    scenario = Scenario.of(STORED)

    assert scenario.grants == {"city": {2028: 700_500_000}}
    assert scenario.crews == {"pipe": Decimal(150)}
    assert scenario.targets == {0: 3}
    assert scenario.weights == {MeasureClass.UPGRADE: Decimal("1.2")}
    assert scenario.to_dict() == STORED
    assert Scenario.of(scenario.to_dict()) == scenario
    assert Scenario.of({}) == UNCHANGED and UNCHANGED.to_dict() == {} and not UNCHANGED.changes_anything


def test_less_money_is_less_for_each_estate_that_it_is_bound_to():
    """What is bound to estates goes down with its appropriation, each in its measure, and never above it."""
    bound = [
        Earmark(fund="city", estate=e, year=0, amount=fen) for e, fen in (("E1", 100_000_001), ("E2", 200_000_000))
    ]
    programme = a_programme(earmarks=(*bound, replace(bound[0], year=1)))

    less = derived(programme, Scenario.of({"grants": {"city": {"2027": "300"}}}))  # was 600

    assert [one.amount for one in less.earmarks] == [50_000_000, 100_000_000, 100_000_001]


def test_nothing_changed_is_the_programme_itself():
    """Without a change there is no second programme, and nothing to tell."""
    programme = a_programme()

    assert derived(programme, UNCHANGED) is programme
    assert list(changes(programme, UNCHANGED)) == []


@pytest.mark.parametrize(
    "stored",
    [
        {"grants": {"city": {"2028": "-1"}}},
        {"grants": {"city": {"2028": "much"}}},
        {"grants": {"city": 5}},
        {"crews": {"pipe": "NaN"}},
        {"sites": {"S1": 1.5}},
        {"targets": {"0": "2.5"}},
        {"weights": {"grand": "2"}},
        {"must": "E1"},
        {"money": {}},
    ],
)
def test_what_makes_no_sense_is_refused(stored):
    """An unknown part, a figure that is none or below zero: the refusal names the part."""
    with pytest.raises(CannotDerive) as refusal:
        Scenario.of(stored)

    assert refusal.value.values["part"] in stored


@pytest.mark.parametrize(
    ("stored", "code", "word"),
    [
        ({"grants": {"moon": {"2028": "1"}}}, "scenario_no_fund", "moon"),
        ({"grants": {"city": {"2031": "1"}}}, "scenario_no_year", "2031"),
        ({"grants": {"utility": {"2028": "1"}}}, "scenario_unlimited_fund", "专业经营单位"),
        ({"crews": {"fire": "120"}}, "scenario_no_crews", "消防安防"),
        ({"sites": {"S2": 1}}, "scenario_no_site_limit", "万松街道"),
        ({"targets": {"9": 1}}, "scenario_no_target", "第 10 个"),
        ({"pins": {"E1": "2031Q1"}}, "pin_outside", "2031Q1"),
        ({"pins": {"E1": "soon"}}, "scenario_no_quarter", "soon"),
        ({"pins": {"E9": "2027Q1"}}, "pin_unknown", "E9"),
        ({"must": ["E1"], "withheld": ["E1"]}, "pin_in_and_out", "E1小区"),
    ],
)
def test_what_the_programme_does_not_have_is_refused_in_words(stored, code, word):
    """Nothing is ignored in silence: who asks for what is not there reads what it is, in either language."""
    programme = a_programme()

    with pytest.raises(CannotDerive) as refusal:
        derived(programme, Scenario.of(stored))

    assert refusal.value.code == code
    assert word in coded_said(programme, refusal.value, "zh")
    assert coded_said(programme, refusal.value, "en")


def test_changes_say_from_what_to_what_and_by_which_part():
    """One sentence for each change in either language; a figure that stays as it is tells nothing."""
    programme = a_programme()
    scenario = Scenario.of({"grants": {"city": {"2027": "600", "2028": "540"}}, "sites": {"S1": 1}, "must": ["E2"]})

    zh, en = (changes_said(programme, scenario, lang) for lang in ("zh", "en"))

    assert len(zh) == len(en) == 3
    assert "2028年减少 10%（600 → 540 万元）" in zh[0] and "2028: 10% less (CNY 6 → 5.4 million)" in en[0]
    assert "增加 1 个（2 → 3）" in zh[1] and "1 more (2 → 3)" in en[1]
    assert zh[2] == "E2小区必须列入"


def test_an_estate_is_meant_by_its_code_or_its_name():
    """A name that nobody has is refused, as is one that several have."""
    programme = a_programme()

    assert estate_of(programme, "E1") == estate_of(programme, "E1小区") == "E1"
    with pytest.raises(CannotDerive, match="scenario_estate_unknown"):
        estate_of(programme, "E9")
