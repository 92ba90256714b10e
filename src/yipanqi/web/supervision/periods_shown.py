"""What pages and papers show of a close: grids as tables with links, paragraphs with links, the estates behind a
figure, and what is known otherwise now."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yipanqi.domain.delivery.tree import Kind as TaskKind
from yipanqi.domain.money import FEN_PER_MILLION, in_wan
from yipanqi.domain.supervision.bulletin import Words, parted, where
from yipanqi.domain.supervision.figures import Sums, percent
from yipanqi.domain.supervision.grids import Ask, Box, Grid, Kind
from yipanqi.domain.supervision.snapshot import Difference, EstateLine
from yipanqi.web.delivery.models import DeliveryTask, TaskEvent
from yipanqi.web.delivery.words import ASSIGNED, DERIVED, EXCEPTED, NOTED, PERSON, UNASSIGNED
from yipanqi.web.page.say import in_turn, language, say
from yipanqi.web.page.tables import Cell, Rows, Table, count, text
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.models import TaskReport

from .models import ClosedPeriod

_MOST_WHYS = 6  # of an estate
_BESIDE = (ASSIGNED, UNASSIGNED, NOTED, PERSON, EXCEPTED, DERIVED)  # deeds that change no figure
_TOKENS = re.compile(r"\w+|\s+|.", re.ASCII | re.DOTALL)
FIELDS = {
    "estate": ("列入计划", "In the plan"),
    "year": ("计划年度", "Programme year"),
    "region": ("街道", "Subdistrict"),
    "households": ("户数", "Households"),
    "works": ("改造项", "Works"),
    "planned": ("计划投资（万元）", "Planned (CNY million)"),
    "done": ("完成投资（万元）", "Done (CNY million)"),
    "certified": ("已确认计量（万元）", "Certified (CNY million)"),
    "start_date": ("计划开工", "Planned start"),
    "finish_date": ("计划完工", "Planned finish"),
    "started_on": ("开工", "Started"),
    "finished_on": ("完工", "Finished"),
}
_MONEY = ("planned", "done", "certified")


def rows_url(closed: ClosedPeriod, query: str) -> str:
    """The page of the rows behind a figure."""
    base = reverse("supervision:period-rows", args=[closed.pk])
    return f"{base}?{query}" if query else base


def linked(closed: ClosedPeriod, marked: str) -> SafeString:
    """A paragraph with each of its figures a link to its rows."""
    found = [
        escape(told) if at is None else f'<a href="{escape(rows_url(closed, quoted(at)))}">{escape(told)}</a>'
        for at, told in parted(marked)
    ]
    return mark_safe("".join(found))  # every part is escaped


def quoted(query: str) -> str:
    """A question with its values as an address takes them."""
    pairs = [it.partition("=") for it in query.split("&") if it]
    return urlencode([(name, value) for name, _, value in pairs])


def money_value(fen: int) -> Decimal:
    """In 万元, or in millions of yuan: a figure to reckon with."""
    return Decimal(fen) / FEN_PER_MILLION if language() == "en" else in_wan(fen)


def table_of(closed: ClosedPeriod, grid: Grid, *, is_linked: bool = True) -> Table:
    """A grid as a page shows it and a file takes it away."""
    lang, words = language(), closed.words
    at = int(lang == "en")

    def cell(box: Box) -> Cell:
        query = where(box.ask) if isinstance(box.ask, Ask) else box.ask
        url = rows_url(closed, quoted(query)) if is_linked and query is not None and box.value else ""
        return Cell(value_of(box, lang, words), box.said(lang, words.names), url)

    return Table(
        title=grid.title[at],
        columns=[(it.names[at], it.is_figure) for it in grid.columns],
        rows=Rows(grid.rows, lambda row: [cell(box) for box in row]),
        foot=[cell(box) for box in grid.foot],
        note=grid.note[at],
        key=grid.key,
        is_dense=len(grid.columns) > 8,
    )


def value_of(box: Box, lang: str, words: Words) -> Any:
    """As a file takes it."""
    if box.kind is Kind.SHARE:
        return percent(box.value) if isinstance(box.value, Fraction) else None
    if box.kind is Kind.MONEY and isinstance(box.value, int):
        return money_value(box.value)
    if box.kind is Kind.COUNT:
        return box.value
    return box.said(lang, words.names)


def estates_table(closed: ClosedPeriod, lines: Sequence[EstateLine], title: str) -> Table:
    """The estates behind a figure, with what of them adds up to it."""
    words, lang = closed.words, language()

    def day(value: date | None) -> Cell:
        return Cell(value, value.isoformat() if value else "—")

    def row(it: EstateLine) -> list[Cell]:
        share = Fraction(it.done, it.planned) if it.planned else None
        return [
            text(words.name(f"estate:{it.estate}", lang), reverse("delivery:estate", args=[it.estate])),
            text(words.name(it.region, lang)),
            Cell(it.year, str(it.year)),
            count(it.households),
            day(it.start_date),
            day(it.finish_date),
            day(it.started_on),
            day(it.finished_on),
            _money(it.planned),
            _money(it.done),
            Cell(percent(share), "—" if share is None else f"{percent(share)}%"),
        ]

    unit = say("万元", "CNY million")
    whole = Sums(planned=sum(it.planned for it in lines), done=sum(it.done for it in lines))
    empty = Cell("", "")
    foot = [
        text(say(f"合计 {len(lines)} 个小区", f"{len(lines)} estates")),
        empty,
        empty,
        count(sum(it.households for it in lines)),
        empty,
        empty,
        count(sum(it.started_on is not None for it in lines)),
        count(sum(it.finished_on is not None for it in lines)),
        _money(whole.planned),
        _money(whole.done),
        Cell(percent(whole.share("done")), "—" if not whole.planned else f"{percent(whole.share('done'))}%"),
    ]
    return Table(
        title=title,
        columns=[
            (say("小区", "Estate"), False),
            (say("街道", "Subdistrict"), False),
            (say("年度", "Year"), True),
            (say("户数", "Households"), True),
            (say("计划开工", "Planned start"), False),
            (say("计划完工", "Planned finish"), False),
            (say("开工", "Started"), False),
            (say("完工", "Finished"), False),
            (say(f"计划投资（{unit}）", f"Planned ({unit})"), True),
            (say(f"完成投资（{unit}）", f"Done ({unit})"), True),
            (say("完成率", "Done, %"), True),
        ],
        rows=Rows(lines, row),
        foot=foot,
        key="estates",
    )


def _money(fen: int) -> Cell:
    return Cell(money_value(fen), Box(Kind.MONEY, fen).said(language(), {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What is known otherwise of an estate: what it was, what it is, and what was done or corrected since."""

    estate: str
    name: str
    before: str
    after: str
    whys: tuple[str, ...]
    url: str


