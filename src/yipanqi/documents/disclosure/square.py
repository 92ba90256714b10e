"""二维码: the square code of a page's own address.

A code is made of its address bit by bit, and each bit adds the same pattern whatever the others are (the words of
correction are linear, a fixed mask is a constant). So addresses that differ in a few signs are put together of patterns
that are worked out once: for each place and sign."""

import re
from functools import lru_cache

import segno
from markupsafe import Markup

_MASK = 3  # every mask of a square code is read; to weigh all eight takes most of a page's time
_QUIET = 4  # modules of white around a code
_DARK = re.compile("1+")


def square(address: str, own: str, alt: str) -> Markup:
    """The square code of an address; `own` is the part in which it differs from those of other pages."""
    side, bits = matrix(address, own)
    size = side + 2 * _QUIET
    text = f"{bits:0{side * side}b}"
    path = "".join(_runs(text[at * side : (at + 1) * side], at + _QUIET) for at in range(side))
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}"><path fill="#000" d="{}"/></svg>').format(
        alt, size, size, path
    )


def matrix(address: str, own: str) -> tuple[int, int]:
    """How many modules a side has, and the modules row by row as the bits of a number."""
    at = address.find(own) if own and own.isascii() else -1
    if at < 0:
        return _whole(address)
    before, after = address[:at], address[at + len(own) :]
    side, bits = _whole(f"{before}{'a' * len(own)}{after}")
    for place, sign in enumerate(own):
        bits ^= _of_sign(before, after, len(own), place, sign)
    return side, bits


@lru_cache(maxsize=1 << 12)
def _of_sign(before: str, after: str, length: int, place: int, sign: str) -> int:
    """What changes in the code where one sign of many `a` is another."""
    plain = "a" * length
    other = f"{plain[:place]}{sign}{plain[place + 1 :]}"
    return _whole(f"{before}{plain}{after}")[1] ^ _whole(f"{before}{other}{after}")[1]


@lru_cache(maxsize=8)
def _whole(address: str) -> tuple[int, int]:
    rows = segno.make(address, error="m", micro=False, mask=_MASK).matrix
    return len(rows), int("".join("1" if it else "0" for row in rows for it in row), 2)


def _runs(row: str, y: int) -> str:
    """A row of the code as bars."""
    return "".join(
        f"M{it.start() + _QUIET} {y}h{it.end() - it.start()}v1H{it.start() + _QUIET}z" for it in _DARK.finditer(row)
    )
