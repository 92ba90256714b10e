"""The papers of a publication: what they promise to readers, archives and screen readers."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from documents.disclosure.a_bulletin import (
    BLOCKS,
    JPEG,
    MADE_AT,
    MONTHS,
    PICTURE,
    PICTURES,
    RECORD,
    REGIONS,
    a_bulletin,
)
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from yipanqi.documents.disclosure.papers import CannotPrint, docx, has_tables, pdf, xlsx, zip_of
from yipanqi.documents.disclosure.papers_html import items_of
from yipanqi.documents.disclosure.papers_items import Head, Points, Prose, Tabled
from yipanqi.domain.disclosure.publication import Heading, OwnText, Paragraph, Table


def a_pdf(lang: str = "zh", *blocks: Any) -> PdfReader:
    return PdfReader(BytesIO(pdf(a_bulletin(*blocks), RECORD, lang, MADE_AT, PICTURES)))


def tags(reader: PdfReader) -> list[Any]:
    """Every element of the structure, in reading order."""
    root: Any = reader.trailer["/Root"]
    return list(_walked(root["/StructTreeRoot"]["/K"]))


def _walked(node: Any) -> Iterator[Any]:
    node = node.get_object()
    for one in node if isinstance(node, list) else [node]:
        one = one.get_object()
        if isinstance(one, dict) and "/S" in one:
            yield one
            if "/K" in one:
                yield from _walked(one["/K"])


@pytest.mark.parametrize(
    ("lang", "tongue", "title"), [("zh", "zh-CN", "4月进度通报"), ("en", "en-GB", "Progress, April")]
)
def test_a_pdf_is_made_to_keep_and_to_be_read_aloud(lang: str, tongue: str, title: str) -> None:
    """PDF/A-2a and PDF/UA-1 stand in XMP; language, title, date and tags are there; pages are A4."""
    reader = a_pdf(lang)

    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/Lang"] == tongue
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == title
    assert reader.metadata.creation_date == MADE_AT
    for page in reader.pages:
        assert sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) == [210, 297]


def test_a_pdf_tells_its_structure() -> None:
    """Headings begin at the first level and skip none; tables have header cells; a list is one; a picture is told."""
    found = tags(a_pdf("zh", Heading(text=("先", "x"), level=2), *BLOCKS))

    kinds = [str(it["/S"]) for it in found]
    assert [kind for kind in kinds if kind.startswith("/H") and kind[2:].isdigit()][:2] == ["/H1", "/H2"]
    assert kinds.count("/Table") == 2
    assert kinds.count("/TH") == len(REGIONS.head) + len(MONTHS.head)
    assert "/L" in kinds
    assert [str(it["/Alt"]) for it in found if it["/S"] == "/Figure"] == [PICTURE.alt[0]]


def test_no_paper_tells_inner_addresses() -> None:
    """Figures are there, the addresses of their rows are not."""
    content = a_bulletin()
    told = "".join(page.extract_text() for page in a_pdf().pages)
    parts = [
        ZipFile(BytesIO(data))
        for data in (docx(content, RECORD, "zh", MADE_AT, PICTURES), xlsx(content, RECORD, "zh", MADE_AT))
    ]

    assert "1,012" in told
    for text in (told, *(part.read(name).decode("utf-8", "replace") for part in parts for name in part.namelist())):
        assert "inner=1" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_content_gives_the_same_bytes(lang: str) -> None:
    """What was signed off can be made again and compared."""
    content = a_bulletin()

    for make in (pdf, docx):
        assert make(content, RECORD, lang, MADE_AT, PICTURES) == make(content, RECORD, lang, MADE_AT, PICTURES)
    assert xlsx(content, RECORD, lang, MADE_AT) == xlsx(content, RECORD, lang, MADE_AT)


def test_a_paper_is_made_before_it_is_published() -> None:
    """The time of publishing, which comes after sign-off, changes no paper."""
    later = replace(RECORD, published_at=None, updated_at=MADE_AT)

    assert pdf(a_bulletin(), RECORD, "zh", MADE_AT, PICTURES) == pdf(a_bulletin(), later, "zh", MADE_AT, PICTURES)


def test_a_picture_without_words_is_refused() -> None:
    """Nothing tells what it shows, or its bytes are missing or of no known kind: it is said why, in two languages."""
    for picture, pictures in (
        (replace(PICTURE, alt=("", ""), caption=(" ", "")), PICTURES),
        (PICTURE, {}),
        (PICTURE, {PICTURE.sha256: b"GIF89a"}),
    ):
        for make in (pdf, docx):
            with pytest.raises(CannotPrint) as refusal:
                make(a_bulletin(picture), RECORD, "zh", MADE_AT, pictures)
            assert PICTURE.name in refusal.value.said[0]
            assert PICTURE.name in refusal.value.said[1]


@pytest.mark.parametrize(
    "text",
    ["龘\U00030000\ue000\ufffe", "#set page(fill: red) $x$ *b* _i_ @ref <l> \\u{41} `c`", "a\u200bb\u00adc\t\u2028d"],
)
def test_any_text_can_be_printed(text: str) -> None:
    """Signs that no face shows, signs without meaning, and what is program text to Typst."""
    content = a_bulletin(
        Paragraph(key="a", marked=(text, text)),
        Table(key="t", caption=(text, text), head=((text, text),), rows=((), ((text, text), (text, text)))),
        OwnText(html=(f"<p>{text.replace('<l>', '')}</p>", "")),
        title=(text, text),
        is_synthetic=False,
    )

    assert pdf(content, replace(RECORD, issuer=(text, text), keywords=(text,)), "zh", MADE_AT, {}).startswith(
        b"%PDF-1.7"
    )


def test_a_table_too_wide_lies_on_its_side_at_the_end() -> None:
    """The page is upright but for that table, whose place says where it went; in Word too."""
    reader, word = a_pdf(), Document(BytesIO(docx(a_bulletin(), RECORD, "zh", MADE_AT, PICTURES)))

    assert [float(page.mediabox[2]) > float(page.mediabox[3]) for page in reader.pages][-1:] == [True]
    assert "表2" in reader.pages[-1].extract_text().replace(" ", "")
    assert [section.page_width > section.page_height for section in word.sections] == [False, True]
    assert "（表2　逐月见文末）" in [paragraph.text for paragraph in word.paragraphs]


def test_a_word_file_says_it_all() -> None:
    """Title, label of invented figures, text, tables with repeated heads, the picture's words, signature, record."""
    made = Document(BytesIO(docx(a_bulletin(), RECORD, "zh", MADE_AT, PICTURES)))

    texts = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert texts[:4] == ["4月进度通报", "江老改办〔2028〕12号", "（示例数据）", "总体进度"]
    for text in (
        "开工41个小区。",
        "请5月10日前报送，见网站（https://www.example.gov.cn/a）。",
        "· 屋面防水",
        "区改造办",
    ):
        assert text in texts
    assert "索引号：420103-01-05-2028-0042" in texts
    assert "实施日期：" in texts
    assert [cell.text for cell in made.tables[0].rows[0].cells] == [pair[0] for pair in REGIONS.head]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in made.tables)  # noqa: SLF001
    assert [it.get("descr") for it in made.element.body.iter(qn("wp:docPr"))] == [PICTURE.alt[0]]
    assert made.core_properties.title == "4月进度通报"
    assert made.core_properties.language == "zh-CN"