def others(closed: ClosedPeriod, found: Sequence[Difference], until: date) -> list[Other]:
    """Differences with their reasons: what happened to the estate between the close and a day."""
    whys = _whys(closed.entry, {it.estate for it in found}, closed.last, closed.known_on, until)
    return [
        Other(
            estate=closed.words.name(f"estate:{it.estate}", language()),
            name=say(*FIELDS[it.name]),
            before=_said(closed, it.name, it.before),
            after=_said(closed, it.name, it.after),
            whys=tuple(whys.get(it.estate, ())[:_MOST_WHYS]),
            url=reverse("delivery:estate", args=[it.estate]),
        )
        for it in found
    ]


def _said(closed: ClosedPeriod, name: str, value: Any) -> str:
    if value is None:
        return say("无", "none")
    if name in _MONEY:
        return Box(Kind.MONEY, value).said(language(), {})
    if name == "region":
        return closed.words.name(value, language())
    return value.isoformat() if isinstance(value, date) else str(value)


def _whys(entry: ProgrammeEntry, estates: set[str], last: date, since: date, until: date) -> dict[str, list[str]]:
    """Estate → what was reported, judged or done to its works after a day, the newest first; in two questions."""
    found: dict[str, list[str]] = {}
    keys = list(DeliveryTask.objects.filter(entry=entry, estate__in=estates).values_list("pk", flat=True))
    reports = TaskReport.objects.filter(task__in=keys, day__gt=since, day__lte=until, as_of__lte=last)
    for it in reports.select_related("task").order_by("-day", "-pk"):
        what = say("更正", "corrected") if it.version > 1 else say("补报", "reported late")
        told = say(
            f"{it.day} {it.task.name_said}{it.month_said}月报{what}为 {it.percent.normalize():f}%",
            f"{it.day}: report of {it.task.name_said} for {it.month_said} {what}: {it.percent.normalize():f}%",
        )
        found.setdefault(it.task.estate, []).append(in_turn([told, it.reason] if it.reason else [told]))
    judged = TaskReport.objects.filter(task__in=keys, judged_on__gt=since, judged_on__lte=until, day__lte=since)
    for it in judged.select_related("task").order_by("-judged_on", "-pk"):
        told = say(
            f"{it.judged_on} {it.task.name_said}{it.month_said}月报{it.state_said}",
            f"{it.judged_on}: report of {it.task.name_said} for {it.month_said}: {it.state_said}",
        )
        found.setdefault(it.task.estate, []).append(told)
    events = TaskEvent.objects.filter(task__in=keys, day__gt=since, day__lte=until, task__kind=TaskKind.WORK)
    for it in events.exclude(action__in=_BESIDE).select_related("task").order_by("-pk"):
        told = f"{it.day} {it.task.name_said}{say('：', ': ')}{it.action_said}"
        found.setdefault(it.task.estate, []).append(in_turn([told, it.reason] if it.reason else [told]))
    return found


def compared(before: str, after: str) -> SafeString:
    """Two texts as one: what was taken out and what was put in."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[a:b])), escape("".join(new[c:d]))
        if kind == "equal":
            parts.append(gone)
            continue
        parts += [f"<del>{gone}</del>"] * bool(gone) + [f"<ins>{come}</ins>"] * bool(come)
    return mark_safe("".join(parts))  # every part is escaped
