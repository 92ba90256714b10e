"""The board as it stands on the ground: each work planned, under way, done or late; how far estates have come."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict

from yipanqi.domain.delivery.progress import percent_done
from yipanqi.domain.delivery.state import NOT_BEGUN, UNDONE, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.page.board import BOARD_ROWS, BoardRow
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Mode
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry
from yipanqi.web.programmes.telling import plain_line

from .models import DeliveryTask, TaskQuerySet

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


class _Stood(NamedTuple):
    """How the works of an estate stand."""

    stones: dict[str, str]  # by measure
    percent: int | None


class _Progress:
    """The works of estates, read once: of a small district all at once, of a large one by subdistrict."""

    def __init__(self, user: Any, entry: ProgrammeEntry, day: date) -> None:
        self.day = day
        self._works = DeliveryTask.objects.visible_to(user).filter(entry=entry, kind=Kind.WORK).order_by()
        self._works = self._works.exclude(state=State.CANCELLED)
        self.entry = entry
        self._known: dict[str, dict[str, _Stood]] = {}

    @cached_property
    def _is_small(self) -> bool:
        return self.entry.estates.count() <= BOARD_ROWS

    def line(self, row: EstateRow) -> BoardRow:
        """An estate's stones, and how much of its works is done."""
        stood = self._of(row)
        told = stood.stones if stood else {}
        return BoardRow(
            stones={measure: told.get(measure, "need") for measure in row.needs} | told,
            percent=stood.percent if stood else None,
            is_out=stood is None,
            **plain_line(row),
        )

    def _of(self, row: EstateRow) -> _Stood | None:
        key = "" if self._is_small else row.subdistrict
        if key not in self._known:
            self._known[key] = dict(self._read(self._works.filter(region=key) if key else self._works))
        return self._known[key].get(row.estate)

    def _read(self, rows: TaskQuerySet) -> Iterator[tuple[str, _Stood]]:
        """Each estate of these works: there are thousands of a subdistrict."""
        state_of = {state.value: state for state in State}
        stones: dict[str, dict[str, str]] = defaultdict(dict)
        money: dict[str, list[tuple[State, int]]] = defaultdict(list)
        for estate, measure, value, finish, budget in rows.values_list(*_FIELDS):
            state = state_of[value]
            stones[estate][measure] = self._stone(state, finish)
            money[estate].append((state, budget))
        for estate, told in stones.items():
            yield estate, _Stood(told, percent_done(money[estate]))

    def _stone(self, state: State, finish: date) -> str:
        if state in UNDONE and finish < self.day:
            return "late"
        if state in _DONE:
            return "done"
        return "planned" if state in NOT_BEGUN else "way"
