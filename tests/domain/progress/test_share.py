"""Many lights as one, and the percent of a parent with its sum."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.share import Part, share, weighed
from yipanqi.domain.progress.told import share_told, sum_told

_WAN = 1_000_000
_PARTS = [
    Part(key="a", colour=Colour.GREEN, budget=60 * _WAN, percent=Decimal("50")),
    Part(key="b", colour=Colour.RED, budget=10 * _WAN, percent=Decimal("33.3")),
    Part(key="c", colour=Colour.RED, budget=30 * _WAN),
    Part(key="d", colour=Colour.RED, budget=500 * _WAN, percent=Decimal(9), is_cancelled=True),
    Part(key="e", colour=Colour.GREY),
]


def test_money_weighs_and_the_worst_is_named():
    """Cancelled tasks are left out; what has no money weighs nothing but is counted."""
    found = share(_PARTS)
    assert found is not None
    assert (found.of(Colour.RED), found.of(Colour.GREEN)) == (Fraction(2, 5), Fraction(3, 5))
    assert (found.worst, found.worst_keys, found.counts[Colour.GREY]) == (Colour.RED, ("c", "b"), 1)
    assert share_told(found, "zh") == "按资金：◆红灯 40%、□灰灯 0%、●绿灯 60%；最差：◆红灯（2项）"


def test_without_money_number_weighs():
    """Two of three."""
    found = share(
        [Part(key=it, colour=colour) for it, colour in (("a", Colour.DONE), ("b", Colour.DONE), ("c", Colour.GREY))]
    )
    assert found is not None
    assert (found.by_money, found.of(Colour.DONE), found.worst) == (False, Fraction(2, 3), Colour.GREY)
    assert share([]) is None and share([_PARTS[3]]) is None


def test_percent_of_a_parent_is_exact():
    """Σ fen × percent ÷ Σ fen; nothing reported is nothing done; settled is all."""
    found = weighed(_PARTS)
    assert found is not None
    assert found.percent == Fraction(60 * 50 * 10 + 10 * 333, 1000)
    assert found.shown == Decimal("33.3")
    assert sum_told(found, "zh") == (
        "Σ（资金×完成%）÷Σ资金＝（60.00万元×50% + 10.00万元×33.3% + 30.00万元×0%）÷100.00万元＝33.3%"
    )
    assert sum_told(found, "en", most=1).startswith(
        "Σ (money × % done) ÷ Σ money = (CNY 0.6 million×50% + …and 3 in all)"
    )
    done = weighed([Part(key="a", colour=Colour.DONE), Part(key="b", colour=Colour.GREEN, percent=Decimal("99.9"))])
    assert done is not None and done.shown == Decimal("99.9")


@given(
    st.lists(
        st.builds(
            Part,
            key=st.just("x"),
            colour=st.sampled_from(list(Colour)),
            budget=st.integers(0, 10**9),
            percent=st.none() | st.integers(0, 1000).map(lambda it: Decimal(it) / 10),
            is_cancelled=st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_shares_add_up_and_percent_stays_between_its_parts(parts):
    """Whatever is rolled up."""
    found, sum_ = share(parts), weighed(parts)
    if found is None or sum_ is None:
        assert all(it.is_cancelled for it in parts)
        return
    assert sum(found.of(it) for it in Colour) == 1
    told = [percent for _, weight, percent in sum_.terms if weight]
    assert min(told) <= sum_.percent <= max(told)
