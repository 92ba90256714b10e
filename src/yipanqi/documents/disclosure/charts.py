"""Charts as inline drawings, each with its table: what a drawing says, the table says in words. A drawing is as wide as
there is room, on a phone too, and its words keep their size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

STAGE_ORDER = ("accepted", "finished", "started", "planned", "none")
_WIDTH = 720  # of a map


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and its table."""

    drawing: Markup
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
    lines = [_line(label, [_bar(kind, 0, value / most)], told) for label, value, told, kind in rows]
    return Chart(drawing=_drawn(title, lines), table=table(title, head, [(it[0], it[2]) for it in rows], figures={1}))


def share(title: str, head: tuple[str, str], label: str, hundredths: int, told: str) -> Chart:
    """A part of a whole as a bar within a bar."""
    ground = Markup('<rect class="ground" width="100%" height="100%" rx="2"/>')
    line = _line(label, [ground, _bar("started", 0, min(hundredths, 10000) / 10000)], told)
    return Chart(drawing=_drawn(title, [line]), table=table(title, head, [(label, told)], figures={1}))


def timeline(
    title: str, heads: tuple[str, str, str], spans: Sequence[Span], accepted: tuple[str, date, str] | None
) -> Chart:
    """Planned and actual days on one line of years; a mark for the acceptance."""
    days = [day for it in spans for day in (it.first, it.last) if day] + ([accepted[1]] if accepted else [])
    scale = _Scale(date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1))
    lines = [_line(it.label, [*scale.years(), *_span(scale, it)]) for it in spans]
    if accepted:
        mark = Markup('<path class="bar accepted" d="M0 0l11 14l-11 14l-11 -14z"/>')
        lines.append(_line(accepted[0], [*scale.years(), _at(scale.x(accepted[1]), mark)]))
    lines.append(_line("", scale.names()))
    rows = [(it.label, it.first_told, it.last_told) for it in spans]
    rows += [(accepted[0], "", accepted[2])] if accepted else []
    return Chart(drawing=_drawn(title, lines, "spans"), table=table(title, heads, rows))


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
    """Days as parts of the way across a drawing."""

    def __init__(self, begin: date, end: date) -> None:
        self._begin, self._end, self._days = begin, end, (end - begin).days

    def x(self, day: date) -> float:
        """From nought to one."""
        return (day - self._begin).days / self._days

    def years(self) -> list[Markup]:
        """A line where each year begins, and where the last ends."""
        places = [self.x(date(year, 1, 1)) for year in range(self._begin.year, self._end.year + 1)]
        return [
            Markup('<line class="grid" x1="{0}" x2="{0}" y2="100%"/>').format(_percent(min(it, 0.999))) for it in places
        ]

    def names(self) -> list[Markup]:
        """The years, each in its middle."""
        return [
            Markup('<text x="{}" y="1.2em" text-anchor="middle">{}</text>').format(
                _percent(self.x(date(year, 7, 1))), year
            )
            for year in range(self._begin.year, self._end.year)
        ]


def _span(scale: _Scale, it: Span) -> list[Markup]:
    """A bar where both days are known, else a mark where the one is."""
    if it.first and it.last and it.first <= it.last:
        return [_bar(it.kind, scale.x(it.first), max(scale.x(it.last) - scale.x(it.first), 0.005))]
    known = [day for day in (it.first, it.last) if day]
    return [
        Markup('<circle class="bar {}" cx="{}" cy="50%" r="9"/>').format(it.kind, _percent(scale.x(day)))
        for day in known
    ]


def _bar(kind: str, begin: float, wide: float) -> Markup:
    """From a part of the way across to another."""
    return Markup('<rect class="bar {}" x="{}" width="{}" height="100%" rx="2"/>').format(
        kind, _percent(begin), _percent(wide)
    )


def _at(x: float, mark: Markup) -> Markup:
    """A mark so far across."""
    return Markup('<svg class="at" x="{}">{}</svg>').format(_percent(x), mark)


def _percent(part: float) -> str:
    return f"{round(100 * part, 2):g}%"


def _line(label: str, inside: Sequence[Markup], told: str = "") -> Markup:
    """A line of a drawing: what it is, what is drawn, and in words."""
    return Markup('<div><span>{}</span><svg class="track">{}</svg><span>{}</span></div>').format(
        label, Markup("").join(inside), told
    )


def _drawn(title: str, lines: Sequence[Markup], kind: str = "bars") -> Markup:
    """Lines one below the other, as wide as there is room."""
    return Markup('<div class="{}" role="img" aria-label="{}">{}</div>').format(kind, title, Markup("").join(lines))


def _mark(stage: str, x: float, y: float) -> Markup:
    shapes: Mapping[str, str] = {
        "accepted": f"M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}z",
        "finished": f"M{x - 7} {y - 7}h14v14h-14z",
        "started": f"M{x} {y - 9}L{x + 9} {y + 7}H{x - 9}z",
        "planned": f"M{x - 7} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0",
        "none": f"M{x - 5} {y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
    }
    return Markup('<path class="bar {}" d="{}"/>').format(stage, shapes[stage])


def _svg(title: str, high: int, lines: Sequence[Markup], role: str = "img") -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>').format(
        _WIDTH, high, role, title, Markup("").join(lines)
    )
