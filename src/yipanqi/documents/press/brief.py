"""One page in Word for a reader without time: title, sentence, large figures, small tables side by side, short lists.

It has the faces of an official paper in small sizes; everything stays text and tables that an office may edit."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from yipanqi.documents.press.gbt9704 import EN, RED, ZH, language
from yipanqi.documents.press.packing import packed

Place = Doc | _Cell
WIDTH, EDGE, GUTTER = 180.0, 15.0, 6.0  # mm: the text, the margin, between two columns
_GREY, _HAIR = "5D636B", "BFB8A8"


class Brief:
    """A page in the making; sizes follow from that of its text, in points."""

    def __init__(self, lang: str, size: float) -> None:
        self.lang, self.size, self.document = lang, size, Document()
        self.faces = ZH if lang == "zh" else EN
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(EDGE)
        section.top_margin, section.bottom_margin = Mm(12), Mm(14)
        section.header_distance = section.footer_distance = Mm(7)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(size)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        language(self.document, lang)

    def line(self, place: Place, text: str = "", **look: Any) -> Paragraph:
        """A paragraph of one look."""
        paragraph = self._empty(place)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(1.24 * look.get("size", self.size))
        self.run(paragraph, text, **look)
        return paragraph

    def run(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        size: float = 0,
        face: str = "body",
        colour: str = "",
        bold: bool = False,
    ) -> Run:
        """Text in a face: body, title or first (that of headings)."""
        run = paragraph.add_run(text)
        latin, name = self.faces.latin, getattr(self.faces, face)
        run.font.name, run.font.size, run.font.bold = latin, Pt(size or self.size), bold or None
        fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), name)
        if self.lang == "zh":
            fonts.set(qn("w:hint"), "eastAsia")
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return run

    def ends(self, left: str, right: str, **look: Any) -> Paragraph:
        """A line with something at either end."""
        paragraph = self.line(self.document, f"{left}\t{right}", **look)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        return paragraph

    def heading(self, place: Place, text: str) -> None:
        """What heads a table or a list, ruled below."""
        paragraph = self.line(place, text, face="first", size=self.size + 1.5, bold=self.lang == "en")
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(4), Pt(1.5)
        paragraph.paragraph_format.keep_with_next = True
        borders, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            below.set(qn(f"w:{name}"), value)
        borders.append(below)
        paragraph.paragraph_format.element.get_or_add_pPr().append(borders)

    def items(self, place: Place, texts: Sequence[str], mark: str = "") -> None:
        """A list with a mark or, without one, numbered."""
        for i, text in enumerate(texts, 1):
            paragraph = self.line(place, f"{mark or i}\t{text}")
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent = Mm(4.5), Mm(-4.5)
            form.tab_stops.add_tab_stop(Mm(4.5))
            form.space_after = Pt(1)

    def figures(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Large figures over what they count, in a row."""
        table = self._table(self.document, 1, [WIDTH / len(pairs)] * len(pairs))
        for cell, (figure, label) in zip(table.rows[0].cells, pairs, strict=True):
            self.line(cell, figure, size=20, face="title", colour=RED)
            self.line(cell, label, colour=_GREY)
        self._closed(self.document)

    def side_by_side(self, left: Callable[[_Cell], None], right: Callable[[_Cell], None], part: float = 0.56) -> None:
        """Two columns, each filled by what is given for it."""
        widths = [WIDTH * part, GUTTER, WIDTH * (1 - part) - GUTTER]
        cells = self._table(self.document, 1, widths).rows[0].cells
        for cell, fill in ((cells[0], left), (cells[2], right)):
            fill(cell)
        self._closed(self.document)

    def table(
        self,
        place: Place,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        heads: Sequence[str] = (),
        total: Sequence[str] = (),
    ) -> None:
        """Rows of texts, all but the first column to the right; widths in mm."""
        texts = [*([heads] if heads else []), *rows, *([total] if total else [])]
        table = self._table(place, len(texts), widths)
        for at, (row, values) in enumerate(zip(table.rows, texts, strict=True)):
            is_total = bool(total) and at == len(texts) - 1
            for i, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
                look = {"colour": _GREY} if heads and at == 0 else {"bold": True} if is_total else {}
                paragraph = self.line(cell, text, **look)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if i else WD_ALIGN_PARAGRAPH.LEFT
                _ruled(cell, "000000" if is_total or (total and at == len(texts) - 2) else _HAIR)
        self._closed(place)

    def foot(self, left: str, right: str, note: str) -> None:
        """At the foot of the page: whose it is, its label and date, where the figures come from."""
        footer = self.document.sections[0].footer
        paragraph = footer.paragraphs[0]
        paragraph.style = self.document.styles["Normal"]
        self.run(paragraph, f"{left}\t{right}", size=8, colour=_GREY)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        if note:
            self.run(footer.add_paragraph(), note, size=7.5, colour=_GREY)

    def packed(self) -> bytes:
        """The file's bytes, which depend on nothing but what was said."""
        buffer = BytesIO()
        self.document.save(buffer)
        return packed(buffer.getvalue())

    def _empty(self, place: Place) -> Paragraph:
        """A cell's first paragraph as long as it is empty, else a new one."""
        is_free = isinstance(place, _Cell) and len(place.paragraphs) == 1 and not place.tables
        return place.paragraphs[0] if is_free and not place.paragraphs[0].runs else place.add_paragraph()

    def _table(self, place: Place, rows: int, widths: Sequence[float]) -> Table:
        table = place.add_table(rows=rows, cols=len(widths))
        table.autofit = False
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "20")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)  # noqa: SLF001  python-docx has no word for it
        for row in table.rows:
            row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _closed(self, place: Place) -> None:
        """What must follow a table, with next to no height."""
        form = (place.paragraphs[-1] if isinstance(place, _Cell) else place.add_paragraph()).paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _ruled(cell: _Cell, colour: str) -> None:
    borders, below = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", colour)):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  python-docx has no word for it
