"""An Excel file made anew from an allow-list: visible sheets, visible cells as values with their looks, widths, merged
areas, page setup, text boxes, pictures painted anew; nothing else of it.

Formulas become what they gave; hidden sheets go, hidden rows and columns stay hidden and are empty. Notes, links,
names, validations, conditional formats, pivot tables, charts, connections go."""

import posixpath
import re
from dataclasses import dataclass, field

from lxml import etree

from .archive import Archive, packed
from .drawing_clean import Gallery, is_drawn, pictures_painted, plain_attributes, theme
from .loose import names
from .markup import Element, attribute, local, parsed, space, written
from .office_frame import core, frame, relation_part
from .relations import OFFICE, main_part, relations
from .sheet_cells import Text, Unseen, cells_of, rows_of, shown, style_of, unseen
from .telling import CannotRead
from .word_allowed import is_plain
from .word_style import child_of
from .xlsx_look import formats_without_text, shared_texts, sheets_of

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ANCHORS = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
S = f"{{{SHEET}}}"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_ID = f"{{{OFFICE}}}id"
_OF_SHEET = names(  # the children of a worksheet that stay
    "sheetPr sheetViews sheetFormatPr cols sheetData mergeCells printOptions pageMargins pageSetup "
    "headerFooter rowBreaks "
    "colBreaks drawing"
)
_SHEET_PARTS = (
    names(
        "tabColor outlinePr pageSetUpPr sheetView pane col row c v mergeCell oddHeader oddFooter evenHeader evenFooter "
        "firstHeader firstFooter brk"
    )
    | _OF_SHEET
)
_STYLE_PARTS = names(
    "styleSheet numFmts numFmt fonts font b i strike condense extend outline shadow u vertAlign sz color name family "
    "charset scheme fills fill patternFill fgColor bgColor gradientFill stop borders border left right top bottom "
    "diagonal start end horizontal vertical cellStyleXfs cellXfs xf alignment protection cellStyles cellStyle colors "
    "indexedColors rgbColor"
)
_ANCHOR_PARTS = {
    ANCHORS: names(
        "wsDr twoCellAnchor oneCellAnchor absoluteAnchor from to col colOff row rowOff ext pos pic nvPicPr "
        "cNvPr cNvPicPr blipFill spPr sp nvSpPr cNvSpPr style txBody cxnSp nvCxnSpPr cNvCxnSpPr clientData"
    )
}
_TEXTS = names("v t oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter col colOff row rowOff")
_NOT_TAKEN = frozenset({"r", "ph", "cm", "vm", "codeName", "spans"})
_PLAIN = (  # the least that office programs want
    f'<styleSheet xmlns="{SHEET}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
).encode()
_PRINT_NAME = re.compile(r"_xlnm\.Print_(Titles|Area)")
_AREAS = re.compile(r"('[^']{1,40}'|[\w.]{1,40})![$A-Z0-9:]+(,('[^']{1,40}'|[\w.]{1,40})![$A-Z0-9:]+)*")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PICTURE_CALL = re.compile(r"=?(_xlfn\.)?(DISPIMG|IMAGE)\(", re.IGNORECASE)


@dataclass(slots=True)
class _Making:
    """The new file while it is made."""

    archive: Archive
    shared: list[Text]
    formats: frozenset[int]
    numbers: dict[str, int] = field(default_factory=dict)  # text → its place among the new shared strings
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    gallery: Gallery = field(default_factory=lambda: Gallery("xl/media"))
    drawn: int = 0

    def number(self, text: str) -> int:
        """The place of a text among the new shared strings."""
        return self.numbers.setdefault(text, len(self.numbers))

    def add(self, name: str, kind: str, root: Element) -> None:
        """A new part."""
        etree.cleanup_namespaces(root)
        self.parts[name] = written(root)
        self.types[name] = kind


