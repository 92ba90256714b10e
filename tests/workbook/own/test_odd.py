"""Books that do everything otherwise are read right, or what is doubtful in them is said at its cell."""

import pytest
from workbook.own.books import a_book
from workbook.own.odd_books import (
    in_a_csv,
    ones_and_noughts,
    quarters_and_groups,
    side_by_side,
    two_rows_of_bands,
    unmerged_buildings,
    works_apart,
)

from yipanqi.workbook import Mapping, answered, merged, read, read_own, write

WAN = 1_000_000
BOOKS = [
    two_rows_of_bands,
    side_by_side,
    unmerged_buildings,
    works_apart,
    quarters_and_groups,
    in_a_csv,
    ones_and_noughts,
]
HEAD = ("小区名称", "户数", "建筑面积", "供水", "加装电梯")


def own(make, folder, **given):
    return read_own(make(folder / "own.xlsx"), year=2027, **given)


def a_list(folder, *rows, head=HEAD, sheet="东桥街道", merged=(), **given):
    """A list of estates of one subdistrict."""
    book = a_book(folder / "list.xlsx", {sheet: [head, *rows]}, {sheet: merged})
    return read_own(book, year=2027, **given)


def estates(book):
    return {e.id: e for e in book.programme.estates} and {e.name: e for e in book.programme.estates}


def works(book, name):
    estate = next(e for e in book.programme.estates if e.name == name)
    return {need.measure: need for need in book.programme.needs_by_estate.get(estate.id, ())}


def codes(book):
    return [(f.code, f.place.cell) for f in book.findings]


def asked(book):
    """The keys of what is open, but for the years of building that most of these books leave out."""
    return [question.key for question in book.questions if question.key != "built/"]


def test_bands_without_merged_cells(tmp_path):
    """Bands reach to the right as far as something stands under them; a row of units, one of numbers and one of
    instructions are no estates; lengths are no areas and are said."""
    book = own(two_rows_of_bands, tmp_path)
    first, second, third = book.programme.estates

    assert dict(book.counts) | {"buildings": 0} == {
        "estates": 3, "works": 11, "households": 448, "buildings": 0, "regions": 2,
    }  # fmt: skip
    assert [e.built_year for e in (first, second, third)] == [1989, 1998, 1993]
    assert [e.floor_area for e in (first, second, third)] == [14200, 9800, 6100]
    assert {m: n.quantity for m, n in works(book, "一棉宿舍").items()} == {
        "water": 210, "drainage": None, "parking": 40, "lighting": 12, "roof": pytest.approx(3600.5), "lift": 2,
    }  # fmt: skip
    assert works(book, "二棉宿舍")["lift"].quantity == 1
    assert sum(n.cost for n in book.programme.needs) == 886 * WAN
    assert (codes(book), asked(book)) == ([("own_quantity", "E8")], [])


def test_lists_side_by_side_and_a_summary(tmp_path):
    """Each list is its own subdistrict's; what a summary repeats counts once, what it alone says counts."""
    book = own(side_by_side, tmp_path)
    places = {r.id: r.name for r in book.programme.regions}

    assert {e.name: (places[e.subdistrict], e.households, e.floor_area) for e in book.programme.estates} == {
        "甲村": ("青山街道", 100, 8000),
        "乙村": ("青山街道", 60, 5000),
        "丙村": ("绿水街道", 90, 7000),
    }
    assert [(e.earliest, e.latest) for e in estates(book).values()] == [(0, 1), (4, 7), (3, 3)]
    assert set(works(book, "丙村")) == {"stairwell", "facade"}
    assert {m: n.quantity for m, n in works(book, "乙村").items()} == {"roof": None, "parking": 20, "greening": 300}
    assert [f.appropriations for f in book.programme.funds] == [(200 * WAN, 60 * WAN)]
    assert book.programme.heading.district == "河东区"


