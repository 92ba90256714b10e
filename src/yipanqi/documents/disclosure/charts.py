"""Charts as inline drawings, each with its table: what a drawing says, the table says in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

STAGE_ORDER = ("accepted", "finished", "started", "planned", "none")
_WIDTH, _ROW = 720, 44
_SIGN = 21  # of a Chinese character; others are about half as wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and its table."""

    svg: Markup
    table: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A line of a timeline: from a day to a day, either may be open."""

    label: str
    kind: str  # planned, actual, expected
    first: date | None
    last: date | None
    first_told: str = ""
    last_told: str = ""


def bars(title: str, head: tuple[str, str], rows: Sequence[tuple[str, float, str, str]]) -> Chart:
    """Bars from nothing: label, value, value in words, class; each is labelled directly."""
    most = max((value for _, value, _, _ in rows), default=0) or 1
    left = _left(label for label, _, _, _ in rows)
    room = _WIDTH - left - 140
    lines = []
    for at, (label, value, told, kind) in enumerate(rows):
        y = at * _ROW
        wide = round(room * value / most, 1)
        lines.append(_text(left - 10, y + 27, label, "end"))
        lines.append(
            Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="28" rx="2"/>').format(kind, left, y + 8, wide)
        )
        lines.append(_text(left + wide + 8, y + 27, told))
    svg = _svg(title, len(rows) * _ROW + 10, lines)
    return Chart(svg=svg, table=table(title, head, [(label, told) for label, _, told, _ in rows], figures={1}))


def share(title: str, head: tuple[str, str], label: str, hundredths: int, told: str) -> Chart:
    """A part of a whole as a bar within a bar."""
    left = _left([label])
    room = _WIDTH - left - 140
    wide = round(room * min(hundredths, 10000) / 10000, 1)
    lines = [
        _text(left - 10, 27, label, "end"),
        Markup('<rect class="ground" x="{}" y="8" width="{}" height="28" rx="2"/>').format(left, room),
        Markup('<rect class="bar started" x="{}" y="8" width="{}" height="28" rx="2"/>').format(left, wide),
        _text(left + room + 8, 27, told),
    ]
    return Chart(svg=_svg(title, _ROW + 10, lines), table=table(title, head, [(label, told)], figures={1}))


def timeline(
    title: str, heads: tuple[str, str, str], spans: Sequence[Span], accepted: tuple[str, date, str] | None
) -> Chart:
    """Planned and actual days on one line of years; a mark for the acceptance."""
    days = [day for it in spans for day in (it.first, it.last) if day] + ([accepted[1]] if accepted else [])
    begin, end = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    left = _left([*(it.label for it in spans), accepted[0] if accepted else ""])
    scale = _Scale(begin, end, left)
    depth = len(spans) * _ROW + (_ROW if accepted else 0)
    lines = [*_years(scale, begin.year, end.year, depth)]
    for at, it in enumerate(spans):
        y = at * _ROW
        lines.append(_text(left - 10, y + 27, it.label, "end"))
        lines.extend(_span(scale, it, y))
    if accepted:
        y = len(spans) * _ROW
        lines.append(_text(left - 10, y + 27, accepted[0], "end"))
        x = scale.x(accepted[1])
        lines.append(Markup('<path class="bar accepted" d="M{} {}l11 14l-11 14l-11 -14z"/>').format(x, y + 8))
    rows = [(it.label, it.first_told, it.last_told) for it in spans]
    rows += [(accepted[0], "", accepted[2])] if accepted else []
    return Chart(svg=_svg(title, depth + 30, lines), table=table(title, heads, rows))


def table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], figures: frozenset[int] | set[int] = frozenset()
) -> Markup:
    """A table with its caption, its heads and the heads of its rows."""
    kind = [Markup(' class="figure"') if i in figures else Markup("") for i in range(len(heads))]
    head = Markup("").join(Markup('<th scope="col"{}>{}</th>').format(kind[i], it) for i, it in enumerate(heads))
    body = Markup("\n").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0],
            Markup("").join(Markup("<td{}>{}</td>").format(kind[i + 1], it) for i, it in enumerate(row[1:])),
        )
        for row in rows
    )
    return Markup(
        '<div class="wide" role="group" aria-label="{}" tabindex="0"><table><caption>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody></table></div>"
    ).format(title, title, head, body)


def sketch(
    title: str,
    rings: Sequence[Sequence[tuple[float, float]]],
    points: Sequence[tuple[str, str, str, tuple[float, float]]],
) -> Markup:
    """A map of outlines and marks: name, address, stage and place of each estate; a mark's shape tells its stage."""
    every = [point for ring in rings for point in ring] + [point for *_, point in points]
    if not every:
        return Markup("")
    west, south = min(x for x, _ in every), min(y for _, y in every)
    wide, high = max(x for x, _ in every) - west or 1e-6, max(y for _, y in every) - south or 1e-6
    scale = min(_WIDTH - 40, 1e9) / wide
    stretch = 1.16  # a degree north is longer than one east at 30 degrees
    if high * scale * stretch > 620:
        scale = 620 / (high * stretch)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return round(20 + (point[0] - west) * scale, 1), round(20 + (south + high - point[1]) * scale * stretch, 1)

    lines = [
        Markup('<path class="outline" d="M{}z"/>').format("L".join(f"{x} {y}" for x, y in map(at, ring)))
        for ring in rings
    ]
    for name, href, stage, point in points:
        x, y = at(point)
        lines.append(
            Markup('<a href="{}" aria-label="{}"><circle class="touch" cx="{}" cy="{}" r="14"/>{}</a>').format(
                href, name, x, y, _mark(stage, x, y)
            )
        )
    return _svg(title, round(high * scale * stretch + 40), lines, role="group")


