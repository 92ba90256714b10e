"""Every text of an Excel file: cells row by row, those that nobody sees apart, and all that stands beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .archive import Archive
from .loose import may_tell, names
from .markup import Element, attribute, local, parsed, texts
from .places import Inner, markup_beside, other_parts
from .relations import main_part, relations
from .sheet_cells import Text, Unseen, cells_of, empty_formats, letters, rows_of, shown, style_of, text_of, unseen
from .telling import Found, Pair
from .word_style import child_of

_SHEETS: dict[str, Pair] = {
    "visible": ("工作表“{}”", "Sheet “{}”"),
    "hidden": ("隐藏的工作表“{}”", "Hidden sheet “{}”"),
    "veryHidden": ("深度隐藏的工作表“{}”", "Very hidden sheet “{}”"),
}
_PRINTED = names("oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter")


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    shared: list[Text]
    formats: frozenset[int]
    used: set[int] = field(default_factory=set)


def strings(data: bytes, inner: Inner) -> Iterator[Found]:
    """All texts of an Excel file."""
    archive = Archive(data)
    main, _ = main_part(archive)
    by_kind = {one.kind: one.target for one in relations(archive, main) if not one.is_outer}
    targets = {one.id: one.target for one in relations(archive, main) if not one.is_outer}
    strings_part, styles_part = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    book = _Book(shared_texts(archive, strings_part), formats_without_text(archive, styles_part))
    told = {strings_part}
    for sheet in sheets_of(parsed(archive.part(main))):
        part, state = targets.get(_id(sheet), ""), attribute(sheet, "state") or "visible"
        place = _SHEETS.get(state, _SHEETS["hidden"])
        named = place[0].format(attribute(sheet, "name")), place[1].format(attribute(sheet, "name"))
        yield Found(named, attribute(sheet, "name"), state != "visible")
        if part in archive and part not in told:
            told.add(part)
            yield from _sheet(parsed(archive.part(part)), named, book, state != "visible")
    yield from _beside_strings(book)
    yield from other_parts(archive, told, inner)


def sheets_of(workbook: Element) -> list[Element]:
    """The entries of the sheets, in their order."""
    found = child_of(workbook, "sheets")
    return [] if found is None else [one for one in found if local(one) == "sheet"]


def _id(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def shared_texts(archive: Archive, part: str) -> list[Text]:
    """The shared strings of a workbook."""
    if not archive.part(part):
        return []
    return [text_of(item) for item in parsed(archive.part(part)) if local(item) == "si"]


def formats_without_text(archive: Archive, part: str) -> frozenset[int]:
    """The styles of cells that show nothing."""
    return empty_formats(parsed(archive.part(part))) if archive.part(part) else frozenset()


def _beside_strings(book: _Book) -> Iterator[Found]:
    for number, item in enumerate(book.shared):
        if number not in book.used and item.text:
            yield Found(("未用到的共享字符串", "Unused shared string"), item.text, True)
        if item.aid:
            yield Found(("拼音注音", "Reading aid of a cell"), item.aid, True)


def _sheet(root: Element, place: Pair, book: _Book, is_hidden: bool) -> Iterator[Found]:
    hidden = unseen(root, book.formats)
    for number, row in rows_of(root):
        yield from _row(number, row, place, book, hidden, is_hidden)
    data = child_of(root, "sheetData")
    if data is not None:
        data.clear()
    for name in _PRINTED:
        for element in [one for one in root.iter() if local(one) == name]:
            yield Found((f"{place[0]}页眉页脚", f"{place[1]}: header or footer"), element.text or "", is_hidden)
    yield from markup_beside(root, _PRINTED, place)


def _row(number: int, row: Element, place: Pair, book: _Book, hidden: Unseen, is_hidden: bool) -> Iterator[Found]:
    """A row with its cells joined by tabs, hidden cells apart; then formulas that hold text."""
    seen, kept_back, columns = [], [], []
    for at, cell in cells_of(number, row):
        said, shared = shown(cell, book.shared)
        book.used.add(shared)
        if said.text and hidden.hides(at, style_of(cell)):
            kept_back.append(said.text)
            columns.append(letters(at[1]))
        elif said.text:
            seen.append(said.text)
        yield from _beside_cell(
            cell, (f"{place[0]}{letters(at[1])}{number}", f"{place[1]}, {letters(at[1])}{number}"), said
        )
    where = f"{place[0]}第{number}行", f"{place[1]}, row {number}"
    if seen:
        yield Found(where, "\t".join(seen), is_hidden)
    if kept_back:
        names = "、".join(columns[:8]) + ("…" if len(columns) > 8 else "")
        yield Found(
            (f"{where[0]}隐藏的单元格（{names}）", f"{where[1]}, hidden cells ({names})"), "\t".join(kept_back), True
        )


def _beside_cell(cell: Element, place: Pair, said: Text) -> Iterator[Found]:
    formula = child_of(cell, "f")
    if formula is not None and (text := formula.text or "") and ('"' in text or may_tell(text)):
        yield Found((f"{place[0]}的公式", f"{place[1]}: formula"), text, True)
    if said.aid and cell.get("t") == "inlineStr":
        yield Found((f"{place[0]}的拼音注音", f"{place[1]}: reading aid"), said.aid, True)
    for extra in cell:
        if local(extra) not in ("v", "f", "is"):
            for _, text in texts(extra):
                yield Found((f"{place[0]}的附加数据", f"{place[1]}: extension"), text, True)
