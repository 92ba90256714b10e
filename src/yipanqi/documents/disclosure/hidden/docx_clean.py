"""A Word file made anew from an allow-list: its body, headers, footers and notes as they read with all changes
accepted, its styles and numbering, its pictures painted anew; nothing else of it.

Text of fields stays as text (page numbers go on counting), links lose their targets, comments, hidden text, bookmarks,
controls, variables, embedded files and charts go; where one of these showed something, a remark says so."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from .archive import Archive, packed
from .drawing_clean import Gallery, is_drawn, pictures_painted, plain_attributes, theme
from .markup import Element, attribute, local, parsed, space, written
from .office_frame import core, frame, relation_part
from .relations import main_part, relations
from .word_allowed import (
    DRAWINGS,
    GROUP,
    MATHS,
    OFFICE,
    PAGES,
    PICTURE,
    SETTINGS,
    SHAPE,
    STORY,
    STYLES,
    UNWRAPPED,
    WORD,
    XML,
    is_plain,
)
from .word_style import child_of, hiding_styles, is_hidden_row, is_vanished

W = f"{{{WORD}}}"
LEFT_OUT = "〔此处图表或嵌入对象已略去 chart or object left out〕"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_MAIN = "word/document.xml"
_GONE = frozenset({"del", "moveFrom"})
_KINDS = frozenset({"header", "footer"})
_STYLE_USERS = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink")
_GRAPHICS = {PICTURE: ("pic",), SHAPE: ("wsp",), GROUP: ("wgp",)}
_FREE = frozenset({"lvlText"})  # its value is text that is read


@dataclass(slots=True)
class _Making:
    """The new file while it is made."""

    archive: Archive
    hiding: frozenset[str]
    style_ids: dict[str, str]
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    gallery: Gallery = field(default_factory=lambda: Gallery("word/media"))
    notes: dict[str, set[str]] = field(default_factory=lambda: {"footnotes": set(), "endnotes": set()})
    drawn: int = 0


def rewritten(data: bytes) -> bytes:
    """The file from the allow-list. Raises CannotRead."""
    archive = Archive(data)
    main, _ = main_part(archive)
    by_kind = {relation.kind: relation.target for relation in relations(archive, main) if not relation.is_outer}
    styles = parsed(archive.part(by_kind.get("styles", "")) or _empty("styles"))
    ids = {attribute(one, "styleId"): f"S{number}" for number, one in enumerate(_named(styles, "style"), start=1)}
    making = _Making(archive, hiding_styles(archive.part(by_kind.get("styles", ""))), ids)
    links = _body(making, main)
    for kind in ("footnotes", "endnotes"):
        if making.notes[kind] and by_kind.get(kind, "") in archive:
            links.append((kind, _notes(making, by_kind[kind], kind)))
    links.append(("styles", _styles(making, styles)))
    for kind in ("numbering", "fontTable", "settings"):
        if by_kind.get(kind, "") in archive:
            links.append((kind, _list_part(making, by_kind[kind], kind)))
    if by_kind.get("theme", "") in archive:
        links.append(("theme", _theme(making, by_kind["theme"])))
    _relate(making, _MAIN, links)
    making.parts |= making.gallery.pictures
    making.parts |= core(archive)
    return packed(making.parts | frame(_MAIN, making.types))


def _empty(name: str) -> bytes:
    return f'<w:{name} xmlns:w="{WORD}"/>'.encode()


def _named(root: Element, name: str) -> list[Element]:
    return [one for one in root.iter() if local(one) == name]


def _relate(making: _Making, part: str, links: list[tuple[str, str]]) -> None:
    """The relations of a part, numbered as its text names them."""
    if links:
        name = posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
        making.parts[name] = relation_part(links, posixpath.dirname(part))


def _body(making: _Making, main: str) -> list[tuple[str, str]]:
    """The body into the new file; the relations that it needs, in their order."""
    root = parsed(making.archive.part(main))
    links: list[tuple[str, str]] = []
    _story(making, root, main, links)
    targets = {one.id: one for one in relations(making.archive, main) if not one.is_outer}
    for reference in [*_named(root, "headerReference"), *_named(root, "footerReference")]:
        relation = targets.get(attribute(reference, "id"))
        if relation is None or relation.kind not in _KINDS or relation.target not in making.archive:
            reference.getparent().remove(reference)
            continue
        number = sum(kind == relation.kind for kind, _ in links) + 1
        name = f"word/{relation.kind}{number}.xml"
        _side_story(making, relation.target, name, relation.kind)
        reference.set(f"{{{OFFICE}}}id", _note(links, relation.kind, name))
    _list_notes(making, root)
    making.parts[_MAIN] = written(root)
    making.types[_MAIN] = _TYPE.format("document.main")
    return links


def _note(links: list[tuple[str, str]], kind: str, name: str) -> str:
    """The id of a relation, made where there is none."""
    if (kind, name) not in links:
        links.append((kind, name))
    return f"rId{links.index((kind, name)) + 1}"


def _side_story(making: _Making, source: str, name: str, kind: str) -> None:
    root = parsed(making.archive.part(source))
    links: list[tuple[str, str]] = []
    _story(making, root, source, links)
    making.parts[name] = written(root)
    making.types[name] = _TYPE.format(kind)
    _relate(making, name, links)


def _list_notes(making: _Making, root: Element) -> None:
    for kind, name in (("footnotes", "footnoteReference"), ("endnotes", "endnoteReference")):
        making.notes[kind] = {attribute(one, "id") for one in _named(root, name)}


def _notes(making: _Making, source: str, kind: str) -> str:
    """The notes that the body still points at, and the lines that part them from it."""
    root = parsed(making.archive.part(source))
    links: list[tuple[str, str]] = []
    for note in list(root):
        is_line = attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice")
        if not is_line and attribute(note, "id") not in making.notes[kind]:
            root.remove(note)
    _story(making, root, source, links)
    name = f"word/{kind}.xml"
    making.parts[name] = written(root)
    making.types[name] = _TYPE.format(kind)
    _relate(making, name, links)
    return name


def _story(making: _Making, root: Element, source: str, links: list[tuple[str, str]]) -> None:
    """Everything of a story that may not stay is taken out of it."""
    _settle(root)
    _keep_page_numbers(root)
    for run in _named(root, "r"):
        if is_vanished(run, making.hiding):
            run.getparent().remove(run)
    for row in _named(root, "tr"):
        if is_hidden_row(row):
            _remove(row)
    _replace_objects(making, root, source, links)
    _filter(making, root, _is_in_story)
    for cell in _named(root, "tc"):
        if child_of(cell, "p") is None:
            etree.SubElement(cell, f"{W}p")
    etree.cleanup_namespaces(root)


def _settle(root: Element) -> None:
    """All tracked changes accepted."""
    for element in [one for one in root.iter() if local(one) in (*_GONE, "cellDel")]:
        above = element.getparent()
        if above is None:
            continue
        kind = local(above)
        if kind == "trPr":
            _remove(above.getparent())
        elif kind == "tcPr":
            for child in [one for one in above.getparent() if local(one) != "tcPr"]:
                above.getparent().remove(child)
        elif kind == "rPr" and local(above.getparent()) == "pPr":
            _drop_if_empty(above.getparent().getparent())
        else:
            above.remove(element)
    for element in [one for one in root.iter() if local(one).endswith("Change")]:
        _remove(element)


def _remove(element: Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


def _drop_if_empty(paragraph: Element) -> None:
    """A paragraph whose end was deleted, and that has nothing but deletions."""
    if all(local(child) in ("pPr", *_GONE) for child in paragraph) and child_of(paragraph[0], "sectPr") is None:
        _remove(paragraph)


def _keep_page_numbers(root: Element) -> None:
    """Fields that count pages in their short form; other fields are left for what they show."""
    codes: list[list[Element]] = []
    for element in list(root.iter(f"{W}fldChar", f"{W}instrText")):
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            codes.append([element])
        elif codes:
            codes[-1].append(element)
            if kind == "end":
                _shorten(codes.pop())
    for field_ in list(root.iter(f"{W}fldSimple")):
        if not PAGES.fullmatch(attribute(field_, "instr")):
            _unwrap(field_)


def _shorten(signs: list[Element]) -> None:
    """One field from its begin to its end as a short one, if it counts pages and lies in one paragraph."""
    code = "".join(sign.text or "" for sign in signs if local(sign) == "instrText")
    first, last = signs[0].getparent(), signs[-1].getparent()
    above = first.getparent()
    if not PAGES.fullmatch(code) or above is None or last.getparent() is not above or first is last:
        return
    short = etree.Element(f"{W}fldSimple", {f"{W}instr": code.strip()})
    shown = etree.SubElement(short, f"{W}r")
    properties = child_of(first, "rPr")
    start, end = above.index(first), above.index(last)
    if properties is not None:
        shown.append(properties)
    etree.SubElement(shown, f"{W}t").text = "1"
    for run in list(above)[start : end + 1]:
        above.remove(run)
    above.insert(start, short)


def _unwrap(element: Element) -> None:
    above = element.getparent()
    at = above.index(element)
    for child in list(element):
        above.insert(at, child)
        at += 1
    above.remove(element)


def _replace_objects(making: _Making, root: Element, source: str, links: list[tuple[str, str]]) -> None:
    """Drawings with painted pictures or a remark, old shapes with the text in them, objects with a remark."""
    _choose(root)
    images = {one.id: one.target for one in relations(making.archive, source) if not one.is_outer}

    def content_of(key: str) -> bytes:
        return making.archive.part(images.get(key, ""))

    def note(name: str) -> str:
        return _note(links, "image", name)

    for drawing in _named(root, "drawing"):
        if not _is_kept(drawing) or not pictures_painted(drawing, making.gallery, content_of, note):
            _remark(drawing)
    for old in [one for one in root.iter(f"{W}pict", f"{W}object")]:
        boxes = [paragraph for box in _named(old, "txbxContent") for paragraph in box]
        if boxes:
            _hoist(old, boxes)
        else:
            _remark(old)


def _choose(root: Element) -> None:
    """Of two ways to say the same, the newer; of two places of a drawing, the one that the allow-list knows. A file
    that is put in from outside gets a remark."""
    for alternatives in _named(root, "AlternateContent"):
        is_place = local(alternatives.getparent()) in ("positionH", "positionV")
        chosen = child_of(alternatives, "Fallback" if is_place else "Choice")
        for other in list(alternatives):
            if other is not chosen and chosen is not None and len(chosen):
                alternatives.remove(other)
    for outside in [*_named(root, "altChunk"), *_named(root, "subDoc")]:
        paragraph = etree.Element(f"{W}p")
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = LEFT_OUT
        outside.getparent().replace(outside, paragraph)


def _is_kept(drawing: Element) -> bool:
    """Is there nothing in the drawing but pictures and shapes that are seen?"""
    graphics = [one for data in _named(drawing, "graphicData") for one in data]
    is_seen = all(attribute(one, "hidden") not in ("1", "true") for one in _named(drawing, "docPr"))
    return is_seen and bool(graphics) and all(local(one) in _GRAPHICS.get(space(one), ()) for one in graphics)


def _remark(element: Element) -> None:
    """A remark instead of what is left out."""
    above = element.getparent()
    if above is None:
        return
    text = etree.Element(f"{W}t")
    text.text = LEFT_OUT
    above.replace(element, text)


def _hoist(old: Element, paragraphs: list[Element]) -> None:
    """The paragraphs of an old text box stand behind the paragraph that held it."""
    holder = old.getparent()
    while holder is not None and local(holder) != "p":
        holder = holder.getparent()
    _remove(old)
    if holder is None or holder.getparent() is None:
        return
    for paragraph in reversed(paragraphs):
        holder.addnext(paragraph)


def _is_in_story(element: Element) -> bool:
    where, name = space(element), local(element)
    if where == WORD:
        return name in STORY
    return where == MATHS or is_drawn(element, DRAWINGS)


def _filter(making: _Making, root: Element, is_allowed: Callable[[Element], bool]) -> None:
    """What is not allowed goes, what only wraps is unwrapped, and attributes say nothing but measures and kinds."""
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue
        if element.tail is not None and not element.tail.strip():
            element.tail = None
        if element is not root and not is_allowed(element):
            if local(element) in UNWRAPPED and space(element) not in (MATHS,):
                _unwrap(element)
            else:
                _drop(element)
            continue
        _attributes(making, element)
    for element in root.iter():
        if local(element) not in ("t", "delText", "posOffset", "align", "pctWidth", "pctHeight"):
            element.text = None
        element.tail = None


def _drop(element: Element) -> None:
    above = element.getparent()
    for child in list(element.iter()):
        if child is not element:
            child.getparent().remove(child)
    above.remove(element)


def _attributes(making: _Making, element: Element) -> None:
    where, name = space(element), local(element)
    if where not in (WORD, MATHS):
        making.drawn += name in ("docPr", "cNvPr")
        plain_attributes(element, making.drawn)
        return
    for key, value in list(element.attrib.items()):
        home, short = key[1:].rpartition("}")[0] if key[:1] == "{" else "", key.rpartition("}")[2]
        if name in _STYLE_USERS and short == "val":
            element.set(key, making.style_ids.get(value, "S0"))
        elif (name in _FREE and short == "val") or (home == OFFICE and name.endswith("erReference")):
            continue
        elif (
            (home not in (WORD, MATHS) and key != f"{{{XML}}}space") or short.startswith("rsid") or not is_plain(value)
        ):
            del element.attrib[key]


def _styles(making: _Making, root: Element) -> str:
    """The styles under numbers; those that the office program knows by name keep it."""
    for style in _named(root, "style"):
        key = attribute(style, "styleId")
        style.set(f"{W}styleId", making.style_ids[key])
        name = child_of(style, "name")
        if name is not None:
            is_own = attribute(style, "customStyle") in ("1", "true", "on") or not _is_known(attribute(name, "val"))
            name.set(f"{W}val", f"Style {making.style_ids[key][1:]}" if is_own else attribute(name, "val"))
    _filter(making, root, lambda element: space(element) == WORD and local(element) in STYLES)
    etree.cleanup_namespaces(root)
    making.parts["word/styles.xml"] = written(root)
    making.types["word/styles.xml"] = _TYPE.format("styles")
    return "word/styles.xml"


def _is_known(name: str) -> bool:
    """Is this the name of a style that every office program has? They are English."""
    return name.isascii() and is_plain(name) and sum(sign.isdigit() for sign in name) <= 2


def _list_part(making: _Making, source: str, name: str) -> str:
    """Numbering, fonts or settings."""
    root = parsed(making.archive.part(source))
    allowed = SETTINGS if name == "settings" else STYLES
    for kind in ("footnote", "endnote"):
        if not making.notes[f"{kind}s"]:
            for one in [*_named(root, f"{kind}Pr")]:
                _remove(one)
    _filter(making, root, lambda element: space(element) == WORD and local(element) in allowed)
    etree.cleanup_namespaces(root)
    making.parts[f"word/{name}.xml"] = written(root)
    making.types[f"word/{name}.xml"] = _TYPE.format(name)
    return f"word/{name}.xml"


def _theme(making: _Making, source: str) -> str:
    name = "word/theme/theme1.xml"
    making.parts[name] = theme(making.archive.part(source))
    making.types[name] = "application/vnd.openxmlformats-officedocument.theme+xml"
    return name