class _Scale:
    """Days as places across a drawing."""

    def __init__(self, begin: date, end: date, left: float) -> None:
        self._begin, self._days, self._left = begin, (end - begin).days, left

    def x(self, day: date) -> float:
        return round(self._left + (_WIDTH - self._left - 20) * (day - self._begin).days / self._days, 1)


def _left(labels: Iterable[str]) -> int:
    """How much room labels take on the left."""
    widest = max((sum(_SIGN if ord(sign) > 0x2E7F else 0.56 * _SIGN for sign in it) for it in labels), default=0)
    return min(max(round(widest) + 20, 110), 320)


def _years(scale: _Scale, first: int, last: int, depth: int) -> list[Markup]:
    lines = []
    for year in range(first, last + 1):
        x = scale.x(date(year, 1, 1))
        lines.append(Markup('<path class="grid" d="M{} 0V{}"/>').format(x, depth))
        if year < last:
            lines.append(_text(scale.x(date(year, 7, 1)), depth + 22, str(year), "middle"))
    return lines


def _span(scale: _Scale, it: Span, y: int) -> list[Markup]:
    """A bar where both days are known, else a mark where the one is."""
    if it.first and it.last and it.first <= it.last:
        left, right = scale.x(it.first), scale.x(it.last)
        return [
            Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="28" rx="2"/>').format(
                it.kind, left, y + 8, max(round(right - left, 1), 4)
            )
        ]
    known = [day for day in (it.first, it.last) if day]
    return [
        Markup('<circle class="bar {}" cx="{}" cy="{}" r="9"/>').format(it.kind, scale.x(day), y + 22) for day in known
    ]


def _mark(stage: str, x: float, y: float) -> Markup:
    shapes: Mapping[str, str] = {
        "accepted": f"M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}z",
        "finished": f"M{x - 7} {y - 7}h14v14h-14z",
        "started": f"M{x} {y - 9}L{x + 9} {y + 7}H{x - 9}z",
        "planned": f"M{x - 7} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0",
        "none": f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
    }
    return Markup('<path class="bar {}" d="{}"/>').format(stage, shapes[stage])


def _text(x: float, y: float, text: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(round(x, 1), y, anchor, text)


def _svg(title: str, high: int, lines: Sequence[Markup], role: str = "img") -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>').format(
        _WIDTH, high, role, title, Markup("").join(lines)
    )
