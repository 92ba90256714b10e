"""Repaints a photo that nobody trusts: pixels copied into a new picture. Runs alone, as a limited child process.

python -I clean_photo.py LIMITS WISHES < photo > line of what is told of it; and clean JPEG

LIMITS and WISHES are JSON. A wish is `side`, the longest side of the copy in pixels, or `heic`, whether HEIC is taken.
"""

import io
import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import cos, pi
from statistics import median
from typing import Any

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
_EXIF, _GPS, _TAKEN, _WRITTEN, _MAKE, _MODEL = 0x8769, 0x8825, 0x9003, 0x0132, 0x010F, 0x0110
_MOMENT = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d) (\d\d:\d\d:\d\d)\0*$")
PLAIN = 12  # shades of grey; a picture with no more of them looks like every other empty one
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")  # how its files begin, cut ones too
_DEVICE = 80  # letters of a device's name
_SQUARE = 288  # pixels: the square from which a picture's eight orientations are told; 9 and 8 both divide it
_GREY, _WAVES = 32, 8  # pixels a side, and waves along it of which bits are told
_COSINES = [[cos(pi * wave * (2 * at + 1) / (2 * _GREY)) for at in range(_GREY)] for wave in range(_WAVES)]
TURNS = tuple(product((False, True), repeat=3))  # the eight orientations: transposed, then mirrored, then upside down


def main() -> None:
    """Limit myself, read, repaint; the reason of a refusal goes to standard error."""
    from PIL import Image, ImageOps  # loaded before the limits: it opens many files

    wishes = json.loads(sys.argv[2])
    formats = (*FORMATS, _heif()) if wishes["heic"] else FORMATS
    for name, most in json.loads(sys.argv[1]).items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    side = wishes["side"]
    Image.MAX_IMAGE_PIXELS = None  # judged below, before a pixel is decoded
    data = sys.stdin.buffer.read()
    try:
        picture = Image.open(io.BytesIO(data), formats=formats)
    except Exception:
        _refuse("damaged" if wishes["heic"] and data[4:12] in _HEIC else "format")
    if picture.width * picture.height > MOST_PIXELS:
        _refuse("pixels")
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        _refuse("frames")
    try:
        picture.draft("RGB", (side, side))
        picture.load()
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("more pixels than were told")
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((side, side))
        clean = Image.new("RGB", upright.size, "white")
        with_alpha = upright.convert("RGBA")
        clean.paste(with_alpha, mask=with_alpha.getchannel("A"))
    except Exception:
        _refuse("damaged")
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85, optimize=True)
    told = {"size": clean.size, "likeness": likeness(clean), "camera": camera(picture), "device": device(picture)}
    told |= dict(zip(("phashes", "dhashes"), hashes(clean), strict=True))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + out.getvalue())


