"""The letters of supervision, read back: what they say, in both languages, on the page of GB/T 9704."""

import re
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn

from yipanqi.documents.supervision.letter_facts import CircularFacts, LateOrder, OrderFacts, ReplyFacts, StepFacts
from yipanqi.documents.supervision.letters import (
    title_lines,
    write_circular,
    write_interview,
    write_order,
    write_reply,
    write_urging,
)
from yipanqi.domain.supervision.ladder import Step, Why

LIMIT, DAY = date(2028, 4, 17), date(2028, 4, 20)
ORDER = OrderFacts(
    number="改督〔2028〕12号",
    issuer="Office",
    matter="Lift",
    content="Finish it.",
    lead="Unit A",
    inspects="Unit B",
    issued_on=date(2028, 4, 10),
    limit=LIMIT,
    origin=("预警", "Light"),
    urgency=("一般", "Ordinary"),
    supporting=("Unit C",),
)
STEP = StepFacts(
    order=ORDER,
    number="改督催〔2028〕3号",
    day=DAY,
    late=3,
    limit=LIMIT,
    stopped={Why.HELD: 2},
    copies=(("Deputy", "Deputy"),),
    following=(Step.CIRCULAR, date(2028, 4, 24)),
    by=date(2028, 4, 25),
)
LINE = LateOrder(number=ORDER.number, matter="Lift", unit="Unit A", limit=LIMIT, late=5)
CIRCULAR = CircularFacts(
    issuer="Office", number="改督通〔2028〕2号", day=DAY, orders=(LINE,), copies=(("Deputy", "Deputy"),)
)
LETTERS = (
    (write_order, ORDER),
    (write_reply, ReplyFacts(order=ORDER, unit="Unit A", done="Done.", found="Late.", proposals="Order earlier.")),
    (write_urging, STEP),
    (write_circular, CIRCULAR),
    (write_interview, STEP),
)


def said(path) -> str:
    """All that a paper says."""
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(it.text for it in document.paragraphs), *cells])


@pytest.mark.parametrize(("write", "facts"), LETTERS)
def test_a_letter_in_english_has_no_chinese_but_its_numbers(write, facts, tmp_path) -> None:
    """Names and matters are the office's own; what the software says is English."""
    told = re.sub(r"改督.?〔2028〕\d+号", "", said(write(facts, tmp_path / "letter.docx", "en")))
    assert not re.search("[\u4e00-\u9fff]", told)


@pytest.mark.parametrize(("write", "facts"), LETTERS)
def test_a_letter_stands_on_the_page_of_the_standard(write, facts, tmp_path) -> None:
    """A4, margins of 37 and 35, 28 and 26 mm: a type area of 156 × 225 mm; the issuer's name heads it in red."""
    document = Document(str(write(facts, tmp_path / "letter.docx", "zh")))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm) == 156
    assert round(page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm) == 225
    assert document.paragraphs[0].style.name == "发文机关标志" and document.paragraphs[0].text.endswith("文件")


def test_an_urging_letter_tells_days_late_days_that_do_not_count_and_what_comes_next(tmp_path) -> None:
    told = said(write_urging(STEP, tmp_path / "letter.docx", "zh"))
    assert "已逾期3个工作日" in told and "已扣除停表的2个工作日（挂账）" in told
    assert "至2028年4月24日仍未反馈" in told and "抄送：Deputy。" in told
    english = said(write_urging(replace(STEP, late=1), tmp_path / "en.docx", "en"))
    assert "it is 1 working day over" in english and "follows (named in the circular)" in english
    returned = said(write_urging(replace(STEP, was_returned=True), tmp_path / "back.docx", "zh"))
    assert "前次反馈经核查退回" in returned


def test_a_short_letter_has_its_colophon_at_the_foot_of_its_text(tmp_path) -> None:
    """In frames, with no page of its own; a long circular gets an even page; a translation has none."""

    def frames(path) -> int:
        return len(Document(str(path)).element.body.findall(f".//{qn('w:framePr')}"))

    assert frames(write_circular(CIRCULAR, tmp_path / "short.docx", "zh")) == 2
    assert frames(write_circular(CIRCULAR, tmp_path / "translated.docx", "en")) == 0
    long = write_circular(replace(CIRCULAR, orders=(LINE,) * 20), tmp_path / "long.docx", "zh")
    assert frames(long) == 0 and len(Document(str(long)).sections) == 2


