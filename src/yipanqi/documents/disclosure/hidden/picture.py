"""Pictures: what is written in them beside their pixels, and the pixels alone."""

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from PIL import ExifTags, Image, ImageOps

from .loose import loose
from .markup import parsed, texts
from .telling import CannotRead, Found, Pair

FORMATS = ("JPEG", "PNG")
EMBEDDED = ("JPEG", "PNG", "GIF", "BMP", "TIFF")  # in office files; they come out as JPEG or PNG
MOST_PIXELS = 40_000_000
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_XMP = re.compile(rb"<(x:xmpmeta|rdf:RDF)\b.*?</\1>", re.DOTALL)
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_POINTS = frozenset({0x8769, 0x8825, 0xA005})  # parts of EXIF that are told by themselves
_WIDE_TAGS = frozenset(range(0x9C9B, 0x9CA0))  # Windows writes title, comment, author, keywords, subject so
_LONGEST = 10_000_000  # bytes of a text chunk, unpacked
_EXIF: Pair = ("图片 EXIF 信息（{}）", "EXIF of the picture ({})")
_PLACES: dict[str, Pair] = {
    "xmp": ("图片 XMP 信息", "XMP of the picture"),
    "iptc": ("图片 IPTC 信息", "IPTC of the picture"),
    "comment": ("图片注释", "Comment in the picture"),
    "chunk": ("图片文字块（{}）", "Text chunk of the picture ({})"),
    "thumbnail": ("图片内的缩略图", "Thumbnail in the picture"),
    "behind": ("图片结尾之后的数据", "Data behind the end of the picture"),
    "segment": ("图片数据段（{}）", "Segment of the picture ({})"),
}


