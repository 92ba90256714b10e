"""What an office writes otherwise is right, or said at its cell: nothing of an own book is silently false."""

import pytest
from openpyxl import load_workbook
from workbook.own.books import a_book
from workbook.own.test_odd import WAN, a_list, asked, codes, estates, works

from yipanqi.workbook import read_own
from yipanqi.workbook.text import family, is_other_unit

HEAD = ("小区名称", "户数", "建成年份", "供水", "加装电梯", "备注")


def with_money(folder, *rows, head=("资金来源", "2028年", "2029年")):
    """A list of one estate and a sheet of money."""
    lists = {"东桥街道": [("小区名称", "户数", "建筑面积", "供水"), ("甲村", 100, 8000, "√")]}
    return read_own(a_book(folder / "money.xlsx", {**lists, "资金表": [("单位：万元",), head, *rows]}))


def test_a_figure_that_counts_something_else_is_said(tmp_path):
    """Persons, shares and what lies below nought are no households; a year with its month is that year."""
    book = a_list(
        tmp_path,
        ("甲村", "100人", "1988-12", "√", None, None),
        ("乙村", "80%", "2001-06", "√", None, None),
        ("丙村", -60, 198805, "√", None, None),
        ("丁村", 60, "1995-98年", "√", None, None),
        ("戊村", 60, "1988/90", "√", None, None),
        head=HEAD,
    )

    assert codes(book) == [("own_figure", "B2"), ("own_figure", "B3"), ("own_figure", "B4")]
    assert [e.built_year for e in book.programme.estates] == [1988, 2001, 1988, 1998, 1990]


def test_marks_that_may_say_both_are_asked(tmp_path):
    """○ beside √; what is done or put off; a range, a half and a count below nought are no count of lifts."""
    book = a_list(
        tmp_path,
        ("甲村", 100, 1988, "√", "已装2部", None),
        ("乙村", 80, 1988, "○", "2-3", None),
        ("丙村", 60, 1988, "√", 2.5, None),
        ("丁村", 60, 1988, "√", -1, None),
        ("戊村", 60, 1988, "√", "两部", None),
        head=HEAD,
    )

    assert codes(book) == [("own_quantity", "E3"), ("own_quantity", "E4"), ("own_figure", "E5")]
    assert asked(book) == ["tick/已装2部", "tick/○"]
    assert works(book, "戊村")["lift"].quantity == 2 and "lift" not in works(book, "丁村")
    assert [works(book, name)["lift"].quantity for name in ("乙村", "丙村")] == [None, None]


def test_a_work_that_is_denied_is_asked_and_not_planned(tmp_path):
    """Done before, left out, all but it: none of these wishes for the work."""
    book = a_list(
        tmp_path,
        ("甲村", 100, "自来水（已完成）、路灯"),
        ("乙村", 80, "不含路灯、屋面补漏"),
        ("丙村", 60, "除电梯外、无障碍坡道、不锈钢门"),
        head=("小区名称", "户数", "改造内容"),
    )

    assert [set(works(book, name)) for name in ("甲村", "乙村")] == [{"lighting"}, {"roof"}]
    assert {"word/自来水(已完成)", "word/不含路灯", "word/除电梯外"} <= set(asked(book))
    assert {q.guess for q in book.questions if q.key == "word/除电梯外"} == {"-"}


@pytest.mark.parametrize("band", ["现状配套设施", "已改造内容", "历史改造情况", None])
def test_what_is_there_already_is_no_wish(tmp_path, band):
    """Ticks under a heading that tells how things are stay beside the estate; with none they are works."""
    head = ("小区名称", "户数", "建筑面积", "供水", "路灯")
    rows = [head, ("甲村", 100, 8000, "√", "√"), ("乙村", 60, 5000, None, "√")]
    over = [(None, None, None, band, None)] if band else []
    book = read_own(
        a_book(tmp_path / "b.xlsx", {"东桥街道": [*over, *rows]}, {"东桥街道": ["D1:E1"] if band else ()}), year=2027
    )

    assert {name: set(works(book, name)) for name in estates(book) if name in ("甲村", "乙村")} == (
        {"甲村": set(), "乙村": set()} if band else {"甲村": {"water", "lighting"}, "乙村": {"lighting"}}
    )


