"""The documents: what they say agrees, adds up, and comes out the same each time."""

import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent))

from builders import a_programme
from district import a_district, an_offer, an_outcome

from yipanqi.documents import write_all
from yipanqi.documents.plan.gantt import Chart, lines, pages
from yipanqi.documents.plan.method_note import write_method_note
from yipanqi.documents.plan.one_pager import _more, page
from yipanqi.documents.plan.risks import _peak, risks
from yipanqi.documents.plan.why import write_why
from yipanqi.documents.plan.words import paper_words
from yipanqi.documents.plan.work_plan import context, write_work_plan
from yipanqi.documents.plan.work_plan_tables import measures, tables
from yipanqi.documents.plan.work_plan_template import LANGUAGES, template
from yipanqi.documents.press.typeset import SUBSTITUTE, characters, pictures, printable
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.planning.words import gap_text
from yipanqi.workbook.printed import is_printed

NAMES = {
    "zh": "工作计划.docx 任务清单.xlsx 责任分解表.xlsx 资金安排表.xlsx 领导一页通.pdf "
    "领导一页通.docx 甘特图.svg 甘特图.pdf 方案说明.xlsx 编制说明.docx",
    "en": "work-plan.docx task-list.xlsx responsibility-table.xlsx funding-table.xlsx leaders-one-pager.pdf "
    "leaders-one-pager.docx gantt.svg gantt.pdf plan-explained.xlsx note-on-method.docx",
}
NAMES_OF = {lang: names.split() for lang, names in NAMES.items()}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {lang: tmp_path_factory.mktemp(lang) for lang in LANGUAGES}
    for lang, folder in folders.items():
        write_all(Facts(a_district(), an_offer(), an_outcome()), folder, lang)
    return folders


def rows(path: Path, sheet: int, first: int = 4) -> list[tuple[object, ...]]:
    """A sheet's rows below its heads, as their values."""
    page = load_workbook(path, data_only=True).worksheets[sheet]
    return [row for row in page.iter_rows(min_row=first, values_only=True) if any(v is not None for v in row)]


def heads(path: Path, sheet: int) -> dict[str, int]:
    """A sheet's headings and where they stand."""
    return {str(c.value): i for i, c in enumerate(load_workbook(path).worksheets[sheet][3])}


def fen(yuan: object) -> int:
    return round(float(yuan) * 100)  # type: ignore[arg-type]


def word_rows(path: Path, head: str) -> list[list[str]]:
    """The rows of a Word document's first table whose first heading is this."""
    table = next(t for t in Document(str(path)).tables if t.rows[0].cells[0].text == head)
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("—", "0"))