def rewritten(data: bytes) -> bytes:
    """The file from the allow-list. Raises CannotRead."""
    archive = Archive(data)
    main, _ = main_part(archive)
    links = [one for one in relations(archive, main) if not one.is_outer]
    by_kind = {one.kind: one.target for one in links}
    styles = by_kind.get("styles", "")
    shared = shared_texts(archive, by_kind.get("sharedStrings", ""))
    making = _Making(archive, shared, formats_without_text(archive, styles))
    workbook, sources = parsed(archive.part(main)), {one.id: one.target for one in links if one.kind == "worksheet"}
    kept = []
    for place, sheet in enumerate(sheets_of(workbook)):
        source = sources.get(sheet.get(_ID, ""), "")
        if attribute(sheet, "state") in ("", "visible") and source in archive:
            kept.append((place, attribute(sheet, "name")))
            _sheet(making, source, f"xl/worksheets/sheet{len(kept)}.xml", len(kept))
    if not kept:
        raise CannotRead("damaged")
    relations_of_book = [("worksheet", f"xl/worksheets/sheet{number}.xml") for number in range(1, len(kept) + 1)]
    relations_of_book += [("styles", _styles(making, styles)), ("sharedStrings", _strings(making))]
    if by_kind.get("theme", "") in archive:
        relations_of_book.append(("theme", _theme(making, by_kind["theme"])))
    making.add("xl/workbook.xml", _TYPE.format("sheet.main"), _workbook(workbook, kept))
    making.parts["xl/_rels/workbook.xml.rels"] = relation_part(relations_of_book, "xl")
    made = making.parts | making.gallery.pictures | core(archive)
    return packed(made | frame("xl/workbook.xml", making.types))


def _workbook(old: Element, kept: list[tuple[int, str]]) -> Element:
    """The list of sheets; what is printed of them, where the old file says so by plain areas."""
    root = etree.Element(f"{S}workbook", nsmap={None: SHEET, "r": OFFICE})
    frame_of = child_of(old, "workbookPr")
    if frame_of is not None and attribute(frame_of, "date1904") in ("1", "true"):
        etree.SubElement(root, f"{S}workbookPr", {"date1904": "1"})
    sheets = etree.SubElement(root, f"{S}sheets")
    for number, (_, name) in enumerate(kept, start=1):
        etree.SubElement(sheets, f"{S}sheet", {"name": name, "sheetId": f"{number}", _ID: f"rId{number}"})
    places = {f"{place}": number for number, (place, _) in enumerate(kept)}
    names = [
        one
        for one in old.iter(f"{S}definedName")
        if _PRINT_NAME.fullmatch(attribute(one, "name"))
        and attribute(one, "localSheetId") in places
        and _AREAS.fullmatch(one.text or "")
    ]
    if names:
        into = etree.SubElement(root, f"{S}definedNames")
        for one in names:
            at = {"name": attribute(one, "name"), "localSheetId": f"{places[attribute(one, 'localSheetId')]}"}
            etree.SubElement(into, f"{S}definedName", at).text = one.text
    return root


def _sheet(making: _Making, source: str, name: str, number: int) -> None:
    root = parsed(making.archive.part(source))
    hidden = unseen(root, making.formats)
    for row_number, row in rows_of(root):
        row.set("r", f"{row_number}")
        _row(making, row_number, row, hidden)
    links: list[tuple[str, str]] = []
    for child in list(root):
        kind = local(child)
        if kind == "drawing":
            target = {one.id: one.target for one in relations(making.archive, source)}.get(child.get(_ID, ""), "")
            drawing = f"xl/drawings/drawing{number}.xml"
            if target in making.archive and _drawing(making, target, drawing, hidden):
                links.append(("drawing", drawing))
                child.set(_ID, "rId1")
                continue
        if kind not in _OF_SHEET or kind == "drawing" or space(child) != SHEET:
            root.remove(child)
    _filter(root)
    making.add(name, _TYPE.format("worksheet"), root)
    if links:
        making.parts[f"xl/worksheets/_rels/{posixpath.basename(name)}.rels"] = relation_part(links, "xl/worksheets")


def _row(making: _Making, number: int, row: Element, hidden: Unseen) -> None:
    """Cells that are seen become values; others stay as empty places with their looks."""
    for at, cell in list(cells_of(number, row)):
        said, _ = shown(cell, making.shared)
        kind, value = cell.get("t", ""), child_of(cell, "v")
        raw = (value.text or "") if value is not None else ""
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if not said.text or hidden.hides(at, style_of(cell)) or _PICTURE_CALL.match(said.text):
            continue
        if kind in ("s", "inlineStr", "str"):
            cell.set("t", "s")
            raw = f"{making.number(said.text)}"
        elif kind in ("b", "e", "d"):
            cell.set("t", kind)
        etree.SubElement(cell, f"{S}v").text = raw


