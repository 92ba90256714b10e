"""An official document in Word on the page of GB/T 9704-2012: A4, type area 156 × 225 mm, 22 lines of 28 characters of
3号 仿宋; titles of 2号, headings by level, document number, issuer over date above the seal, page numbers outside.

Any kind of paper is built on it: `OfficialPaper("zh", "Plan")` has the styles `Plan Title`, `Plan Table` and so on."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from yipanqi.documents.press.packing import FACES, packed
from yipanqi.documents.press.sheets import Imprint

TITLE, SMALL, FOLIO, RED_HEAD = 22, 10.5, 14, 48  # points: 2号, 5号, 4号, 发文机关标志
SMALL_EN = 9.5  # Latin words are long, and not broken
RED = "C00000"
FORM = 14  # points: 4号
BODY = {"zh": 16, "en": 12}  # 3号; English needs no grid of characters
LINE_PITCH = 225 / 22 / 25.4 * 1440  # twentieths of a point: 22 lines in 225 mm
TIGHTER = -5  # twentieths of a point: 28 characters of 15.75 points fill 156 mm, in every word processor alike
TEXT_WIDTH = 442  # points: 156 mm
_EITHER, _HAN = re.compile("[“”‘’—…×·]"), re.compile("[\u4e00-\u9fff]")
_ANNEXES = ("附件：", "Annexes:", "Annex:")
_FRAME = {"w": "8845", "wrap": "notBeside", "hAnchor": "margin"}
_FOOT, _RULED = 262 / 25.4 * 1440, 80  # twentieths of a point: the foot of the type area; a line's rule
SEAL_LINES = 3  # free lines above the issuer, where the seal goes


@dataclass(frozen=True)
class Faces:
    """The faces of a language: body, title, headings of the first and of the second level, Latin text."""

    body: str
    title: str
    first: str
    second: str
    latin: str = "Times New Roman"


ZH = Faces(body=FACES["body"], title=FACES["title"], first=FACES["first"], second=FACES["second"])
EN = Faces(body="Times New Roman", title="Times New Roman", first="Arial", second="Times New Roman")

_NUMBERED = re.compile(r"^(表|图|Table |Figure )(\d+)(.*)$", re.DOTALL)
_PLAIN = (  # role, face, size (nothing: the body's), alignment
    ("Title", "title", TITLE, WD_ALIGN_PARAGRAPH.CENTER),
    ("Number", "body", None, WD_ALIGN_PARAGRAPH.CENTER),
    ("Recipients", "body", None, WD_ALIGN_PARAGRAPH.LEFT),
    ("Annex", "first", None, WD_ALIGN_PARAGRAPH.LEFT),
    ("Signature", "body", None, WD_ALIGN_PARAGRAPH.RIGHT),
    ("Caption", "first", 12, WD_ALIGN_PARAGRAPH.CENTER),
    ("Unit", "body", SMALL, WD_ALIGN_PARAGRAPH.RIGHT),
    ("Picture", "body", SMALL, WD_ALIGN_PARAGRAPH.CENTER),
    ("Table", "body", SMALL, WD_ALIGN_PARAGRAPH.LEFT),
    ("Table Head", "first", SMALL, WD_ALIGN_PARAGRAPH.CENTER),
    ("Small", "body", SMALL, WD_ALIGN_PARAGRAPH.LEFT),
    ("Red Head", "title", RED_HEAD, WD_ALIGN_PARAGRAPH.CENTER),
    ("Colophon", "body", FOLIO, WD_ALIGN_PARAGRAPH.LEFT),
)
_CHINESE = {
    "Title": "公文标题",
    "Number": "发文字号",
    "Recipients": "主送机关",
    "Annex": "附件标识",
    "Signature": "落款",
    "Caption": "图表题",
    "Unit": "表格单位",
    "Picture": "图片",
    "Table": "表格内容",
    "Table Head": "表头",
    "Small": "小字说明",
    "Red Head": "发文机关标志",
    "Colophon": "版记",
    "Lead": "楷体强调",
}  # fmt: skip  what a clerk finds in the list of styles
_EXACT = (("Title", 36.0), ("Table", 15.0), ("Table Head", 15.0), ("Small", 18.0), ("Unit", 18.0))  # points of a line


class OfficialPaper:
    """A document in the making, in a language; its styles carry the paper's name, by which offices find them in WPS."""

    def __init__(self, lang: str, name: str) -> None:
        self.lang, self.name, self.document = lang, name, Document()
        faces = ZH if lang == "zh" else EN
        _page(self.document, lang)
        _body(self.document, faces, lang)
        self._styles(faces)
        self._page_numbers()

    def style(self, role: str) -> str:
        """The name of a style of this paper, in its language: Title, Number, Recipients, Annex, Signature, Caption,
        Unit, Picture, Table, Table Head, Small, Red Head, Colophon; Lead, of characters."""
        return _CHINESE[role] if self.lang == "zh" else f"{self.name} {role}"

    def line(self, role: str, text: str = "") -> Paragraph:
        """A paragraph in one of the paper's styles; the number of a caption is a field."""
        numbered = _NUMBERED.match(text) if role == "Caption" else None
        if numbered is None:
            return self.document.add_paragraph(text, style=self.style(role))
        paragraph = self.document.add_paragraph(numbered[1], style=self.style(role))
        _field(paragraph, f"SEQ {numbered[1].strip()} \\* ARABIC", numbered[2])
        paragraph.add_run(numbered[3])
        return paragraph

    def red_head(self, text: str) -> None:
        """发文机关标志: the issuer's name in red, as large as its line holds (`fitted` makes it so)."""
        self.line("Red Head", text)
        self.line("Number")

    def ends(self, role: str, left: str, right: str) -> None:
        """A line with something at either end, one character in: number and signatory of a report."""
        paragraph = self.line(role)
        paragraph.add_run(f"{left}\t{right}")
        form, body = paragraph.paragraph_format, BODY[self.lang]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        form.left_indent = form.right_indent = Pt(body)
        form.tab_stops.add_tab_stop(Pt(TEXT_WIDTH - body), WD_TAB_ALIGNMENT.RIGHT)

    def red_line(self) -> None:
        """The red line under the document's number."""
        borders = OxmlElement("w:pBdr")
        below = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", RED)):
            below.set(qn(f"w:{name}"), value)
        borders.append(below)
        self.line("Small").paragraph_format.element.get_or_add_pPr().append(borders)

    def colophon(self, copied: str, printed: str, day: str, *, is_at_foot: bool = False) -> None:
        """版记 at the foot of a page, which `finish` makes an even one: who gets copies, who printed it, when; lines
        above, between and below. `is_at_foot`: of the page on which a short letter ends, its second."""
        if is_at_foot:
            self._foot([it for it in (copied, f"{printed}\t{day}") if it])
            return
        cell = _whole_page(self.document.add_table(rows=1, cols=1))
        for at, text in enumerate((copied, f"{printed}\t{day}")):
            paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
            paragraph.add_run(text)
            paragraph.style = self.style("Colophon")
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(FOLIO)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(TEXT_WIDTH - FOLIO), WD_TAB_ALIGNMENT.RIGHT)
            sides = (("bottom", "8"),) if at else (("top", "8"), ("bottom", "4"))
            paragraph.paragraph_format.element.get_or_add_pPr().append(_ruled(*sides))
        last = self.line("Small").paragraph_format  # what must follow a table, with next to no height
        last.line_spacing_rule, last.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)

    def _foot(self, texts: Sequence[str]) -> None:
        """The colophon in frames at the foot of the page on which the text ends: the last line at the edge of the type
        area, the copies above it."""
        for at, text in enumerate(texts):
            form = self.line("Colophon", f"　{text}").paragraph_format
            form.tab_stops.add_tab_stop(Pt(TEXT_WIDTH - FOLIO), WD_TAB_ALIGNMENT.RIGHT)
            properties, is_last = form.element.get_or_add_pPr(), at == len(texts) - 1
            thick = [("top", "8" if at == 0 else "4")] + ([("bottom", "8")] if is_last else [])
            properties.append(_ruled(*thick))
            lines = -(-sum(FOLIO if ord(sign) > 0x2E80 else FOLIO / 2 for sign in text) // TEXT_WIDTH)
            above = {"vAnchor": "page", "y": str(int(_FOOT - (lines + 1) * LINE_PITCH - 4 * _RULED))}
            frame = OxmlElement("w:framePr")
            for name, value in (_FRAME | ({"vAnchor": "margin", "yAlign": "bottom"} if is_last else above)).items():
                frame.set(qn(f"w:{name}"), value)
            properties.append(frame)
        self.line("Small").paragraph_format.line_spacing = Pt(1)

    def heading(self, level: int, text: str) -> None:
        """A heading of the first or second level (黑体, 楷体)."""
        self.document.add_paragraph(text, style=f"Heading {level}")

    def prose(self, text: str) -> None:
        """A paragraph of the body in which `**…**` is set in the second level's face."""
        paragraph = self.document.add_paragraph()
        for part in re.split(r"(\*\*.*?\*\*)", text):
            run = paragraph.add_run(part.strip("*") if part.startswith("**") else part)
            if part.startswith("**"):
                run.style = self.style("Lead")

    def title(self, text: str) -> None:
        """The title, a free line above it."""
        self.line("Number")
        self.line("Title", text)

    def note(self, text: str) -> None:
        """What stands under the title; then a free line."""
        self.line("Number", text)
        self.line("Number")

    def attachments(self, head: str, names: Sequence[str]) -> None:
        """附件：1．… below a free line, the numbers under one another."""
        body = BODY["zh"] if ord(head[0]) > 0x2E80 else BODY["en"]
        width = sum(body if ord(char) > 0x2E80 else body / 2 for char in head)
        for i, name in enumerate(names):
            form = self.document.add_paragraph((head if i == 0 else "") + name).paragraph_format
            form.left_indent, form.first_line_indent = Pt(2 * body + width), Pt(-width if i == 0 else 0)
            form.keep_with_next = i < len(names) - 1

    def issuer(self, text: str, lines: int = SEAL_LINES) -> None:
        """Free lines for the seal, the name over the date that is to follow (`signed` sets one over the other)."""
        for _ in range(lines):
            self.line("Number").paragraph_format.keep_with_next = True
        self.line("Signature", text).paragraph_format.keep_with_next = True

    def page_break(self, text: str) -> None:
        """The title of what is printed with the notice, on a page of its own."""
        self.line("Title", text).paragraph_format.page_break_before = True

    def form(self, rows: Sequence[tuple[str, str]]) -> None:
        """A form of two columns as wide as the text: what is asked, and what is told."""
        table = self.document.add_table(rows=len(rows), cols=2)
        table.style, table.autofit = "Table Grid", False
        table.columns[0].width, table.columns[1].width = Mm(40), Mm(116)
        for row, texts in zip(table.rows, rows, strict=True):
            for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = Mm(116 if at else 40)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.style = self.style("Table" if at else "Table Head")
                paragraph.add_run(text).font.size = Pt(FORM if self.lang == "zh" else FORM - 2)
                paragraph.paragraph_format.line_spacing = Pt(24)
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)

    def picture(self, text: str, caption: str) -> None:
        """A picture's place and the caption under it."""
        self.line("Picture", text)
        self.line("Caption", caption).paragraph_format.keep_with_next = False

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table; its first row is the heads, which every page repeats."""
        texts = list(rows)
        table = self.document.add_table(rows=len(texts), cols=len(texts[0]))
        table.style = "Table Grid"
        for i, (row, cells) in enumerate(zip(table.rows, texts, strict=True)):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.paragraphs[0].style = self.style("Table" if i else "Table Head")
                cell.paragraphs[0].add_run(text)
        _repeated(table.rows[0]._tr)  # noqa: SLF001  python-docx has no word for repeated heads

    def packed(self) -> bytes:
        """The file's bytes, which depend on nothing but what was said."""
        buffer = BytesIO()
        self.document.save(buffer)
        return packed(buffer.getvalue())

    def _styles(self, faces: Faces) -> None:
        styles, body = self.document.styles, BODY[self.lang]
        lead = styles.add_style(self.style("Lead"), WD_STYLE_TYPE.CHARACTER)
        _face(lead, faces.second, faces.latin, body)
        lead.font.bold = self.lang == "en"
        for name, face in (("Heading 1", faces.first), ("Heading 2", faces.second)):
            _heading(styles[name], face, faces.latin, body, self.lang)
        for role, face, size, alignment in _PLAIN:
            style = styles.add_style(self.style(role), WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _face(
                style,
                getattr(faces, face),
                faces.latin,
                SMALL_EN if (size, self.lang) == (SMALL, "en") else size or body,
            )
            _spaced(style)
            style.paragraph_format.alignment = alignment
        self._special()

    def _special(self) -> None:
        """Titles stand off the grid; tables are set tight; captions keep to what they name."""
        of = {role: self.document.styles[self.style(role)] for role, *_ in _PLAIN}
        for role, points in _EXACT:
            of[role].paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            of[role].paragraph_format.line_spacing = Pt(points)
            _off_grid(of[role])
        caption, picture = of["Caption"].paragraph_format, of["Picture"].paragraph_format
        caption.keep_with_next, caption.space_before, caption.space_after = True, Pt(6), Pt(4)
        picture.line_spacing_rule = WD_LINE_SPACING.SINGLE
        picture.space_before, picture.keep_with_next = Pt(10), True
        _off_grid(of["Picture"])
        of["Title"].paragraph_format.keep_with_next = True
        of["Unit"].paragraph_format.keep_with_next = True
        of["Annex"].paragraph_format.page_break_before = True
        of["Signature"].paragraph_format.keep_together = True
        of["Red Head"].font.color.rgb = RGBColor.from_string(RED)
        of["Red Head"].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _off_grid(of["Red Head"])
        of["Signature"].paragraph_format.right_indent = Pt(4 * BODY["zh"])

    def _page_numbers(self) -> None:
        """— 1 —: 4号, on the outer side, one character in."""
        section = self.document.sections[0]
        sides = (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
        )
        for footer, alignment, indent in sides:
            paragraph = footer.paragraphs[0]
            paragraph.style = self.document.styles[self.style("Small")]
            paragraph.alignment = alignment
            setattr(paragraph.paragraph_format, indent, Pt(FOLIO))
            for text in ("— ", None, " —"):
                _folio(paragraph.add_run(text or ""), is_field=text is None)


def finish(document: Doc) -> None:
    """What only the filled document can tell: how large the red head is, how name and date of the signature stand,
    which signs between Chinese ones are Chinese, what pictures show, whether there is a colophon."""
    _red_head(document)
    _signed([p for p in document.paragraphs if p.style and _is(p.style.name, "Signature")])
    _annexes_with_text(document)
    for run in document.element.body.iter(qn("w:r")):
        _hinted(run)
    for picture in document.element.body.iter(qn("wp:docPr")):
        _described(picture)
    for table in document.tables:
        first = table.rows[0].cells[0].paragraphs[0]
        if first.style and first.style.name == _CHINESE["Colophon"]:
            _colophon(document, table)


def stamp(document: Doc, imprint: Imprint) -> None:
    """The heading's names and date, never the clock's."""
    properties = document.core_properties
    properties.title, properties.author = imprint.title, imprint.issuer
    properties.last_modified_by, properties.comments = imprint.issuer, imprint.source
    properties.created = properties.modified = imprint.made_at


def _is(name: str | None, role: str) -> bool:
    """Is this the style of a role, in either language?"""
    return name is not None and (name == _CHINESE[role] or name.endswith(f" {role}"))


def _red_head(document: Doc) -> None:
    for paragraph in document.paragraphs:
        if paragraph.style and _is(paragraph.style.name, "Red Head"):
            size = min(RED_HEAD, int(TEXT_WIDTH / max(len(paragraph.text), 1)))
            for run in paragraph.runs:
                run.font.size = Pt(size)


def _annexes_with_text(document: Doc) -> None:
    """附件说明 does not stand alone on a page: the last lines of the text go with it."""
    lines = document.paragraphs
    for at, line in enumerate(lines):
        if line.text.startswith(_ANNEXES):
            for before in lines[max(0, at - 2) : at]:
                before.paragraph_format.keep_with_next = True


def _colophon(document: Doc, table: Table) -> None:
    """The colophon on an even page of its own without a number (GB/T 9704, 7.5); without 抄送 it is one line between
    two thick ones."""
    cell = table.rows[0].cells[0]
    if not cell.paragraphs[0].text:
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)  # noqa: SLF001  python-docx has no word for it
        properties = cell.paragraphs[0].paragraph_format.element.get_or_add_pPr()
        properties.remove(properties.find(qn("w:pBdr")))
        properties.append(_ruled(("top", "8"), ("bottom", "8")))
    end = document.element.body.sectPr
    before = OxmlElement("w:p")
    before.get_or_add_pPr().append(deepcopy(end))
    table._tbl.addprevious(before)  # noqa: SLF001  python-docx adds sections at the end alone
    form = Paragraph(before, document).paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    for footer in end.findall(qn("w:footerReference")):
        end.remove(footer)
    document.sections[-1].start_type = WD_SECTION.EVEN_PAGE
    for footer in (document.sections[-1].footer, document.sections[-1].even_page_footer):
        footer.is_linked_to_previous = False


