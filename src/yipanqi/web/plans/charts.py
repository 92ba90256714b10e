"""Pictures made on the server, of plain shapes and attributes only: no script, no style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 96.0, 14.0, 26.0


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
    apart = max(0.0, 14 - (y(best) - y(bound))) / 2
    labels = (
        Label(x(last) + 6, y(bound) + 4 - apart, f"{bound_said} {bound:,.0f}"),
        Label(x(last) + 6, y(best) + 4 + apart, f"{best_said} {best:,.0f}"),
    )
    ticks = tuple(Label(x(last * part / 4), HEIGHT - 8, f"{last * part / 4:.0f} s") for part in range(5))
    grid = tuple(round(TOP + (HEIGHT - TOP - BOTTOM) * part / 3, 1) for part in range(4))
    gap = f"{(bound - best) / max(abs(best), 1e-9):.2%}"
    return Lines(path(1), path(2), labels, grid, ticks, gap)


def bars(used: Sequence[float], caps: Sequence[float | None], names: Sequence[str]) -> list[Bar]:
    """Zero-based bars of a load, each with the line of its limit."""
    most = max([*used, *(cap or 0 for cap in caps), 1e-9])
    step, room = 24.0, 60.0
    found = []
    for at, (load, cap, name) in enumerate(zip(used, caps, names, strict=True)):
        height = room * load / most
        cap_y = room - room * cap / most if cap is not None else -1.0
        tip = f"{name}: {load:,.1f}" + ("" if cap is None else f" / {cap:,.1f}")
        is_full = cap is not None and load > cap * 0.98 and load > 0
        found.append(Bar(at * step + 3, room - height, step - 6, height, cap_y, tip, is_full))
    return found
