"""Books as offices keep them become programmes; nothing that means something is dropped without a word."""

from decimal import Decimal
from fractions import Fraction

import pytest
from workbook.own.books import a_book, by_building, in_ticks, in_words

from yipanqi.domain.sentences import sentence
from yipanqi.workbook import Mapping, answered, merged, read, read_own, write


def works_of(book, name):
    estate = next(e for e in book.programme.estates if e.name == name)
    return {need.measure: need for need in book.programme.needs if need.estate == estate.id}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def words(folder):
    return read_own(in_words(folder / "words.xlsx"))


@pytest.fixture(scope="module")
def ticks(folder):
    return read_own(in_ticks(folder / "ticks.xlsx"))


def test_sheets_of_subdistricts_are_one_list(words):
    """Sums, notes, a repeated heading and a sheet of sums are no estates; units of headings and cells count."""
    estates = {e.name: e for e in words.programme.estates}

    assert dict(words.counts) == {"estates": 4, "works": 10, "households": 516, "buildings": 0, "regions": 2}
    assert estates["柳林新村"].households == 240 and estates["柳林新村"].floor_area == 18000
    assert [estates[n].built_year for n in ("纸厂宿舍", "柳林新村", "工人二村")] == [1988, 1998, 1983]
    assert [estates[n].floor_area for n in ("纸厂宿舍", "河口大院")] == [9600, 5000]
    assert words.programme.calendar.first_year == 2028


def test_words_with_counts_and_any_separator(words):
    """Eight works in two cells; a count behind a word is its quantity."""
    assert set(works_of(words, "纸厂宿舍")) == {"drainage", "telecom", "roof", "lighting"}
    assert works_of(words, "纸厂宿舍")["lighting"].quantity == 6
    assert works_of(words, "柳林新村")["lift"].quantity == 2
    assert sum(need.cost for need in works_of(words, "纸厂宿舍").values()) == 210_500_000


def test_an_unknown_word_is_a_question_and_its_answer_settles_it(words, folder):
    """Named at its cell; answered once, it is asked no more, nor by the book of the next year."""
    (question,) = words.questions

    assert question.finding.values == {"word": "神秘工程"} and question.finding.place.cell == "F3"
    again = read_own(folder / "words.xlsx", mapping=answered(words.mapping, question.key, "leisure"))
    assert not again.questions and "leisure" in works_of(again, "河口大院")
    kept = Mapping.from_json(again.mapping.to_json())
    assert kept == again.mapping
    assert [e.id for e in read_own(folder / "words.xlsx", mapping=kept).programme.estates] == [
        e.id for e in again.programme.estates
    ]


def test_marks_counts_and_rows_of_subdistricts(ticks):
    """√ and counts say yes, ×, 0 and 否 say no, ○ beside √ is asked and meanwhile yes; a row of one name says the
    subdistrict below it."""
    regions = {r.id: r.name for r in ticks.programme.regions}

    assert {e.name: regions[e.subdistrict] for e in ticks.programme.estates} == {
        "东桥一里": "东桥街道",
        "东桥二里": "东桥街道",
        "西桥里": "西桥街道",
    }
    assert {n: set(works_of(ticks, n)) for n in ("东桥一里", "东桥二里", "西桥里")} == {
        "东桥一里": {"water", "lift"},
        "东桥二里": {"water", "road", "ebike"},
        "西桥里": {"road", "ebike"},
    }
    assert works_of(ticks, "东桥一里")["lift"].quantity == 3
    assert [(e.earliest, e.latest) for e in ticks.programme.estates] == [(0, 3), (4, 7), (2, 2)]


def test_a_table_of_money(ticks):
    """Sources by year; the cell's own unit goes before the sheet's; sums are not a source."""
    assert {f.name: (f.kind, f.appropriations) for f in ticks.programme.funds} == {
        "中央补助": ("central", (300_000_000, 200_000_000)),
        "区财政": ("district", (400_000_000, 200_000_000)),
        "居民出资": ("residents", (50_000_000, 50_000_000)),
    }
    assert ticks.programme.heading.district == "江湾区"
    assert [q.key for q in ticks.questions] == ["built/", "tick/○"] and not ticks.findings


def test_buildings_are_summed_and_kept(folder):
    """A merged cell of money counts once; yuan are yuan."""
    book = read_own(by_building(folder / "buildings.xlsx"))

    assert dict(book.counts) == {"estates": 2, "works": 3, "households": 94, "buildings": 3, "regions": 1}
    assert [b.name for b in book.programme.buildings] == ["1#", "2#", "1#"]
    assert {f.name: f.appropriations for f in book.programme.funds} == {
        "省级补助": (150_000_000, 60_000_000),
        "区级配套": (80_000_000, 30_000_000),
    }