def _signed(lines: Sequence[Paragraph]) -> None:
    """The issuer's name centred over the date; the longer of both ends two characters (the date alone four) from the
    edge (GB/T 9704, 7.3.5)."""
    if len(lines) != 2:
        return
    widths = [sum(1.0 if ord(sign) > 0x2E80 else 0.5 for sign in line.text) for line in lines]
    edge = 4.0 if widths[0] <= widths[1] else 2.0
    for line, width in zip(lines, widths, strict=True):
        line.paragraph_format.right_indent = Pt((edge + (max(widths) - width) / 2) * BODY["zh"])


def _hinted(run) -> None:  # type: ignore[no-untyped-def]
    """Quotes and dashes in Chinese text take the Chinese face."""
    text = "".join(part.text or "" for part in run.iter(qn("w:t")))
    if _EITHER.search(text) and _HAN.search(text):
        run.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _described(picture) -> None:  # type: ignore[no-untyped-def]
    """A picture's alternative text is the caption under it."""
    paragraph = picture
    while paragraph is not None and paragraph.tag != qn("w:p"):
        paragraph = paragraph.getparent()
    caption = paragraph.getnext() if paragraph is not None else None
    text = "".join(part.text or "" for part in caption.iter(qn("w:t"))) if caption is not None else ""
    if text:
        picture.set("descr", text)
        picture.set("name", text[:40])