def test_buildings_whose_estate_is_written_once(tmp_path):
    """A merged count is the estate's, not its first building's; two estates of one name in two places stay two."""
    book = own(unmerged_buildings, tmp_path)

    assert [(e.name, e.households, e.floor_area, e.buildings, e.floors) for e in book.programme.estates] == [
        ("石化新村", 60, 4500, 2, 7),
        ("气象局宿舍", 40, 4800, 2, 5),
        ("石化新村", 18, 1500, 1, 5),
    ]
    assert [b.households for b in book.programme.buildings] == [24, 36, None, None, 18]
    assert works(book, "石化新村")["lift"].quantity == 3
    assert works(book, "气象局宿舍")["facade"].quantity == 278  # 0.111 of the one block's 2,500㎡
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "省财政": (120 * WAN, 55_500_000),
        "区财政": (80 * WAN, 74_500_000),
    }
    assert (codes(book), asked(book)) == ([("earmarks_spare", "C5")], ["tick/○"])


def test_works_and_money_on_sheets_of_their_own(tmp_path):
    """Group rows with sums say the place; a name that no list has is asked, and the nearest taken meanwhile."""
    book = own(works_apart, tmp_path)

    assert dict(book.counts) == {"estates": 4, "works": 5, "households": 230, "buildings": 9, "regions": 2}
    assert [e.built_year for e in book.programme.estates] == [1999, 1979, 1985, 1999]
    assert works(book, "和平楼")["security"].cost == 500_000  # 5000元
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "中央补助": (100 * WAN, 100 * WAN, 0),
        "专项债": (200 * WAN, 0, 50 * WAN),
        "区级配套": (50 * WAN, 100 * WAN, 0),
    }
    assert asked(book) == ["name/和平搂"]
    again = own(works_apart, tmp_path, mapping=answered(book.mapping, "name/和平搂", "北街街道/和平楼"))
    assert asked(again) == [] and again.programme == book.programme


def test_years_as_groups_and_quarters_as_columns(tmp_path):
    """A row of a year heads those below; ● says yes where ○ says no; own fields are kept with the estate."""
    book = own(quarters_and_groups, tmp_path)

    assert [(e.earliest, e.latest) for e in estates(book).values()] == [(1, 1), (2, 2), (4, 4)]
    assert works(book, "滨江二村") == {}
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "省补": (250 * WAN, 0),
        "区级": (360 * WAN, 70 * WAN),
    }
    assert book.programme.estates[0].own == {"责任领导": "张三", "占地面积": 9000}
    assert {field.name: field.kind.value for field in book.programme.own_fields} == {
        "责任领导": "text",
        "占地面积": "number",
    }
    assert asked(book) == ["word/神仙工程"]


def test_ones_and_noughts_by_building(tmp_path):
    """楼道 under works is a work, though it is a unit as well; a work that one of two buildings wishes for is that
    building's."""
    book = own(ones_and_noughts, tmp_path)

    assert {e.name: (e.households, e.floor_area, e.stairwells) for e in book.programme.estates} == {
        "桂香里": (48, 3636, 4),
        "机修里": (48, 2880, 4),
    }
    assert {m: n.quantity for m, n in works(book, "桂香里").items()} == {"road": None, "stairwell": 2}
    assert set(works(book, "机修里")) == {"water", "roof", "stairwell"}
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "上级补助": (53_500_000, 0, 40 * WAN),
        "居民及单位": (7_600_000, 0, 2_800_000),
    }
    assert (codes(book), book.questions) == ([], ())


def test_a_list_as_text_without_households(tmp_path):
    """They are estimated from the floor area, and said to be; a heading that nobody knows is asked."""
    book = own(in_a_csv, tmp_path)

    assert [e.households for e in book.programme.estates] == [45, 129]  # 93㎡ each
    assert "own_made_households" in {made.code for made in book.defaults}
    assert asked(book) == ["column/own#1/魔法"]


