"""The board by lights: each work's stone in the shape of its colour; how far an estate has come by its reports."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import QueryDict

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.web.delivery import board_progress
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.board import BOARD_ROWS, BoardRow
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Mode
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry
from yipanqi.web.programmes.telling import plain_line

from .models import EstateLights, TaskLight
from .models.lights import LightQuerySet
from .rolled import Rolled, Tally, rolled

_SUMMED = ("estate", "gravity", "count", "budget", "weighed", "tenths", "reported")
_Sums = tuple[str, list[Tally], int]  # an estate, its works by colour, how many of them were reported
_LEGEND = tuple(f"light-{it}" for it in WORST_FIRST)


def modes(user: Any, entry: ProgrammeEntry, asked: QueryDict) -> Iterator[Mode]:
    """By lights; and as it stands on the ground with what the reports tell of how far it has come."""
    known = _Lights(user, entry)
    for mode in board_progress.modes(user, entry, asked, today()):
        yield replace(mode, line=_with_reports(mode, known))
    yield Mode(
        key="lights",
        name=say("预警", "Lights"),
        legend=("none", "need", *_LEGEND),
        line=known.line,
        has_progress=True,
        only=(("in", say("有黄灯或红灯", "with yellow or red")), ("out", say("没有黄灯或红灯", "without"))),
    )


def _with_reports(mode: Mode, known: "_Lights") -> Any:
    """The line of a mode, its percent as the reports tell it, where there are any."""

    def line(row: EstateRow) -> BoardRow:
        found, (one, is_reported) = mode.line(row), known.of(row)
        if one is None or not is_reported:
            return found
        return replace(found, percent=int(one.whole.percent))

    return line


class _Lights:
    """The lights of the works of estates, read once: of a small district all at once, of a large one by subdistrict."""

    def __init__(self, user: Any, entry: ProgrammeEntry) -> None:
        self._rows = TaskLight.objects.filter(entry=entry, is_work=True).going()
        self._is_whole = user.scope().is_whole
        if not self._is_whole:
            seen = DeliveryTask.objects.visible_to(user).filter(entry=entry, kind=Kind.WORK)
            self._rows = self._rows.of_tasks(seen.exclude(state=State.CANCELLED))
        self.entry = entry
        self._works: dict[str, dict[str, dict[str, int]]] = {}
        self._whole: dict[str, dict[str, tuple[Rolled | None, bool]]] = {}

    @cached_property
    def _is_small(self) -> bool:
        return self.entry.estates.count() <= BOARD_ROWS

    def line(self, row: EstateRow) -> BoardRow:
        """An estate's stones by colour, and the percent of its works."""
        one, _ = self.of(row)
        told = {measure: f"light-{WORST_FIRST[gravity]}" for measure, gravity in self._gravities(row).items()}
        worst = one.share.worst if one else None
        return BoardRow(
            stones={measure: told.get(measure, "need") for measure in row.needs} | told,
            percent=int(one.whole.percent) if one else None,
            is_out=worst not in (Colour.RED, Colour.YELLOW),
            **plain_line(row),
        )

    def of(self, row: EstateRow) -> tuple[Rolled | None, bool]:
        """The works of an estate as one; was anything of it reported?"""
        key = self._key(row)
        if key not in self._whole:
            told = self._sums(key) if self._is_whole else _added(self._within(key))
            self._whole[key] = {estate: (rolled(tallies), reported > 0) for estate, tallies, reported in told}
        return self._whole[key].get(row.estate, (None, False))

    def _gravities(self, row: EstateRow) -> dict[str, int]:
        key = self._key(row)
        if key not in self._works:
            found: dict[str, dict[str, int]] = defaultdict(dict)
            told = self._within(key).order_by().values_list("estate", "task__measure", "gravity")
            for estate, measure, gravity in told:
                found[estate][measure] = gravity
            self._works[key] = found
        return self._works[key].get(row.estate, {})

    def _key(self, row: EstateRow) -> str:
        """What is read at once with this row: all, or its subdistrict."""
        return "" if self._is_small else row.subdistrict

    def _sums(self, key: str) -> Iterator[_Sums]:
        """Of who sees the whole district, as they are kept."""
        rows = EstateLights.objects.filter(entry=self.entry, is_work__in=(True,))
        if key:
            rows = rows.filter(region=key)
        found: dict[str, tuple[list[Tally], list[int]]] = defaultdict(lambda: ([], []))
        for estate, gravity, *sums, reported in rows.order_by().values_list(*_SUMMED):
            found[estate][0].append(Tally(WORST_FIRST[gravity], *sums))
            found[estate][1].append(reported)
        return ((estate, tallies, sum(reported)) for estate, (tallies, reported) in found.items())

    def _within(self, key: str) -> LightQuerySet:
        return self._rows.filter(region=key) if key else self._rows


def _added(rows: LightQuerySet) -> Iterator[_Sums]:
    """The works of each estate of these lights: added here, for an index of estates would lead the database through
    those of all subdistricts."""
    sums: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    reported: dict[str, int] = defaultdict(int)
    told = rows.order_by().values_list("estate", "gravity", "budget", "tenths", "percent")
    for estate, gravity, budget, tenths, percent in told:
        sum_ = sums[estate][gravity]
        sum_[0] += 1
        sum_[1] += budget
        sum_[2] += budget * tenths
        sum_[3] += tenths
        reported[estate] += percent is not None
    for estate, by_gravity in sums.items():
        yield estate, [Tally(WORST_FIRST[gravity], *sum_) for gravity, sum_ in by_gravity.items()], reported[estate]
