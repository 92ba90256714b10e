"""The board as it stands on the ground: each work planned, under way, done or late; how far estates have come."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict

from yipanqi.domain.delivery.progress import percent_done
from yipanqi.domain.delivery.state import NOT_BEGUN, UNDONE, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.page.board import BOARD_ROWS, BoardRow
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Mode
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry
from yipanqi.web.programmes.telling import plain_line

from .models import DeliveryTask

_DONE = (State.CHECKED, State.CLOSED)
_FIELDS = ("estate", "measure", "state", "finish_date", "budget")


def modes(user: Any, entry: ProgrammeEntry, asked: QueryDict, day: date) -> Iterator[Mode]:
    """The one, of a programme that has tasks: the usual one, but where a quarter of the plan is asked for."""
    yield Mode(
        key="progress",
        name=say("进展", "Progress"),
        legend=("none", "need", "planned", "way", "done", "late"),
        line=_Progress(user, entry, day).line,
        has_progress=True,
        is_usual="quarter" not in asked,
        only=(("in", say("已分解任务", "with tasks")), ("out", say("没有任务", "without tasks"))),
    )


class _Progress:
    """The works of estates, read once: of a small district all at once, of a large one by subdistrict."""

    def __init__(self, user: Any, entry: ProgrammeEntry, day: date) -> None:
        self.day = day
        self._works = DeliveryTask.objects.visible_to(user).filter(entry=entry, kind=Kind.WORK).order_by()
        self.entry = entry
        self._known: dict[str, dict[str, list[tuple[Any, ...]]]] = {}

    @cached_property
    def _is_small(self) -> bool:
        return self.entry.estates.count() <= BOARD_ROWS

    def line(self, row: EstateRow) -> BoardRow:
        """An estate's stones, and how much of its works is done."""
        works = [it for it in self._of(row) if it[1] != State.CANCELLED]
        told = {measure: self._stone(State(state), finish) for measure, state, finish, _ in works}
        return BoardRow(
            stones={measure: told.get(measure, "need") for measure in row.needs} | told,
            percent=percent_done((State(state), budget) for _, state, _, budget in works),
            is_out=not works,
            **plain_line(row),
        )

    def _of(self, row: EstateRow) -> list[tuple[Any, ...]]:
        key = "" if self._is_small else row.subdistrict
        if key not in self._known:
            rows = self._works.filter(region=key) if key else self._works
            found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
            for estate, *facts in rows.values_list(*_FIELDS):
                found[estate].append(tuple(facts))
            self._known[key] = found
        return self._known[key].get(row.estate, [])

    def _stone(self, state: State, finish: date) -> str:
        if state in UNDONE and finish < self.day:
            return "late"
        if state in _DONE:
            return "done"
        return "planned" if state in NOT_BEGUN else "way"
