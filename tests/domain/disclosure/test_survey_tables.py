"""Tables of choices on a page: what may not be told of them."""

import pytest

from yipanqi.domain.disclosure.survey_tables import beside_area, faults, grid

HEAD = ("小区", "同意", "反对", "合计")


def told(rows, *others, head=HEAD, title="2028年4月征询"):
    """Kind, place and answer of each fault."""
    found = faults(grid(title, head, rows), others)
    return {(it.kind, it.place, it.answer) for it in found}


@pytest.mark.parametrize("head", [("小区", "开工", "完工"), ("小区", "同意"), ("街道", "户数", "楼栋数")])
def test_a_table_of_works_is_no_survey(head):
    """Nor one with a single answer."""
    assert grid("2028年4月", head, [("和平里", "3", "2")[: len(head)]]) is None


def test_large_counts_are_told_and_none_is_found():
    """Nor of shares without a sum."""
    assert not told([("甲", "30", "20", "50"), ("乙", "41户", "1,009", "1,050"), ("合计", "71", "1029", "1100")])
    assert grid("", HEAD, [("甲", "97%", "3%", "100%")]) is None


def test_a_share_tells_the_count_beside_the_sum_of_its_place():
    """6 % of 50 is three people, 1 % of 300 two to four; 40 % of 3,000 is no count."""
    assert ("small_count", "甲", "反对") in told([("甲", "94%", "6%", "50")])
    assert ("small_count", "甲", "反对") in told([("甲", "99%", "1%", "300")])
    assert grid("", HEAD, [("甲", "60%", "40%", "3000"), ("乙", "55%", "45%", "2000")]) is None
    assert not told([("甲", "60%", "40%", "50"), ("乙", "55%", "45%", "200"), ("丙", "0%", "100%", "300")])
    assert ("small_count", "甲", "反对") in told(
        [("甲", "94", "6.0", "50")], head=("小区", "同意率", "反对率（%）", "总户数")
    )
    assert grid("", ("小区", "同意", "反对", "同意率", "合计"), [("甲", "30", "20", "60%", "50")]).answers == (
        "同意",
        "反对",
    )


def test_small_counts_and_small_rests_and_one_voice_are_found():
    """3 of 50; all but 2; 8 of 8."""
    found = told([("甲", "47", "3", "50"), ("乙", "98", "—", "100"), ("丙", "8", "0", "8")])

    assert ("small_count", "甲", "反对") in found and ("small_rest", "甲", "同意") in found
    assert ("small_rest", "乙", "同意") in found and ("small_rest", "丙", "同意") in found


def test_what_is_withheld_alone_is_worked_out_of_its_sums():
    """One cell of a row and a column is known exactly; four in a rectangle of large counts are not."""
    alone = [("甲", "30", "—", "50"), ("乙", "41", "60", "101"), ("合计", "71", "80", "151")]
    assert ("small_pinned", "甲", "反对") in told(alone)

    rectangle = [("甲", "—", "—", "50"), ("乙", "—", "—", "101"), ("合计", "71", "80", "151")]
    assert not told(rectangle)


def test_a_public_table_of_another_level_pins_what_this_one_withholds():
    """The community's own page told how many of 甲 were against."""
    buildings = grid(
        "2028年4月", HEAD, [("1栋", "12", "10", "22"), ("2栋", "18", "10", "28"), ("合计", "30", "20", "50")], "甲"
    )
    rectangle = [("甲", "—", "—", "50"), ("乙", "—", "—", "101"), ("合计", "71", "80", "151")]

    assert ("small_pinned", "乙", "反对") in told(rectangle, buildings)


def test_a_month_that_adds_few_is_found():
    """From 20 to 22 against."""
    before = grid("2028年3月", HEAD, [("甲", "30", "20", "50")])

    assert ("small_change", "甲", "反对") in told([("甲", "60", "22", "82")], before)
    assert not told([("甲", "60", "32", "92")], before)


def test_area_stands_beside_no_choice():
    """Whoever knows their flat finds their vote."""
    assert ("area_beside_choice", "", "") in told(
        [("甲", "30", "20", "820.5")], head=("小区", "同意", "反对", "专有面积（㎡）")
    )


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (("房号", "建筑面积", "签约日期"), "area_beside_date"),
        (("小区", "建筑面积（㎡）", "投诉件数"), "area_beside_complaint"),
        (("小区", "建筑面积", "开工日期"), None),
        (("房号", "签约日期"), None),
    ],
)
def test_area_stands_beside_no_complaint_and_no_household_s_date(head, kind):
    """Of whole estates areas and days are what is published of works."""
    found = beside_area(head)
    assert (found.kind if found else None) == kind