def _page(document: Doc, lang: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  python-docx has no word for the grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    for name, value in (("type", "lines" if lang == "zh" else "default"), ("linePitch", int(LINE_PITCH))):
        grid.set(qn(f"w:{name}"), str(value))
    document.settings.odd_and_even_pages_header_footer = True


def _body(document: Doc, faces: Faces, lang: str) -> None:
    """The text between the headings: two characters in, both edges straight; in English as English is set."""
    normal, body = document.styles["Normal"], BODY[lang]
    _face(normal, faces.body, faces.latin, body)
    _spaced(normal, first_line=2 * body if lang == "zh" else 0, after=0 if lang == "zh" else 6)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if lang == "zh" else WD_ALIGN_PARAGRAPH.LEFT
    normal.paragraph_format.widow_control = True
    language(document, lang)
    if lang == "zh":
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), str(TIGHTER))
        normal.element.rPr.append(tighter)


def language(document: Doc, lang: str) -> None:
    """Chinese signs are Chinese to spelling and to line breaks; Latin ones English."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    language = OxmlElement("w:lang")
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{name}"), value)
    defaults.append(language)


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that a word processor can count again, with what it shows until then."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no word for fields


def _whole_page(table: Table) -> _Cell:
    """A table's only cell made as large as the type area; what stands in it stands at its foot."""
    row, cell = table.rows[0], table.rows[0].cells[0]
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, Mm(223)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    table.autofit = False
    cell.width = table.columns[0].width = Mm(156)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001  python-docx has no word for it
    return cell


