"""Faces and plates made unrecognisable: parts of a picture that a person chose are drawn anew from a few means."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter

FORMATS = ("JPEG", "PNG")
BLOCKS = 4  # along the longer side of a part: no face and no sign is left in so few
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture in hundredths of its width and its height. ValueError where it is none, or lies outside."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        inside = (
            self.left >= 0 and self.top >= 0 and self.left + self.width <= 100.01 and self.top + self.height <= 100.01
        )
        if not (inside and self.width > 0 and self.height > 0):
            raise ValueError(f"no part of a picture: {self}")


def covered(data: bytes, parts: Sequence[Part]) -> bytes:
    """A JPEG or PNG that was cleaned before, in the same form, with these parts blurred; nothing else of the file is
    carried over. Raises OSError where it cannot be read."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        form = opened.format or FORMATS[0]
        picture = opened.convert("RGB" if form == "JPEG" else "RGBA")
    picture.info.clear()
    for part in parts:
        _cover(picture, part)
    out = io.BytesIO()
    picture.save(out, form, **({"quality": _QUALITY} if form == "JPEG" else {}))
    return out.getvalue()


def _cover(picture: Image.Image, part: Part) -> None:
    """Draw a part anew from the means of a few blocks, with soft edges between them."""
    wide, high = picture.size
    box = (
        int(part.left * wide / 100), int(part.top * high / 100),
        min(wide, int((part.left + part.width) * wide / 100) + 1),
        min(high, int((part.top + part.height) * high / 100) + 1),
    )  # fmt: skip
    cut = picture.crop(box)
    block = max(1, -(-max(cut.size) // BLOCKS))
    few = cut.resize((max(1, cut.width // block), max(1, cut.height // block)), Image.Resampling.BOX)
    drawn = few.resize(cut.size, Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(block / 4))
    picture.paste(drawn, box[:2])