@pytest.mark.parametrize("make", BOOKS)
def test_the_same_book_asks_nothing_once_it_is_answered(make, tmp_path):
    """And what is written is read back as it was, without an error."""
    book = own(make, tmp_path)
    mapping = book.mapping
    for question in book.questions:
        mapping = answered(mapping, question.key, question.guess)
    again = own(make, tmp_path, mapping=Mapping.from_json(mapping.to_json()))
    write(again.programme, tmp_path / "out.xlsx")
    reading = read(tmp_path / "out.xlsx")

    assert again.questions == ()
    assert [e.id for e in again.programme.estates] == [e.id for e in book.programme.estates]
    assert reading.programme == again.programme


@pytest.mark.parametrize("make", BOOKS)
def test_every_cell_is_placed_or_said(make, tmp_path):
    """No cell of a sheet with a table is left over."""
    assert "own_cell_left" not in {code for code, _ in codes(own(make, tmp_path))}


def test_what_stands_beside_the_headings_is_said(tmp_path):
    """Once for a column, with the number of its cells."""
    book = a_list(tmp_path, ("甲里", 30, 2000, "√", None, "漏水"), ("乙里", 40, 3000, "√", None, "渗水"))

    (left,) = (f for f in book.findings if f.code == "own_cell_left")
    assert (left.place.cell, left.values["count"]) == ("F2", 2)


def test_done_is_no_wish_and_an_odd_mark_is_asked(tmp_path):
    """已完成 says no; 急 is taken as yes and asked."""
    book = a_list(tmp_path, ("甲里", 30, 2000, "已完成", "急"), ("乙里", 40, 3000, "√", 2))

    assert [set(works(book, name)) for name in ("甲里", "乙里")] == [{"lift"}, {"water", "lift"}]
    assert asked(book) == ["tick/急"]
    no = a_list(tmp_path, ("甲里", 30, 2000, "已完成", "急"), mapping=answered(book.mapping, "tick/急", "no"))
    assert works(no, "甲里") == {}


def test_sums_that_say_otherwise(tmp_path):
    """A row of sums is held against its rows; a sum without a label is no estate."""
    wrong = a_list(tmp_path, ("甲里", 30, 2000), ("乙里", 40, 3000), ("合计", 80, 5000))
    bare = a_list(tmp_path, ("甲里", 30, 2000), ("乙里", 40, 3000), (None, 70, 5000))

    assert codes(wrong) == [("own_sum_differs", "B4")]
    assert codes(bare) == [] and bare.counts["households"] == 70


def test_an_estate_that_stands_twice(tmp_path):
    """With the same figures once, with others as two; both are said."""
    same = a_list(tmp_path, ("甲里", 30, 2000, "√"), ("乙里", 9, 900), ("甲里", 30, 2000, None, 1))
    other = a_list(tmp_path, ("甲里", 30, 2000, "√"), ("乙里", 9, 900), ("甲里", 50, 4000))

    assert same.counts["households"] == 39 and codes(same) == [("own_estate_same", "A4")]
    assert other.counts["households"] == 89 and codes(other) == [("own_estate_again", "A4")]
    assert set(works(same, "甲里")) == {"water", "lift"}


def test_units_that_nobody_said(tmp_path):
    """Taken from what a household can cost and have; asked where no unit is possible."""
    head = ("小区名称", "户数", "建筑面积", "总投资")
    yuan = a_list(tmp_path, ("甲里", 30, 2000, 900_000), ("乙里", 40, 0.3, 1_200_000), head=head)
    wan = a_list(tmp_path, ("甲里", 30, 0.2, 90), ("乙里", 40, 0.3, 120), head=head)
    odd = a_list(tmp_path, ("甲里", 30, 2000, 900_000_000), head=head)

    assert [c.unit for c in yuan.mapping.tables[0].columns][3] == "元"
    assert [c.unit for c in wan.mapping.tables[0].columns][2:] == ["万㎡", "万元"]
    assert [e.floor_area for e in wan.programme.estates] == [2000, 3000]
    assert asked(odd) == ["unit/东桥街道#1/总投资"]


