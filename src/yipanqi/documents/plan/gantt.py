"""甘特图: all estates on the programme's quarters, as one SVG and as A3 pages in a PDF."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from yipanqi.documents.plan.words import PaperWords, count, print_words
from yipanqi.documents.press.typeset import pdf
from yipanqi.domain.calendar import place_in_year
from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Phase
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.step import Step

WIDTH, NAME, HOUSEHOLDS, MONEY = 396.0, 42.0, 18.0, 27.0  # mm: the page's width, and its columns
TOP, ROW, BAND, FOOT = 27.0, 5.4, 7.0, 9.0  # mm: title, heads and legend; a row; a subdistrict's line; the margin below
PAGE_ROWS = 230.0  # mm of rows on an A3 page
INK, GREY, LINE, PAPER, RED = "#1f2328", "#6b7078", "#d8d2c4", "#f6f3ec", "#a4271e"
LANES = {  # phase → colour and place in the row, so that colour never speaks alone
    Phase.UNDERGROUND: ("#2b5f8a", 0),
    Phase.BUILDING: ("#b7791f", 1),
    Phase.SURFACE: ("#2f7d5b", 2),
    Phase.SERVICES: ("#7a4a78", 3),
}
PREPARE = "#b9bdc4"
_FACES = "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the chart: a subdistrict's (no estate) or an estate's."""

    text: str
    note: str = ""
    estate: Estate | None = None

    @property
    def height(self) -> float:
        return ROW if self.estate else BAND