def strings(data: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    """All texts written in a picture; what its pixels show, a person has to see."""
    if data[:3] == _JPEG:
        yield from _jpeg(data, inner)
    else:
        yield from _png(data, inner)


def _found(kind: str, text: str, detail: str = "") -> Found:
    zh, en = _PLACES[kind]
    return Found((zh.format(detail), en.format(detail)), text, True)


def _jpeg(data: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    end = len(data)
    for marker, start, end in jpeg_pieces(data):
        if marker:
            yield from _segment(marker, data[start + 4 : end], inner)
    yield from _behind(data[end:], inner)


def jpeg_pieces(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The pieces of a JPEG in their order, from its beginning to its end: marker, where it begins, where it ends;
    packed pixels, and markers without content, are pieces without a marker (0)."""
    at = 0
    while at + 2 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker in _ALONE or marker in (0x00, 0xFF):
            end = at + 2 if marker == 0xD8 else _next_marker(data, at + 1)
            yield 0, at, end
        elif marker == 0xD9:
            yield 0, at, at + 2
            return
        else:
            end = min(at + 2 + int.from_bytes(data[at + 2 : at + 4], "big"), len(data))
            yield marker, at, end
        at = max(end, at + 2)


def _next_marker(data: bytes, at: int) -> int:
    """Where the next marker stands after packed pixels; restarts and stuffed bytes belong to these."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] not in (0x00, 0xFF) and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 1


def _segment(marker: int, content: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    if marker == 0xE1 and content.startswith(b"Exif\0"):
        yield from _exif(content[6:], inner)
    elif marker == 0xE1 and b"ns.adobe.com/x" in content[:40]:
        yield from _xmp(content)
    elif marker == 0xED:
        yield from _iptc(content)
    elif marker == 0xFE:
        text = _decoded(content)
        if text:
            yield _found("comment", text)
    elif marker >= 0xE0:
        yield from (_found("segment", text, f"APP{marker - 0xE0}") for text in loose(content))


def _decoded(content: bytes) -> str:
    """Text of an unsaid writing."""
    for reading in ("utf-8", "gb18030"):
        try:
            return content.decode(reading).strip("\0 \r\n")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").strip("\0 \r\n")


def _exif(block: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    """The tags of EXIF as texts, its place in degrees, its thumbnail; and whatever else its bytes tell."""
    exif = Image.Exif()
    told: list[str] = []
    try:
        exif.load(b"Exif\0\0" + block)
        for name, value in _tags(exif):
            told.append(value)
            yield Found((_EXIF[0].format(name), _EXIF[1].format(name)), value, True)
    except Exception:  # a library's word on bytes that nobody vouches for: what is told of them below is enough
        told.append("")
    start = block.find(_JPEG)
    if start >= 0:
        yield _found("thumbnail", f"JPEG, {len(block) - start} bytes")
        yield from inner(block[start:], "thumbnail.jpg")
    for text in loose(block[:start] if start >= 0 else block):
        if not any(text in one for one in told):
            yield Found((_EXIF[0].format("?"), _EXIF[1].format("?")), text, True)


def _tags(exif: Any) -> Iterator[tuple[str, str]]:
    for tag, value in exif.items():
        if tag not in _POINTS and (text := _value(tag, value)):
            yield ExifTags.TAGS.get(tag, hex(tag)), text
    for tag, value in exif.get_ifd(0x8769).items():
        if text := _value(tag, value):
            yield ExifTags.TAGS.get(tag, hex(tag)), text
    gps = exif.get_ifd(0x8825)
    if gps:
        yield "GPS", _point(gps)


def _value(tag: int, value: Any) -> str:
    if isinstance(value, bytes):
        if tag in _WIDE_TAGS:
            return value.decode("utf-16-le", "replace").strip("\0 ")
        if value[:8] == b"UNICODE\0":
            order = "utf-16-be" if value[8:9] == b"\0" else "utf-16-le"
            return value[8:].decode(order, "replace").strip("\0 ")
        body = value[8:] if value[:5] in (b"ASCII", b"JIS\0\0") or value[:8] == bytes(8) else value
        return next(iter(loose(body)), "") if b"\0" in body.rstrip(b"\0") else _decoded(body)
    if isinstance(value, str):
        try:  # libraries read it as Latin; cameras and phones write UTF-8 or GBK
            return _decoded(value.encode("latin-1"))
        except UnicodeEncodeError:
            return value.strip("\0 ")
    return ""


def _point(gps: Any) -> str:
    """The place in degrees, latitude first, as people write coordinates; the raw tags where that cannot be."""
    try:
        numbers = []
        for tag, minus in ((1, "S"), (3, "W")):
            degrees, minutes, seconds = map(float, gps[tag + 1])
            value = degrees + minutes / 60 + seconds / 3600
            numbers.append(-value if str(gps.get(tag, "")).strip("\0 ").upper() == minus else value)
        return f"{numbers[0]:.6f}, {numbers[1]:.6f}"
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ", ".join(f"{tag}={value}" for tag, value in gps.items())


def _xmp(content: bytes) -> Iterator[Found]:
    """The texts of an XMP packet, and of bytes around it."""
    yield from (_found("xmp", text) for text in xmp_texts(content))


def xmp_texts(content: bytes) -> Iterator[str]:
    """The texts of XMP: by its markup where it is sound, else as loose bytes."""
    packet = _XMP.search(content)
    if packet is None:
        yield from loose(content)
        return
    try:
        yield from (text for _, text in texts(parsed(packet.group())))
    except CannotRead:
        yield from loose(packet.group())
    yield from loose(content[: packet.start()] + b"\0\0" + content[packet.end() :])


def _iptc(content: bytes) -> Iterator[Found]:
    """The datasets of IPTC in Photoshop's segment; then whatever else stands there."""
    told = []
    for match in re.finditer(rb"\x1c[\x01-\x09][\x00-\xff](?=([\x00-\x7f][\x00-\xff]))", content, re.DOTALL):
        length = struct.unpack(">H", match.group(1))[0]
        text = _decoded(content[match.end() + 2 : match.end() + 2 + length])
        if text.isprintable() and text:
            told.append(text)
            yield _found("iptc", text)
    for text in loose(content):
        if not any(one in text for one in told):
            yield _found("iptc", text)


def _png(data: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        at += 12 + length
        yield from _chunk(kind, content, inner)
        if kind == b"IEND":
            yield from _behind(data[at:], inner)
            return


def _chunk(kind: bytes, content: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    name = kind.decode("latin-1")
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        key, _, rest = content.partition(b"\0")
        body = _chunk_text(kind, rest)
        if key == b"XML:com.adobe.xmp":
            yield from _xmp(body)
            return
        text = f"{_decoded(key)}: {_decoded(body)}"
        yield _found("chunk", text, name)
        if key.startswith(b"Raw profile"):  # ImageMagick writes EXIF and IPTC in hexadecimal digits
            hexadecimal = re.sub(
                rb"[^0-9a-fA-F]", b"", body.partition(b"\n")[2].partition(b"\n")[2].partition(b"\n")[2]
            )
            yield from (
                _found("chunk", one, name)
                for one in loose(bytes.fromhex(hexadecimal[: len(hexadecimal) & ~1].decode()))
            )
    elif kind == b"eXIf":
        yield from _exif(content, inner)
    elif kind not in (b"IHDR", b"IDAT", b"PLTE", b"IEND", b"fdAT"):
        yield from (_found("segment", text, name) for text in loose(_perhaps_packed(kind, content)))


def _chunk_text(kind: bytes, rest: bytes) -> bytes:
    if kind == b"zTXt":
        return _inflated(rest[1:])
    if kind == b"iTXt":
        is_packed, parts = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
        body = parts[-1]
        return b"\n".join([*(part for part in parts[:-1] if part), _inflated(body) if is_packed else body])
    return rest


def _perhaps_packed(kind: bytes, content: bytes) -> bytes:
    return (
        content.partition(b"\0")[0] + b"\0" + _inflated(content.partition(b"\0")[2][1:]) if kind == b"iCCP" else content
    )


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _LONGEST)
    except zlib.error:
        return b""


def _behind(rest: bytes, inner: Callable[[bytes, str], Iterator[Found]]) -> Iterator[Found]:
    """What stands after a picture's end: another picture or file, or loose bytes."""
    if not rest.strip(b"\0"):
        return
    if rest[:3] == _JPEG or rest[:8] == _PNG or rest[:4] == b"PK\x03\x04" or rest[:5] == b"%PDF-":
        yield from inner(rest, "behind")
        return
    yield from (_found("behind", text) for text in loose(rest))


def rewritten(data: bytes) -> bytes:
    """The pixels in a new picture of the same form, upright; nothing else."""
    return painted(data, (0.0, 0.0, 0.0, 0.0), FORMATS)[0]


def painted(data: bytes, cut: tuple[float, ...], formats: tuple[str, ...] = EMBEDDED) -> tuple[bytes, str]:
    """A picture's pixels copied into a new one, without what is cut off its sides (shares of left, top, right, bottom);
    its ending: jpeg of a JPEG, else png. Raises CannotRead."""
    opened = _opened(data, formats)
    try:
        opened.load()
        upright = ImageOps.exif_transpose(opened) if any(cut) is False else opened
        width, height = upright.size
        box = (round(width * cut[0]), round(height * cut[1]), round(width * (1 - cut[2])), round(height * (1 - cut[3])))
        is_photo = opened.format in ("JPEG", "MPO")
        mode = "RGB" if is_photo else _mode(upright)
        clean = _copied(upright.convert(mode), box)
        out = io.BytesIO()
        if is_photo:
            clean.save(out, "JPEG", quality=88, optimize=True)
        else:
            clean.save(out, "PNG")
    except Exception:
        raise CannotRead("damaged") from None
    return out.getvalue(), "jpeg" if is_photo else "png"


def _copied(picture: Any, box: tuple[int, int, int, int]) -> Any:
    """The pixels of a box in a new picture; those that cannot be seen at all are white."""
    size = max(1, box[2] - box[0]), max(1, box[3] - box[1])
    piece = picture.crop((box[0], box[1], box[0] + size[0], box[1] + size[1]))
    clean = Image.new(piece.mode, size, (255, 255, 255, 0) if piece.mode == "RGBA" else 0)
    clean.paste(
        piece, mask=piece.getchannel("A").point(lambda alpha: 255 if alpha else 0) if piece.mode == "RGBA" else None
    )
    return clean


def _opened(data: bytes, formats: tuple[str, ...]) -> Any:
    Image.MAX_IMAGE_PIXELS = None  # judged here, before a pixel is decoded
    try:
        found = Image.open(io.BytesIO(data), formats=formats)
    except Exception:
        raise CannotRead("damaged") from None
    if found.width * found.height > MOST_PIXELS:
        raise CannotRead("pixels")
    if getattr(found, "n_frames", 1) > 1 and found.format != "MPO" and formats == FORMATS:
        raise CannotRead("frames")
    return found


def _mode(picture: Any) -> str:
    """Grey, colour, or colour that can be seen through."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        return "RGBA"
    return "L" if picture.mode in ("1", "L", "I", "I;16", "F") else "RGB"
