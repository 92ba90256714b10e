"""Schemes as data: kept and read back alike; what is wrong is told with its place."""

import json
import re
from copy import deepcopy
from fractions import Fraction

import pytest

from yipanqi.domain.supervision.scheme_stored import NoScheme, canonical, fraction, scheme_of, stored, written
from yipanqi.domain.supervision.scheme_told import fault_told, formula_told
from yipanqi.domain.supervision.schemes_shipped import JIANGXI, PRESETS, SUBDISTRICTS


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_what_ships_is_kept_and_read_back(preset):
    """Through JSON, the same scheme and the same text; every line is said in both languages."""
    again = scheme_of(json.loads(json.dumps(stored(preset))))

    assert again == preset
    assert canonical(again) == canonical(preset)
    assert all(formula_told(it, "zh") and formula_told(it, "en") for it in preset.indicators)


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda it: it["indicators"][2].update(weight="x"), "indicators[2].weight", "value"),
        (lambda it: it["indicators"][2].update(weight=1.5), "indicators[2].weight", "value"),  # float is no number here
        (lambda it: it["indicators"][2].update(weight="14"), "weights", "sum"),
        (lambda it: it["indicators"][3].update(wight="1"), "indicators[3].wight", "unknown"),
        (lambda it: it["indicators"][1].update(key="on_time"), "indicators", "keys"),
        (lambda it: it["indicators"][0].update(source="hearsay"), "indicators[0].source", "value"),
        (lambda it: it["indicators"][0].update(source=""), "indicators[0].scorer", "source"),
        (lambda it: it["indicators"][0].update(target="0"), "indicators[0].target", "none"),
        (lambda it: it["indicators"][2].pop("step"), "indicators[2].step", "none"),
        (lambda it: it["indicators"][8].update(events=[]), "indicators[8].events", "none"),
        (lambda it: it["indicators"][8].update(weight="3"), "indicators[8].weight", "bonus"),
        (lambda it: it["indicators"][0].pop("names"), "indicators[0].names", "none"),
        (lambda it: it["grades"].reverse(), "grades", "order"),
        (lambda it: it.update(kinds=["moon"]), "kinds[0]", "unknown"),
        (lambda it: it.update(cycle="week"), "cycle", "value"),
        (lambda it: it.update(least_units=-1), "least_units", "value"),
        (lambda it: it.update(indicators="all"), "indicators", "value"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change, place, code):
    """One function reads a scheme, and names the place of each fault, in words too."""
    data = deepcopy(stored(SUBDISTRICTS))
    change(data)

    with pytest.raises(NoScheme) as refused:
        scheme_of(data)

    assert (place, code) in [(it.place, it.code) for it in refused.value.faults]
    for it in refused.value.faults:
        assert "indicators[" not in fault_told(data, it, "zh")


def test_all_faults_are_told_at_once():
    """Two wrong figures, two faults; what is no scheme at all is one."""
    data = deepcopy(stored(JIANGXI))
    data["indicators"][0]["weight"], data["indicators"][5]["formula"] = "ten", "guess"

    with pytest.raises(NoScheme) as refused:
        scheme_of(data)

    assert [it.place for it in refused.value.faults] == ["indicators[0].weight", "indicators[5].formula"]
    for nothing in (None, [], "x", {}, {"indicators": [None]}):
        with pytest.raises(NoScheme):
            scheme_of(nothing)


def test_numbers_are_exact():
    """As they are written, in percent, as a fraction; never what float makes of them."""
    assert [fraction(it) for it in ("12.5", "1/3", 30, "85%", "-0.1")] == [
        Fraction(25, 2), Fraction(1, 3), Fraction(30), Fraction(17, 20), Fraction(-1, 10),
    ]  # fmt: skip
    assert [written(Fraction(it)) for it in ("0.1", "1/3", "30", "-2.50")] == ["0.1", "1/3", "30", "-2.5"]
    for wrong in (0.1, True, None, "", "1/0", "nan", "inf", "1e999", "x"):
        with pytest.raises(ValueError, match=re.escape(str(wrong)) or None):
            fraction(wrong)
