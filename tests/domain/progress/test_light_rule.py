"""A rule is data: kept as JSON, read again, and refused where it contradicts itself."""

import json

import pytest

from yipanqi.domain.delivery.described import checked
from yipanqi.domain.progress.light_rule import NoRule, rule_of
from yipanqi.domain.progress.presets import DEFAULT, PRESETS, by_days
from yipanqi.domain.progress.shipped import FIELDS, LIGHT, SHIPPED
from yipanqi.domain.progress.sources import source_told


@pytest.mark.parametrize("key", PRESETS)
def test_presets_come_back_from_json(key):
    """Every one, unchanged, and its source speaks English."""
    rule = PRESETS[key]
    assert rule_of(json.loads(json.dumps(rule.stored))) == rule
    assert rule.key == key
    assert source_told(rule.source, "en").isascii() and source_told(rule.source, "zh") == rule.source


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "Two words"),
        ("names", ["落后", ""]),
        ("names", "落后"),
        ("gauge", "mood"),
        ("span", "month"),
        ("span", "week"),
        ("yellow", None),
        ("yellow", {"at": "-1", "is_included": True}),
        ("yellow", {"at": "0", "is_included": True}),
        ("yellow", {"at": "9.5", "is_included": True}),
        ("yellow", {"at": "NaN", "is_included": True}),
        ("yellow", {"at": 10.5, "is_included": True}),
        ("yellow", {"at": "10", "is_included": 1}),
        ("yellow", {"at": "10"}),
        ("red", {"at": "9", "is_included": True}),
        ("red", {"at": "10", "is_included": True}),
        ("red", None),
        ("source", " "),
        ("colour", "red"),
        ("also", PRESETS["days"].stored),
        ("also", DEFAULT.stored),
    ],
)
def test_what_is_no_rule_is_refused(field, value):
    """The field that is wrong is named."""
    with pytest.raises(NoRule, match=field):
        rule_of({**DEFAULT.stored, field: value})


def test_red_lies_beyond_yellow():
    """Of a ratio below it; at one figure only where yellow has the end and red what lies beyond."""
    wuhan = PRESETS["wuhan"].stored
    with pytest.raises(NoRule, match="red"):
        rule_of({**wuhan, "red": {"at": "90", "is_included": False}})
    same = {"yellow": {"at": "10", "is_included": True}, "red": {"at": "10", "is_included": False}}
    assert rule_of({**DEFAULT.stored, **same}).red.at == 10
    with pytest.raises(NoRule):
        by_days(30, 10)


def test_settings_are_described_and_fit():
    """Each key has its name and a value that is one; the rule that ships is a rule."""
    assert {it.key for it in SHIPPED} == set(FIELDS)
    for it in SHIPPED:
        assert checked(FIELDS[it.key], it.value) == it.value
        assert source_told(it.source, "en").isascii() or "’" in source_told(it.source, "en")
    assert rule_of(next(it.value for it in SHIPPED if it.key == LIGHT)) == DEFAULT
