"""The press: any kind of paper may be printed with it, not the work plan alone."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook

from yipanqi.documents.press.gbt9704 import OfficialPaper
from yipanqi.documents.press.sheets import Imprint, PaperColumn, book, title_line
from yipanqi.documents.press.word_tables import Printed, dress


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
    assert made.styles["Order Title"].font.size == Pt(22)
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
