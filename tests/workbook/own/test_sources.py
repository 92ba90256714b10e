"""Money as offices write it: beside an estate it is that estate's in its year; no source is lost without a word."""

from workbook.own.books import a_book, by_building
from workbook.own.test_odd import WAN, codes

from yipanqi.workbook import answered, laid_onto, merged, not_planned, read, read_own, write

HEAD = ("小区名称", "户数", "建成年份", "供水", "屋面补漏", "计划年度", "中央补助", "区财政")
ROWS = (
    ("甲村", 100, 1988, "√", "√", 2028, 30, 20),
    ("乙村", 60, 1990, "√", None, 2029, 12.5, None),
    ("丙村", 80, 1991, "√", None, 2029, None, 40),
)
TABLE = ("资金来源", "2028年", "2029年")


def a_list(folder, *money, rows=ROWS, head=HEAD):
    """A list of estates with money beside, and perhaps a table of money."""
    sheets = {"东桥街道": [("单位：万元",), head, *rows]}
    if money:
        sheets["资金表"] = [("单位：万元",), TABLE, *money]
    return read_own(a_book(folder / "money.xlsx", sheets))


def earmarked(book):
    """Source → estate → money by year, in 10⁴ yuan."""
    whole = book.programme
    return {
        whole.fund_by_id[fund].name: {
            whole.estate_by_id[e].name: tuple(fen / WAN for fen in years) for e, years in own.items()
        }
        for fund, own in whole.earmarked.items()
    }


def granted(book):
    """Source → appropriations in 10⁴ yuan; None: no limit."""
    funds = book.programme.funds
    return {f.name: tuple(g if g is None else g / WAN for g in f.appropriations) for f in funds}


def told(book):
    """The defaults that are about money beside estates, with their values."""
    return {it.code: it.values for it in book.defaults if it.code.startswith(("own_made_bound", "own_beside"))}


def test_money_beside_an_estate_is_earmarked_to_it_and_its_year(tmp_path):
    """Each source's sum is its appropriation; the workbook that is written says so, and gives it back."""
    book = a_list(tmp_path)

    assert granted(book) == {"中央补助": (30, 12.5), "区财政": (20, 40)}
    assert earmarked(book) == {
        "中央补助": {"甲村": (30, 0), "乙村": (0, 12.5)},
        "区财政": {"甲村": (20, 0), "丙村": (0, 40)},
    }
    assert not codes(book) and not book.questions
    write(book.programme, tmp_path / "ours.xlsx")
    reading = read(tmp_path / "ours.xlsx")
    assert reading.programme == book.programme and not [it for it in reading.findings if it.gravity == "error"]


def test_merged_cells_and_years_in_the_heading(tmp_path):
    """One merged cell of three buildings is the estate's; a column of a year goes before the year wished."""
    buildings = read_own(by_building(tmp_path / "buildings.xlsx"))
    head = (*HEAD[:6], "2028年中央补助", "2029年中央补助")
    years = a_list(tmp_path, head=head, rows=[("甲村", 100, 1988, "√", None, 2028, 30, 20)])

    assert earmarked(buildings) == {
        "省级补助": {"铁路新村": (150, 0), "邮电里": (0, 60)},
        "区级配套": {"铁路新村": (80, 0), "邮电里": (0, 30)},
    }
    assert earmarked(years) == {"中央补助": {"甲村": (30, 20)}}


def test_a_table_of_money_goes_before_the_sums(tmp_path):
    """What of it is for no estate is a fund of its own; less than what stands beside estates binds nothing and is said;
    a source that the table does not name is said."""
    more = a_list(tmp_path, ("中央补助", 50, 12.5), ("区财政", 20, 40))
    less = a_list(tmp_path, ("中央补助", 50, 12), ("区财政", 20, 40))
    one = a_list(tmp_path, ("中央补助", 30, 12.5))

    assert granted(more) == {"中央补助": (30, 12.5), "中央补助（未定到小区）": (20, 0), "区财政": (20, 40)}
    assert earmarked(more)["中央补助"] == {"甲村": (30, 0), "乙村": (0, 12.5)}
    assert granted(less) == {"中央补助": (50, 12), "区财政": (20, 40)} and set(earmarked(less)) == {"区财政"}
    assert told(less)["own_beside_beyond"]["year"] == "2029"
    assert granted(one) == {"中央补助": (30, 12.5)}
    assert told(one)["own_beside_unlisted"] == {"name": "区财政", "amount": 60 * WAN, "touched": ()}


