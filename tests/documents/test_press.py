"""The press: any kind of paper may be printed with it, not the work plan alone."""

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from documents.district import a_district, an_offer, an_outcome
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook

from yipanqi.documents.plan.work_plan import write_work_plan
from yipanqi.documents.press.gbt9704 import OfficialPaper
from yipanqi.documents.press.schema_order import misplaced
from yipanqi.documents.press.sheets import Imprint, PaperColumn, book, title_line
from yipanqi.documents.press.word_tables import Printed, _widths, dress
from yipanqi.domain.planning.facts import Facts


def an_order(lang: str) -> OfficialPaper:
    """A supervision order, as short as one may be."""
    paper = OfficialPaper(lang, "Order")
    paper.line("Number", "江老改督〔2027〕1号")
    paper.title("督办单")
    paper.heading(1, "一、事由")
    paper.prose("**逾期。**限期整改。")
    paper.table([("小区", "逾期天数"), ("东风小区", "12")])
    paper.attachments("附件：", ["1．照片", "2．清单"])
    paper.issuer("区老旧小区改造工作领导小组办公室")
    paper.line("Signature", "2027年3月1日")
    return paper


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_paper_has_the_page_of_the_standard(lang: str) -> None:
    """A4 with the type area of GB/T 9704, styles under the paper's own name, a page number on either side."""
    made = Document(BytesIO(an_order(lang).packed()))

    section = made.sections[0]
    assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225
    assert made.styles["公文标题" if lang == "zh" else "Order Title"].font.size == Pt(22)
    assert not [style.name for style in made.styles if style.name.startswith("Plan")]
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer.paragraphs[0].runs[1].element.xml


def test_an_order_says_what_it_was_given() -> None:
    """Number, title, text, annexes, issuer and date stand in their order; a table repeats its heads on every page."""
    made = Document(BytesIO(an_order("zh").packed()))

    texts = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert texts == [
        "江老改督〔2027〕1号",
        "督办单",
        "一、事由",
        "逾期。限期整改。",
        "附件：1．照片",
        "2．清单",
        "区老旧小区改造工作领导小组办公室",
        "2027年3月1日",
    ]
    body = made.tables[0].rows[1]
    assert made.element.body.findall(f".//{qn('w:tblHeader')}")
    assert [cell.text for cell in body.cells] == ["东风小区", "12"]


def test_the_same_paper_gives_the_same_bytes() -> None:
    """Nothing of the clock is in the file."""
    assert an_order("zh").packed() == an_order("zh").packed()


def test_a_table_of_another_paper_is_dressed() -> None:
    """A table is known by its heads and set by what stands in it, whatever paper it is in."""
    paper = an_order("zh")

    dress(paper.document, [Printed(["小区", "逾期天数"], [["东风小区", "12"]], {0})])

    fills = [shade.get(qn("w:fill")) for shade in paper.document.element.body.iter(qn("w:shd"))]
    assert len(fills) == 4 and len(set(fills)) == 1  # head and total


def test_a_book_needs_no_plan(tmp_path: Path) -> None:
    """Sheets are printed from an imprint: language, title, label, issuer and date."""
    imprint = Imprint(lang="zh", title="月报", label="示例数据", issuer="街道办", made_at=datetime(2027, 3, 1))  # noqa: DTZ001

    with book(tmp_path / "a.xlsx", imprint) as file:
        file.sheet("汇总", title_line(imprint, "汇总"), "", [PaperColumn("小区", 20)]).row(["东风小区"])

    sheet = load_workbook(tmp_path / "a.xlsx")["汇总"]
    assert [sheet["A1"].value, sheet["A3"].value, sheet["A4"].value] == ["月报　汇总【示例数据】", "小区", "东风小区"]
    assert "第 &P 页" in sheet.oddFooter.center.text


@pytest.fixture(scope="module")
def notice(tmp_path_factory) -> dict[str, bytes]:
    """The parts of a work plan that is sent under a number."""
    base = a_district()
    heading = replace(
        base.heading, document_number="江改办〔2026〕12号", issued_on=date(2026, 12, 1), is_synthetic=False,
        basis="《某意见》（国办发〔2020〕23号）", copied_to="区人大办公室", contact="张三 12345",
    )  # fmt: skip
    facts = Facts(replace(base, heading=heading), an_offer(), an_outcome())
    path = write_work_plan(facts, tmp_path_factory.mktemp("notice") / "plan.docx")
    with ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def texts(notice) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(zipped(notice))).paragraphs]


def foot(footer) -> str:
    return "".join(run.element.xml for line in footer.paragraphs for run in line.runs)


def colophon(document) -> list[str]:
    """What stands in the colophon: the last table's only cell."""
    return [paragraph.text for paragraph in document.tables[-1].rows[0].cells[0].paragraphs]