def test_a_note_is_no_sum_and_a_mean_is_no_estate(tmp_path):
    """其中 in a note drops no row; a name that begins like a sum is a name; a row of means is left out."""
    book = a_list(
        tmp_path,
        ("甲村", 100, 1988, None, None, "其中3栋平房"),
        ("全县供销宿舍", 60, 1990, "√", None, None),
        ("甲村", 100, 1988, None, None, "其中3栋平房"),
        ("平均", 80, 1989, None, None, None),
        head=HEAD,
    )

    assert {e.name: e.households for e in book.programme.estates} == {"甲村": 100, "全县供销宿舍": 60}


def test_a_row_that_stands_twice_counts_once(tmp_path):
    """Quantities are not added, and it is said."""
    row = ("甲村", 100, 1988, None, 2, None)
    book = a_list(tmp_path, row, ("乙村", 60, 1990, "√", None, None), row, head=HEAD)

    assert works(book, "甲村")["lift"].quantity == 2
    assert codes(book) == [("own_estate_same", "A4")]


def test_sources_in_other_words(tmp_path):
    """Yuan and years of two digits in headings; a sum by another name; parts that are the whole of a source."""
    head = ("资金来源", "28年（元）", "29年（元）")
    yuan = with_money(tmp_path, ("中央补助", 3_000_000, 2_000_000), ("区财政", 4_000_000, 3_000_000), head=head)
    total = with_money(tmp_path, ("中央补助", 300, 200), ("区财政", 400, 300), ("资金总额", 700, 500))
    parts = with_money(tmp_path, ("财政资金", 700, 500), ("其中：中央补助", 300, 200), ("区财政", 400, 300))
    one = with_money(tmp_path, ("财政资金", 700, 500), ("其中：中央补助", 300, 200), ("社会资本", 100, 0))

    right = {"中央补助": (300 * WAN, 200 * WAN), "区财政": (400 * WAN, 300 * WAN)}
    for book in (yuan, total, parts):
        assert {f.name: f.appropriations for f in book.programme.funds} == right
    assert codes(parts) == [("own_money_divided", "A3")] and not codes(yuan) and not codes(total)
    assert [f.name for f in one.programme.funds] == ["财政资金", "社会资本"]


def test_money_that_is_rough_or_owed_is_said(tmp_path):
    """约300 counts as 300 and is said; -200 and 300户 are no money."""
    book = with_money(tmp_path, ("中央补助", "约300", -200), ("区财政", 400, "300户"))

    assert codes(book) == [("own_rough", "B3"), ("own_figure", "C3"), ("own_figure", "C4")]


def test_what_nobody_sees_is_read_and_said(tmp_path):
    """Hidden rows and columns, and figures that their format divides."""
    path = a_book(
        tmp_path / "h.xlsx",
        {"东桥街道": [HEAD, ("甲村", 100, 1988, "√", None, None), ("乙村", 60, 1990, "√", None, None)]},
    )
    file = load_workbook(path)
    file.active.row_dimensions[3].hidden = True
    file.active.column_dimensions["B"].hidden = True
    file.save(path)

    book = read_own(path, year=2027)

    assert codes(book) == [("rows_hidden", "A3"), ("column_hidden", "B2")]
    assert [e.households for e in book.programme.estates] == [100, 60]


def test_what_can_hardly_be_is_said_at_its_row(tmp_path):
    """0.8 ㎡ in all and yuan taken for 10⁴ yuan are said before anything is planned."""
    lists = [
        ("小区名称", "户数", "建筑面积", "加装电梯"),
        ("甲村", 100, 0.8, "√"),
        ("乙村", 60, 5000, "√"),
        ("丙村", 90, 7000, "√"),
    ]
    money = [("单位：万元",), ("资金来源", "2028年"), ("中央补助", 3_000_000)]
    book = read_own(a_book(tmp_path / "m.xlsx", {"东桥街道": lists, "资金表": money}))

    said = {f.code: f for f in book.findings}
    assert said["area_unlikely"].place.cell == "A2" and said["grant_too_large"].gravity.value == "error"


def test_a_unit_that_is_not_the_columns_is_no_scale():
    """Dollars by the ten thousand are no yuan; persons are no households."""
    assert is_other_unit("万美元") and not is_other_unit("万元")
    assert family("人") == "people" and family("户") == "households"