def test_the_plan_under_test_obeys_every_rule() -> None:
    """The documents' material is a plan that may be carried out."""
    assert violations(a_district(), an_offer(), an_outcome().plan) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_document_is_written_under_its_name(out: dict[str, Path], lang: str) -> None:
    """Both languages have all documents, under names of the language."""
    assert sorted(p.name for p in out[lang].iterdir()) == sorted(NAMES_OF[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sums_agree_to_the_fen_in_all_tables(out: dict[str, Path], facts: Facts, lang: str) -> None:
    """Task list and payments, read back, sum to the plan's payments; the cross table's total is the same figure."""
    tasks, funding = out[lang] / NAMES_OF[lang][1], out[lang] / NAMES_OF[lang][3]
    yuan = heads(tasks, 0)["预算（元）" if lang == "zh" else "Budget (CNY)"]
    budgets = sum(fen(row[yuan]) for row in rows(tasks, 0) if row[yuan] is not None)
    payments = sum(fen(row[5]) for row in rows(funding, 4))
    cross = [row for row in rows(funding, 2) if row[0] == ("合计" if lang == "zh" else "Total")]

    assert budgets == payments == fen(cross[0][-1]) == facts.total


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shown_totals_agree_in_all_documents(out: dict[str, Path], facts: Facts, lang: str) -> None:
    """万元 rows add up to their shown total, and that total is one figure in Word, Excel and the leader's page."""
    total = facts.by_fund.total if lang == "zh" else facts.by_fund.total / 100
    word = out[lang] / NAMES_OF[lang][0]
    money = word_rows(word, "资金来源" if lang == "zh" else "Source")
    measures = word_rows(word, "改造内容" if lang == "zh" else "Measure")
    groups = {paper_words(facts, lang).group(g.id) for g in facts.programme.groups}
    listed = out[lang] / NAMES_OF[lang][1]
    wan = heads(listed, 0)["预算（万元）" if lang == "zh" else "Budget (CNY million)"]
    tasks = [Decimal(str(row[wan])) for row in rows(listed, 0) if row[wan] is not None]

    assert sum(number(row[-2]) for row in money[:-1]) == number(money[-1][-2]) == total
    assert sum(number(row[-1]) for row in measures if row[0] in groups) == number(measures[-1][-1]) == total
    assert sum(tasks) == total
    assert page(facts, paper_words(facts, lang))["sources"]["total"][-1] == f"{total:,.{2 if lang == 'zh' else 4}f}"  # type: ignore[index]
    assert number(word_rows(word, "序号" if lang == "zh" else "No.")[-1][-1]) == total


def test_totals_are_live_formulas_over_the_payments(out: dict[str, Path]) -> None:
    """Every cell of the cross table is a formula with its value, so that any reader sees both."""
    path = out["zh"] / "资金安排表.xlsx"
    live, cached = load_workbook(path).worksheets[2], load_workbook(path, data_only=True).worksheets[2]

    cells = [cell for row in live.iter_rows(min_row=4, min_col=3) for cell in row if cell.value is not None]
    formulas = [cell for cell in cells if str(cell.value).startswith("=")]

    assert len(formulas) >= len(cells) - 1  # all but the check's label
    assert any("SUMIFS" in str(cell.value) for cell in formulas)
    assert all(isinstance(cached[cell.coordinate].value, (int, float)) for cell in formulas)


def test_the_cross_table_sums_the_payments(out: dict[str, Path]) -> None:
    """Source × year × subdistrict: each figure is what the payments' rows of these three add up to."""
    path = out["zh"] / "资金安排表.xlsx"
    names = [c.value for c in load_workbook(path).worksheets[2][3]]
    paid: dict[tuple[object, ...], int] = {}
    for row in rows(path, 4):
        paid[row[:3]] = paid.get(row[:3], 0) + fen(row[5])

    for row in rows(path, 2):
        if isinstance(row[1], int):
            for region, value in zip(names[2:-1], row[2:-1], strict=True):
                assert fen(value) == paid.get((row[0], row[1], region), 0)


def test_each_task_is_a_row_and_each_role_a_line(out: dict[str, Path], facts: Facts) -> None:
    """The task list has every task once, the reverse schedule too, and the responsibility table every role."""
    path = out["zh"] / "任务清单.xlsx"
    filled, counted = heads(path, 0)["任务编号"], heads(path, 2)["任务编号"]
    listed = [row[filled] for row in rows(path, 0)]
    reverse = [row[counted] for row in rows(path, 2)]
    details = rows(out["zh"] / "责任分解表.xlsx", 4)

    expected = sorted(task.number for task in facts.tasks)
    assert sorted(listed) == sorted(reverse) == expected
    assert sum(row[1] == "牵头" for row in details) == len(facts.tasks)


def test_the_reverse_schedule_is_in_order_of_deadlines(out: dict[str, Path]) -> None:
    """Months follow one another, and inside them the deadlines."""
    path = out["zh"] / "任务清单.xlsx"
    due = heads(path, 2)["计划完成"]
    deadlines = [row[due] for row in rows(path, 2)]

    assert len(deadlines) > 100
    assert deadlines == sorted(deadlines)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path, out: dict[str, Path]) -> None:
    """No clock and no chance: every document is made again bit for bit."""
    for path in write_all(Facts(a_district(), an_offer(), an_outcome()), tmp_path):
        assert path.read_bytes() == (out["zh"] / path.name).read_bytes(), path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_word_template_is_fresh(lang: str) -> None:
    """The template beside the code is what the code makes of the prose."""
    kept = Path(sys.modules["yipanqi.documents"].__file__ or "").parent / "templates" / f"work_plan.{lang}.docx"

    assert kept.read_bytes() == template(lang), "python -m yipanqi.documents.plan.work_plan_template"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_the_template_is_left_unfilled(out: dict[str, Path], lang: str) -> None:
    """No brace of the template and no empty picture reaches a reader."""
    with ZipFile(out[lang] / NAMES_OF[lang][0]) as parts:
        body = parts.read("word/document.xml").decode()

    assert "{{" not in body and "{%" not in body
    assert body.count("<w:drawing>") == 2


def test_the_page_is_that_of_the_standard(out: dict[str, Path]) -> None:
    """GB/T 9704: A4, 37 mm above, 28 mm for binding, 156 × 225 mm, 22 lines of 28 characters, faces with stand-ins."""
    document = Document(str(out["zh"] / "工作计划.docx"))
    section = document.sections[0]
    grid = document.element.body.xpath("w:sectPr/w:docGrid/@w:linePitch")
    size = document.styles["Normal"].font.size.pt - 0.25

    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    assert [round(x.mm) for x in (section.top_margin, section.left_margin)] == [37, 28]
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156
    assert int(225 / 25.4 * 1440 / int(grid[0])) == 22
    assert int(156 / 25.4 * 72 / size) == 28
    with ZipFile(out["zh"] / "工作计划.docx") as parts:
        fonts = parts.read("word/fontTable.xml").decode()
    assert all(face in fonts for face in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "Noto Serif"))


