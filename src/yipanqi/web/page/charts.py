"""Pictures made on the server, of plain shapes and attributes only: no script, no style."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.words import gap_text

WIDTH, HEIGHT = 720.0, 220.0
STEP = 24.0  # from bar to bar
LEFT, RIGHT, TOP, BOTTOM = 8.0, 8.0, 26.0, 48.0


@dataclass(frozen=True)
class Label:
    """A text of a chart."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Lines:
    """Best and bound over time, each labelled at its end."""

    best: str
    bound: str
    labels: tuple[Label, ...]
    grid: tuple[float, ...]
    ticks: tuple[Label, ...]
    gap: str


@dataclass(frozen=True)
class Bar:
    """A quarter's load against its limit."""

    x: float
    y: float
    width: float
    height: float
    cap_y: float
    tip: str
    is_full: bool


def lines(series: Sequence[Sequence[float]], best_said: str, bound_said: str) -> Lines | None:
    """The curve of (seconds, best, bound), with the room between them where it matters; none before two moments."""
    if len(series) < 2:
        return None
    low = min(row[1] for row in series[len(series) // 20 :])
    high = max(row[2] for row in series)
    last = series[-1][0] or 1.0

    def x(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / last

    def y(value: float) -> float:
        part = (max(value, low) - low) / (high - low) if high > low else 0.5
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part

    def path(column: int) -> str:
        return " ".join(f"{x(row[0]):.1f},{y(row[column]):.1f}" for row in series)

    _, best, bound = series[-1]
    labels = (
        Label(x(last), y(bound) - 8, f"{bound_said} {bound:,.0f}"),
        Label(x(last), y(best) + 18, f"{best_said} {best:,.0f}"),
    )
    ticks = tuple(Label(x(at), HEIGHT - 8, f"{at:g} s") for at in _ticks(last))
    grid = tuple(round(TOP + (HEIGHT - TOP - BOTTOM) * part / 3, 1) for part in range(4))
    gap = gap_text((bound - best) / max(abs(best), 1e-9))
    return Lines(path(1), path(2), labels, grid, ticks, gap)


def _ticks(last: float) -> list[float]:
    """Round moments up to the last, no two of them the same: about four steps of 1, 2 or 5."""
    least = last / 5
    unit = 10.0 ** floor(log10(least))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= least)
    return [round(step * at, 6) for at in range(int(last / step + 1e-9) + 1)]


def bars(used: Sequence[float], caps: Sequence[float | None], names: Sequence[str]) -> list[Bar]:
    """Zero-based bars of a load, each with the line of its limit."""
    most = max([*used, *(cap or 0 for cap in caps), 1e-9])
    step, room = STEP, 60.0
    found = []
    for at, (load, cap, name) in enumerate(zip(used, caps, names, strict=True)):
        height = room * load / most
        cap_y = room - room * cap / most if cap is not None else -1.0
        tip = f"{name}: {load:,.1f}" + ("" if cap is None else f" / {cap:,.1f}")
        is_full = cap is not None and load > cap * 0.98 and load > 0
        found.append(Bar(at * step + 3, room - height, step - 6, height, cap_y, tip, is_full))
    return found


@dataclass(frozen=True)
class Node:
    """A sum in a column of a flow."""

    x: float
    y: float
    height: float
    label: str
    anchor: str
    text_x: float
    url: str = ""  # of its rows


@dataclass(frozen=True)
class Ribbon:
    """Money that goes from one sum to another."""

    path: str
    column: int
    tip: str
    url: str = ""  # of its rows


@dataclass(frozen=True)
class Flow:
    """Sums in three columns with the bands between them."""

    nodes: tuple[Node, ...]
    bands: tuple[Ribbon, ...]
    height: float


_NODE, _SPACE = 12.0, 8.0
_AT = (264.0, 508.0, 752.0)


def flow(
    parts: dict[tuple[str, str, str], int],
    columns: Sequence[Sequence[tuple[str, str]]],
    unit: str,
    url: Callable[[dict[int, str]], str] = lambda way: "",
) -> Flow | None:
    """Bands from the first column through the second to the third, as thick as their money; `columns` hold the
    sums (key, name) in order, `parts` the fen by (first, second, third), `url` leads from the keys of some columns to
    the rows of that money."""
    whole = sum(parts.values())
    if not whole:
        return None
    scale = 420.0 / whole
    tops: list[dict[str, float]] = []
    nodes: list[Node] = []
    for at, column in enumerate(columns):
        y, found = 6.0, {}
        for key, name in column:
            total = sum(fen for way, fen in parts.items() if way[at] == key)
            found[key] = y
            anchor, text_x = ("end", _AT[at] - 6) if at == 0 else ("start", _AT[at] + _NODE + 6)
            label = f"{name} {in_wan(total):,.2f} {unit}"
            nodes.append(Node(_AT[at], y, total * scale, label, anchor, text_x, url({at: key})))
            y += max(total * scale, 7.0) + _SPACE
        tops.append(found)
    bands = [band for at in (0, 1) for band in _bands(parts, columns, tops, at, scale, unit, url)]
    return Flow(tuple(nodes), tuple(bands), max(node.y + max(node.height, 7.0) for node in nodes) + 10)


def _bands(parts: dict[tuple[str, str, str], int], columns: Sequence[Sequence[tuple[str, str]]],
           tops: list[dict[str, float]], at: int, scale: float, unit: str,
           url: Callable[[dict[int, str]], str]) -> list[Ribbon]:  # fmt: skip
    """The bands between two neighbouring columns."""
    left, right = dict(tops[at]), dict(tops[at + 1])
    found = []
    for one, one_name in columns[at]:
        for other, other_name in columns[at + 1]:
            fen = sum(money for way, money in parts.items() if way[at] == one and way[at + 1] == other)
            if not fen:
                continue
            thick, x1, x2 = fen * scale, _AT[at] + _NODE, _AT[at + 1]
            y1, y2, mid = left[one], right[other], (x1 + x2) / 2
            path = f"M{x1:.1f} {y1:.1f}C{mid:.1f} {y1:.1f} {mid:.1f} {y2:.1f} {x2:.1f} {y2:.1f}v{thick:.2f}"
            path += f"C{mid:.1f} {y2 + thick:.1f} {mid:.1f} {y1 + thick:.1f} {x1:.1f} {y1 + thick:.1f}z"
            rows = url({at: one, at + 1: other})
            found.append(Ribbon(path, at, f"{one_name} → {other_name}: {in_wan(fen):,.2f} {unit}", rows))
            left[one] += thick
            right[other] += thick
    return found
