"""The Gantt chart of tasks. Each row is a drawing of its own in a table: names stay in sight beside it, heads are
repeated on paper, and no script is needed. Places are percents of the chart's width."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.page.say import language, say

_DAY = timedelta(days=1)
_HOLIDAY = 3  # days off in a row that are shaded; weekends are not
_MOST_MONTHS = 12 * 15  # of one chart


class Span(NamedTuple):
    """From the first day to the last, both counted."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class Foretold(NamedTuple):
    """When it is foretold to be done: the day, and the band in which eight of ten end."""

    finish: date
    early: date | None = None
    late: date | None = None

    @property
    def band(self) -> Span | None:
        """From the early day to the late one; none where both are the same or not known."""
        return Span(self.early, self.late) if self.early and self.late and self.early < self.late else None


class ChartRow(NamedTuple):
    """A row: when it was to be done by the baseline and is by the plan, when it was done, whether it is late, and when
    it is foretold to be done."""

    plan: Span
    baseline: Span | None = None
    actual: Span | None = None  # up to today while it goes on
    is_late: bool = False  # not done, and should be
    is_part: bool = True  # somebody does it; else it is what its parts make of it
    foretold: Foretold | None = None
    light: str = ""  # the word of its light


class Window:
    """The days of the chart, in quarters or months."""

    def __init__(self, first: date, last: date, *, by_month: bool) -> None:
        step = 1 if by_month else 3
        begin = month_of(first, step)
        self.columns = [begin]
        while (after := later(self.columns[-1], step)) <= last and len(self.columns) * step < _MOST_MONTHS:
            self.columns.append(after)
        self.first, self.last = begin, later(self.columns[-1], step) - _DAY
        self.by_month = by_month
        self._days = (self.last - self.first).days + 1

    def x(self, day: date) -> float:
        """Where a day begins, in percent; not outside of the chart."""
        return min(100.0, max(0.0, 100 * (day - self.first).days / self._days))

    def has(self, span: Span) -> bool:
        """Is anything of it in the chart?"""
        return span.first <= self.last and span.last >= self.first

    def place(self, span: Span) -> tuple[float, float]:
        """Where it begins and how wide it is, in percent; a day is still seen."""
        begin = self.x(span.first)
        return begin, max(self.x(span.last + _DAY) - begin, 0.25)


def month_of(day: date, step: int = 1) -> date:
    """The first day of the month, or of the quarter (step 3), that holds a day."""
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def later(day: date, months: int) -> date:
    """The first day of a month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


class Chart:
    """Draws a window: the heads, the ground that all rows share, and the rows."""

    def __init__(
        self, window: Window, today: date, blackouts: Iterable[Blackout] = (), working: WorkingCalendar | None = None
    ) -> None:
        self.window, self.today = window, today
        self.stops = [(Span(it.first_date, it.last_date), it.name) for it in blackouts]
        self.holidays = list(_holidays(window, working)) if working else []
        self._is_english = language() == "en"  # asked once: a chart has a thousand rows

    @property
    def head(self) -> SafeString:
        """Years, and below them quarters or months."""
        found = []
        for at, day in enumerate(self.window.columns):
            x = self.window.x(day)
            if at == 0 or day.month == 1:
                found.append(f'<text class="year" x="{x:.3f}%" dx="4" y="14">{_year(day)}</text>')
            found.append(f'<text x="{x:.3f}%" dx="4" y="31">{self._name(day)}</text>')
        return _svg(38, found, "", hidden=True)

    @property
    def ground(self) -> SafeString:
        """What lies under every row: days off, days on which works stop, lines between columns, today."""
        window, found = self.window, []
        for span, name in self.stops:
            found += _shade("stop", window, span, name)
        for span in self.holidays:
            found += _shade("off", window, span, say("节假日", "Holidays"))
        for day in window.columns[1:]:
            x = window.x(day)
            kind = "year" if day.month == 1 else "col"
            found.append(f'<line class="{kind}" x1="{x:.3f}%" x2="{x:.3f}%" y1="0" y2="100%"/>')
        if window.first <= self.today <= window.last:
            x = window.x(self.today)
            found.append(f'<line class="today" x1="{x:.3f}%" x2="{x:.3f}%" y1="0" y2="100%"/>')
        return mark_safe(
            '<svg class="ground" width="0" height="0" aria-hidden="true"><defs>'
            '<pattern id="over" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="5" height="5" class="over-paper"/><rect width="2.4" height="5" class="over-ink"/></pattern>'
            f'<g id="ground">{"".join(found)}</g></defs></svg>'
        )  # every part is escaped

    def row(self, row: ChartRow) -> SafeString:
        """One row's bars, and the same in words."""
        return _svg(26, ['<use href="#ground"/>', *self._bars(row)], row_said(row, is_english=self._is_english))

    def _bars(self, row: ChartRow) -> Iterator[str]:
        window = self.window
        if row.baseline and window.has(row.baseline):
            yield _bar("base", 20, 3, window.place(row.baseline))
        if window.has(row.plan):
            yield _bar(*(("plan", 5, 12) if row.is_part else ("plan whole", 5, 3)), window.place(row.plan))
        inside = (8, 6) if row.is_part else (10, 6)
        if row.actual and window.has(row.actual):
            yield _bar("actual", *inside, window.place(row.actual))
        over = self._over(row)
        if over and window.has(over):
            yield _bar("over", *inside, window.place(over))
        if row.foretold:
            yield from self._foretold(row.foretold)

    def _foretold(self, told: Foretold) -> Iterator[str]:
        """A thin whisker from the early day to the late one, and a tick on the day; whatever lies beyond the chart ends
        at its edge."""
        band, window = told.band, self.window
        if band and window.has(band):
            x1, x2 = window.x(band.first), window.x(band.last + _DAY)
            yield f'<line class="band" x1="{x1:.3f}%" x2="{x2:.3f}%" y1="3" y2="3"/>'
            ends = ((band.first, x1), (band.last, x2))
            yield from (_tick("band", x, 1, 5) for day, x in ends if window.first <= day <= window.last)
        if window.first <= told.finish <= window.last:
            yield _tick("foretold", window.x(told.finish + _DAY), 0, 19)

    def _over(self, row: ChartRow) -> Span | None:
        """The days after the planned end on which it went on, or still is not done."""
        until = self.today - _DAY if row.is_late else row.actual.last if row.actual else None
        return Span(row.plan.last + _DAY, until) if until and until > row.plan.last else None

    def _name(self, day: date) -> str:
        if self.window.by_month:
            return say(f"{day.month} 月", f"{day:%b}")
        quarter = (day.month - 1) // 3
        return say(f"{'一二三四'[quarter]}季度", f"Q{quarter + 1}")