def test_money_by_source_and_year_beside_the_estates(tmp_path):
    """Two rows of headings over money: each year's is that year's, whatever was wished."""
    rows = [
        ("小区名称", "户数", "中央补助（万元）", None, "区财政（万元）", None),
        (None, None, "2027年", "2028年", "2027年", "2028年"),
        ("甲里", 30, 10, 20, 5, None),
        ("乙里", 40, None, 30, 5, 5),
    ]
    merged_areas = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]
    book = read_own(a_book(tmp_path / "m.xlsx", {"东桥街道": rows}, {"东桥街道": merged_areas}))

    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "中央补助": (10 * WAN, 50 * WAN),
        "区财政": (10 * WAN, 5 * WAN),
    }


def test_a_row_for_each_part_of_an_estate_is_a_building(tmp_path):
    """Its name merged over rows with counts of their own: nothing is counted by the first row alone."""
    rows = [("甲里", 30, 2000, "√"), (None, 20, 1500, None), ("乙里", 40, 3000, "√")]
    book = a_list(tmp_path, *rows, merged=["A2:A3"])

    assert (book.counts["households"], book.counts["buildings"]) == (90, 3)
    assert estates(book)["甲里"].floor_area == 3500


def test_joint_words_are_taken_apart(tmp_path):
    """水电气 is three works, 外墙及屋面 two; a unit behind a heading without brackets is one."""
    head = ("小区名称", "户数", "建筑面积㎡", "基础类改造内容")
    book = a_list(tmp_path, ("甲里", 30, "2000㎡", "水电气改造、外墙及屋面防水；道路翻新1200平方米"), head=head)

    assert book.programme.estates[0].floor_area == 2000
    assert set(works(book, "甲里")) == {"water", "power", "gas", "facade", "roof", "road"}
    assert works(book, "甲里")["road"].quantity == 1200


def test_two_tables_on_a_sheet_and_groups_with_sums(tmp_path):
    """一 | 北关街道 heads its estates though it has sums; money stands below under a heading of two columns."""
    rows = [
        ("城北区2027年度老旧小区改造计划汇总表",),
        ("单位：万元、户、万平方米",),
        ("序号", "街道/小区名称", "建成\n年份", "户数", "面积", "供\n水", "加\n梯"),
        ("合计", None, None, "1,240", 9.1),
        ("一", "北关街道", None, 740, 5.1),
        (1, "粮库家属院", 1985, "400户", 2.8, "√", "2部"),
        (2, "二轻局楼", 1990, 340, 2.3, "√"),
        ("二", "南关街道", None, 500, 4.0),
        (1, "五金厂宿舍", "1988.10", 500, 4.0, None, 3),
        (),
        ("资金筹措计划",),
        ("资金来源", "金额（万元）"),
        ("中央补助资金", 1500),
        ("地方配套", 1200),
        ("合计", 2700),
    ]
    book = read_own(a_book(tmp_path / "b.xlsx", {"申报": rows}))
    places = {r.id: r.name for r in book.programme.regions}

    assert {e.name: (places[e.subdistrict], e.households, e.floor_area) for e in book.programme.estates} == {
        "粮库家属院": ("北关街道", 400, 28000),
        "二轻局楼": ("北关街道", 340, 23000),
        "五金厂宿舍": ("南关街道", 500, 40000),
    }
    assert [works(book, n).get("lift") and works(book, n)["lift"].quantity for n in ("粮库家属院", "五金厂宿舍")] == [
        2,
        3,
    ]
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "中央补助资金": (1500 * WAN,),
        "地方配套": (1200 * WAN,),
    }
    assert (codes(book), asked(book)) == ([], [])


def test_titles_name_place_and_district(tmp_path):
    """Of 西江区东湾街道 both; 城镇 is no place; a list without any is asked whose it is."""
    both = a_list(tmp_path, ("甲里", 30, 2000), sheet="Sheet1", head=("2027年西江区东湾街道申报表",))
    rows = [("2027年西江区东湾街道城镇老旧小区申报表",), HEAD, ("甲里", 30, 2000, "√")]
    both = read_own(a_book(tmp_path / "t.xlsx", {"Sheet1": rows}))
    none = a_list(tmp_path, ("甲里", 30, 2000), sheet="Sheet1")

    assert [r.name for r in both.programme.regions] == ["西江区", "东湾街道"]
    assert asked(none) == ["subdistrict/Sheet1#1/"]
    said = a_list(
        tmp_path, ("甲里", 30, 2000), sheet="Sheet1", mapping=answered(none.mapping, asked(none)[0], "东湾街道")
    )
    assert asked(said) == [] and said.programme.regions[1].name == "东湾街道"


