"""The Excel books of a plan: what may be filled in, printed, handed to a unit or to the finance bureau."""

import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))

from district import a_district, an_offer, an_outcome

from yipanqi.documents.latin import in_latin, latin, of_level
from yipanqi.documents.plan.funding import write_funding
from yipanqi.documents.plan.responsibility import write_responsibility
from yipanqi.documents.plan.task_list import write_task_list
from yipanqi.documents.plan.why import used_up, would_cost, write_why
from yipanqi.documents.plan.words import sheet_words
from yipanqi.documents.press.sheets import PaperColumn, narrowed, side_by_side
from yipanqi.domain.estate import Level
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind
from yipanqi.domain.planning.slack import Node, countdowns
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.unit import Part

CHINESE = re.compile(r"[\u3400-\u9fff]")
ROOM = {8: 172.5, 9: 118.5}  # characters that landscape A3 and A4 hold at nine points, each as wide as in LibreOffice


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome())


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, facts: Facts) -> Path:
    folder = tmp_path_factory.mktemp("books")
    for lang in ("zh", "en"):
        write_task_list(facts, folder / f"tasks.{lang}.xlsx", lang)
        write_responsibility(facts, folder / f"duties.{lang}.xlsx", lang)
        write_funding(facts, folder / f"money.{lang}.xlsx", lang)
        write_why(facts, folder / f"why.{lang}.xlsx", lang)
    return folder


def sheet(path: Path, index: int, *, live: bool = False) -> Worksheet:
    return load_workbook(path, data_only=not live).worksheets[index]  # type: ignore[return-value]


def table(page: Worksheet) -> list[dict[str, object]]:
    """Rows below the heads, by their heading."""
    names = [str(cell.value) for cell in page[3]]
    return [dict(zip(names, row, strict=True)) for row in page.iter_rows(min_row=4, values_only=True)]


def test_the_list_may_be_filled_in(out: Path, facts: Facts) -> None:
    """A state is chosen from four, progress lies between 0 and 1, passed deadlines are lit by the policy's days."""
    page = sheet(out / "tasks.zh.xlsx", 0, live=True)
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    lights = [rule for found in page.conditional_formatting for rule in found.rules]
    names = {str(cell.value): cell.column_letter for cell in page[3]}
    last = 3 + len(facts.tasks)

    assert rules[f"{names['状态']}4:{names['状态']}{last}"].formula1 == '"未开始,实施中,已完成,暂缓"'
    assert rules[f"{names['进度']}4:{names['进度']}{last}"].type == "decimal"
    assert {"实际开始", "实际完成", "存在问题", "备注", "工作目标和完成标准", "暂定"} <= set(names)
    formulas = [rule.formula[0] for rule in lights]
    assert sum(f"TODAY()-${names['计划完成']}4>=30" in text for text in formulas) == 2
    assert sum(f"TODAY()-${names['计划完成']}4>=10" in text for text in formulas) == 2
    assert all('"已完成"' in text and '"暂缓"' in text for text in formulas)


def test_the_list_runs_by_start_and_says_what_is_provisional(out: Path, facts: Facts) -> None:
    """Rows are numbered in the order of their start, on the sheet to fill in as on the printed one."""
    filled, printed = (table(sheet(out / "tasks.zh.xlsx", i)) for i in (0, 1))
    provisional = sum(task.is_provisional for task in facts.tasks)

    assert [row["序号"] for row in filled] == list(range(1, len(facts.tasks) + 1))
    assert [row["计划开始"] for row in filled] == sorted(row["计划开始"] for row in filled)  # type: ignore[type-var]
    assert [row["计划开始"] for row in filled] == [row["计划开始"] for row in printed[:-1]]
    assert sum(row["暂定"] == "暂定" for row in filled) == provisional > 0


def test_whole_quantities_have_no_point(out: Path) -> None:
    """A format by value: 180 is not shown as `180.`, and half a metre keeps its half."""
    page = sheet(out / "tasks.zh.xlsx", 0, live=True)
    column = next(cell.column for cell in page[3] if cell.value == "数量")
    cells = [row[0] for row in page.iter_rows(min_row=4, min_col=column, max_col=column) if row[0].value is not None]

    assert cells
    assert all(("." in str(cell.number_format)) == (cell.value != int(cell.value)) for cell in cells)  # type: ignore[arg-type]
    assert all(not str(cell.number_format).endswith("#") for cell in cells)


