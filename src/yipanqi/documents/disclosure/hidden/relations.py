"""Which part of an office file points at which: relations and types of parts."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from .archive import Archive
from .markup import attribute, local, parsed
from .telling import CannotRead

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: its kind is the last word of its type; `target` is a part's name or an outer address."""

    id: str
    kind: str
    target: str
    is_outer: bool


def relations(archive: Archive, part: str) -> Iterator[Relation]:
    """The relations of a part, those of the whole file for the empty name."""
    folder, name = posixpath.split(part)
    content = archive.part(posixpath.join(folder, "_rels", f"{name}.rels"))
    if not content:
        return
    for element in parsed(content):
        if local(element) != "Relationship":
            continue
        target, is_outer = attribute(element, "Target"), attribute(element, "TargetMode") == "External"
        if not is_outer:
            target = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
        kind = attribute(element, "Type").rpartition("/")[2]
        yield Relation(attribute(element, "Id"), kind, target, is_outer)


def main_part(archive: Archive) -> tuple[str, str]:
    """The part that a file is about, and its type. Raises CannotRead where there is none."""
    for relation in relations(archive, ""):
        if relation.kind == "officeDocument" and not relation.is_outer and relation.target in archive:
            return relation.target, _type_of(archive, relation.target)
    raise CannotRead("form")


def _type_of(archive: Archive, part: str) -> str:
    ending, by_ending = part.rpartition(".")[2].casefold(), ""
    for element in parsed(archive.part("[Content_Types].xml") or b"<Types/>"):
        name = attribute(element, "PartName").lstrip("/").casefold()
        if name == part.casefold():
            return attribute(element, "ContentType")
        if attribute(element, "Extension").casefold() == ending:
            by_ending = attribute(element, "ContentType")
    return by_ending
