"""Every text of a PDF: its pages, then every string of every object, every stream that may hold text, and what earlier
savings left in the file."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from .loose import loose, may_tell
from .pdf_open import Layers, content_of, dictionaries, got, objects, opened
from .pdf_page import page_text
from .picture import xmp_texts
from .telling import CannotRead, Found, Pair

_REMARK = re.compile(rb"^[^(<\r\n]*%([^\r\n]+)", re.MULTILINE)
_DAY = re.compile(r"D:\d{8,14}([Zz]|[+-]\d\d'?(\d\d'?)?)?")
_SAVINGS = 8  # earlier savings that are looked at
_END = b"%%EOF"
_PLACES: dict[str, Pair] = {
    "note": ("PDF 批注", "PDF annotation"),
    "field": ("PDF 表单域", "PDF form field"),
    "info": ("PDF 文件信息", "PDF information"),
    "xmp": ("PDF 的 XMP 信息", "XMP of the PDF"),
    "outline": ("PDF 书签", "PDF outline"),
    "layer": ("PDF 图层名", "Name of a PDF layer"),
    "file": ("PDF 附件", "PDF attachment"),
    "link": ("PDF 链接目标", "Target of a PDF link"),
    "tree": ("PDF 结构标签", "PDF structure"),
    "other": ("PDF 对象（{}）", "PDF object ({})"),
    "stream": ("PDF 数据流", "PDF stream"),
    "shape": ("PDF 图形对象", "PDF form object"),
}
_FIELD_KEYS = frozenset({"/T", "/TU", "/TM", "/V", "/DV", "/Opt", "/RV"})
_FILE_KEYS = frozenset({"/F", "/UF", "/Desc", "/DOS", "/Mac", "/Unix"})
_TREE_KEYS = frozenset({"/Alt", "/ActualText", "/E"})
_SILENT = frozenset({"/ID", "/CharSet", "/FontName", "/Registry", "/Ordering", "/Lookup", "/Panose", "/Cert", "/DA"})
_NOT_TEXT = frozenset({"/ObjStm", "/XRef", "/Image", "/Type1C", "/CIDFontType0C", "/OpenType", "/CMap"})
Inner = Callable[[bytes, str], Iterator[Found]]


def _walked(page: Any, layers: Layers) -> Any:
    try:
        return page_text(page, layers)
    except (MemoryError, CannotRead):
        raise
    except LimitReachedError:
        raise CannotRead("bomb") from None
    except Exception:  # a page that the library cannot read is one that nobody has read
        raise CannotRead("damaged") from None


def strings(data: bytes, inner: Inner) -> Iterator[Found]:
    """All texts of a PDF."""
    yield from looked(data, inner)[0]


def looked(data: bytes, inner: Inner) -> tuple[list[Found], tuple[int, ...]]:
    """All texts of a PDF, and the pages, from 1, that a person has to look at."""
    reader = opened(data)
    eyes: list[int] = []
    found = list(_pages(reader, eyes))
    seen = {one.text for one in found}
    found += _beside(reader, inner, "\n".join(seen))
    found += _earlier(data, seen)
    found += (
        Found(("PDF 结尾之后的数据", "Data behind the end of the PDF"), text, True) for text in loose(_tail(data))
    )
    return found, tuple(eyes)


def _tail(data: bytes) -> bytes:
    return data[data.rfind(_END) + len(_END) :] if _END in data else b""


def _pages(reader: PdfReader, eyes: list[int]) -> Iterator[Found]:
    layers = Layers(reader)
    for number, page in enumerate(reader.pages, start=1):
        walked = _walked(page, layers)
        if walked.needs_eyes:
            eyes.append(number)
        if walked.seen:
            yield Found((f"第{number}页", f"Page {number}"), walked.seen, False)
        for text in dict.fromkeys(walked.marks):
            yield Found((f"第{number}页的替换文字", f"Page {number}: text of a mark"), text, True)
        if walked.hidden:
            yield Found((f"第{number}页看不见的文字", f"Page {number}: text that is not seen"), walked.hidden, True)


def _beside(reader: PdfReader, inner: Inner, told: str) -> Iterator[Found]:
    info = reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None
    info_number = info.idnum if isinstance(info, IndirectObject) else -1
    names = _file_names(reader)
    drawn = _content_numbers(reader)
    for number, found in objects(reader):
        for one in dictionaries(found):
            yield from _strings(one, "info" if number == info_number else _kind(one))
        if isinstance(found, ArrayObject):
            yield from (_found("other", text, "[]") for text in _texts(found) if may_tell(text))
        if isinstance(found, StreamObject):
            yield from _stream(reader, found, names.get(number, ""), number in drawn, inner, told)


def _kind(one: DictionaryObject) -> str:
    """What a dictionary is about."""
    if "/FT" in one or got(one, "/Subtype") == "/Widget":
        return "field"
    if got(one, "/Type") == "/Annot" or ("/Rect" in one and "/Subtype" in one):
        return "note"
    if got(one, "/Type") == "/OCG":
        return "layer"
    if got(one, "/Type") in ("/Filespec", "/F") or "/EF" in one:
        return "file"
    if got(one, "/S") == "/URI" or "/URI" in one:
        return "link"
    if "/Title" in one and ("/Parent" in one or "/Next" in one or "/Prev" in one):
        return "outline"
    return "other"


def _strings(one: DictionaryObject, kind: str) -> Iterator[Found]:
    for key, value in one.items():
        if key in _SILENT:
            continue
        for text in _texts(value):
            named = "tree" if key in _TREE_KEYS else "field" if kind == "note" and key in _FIELD_KEYS else kind
            if text and not _DAY.fullmatch(text) and (named != "other" or may_tell(text)):
                yield _found(named, text, key)


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The strings of a value, not of dictionaries in it, which are asked by themselves."""
    if isinstance(value, TextStringObject):
        yield str(value)
    elif isinstance(value, ByteStringObject):
        yield from loose(bytes(value))
    elif isinstance(value, ArrayObject) and depth < 20:
        for part in value:
            yield from _texts(part, depth + 1)


