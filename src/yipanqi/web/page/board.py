"""The board: estates by measures, each cell a stone. One component for needs, plans, differences and progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.measure import Group, Measure
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.told import told_in_quarter
from yipanqi.domain.programme import Programme
from yipanqi.web.page.say import say

BOARD_ROWS = 1000  # rows shown at once; above that each subdistrict comes when it is scrolled to
STONES = {  # state → its words and the sign that stands for it in exports
    "none": ("不需要", "not needed", "·"),
    "need": ("需要", "needed", "○"),
    "need1": ("需要·轻", "needed, slight", "○"),
    "need2": ("需要·中", "needed, moderate", "◎"),
    "need3": ("需要·重", "needed, severe", "◉"),
    "planned": ("已排入", "planned", "◔"),
    "way": ("施工中", "under way", "◐"),
    "done": ("已完成", "done", "●"),
    "late": ("逾期", "late", "◎"),
    "light-red": ("红灯", "red", "◆"),
    "light-yellow": ("黄灯", "yellow", "▲"),
    "light-grey": ("未上报", "no report", "□"),
    "light-held": ("挂账", "on hold", "‖"),
    "light-green": ("绿灯", "green", "●"),
    "light-none": ("未到期", "not due", "○"),
    "light-done": ("已完成", "done", "✓"),
}
MOVES = {  # how a stone differs from the other plan
    "added": ("新增", "added", "+"),
    "dropped": ("取消", "dropped", "−"),
    "earlier": ("提前", "earlier", "←"),
    "later": ("推后", "later", "→"),
}
DIFFERENCE = ("none", "need", "planned", "planned added", "need dropped", "planned earlier", "planned later")
SHORT = {  # a measure's heading, where the catalogue's own measures are used
    "water": ("供水", "Water"), "drainage": ("排水", "Drains"), "power": ("供电", "Power"), "gas": ("供气", "Gas"),
    "telecom": ("弱电", "Telecom"), "road": ("道路", "Roads"), "parking": ("泊位", "Parking"),
    "access": ("无障碍", "Access"), "lighting": ("照明", "Lighting"), "fire": ("消防", "Fire"),
    "security": ("安防", "Security"), "ebike": ("充电", "E-bikes"), "roof": ("屋面", "Roofs"),
    "facade": ("外墙", "Walls"), "stairwell": ("楼道", "Stairs"), "lift": ("电梯", "Lifts"),
    "energy": ("节能", "Energy"), "illegal": ("拆违", "Illegal"), "greening": ("绿化", "Green"),
    "waste": ("环卫", "Waste"), "leisure": ("文体", "Leisure"), "care": ("一老一小", "Care"),
    "service": ("综合", "Service"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MeasureHead:
    """A measure's column."""

    id: str
    short: str
    name: str
    is_first: bool  # of its group


class _Column(dict[str | None, tuple[str, ...]]):
    """A measure's cells: state → what stands before and after the estate's address, made once; where there is no stone
    no address stands."""

    def __init__(self, heading: MeasureHead) -> None:
        self._heading = heading

    def __missing__(self, state: str | None) -> tuple[str, ...]:
        edge = " f" if self._heading.is_first else ""
        self[state] = (
            (f'<td class="s{edge}"></td>',)
            if state is None
            else (
                f'<td class="s{edge}"><a class="st {escape(state)}" href="',
                f'#{escape(self._heading.id)}" title="{escape(self._heading.name)} {said_of(state)}"></a></td>',
            )
        )
        return self[state]


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """An estate's line: its stones by measure (`planned`, `planned later` …), absent where not needed."""

    url: str
    name: str
    households: int
    section: str
    stones: Mapping[str, str]
    start: str = ""  # the quarter, or why there is none
    is_out: bool = False  # not in the plan
    percent: int | None = None
    note_url: str = ""
    place: str = ""  # the subdistrict, where the section is none

    def line(self, board: "Board") -> SafeString:
        """The row of the table, its stones as cells; plain strings, for a board has tens of thousands of them."""
        url = escape(self.url)
        place = f' <span class="note">{escape(self.place)}</span>' if self.place else ""
        begin = '<tr class="out">' if self.is_out else "<tr>"
        name = f'<th scope="row"><a href="{url}">{escape(self.name)}</a>{place}</th>'
        stones = self.stones.get
        cells = [column[stones(measure)] for measure, column in board.columns]
        found = [f'{begin}{name}<td class="number">{self.households:,}</td>', *(url.join(parts) for parts in cells)]
        if board.has_start:
            start = escape(self.start)
            start = f'<a href="{escape(self.note_url)}">{start} ›</a>' if self.note_url else start
            found.append(f'<td class="start">{start}</td>')
        if board.has_progress:
            done = self.percent
            told = "" if done is None else f'<progress max="100" value="{done}"></progress> {done}%'
            found.append(f"<td>{told}</td>")
        return mark_safe("".join((*found, "</tr>")))  # every part is escaped


