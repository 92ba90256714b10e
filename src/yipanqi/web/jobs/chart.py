"""The curve of best and bound over time, as points of an SVG and as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 640.0, 160.0, 4.0
MOST_ROWS = 12
Row = Sequence[float | None]  # seconds, best, bound; a bound may be missing


@dataclass(frozen=True)
class Curves:
    """Two polylines and the ends of their scale."""

    best: str
    bound: str
    low: str
    high: str
    seconds: str


def curves(series: Sequence[Row]) -> Curves | None:
    """The two curves drawn on one scale; none with fewer than two moments."""
    told = [value for row in series for value in row[1:3] if value is not None]
    if len(series) < 2 or not told:
        return None
    low, high, seconds = min(told), max(told), series[-1][0] or 1.0

    def line(column: int) -> str:
        points = ((row[0] or 0.0, row[column]) for row in series if len(row) > column)
        return " ".join(_point(at / seconds, _part(y, low, high)) for at, y in points if y is not None)

    return Curves(line(1), line(2), figure(low), figure(high), figure(seconds))


def last_rows(series: Sequence[Row]) -> list[list[str]]:
    """The same as a table: at most a dozen moments, evenly chosen, the last one always."""
    step = -(-len(series) // MOST_ROWS) or 1
    return [[figure(value) for value in row] for row in series[::-1][::step]][::-1]


def figure(value: float | None) -> str:
    """`1,234.5`: at most two decimals; nothing for nothing."""
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _part(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _point(x: float, y: float) -> str:
    return f"{EDGE + x * (WIDTH - 2 * EDGE):.1f},{HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE):.1f}"