def _found(kind: str, text: str, detail: str = "") -> Found:
    zh, en = _PLACES[kind]
    return Found((zh.format(detail), en.format(detail)), text, True)


def _file_names(reader: PdfReader) -> dict[int, str]:
    """The numbers of attached files' streams → their names."""
    names = {}
    for _, found in objects(reader):
        for one in dictionaries(found):
            streams = got(one, "/EF")
            for key in streams if isinstance(streams, DictionaryObject) else ():
                at = streams.raw_get(key)
                if isinstance(at, IndirectObject):
                    names[at.idnum] = str(got(one, "/UF") or got(one, "/F") or "attachment")
    return names


def _content_numbers(reader: PdfReader) -> set[int]:
    """The numbers of the streams that pages draw: their text was told."""
    found = set()
    for page in reader.pages:
        raw = page.raw_get("/Contents") if "/Contents" in page else None
        listed = got(page, "/Contents")
        for one in [raw, *(listed if isinstance(listed, ArrayObject) else ())]:
            if isinstance(one, IndirectObject):
                found.add(one.idnum)
    return found


def _stream(
    reader: PdfReader, one: StreamObject, name: str, is_drawn: bool, inner: Inner, told: str
) -> Iterator[Found]:
    kinds = {str(got(one, "/Type")), str(got(one, "/Subtype"))}
    if name or "/EmbeddedFile" in kinds:
        yield from inner(content_of(one), name or "attachment")
    elif "/Image" in kinds:
        content = content_of(one) if _is_jpeg(one) else b""
        if content[:3] == b"\xff\xd8\xff":
            yield from inner(content, "image.jpg")
    elif "/Metadata" in kinds or "/XML" in kinds:
        yield from (_found("xmp", text) for text in xmp_texts(content_of(one)))
    elif "/Form" in kinds:
        yield from _shape(reader, one, told)
    elif is_drawn:
        yield from _remarks(content_of(one))
    elif not kinds & _NOT_TEXT and "/Length1" not in one and "/FunctionType" not in one:
        content = content_of(one)
        if b"begincmap" not in content:
            yield from (_found("stream", text) for text in loose(content))


def _is_jpeg(one: StreamObject) -> bool:
    filters = got(one, "/Filter")
    last = filters[-1] if isinstance(filters, ArrayObject) and filters else filters
    return last in ("/DCTDecode", "/DCT")


def _remarks(content: bytes) -> Iterator[Found]:
    """The remarks in a page's drawing, which no program shows."""
    for match in _REMARK.finditer(content):
        yield from (_found("stream", text) for text in loose(match[1]))


def _shape(reader: PdfReader, one: Any, told: str) -> Iterator[Found]:
    """The text of a shape that no page draws: of a stamp, of a field as it looks."""
    try:
        text = reader.pages[0].extract_xform_text(one).strip()
    except MemoryError:
        raise
    except Exception:  # a shape that the library cannot read
        text = ""
    if text and text not in told:
        yield _found("shape", text)


def _earlier(data: bytes, seen: set[str]) -> Iterator[Found]:
    """What earlier savings of the file say that the newest does not."""
    ends = [at for at in _ends(data) if at < len(data.rstrip()) - len(_END)]
    for number, at in enumerate(ends[-_SAVINGS:], start=1):
        try:
            reader = opened(data[: at + len(_END)] + b"\n")
            found = [one for one in (*_pages(reader, []), *_beside(reader, _nothing, "")) if one.text not in seen]
        except CannotRead:  # the first part of a file for the web is none by itself
            continue
        for one in found:
            seen.add(one.text)
            zh, en = one.place
            yield Found((f"旧版本 {number}：{zh}", f"Earlier saving {number}: {en}"), one.text, True)


def _ends(data: bytes) -> Iterator[int]:
    at = data.find(_END)
    while at >= 0:
        yield at
        at = data.find(_END, at + 1)


def _nothing(content: bytes, name: str) -> Iterator[Found]:
    return iter(())
