"""Makes the work plan's Word templates from their prose: `python -m yipanqi.documents.plan.work_plan_template`.

Officials may edit the .docx in WPS instead; developers edit the prose beside it and make the template again.
The page is that of GB/T 9704-2012: A4, type area 156 × 225 mm, 22 lines of 28 characters, 3号 仿宋."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from yipanqi.documents.press.packing import FACES, packed

LANGUAGES = ("zh", "en")
TITLE, SMALL = 22, 10.5  # points: 2号, 5号
BODY = {"zh": 16, "en": 12}  # 3号; English needs no grid of characters
LINE_PITCH = 225 / 22 / 25.4 * 1440  # twentieths of a point: 22 lines in 225 mm
TIGHTER = -5  # twentieths of a point: 28 characters of 15.75 points fill 156 mm, in every word processor alike
RED = "A4271E"


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


def template(lang: str) -> bytes:
    """The work plan's template in a language, as a Word file."""
    document = Document()
    _page(document, lang)
    _styles(document, ZH if lang == "zh" else EN, lang)
    prose = files("yipanqi.documents").joinpath("templates", f"work_plan.{lang}.txt").read_text("utf-8")
    for line in prose.splitlines():
        _line(document, line)
    _footers(document)
    buffer = BytesIO()
    document.save(buffer)
    return packed(buffer.getvalue())


def write_templates(folder: Path) -> list[Path]:
    """Writes the templates of both languages into a folder."""
    paths = []
    for lang in LANGUAGES:
        path = folder / f"work_plan.{lang}.docx"
        path.write_bytes(template(lang))
        paths.append(path)
    return paths


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


def _styles(document: Doc, faces: Faces, lang: str) -> None:
    normal = document.styles["Normal"]
    body = BODY[lang]
    _face(normal, faces.body, faces.latin, body)
    _spaced(normal, first_line=2 * body if lang == "zh" else 0, after=0 if lang == "zh" else 6)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if lang == "zh" else WD_ALIGN_PARAGRAPH.LEFT
    normal.paragraph_format.widow_control = True
    if lang == "zh":
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), str(TIGHTER))
        normal.element.rPr.append(tighter)
    lead = document.styles.add_style("Plan Lead", WD_STYLE_TYPE.CHARACTER)
    _face(lead, faces.second, faces.latin, body)
    lead.font.bold = lang == "en"
    for name, face in (("Heading 1", faces.first), ("Heading 2", faces.second)):
        _heading(document.styles[name], face, faces.latin, body, lang)
    plain: list[tuple[str, str, float, WD_ALIGN_PARAGRAPH]] = [
        ("Plan Title", faces.title, TITLE, WD_ALIGN_PARAGRAPH.CENTER),
        ("Plan Number", faces.body, body, WD_ALIGN_PARAGRAPH.CENTER),
        ("Plan Recipients", faces.body, body, WD_ALIGN_PARAGRAPH.LEFT),
        ("Plan Annex", faces.first, body, WD_ALIGN_PARAGRAPH.LEFT),
        ("Plan Signature", faces.body, body, WD_ALIGN_PARAGRAPH.RIGHT),
        ("Plan Caption", faces.first, 12, WD_ALIGN_PARAGRAPH.CENTER),
        ("Plan Unit", faces.body, SMALL, WD_ALIGN_PARAGRAPH.RIGHT),
        ("Plan Picture", faces.body, SMALL, WD_ALIGN_PARAGRAPH.CENTER),
        ("Plan Table", faces.body, SMALL, WD_ALIGN_PARAGRAPH.LEFT),
        ("Plan Table Head", faces.first, SMALL, WD_ALIGN_PARAGRAPH.CENTER),
        ("Plan Small", faces.body, SMALL, WD_ALIGN_PARAGRAPH.LEFT),
    ]
    for name, face, size, alignment in plain:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _face(style, face, faces.latin, size)
        _spaced(style)
        style.paragraph_format.alignment = alignment
    _special(document)


def _special(document: Doc) -> None:
    """Titles stand off the grid; tables are set tight; captions keep to what they name."""
    for name, exact in (
        ("Plan Title", 36.0),
        ("Plan Table", 15.0),
        ("Plan Table Head", 15.0),
        ("Plan Small", 18.0),
        ("Plan Unit", 18.0),
    ):
        style = document.styles[name]
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = Pt(exact)
        _off_grid(style)
    caption = document.styles["Plan Caption"].paragraph_format
    caption.keep_with_next, caption.space_before, caption.space_after = True, Pt(6), Pt(4)
    picture = document.styles["Plan Picture"]
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.space_before, picture.paragraph_format.keep_with_next = Pt(10), True
    _off_grid(picture)
    document.styles["Plan Title"].paragraph_format.keep_with_next = True
    document.styles["Plan Unit"].paragraph_format.keep_with_next = True
    document.styles["Plan Annex"].paragraph_format.page_break_before = True
    document.styles["Plan Signature"].paragraph_format.keep_together = True
    document.styles["Plan Signature"].paragraph_format.right_indent = Pt(4 * 16)


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