def _heif() -> str:
    """HEIC, made known to Pillow; it decodes in one thread, for the limits hold for all of them together."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return "HEIF"


def camera(picture: Any) -> tuple[str, str, str]:
    """What the EXIF says of the moment, by the camera's clock, as `2027-03-01 09:30:00`, and of the place, in degrees
    east and north; empty where it says nothing that can be read. Nobody vouches for it: a camera's clock may be wrong,
    and anybody can write EXIF."""
    try:
        exif = picture.getexif()
        moment = exif.get_ifd(_EXIF).get(_TAKEN) or exif.get(_WRITTEN) or ""
        place = exif.get_ifd(_GPS)
    except Exception:
        return "", "", ""
    found = _MOMENT.match(str(moment))
    east, north = _degrees(place, 3, b"W"), _degrees(place, 1, b"S")
    return "{}-{}-{} {}".format(*found.groups()) if found else "", east if north else "", north if east else ""


def _degrees(place: Any, at: int, minus: bytes) -> str:
    """Degrees, minutes and seconds as degrees."""
    try:
        degrees, minutes, seconds = map(float, place[at + 1])
        value = degrees + minutes / 60 + seconds / 3600
        sign = place.get(at, "")
        is_minus = (sign if isinstance(sign, bytes) else str(sign).encode()).strip(b"\0 ").upper() == minus
        return f"{-value if is_minus else value:.6f}"
    except Exception:
        return ""


def device(picture: Any) -> str:
    """The kind of device as the EXIF names it: make and model in one line of printable letters, or nothing."""
    try:
        exif = picture.getexif()
        make, model = (_plain(exif.get(tag)) for tag in (_MAKE, _MODEL))
    except Exception:
        return ""
    return (model if model.lower().startswith(make.lower()) else f"{make} {model}").strip()[:_DEVICE].strip()


def _plain(value: Any) -> str:
    text = str(value or "")[: 4 * _DEVICE]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def likeness(picture: Any) -> str:
    """64 bits that change little when the picture is made smaller, brighter or packed anew: of 9 × 8 shades of grey,
    whether each is darker than the one to its right; nothing of a picture that shows nothing. As 16 hex digits."""
    shades = _shades(picture.convert("L"), 9, 8)
    return "" if max(shades) - min(shades) < PLAIN else _falling(shades)


def _shades(grey: Any, width: int, height: int) -> bytes:
    from PIL import Image

    return bytes(grey.resize((width, height), Image.Resampling.LANCZOS).tobytes())


def _falling(shades: bytes) -> str:
    return _hex(shades[row * 9 + at] < shades[row * 9 + at + 1] for row in range(8) for at in range(8))


def hashes(picture: Any) -> tuple[list[str], list[str]]:
    """pHash and dHash of a picture in eight orientations, the upright one first; of one that shows nothing none."""
    from PIL import Image

    if not likeness(picture):
        return [], []
    square = picture.convert("L").resize((_SQUARE, _SQUARE), Image.Resampling.LANCZOS)
    return list(phashes(square)), list(dhashes(square))


def dhashes(square: Any) -> Iterator[str]:
    """The likeness of a square of greys in its eight orientations, 16 hex digits each, in the order of TURNS."""
    from PIL import Image

    moves = (Image.Transpose.TRANSPOSE, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)
    for turn in TURNS:
        turned = square
        for move, is_made in zip(moves, turn, strict=True):
            turned = turned.transpose(move) if is_made else turned
        yield _falling(_shades(turned, 9, 8))


def phashes(square: Any) -> Iterator[str]:
    """64 bits that change little, and otherwise than the likeness: of the 8 × 8 slowest waves of 32 × 32 greys (a
    cosine transform), whether each is stronger than their median; in eight orientations, in the order of TURNS."""
    waves = _waves(_shades(square, _GREY, _GREY))
    for is_transposed, is_mirrored, is_flipped in TURNS:
        found = [
            (waves[across][down] if is_transposed else waves[down][across])
            * (-1 if is_mirrored and across % 2 else 1)
            * (-1 if is_flipped and down % 2 else 1)
            for down in range(_WAVES)
            for across in range(_WAVES)
        ]  # a mirrored picture has the same waves, every other one of them upside down
        middle = median(found)
        yield _hex(wave > middle for wave in found)


def _waves(shades: Sequence[int]) -> list[list[float]]:
    """How strong each wave is: a row for each wave downwards, in it each wave across."""
    rows = [
        [sum(a * b for a, b in zip(wave, shades[start : start + _GREY], strict=True)) for wave in _COSINES]
        for start in range(0, _GREY * _GREY, _GREY)
    ]
    columns = list(zip(*rows, strict=True))
    return [[sum(a * b for a, b in zip(wave, column, strict=True)) for column in columns] for wave in _COSINES]


def _hex(bits: Iterable[bool]) -> str:
    return f"{sum(bit << at for at, bit in enumerate(bits)):016x}"


def _refuse(reason: str) -> None:
    sys.stderr.write(reason)
    sys.exit(3)


if __name__ == "__main__":
    main()
