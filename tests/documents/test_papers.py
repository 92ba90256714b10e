"""What the papers of a plan say beside its tables: the leader's page in Word, the note on method, idle gaps, targets,
and English without Chinese."""

import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document

sys.path.insert(0, str(Path(__file__).parent))

from district import a_district, an_offer, an_outcome

from yipanqi.documents.latin import in_latin, latin, numbers_in
from yipanqi.documents.plan.gantt import write_gantt_svg
from yipanqi.documents.plan.goals import reached
from yipanqi.documents.plan.method_note import write_method_note
from yipanqi.documents.plan.one_pager import _PAGE, _height, _size, page, write_one_pager_word
from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.why import write_why
from yipanqi.documents.plan.words import paper_words, print_words
from yipanqi.documents.plan.work_plan import _sources, write_work_plan
from yipanqi.documents.plan.work_plan_tables import quarters
from yipanqi.domain.capacity import Target, TargetKind
from yipanqi.domain.fund import FundKind
from yipanqi.domain.planning.dates import IDLE
from yipanqi.domain.planning.facts import Facts

LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome())


def everything(path: Path) -> str:
    """All that a Word file says: text, tables inside tables, foot."""
    made = Document(str(path))
    said = [
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for paragraph in made.element.body.iter()
        if paragraph.tag.endswith("}p")
    ]
    return "\n".join([*said, *(line.text for section in made.sections for line in section.footer.paragraphs)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_leaders_page_in_word_says_what_the_pdf_says(facts: Facts, tmp_path: Path, lang: str) -> None:
    """Every headline, figure, row, risk and decision, in a size at which all of it stays on its page."""
    said = page(facts, print_words(facts, lang))

    text = everything(write_one_pager_word(facts, tmp_path / "page.docx", lang))

    rows = [cell for row in (*said["who"]["rows"], said["who"]["total"]) for cell in row]
    sources = [row[key] for row in said["sources"]["rows"] for key in ("name", "total", "percent")]
    lists = [*said["notes"], *said["risks"], *said["decisions"], *said["more"], said["proof"], said["headline"]]
    figures = [text for figure in said["figures"] for text in (figure["figure"], figure["label"])]
    for words in (*rows, *sources, *lists, *figures, *(group["money"] for group in said["groups"])):
        assert words in text, words
    assert _height(said, _size(said)) <= _PAGE


def test_more_subdistricts_make_the_leaders_page_smaller(facts: Facts) -> None:
    """A page of forty subdistricts is set smaller than one of four, and still one."""
    said = page(facts, print_words(facts, "zh"))
    many = {**said, "who": {**said["who"], "rows": said["who"]["rows"][:1] * 40}}

    assert _size(many) < _size(said) and _height(many, _size(many)) <= _PAGE


def test_idle_gaps_are_counted_and_told(facts: Facts, tmp_path: Path) -> None:
    """Days without works between the first and the last of an estate, where they are more than thirty: risk, note on
    method and explanation tell the same ones."""
    found = {}
    for estate in facts.started:
        works = [t for t in facts.tasks if t.estate == estate.id and t.measure]
        built = {t.start_date + timedelta(days=i) for t in works for i in range(t.days)}
        idle, longest, spans = 0, 0, 0
        for day in (min(built) + timedelta(days=i) for i in range((max(built) - min(built)).days + 1)):
            idle = 0 if day in built else idle + 1
            spans += idle == IDLE + 1
            longest = max(longest, idle)
        if spans:
            found[estate.id] = (spans, longest)
    risk = next(r for r in risks(facts) if r.code == "risk_gap")
    note = everything(write_method_note(facts, tmp_path / "note.docx"))
    write_why(facts, tmp_path / "why.xlsx")

    assert found and {e: (len(g), max((b - a).days + 1 for a, b in g)) for e, g in facts.gaps.items()} == found
    count, longest = sum(n for n, _ in found.values()), max(days for _, days in found.values())
    assert risk.values == {"estate_count": len(found), "count": count, "days": 30, "longest": longest}
    assert f"仍有{len(found)}个小区、{count}段，最长{longest}天" in note
    assert f"{count}段超过30天的空档（最长{longest}天）" in everything(write_work_plan(facts, tmp_path / "plan.docx"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_method_stands_in_its_note_alone(facts: Facts, tmp_path: Path, lang: str) -> None:
    """Points, bound and limits are in the note; the work plan refers to it and tells none of them."""
    note = everything(write_method_note(facts, tmp_path / "note.docx", lang))
    plan = everything(write_work_plan(facts, tmp_path / "plan.docx", lang))
    words = print_words(facts, lang)

    for figure in (f"{facts.outcome.objective:,.0f}", f"{facts.outcome.proven_bound:,.0f}", words.gap(facts.outcome)):
        assert figure in note and figure not in plan
    assert words.limit(facts.binding[0]) in note and words.say("how_kept") in note
    assert ("《编制说明》" if lang == "zh" else "note on method") in plan
    assert not re.search("效益|上界|价格|upper bound", plan)


def test_a_plan_that_breaks_a_rule_says_so_in_the_note(facts: Facts, tmp_path: Path) -> None:
    """The rules are judged when the note is written, not assumed to hold."""
    plan = facts.outcome.plan
    broken = replace(facts, outcome=replace(facts.outcome, plan=replace(plan, payments=plan.payments[1:])))

    note = everything(write_method_note(broken, tmp_path / "note.docx"))

    assert "没有违反" not in note and re.search("有[1-9][0-9]*处不符", note)


def test_targets_of_a_year_are_told_together(facts: Facts) -> None:
    """Estates and households of the whole district in one clause, the district named once."""
    targets = tuple(
        Target(region="D", kind=kind, year=year, at_least=least, penalty=facts.programme.targets[0].penalty)
        for year, least in ((0, 1), (2, 2))
        for kind in (TargetKind.ESTATES, TargetKind.HOUSEHOLDS)
    )
    told = replace(facts, programme=replace(facts.programme, targets=targets))
    first = facts.starting(0)
    estates, households = len(first), sum(e.households for e in first)

    zh, en = (reached(told, print_words(told, lang)) for lang in LANGUAGES)

    assert zh.startswith(
        f"目标任务：全区到2027年底累计开工不少于1个小区、惠及不少于1户（本计划安排{estates:,}个、{households:,}户）；到2029年底"
    )
    clause = "in the district by the end of 2027 at least 1 estate started and at least 1 household reached"
    assert en.startswith(f"Targets: {clause} (planned: {estates}")


def test_english_papers_have_no_chinese_and_one_unit_of_money(facts: Facts, tmp_path: Path) -> None:
    """Word, PDF and chart name places in pinyin and documents by their numbers; money is CNY million."""
    heading = replace(
        facts.programme.heading,
        basis="《某意见》（国办发〔2020〕23号）",
        contact="张三 12345",
        copied_to="区人大办公室",
        document_number="江改办〔2026〕12号（示例）",
        source_note="示例数据",
    )
    told = replace(facts, programme=replace(facts.programme, heading=heading))
    plan = everything(write_work_plan(told, tmp_path / "plan.docx", "en"))
    note = everything(write_method_note(told, tmp_path / "note.docx", "en"))
    leaders = everything(write_one_pager_word(told, tmp_path / "page.docx", "en"))
    chart = write_gantt_svg(told, tmp_path / "gantt.svg", "en").read_text("utf-8").partition("<title>")[2]

    assert "Guobanfa [2020] No. 23" in plan and "Jianggaiban [2026] No. 12" in plan and "Zhangsan 12345" in plan
    for text in (plan, note, leaders, chart.partition(">")[2]):
        assert not [line for line in text.splitlines() if CHINESE.search(line)][:3]
        assert not re.search(r"10⁴|10,000|CNY \d[\d,.]*(?! million)(?![\d,.])", text)


def test_names_and_numbers_in_latin(facts: Facts) -> None:
    """The Chinese beside a name may be left out; the issuer is the office that the programme names in English."""
    office = next(u for u in facts.programme.units if u.name_en)
    issuer = "某区" + re.split("[（(]", office.name)[0]
    told = replace(facts.programme, heading=replace(facts.programme.heading, issuer=issuer))

    assert latin("东风小区", beside=False) == "Dongfeng Estate"
    assert numbers_in("《甲》（国办发〔2020〕23号）；《乙》（鄂政办发[2021]5号）") == [
        "Guobanfa [2020] No. 23",
        "Ezhengbanfa [2021] No. 5",
    ]
    assert in_latin(told, ()).heading.issuer.lower().endswith(office.name_en.lower())
    assert not CHINESE.search("".join(region.name for region in in_latin(told, ()).regions))
    nameless = replace(told, funds=tuple(replace(fund, name_en="") for fund in told.funds))
    funds = {fund.kind: fund.name_en for fund in in_latin(nameless, ()).funds}
    assert funds[FundKind.CENTRAL] == "Central grant" and not CHINESE.search("".join(funds.values()))


def test_seasons_are_said_in_english(facts: Facts) -> None:
    """By the first sign that is known of them; others in pinyin; Chinese ones stay."""
    words = print_words(facts, "en")

    assert words.season("春节低潮期") == "the Spring Festival" and words.season("梅雨期") == "the plum rains"
    assert words.season("某期") == "Mouqi" and words.season("frost") == "frost"
    assert paper_words(facts, "zh").season("春节低潮期") == "春节低潮期"


def test_no_two_sources_of_the_chart_share_a_colour(facts: Facts) -> None:
    """Ten colours: of more sources the smallest are told together, and no money is lost."""
    many = replace(facts)
    table = facts.by_fund
    rows = tuple(table.rows[i % len(table.rows)] for i in range(13))
    many.__dict__["by_fund"] = replace(table, rows=rows, fen=tuple((100 + i, 0, 7) for i in range(13)))

    names, years = _sources(many, print_words(facts, "zh"))

    assert len(names) == len(years) == 10 and names[-1] == "其他4项来源"
    assert [sum(year) for year in zip(*years, strict=True)] == [13 * 100 + 78, 0, 91]
    assert years[-1] == [100 + 101 + 102 + 103, 0, 28]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_years_without_anything_are_not_told_as_noughts(facts: Facts, tmp_path: Path, lang: str) -> None:
    """A plan that is over in its first year: no starts of 0 estates, no empty quarters, no year with three noughts."""
    plan = facts.outcome.plan
    early = {estate for estate in plan.starts if facts.end(estate) < 4}
    short = replace(facts, outcome=replace(facts.outcome, plan=plan.of_estates(early)))
    words = paper_words(short, lang)
    assert early and facts.programme.calendar.years > 1

    years, who = page(short, words)["years"], page(short, words)["who"]
    assert [bool(year["money"]) for year in years] == [True] + [False] * (len(years) - 1)
    assert {year["line"] for year in years[1:]} == {"没有安排" if lang == "zh" else "nothing planned"}
    assert "0 / 0" not in who["total"] and who["total"][1] == who["total"][len(years) + 1]
    assert len(quarters(short, words).rows) == 4 + 1
    text = everything(write_work_plan(short, tmp_path / "plan.docx", lang))
    assert not re.search("开工0个小区|0 estates \\(0 households\\)", text)


def test_a_district_without_a_name_is_this_district_in_english() -> None:
    """Not one of the name of Ben."""
    plain = a_district()
    heading = replace(
        plain.heading, district="本区", title="本区老旧小区改造计划", issuer="本区老旧小区改造工作领导小组办公室"
    )
    told = in_latin(replace(plain, heading=heading), beside=()).heading

    assert told.title.startswith("This District: ") and "Ben" not in told.title + told.issuer
