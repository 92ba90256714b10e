"""Pictures of plans: drawn from the figures, on scales that do not mislead."""

import pytest

from yipanqi.web.page.charts import bars, flow, lines


def test_a_curve_needs_two_moments_and_ends_at_its_labels():
    """Best never stands above bound, and both are told in figures at their ends."""
    assert lines([], "best", "bound") is None
    assert lines([[1.0, 5.0, 9.0]], "best", "bound") is None

    drawn = lines([[1.0, 5.0, 9.0], [2.0, 8.0, 9.0]], "best", "bound")

    ends = [float(points.split()[-1].split(",")[1]) for points in (drawn.best, drawn.bound)]
    assert ends[0] > ends[1]  # y grows downwards
    assert [label.text for label in drawn.labels] == ["bound 9", "best 8"]
    assert drawn.gap == "12.5%"


@pytest.mark.parametrize(
    ("last", "ticks"),
    [
        (2.9, ["0 s", "1 s", "2 s"]),
        (0.9, ["0 s", "0.2 s", "0.4 s", "0.6 s", "0.8 s"]),
        (60.0, ["0 s", "20 s", "40 s", "60 s"]),
        (10.0, ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]),
    ],
)
def test_moments_of_a_curve_are_round_and_distinct(last, ticks):
    """m7: no two marks read the same."""
    drawn = lines([[last / 2, 5.0, 9.0], [last, 8.0, 9.0]], "best", "bound")

    assert [label.text for label in drawn.ticks] == ticks


def test_a_flow_is_as_thick_as_its_money():
    """What leaves a sum comes in at another: both columns are as tall as the whole."""
    parts = {("city", "0", "roads"): 300, ("city", "1", "roads"): 100, ("district", "0", "pipes"): 600}
    columns = [
        [("city", "市级"), ("district", "区级")],
        [("0", "2027"), ("1", "2028")],
        [("roads", "道路"), ("pipes", "管线")],
    ]

    drawn = flow(parts, columns, "万元")

    by_column = {x: sum(node.height for node in drawn.nodes if node.x == x) for x in {node.x for node in drawn.nodes}}
    assert list(by_column.values()) == pytest.approx([420.0] * 3)
    assert len(drawn.bands) == 6
    assert flow({}, columns, "万元") is None


def test_bars_begin_at_zero_and_mark_what_is_full():
    """A load at its limit is marked; nothing is drawn below zero."""
    drawn = bars([0.0, 5.0, 10.0], [10.0, 10.0, 10.0], ["a", "b", "c"])

    assert [bar.is_full for bar in drawn] == [False, False, True]
    assert drawn[1].height == pytest.approx(drawn[2].height / 2)
    assert all(bar.y + bar.height == pytest.approx(60.0) for bar in drawn)


def test_every_sum_and_band_of_a_flow_leads_to_its_money():
    """A sum asks for its own rows, a band for those of both its ends; small money is told as the tables tell it."""
    columns = [[("city", "市级")], [("0", "2027")], [("roads", "道路")]]

    drawn = flow(
        {("city", "0", "roads"): 12_15_00_00}, columns, "万元", lambda way: "&".join(way[at] for at in sorted(way))
    )

    assert [node.label for node in drawn.nodes] == ["市级 12.15 万元", "2027 12.15 万元", "道路 12.15 万元"]
    assert [node.url for node in drawn.nodes] == ["city", "0", "roads"]
    assert [band.url for band in drawn.bands] == ["city&0", "0&roads"]