def _tick(kind: str, x: float, y1: int, y2: int) -> str:
    return f'<line class="{kind}" x1="{x:.3f}%" x2="{x:.3f}%" y1="{y1}" y2="{y2}"/>'


def row_said(row: ChartRow, *, is_english: bool) -> str:
    """The row in words."""
    parts = [f"planned {row.plan}" if is_english else f"计划 {row.plan}"]
    if row.baseline and row.baseline != row.plan:
        parts.append(f"baseline {row.baseline}" if is_english else f"基线 {row.baseline}")
    if row.actual:
        parts.append(f"actual {row.actual}" if is_english else f"实际 {row.actual}")
    if row.is_late:
        parts.append("late" if is_english else "逾期")
    if row.light:
        parts.append(f"light: {row.light}" if is_english else f"预警 {row.light}")
    if row.foretold:
        told, band = row.foretold.finish, row.foretold.band
        likely = "" if not band else f" (eight in ten: {band})" if is_english else f"（八成在 {band}）"
        parts.append(f"expected to finish {told}{likely}" if is_english else f"预计完成 {told}{likely}")
    return ("; " if is_english else "；").join(parts)


def _year(day: date) -> str:
    return say(f"{day.year} 年", str(day.year))


def _holidays(window: Window, working: WorkingCalendar) -> Iterator[Span]:
    """Runs of days off that are longer than a weekend."""
    run: list[date] = []
    for at in range((window.last - window.first).days + 2):
        day = window.first + at * _DAY
        if day <= window.last and not working.is_working(day):
            run.append(day)
            continue
        if len(run) >= _HOLIDAY:
            yield Span(run[0], run[-1])
        run = []


def _shade(kind: str, window: Window, span: Span, name: str) -> Sequence[str]:
    if not window.has(span):
        return ()
    x, width = window.place(span)
    title = f"<title>{escape(name)} {span}</title>"
    return (f'<rect class="{kind}" x="{x:.3f}%" y="0" width="{width:.3f}%" height="100%">{title}</rect>',)


def _bar(kind: str, y: int, height: int, place: tuple[float, float]) -> str:
    return f'<rect class="{kind}" x="{place[0]:.3f}%" y="{y}" width="{place[1]:.3f}%" height="{height}"/>'


def _svg(height: int, parts: Iterable[str], said: str, *, hidden: bool = False) -> SafeString:
    said = escape(said)
    told = 'aria-hidden="true"' if hidden else f'role="img" aria-label="{said}"'
    title = f"<title>{said}</title>" if said else ""
    return mark_safe(
        f'<svg class="g" width="100%" height="{height}" {told}>{title}{"".join(parts)}</svg>'
    )  # every part is escaped
