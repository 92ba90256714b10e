"""Drawings of office files with nothing in them but shapes, their text, and pictures painted anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .markup import Element, attribute, local, parsed, space, written
from .picture import painted
from .telling import CannotRead
from .word_allowed import DRAWING, NOT_DRAWN, is_plain

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMBED = f"{{{_OFFICE}}}embed"


@dataclass(slots=True)
class Gallery:
    """The pictures of a file, each painted anew once for each way in which it is cut; they lie in `folder`."""

    folder: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    _names: dict[tuple[bytes, tuple[float, ...]], str] = field(default_factory=dict)

    def hung(self, content: bytes, cut: tuple[float, ...]) -> str:
        """The name of a picture's new copy, the part that is cut off cut off; nothing where it cannot be painted."""
        key = content, cut
        if key not in self._names:
            self._names[key] = self._painted(content, cut)
        return self._names[key]

    def _painted(self, content: bytes, cut: tuple[float, ...]) -> str:
        try:
            clean, ending = painted(content, cut)
        except CannotRead:
            return ""
        name = f"{self.folder}/image{len(self.pictures) + 1}.{ending}"
        self.pictures[name] = clean
        return name


def pictures_painted(
    root: Element, gallery: Gallery, content_of: Callable[[str], bytes], note: Callable[[str], str]
) -> bool:
    """Every picture under an element points at its new copy, whose relation `note` gives; False where one cannot be
    painted (a drawing of an old kind, a picture that lies elsewhere)."""
    for blip in list(root.iter(f"{{{DRAWING}}}blip")):
        fill = blip.getparent()
        rect = next((one for one in fill if local(one) == "srcRect"), None)
        cut = _cut(rect)
        name = gallery.hung(content_of(blip.get(_EMBED, "")), cut)
        if not name:
            return False
        if rect is not None and any(cut):
            fill.remove(rect)
        blip.set(_EMBED, note(name))
    return True


def _cut(rect: Element | None) -> tuple[float, ...]:
    """What is cut off a picture left, above, right and below, in parts of its width and height."""
    if rect is None:
        return (0.0, 0.0, 0.0, 0.0)
    shares = []
    for side in "ltrb":
        text = attribute(rect, side).rstrip("%")
        try:
            shares.append(min(max(int(text or "0") / 100_000, 0.0), 0.99))
        except ValueError:
            shares.append(0.0)
    return tuple(shares) if shares[0] + shares[2] < 1 and shares[1] + shares[3] < 1 else (0.0, 0.0, 0.0, 0.0)


def is_drawn(element: Element, kinds: Mapping[str, frozenset[str]]) -> bool:
    """May this element of a drawing stay?"""
    name, where = local(element), space(element)
    if where == DRAWING:
        return name not in NOT_DRAWN
    return name in kinds.get(where, frozenset())


def plain_attributes(element: Element, number: int) -> None:
    """The attributes of a drawing's element: measures; its name says nothing, its description stays, for those who do
    not see the picture."""
    for key, value in list(element.attrib.items()):
        name = key.rpartition("}")[2]
        if key == _EMBED or (name == "descr" and key[:1] != "{"):
            continue
        if name == "name" and local(element) in ("docPr", "cNvPr"):
            element.set(key, f"Picture {number}")
        elif key[:1] == "{" or name in ("title", "macro", "textlink") or not is_plain(value):
            del element.attrib[key]


def theme(content: bytes) -> bytes:
    """The colours and fonts of a file, without names; fills that are pictures become plain."""
    root = parsed(content)
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue
        if element is not root and not is_drawn(element, {}):
            element.getparent().remove(element)
        elif local(element) == "blipFill":
            plain = etree.Element(f"{{{DRAWING}}}solidFill")
            etree.SubElement(plain, f"{{{DRAWING}}}schemeClr", {"val": "phClr"})
            element.getparent().replace(element, plain)
        else:
            plain_attributes(element, 1)
            element.text = element.tail = None
            if "name" in element.attrib:
                element.set("name", "Theme")
    etree.cleanup_namespaces(root)
    return written(root)