def _filter(root: Element) -> None:
    for element in list(root.iter()):
        if element is root:
            root.attrib.clear()
            continue
        if element.getparent() is None:
            continue
        if space(element) != SHEET or local(element) not in _SHEET_PARTS:
            element.getparent().remove(element)
            continue
        for key, value in list(element.attrib.items()):
            is_place = key == "r" and local(element) in ("row", "c")
            if not is_place and key != _ID and (key[:1] == "{" or key in _NOT_TAKEN or not is_plain(value)):
                del element.attrib[key]
        if local(element) not in _TEXTS:
            element.text = None
        elif local(element) not in ("v", "t"):
            element.text = (element.text or "").replace("&G", "")  # a picture in the header, which is not taken
        element.tail = None
        if local(element) == "pageSetup":
            element.attrib.pop(_ID, None)


def _drawing(making: _Making, source: str, name: str, hidden: Unseen) -> bool:
    """The pictures and text boxes of a sheet; False where there are none."""
    root = parsed(making.archive.part(source))
    images = {one.id: one.target for one in relations(making.archive, source) if not one.is_outer}
    links: list[tuple[str, str]] = []

    def note(picture: str) -> str:
        if ("image", picture) not in links:
            links.append(("image", picture))
        return f"rId{links.index(('image', picture)) + 1}"

    for anchor in list(root):
        is_kept = _is_kept(anchor, hidden)
        if not is_kept or not pictures_painted(
            anchor, making.gallery, lambda key: making.archive.part(images.get(key, "")), note
        ):
            root.remove(anchor)
    for element in list(root.iter()):
        if element is not root and element.getparent() is not None and not is_drawn(element, _ANCHOR_PARTS):
            element.getparent().remove(element)
            continue
        making.drawn += local(element) == "cNvPr"
        plain_attributes(element, making.drawn)
        if local(element) not in _TEXTS:
            element.text = None
        element.tail = None
    if not len(root):
        return False
    making.add(name, "application/vnd.openxmlformats-officedocument.drawing+xml", root)
    if links:
        making.parts[f"xl/drawings/_rels/{posixpath.basename(name)}.rels"] = relation_part(links, "xl/drawings")
    return True


def _is_kept(anchor: Element, hidden: Unseen) -> bool:
    """Is it a picture, a box or a line that is seen?"""
    what = [
        local(one)
        for one in anchor
        if local(one) in ("pic", "sp", "cxnSp", "graphicFrame", "grpSp", "AlternateContent")
    ]
    if len(what) != 1 or what[0] not in ("pic", "sp", "cxnSp"):
        return False
    if any(attribute(one, "hidden") in ("1", "true") for one in anchor.iter() if local(one) == "cNvPr"):
        return False
    start = child_of(anchor, "from")
    if start is None:
        return True
    at = {local(one): int(one.text) + 1 for one in start if (one.text or "").isdigit()}
    return at.get("row", 0) not in hidden.rows and at.get("col", 0) not in hidden.columns


def _strings(making: _Making) -> str:
    root = etree.Element(f"{S}sst", nsmap={None: SHEET})
    for text in making.numbers:
        item = etree.SubElement(etree.SubElement(root, f"{S}si"), f"{S}t")
        item.text = text
        item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    making.add("xl/sharedStrings.xml", _TYPE.format("sharedStrings"), root)
    return "xl/sharedStrings.xml"


def _styles(making: _Making, source: str) -> str:
    """Looks of cells; number formats without hidden words, names of styles that say nothing."""
    root = parsed(making.archive.part(source) or _PLAIN)
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue
        if element is not root and (space(element) != SHEET or local(element) not in _STYLE_PARTS):
            element.getparent().remove(element)
            continue
        for key, value in list(element.attrib.items()):
            if key == "formatCode":
                element.set(key, _format(value))
            elif key[:1] == "{" or not is_plain(value):
                del element.attrib[key]
        element.text = element.tail = None
    for number, style in enumerate([one for one in root.iter() if local(one) == "cellStyle"], start=1):
        if not attribute(style, "builtinId"):
            style.set("name", f"Style {number}")
    making.add("xl/styles.xml", _TYPE.format("styles"), root)
    return "xl/styles.xml"


def _format(code: str) -> str:
    """A number format whose own words are short and without numbers; the general one instead of any other."""
    words = "".join(match[1] or match[2] or "" for match in _QUOTED.finditer(code))
    rest = _QUOTED.sub("", code)
    is_short = len(words) <= 16 and sum(sign.isnumeric() for sign in words) <= 3
    return code if is_short and len(code) <= 255 and sum(sign in "123456789" for sign in rest) <= 16 else "General"


def _theme(making: _Making, source: str) -> str:
    name = "xl/theme/theme1.xml"
    making.parts[name] = theme(making.archive.part(source))
    making.types[name] = "application/vnd.openxmlformats-officedocument.theme+xml"
    return name
