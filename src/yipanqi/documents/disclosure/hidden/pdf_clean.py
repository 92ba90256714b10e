"""A PDF made anew from what its pages draw: no information, XMP, outline, form, script, attachment, layer, structure or
annotation; what fields and stamps look like is drawn on the page, for people have seen it there.

What a page draws stays: text under a box, outside the page or without ink is found in the new file, not taken out."""

import io
import re
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from .loose import names
from .pdf_open import Layers, content_of, got, opened
from .picture import jpeg_pieces
from .telling import CannotRead

_PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_IMAGE = names(
    "/Type /Subtype /Width /Height /ColorSpace /BitsPerComponent /Intent /ImageMask /Mask /Decode "
    "/Interpolate /SMask "
    "/SMaskInData /Matte /Filter /DecodeParms /Length"
)
_FORM = names("/Type /Subtype /FormType /BBox /Matrix /Resources /Group /Filter /DecodeParms /Length")
_NEVER = names(
    "/Metadata /PieceInfo /LastModified /AA /A /OPI /Alternates /StructParent /StructParents /AF /Ref "
    "/OC /Measure /PtData "
    "/Parent /P /Annots /B /Thumb /Dests /Properties"
)
_NEEDED = frozenset({"/Registry", "/Ordering", "/CharSet", "/Panose"})  # strings without which a font is none
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_DRAWN = (
    "/Widget",
    "/Stamp",
    "/FreeText",
    "/Square",
    "/Circle",
    "/Line",
    "/Ink",
    "/Polygon",
    "/Highlight",
    "/Underline",
)
_HIDDEN_FLAGS = 2 | 32  # hidden; not on the screen


def rewritten(data: bytes) -> bytes:
    """The file from what its pages draw. Raises CannotRead."""
    reader = opened(data)
    try:
        return _made(reader)
    except (MemoryError, CannotRead):
        raise
    except LimitReachedError:
        raise CannotRead("bomb") from None
    except Exception:  # a library's word on a file that nobody vouches for
        raise CannotRead("damaged") from None


def _made(reader: PdfReader) -> bytes:
    layers, done = Layers(reader), set[int]()
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(_page(reader, page, layers, done))
    title = got(got(reader.trailer, "/Info"), "/Title")
    writer.metadata = {"/Title": str(title)} if isinstance(title, str) else {}
    language = got(reader.root_object, "/Lang")
    if isinstance(language, str) and _LANGUAGE.fullmatch(language):
        writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(reader: PdfReader, page: PageObject, layers: Layers, done: set[int]) -> PageObject:
    """A new page that draws the same."""
    clean = PageObject(reader)
    clean[NameObject("/Type")] = NameObject("/Page")
    for key in _PAGE:
        value = _inherited(page, key)
        if value is not None:
            clean[NameObject(key)] = value
    resources = _inherited(page, "/Resources")
    resources = DictionaryObject(resources) if isinstance(resources, DictionaryObject) else DictionaryObject()
    content = got(page, "/Contents")
    drawing = _drawing(ContentStream(content, reader), resources, layers) if content is not None else b""
    if looks := _looks(page, resources):
        drawing = b"q\n" + drawing + b"\nQ\n" + looks
    _prune(resources, layers, done)
    clean[NameObject("/Resources")] = resources
    stream = DecodedStreamObject()
    stream.set_data(drawing)
    clean[NameObject("/Contents")] = stream.flate_encode()
    return clean


def _inherited(page: Any, key: str) -> Any:
    for _ in range(50):
        if page is None:
            return None
        if (value := got(page, key)) is not None:
            return value
        page = got(page, "/Parent")
    return None


def _drawing(content: ContentStream, resources: DictionaryObject, layers: Layers) -> bytes:
    """The operations without those of layers that are switched off, and without what marks say; of its shapes and
    pictures only those that are drawn stay."""
    kept, off, used = [], list[bool](), set[str]()
    objects = got(resources, "/XObject")
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            is_layer = len(operands) > 1 and operands[0] == "/OC"
            off.append(is_layer and layers.is_off(got(resources, "/Properties"), str(operands[1])))
        elif operator == b"EMC":
            off = off[:-1]
        elif operator in (b"MP", b"DP"):
            continue
        elif not any(off) or operator in (b"q", b"Q", b"cm", b"BT", b"ET"):
            if operator == b"Do" and layers.is_off(got(objects, str(operands[0])), "/OC"):
                continue
            used |= {str(operands[0])} if operator == b"Do" else set()
            kept.append((operands, operator))
    if isinstance(objects, DictionaryObject):
        left = {key: objects.raw_get(key) for key in objects if key in used}
        resources[NameObject("/XObject")] = DictionaryObject(left)
    content.operations = kept
    return bytes(content.get_data())


