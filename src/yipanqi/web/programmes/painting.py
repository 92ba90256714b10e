"""Repaints a photo that nobody trusts: pixels copied into a new picture. Runs alone, as a limited child process.

python -I painting.py LIMITS_AS_JSON < photo > size line and clean JPEG
"""

import io
import json
import resource
import sys

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560


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
    sys.stdout.buffer.write(json.dumps(clean.size).encode() + b"\n" + out.getvalue())


def _refuse(reason: str) -> None:
    sys.stderr.write(reason)
    sys.exit(3)


if __name__ == "__main__":
    main()
