"""Where in an office file a part belongs, in words; and what every office file has besides its own stories."""

import re
from collections.abc import Callable, Iterable, Iterator

from .archive import Archive
from .loose import loose, may_tell
from .markup import Element, attribute, local, parsed, texts
from .telling import Found, Pair

Inner = Callable[[bytes, str], Iterator[Found]]
OTHER: Pair = ("其他部件“{}”", "Other part “{}”")
_PLACES: tuple[tuple[str, Pair], ...] = (
    (r"docprops/core\.xml", ("文件属性", "Properties")),
    (r"docprops/app\.xml", ("文件属性（程序）", "Properties of the program")),
    (r"docprops/custom\.xml", ("自定义属性", "Custom properties")),
    (r"(.*/)?_rels/.*\.rels", ("链接目标", "Link target")),
    (r"word/comments.*\.xml", ("批注", "Comment")),
    (r"word/people\.xml", ("批注和修订的作者", "Authors of comments and changes")),
    (r"word/glossary/.*", ("文档部件库", "Building blocks")),
    (r"word/settings\.xml", ("文档设置和变量", "Settings and variables")),
    (r"word/numbering\.xml", ("编号", "Numbering")),
    (r"(word|xl)/styles.*\.xml", ("样式", "Styles")),
    (r"(word|xl)/webextensions/.*|customxml/.*", ("自定义数据", "Custom data")),
    (r"xl/(comments.*|comments/.*)\.xml", ("批注", "Note")),
    (r"xl/threadedcomments/.*", ("会话批注", "Threaded comment")),
    (r"xl/persons/.*", ("批注的作者", "Authors of comments")),
    (r"xl/pivotcache/.*", ("数据透视表缓存", "Pivot cache")),
    (r"xl/pivottables/.*", ("数据透视表", "Pivot table")),
    (r"xl/connections\.xml|xl/querytables/.*", ("数据连接", "Data connection")),
    (r"xl/externallinks/.*", ("外部链接的缓存", "External link")),
    (r"xl/workbook\.xml", ("工作簿", "Workbook")),
    (r"xl/tables/.*", ("表格定义", "Table definition")),
    (r"xl/(slicers|slicercaches|timelines|timelinecaches)/.*", ("切片器", "Slicer")),
    (r"xl/revisions/.*", ("修订记录", "Tracked changes")),
    (r"xl/model/.*", ("数据模型", "Data model")),
    (r"xl/cellimages\.xml", ("单元格图片", "Pictures in cells")),
    (r"(word|xl)/(drawings|vml.*)/.*\.vml|xl/drawings/.*\.vml", ("旧式图形", "Old drawings")),
    (r"(word|xl)/drawings/.*", ("图形", "Drawings")),
    (r"(word|xl)/charts?/.*", ("图表", "Chart")),
    (r"(word|xl)/diagrams/.*", ("智能图形", "Diagram")),
    (r"(word|xl)/embeddings/.*", ("内嵌文件", "Embedded file")),
    (r"(word|xl)/media/.*", ("图片", "Picture")),
    (r"xl/printersettings/.*", ("打印机设置", "Printer settings")),
    (r"docprops/thumbnail\..*", ("缩略图", "Thumbnail")),
)
_COMPILED = tuple((re.compile(pattern), place) for pattern, place in _PLACES)
_MARKUP = (".xml", ".rels", ".vml")
_SKIPPED = frozenset({"xl/calcchain.xml"})
_LINES = frozenset({"text", "si", "is", "p"})
_VALUES_TELL = re.compile(r"(.*/)?_rels/.*\.rels|xl/pivotcache/.*|xl/externallinks/.*")
_SHOWN = re.compile(r"word/charts?/.*|xl/charts?/.*|xl/drawings/.*xml|word/diagrams/data.*|word/drawings/.*")
_UNSEEN = re.compile(r".* (descr|title|name|alt|tooltip|author)$", re.IGNORECASE)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG")


def place_of(part: str) -> Pair:
    """What a part is called by people."""
    for pattern, place in _COMPILED:
        if pattern.fullmatch(part):
            return place
    return OTHER[0].format(part), OTHER[1].format(part)