def _ruled(*sides: tuple[str, str]) -> object:
    """Lines of the colophon: side and eighths of a point."""
    borders = OxmlElement("w:pBdr")
    for side, size in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", "4"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _heading(style: ParagraphStyle, face: str, latin: str, size: float, lang: str) -> None:
    _face(style, face, face if lang == "en" else latin, size)
    style.font.bold = lang == "en"
    style.font.italic = False
    _spaced(style, first_line=2 * size if lang == "zh" else 0, before=0 if lang == "zh" else 8)
    style.paragraph_format.keep_with_next = True


def _face(style: CharacterStyle, face: str, latin: str, size: float) -> None:
    style.font.name, style.font.size = latin, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for slot, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", face)):
        fonts.set(qn(f"w:{slot}"), name)
    colour = style.element.rPr.find(qn("w:color"))
    if colour is not None:
        style.element.rPr.remove(colour)


def _spaced(style: ParagraphStyle, first_line: float = 0, before: float = 0, after: float = 0) -> None:
    form = style.paragraph_format
    form.first_line_indent = Pt(first_line)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _off_grid(style: ParagraphStyle) -> None:
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().append(snap)


def _repeated(row) -> None:  # type: ignore[no-untyped-def]
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def _folio(run, is_field: bool) -> None:  # type: ignore[no-untyped-def]
    """A part of a page's number: a dash, or the number itself."""
    run.font.size, run.font.name = Pt(FOLIO), "宋体"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")  # noqa: SLF001
    for kind in ("begin", None, "end") if is_field else ():
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        run._r.append(element)  # noqa: SLF001