@dataclass(frozen=True, kw_only=True)
class Board:
    """Headings by group, rows by section, and the states that the legend explains."""

    groups: tuple[tuple[str, int], ...]  # name, number of columns
    headings: tuple[MeasureHead, ...]
    rows: tuple[BoardRow, ...]
    legend: tuple[str, ...]
    has_start: bool = False
    has_progress: bool = False

    @cached_property
    def columns(self) -> tuple[tuple[str, "_Column"], ...]:
        """Each measure with its cells."""
        return tuple((heading.id, _Column(heading)) for heading in self.headings)

    @cached_property
    def sections(self) -> list[tuple[str, list[SafeString], int]]:
        """The rows under the name of their subdistrict, with its households."""
        grouped = [(name, list(rows)) for name, rows in groupby(self.rows, lambda row: row.section)]
        return [(name, [row.line(self) for row in rows], sum(row.households for row in rows)) for name, rows in grouped]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return len(self.headings) + 2 + self.has_start + self.has_progress

    @property
    def legend_said(self) -> list[tuple[str, str]]:
        """State and words, for the legend."""
        return [(state, said_of(state)) for state in self.legend]


def said_of(state: str) -> str:
    """The state in words: `已排入，推后`."""
    return say("，", ", ").join(say(*(STONES.get(part) or MOVES[part])[:2]) for part in state.split())


def sign_of(state: str | None) -> str:
    """The state in one sign, for exports."""
    if state is None:
        return "·"
    return "".join((STONES.get(part) or MOVES[part])[2] for part in state.split())


def build(
    rows: Iterable[BoardRow], groups: Iterable[Group], measures: Iterable[Measure], legend: Iterable[str], **more: Any
) -> Board:
    """A board of these rows, its columns in the order of the groups."""
    groups, measures = tuple(groups), tuple(measures)
    by_group = {group.id: [m for m in measures if m.group == group.id] for group in groups}
    headings = [
        MeasureHead(id=m.id, short=_short(m), name=say(m.name, m.name_en or m.name), is_first=number == 0)
        for group in groups
        for number, m in enumerate(by_group[group.id])
    ]
    names = tuple((_group_name(group), len(by_group[group.id])) for group in groups if by_group[group.id])
    return Board(groups=names, headings=tuple(headings), rows=tuple(rows), legend=tuple(legend), **more)


def need_stones(needs: Mapping[str, float]) -> dict[str, str]:
    """Stones of what the survey found, by severity."""
    return {measure: "need3" if s >= 0.7 else "need2" if s >= 0.4 else "need1" for measure, s in needs.items()}


def plan_stones(
    needs: Iterable[str], plan: Plan, programme: Programme, estate: str, quarter: int | None = None
) -> dict[str, str]:
    """Stones of a plan; at a quarter, as far as the plan has come by its end."""
    start = plan.starts.get(estate)
    found = {}
    for measure in needs:
        if start is None or (estate, measure) not in plan.choices:
            found[measure] = "need"
            continue
        found[measure] = "planned"
        entry = programme.measure_by_id.get(measure)
        if quarter is not None and entry is not None and quarter >= entry.quarters(start).start:
            found[measure] = "done" if quarter >= entry.quarters(start).stop else "way"
    return found


def difference_stones(needs: Iterable[str], plan: Plan, other: Plan, estate: str) -> dict[str, str]:
    """Stones of a plan, each that moved against the other one marked."""
    found = {}
    now, before = plan.starts.get(estate), other.starts.get(estate)
    for measure in needs:
        is_in, was_in = (estate, measure) in plan.choices, (estate, measure) in other.choices
        state = "planned" if is_in else "need"
        if is_in != was_in:
            state += " added" if is_in else " dropped"
        elif is_in and now is not None and before is not None and now != before:
            state += " earlier" if now < before else " later"
        found[measure] = state
    return found


def quarter_figures(plan: Plan, programme: Programme, quarter: int) -> tuple[int, int]:
    """Households whose estate starts in the quarter, and fen of the works done in it."""
    households = sum(
        programme.estate_by_id[estate].households for estate, start in plan.starts.items() if start == quarter
    )
    return households, told_in_quarter(programme, plan, quarter)


def quarters(calendar: Calendar) -> list[tuple[int, str]]:
    """Every quarter of the horizon with its label."""
    return [(quarter, calendar.label(quarter)) for quarter in range(calendar.quarters)]


def _short(measure: Measure) -> str:
    pair = SHORT.get(measure.id)
    if pair:
        return say(*pair)
    return say(measure.name[:2], (measure.name_en or measure.name).split()[0][:8])


def _group_name(group: Group) -> str:
    return say(group.name.removesuffix("改造").removesuffix("升级"), group.name_en or group.name)