def test_an_order_without_number_says_so_and_a_form_is_left_to_fill_in(tmp_path) -> None:
    draft = said(write_order(replace(ORDER, number="", issued_on=None, limit=None), tmp_path / "draft.docx", "zh"))
    assert "（未编号）" in draft and "　　年　　月　　日" in draft
    empty = said(write_reply(ReplyFacts(order=ORDER, unit="Unit A"), tmp_path / "empty.docx", "zh"))
    assert empty.count("（由承办单位填写）") == 3


def test_one_annex_is_named_and_several_are_numbered(tmp_path) -> None:
    """GB/T 9704, 7.3.4."""
    reply = ReplyFacts(order=ORDER, unit="Unit A", attachments=("整改报告",))
    assert "附件：整改报告" in said(write_reply(reply, tmp_path / "one.docx", "zh"))
    two = said(write_reply(replace(reply, attachments=("整改报告", "照片")), tmp_path / "two.docx", "zh"))
    assert "附件：1．整改报告\n2．照片" in two


def test_kinds_of_units_and_the_office_have_english_names(tmp_path) -> None:
    """No pinyin where a name is no more than a kind; what is in brackets stays in them."""
    order = replace(ORDER, lead="施工单位（示例）", issuer="江汉区老旧小区改造工作领导小组办公室")
    told = said(write_interview(replace(STEP, order=order), tmp_path / "en.docx", "en"))
    assert "Contractor (example) (施工单位（示例）)" in told
    assert "Jianghan District Office of the Leading Group for the Renovation of Old Estates" in told


def test_units_stand_in_pinyin_beside_the_chinese_in_english_letters(tmp_path) -> None:
    """As elsewhere in English papers; in Chinese letters as they are."""
    order = replace(ORDER, lead="新华街道", supporting=("区水务局",))
    english = said(write_order(order, tmp_path / "en.docx", "en"))
    assert "Xinhua Subdistrict (新华街道)" in english and "(区水务局)" in english
    named = replace(order, english={"区水务局": "Water affairs bureau"})
    assert "Water affairs bureau (区水务局)" in said(write_order(named, tmp_path / "named.docx", "en"))
    assert "Xinhua" not in said(write_order(order, tmp_path / "zh.docx", "zh"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("关于办理|和平里改造滞后的督办通知", ["关于办理和平里改造滞后的督办通知"]),
        ("关于尽快办理|改督〔2028〕6号|督办事项的函", ["关于尽快办理", "改督〔2028〕6号督办事项的函"]),
        (
            "关于办理|荣华里“社区综合服务、物业用房与智慧设施”进度滞后的督办通知",
            ["关于办理荣华里“社区综合服务、", "物业用房与智慧设施”进度滞后的督办通知"],
        ),
    ],
)
def test_a_title_breaks_where_a_phrase_ends(text, lines) -> None:
    """As few lines as it needs, of about the same length; none begins with 的 or a closing mark."""
    assert title_lines(text) == lines


def test_a_long_title_without_marks_is_whole_and_fits(tmp_path) -> None:
    """No character is lost, no line is too long, no number torn."""
    text = "关于办理自2019年起三年内改造83个2000年以前建成、设施和服务不全的小区，内容为“五改一升”6类23项的督办通知"
    found = title_lines(text)
    assert "".join(found) == text and max(map(len, found)) <= 19
    assert all(year in " ".join(found) for year in ("2019", "2000", "83个", "23项"))


def test_quotes_within_quotes_are_inner_ones_and_lines_are_paragraphs(tmp_path) -> None:
    """“荣华里‘供气’进度滞后”; a demand of two lines is no line that is spread out."""
    order = replace(ORDER, matter="荣华里“供气”进度滞后", content="查明原因。\n按时反馈。")
    told = said(write_order(order, tmp_path / "letter.docx", "zh"))
    assert "将“荣华里‘供气’进度滞后”列为" in told
    assert {"查明原因。", "按时反馈。"} <= set(told.split("\n"))
