"""How wide a table is: how large its letters may be, and whether a page must lie on its side for it."""

from dataclasses import dataclass

from yipanqi.documents.disclosure.papers_items import Tabled

_ROOM = {False: 448.0, True: 717.0}  # points across a page, upright and on its side
_ROOMY = 0.85  # of a page's width: figures may stand as wide as they are
_SIZES = (9.5, 9.0, 8.5)  # points, the first that fits
_CELL = 10.0  # points that a cell takes beside its text
_WIDEST = 22.0  # half characters in which a column of texts may break
_LEAST = 4.0  # half characters of the narrowest column


@dataclass(frozen=True, slots=True)
class Fit:
    """Points of its letters, half characters that each column needs, and on what kind of page it stands."""

    size: float
    needs: tuple[float, ...]
    is_wide: bool
    is_roomy: bool


def fitted(table: Tabled) -> Fit:
    """An upright page where any of the sizes fits it, else a page on its side."""
    needs = tuple(_need(table, at) for at in range(len(table.head)))
    is_wide, size = next(
        ((side, size) for side in (False, True) for size in _SIZES if _width(needs, size) <= _ROOM[side]),
        (True, _SIZES[-1]),
    )
    return Fit(size, needs, is_wide, _width(needs, size) < _ROOMY * _ROOM[is_wide])


def told_at_end(caption: str, lang: str) -> str:
    """What stands in the place of a wide table, which follows on a page of its own."""
    return f"({caption or 'Table'}: at the end)" if lang == "en" else f"（{caption or '表格'}见文末）"


def _need(table: Tabled, at: int) -> float:
    """Half characters that a column needs: figures do not break, texts may, and so may heads."""
    longest = max((_halves(row[at]) for row in table.rows), default=0.0)
    head = min(_halves(table.head[at]), max(8.0, _halves(table.head[at]) / 2))
    return max(head, _LEAST, longest if at in table.numeric else min(longest, _WIDEST))


def _halves(text: str) -> float:
    return sum(2.0 if ord(sign) > 0x2E80 else 1.15 for sign in text)


def _width(needs: tuple[float, ...], size: float) -> float:
    return sum(need * size / 2 + _CELL for need in needs)