def write_gantt_svg(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the chart as one picture, however long."""
    words = print_words(facts, lang)
    path.write_text(Chart(facts, words).svg(lines(facts, words)), encoding="utf-8")
    return path


def write_gantt_pdf(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the chart on A3 pages; a subdistrict that goes on is named again."""
    words = print_words(facts, lang)
    found = lines(facts, words)
    chart = Chart(facts, words)
    data = {
        "title": words.programme.heading.title,
        "pages": [chart.svg(rows) for rows in pages(found, words)],
        "footer": [words.programme.heading.issuer, words.label, words.day(words.issued_on)],
    }
    path.write_bytes(pdf("gantt.typ", data, words.issued_at))
    return path


def lines(facts: Facts, words: PaperWords) -> list[ChartRow]:
    """Subdistricts with estates of the plan, and under each its estates in order of their start."""
    found = []
    totals = zip(facts.by_subdistrict.rows, facts.by_subdistrict.fen, strict=True)
    for region, money in totals:
        inside = facts.starting(None, region)
        if inside:
            size = facts.size(inside)
            note = words.say(
                "gantt_group", estates=size.estates, households=count(size.households), money=words.amount(sum(money))
            )
            found.append(ChartRow(words.region(region), note))
            found += [ChartRow(words.estate(e.id), "", e) for e in inside]
    return found


def pages(found: Sequence[ChartRow], words: PaperWords) -> Iterator[list[ChartRow]]:
    """Lines in pages; no subdistrict's line stands last on one."""
    page: list[ChartRow] = []
    band = ""
    for i, line in enumerate(found):
        need = line.height + (found[i + 1].height if line.estate is None and i + 1 < len(found) else 0)
        if page and sum(x.height for x in page) + need > PAGE_ROWS:
            yield page
            page = [] if line.estate is None else [ChartRow(words.say("gantt_continued", name=band))]
        band = band if line.estate else line.text
        page.append(line)
    if page:
        yield page


class Chart:
    """Draws lines over the programme's days; sizes in millimetres. On a page names are links, where `address` says
    what of an estate is read."""

    def __init__(self, facts: Facts, words: PaperWords, address: Callable[[str], str] | None = None) -> None:
        self.facts, self.words, self.address = facts, words, address
        calendar = facts.programme.calendar
        starts = [t.start_date for t in facts.tasks] or [calendar.first_day(0)]
        ends = [t.finish_date for t in facts.tasks] or [calendar.last_day(0)]
        first, last = calendar.quarter_of(min(starts)), calendar.quarter_of(max(ends))
        self.quarters = range(min(first, 0), max(last + 1, calendar.quarters))
        self.first, self.last = calendar.first_day(self.quarters[0]), calendar.last_day(self.quarters[-1])
        self.left = NAME + HOUSEHOLDS + MONEY
        self.tasks: dict[str, list[Task]] = {}
        for task in facts.tasks:
            self.tasks.setdefault(task.estate, []).append(task)

    def svg(self, found: Sequence[ChartRow]) -> str:
        """The picture of these lines."""
        height = TOP + sum(line.height for line in found) + FOOT
        body = [*self._head(), *self._grid(TOP, height - FOOT), *self._rows(found), *self._foot(height)]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{height:g}mm" '
            f'viewBox="0 0 {WIDTH:g} {height:g}" font-family="{_FACES}" fill="{INK}">'
            f'<title>{escape(self._title())}</title><rect width="100%" height="100%" fill="#ffffff"/>'
            + "".join(body)
            + "</svg>\n"
        )

    def x(self, day: date) -> float:
        """Where a day begins."""
        return self.left + (WIDTH - self.left) * (day - self.first).days / ((self.last - self.first).days + 1)

    def _title(self) -> str:
        return f"{self.words.programme.heading.title} {self.words.say('gantt_title')}"

    def _head(self) -> Iterator[str]:
        say = self.words.say
        yield _text(0, 7.5, self._title(), 5.4, stroke=0.12)
        if self.words.label:
            yield _text(WIDTH, 7, self.words.label, 3.4, fill=RED, anchor="end")
        x = 0.0
        for name, label in [("prepare", PREPARE), *((p.value, colour) for p, (colour, _) in LANES.items())]:
            yield f'<rect x="{x:g}" y="{11.2 + _lane(name)}" width="7" height="1.1" fill="{label}"/>'
            yield _text(x + 8.5, 13.4, say(f"gantt_{name}"), 2.9)
            x += 13 + 3.0 * _width(say(f"gantt_{name}"))
        yield _diamond(x + 1.5, 12.3)
        yield _text(x + 4.5, 13.4, say("gantt_acceptance"), 2.9)
        x += 9 + 3.0 * _width(say("gantt_acceptance"))
        yield f'<rect x="{x:g}" y="10.6" width="7" height="3.4" fill="{PAPER}" stroke="{LINE}" stroke-width="0.15"/>'
        yield _text(x + 8.5, 13.4, say("gantt_blackout"), 2.9)
        yield _text(WIDTH, 13.4, say("doc_computed"), 2.7, fill=GREY, anchor="end")
        heads = ((0.0, "head_estate", "start"), (NAME + HOUSEHOLDS - 2, "head_households", "end"))
        for at, code, anchor in (*heads, (self.left - 3, "head_cost", "end")):
            yield _text(at, TOP - 2, say(code), 2.7, fill=GREY, anchor=anchor)

    def _grid(self, top: float, bottom: float) -> Iterator[str]:
        for stop in sorted(self.facts.programme.blackouts, key=lambda stop: stop.loss):  # what stops most lies on top
            if stop.last_date >= self.first and stop.first_date <= self.last and stop.loss:
                a, b = (
                    self.x(max(stop.first_date, self.first)),
                    self.x(min(stop.last_date, self.last) + timedelta(days=1)),
                )
                part = float(stop.loss) * (_SOME if stop.trades else 1.0)
                tip = self.words.say("gantt_stop", name=self.words.season(stop.name), loss=stop.loss)
                yield _rect(a, top, b - a, bottom - top, PAPER, tip).replace(
                    "<rect", f'<rect fill-opacity="{part:g}"', 1
                )
        for quarter in self.quarters:
            day, place = self.facts.programme.calendar.first_day(quarter), place_in_year(quarter)
            x, is_year = self.x(day), place == 0
            if is_year or day == self.first:
                yield _text(x + 1.2, TOP - 5.6, self.words.year(day.year), 3.3, stroke=0.06)
            name = f"Q{place + 1}" if self.words.lang == "en" else f"{'一二三四'[place]}季度"
            yield _text(x + 1.2, TOP - 1.8, name, 2.7, fill=GREY)
            y, colour = (TOP - 9, INK) if is_year else (TOP - 4, LINE)
            yield _rule(x, y, x, bottom, colour, 0.2)
        yield _rule(0, TOP, WIDTH, TOP, INK, 0.35)
        yield _rule(0, bottom, WIDTH, bottom, INK, 0.35)

    def _rows(self, found: Sequence[ChartRow]) -> Iterator[str]:
        y = TOP
        for line in found:
            yield from self._estate(line.estate, y) if line.estate else self._band(line, y)
            y += line.height

    def _band(self, line: ChartRow, y: float) -> Iterator[str]:
        base = y + BAND - 2
        yield _text(0, base, line.text, 3.5, stroke=0.08)
        x = 3.2 + 3.6 * _width(line.text)
        yield _rect(x, y + 0.5, 2.7 * _width(line.note), BAND - 1, "#ffffff")  # no line of the grid behind the words
        yield _text(x, base, line.note, 2.7, fill=GREY)
        yield _rule(0, y + BAND, WIDTH, y + BAND, INK, 0.15)

    def _estate(self, estate: Estate, y: float) -> Iterator[str]:
        base = y + ROW / 2 + 1.1
        called = self.words.estate(estate.id)
        size = max(_SMALLEST, min(3.1, (NAME - 3) / _width(called)))
        name = _text(2, base, _fitted(called, (NAME - 3) / size), size)
        yield f"<a href={quoteattr(self.address(estate.id))}>{name}</a>" if self.address else name
        yield _text(NAME + HOUSEHOLDS - 2, base, count(estate.households), 2.9, anchor="end")
        yield _text(self.left - 3, base, self.words.amount(self.facts.cost_by_estate[estate.id]), 2.9, anchor="end")
        for task in self.tasks[estate.id]:
            yield self._task(task, y)
        yield _rule(0, y + ROW, WIDTH, y + ROW, LINE, 0.12)

    def _task(self, task: Task, y: float) -> str:
        a, b = self.x(task.start_date), self.x(task.finish_date)
        if task.measure:
            colour, lane = LANES[self.facts.programme.measure_by_id[task.measure].phase]
            return _rect(a, y + 0.5 + 1.13 * lane, max(b - a, 0.5), 0.95, colour, _tip(self.words, task))
        if task.step is Step.ACCEPTANCE:
            return _diamond((a + b) / 2, y + ROW / 2)
        if task.step is Step.HANDOVER:
            return ""
        return _rect(a, y + ROW / 2 - 0.35, max(b - a, 0.5), 0.7, PREPARE, _tip(self.words, task))

    def _foot(self, height: float) -> Iterator[str]:
        issuer, note = self.words.programme.heading.issuer, self.words.source_note
        text = " · ".join(part for part in (issuer, note) if part)
        yield _text(0, height - 2.5, text, 2.6, fill=GREY)
        yield _text(WIDTH, height - 2.5, self.words.day(self.words.issued_on), 2.6, fill=GREY, anchor="end")


