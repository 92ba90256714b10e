"""XML of a file that nobody trusts: parsed without entities, and every text in it, in elements and in attributes."""

import re
from collections.abc import Container, Iterator
from typing import Any

from lxml import etree

from .loose import figure, holds_number, may_tell, names
from .telling import CannotRead

Element = Any  # lxml ships no types
_TELLING = names(  # attributes whose texts are told, whatever they say
    "author initials displayname userid descr title alt tooltip prompt prompttitle error errortitle instr alias "
    "lastedituser username url caption sourcename usercaption sqltext command connection"
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")  # the other writing of the same names
_VALUES = frozenset({"v", "val", "target"})


_LOOKS = names("rFonts pStyle rStyle tblStyle basedOn next link altName font latin ea cs sym lsdException rFont")


def parsed(content: bytes) -> Element:
    """The root of a part. Raises CannotRead where it has a DTD or is no XML."""
    bare = content[:4096].replace(b"\0", b"") if b"\0" in content[:4] else content
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise CannotRead("entities")
    content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead("heavy" if error.code == etree.ErrorTypes.ERR_NO_MEMORY else "damaged") from None
    except (ValueError, LookupError):
        raise CannotRead("damaged") from None
    if root.getroottree().docinfo.doctype:
        raise CannotRead("entities")
    return root


def written(root: Element) -> bytes:
    """A part's bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Element) -> str:
    """An element's name without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(element: Element) -> str:
    """An element's namespace."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[:1] == "{" else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; nothing where there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def texts(root: Element, skip: Container[str] = frozenset(), *, is_all: bool = False) -> Iterator[tuple[str, str]]:
    """What stands in a part, each with the name of its element or attribute: texts of elements whose names are not to
    be skipped, comments, and attributes that may tell something. `is_all` tells every value, short ones too."""
    for element in root.iter():
        name = local(element)
        if not name:
            yield "comment", (element.text or "").strip()
        elif name not in skip and (element.text or "").strip():
            yield name, figure(element.text.strip())
        if (element.tail or "").strip():
            yield name, element.tail.strip()
        for key, value in element.attrib.items():
            short = key.rpartition("}")[2]
            if _is_told(name, short.lower(), value, is_all):
                yield f"{name} {short}", figure(value) if short == "v" else value


def _is_told(element: str, name: str, value: str, is_all: bool) -> bool:
    if not value.strip():
        return False
    if element in _LOOKS:  # names of fonts and styles, thousands of them
        return holds_number(value)
    return name in _TELLING or (is_all and name in _VALUES) or may_tell(figure(value) if name == "v" else value)
