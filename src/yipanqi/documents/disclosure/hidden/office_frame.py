"""The frame of an office file made anew: types, relations, properties with nothing but the title."""

import posixpath
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from .archive import Archive
from .markup import local, parsed
from .relations import OFFICE, RELATIONS, TYPES

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_CORE_NAME = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


def core(archive: Archive) -> dict[str, bytes]:
    """The properties of the file: its title, where it has one."""
    title = ""
    if content := archive.part(_CORE_NAME):
        title = next((one.text or "" for one in parsed(content) if local(one) == "title"), "")
    said = f"<dc:title>{escape(title)}</dc:title>"
    text = f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DUBLIN}">{said}</cp:coreProperties>'
    return {_CORE_NAME: text.encode()}


def relation_part(links: Iterable[tuple[str, str]], folder: str) -> bytes:
    """Relations of a part that lies in `folder`: pairs of kind and part, numbered from rId1."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" '
        f"Target={quoteattr(posixpath.relpath(name, folder or '.'))}/>"
        for number, (kind, name) in enumerate(links, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'.encode()


def frame(main: str, types: Mapping[str, str]) -> dict[str, bytes]:
    """The list of types and the first relations of a file."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in sorted({**types, _CORE_NAME: _CORE_TYPE}.items())
    )
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("jpeg", "image/jpeg"),
            ("png", "image/png"),
        )
    )
    package = RELATIONS.replace("relationships", "relationships/metadata/core-properties")
    first = (
        f'{_HEAD}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/>'
        f'<Relationship Id="rId2" Type="{package}" Target="{_CORE_NAME}"/></Relationships>'
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{TYPES}">{defaults}{overrides}</Types>'.encode(),
        "_rels/.rels": first.encode(),
    }