_SOME = 0.5  # of a stop's shade where it is of some trades alone
_SMALLEST = 2.0  # of a name, in millimetres; a longer one is shortened


def _tip(words: PaperWords, task: Task) -> str:
    return f"{words.task(task)} {task.start_date} – {task.finish_date}"


def _lane(name: str) -> float:
    return 0.45 + 1.0 * LANES[Phase(name)][1] - 0.7 if name != "prepare" else 0.6


def _width(text: str) -> float:
    """A text's width in its size."""
    return sum(1.0 if ord(char) > 0x2E80 else 0.56 for char in text)


def _fitted(text: str, room: float) -> str:
    """A text shortened to its room in its middle, for names of one estate's parts differ at their ends."""
    if _width(text) <= room:
        return text
    tail = ""
    for char in reversed(text):
        if _width(char + tail) > (room - 1) / 2:
            break
        tail = char + tail
    head = ""
    for char in text:
        if _width(head + char) > room - 1 - _width(tail):
            break
        head += char
    return f"{head}…{tail}"


def _text(x: float, y: float, text: str, size: float, *, fill: str = "", anchor: str = "", stroke: float = 0) -> str:
    more = f' fill="{fill}"' if fill else ""
    more += f' text-anchor="{anchor}"' if anchor else ""
    more += f' stroke="{INK}" stroke-width="{stroke:g}"' if stroke else ""
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}"{more}>{escape(text)}</text>' if text else ""


def _rect(x: float, y: float, width: float, height: float, fill: str, tip: str = "") -> str:
    shape = f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"'
    return f"{shape}><title>{escape(tip)}</title></rect>" if tip else f"{shape}/>"


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" stroke="{colour}" stroke-width="{width:g}"/>'


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x:.2f} {y - 1.3:.2f}l1.3 1.3l-1.3 1.3l-1.3-1.3z" fill="{RED}"/>'
