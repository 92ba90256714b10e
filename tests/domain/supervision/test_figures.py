"""Sums, shares, places and tables of a period, held against two published tables."""

import re
from datetime import date
from fractions import Fraction

import pytest
from domain.supervision.published import HUNAN, HUNAN_SUM, MINISTRY, hunan, ministry
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.documents.supervision.period_labels import LABELS
from yipanqi.domain.supervision.figures import Sums, ends, percent, percent_said, placed, points, total
from yipanqi.domain.supervision.grids import ALL, provincial
from yipanqi.domain.supervision.grids import ministry as ministry_table
from yipanqi.domain.supervision.period import Period, PeriodKind, over, period_of
from yipanqi.domain.supervision.period_told import TOLD


def printed(grid, row) -> list[str]:
    return [box.said("zh", {}) for box in row]


def test_the_provincial_table_is_printed_as_it_was() -> None:
    """Each of the 14 rows and the sum row say what the published table says, in its column order."""
    grid = provincial(hunan(), 2021)
    for at, (row, (name, plan, started, share, _, _, done_share)) in enumerate(zip(grid.rows, HUNAN, strict=True), 1):
        told = printed(grid, row)
        assert (told[0], told[1], told[2], told[3], told[4], told[7]) == (
            str(at),
            name,
            str(plan),
            str(started),
            share,
            done_share,
        )
    foot = printed(grid, grid.foot)
    plan, started, share, money, done, done_share = HUNAN_SUM
    assert foot[2:5] == [f"{plan:,}", f"{started:,}", share]
    assert foot[6:] == [done, done_share]
    assert (foot[5], money) == ("752,393.76", "752,393.73")  # the published rows come to 300 yuan more than their sum


def test_three_that_tie_are_the_first_three_and_the_last_three_are_named() -> None:
    """The published text names 张家界, 怀化, 郴州 together as first, and 湘西, 衡阳, 邵阳 as last."""
    found = ends({name: one.share("started") for name, one in hunan().items()})
    assert [(it.place, set(it.keys)) for it in found.first] == [(1, {"张家界市", "怀化市", "郴州市"})]
    assert [key for it in found.last for key in it.keys] == ["邵阳市", "衡阳市", "湘西州"]


def test_the_ministry_table_is_sorted_and_summed_as_it_was() -> None:
    """32 rows in the published order, 全部开工 where all are, 42,621 and 80.4 % at the foot."""
    grid = ministry_table(ministry(), 2023)
    rates = {name: rate for name, _, rate in MINISTRY}
    assert [rates[row[1].value] for row in grid.rows] == [rate for _, _, rate in MINISTRY]
    assert [row[3].value for row in grid.rows if row[3].value == ALL] == [ALL, ALL]
    assert printed(grid, grid.foot)[2] == "42,621"
    whole = Sums(estates=53_000, started=total(ministry().values()).started)  # the year's task: 5.3万
    assert str(percent(whole.share("started"), 1)) == "80.4"


def test_sentences_are_said_in_both_languages() -> None:
    """No English sentence has Chinese left in it."""
    assert [code for code, (_, en) in {**TOLD, **LABELS}.items() if re.search("[\u4e00-\u9fff]", en)] == []


def test_points_are_the_difference_of_what_is_printed() -> None:
    """A reader who subtracts two printed shares finds the printed points."""
    now, before = Fraction(2, 3), Fraction(1, 3)
    assert (percent_said(now), percent_said(before), str(points(now, before))) == ("66.67%", "33.33%", "33.34")
    assert points(now, None) is None


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.fractions(0, 1), max_size=12))
def test_nobody_stands_at_both_ends_and_equals_share_a_place(values) -> None:
    """Whatever the shares: equals share a place, places count everybody, the ends do not overlap."""
    rows = placed(values)
    assert [it.place for it in rows] == [1 + sum(value > it.value for value in values.values()) for it in rows]
    found = ends(values)
    first, last = ({key for it in side for key in it.keys} for side in (found.first, found.last))
    assert not first & last
    if len(values) < 5 or len(set(values.values())) < 2:
        assert not first and not last
    else:
        assert max(values.values()) in {values[key] for key in first}


@pytest.mark.parametrize("key", ["2028-04", "2028Q1", "2028H2", "2028"])
def test_a_period_has_its_key_and_ends_before_the_next(key: str) -> None:
    """The key leads back; the period before ends on the day before the first."""
    it = period_of(key)
    assert it.key == key
    assert (it.first - it.before.last).days == 1
    assert it.said("zh").startswith("2028年") and "2028" in it.said("en")


def test_what_is_over_is_told_from_the_newest() -> None:
    """On 8 May 2028 April is over and May is not; what ends before the first day is left out."""
    found = [it.key for it in over(date(2028, 2, 10), date(2028, 5, 8), PeriodKind.MONTH)]
    assert found == ["2028-04", "2028-03", "2028-02"]
    with pytest.raises(ValueError, match="begins no"):
        Period(date(2028, 2, 1), PeriodKind.QUARTER)