def zipped(parts) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def test_every_property_stands_in_the_schemas_order(notice):
    """In all parts of the file; a validator refuses others."""
    found = {
        name: misplaced(part) for name, part in notice.items() if name.startswith("word/") and name.endswith(".xml")
    }

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_the_library_left_behind_is_gone(notice):
    """No picture of another document, no other program's name, no styles twice."""
    assert not {name for name in notice if "thumbnail" in name or "stylesWithEffects" in name}
    assert b"Macintosh" not in notice["docProps/app.xml"]
    assert b"thumbnail" not in notice["_rels/.rels"] + notice["[Content_Types].xml"]


def test_the_plan_is_sent_as_a_notice_with_head_and_colophon(notice):
    """The issuer's head, the number, the notice that forwards the plan, the signature on a page with text, copies."""
    said = texts(notice)

    assert said[0].endswith("办公室文件") and "江改办〔2026〕12号" in said
    assert any(text.startswith("关于印发《") and text.endswith("》的通知") for text in said)
    assert (
        any("现将《" in text for text in said)
        and colophon(Document(BytesIO(zipped(notice))))[0] == "抄送：区人大办公室。"
    )
    assert any("国办发〔2020〕23号" in text for text in said) and any("张三 12345" in text for text in said)
    assert not any("xlsx" in text or "见“" in text for text in said)


def test_language_styles_captions_and_pictures_are_said(notice):
    """Chinese signs are Chinese; styles have Chinese names; captions count by fields; pictures have texts."""
    styles, body = notice["word/styles.xml"].decode(), notice["word/document.xml"].decode()

    assert 'w:eastAsia="zh-CN"' in styles and "公文标题" in styles and "发文机关标志" in styles
    assert body.count("SEQ 表") == 5 and body.count("SEQ 图") == 2
    assert re.findall(r'descr="(图\d[^"]+)"', body)[0].startswith("图1")
    assert 'w:color="000000"' in body and "F3EFE6" not in body


def test_a_plan_without_a_number_has_no_head_and_no_colophon(tmp_path):
    """It is printed as a draft that is not sent."""
    base = a_district()
    facts = Facts(replace(base, heading=replace(base.heading, document_number="")), an_offer(), an_outcome())

    made = Document(str(write_work_plan(facts, tmp_path / "plan.docx")))

    said = [p.text for p in made.paragraphs]
    assert len(made.sections) == 1 and "PAGE" in foot(made.sections[0].footer)
    assert not any("印发" in line for line in colophon(made))

    assert not any("文件" in text for text in said[:2]) and not any("印发" in text for text in said[-3:])


def test_the_colophon_stands_at_the_foot_of_an_even_page_without_a_number(notice):
    """A cell as high as the type area with its text at the bottom, in a section of its own; no frame, which some word
    processors set at the top. Without copies one line is left between two thick ones."""
    made = Document(BytesIO(zipped(notice)))
    row, last = made.tables[-1].rows[0], made.sections[-1]

    assert (row.height_rule, round(row.height / Mm(1))) == (WD_ROW_HEIGHT_RULE.EXACTLY, 223)
    assert row.cells[0].vertical_alignment is WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    assert b"framePr" not in notice["word/document.xml"]
    assert last.start_type is WD_SECTION.EVEN_PAGE and not last.footer.is_linked_to_previous
    assert "PAGE" not in foot(last.footer) + foot(last.even_page_footer)
    assert "PAGE" in foot(made.sections[0].footer)
    assert [line.split("\t")[-1] for line in colophon(made)] == ["抄送：区人大办公室。", "2026年12月1日印发"]


def test_a_colophon_without_copies_is_one_line(tmp_path):
    """抄送 is left out, not an empty line."""
    base = a_district()
    heading = replace(base.heading, document_number="江改办〔2026〕12号", issued_on=date(2026, 12, 1), copied_to="")
    facts = Facts(replace(base, heading=heading), an_offer(), an_outcome())

    lines = colophon(Document(str(write_work_plan(facts, tmp_path / "plan.docx"))))

    assert len(lines) == 1 and lines[0].endswith("2026年12月1日印发")


def test_figures_of_a_total_have_room_for_bold_and_for_a_chinese_month() -> None:
    """A bold total and 2029年12月 stay on one line: their columns are wider than the same signs in plain figures."""
    names = ["一个相当长的名称，列宽由它分完"] * 2

    def width(text: str, strong: set[int]) -> int:
        return _widths(["甲", "乙", "丙"], [names[:1], names[:1], [text]], [False, False, True], strong)[2]

    assert width("70971.53", {0}) > width("70971.53", set()) == int(105 * (8 * 1.2 + 1.2))
    assert width("2029年12月", set()) == int(105 * (6 * 1.2 + 2 * 2 + 3 * 0.4 + 1.2))


def test_a_short_column_is_not_narrowed_by_a_long_one() -> None:
    """Of two texts too wide for their room the short one keeps its line, the long one breaks."""
    figures = [["999999999"]] * 4
    widths = _widths(
        list("甲乙丙丁戊己"), [["唐家墩街道"], ["很长的小区名称" * 6], *figures], [False] * 2 + [True] * 4, set()
    )

    assert widths[0] >= int(105 * (5 * 2 + 1.2)) and sum(widths) <= 8845
