"""Index numbers by patterns that are data, and the form of document numbers."""

from datetime import date

import pytest

from yipanqi.domain.disclosure.index_number import (
    DEFAULT,
    SHIPPED,
    CannotNumber,
    Part,
    lacking_number,
    lacking_pattern,
    made,
    next_serial,
    pattern,
    read,
)

CODES = {Part.REGION: "420103", Part.BODY: "001", Part.CLASS: "02"}


def test_a_number_is_made_by_the_pattern_and_read_back():
    """Region, body, class, year, serial; fixed widths."""
    usual = pattern(DEFAULT)

    number = made(usual, serial=12, year=2026, parts=CODES)

    assert number == "420103-001-02-2026-00012"
    assert read(usual, number) == {**CODES, Part.YEAR: "2026", Part.SERIAL: "00012"}
    assert read(usual, "420103-001-02-2026-12") is None
    assert read(usual, "420103-001-02-2026-00000") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("{body:9}/{year}-{serial:5}", "000014349/2017-00110"),
        ("{body:9}-{year}-{serial:6}", "01527918X-2020-153077"),
        ("{class:5}-{body:6}-{year}-{serial:6}", "A0300-010000-2013-000072"),
        ("{body:9}/{year}-{serial:6}", "640200102/2012-000010"),
    ],
)
def test_numbers_of_real_portals_are_read(text, number):
    """Each shipped pattern reads the number it was taken from, and makes the same again."""
    found = read(pattern(text), number)

    codes = {part: value for part, value in found.items() if part not in (Part.YEAR, Part.SERIAL)}
    again = made(pattern(text), serial=int(found[Part.SERIAL]), year=int(found[Part.YEAR]), parts=codes)
    assert again == number and text in SHIPPED


def test_free_widths_and_a_date():
    """As long as they come, kept apart by a separator or by a width."""
    free = pattern("{region}{body:3}-{group}-{date}-{serial}")

    number = made(free, serial=7, year=2026, parts={**CODES, Part.GROUP: "0102"}, day=date(2026, 6, 23))

    assert number == "420103001-0102-20260623-7"
    assert read(free, number)[Part.REGION] == "420103"
    assert read(free, "420103001-0102-20260631-7") is None  # no such day
    assert read(free, "420103001-0102-20260623-07") is None  # another writing of the same serial
    assert free.text == "{region}{body:3}-{group}-{date}-{serial}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "region-year",
        "{region}-{year}",
        "{region}-{serial}",
        "{year}{serial}-{year}",
        "{region}{body}-{year}-{serial}",
        "{town}-{year}-{serial}",
        "{year:2}-{serial}",
        "{year} {serial}",
        "{year}-{serial}-",
    ],
)
def test_a_pattern_that_could_not_be_read_back_is_refused(text):
    """Its fault is told in both languages, and no pattern is made of it."""
    assert all(lacking_pattern(text))
    with pytest.raises(ValueError):
        pattern(text)


@pytest.mark.parametrize(
    ("serial", "parts"),
    [(100_000, CODES), (0, CODES), (1, {}), (1, {**CODES, Part.BODY: "区办"}), (1, {**CODES, Part.BODY: "1"})],
)
def test_what_does_not_fit_is_refused(serial, parts):
    """A serial too long or below 1, a code missing, of other letters, or of another length."""
    with pytest.raises(CannotNumber) as refused:
        made(pattern(DEFAULT), serial=serial, year=2026, parts=parts)
    assert all(refused.value.pair)


def test_serials_go_on_after_the_highest():
    """That was ever given: what was dropped is not given again."""
    assert next_serial([]) == 1 and next_serial([1, 2, 3]) == 4 and next_serial([2, 5]) == 6


@pytest.mark.parametrize("text", ["", "江政办发〔2026〕12号", "国办函〔2019〕1号", "改督〔2027〕120号"])
def test_a_document_number_that_is_right(text):
    """None is an answer too."""
    assert lacking_number(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("江政办发[2026]12号", "〔〕"),
        ("江政办发（2026）12号", "〔〕"),
        ("江政办发〔26〕12号", "四位"),
        ("江政办发〔2026〕第12号", "第"),
        ("江政办发〔2026〕012号", "虚位"),
        ("江政办发〔2026〕12", "号"),
        ("〔2026〕12号", "代字"),
        ("江政办发 〔2026〕12号", "空格"),
        ("无", "留空"),
        ("江政办发〔２０２６〕12号", "2026"),
    ],
)
def test_a_document_number_that_is_wrong_says_why(text, says):
    """Each fault has its own sentence."""
    zh, en = lacking_number(text)

    assert says in zh and en