def test_a_sheet_of_money_by_estate(tmp_path):
    """Rows of estate, source and amount bind as columns beside do; a name of no estate is said, and its money kept."""
    lists = {"东桥街道": [HEAD[:6], *(row[:6] for row in ROWS)]}
    rows = [("甲村", "中央补助", 2028, 30), ("乙村", "中央补助", 2029, 12.5), ("丁村", "中央补助", 2029, 7)]
    money = [("单位：万元",), ("小区名称", "资金来源", "年度", "金额"), *rows]
    book = read_own(a_book(tmp_path / "money.xlsx", {**lists, "资金": money}))

    assert earmarked(book) == {"中央补助": {"甲村": (30, 0), "乙村": (0, 12.5)}}
    assert granted(book) == {"中央补助": (30, 12.5), "中央补助（未定到小区）": (0, 7)}
    assert codes(book) == [("own_money_stranger", "A5")]


def test_no_limit_is_a_source_without_one(tmp_path):
    """不限 in any money cell is said at it, and the source stays, without a limit, beside an estate too."""
    table = a_list(
        tmp_path, ("中央补助", 50, 12.5), ("水务集团", "不限", "据实"), rows=[r[:6] for r in ROWS], head=HEAD[:6]
    )
    beside = a_list(tmp_path, rows=[("甲村", 100, 1988, "√", "√", 2028, 30, "不限")])

    assert granted(table) == {"中央补助": (50, 12.5), "水务集团": (None, None)}
    assert codes(table) == [("own_unlimited", "B4"), ("own_unlimited", "C4")]
    assert granted(beside) == {"中央补助": (30,), "区财政": (None,)} and set(earmarked(beside)) == {"中央补助"}
    assert codes(beside) == [("own_unlimited", "H3")]


def test_a_list_laid_onto_a_programme_leaves_its_money(tmp_path):
    """Nothing is told that was made up of money and then not taken; that it was not is."""
    book = a_list(tmp_path)

    told_then = [one.code for one in laid_onto(book).defaults]

    assert "own_money_stays" in told_then and not {"own_made_kind", "own_made_bound", "own_made_capacity"} & {
        *told_then
    }
    alone = a_list(tmp_path, rows=[row[:6] for row in ROWS], head=HEAD[:6])
    assert not {"own_money_stays", "own_made_fund"} & {one.code for one in laid_onto(alone).defaults}


def test_years_that_are_not_planned(tmp_path):
    """Money of other years does not count and wishes for them do not bind: both are told, and the wish is noted."""
    mapping = answered(a_list(tmp_path).mapping, "year/", "2028-2028")
    book = read_own(tmp_path / "money.xlsx", mapping=mapping)
    values = {it.code: it.values for it in book.defaults}

    assert granted(book) == {"中央补助": (30,), "区财政": (20,)}
    assert values["own_money_outside"] == {"name": "区财政", "amount": 40 * WAN, "years": ("2029",), "touched": ()}
    assert values["own_wish_outside"]["names"] == ("乙村", "丙村")
    assert [(e.earliest, e.latest, e.note) for e in book.programme.estates] == [
        (0, 3, ""), (None, None, "计划年度：2029Q1—2029Q4"), (None, None, "计划年度：2029Q1—2029Q4"),
    ]  # fmt: skip


def test_money_of_no_year_is_told(tmp_path):
    """It counts in the first year, and that is said."""
    money = [("单位：万元",), ("资金来源", "金额"), ("中央补助", 50)]
    book = read_own(a_book(tmp_path / "m.xlsx", {"东桥街道": [HEAD[:6], *(row[:6] for row in ROWS)], "资金表": money}))
    values = {it.code: it.values for it in book.defaults}

    assert granted(book) == {"中央补助": (50, 0)}
    assert values["own_money_undated"] == {"name": "中央补助", "amount": 50 * WAN, "years": ("2028",), "touched": ()}