def test_next_years_book_of_the_same_shape(tmp_path):
    """Other sheets and estates, the same headings: its words and columns are known, codes stay."""
    rows = [("甲里", 30, 2000, "急", 1)]
    first = a_list(tmp_path, *rows)
    mapping = answered(first.mapping, "tick/急", "yes")
    later = a_list(tmp_path, ("乙里", 10, 900, "急", 1), *rows, sheet="西桥街道", mapping=mapping)
    grown = a_list(tmp_path, ("乙里", 10, 900, "急", 1), *rows, mapping=mapping)

    assert asked(later) == asked(grown) == []
    assert estates(grown)["甲里"].id == estates(first)["甲里"].id != estates(grown)["乙里"].id


def test_a_list_keeps_what_it_does_not_say(tmp_path):
    """Laid onto a programme, a work's severity, agreement and quantity stay where the list is silent."""
    base = a_list(
        tmp_path,
        ("甲里", "供水", 0.9, "80%", 25),
        head=("小区名称", "改造内容", "严重程度", "同意率", "工程量"),
    ).programme
    listed = a_list(tmp_path, ("甲里", 30, 2000, "√", 2)).programme
    water, lift = merged(base, listed).needs

    assert (water.severity, water.quantity, float(water.support)) == (base.needs[0].severity, 25, 0.8)
    assert (lift.measure, lift.quantity) == ("lift", 2)


def test_an_answer_must_be_one(tmp_path):
    """A measure, a meaning or a table that does not exist is refused."""
    mapping = a_list(tmp_path, ("甲里", 30, 2000, "√")).mapping

    for key, answer in (
        ("word/飞天", "no-such"),
        ("column/东桥街道#1/户数", "work:no-such"),
        ("column/东桥街道#1/户数", "nonsense"),
        ("column/东桥街道#1/没有", "households"),
        ("column/别处#1/户数", "households"),
        ("tick/急", "perhaps"),
        ("fund/甲", "no-such"),
        ("year/", "soon"),
    ):
        with pytest.raises(ValueError):
            answered(mapping, key, answer)


def test_a_list_without_households_leaves_the_counted_ones(tmp_path):
    """What was estimated for the list does not stand in for what was counted; buildings that no longer add up go."""
    base = own(unmerged_buildings, tmp_path).programme
    rows = [("桥北街道",), ("街道", "小区名称", "建筑面积", "路灯"), ("桥北镇", "石化新村", 4600, "√")]
    listed = read_own(a_book(tmp_path / "l.xlsx", {"表": rows}), year=2027)
    whole = merged(base, listed.programme, made_up=listed.made_up)

    assert [(e.households, e.floor_area) for e in whole.estates] == [(60, 4600), (40, 4800), (18, 1500)]
    assert [b.estate for b in whole.buildings] == ["E002", "E002", "E003"]
    write(whole, tmp_path / "out.xlsx")
    assert read(tmp_path / "out.xlsx").programme == whole


def test_a_book_without_years_of_building_asks_once(tmp_path):
    """Meanwhile they are taken as the last that may be renovated, and do not stand in for what is known."""
    book = a_list(tmp_path, ("甲里", 30, 2000, "√"))
    unknown = a_list(tmp_path, ("甲里", 30, 2000, "√"), mapping=answered(book.mapping, "built/", "-"))
    base = a_list(tmp_path, ("甲里", 30, 1984), head=("小区名称", "户数", "建成年代")).programme

    assert [q.key for q in book.questions] == ["built/"] and book.programme.estates[0].built_year == 2000
    assert unknown.questions == () and unknown.programme.estates[0].built_year is None
    assert merged(base, book.programme, made_up=book.made_up).estates[0].built_year == 1984