def test_a_sign_that_no_face_shows_is_printed_as_a_substitute() -> None:
    """A rare name costs one sign of one document; what nobody sees is not printed at all."""
    data = {"who": {"rows": ["东风🏠", "𠮷祥里\u200b", "新育小区"]}}

    assert printable(data) == {"who": {"rows": ["东风〓", "〓祥里", "新育小区"]}}
    assert ord(SUBSTITUTE) in characters()


def test_the_reader_knows_what_the_faces_show() -> None:
    """`check` says which signs the PDF lacks; its list is that of the faces."""
    assert {ord(sign) for sign in map(chr, range(0x110000)) if is_printed(sign)} == characters()


def test_pages_of_the_gantt_hold_every_estate_once(facts: Facts) -> None:
    """Long programmes go on over pages; none begins below a heading that stands last."""
    words = paper_words(facts, "zh")
    found = lines(facts, words) * 4

    split = list(pages(found, words))

    assert len(split) > 1
    assert sum(line.estate is not None for part in split for line in part) == 4 * len(facts.started)
    assert all(part[-1].estate is not None for part in split)


def test_the_gap_is_never_rounded_down() -> None:
    """A promise: what is shown is at least the gap; a whole tenth stays one."""
    assert gap_text(0.018) == "1.8%"
    assert gap_text(0.01801) == "1.9%"
    assert gap_text(0.00123) == "0.13%"


@pytest.mark.parametrize(
    ("lang", "proof", "word"),
    [("zh", "最多比本方案高", "据求解器计算"), ("en", "no other plan", "the solver's word")],
)
def test_papers_tell_the_solvers_word_from_what_is_proven(
    facts: Facts, tmp_path: Path, lang: str, proof: str, word: str
) -> None:
    """Where the bound is the solver's, what is called proven is the bound of the prices, and the other its word."""
    value = facts.outcome.objective
    outcome = replace(facts.outcome, upper_bound=value * 1.001, bound_by_solver=True, priced_bound=value * 1.018)
    told = Facts(facts.programme, facts.offer, outcome)
    words = paper_words(told, lang)
    said, plain = page(told, words), page(facts, words)
    write_why(told, tmp_path / "why.xlsx", lang)
    note = " ".join(str(it) for row in rows(tmp_path / "why.xlsx", 5, 1) for it in row)

    proven, beyond = str(said["proof"]).split(words.say("one_solver_line", gap="0.10%").strip())
    assert proof in proven and "1.8%" in proven and beyond == ""
    assert word in str(said["proof"]) and word not in str(said["headline"]) + str(said["figures"])
    assert word not in str(plain["headline"]) + str(plain["proof"]) + str(plain["figures"])
    how = write_method_note(told, tmp_path / "note.docx", lang)
    assert any(f"{value * 1.018:,.0f}" in p.text and word in p.text for p in Document(str(how)).paragraphs)
    assert f"{value * 1.018:,.1f}" in note and word in note
    assert len(pictures("one_pager.typ", said, ppi=20)) == 1


def test_synthetic_figures_say_so(out: dict[str, Path]) -> None:
    """示例数据 stands in the work plan, on the chart and in the sheets' titles."""
    assert any("示例数据" in p.text for p in Document(str(out["zh"] / "工作计划.docx")).paragraphs[:9])
    assert "示例数据" in (out["zh"] / "甘特图.svg").read_text("utf-8")
    assert "示例数据" in str(load_workbook(out["zh"] / "任务清单.xlsx").worksheets[0]["A1"].value)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_leaders_page_is_one_page(facts: Facts, lang: str) -> None:
    """Thirty subdistricts or six: what is said is made to fit one sheet."""
    said = page(facts, paper_words(facts, lang))
    said["who"]["rows"] *= 5  # type: ignore[index]

    assert len(pictures("one_pager.typ", said, ppi=20)) == 1