def test_a_wish_counts_in_the_years_of_the_programme_it_is_laid_onto(tmp_path):
    """A list that begins with 2028 laid onto a programme of 2027–2028: its 2028 stays 2028, and 2029 is told."""
    rows = [("甲村", 100, 1988, "√", "√", 2027), ("丙村", 80, 1991, "√", None, 2028)]
    base = a_list(tmp_path, rows=rows, head=HEAD[:6]).programme
    listed = a_list(tmp_path, rows=[row[:6] for row in ROWS], head=HEAD[:6]).programme
    whole = merged(base, listed)
    first, third, second = whole.estates

    assert base.calendar.first_year == 2027 and listed.calendar.first_year == 2028
    assert (first.name, first.earliest, first.latest) == ("甲村", 4, 7)
    assert (third.earliest, third.latest, third.note) == (4, 7, "计划年度：2029Q1—2029Q4")
    assert (second.name, second.earliest, second.latest) == ("乙村", None, None)
    assert [(it.code, it.values["names"]) for it in not_planned(base, listed)] == [
        ("own_wish_outside", ("乙村", "丙村"))
    ]
    write(whole, tmp_path / "out.xlsx")
    assert read(tmp_path / "out.xlsx").programme == whole


def test_more_money_of_its_own_than_an_estate_can_spend_is_said(tmp_path):
    """What no work could cost is spent by nobody: one finding names the estates, in the book and in ours."""
    rows = [("甲村", 100, 1988, "√", "√", 2028, 3000, 2000), ("乙村", 60, 1990, "√", None, 2029, 12.5, None)]
    book = a_list(tmp_path, rows=rows)
    (spare,) = [it for it in book.findings if it.code == "earmarks_spare"]

    assert (spare.values["estates"], spare.values["names"], spare.values["money"]) == (1, "甲村", 5000 * WAN)
    assert spare.place.cell == "A3" and spare.values["cost"] < 2500 * WAN
    write(book.programme, tmp_path / "ours.xlsx")
    (ours,) = [it for it in read(tmp_path / "ours.xlsx").findings if it.code == "earmarks_spare"]
    assert (ours.values, ours.gravity) == (spare.values, "warning")
    assert not [it for it in a_list(tmp_path).findings if it.code == "earmarks_spare"]


def test_names_are_printed_as_they_were_written(tmp_path):
    """Full-width signs and all; one thing written in two ways is one thing, called as it is written first. Codes and
    the mapping go by what is the same of both, so that the next book finds them."""
    head = ("社区", *HEAD[:-2], "备注", "社会资本（食堂、停车）")
    rows = [
        ("东桥社区（北）", "甲村（一期）", 100, 1988, "√", "√", 2028, "产权：房管所（代管）", 30),
        ("东桥社区(北)", "乙 村Ⅱ", 60, 1990, "√", None, 2029, None, 12),
    ]
    money = [TABLE, ("社会资本（食堂、停车）", 60, 60), ("区财政", 500, 500)]
    book = read_own(
        a_book(tmp_path / "b.xlsx", {"东桥街道": [("单位：万元",), head, *rows], "资金表": [("单位：万元",), *money]})
    )

    whole = book.programme
    assert [it.name for it in whole.estates] == ["甲村（一期）", "乙村Ⅱ"]
    assert [it.name for it in whole.communities] == ["东桥社区（北）"]
    assert {it.name.removesuffix("（未定到小区）") for it in whole.funds} >= {"社会资本（食堂、停车）"}
    assert "产权：房管所（代管）" in whole.estates[0].note
    said = [name for it in book.defaults for name in it.values["touched"]]
    assert "甲村（一期）" in said and not any("(" in name for name in said)
    assert "estate/东桥街道/甲村(一期)" in book.mapping.codes

    narrow = [("东桥社区(北)", "甲村(一期)", 120, 1988, "√", None, 2028, None, None)]
    again = read_own(a_book(tmp_path / "c.xlsx", {"东桥街道": [head, *narrow]}))
    both = merged(whole, again.programme, made_up=again.made_up)
    assert len(both.estates) == 2 and both.estates[0].households == 120 and len(both.communities) == 1


def test_a_district_without_a_name_is_marked_as_made(tmp_path):
    """The title says “this district”, and that is said; where the book names its district nothing is."""
    book = a_list(tmp_path)
    made = [it.values["title"] for it in book.defaults if it.code == "own_made_district"]
    assert made == [book.programme.heading.title] and "本区" in made[0]

    rows = [("西江区2028年老旧小区改造台账",), ("单位：万元",), HEAD, *ROWS]
    named = read_own(a_book(tmp_path / "named.xlsx", {"东桥街道": rows}))
    assert named.programme.heading.district == "西江区"
    assert "own_made_district" not in {it.code for it in named.defaults}
