"""What a copy written by openpyxl lacks of the workbook that it was read from: pictures in cells are put back, and what
else is missing is named. Stands beside `marking`, and runs inside it: it imports nothing of ours."""

import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

_TYPE = "http://www.wps.cn/officeDocument/2020/cellImage"
_CONTENT = "application/vnd.wps-officedocument.cellimage+xml"
_MOST = 64 << 20  # bytes of pictures that are put back
LOST = (  # what of an archive is lost, by a pattern of its parts' names
    ("cell_pictures", re.compile(r"xl/(cellimages\.xml|richdata/)")),
    ("query", re.compile(r"(customxml/item\d|xl/connections\.xml|xl/querytables/)")),
    ("controls", re.compile(r"xl/(ctrlprops|activex|slicers|timelines)/")),
    ("threads", re.compile(r"xl/(threadedcomments|persons)/")),
    ("shapes", re.compile(r"xl/(diagrams|ink)/")),
)
_SHAPE = re.compile(rb"<xdr:(sp|grpSp|cxnSp)\b")
_EXTENDED = re.compile(rb"<x14:(conditionalFormatting|dataValidation|sparklineGroup)\b")


def finish(source: str, copy: str, mark: str, words: dict[str, str], sentence: str, joint: str) -> None:
    """Put back what can be, and write what is lost where the mark stands: nothing, where nothing is."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(copy) as new:
        parts = {name: new.read(name) for name in new.namelist()}
        parts |= _pictures(old, parts)
        lost = [words[name] for name in dict.fromkeys(_lost(old, parts))]
    told = sentence.format(joint.join(lost)) if lost else ""
    written = escape(told).encode("ascii", "xmlcharrefreplace")
    for name in [name for name in parts if name.startswith(("xl/worksheets/", "xl/sharedStrings"))]:
        parts[name] = parts[name].replace(mark.encode(), written)
    with zipfile.ZipFile(copy + ".part", "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    os.replace(copy + ".part", copy)


def _pictures(old: zipfile.ZipFile, parts: dict[str, bytes]) -> dict[str, bytes]:
    """WPS keeps pictures of cells in parts of its own, which openpyxl leaves out: these parts, and those that name
    them."""
    names = {_key(name): name for name in old.namelist()}
    if "xl/cellimages.xml" not in names or "xl/_rels/cellimages.xml.rels" not in names:
        return {}
    links = old.read(names["xl/_rels/cellimages.xml.rels"])
    targets = [f"xl/{match.decode()}" for match in re.findall(rb"Target=[\"'](media/[^\"']+)[\"']", links)]
    wanted = [name for name in targets if _key(name) in names]
    if sum(old.getinfo(names[_key(name)]).file_size for name in wanted) > _MOST:
        return {}
    added = {}
    for name in wanted:
        there = name.replace("xl/media/", "xl/media/kept-", 1)
        added[there] = old.read(names[_key(name)])
        links = links.replace(name.removeprefix("xl/").encode(), there.removeprefix("xl/").encode())
    return {
        **added,
        "xl/cellimages.xml": old.read(names["xl/cellimages.xml"]),
        "xl/_rels/cellimages.xml.rels": links,
        "xl/_rels/workbook.xml.rels": _linked(parts["xl/_rels/workbook.xml.rels"]),
        "[Content_Types].xml": _typed(parts["[Content_Types].xml"], added),
    }


def _linked(links: bytes) -> bytes:
    link = f'<Relationship Id="rIdCellImages" Type="{_TYPE}" Target="cellimages.xml"/>'
    return links.replace(b"</Relationships>", link.encode() + b"</Relationships>")


def _typed(types: bytes, pictures: Iterable[str]) -> bytes:
    """The table of contents with the parts that were added."""
    more = f'<Override PartName="/xl/cellimages.xml" ContentType="{_CONTENT}"/>'
    for ending in sorted({name.rpartition(".")[2].lower() for name in pictures}):
        if f'Extension="{ending}"'.encode() not in types:
            kind = {"jpg": "jpeg", "emf": "x-emf", "wmf": "x-wmf"}.get(ending, ending)
            more = f'<Default Extension="{ending}" ContentType="image/{kind}"/>' + more
    return types.replace(b"</Types>", more.encode() + b"</Types>")


def _lost(old: zipfile.ZipFile, parts: dict[str, bytes]) -> Iterator[str]:
    """What stands in the workbook and not in its copy."""
    before = {_key(name): name for name in old.namelist()}
    after = {_key(name): name for name in parts}
    for name, pattern in LOST:
        if any(map(pattern.match, before)) and not any(map(pattern.match, after)):
            yield name
    for name, folder, sign in (("shapes", "xl/drawings/", _SHAPE), ("extended", "xl/worksheets/", _EXTENDED)):
        had = any(sign.search(old.read(there)) for key, there in before.items() if _is_in(key, folder))
        if had and not any(sign.search(parts[there]) for key, there in after.items() if _is_in(key, folder)):
            yield name
    for name, sort in (("charts", "xl/charts/chart"), ("pictures", "xl/media/")):
        if sum(key.startswith(sort) for key in after) < sum(key.startswith(sort) for key in before):
            yield name


def _is_in(key: str, folder: str) -> bool:
    return key.startswith(folder) and key.endswith(".xml")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