@pytest.mark.parametrize("make", [in_words, in_ticks, by_building])
def test_the_workbook_that_is_written_plans(make, tmp_path):
    """No error: what is written is read back as it was."""
    book = read_own(make(tmp_path / "own.xlsx"))
    write(book.programme, tmp_path / "out.xlsx")
    reading = read(tmp_path / "out.xlsx")

    assert reading.programme == book.programme


def test_a_list_of_one_subdistrict_leaves_the_others_alone(ticks, tmp_path):
    """Its estates are updated by their names; a new one gets a free code; money stays."""
    rows = [
        ("西桥街道申报表",),
        ("小区名称", "户数", "建筑面积", "改造内容"),
        ("西桥里", 90, 6400, "供水"),
        ("西桥新村", 40, 3000, "路灯"),
    ]
    listed = read_own(a_book(tmp_path / "list.xlsx", {"西桥": rows}), year=2027).programme
    whole = merged(ticks.programme, listed)

    assert [e.name for e in whole.estates] == ["东桥一里", "东桥二里", "西桥里", "西桥新村"]
    assert whole.estate_by_id["E003"].households == 90 and whole.estate_by_id["E004"].subdistrict == "S002"
    assert {n.measure for n in whole.needs_by_estate["E003"]} == {"water"}
    assert whole.needs_by_estate["E001"] == ticks.programme.needs_by_estate["E001"]
    assert whole.funds == ticks.programme.funds


def test_a_sheet_of_works_says_how_badly_and_who_agrees(tmp_path):
    """A row a work, beside a list of estates; per cent are ratios, and an unread sheet is named."""
    book = read_own(
        a_book(
            tmp_path / "works.xlsx",
            {
                "小区": [
                    ("2029年小区清单",),
                    ("街道", "小区", "户数"),
                    ("东桥街道", "甲里", 30),
                    ("东桥街道", "乙里", 40),
                ],
                "改造需求": [
                    ("小区", "改造内容", "工程量", "严重程度", "同意率", "造价（万元）"),
                    ("甲里", "供水", 30, 0.9, "85%", 9.5),
                    ("乙里", "路灯", 12, 0.4, None, None),
                ],
                "说明": [("一",), ("二",), ("三",), ("四",)],
            },
        )
    )
    water, lamps = works_of(book, "甲里")["water"], works_of(book, "乙里")["lighting"]

    assert (water.quantity, water.severity, water.support, water.cost) == (
        30,
        Decimal("0.9"),
        Fraction(17, 20),
        9_500_000,
    )
    assert (lamps.quantity, lamps.severity, lamps.support, lamps.cost) == (12, Decimal("0.4"), None, None)
    assert [(f.code, f.place.sheet) for f in book.findings] == [("own_sheet_unread", "说明")]


def test_what_is_no_number_is_said_at_its_cell(tmp_path):
    """And a row of figures without an estate."""
    rows = [("小区名称", "户数", "建筑面积", "供水"), ("甲里", "很多", 3000, "√"), (None, 30, 2000, "√")]
    book = read_own(a_book(tmp_path / "odd.xlsx", {"东桥": rows}), year=2027)

    assert [(f.code, f.place.cell) for f in book.findings] == [("own_figure", "B2"), ("own_row_nameless", "B3")]
    assert book.programme.estates[0].floor_area == Decimal(3000)


def test_an_error_in_a_cell_is_said_in_words(tmp_path):
    """At its cell, by its heading, in both languages; the rest of the row is read."""
    rows = [("小区名称", "户数", "建筑面积（㎡）"), ("甲里", "#REF!", 3000)]
    book = read_own(a_book(tmp_path / "error.xlsx", {"东桥": rows}), year=2027)
    (found,) = book.findings

    assert found.place.cell == "B2" and book.programme.estates[0].floor_area == Decimal(3000)
    assert all("户数" in sentence(found.code, found.values, lang) for lang in ("zh", "en"))


def test_a_book_without_estates_or_years_says_so(tmp_path):
    """What to do is said; nothing is made up."""
    nothing = read_own(a_book(tmp_path / "none.xlsx", {"表": [("你好",), (1, 2)]}))
    rows = [("小区名称", "户数", "建筑面积"), ("甲里", 30, 3000)]
    no_year = read_own(a_book(tmp_path / "year.xlsx", {"表": rows}))

    assert nothing.programme is None and [f.code for f in nothing.findings] == ["own_no_estates"]
    assert no_year.programme is None and [q.key for q in no_year.questions] == ["year/", "built/", "subdistrict/表#1/"]