def test_excel_holds_figures_as_numbers() -> None:
    """Counts are whole numbers, money has its unit in the head, shares are shares; a text that looks like a formula is
    a text; what is not a figure stays as it was written."""
    book = load_workbook(BytesIO(xlsx(a_bulletin(), RECORD, "zh", MADE_AT)))

    sheet = book["表1　分街道进度"]
    head, first, total = list(sheet.iter_rows(min_row=3, max_row=5, values_only=True))
    assert head == ("街道", "开工小区（个）", "完成投资（万元）", "完成率", "说明")
    assert first == ("常青街道", 1012, 3034.56, 0.452, '=HYPERLINK("x")')
    assert total[:4] == ("合计", 1012, 3034.5, "—")
    assert isinstance(first[1], int)
    assert sheet["E4"].data_type == "s"
    assert sheet["A1"].value == "表1　分街道进度【示例数据】"
    assert [name.title for name in book][:2] == ["公开目录项", "表1　分街道进度"]


def test_figures_of_several_units_stay_texts() -> None:
    """A column is one of numbers only if all of it has one unit."""
    mixed = replace(REGIONS, rows=(*REGIONS.rows, (("甲", "A"), ("3户", "3"), ("约3", "3"), ("1%", "1%"), ("", ""))))

    sheet = load_workbook(BytesIO(xlsx(a_bulletin(mixed), RECORD, "zh", MADE_AT))).worksheets[1]

    assert [cell.value for cell in sheet["B"][2:]] == ["开工小区", "1,012个", "1,012个", "3户"]
    assert [cell.value for cell in sheet["C"][2:]] == ["完成投资", "3,034.56万元", "3,034.5万元", "约3"]
    assert [cell.value for cell in sheet["D"][3:]] == [0.452, "—", 0.01]


def test_sheets_of_one_name_are_told_apart() -> None:
    """Names that Excel refuses are mended, long and equal ones numbered."""
    same = replace(REGIONS, caption=("[甲]:" * 20, "x"))

    book = load_workbook(BytesIO(xlsx(a_bulletin(same, same, replace(same, caption=("", ""))), RECORD, "zh", MADE_AT)))

    assert len({sheet.title.lower() for sheet in book}) == 4
    assert has_tables(a_bulletin())
    assert not has_tables(a_bulletin(PICTURE))


def test_own_text_is_read_as_it_is_shown() -> None:
    """Lists in lists, breaks, tables without a head of their own; what is no text is left out."""
    found = items_of(
        "前<br>后<script>x</script><h3>题</h3><ul><li>甲<ol><li>一</li></ol></li><li>乙</li></ul>"
        "<table><caption>表</caption><tr><td>a</td><td><p>b</p>c</td></tr><tr><td>d</td></tr></table><p> </p>尾",
        "zh",
    )

    assert [item.text for item in found if isinstance(item, Prose)] == ["前", "后", "尾"]
    assert [item.level for item in found if isinstance(item, Head)] == [2]
    assert [[line.text for line in it.lines] for it in found if isinstance(it, Points)] == [["甲"], ["一"], ["乙"]]
    table = next(item for item in found if isinstance(item, Tabled))
    assert (table.caption, table.head, table.rows) == ("表", ("a", "b c"), (("d", ""),))


def test_a_zip_is_the_same_whenever_it_is_made() -> None:
    """Names in order, no clock times; a name that leads out of it is refused."""
    files = {"b.pdf": b"1" * 100, "甲.jpg": JPEG}

    made = zip_of(files)

    assert made == zip_of(dict(reversed(files.items())))
    assert ZipFile(BytesIO(made)).namelist() == ["b.pdf", "甲.jpg"]
    assert ZipFile(BytesIO(made)).read("甲.jpg") == JPEG
    for name in ("../a", "/a", "a\\b", "", "./a"):
        with pytest.raises(ValueError, match="not a name"):
            zip_of({name: b""})
