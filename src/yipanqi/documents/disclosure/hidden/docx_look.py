"""Every text of a Word file: its stories as people read them, and all that stands beside them."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from .archive import Archive
from .markup import Element, attribute, local, parsed
from .places import Inner, markup_beside, other_parts
from .relations import Relation, main_part, relations
from .telling import Found, Pair
from .word_style import hiding_styles, is_hidden_row, is_unseen

STORIES: dict[str, Pair] = {
    "header": ("页眉", "Header"),
    "footer": ("页脚", "Footer"),
    "footnotes": ("脚注", "Footnote"),
    "endnotes": ("尾注", "Endnote"),
    "comments": ("批注", "Comment"),
}
BODY: Pair = ("正文", "Body")
_GONE = frozenset({"del", "moveFrom"})
_CODES = frozenset({"instrText", "delInstrText"})
_TOLD = frozenset({"t", "delText", *_CODES})  # by the lines of a story; everything else of its markup beside them
_PROPERTIES = frozenset({"pPr", "rPr", "tblPr", "tcPr", "trPr"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def strings(data: bytes, inner: Inner) -> Iterator[Found]:
    """All texts of a Word file."""
    archive = Archive(data)
    main, _ = main_part(archive)
    hiding = hiding_styles(archive.part(_style_part(archive, main)))
    told = {main}
    yield from story(archive.part(main), BODY, hiding)
    for relation in relations(archive, main):
        if relation.kind in STORIES and not relation.is_outer and relation.target in archive:
            told.add(relation.target)
            yield from story(archive.part(relation.target), STORIES[relation.kind], hiding, is_aside(relation))
    glossary = [part for part in archive if part == "word/glossary/document.xml"]
    for part in glossary:
        told.add(part)
        yield from story(archive.part(part), ("文档部件库", "Building blocks"), hiding, True)
    yield from other_parts(archive, told, inner)


def is_aside(relation: Relation) -> bool:
    """Is the story one that a reader of the printed paper does not see?"""
    return relation.kind == "comments"


def _style_part(archive: Archive, main: str) -> str:
    for relation in relations(archive, main):
        if relation.kind == "styles":
            return relation.target
    return posixpath.join(posixpath.dirname(main), "styles.xml")


def story(content: bytes, place: Pair, hiding: frozenset[str], is_hidden: bool = False) -> Iterator[Found]:
    """The texts of one story: paragraphs with their runs joined, rows of tables with their cells joined by tabs, hidden
    and deleted text apart; then what its markup holds besides."""
    root = parsed(content)
    counts = {"p": 0, "tbl": 0}
    for block in _blocks(root):
        kind = local(block)
        counts[kind] += 1
        lines = _rows(block) if kind == "tbl" else [block]
        for number, line in enumerate(lines, start=1):
            where = _where(place, kind, counts[kind], number)
            yield from _line(line, where, hiding, is_hidden or is_hidden_row(line))
    for comment in root.iter():
        if local(comment) == "comment":
            author = attribute(comment, "author")
            yield Found((f"{place[0]}作者", f"{place[1]}: author"), author, True)
    yield from markup_beside(root, _TOLD, place)


def _where(place: Pair, kind: str, count: int, number: int) -> Pair:
    if kind == "tbl":
        return f"{place[0]}表格{count}第{number}行", f"{place[1]}, table {count}, row {number}"
    return f"{place[0]}第{count}段", f"{place[1]}, paragraph {count}"


def _blocks(root: Element) -> Iterator[Element]:
    """Paragraphs and tables in their order; what stands in a table is told with it, a text box with its paragraph."""
    for child in root:
        kind = local(child)
        if kind in ("p", "tbl"):
            yield child
        elif kind:
            yield from _blocks(child)


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iter() if local(row) == "tr" and _holder(row, "tbl") is table]


def _holder(element: Element, kind: str) -> Element:
    above = element.getparent()
    while above is not None and local(above) != kind:
        above = above.getparent()
    return above


@dataclass(slots=True)
class _Words:
    """The words of one line: those that are seen, hidden ones, deleted ones, those of fields and of text boxes."""

    seen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    boxes: list[list[str]] = field(default_factory=list)


def _line(line: Element, where: Pair, hiding: frozenset[str], is_hidden: bool) -> Iterator[Found]:
    words = _Words()
    _gather(line, words, hiding, words.seen)
    if text := "".join(words.seen).strip("\n"):
        yield Found(where, text, is_hidden)
    if text := "".join(words.hidden):
        yield Found((f"{where[0]}的隐藏文字", f"{where[1]}: hidden text"), text, True)
    if text := "".join(words.deleted):
        yield Found((f"{where[0]}的已删除修订", f"{where[1]}: tracked deletion"), text, True)
    if text := "".join(words.codes).strip():
        yield Found((f"{where[0]}的域代码", f"{where[1]}: field code"), text, True)
    for text in dict.fromkeys("".join(box).strip("\n") for box in words.boxes):
        if text:
            yield Found((f"{where[0]}的文本框", f"{where[1]}: text box"), text, is_hidden)


def _gather(element: Element, words: _Words, hiding: frozenset[str], into: list[str]) -> None:
    """The words under an element, in their order."""
    cells = 0
    for child in element:
        kind = local(child)
        if kind in ("t", "delText"):
            (words.deleted if kind == "delText" else into).append(child.text or "")
        elif kind in _CODES:
            words.codes.append(child.text or "")
        elif kind in _SIGNS:
            into.append(_SIGNS[kind])
        elif kind in _GONE:
            _gather(child, words, hiding, words.deleted)
        elif kind == "r":
            _gather(child, words, hiding, words.hidden if is_unseen(child, hiding) else into)
        elif kind == "txbxContent":
            words.boxes.append([])
            _gather(child, words, hiding, words.boxes[-1])
        elif kind == "tc":
            into.extend(["\t"] if cells else [])
            cells += 1
            inside: list[str] = []
            _gather(child, words, hiding, inside)
            into.append("".join(inside).strip("\n"))
        elif kind and kind not in _PROPERTIES:
            _gather(child, words, hiding, into)
            if kind in ("p", "tr") and local(element) in ("tc", "txbxContent", "tbl", "sdtContent", "comment"):
                into.append("\n")