def _line(document: Doc, line: str) -> None:
    """One line of prose: its first sign says what it is."""
    if line.startswith("="):
        name, _, text = line[1:].partition(" ")
        _SPECIAL[name](document, text)
    elif line.startswith("#"):
        marks, _, text = line.partition(" ")
        document.add_paragraph(text, style=f"Heading {len(marks)}")
    elif line.startswith("|"):
        name, _, caption = line[1:].partition(" ")
        _table(document, name, caption)
    elif line.startswith("!"):
        name, _, caption = line[1:].partition(" ")
        document.add_paragraph(f"{{{{ pictures.{name} }}}}", style="Plan Picture")
        document.add_paragraph(caption, style="Plan Caption").paragraph_format.keep_with_next = False
    elif line.startswith("%"):
        document.add_paragraph("{%p " + ("endfor" if line == "%end" else line[1:]) + " %}")
    else:
        _prose(document.add_paragraph(), line)


def _prose(paragraph: Paragraph, line: str) -> None:
    """Text in which `**…**` is set in the second level's face."""
    for part in re.split(r"(\*\*.*?\*\*)", line):
        run = paragraph.add_run(part.strip("*") if part.startswith("**") else part)
        if part.startswith("**"):
            run.style = "Plan Lead"


def _table(document: Doc, name: str, caption: str) -> None:
    """A caption and a table whose heads, rows and cells are filled in; its form is free to edit."""
    is_annex = caption[:1] in "（("  # a unit alone: the annex has its own title
    document.add_paragraph(caption, style="Plan Unit" if is_annex else "Plan Caption")
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    head, opening, body, closing = table.rows
    _cells(head, f"{{%tc for h in tables.{name}.heads %}}", "{{ h }}", "{%tc endfor %}", "Plan Table Head")
    _cells(opening, f"{{%tr for row in tables.{name}.rows %}}", "", "", "Plan Table")
    _cells(body, "{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}", "Plan Table")
    _cells(closing, "{%tr endfor %}", "", "", "Plan Table")
    _repeated(head._tr)  # noqa: SLF001  python-docx has no word for repeated heads
    if not is_annex:
        document.add_paragraph("", style="Plan Small")


def _cells(row, first: str, second: str, third: str, style: str) -> None:  # type: ignore[no-untyped-def]
    for cell, text in zip(row.cells, (first, second, third), strict=True):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)


def _repeated(row) -> None:  # type: ignore[no-untyped-def]
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def _footers(document: Doc) -> None:
    """— 1 —: 4号, on the outer side, one character in."""
    section = document.sections[0]
    sides = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
    )
    for footer, alignment, indent in sides:
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Plan Small"]
        paragraph.alignment = alignment
        setattr(paragraph.paragraph_format, indent, Pt(14))
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            run.font.size = Pt(14)
            run.font.name = "宋体"
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")  # noqa: SLF001
            if text is None:
                _field(run._r, "PAGE")  # noqa: SLF001


def _field(run, name: str) -> None:  # type: ignore[no-untyped-def]
    for kind in ("begin", None, "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = name
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run.append(element)


def _styled(style: str) -> Callable[[Doc, str], None]:
    def add(document: Doc, text: str) -> None:
        document.add_paragraph(text, style=style)

    return add


def _title(document: Doc, text: str) -> None:
    document.add_paragraph("", style="Plan Number")
    document.add_paragraph(text, style="Plan Title")


def _note(document: Doc, text: str) -> None:
    """The label of invented figures, under the title; then a free line."""
    document.add_paragraph(text, style="Plan Number")
    document.add_paragraph("", style="Plan Number")


def _attachments(document: Doc, text: str) -> None:
    """附件：1．… below a free line, the numbers under one another."""
    head, _, rest = text.partition("1")
    lines = ("1" + rest).split("|")
    body = BODY["zh"] if ord(head[0]) > 0x2E80 else BODY["en"]
    width = sum(body if ord(char) > 0x2E80 else body / 2 for char in head)
    for i, line in enumerate(lines):
        paragraph = document.add_paragraph((head if i == 0 else "") + line)
        paragraph.paragraph_format.left_indent = Pt(2 * body + width)
        paragraph.paragraph_format.first_line_indent = Pt(-width if i == 0 else 0)
        paragraph.paragraph_format.keep_with_next = True


def _issuer(document: Doc, text: str) -> None:
    """Three free lines for the seal, the name over the date."""
    for _ in range(3):
        document.add_paragraph("", style="Plan Signature").paragraph_format.keep_with_next = True
    document.add_paragraph(text, style="Plan Signature").paragraph_format.keep_with_next = True


_SPECIAL: dict[str, Callable[[Doc, str], None]] = {
    "number": _styled("Plan Number"),
    "title": _title,
    "note": _note,
    "recipients": _styled("Plan Recipients"),
    "attachments": _attachments,
    "issuer": _issuer,
    "date": _styled("Plan Signature"),
    "annex": _styled("Plan Annex"),
    "annextitle": _styled("Plan Title"),
    "small": _styled("Plan Small"),
}

if __name__ == "__main__":
    write_templates(Path(__file__).parents[1] / "templates")
