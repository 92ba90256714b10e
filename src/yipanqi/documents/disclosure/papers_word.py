"""A publication in Word, on the page of GB/T 9704: title, number, text, tables and pictures where they stand,
signature, record."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yipanqi.documents.disclosure.papers_items import Head, Item, Points, Prose, Run, Shown, Tabled
from yipanqi.documents.disclosure.papers_said import RECORD, Said, pick
from yipanqi.documents.disclosure.papers_widths import fitted, told_at_end
from yipanqi.documents.press.gbt9704 import OfficialPaper, finish, stamp
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.sheets import Imprint
from yipanqi.documents.press.word_tables import TEXT_WIDTH, Printed, dress_in_turn

_DPI, _WIDTH, _HEIGHT = 150, 150.0, 165.0  # of a picture: dots to the inch, mm
_SIDE, _SMALL = 25, 8.5  # margins in mm and letters in points of a page on its side


def word_paper(it: Said, made_at: datetime, pictures: Mapping[str, bytes]) -> bytes:
    """The file's bytes, which depend on nothing but what is said."""
    paper = _Paper(it, pictures)
    paper.print()
    return paper.packed(made_at)


class _Paper:
    def __init__(self, it: Said, pictures: Mapping[str, bytes]) -> None:
        self.it, self.pictures = it, pictures
        self.wide = list[Tabled]()
        self.press, self.tables, self.alts = OfficialPaper(it.lang, "Publication"), list[Printed](), list[str]()

    def print(self) -> None:
        press, it = self.press, self.it
        press.title(it.title)
        if it.number:
            press.line("Number", it.number)
        if it.synthetic:
            press.line("Number", f"（{it.synthetic}）" if it.lang == "zh" else f"({it.synthetic})")
        press.line("Number")
        for item in it.items:
            self._item(item)
        self._signature()
        self._record()
        self._on_its_side()

    def packed(self, made_at: datetime) -> bytes:
        document = self.press.document
        dress_in_turn(document, self.tables)
        finish(document)
        for shown, alt in zip(document.element.body.iter(qn("wp:docPr")), self.alts, strict=True):
            shown.set("descr", alt)
        stamp(document, _imprint(self.it, made_at))
        document.core_properties.language = "zh-CN" if self.it.lang == "zh" else "en-GB"
        document.core_properties.keywords = " ".join(self.it.keywords)
        document.core_properties.subject = self.it.summary
        buffer = BytesIO()
        document.save(buffer)
        return packed(buffer.getvalue())

    def _item(self, item: Item) -> None:
        if isinstance(item, Head):
            self.press.heading(min(item.level, 2), item.text)
        elif isinstance(item, Prose):
            self._prose(item)
        elif isinstance(item, Points):
            for at, line in enumerate(item.lines, item.start):
                mark = (f"{at}．" if self.it.lang == "zh" else f"{at}. ") if item.is_numbered else "· "
                self._prose(line, mark)
        elif isinstance(item, Tabled) and fitted(item).is_wide:
            self.wide.append(item)
            self._prose(Prose((Run(told_at_end(item.caption, self.it.lang)),)))
        elif isinstance(item, Tabled):
            self._table(item)
        else:
            self._picture(item)

    def _prose(self, prose: Prose, mark: str = "") -> None:
        paragraph = self.press.document.add_paragraph(mark)
        for run in prose.runs:
            added = paragraph.add_run(run.text)
            if run.is_strong:
                added.style = self.press.style("Lead")

    def _on_its_side(self) -> None:
        """Wide tables stand at the end, on pages that lie on their side."""
        if not self.wide:
            return
        section = self.press.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(_SIDE)
        section.top_margin = section.bottom_margin = Mm(28)
        for table in self.wide:
            self._table(table, width=int((297 - 2 * _SIDE) / 25.4 * 1440))
            for row in self.press.document.tables[-1].rows:
                for cell in row.cells:
                    cell.paragraphs[0].runs[0].font.size = Pt(_SMALL)

    def _table(self, table: Tabled, width: int = TEXT_WIDTH) -> None:
        if table.caption:
            self.press.line("Caption", table.caption)
        heads, rows = list(table.head), [list(row) for row in table.rows]
        strong = {len(rows) - 1} if table.has_sum else set[int]()
        self.tables.append(Printed(heads=heads, rows=rows, strong=strong, figures=table.numeric, width=width))
        self.press.table([heads, *rows])
        self.press.line("Small")

    def _picture(self, shown: Shown) -> None:
        wide = min(_WIDTH, shown.width / _DPI * 25.4, _HEIGHT * shown.width / max(shown.height, 1))
        line = self.press.line("Picture")
        line.add_run().add_picture(BytesIO(self.pictures[shown.sha256]), width=Mm(max(wide, 10.0)))
        self.alts.append(shown.alt or shown.caption)
        if shown.caption:
            self.press.line("Caption", shown.caption).paragraph_format.keep_with_next = False

    def _signature(self) -> None:
        """Issuer over date, with no room for a seal: it is a copy for reading."""
        press, it = self.press, self.it
        if it.issuer or it.day:
            press.line("Number").paragraph_format.keep_with_next = True
        if it.issuer:
            press.line("Signature", it.issuer).paragraph_format.keep_with_next = True
        if it.day:
            press.line("Signature", it.day)

    def _record(self) -> None:
        press, it = self.press, self.it
        colon = "：" if it.lang == "zh" else ": "
        press.line("Small")
        if it.rests_on:
            press.line("Small", it.rests_on)
        head = press.line("Small", pick(RECORD, it.lang))
        head.paragraph_format.space_before, head.paragraph_format.keep_with_next = Pt(6), True
        for entry in it.record:
            press.line("Small", f"{entry.label}{colon}{entry.text}")


def _imprint(it: Said, made_at: datetime) -> Imprint:
    return Imprint(lang=it.lang, title=it.title, issuer=it.issuer, made_at=made_at.replace(tzinfo=None))