def test_the_work_plan_may_be_filled_from_an_edited_template(facts: Facts, tmp_path: Path) -> None:
    """What an office writes into the template in WPS stands in its work plan."""
    edited = Document(BytesIO(template("zh")))
    edited.add_paragraph("本区另行通知：{{ issuer }}")
    edited.save(str(tmp_path / "office.docx"))

    write_work_plan(facts, tmp_path / "plan.docx", template=tmp_path / "office.docx")

    texts_ = [p.text for p in Document(str(tmp_path / "plan.docx")).paragraphs]
    assert f"本区另行通知：{facts.programme.heading.issuer}" in texts_


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_without_estates_has_its_documents_too(tmp_path: Path, lang: str) -> None:
    """A programme that nothing reaches, without units, dates or blackouts, is still told in full."""
    programme = a_programme(units=(), duties=())
    outcome = Outcome(plan=Plan(starts={}, choices={}), objective=0.0, upper_bound=0.0, seconds=0, work=0, seed=0)

    found = write_all(Facts(programme, offer(programme), outcome), tmp_path, lang)

    assert [path.name for path in found] == NAMES_OF[lang]


def test_each_row_of_the_details_names_its_own_units_person(out: dict[str, Path], facts: Facts) -> None:
    """A row of the responsibility details names the person of the unit in that row, not of another."""
    persons = {unit.name: unit.person or None for unit in facts.programme.units}

    assert all(row[9] == persons[str(row[0])] for row in rows(out["zh"] / "责任分解表.xlsx", 4))


def test_the_gantt_ends_with_a_whole_quarter(facts: Facts) -> None:
    """The last quarter drawn is drawn whole, so that its label has room inside the page."""
    last = Chart(facts, paper_words(facts, "zh")).last

    assert (last + timedelta(days=1)).day == 1 and (last + timedelta(days=1)).month in (1, 4, 7, 10)


def a_limit(year: int, used: float, cap: float, fund: str = "district", **rest: object) -> Limit:
    return Limit(kind=LimitKind.FUND, subject=fund, year=year, used=used, cap=cap, points=2.0, **rest)  # type: ignore[arg-type]


def test_only_limits_that_the_plan_uses_up_are_called_binding(facts: Facts) -> None:
    """A limit with a price that the plan leaves slack binds the bound alone; money carried over binds with its sum."""
    full, slack = a_limit(0, 499.0, 500.0, "province"), a_limit(1, 300.0, 500.0, "province")
    carried, last = a_limit(0, 1000.0, 2600.0), a_limit(2, 4090.0, 4100.0)
    found = replace(facts, outcome=replace(facts.outcome, limits=(full, slack, carried, last)))

    words = paper_words(found, "zh")

    assert found.binding == [full, carried, last] and found.priced == [slack]
    assert [words.limit(limit) for limit in (full, carried)] == ["省级补助资金额度", "区级财政资金额度（含结转）"]


def test_another_million_reaches_nobody_who_is_not_waiting(facts: Facts) -> None:
    """Households gained never exceed the reserve; where it is empty the page speaks of standards instead."""
    limits = (a_limit(2, 4090.0, 4100.0, households=1e6),)
    found = replace(facts, outcome=replace(facts.outcome, limits=limits))
    served = replace(found.outcome.plan, starts=dict.fromkeys(facts.offer.works, 0))
    full = replace(found, outcome=replace(found.outcome, plan=served))

    waiting = sum(e.households for e in found.reserve)
    assert found.reached(limits[0], 100) == waiting > 0
    assert not full.reserve and full.reached(limits[0]) == 0
    assert "提高标准" in _more(full, paper_words(full, "zh"))[0] and "户" not in _more(full, paper_words(full, "zh"))[0]


