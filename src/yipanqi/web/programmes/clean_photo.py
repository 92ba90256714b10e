"""Repaints a photo that nobody trusts: pixels copied into a new picture. Runs alone, as a limited child process.

python -I painting.py LIMITS_AS_JSON < photo > line of size, likeness, and what the camera said; and clean JPEG
"""

import io
import json
import re
import resource
import sys
from typing import Any

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
_EXIF, _GPS, _TAKEN, _WRITTEN = 0x8769, 0x8825, 0x9003, 0x0132
_MOMENT = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d) (\d\d:\d\d:\d\d)\0*$")
PLAIN = 12  # shades of grey; a picture with no more of them looks like every other empty one


def main() -> None:
    """Limit myself, read, repaint; the reason of a refusal goes to standard error."""
    from PIL import Image, ImageOps  # loaded before the limits: it opens many files

    for name, most in json.loads(sys.argv[1]).items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    Image.MAX_IMAGE_PIXELS = None  # judged below, before a pixel is decoded
    data = sys.stdin.buffer.read()
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception:
        _refuse("format")
    if picture.width * picture.height > MOST_PIXELS:
        _refuse("pixels")
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        _refuse("frames")
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = Image.new("RGB", upright.size, "white")
        with_alpha = upright.convert("RGBA")
        clean.paste(with_alpha, mask=with_alpha.getchannel("A"))
    except Exception:
        _refuse("damaged")
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85, optimize=True)
    told = [*clean.size, likeness(clean), *camera(picture)]
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + out.getvalue())


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


def likeness(picture: Any) -> str:
    """64 bits that change little when the picture is made smaller, brighter or packed anew: of 9 × 8 shades of grey,
    whether each is darker than the one to its right; nothing of a picture that shows nothing. As 16 hex digits."""
    from PIL import Image

    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    shades = small.tobytes()
    if max(shades) - min(shades) < PLAIN:
        return ""
    bits = [shades[row * 9 + at] < shades[row * 9 + at + 1] for row in range(8) for at in range(8)]
    return f"{sum(bit << at for at, bit in enumerate(bits)):016x}"


def _refuse(reason: str) -> None:
    sys.stderr.write(reason)
    sys.exit(3)


if __name__ == "__main__":
    main()
