"""The allow-list of what a publication says of an estate."""

from datetime import date

import pytest

from yipanqi.domain.disclosure import facts
from yipanqi.domain.disclosure.facts import FIELDS, FieldKind, NotAllowed, allowed, of_estate, restored, said, stored
from yipanqi.domain.disclosure.publication import Kind

PLACE = {"estate": "JH-001", "name": "登月小区", "region": "xinhua", "region_name": "新华街道"}
SAMPLE = {
    FieldKind.TEXT: ("在建", "Under way"),
    FieldKind.DATE: date(2028, 4, 30),
    FieldKind.QUARTER: "2028Q2",
    FieldKind.MONEY: 123_456_700,
    FieldKind.COUNT: 1234,
    FieldKind.SHARE: 7405,
    FieldKind.LIST: (("供水", "Water"), ("道路", "")),
}


def test_each_kind_takes_its_own_keys_and_no_other() -> None:
    """Every key is taken by the kinds it names, and refused by all others."""
    for key, field in FIELDS.items():
        for kind in Kind:
            values = {key: SAMPLE[field.kind]}
            if kind in field.kinds:
                assert of_estate(kind, **PLACE, values=values).values == values
            else:
                with pytest.raises(NotAllowed, match=key):
                    of_estate(kind, **PLACE, values=values)


@pytest.mark.parametrize("key", ["person", "phone", "owner", "households ", ""])
def test_a_key_of_nobody_is_refused(key: str) -> None:
    """What the allow-list does not name cannot be said by any kind."""
    for kind in Kind:
        with pytest.raises(NotAllowed):
            of_estate(kind, **PLACE, values={key: 1})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("money_planned", 12.5),
        ("households", True),
        ("households", -1),
        ("start_quarter", "2028-Q2"),
        ("works", ["供水"]),
        ("works", (("供水",),)),
    ],
)
def test_a_value_of_another_kind_is_refused(key: str, value: object) -> None:
    """Money and counts are whole, quarters are labels, lists are of pairs."""
    with pytest.raises(NotAllowed, match=key):
        of_estate(Kind.PLAN, **PLACE, values={key: value})


def test_what_is_none_is_left_out() -> None:
    """An unknown value is not there."""
    assert of_estate(Kind.PLAN, **PLACE, values={"buildings": None, "households": 0}).values == {"households": 0}


def test_values_survive_json_and_are_told_in_both_languages() -> None:
    """Each value comes back as it was, and is told without a float."""
    values = {key: SAMPLE[field.kind] for key, field in FIELDS.items()}

    assert restored(stored(values)) == values
    assert said("done_share", 7405, "zh") == "74.05%"
    assert said("money_planned", 123_456_700, "zh") == "123.46万元"
    assert said("start_quarter", "2028Q2", "en") == "2028 Q2"
    assert said("works", SAMPLE[FieldKind.LIST], "en") == "Water; 道路"
    assert all(said(key, value, lang) for key, value in values.items() for lang in ("zh", "en"))


def test_kinds_about_no_estate_carry_nothing() -> None:
    """Meetings, assessments, policies and replies say nothing of an estate's page."""
    for kind in (Kind.MEETING, Kind.ASSESSMENT, Kind.POLICY, Kind.REPLY):
        assert not allowed(kind)
    assert facts.FIELDS["state"].kinds == {Kind.PROGRESS, Kind.ANNUAL}