def part_texts(archive: Archive, part: str) -> Iterator[Found]:
    """All texts of a part of markup, under its name. A link's target counts where it leads out of the file."""
    place, root = place_of(part), parsed(archive.part(part))
    if part.endswith(".rels"):
        for element in root:
            if attribute(element, "TargetMode") == "External":
                yield Found(place, attribute(element, "Target"), True)
        return
    shown = bool(_SHOWN.fullmatch(part))
    pieces = {piece for joined in _joined(root) for piece in joined}
    for joined in _joined(root):
        yield Found(place, "".join(piece.text or "" for piece in joined), not shown)
    skip: frozenset[str] = (
        frozenset({"t"}) if pieces and all(one in pieces for one in root.iter() if local(one) == "t") else frozenset()
    )
    for where, text in texts(root, skip, is_all=bool(_VALUES_TELL.fullmatch(part))):
        if where == "sheet name":  # told with its sheet
            continue
        inside = f"{place[0]}（{where}）", f"{place[1]} ({where})"
        yield Found(inside, text, not shown or bool(_UNSEEN.fullmatch(where)))


def _joined(root: Element) -> list[list[Element]]:
    """The pieces of text that are read as one, whatever lies between them."""
    lines = [[piece for piece in line.iter() if local(piece) == "t"] for line in root.iter() if local(line) in _LINES]
    return [pieces for pieces in lines if pieces]


def other_parts(archive: Archive, told: Iterable[str], inner: Inner) -> Iterator[Found]:
    """Every part that was not told before: markup by its texts, files in the file by their forms, other bytes by
    whatever text is in them; then what stands beside the parts."""
    done = {name.casefold() for name in told} | _SKIPPED
    for part in archive:
        content = archive.part(part)
        if part in done or not content:
            continue
        if part.endswith(_MARKUP):
            yield from part_texts(archive, part)
        elif content[:4] == b"PK\x03\x04" or content[:5] == b"%PDF-" or content.startswith(_PICTURES):
            yield from inner(content, archive.names[part].rpartition("/")[2])
        else:
            yield from (Found(place_of(part), text, True) for text in loose(content))
    for name in archive.names.values():
        if may_tell(name):
            yield Found(("部件名", "Name of a part"), name, True)
    for aside in archive.asides():
        yield from (Found(("压缩包附注", "Beside the archive's parts"), text, True) for text in loose(aside))


def markup_beside(root: object, skip: frozenset[str], place: Pair) -> Iterator[Found]:
    """What a story has besides its running text: attributes that tell something, elements that are not `skip`ped."""
    for where, text in texts(root, skip):
        known = _ASIDE.get(where)
        inside = known or (f"标记 {where}", f"markup {where}")
        yield Found((f"{place[0]}：{inside[0]}", f"{place[1]}: {inside[1]}"), text, True)


_ASIDE: dict[str, Pair] = {
    "delText": ("已删除的修订", "tracked deletion"),
    "instrText": ("域代码", "field code"),
    "delInstrText": ("域代码", "field code"),
    "fldSimple instr": ("域代码", "field code"),
    "docPr descr": ("图片说明", "description of a picture"),
    "docPr title": ("图片标题", "title of a picture"),
    "docPr name": ("图片名称", "name of a picture"),
    "cNvPr descr": ("图片说明", "description of a picture"),
    "cNvPr name": ("图片名称", "name of a picture"),
    "ins author": ("修订作者", "author of a change"),
    "del author": ("修订作者", "author of a change"),
    "rPrChange author": ("修订作者", "author of a change"),
    "pPrChange author": ("修订作者", "author of a change"),
    "hyperlink tooltip": ("链接提示", "tip of a link"),
    "bookmarkStart name": ("书签", "bookmark"),
    "f": ("公式", "formula"),
    "dataValidation prompt": ("输入提示", "prompt of a cell"),
    "dataValidation error": ("出错提示", "error message of a cell"),
    "formula1": ("数据有效性", "data validation"),
    "formula2": ("数据有效性", "data validation"),
}