@pytest.mark.parametrize("book", ["tasks", "duties", "money", "why"])
def test_what_is_printed_has_nine_points(out: Path, lang: str, book: str) -> None:
    """A sheet is no wider than its paper holds at nine points, or it goes over pages side by side at that size, each no
    wider with its key columns; the list to print has a dozen columns at most."""
    file = load_workbook(out / f"{book}.{lang}.xlsx")
    printed = [page for page in file.worksheets if ":" in str(page.print_area)]

    assert len(printed) >= 2 and (book != "tasks" or last_printed(printed[0]) <= 12)
    for page in printed:
        room, widths = ROOM[page.page_setup.paperSize], printed_widths(page)
        assert page.page_setup.orientation == "landscape"
        breaks = [b.id for b in page.col_breaks.brk]
        if page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage:
            assert sum(widths) <= room and not breaks, page.title
        else:
            keys = last_column(page.print_title_cols)
            edges = [keys, *breaks, len(widths)] if breaks[0] > keys else [*breaks, len(widths)]
            assert page.page_setup.scale == 90
            assert max(sum(widths[:keys]) + sum(widths[i:j]) for i, j in pairwise(edges)) <= room, page.title


def last_printed(page: Worksheet) -> int:
    return page[str(page.print_area).rpartition(":")[2].replace("$", "")].column


def last_column(titles: str | None) -> int:
    """`$A:$C` → 3."""
    return column_index_from_string(str(titles).rpartition(":")[2].strip("$")) if titles else 0


def printed_widths(page: Worksheet) -> list[float]:
    spans = page.column_dimensions.values()
    return [next(s.width for s in spans if s.min <= i <= s.max) for i in range(1, last_printed(page) + 1)]


def test_a_table_too_wide_goes_over_pages_side_by_side() -> None:
    """Two key columns and thirteen more of fourteen characters: seven and six of them; one group where all fit."""
    wide, room = [22.0, 8.0, *[14.0] * 13], 172.0

    groups = side_by_side(wide, 2, room)

    assert groups == [[0, 1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14]]
    assert side_by_side(wide[:9], 2, room) == [list(range(9))]
    assert side_by_side([30.0, *[50.0] * 4], 1, 120.0) == [[0, 1], [2], [3], [4]]


def test_texts_are_narrowed_alike_before_that() -> None:
    """Figures keep their width; texts give what is lacking, as long as three quarters of them are left."""
    columns = [PaperColumn("a", 40, "wrap"), PaperColumn("b", 60, "wrap"), PaperColumn("c", 20, "wan")]
    edges = 3 * 5 / 7

    found = [column.width for column in narrowed(columns, 3, 100 + edges)]

    assert found == pytest.approx([32, 48, 20])
    assert [column.width for column in narrowed(columns, 3, 90 + edges)] == [40, 60, 20]