def test_what_binds_instead_of_money_is_what_binds(facts: Facts) -> None:
    """Crews and sites are named only where they bind, consent only where works are left out for want of it."""
    free = replace(facts, outcome=replace(facts.outcome, limits=()))
    agreed = replace(free, offer=replace(free.offer, refusals=()))

    assert free.offer.refusals and _more(free, paper_words(free, "zh"))[0].endswith("；制约在居民意愿和表决。")
    assert _more(agreed, paper_words(agreed, "zh")) == ["没有资金额度成为瓶颈，增加资金不会增加效益。"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_list_is_no_annex(facts: Facts, lang: str, tmp_path: Path) -> None:
    """Where no estate waits and none is excluded, there is no fourth annex and nothing names it."""
    offered = {e.id for e in facts.programme.estates if e.id in facts.offer.works}
    whole = replace(facts.programme, estates=tuple(e for e in facts.programme.estates if e.id in offered))
    served = replace(facts.outcome.plan, starts=dict.fromkeys(facts.offer.works, 0))
    full = replace(facts, programme=whole, outcome=replace(facts.outcome, plan=served))

    text = {
        which: "\n".join(p.text for p in Document(str(write_work_plan(found, tmp_path / which, lang))).paragraphs)
        for which, found in (("all.docx", full), ("some.docx", facts))
    }

    name = ("储备和不纳入", "附件4") if lang == "zh" else ("Reserve and estates", "Annex 4")
    assert all(part in text["some.docx"] for part in name)
    assert not any(part in text["all.docx"] for part in name), "an annex without a row"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_plan_does_not_do_is_not_in_its_papers(facts: Facts, lang: str, tmp_path: Path) -> None:
    """Headings and measures without works are left out of text, tables and the leader's page; counts are the plan's."""
    plan = facts.outcome.plan
    kept = {key: standard for key, standard in plan.choices.items() if key[1] in ("water", "road")}
    paid = tuple(p for p in plan.payments if p.measure in ("water", "road"))
    small = replace(facts, outcome=replace(facts.outcome, plan=replace(plan, choices=kept, payments=paid)))
    words = paper_words(small, lang)

    path = write_work_plan(small, tmp_path / "plan.docx", lang)

    said = context(small, words, tables(small, words))
    text = "\n".join(p.text for p in Document(str(path)).paragraphs)
    names = [row[0].strip("　") for row in measures(small, words).rows]
    assert said["planned"] == {"groups": 2, "measures": 2} and said["catalogue"] == {"groups": 6, "measures": 23}
    assert names[:4] == [
        words.group("infrastructure"),
        words.measure("water"),
        words.group("roads"),
        words.measure("road"),
    ]
    assert len(names) == 6 and len(page(small, words)["groups"]) == 2  # type: ignore[arg-type]
    lift = words.inside(words.measure("lift"))
    assert text.count(lift) == 1 + text.count("加装电梯等") and "六类" not in text


def test_a_peak_is_a_risk_only_where_sites_are_many_or_near_their_limit(facts: Facts) -> None:
    """One or two estates open at once, far below every limit, are no risk of crowding."""
    few = replace(facts.outcome.plan, starts=dict(list(facts.outcome.plan.starts.items())[:1]))
    small = replace(facts, outcome=replace(facts.outcome, plan=few))

    assert any(risk.code == "risk_peak" for risk in risks(facts))
    assert not list(_peak(small))


def test_grants_are_told_with_what_is_carried_and_left(out: dict[str, Path], facts: Facts) -> None:
    """Each fund's year shows grant, carried in, paid and left; what is left of a fund that carries begins the next."""
    found = rows(out["zh"] / "资金安排表.xlsx", 3)
    by_key = {(line.fund, line.year): line for line in facts.appropriation_lines}

    assert len(found) == len(by_key) == 15
    assert all(fen(r[2]) + fen(r[3]) - fen(r[4]) == fen(r[5]) >= 0 for r in found)
    assert by_key["district", 1].carried == by_key["district", 0].left
    assert by_key["central", 1].carried == 0


def test_printing_everything_prints_no_thousand_rows(out: dict[str, Path]) -> None:
    """Details, payments and the list to fill in are for the screen: what is printed of them is an empty cell; a task
    takes a line or two of the printed list."""
    tasks = load_workbook(out["zh"] / "任务清单.xlsx").worksheets[1]

    for name, sheet in (("责任分解表.xlsx", 4), ("资金安排表.xlsx", 4), ("任务清单.xlsx", 0)):
        page = load_workbook(out["zh"] / name).worksheets[sheet]
        first, _, last = str(page.print_area).rpartition("!")[2].replace("$", "").partition(":")
        assert last in ("", first) and page[first].value is None
    heights = [tasks.row_dimensions[row].height for row in range(4, tasks.max_row + 1)]
    assert sum(heights) / len(heights) < 31  # two lines


def test_the_estates_benefits_add_up_to_the_plans(out: dict[str, Path], facts: Facts) -> None:
    """The column of benefits is discounted as the reasons are; less what missed targets cost it is the plan's own."""
    found = rows(out["zh"] / "方案说明.xlsx", 5)[: len(facts.programme.estates) + 3]
    estates, (won, missed, plan) = found[:-3], (float(str(row[3])) for row in found[-3:])

    assert sum(float(str(row[3] or 0)) for row in estates) == pytest.approx(won)
    assert won + missed == pytest.approx(plan) == pytest.approx(facts.outcome.objective)
    assert missed == pytest.approx(-50 * sum(facts.missed_targets.values()))
