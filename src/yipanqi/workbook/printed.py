"""Which signs the faces of the PDF documents show: a list held as data, for the rooms know nothing of each other."""

from functools import cache
from importlib.resources import files


def is_printed(sign: str) -> bool:
    """Do both faces show this sign?"""
    return ord(sign) in _signs()


@cache
def _signs() -> frozenset[int]:
    found: set[int] = set()
    text = files("yipanqi.workbook").joinpath("data", "printed_signs.txt").read_text("ascii")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