def test_a_units_page_in_english_is_low(out: Path) -> None:
    """A row of its matters takes two lines at most as a rule, and each unit begins a page."""
    page = load_workbook(out / "duties.en.xlsx")["By unit"]
    bands = [row for row in range(4, page.max_row + 1) if isinstance(page.cell(row, 1).value, str)]
    heights = [page.row_dimensions[row].height or 15 for row in range(4, page.max_row + 1) if row not in bands]

    assert [b.id + 1 for b in page.row_breaks.brk] == bands[1:] and len(bands) > 10
    assert sorted(heights)[len(heights) // 2] <= 27


def test_the_countdown_names_nodes_and_slack(out: Path, facts: Facts) -> None:
    """Filterable rows: steps before the works count back from the first day of works, works from their last."""
    page = sheet(out / "tasks.zh.xlsx", 2)
    found = {str(row["任务编号"]): row for row in table(page)}
    counted = countdowns(facts.programme, facts.tasks)

    assert page.auto_filter.ref and len(found) == len(facts.tasks)
    for task in facts.tasks:
        row, node = found[task.number], counted[task.number]
        assert row["机动（工作日）"] == node.slack >= 0
        assert row["最迟完成"].date() == node.latest >= task.finish_date  # type: ignore[union-attr]
    first = {e.id: min(t.start_date for t in facts.tasks if t.estate == e.id and t.measure) for e in facts.started}
    starts = [t for t in facts.tasks if counted[t.number].node is Node.START]
    assert all(counted[t.number].day == first[t.estate] for t in starts) and len(starts) == 5 * len(first)


def test_what_is_due_adds_up_in_every_year(out: Path, facts: Facts) -> None:
    """Years before the horizon have their column; a unit's years add up to what it leads or answers for."""
    page = sheet(out / "duties.zh.xlsx", 0)
    found = table(page)
    years = [name for name in found[0] if name.endswith("年到期")]
    due = {t.finish_date.year for t in facts.tasks}

    assert years == [f"{year}年到期" for year in sorted(due)] and min(due) < facts.programme.calendar.first_year
    for row in found:
        assert sum(float(str(row[year] or 0)) for year in years) == float(str(row["牵头或责任"] or 0))
    assert found[-1]["牵头"] == len(facts.tasks)
    assert page.page_setup.fitToHeight in (None, 1)


def test_each_unit_has_its_page(out: Path, facts: Facts) -> None:
    """A break before each unit but the first; a unit's rows are the measures and steps in which it has a part."""
    page = sheet(out / "duties.zh.xlsx", 2)
    bands = [row for row in page.iter_rows(min_row=4) if isinstance(row[0].value, str)]
    with_part = {u for t in facts.tasks for u in (t.units.lead, t.units.responsible, t.units.inspecting)}
    with_part |= {u for t in facts.tasks for u in t.units.supporting}
    breaks = [mark.id for mark in page.row_breaks.brk]

    assert len(bands) == len(with_part - {""})
    assert breaks == [band[0].row - 1 for band in bands[1:]]  # type: ignore[operator]
    assert page.print_title_rows == "$1:$3"
    first = str(bands[0][0].value)
    lead = next(u for u in facts.programme.units if first.startswith(u.name))
    assert f"督办 {sum(t.units.inspecting == lead.id for t in facts.tasks)} 项" in first


def test_the_breakdown_has_every_measure_and_step_once(out: Path, facts: Facts) -> None:
    """Task, content and goal, lead, responsible, supporting, person, deadline; the money adds up to the plan's."""
    found = [row for row in table(sheet(out / "duties.zh.xlsx", 1)) if isinstance(row["序号"], int)]
    subjects = {t.measure or t.step for t in facts.tasks}
    deadline = Counter(t.measure or t.step for t in facts.tasks)
    money = [Decimal(m.replace(",", "")) for r in found for m in re.findall(r"，([\d,.]+)万元", str(r["内容和目标"]))]

    assert len(found) == len(subjects) == len(deadline)
    assert list(found[0]) == ["序号", "任务", "内容和目标", "牵头单位", "责任单位", "配合单位", "责任人", "时限"]
    assert sum(money) == facts.by_fund.total
    water = next(row for row in found if row["任务"] == "供水及二次供水")
    last = max(t.finish_date for t in facts.tasks if t.measure == "water")
    assert water["时限"].date() == last  # type: ignore[union-attr]


def test_estates_and_funds_cross_to_the_same_total(out: Path, facts: Facts, lang: str) -> None:
    """Each estate's sources add up, a household's part is the quotient, columns add up to what the funds pay."""
    found = table(sheet(out / f"money.{lang}.xlsx", 1))
    names = list(found[0])
    estates, total = found[:-1], found[-1]
    scale = 1 if lang == "zh" else 100
    words = sheet_words(facts, lang)

    assert len(estates) == len(facts.started)
    for row in estates:
        values = [float(str(value or 0)) for value in row.values() if not isinstance(value, str)]
        assert sum(values[2:-2]) == pytest.approx(values[-2])
        assert values[-1] == pytest.approx(values[-2] / values[1] * (1 if lang == "zh" else 10**6))
    for fund, amount in zip(facts.by_fund.rows, facts.by_fund.row_totals, strict=True):
        assert float(str(total[words.fund(fund)])) * scale == pytest.approx(float(amount))
    assert float(str(total[names[-2]])) * scale == pytest.approx(float(facts.by_fund.total))


def test_every_fund_names_the_rule_it_shares_by(out: Path, facts: Facts) -> None:
    """The summary says how each fund is divided among works."""
    found = table(sheet(out / "money.zh.xlsx", 0))
    rules = {row["资金来源"]: row["在改造项之间的分配规则"] for row in found}
    words = sheet_words(facts, "zh")

    assert all(rules[words.fund(f)] == words.rule(f) for f in facts.by_fund.rows)


def test_reasons_are_told_without_prices(out: Path) -> None:
    """What residents may hear has no shadow price, no points and no part of late buildings; the appendix has them."""
    book = load_workbook(out / "why.zh.xlsx")
    told = " ".join(str(c.value) for page in book.worksheets[:5] for row in page.iter_rows() for c in row if c.value)
    reckoned = " ".join(str(cell.value) for row in book.worksheets[5].iter_rows() for cell in row if cell.value)

    assert not re.search("影子价格|超龄|理论上界|边际", told) and "紧迫程度" in told
    assert "理论上界" in reckoned


def test_the_reserve_says_what_it_would_cost(out: Path, facts: Facts) -> None:
    """Each waiting estate with its works and their cost at the standard option, and the sum of all."""
    *found, total = table(sheet(out / "why.zh.xlsx", 1))

    assert len(found) == len(facts.reserve) > 0
    for row, estate in zip(found, facts.reserve, strict=True):
        works = facts.offer.works[estate.id]
        told = sum(told_alone(work.options[0].cost) for work in works) / 1_000_000
        assert row["改造项"] == len(works) == len(str(row["拟改造内容"]).split("、"))
        assert float(str(row["所需投资（万元）"])) == pytest.approx(told)
    assert float(str(total["所需投资（万元）"])) == pytest.approx(
        sum(would_cost(facts, e) for e in facts.reserve) / 10**6
    )


def test_only_what_is_used_up_is_called_so(facts: Facts, tmp_path: Path) -> None:
    """6,985.16 of 7,000 is not used up, though it binds; it stands below, with what is left."""
    full = Limit(kind=LimitKind.FUND, subject="province", year=0, used=500.0, cap=500.0, points=2.0)
    nearly = Limit(kind=LimitKind.FUND, subject="city", year=1, used=6985.16, cap=7000.0, points=2.0)
    some = replace(facts, outcome=replace(facts.outcome, limits=(full, nearly)))

    write_why(some, tmp_path / "why.xlsx")

    found = [row[:5] for row in sheet(tmp_path / "why.xlsx", 4).iter_rows(min_row=4, values_only=True)]
    assert used_up(full) and not used_up(nearly)
    assert [row[0] for row in found] == [
        "本方案已用尽",
        "省级补助资金额度",
        "余量不足百分之一，或经结转在以后年度用尽",
        "市级财政资金额度",
    ]
    assert found[3][4] == pytest.approx(14.84)


def test_next_to_nothing_below_nothing_is_nothing(out: Path, facts: Facts) -> None:
    """No cell holds what would be shown as -0.00."""
    for book in ("money", "why", "duties", "tasks"):
        for page in load_workbook(out / f"{book}.zh.xlsx", data_only=True).worksheets:
            values = [c.value for row in page.iter_rows() for c in row if isinstance(c.value, float)]
            assert not [value for value in values if -0.005 < value < 0]


def test_names_can_be_said() -> None:
    """Pinyin beside the Chinese, the kind of place in English; what is not Chinese stays."""
    assert latin("东风小区") == "Dongfeng Estate (东风小区)"
    assert latin("Block 7") == "Block 7"
    assert of_level("民权街道", Level.SUBDISTRICT) == "Minquan Subdistrict (民权街道)"
    assert of_level("江汉区", Level.DISTRICT) == "Jianghan District (江汉区)"
    assert of_level("武汉市", Level.CITY) == "Wuhan City (武汉市)"


def test_the_english_title_is_english(facts: Facts) -> None:
    """District, what is planned and the years, with the Chinese title beside it."""
    heading = facts.programme.heading
    title = in_latin(facts.programme).heading.title

    assert title.endswith(f"({heading.title})") and not CHINESE.search(title.removesuffix(f"({heading.title})"))


@pytest.mark.parametrize("book", ["tasks", "money", "why", "duties"])
def test_english_books_have_no_bare_chinese(out: Path, facts: Facts, book: str) -> None:
    """Chinese stands only in brackets behind its pinyin, in persons' names, and nowhere else; money is CNY million."""
    persons = {unit.person for unit in facts.programme.units if unit.person}
    for page in load_workbook(out / f"{book}.en.xlsx", data_only=True).worksheets:
        for row in page.iter_rows():
            for cell in row:
                text = re.sub(r"\([^()]*(\([^()]*\))?[^()]*\)", "", str(cell.value or ""))
                assert cell.value in persons or not CHINESE.search(text), (page.title, cell.coordinate, cell.value)
                assert "10⁴" not in text


def test_deliverables_are_told_in_english(facts: Facts) -> None:
    """The catalogue's deliverables have their English; an office's own one is told by what such a task hands in."""
    words = sheet_words(facts, "en")
    work = next(task for task in facts.tasks if task.measure)
    shipped = replace(work, units=replace(work.units, deliverable="供水改造验收单"))
    own = replace(work, units=replace(work.units, deliverable="本区自定表"))

    assert words.deliverable(shipped) == "Acceptance record: water supply"
    assert words.deliverable(own) == "Acceptance record"
    assert sheet_words(facts, "zh").deliverable(own) == "本区自定表"


def test_a_goal_says_how_much_at_which_standard(facts: Facts) -> None:
    """Works name quantity and unit, and a standard above the usual; steps what there is at their end."""
    words, english = sheet_words(facts, "zh"), sheet_words(facts, "en")
    water = next(task for task in facts.tasks if task.measure == "water" and task.quantity)
    notice = next(task for task in facts.tasks if task.step == "notice")
    households = facts.programme.estate_by_id[water.estate].households

    assert words.goal(water).startswith(f"完成{households:,}户")
    assert english.goal(water).startswith(f"{households:,} households")
    assert words.goal(notice) == "方案公示不少于7天，异议逐条答复"
    assert date.min < notice.start_date and Part.LEAD.value == "lead"