def _looks(page: PageObject, resources: DictionaryObject) -> bytes:
    """What fields and stamps look like, drawn where they stand."""
    lines = []
    for number, note in enumerate(got(page, "/Annots") or ()):
        note = note.get_object()
        look = _look(note)
        if look is None:
            continue
        matrix = _fit(look.get_object(), got(note, "/Rect"))
        if matrix is None:
            continue
        name = f"/Look{number}"
        objects = DictionaryObject(got(resources, "/XObject") or {})
        objects[NameObject(name)] = look
        resources[NameObject("/XObject")] = objects
        lines.append(f"q {' '.join(f'{value:.5f}' for value in matrix)} cm {name} Do Q\n")
    return "".join(lines).encode()


def _look(note: Any) -> Any:
    """The reference to what an annotation looks like; None where it is not seen or only points somewhere."""
    flags = got(note, "/F")
    if got(note, "/Subtype") not in _DRAWN or (isinstance(flags, int) and flags & _HIDDEN_FLAGS):
        return None
    looks = got(note, "/AP")
    if not isinstance(looks, DictionaryObject) or "/N" not in looks:
        return None
    look = looks.raw_get("/N")
    if isinstance(look.get_object(), StreamObject):
        return look
    states, state = look.get_object(), got(note, "/AS")
    if not isinstance(states, DictionaryObject) or state not in states:
        return None
    look = states.raw_get(state)
    return look if isinstance(look.get_object(), StreamObject) else None


def _fit(look: Any, box: Any) -> list[float] | None:
    """The matrix that lays a look into its box (ISO 32000-2, 12.5.5)."""
    frame, turn = got(look, "/BBox"), got(look, "/Matrix") or (1, 0, 0, 1, 0, 0)
    if frame is None or box is None or len(frame) != 4 or len(box) != 4 or len(turn) != 6:
        return None
    a, b, c, d, e, f = (float(value) for value in turn)
    left, low, right, high = (float(value) for value in frame)
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (left, right) for y in (low, high)]
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    sides = [float(value) for value in box]
    wide, tall = abs(sides[2] - sides[0]), abs(sides[3] - sides[1])
    if x1 - x0 < 1e-6 or y1 - y0 < 1e-6:
        return None
    across, along = wide / (x1 - x0), tall / (y1 - y0)
    return [across, 0, 0, along, min(sides[0], sides[2]) - x0 * across, min(sides[1], sides[3]) - y0 * along]


def _prune(found: Any, layers: Layers, done: set[int], depth: int = 0) -> None:
    """Everything that a page's resources lead to, without what is not drawn."""
    if isinstance(found, IndirectObject):
        if found.idnum in done:
            return
        done.add(found.idnum)
        found = found.get_object()
    if depth > 60:
        raise CannotRead("deep")
    if isinstance(found, DictionaryObject):
        _prune_keys(found)
        if isinstance(found, StreamObject):
            _prune_stream(found, layers)
        for key in list(found):
            _prune(found.raw_get(key), layers, done, depth + 1)
    elif isinstance(found, ArrayObject):
        for value in found:
            _prune(value, layers, done, depth + 1)


def _prune_keys(found: DictionaryObject) -> None:
    kind = got(found, "/Subtype") if isinstance(found, StreamObject) else None
    allowed = _IMAGE if kind == "/Image" else _FORM if kind == "/Form" else None
    for key in list(found):
        is_string = isinstance(found.raw_get(key), (TextStringObject, ByteStringObject)) and key not in _NEEDED
        if key in _NEVER or is_string or (allowed is not None and key not in allowed):
            del found[key]


def _prune_stream(stream: Any, layers: Layers) -> None:
    filters = got(stream, "/Filter")
    if got(stream, "/Subtype") == "/Image" and filters in ("/DCTDecode", ["/DCTDecode"]):
        stream._data = without_segments(content_of(stream))  # noqa: SLF001 (the library would pack it once more)
    elif got(stream, "/Subtype") == "/Form":
        resources = got(stream, "/Resources")
        resources = resources if isinstance(resources, DictionaryObject) else DictionaryObject()
        drawing = _drawing(ContentStream(stream, None), resources, layers)
        for key in ("/Filter", "/DecodeParms"):
            stream.pop(key, None)
        stream._data = drawing  # noqa: SLF001 (as above)


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without what it says beside its pixels: segments of programs (but what tells of colours), remarks, and all
    that stands behind its end."""
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    return b"".join(_kept(marker, jpeg[start:end]) for marker, start, end in jpeg_pieces(jpeg))


def _kept(marker: int, piece: bytes) -> bytes:
    if marker == 0xE0 and piece[4:9] == b"JFIF\0" and len(piece) >= 18:
        return b"\xff\xe0\x00\x10" + piece[4:16] + b"\0\0"  # without its thumbnail
    if marker == 0xEE and piece[4:9] == b"Adobe" and len(piece) >= 16:
        return b"\xff\xee\x00\x0e" + piece[4:16]
    return b"" if 0xE0 <= marker <= 0xEF or marker == 0xFE else piece
