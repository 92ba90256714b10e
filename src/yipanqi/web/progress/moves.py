"""Which tasks the adoption of a plan would move: the plan in force, the forecast and the new dates side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.delivery.state import UNDONE, State
from yipanqi.domain.delivery.successors import steps
from yipanqi.domain.delivery.tree import Node
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.delivery.actions import Prepared, prepared_of
from yipanqi.web.delivery.models import BaselineRow, DeliveryTask
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Rows, Table, text
from yipanqi.web.plans.models import PlanRun

from .models import TaskLight
from .replan_words import estate_said, measure_said

KINDS: Mapping[str, tuple[str, str]] = {
    "cancelled": ("取消", "Cancelled"),
    "added": ("新增", "Added"),
    "revived": ("恢复", "Taken up again"),
    "later": ("推迟", "Later"),
    "earlier": ("提前", "Earlier"),
    "same": ("不变", "Unchanged"),
}
AT_SIGHT = 100  # estates of a programme that a page works out; of a larger one a job does it
_LIVE = UNDONE | {State.HELD}
Span = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A task that the adoption concerns; what is settled stays and is none."""

    kind: str
    task: DeliveryTask | None  # none: it is new
    node: Node | None  # none: it goes
    baseline: Span | None
    forecast: date | None
    days: int  # working days that its last day comes later; earlier below zero

    @property
    def now(self) -> Span | None:
        return (self.task.start_date, self.task.finish_date) if self.task and self.kind != "revived" else None

    @property
    def becomes(self) -> Span | None:
        return (self.node.start_date, self.node.finish_date) if self.node else None


@dataclass(frozen=True, kw_only=True)
class Moves:
    """All of them, in the order of the new plan's tree, then what goes."""

    made: Prepared
    rows: tuple[Move, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Kind → how many."""
        found = dict.fromkeys(KINDS, 0)
        for it in self.rows:
            found[it.kind] += 1
        return found


def moves_of(run: PlanRun) -> Moves:
    """What the adoption of this plan would do to the tasks that somebody does, as `set_up` then does it."""
    made = prepared_of(run)
    tasks = {it.number: it for it in DeliveryTask.objects.filter(entry=run.entry_id).leaves()}
    first = BaselineRow.objects.filter(baseline__entry=run.entry_id, baseline__number=0)
    spans = {task: (start, end) for task, start, end in first.values_list("task_id", "start_date", "finish_date")}
    foretold = TaskLight.objects.filter(entry=run.entry_id, finish_date__isnull=False)
    ends = dict(foretold.values_list("task_id", "finish_date"))
    rows = tuple(_rows(made, tasks, spans, ends))
    return Moves(made=made, rows=rows)


def _rows(
    made: Prepared, tasks: Mapping[str, DeliveryTask], spans: Mapping[int, Span], ends: Mapping[int, date]
) -> Iterator[Move]:
    wanted = {node.number: node for node in made.nodes if node.is_leaf}
    for number, node in wanted.items():
        task = tasks.get(number)
        if task is None:
            yield Move(kind="added", task=None, node=node, baseline=None, forecast=None, days=0)
        elif task.told in (*_LIVE, State.CANCELLED):
            kind, days = _kind(made.programme.working, task, node)
            yield Move(
                kind=kind, task=task, node=node, baseline=spans.get(task.pk), forecast=ends.get(task.pk), days=days
            )
    for number, task in tasks.items():
        if number not in wanted and task.told in _LIVE:
            yield Move(
                kind="cancelled",
                task=task,
                node=None,
                baseline=spans.get(task.pk),
                forecast=ends.get(task.pk),
                days=0,
            )


def _kind(working: WorkingCalendar, task: DeliveryTask, node: Node) -> tuple[str, int]:
    if task.told is State.CANCELLED:
        return "revived", 0
    if (task.start_date, task.finish_date) == (node.start_date, node.finish_date):
        return "same", 0
    days = steps(working, task.finish_date, node.finish_date)
    by = (node.finish_date, node.start_date) > (task.finish_date, task.start_date)
    return ("later" if by else "earlier"), days


def table(found: Moves, rows: Sequence[Move], *, is_file: bool = False) -> Table:
    """A row for each task: how it stood at first, stands, is foretold and would stand."""
    programme = found.made.programme

    def row(it: Move) -> list[Cell]:
        url = it.task.get_absolute_url() if it.task and not is_file else ""
        number = it.task.number if it.task else it.node.number if it.node else ""
        return [
            text(it.task.title_said if it.task else _title(it.node), url),
            *([text(number)] if is_file else []),
            text(say(*KINDS[it.kind])),
            text(_span(it.baseline)),
            text(_span(it.now)),
            text(it.forecast.isoformat() if it.forecast else "—"),
            text(_span(it.becomes)),
            Cell(it.days, _signed(it.days)),
        ]

    def _title(node: Node | None) -> str:
        if node is None:
            return ""
        what = measure_said(programme, node.measure) if node.measure else say(*node.stage.names) if node.stage else ""
        return f"{estate_said(programme, node.estate)} · {what}"

    heads = [
        (say("任务", "Task"), False),
        *([(say("编号", "Number"), False)] if is_file else []),
        (say("变动", "Change"), False),
        (say("最初基线", "First baseline"), False),
        (say("现计划", "Plan in force"), False),
        (say("预测完成", "Forecast finish"), False),
        (say("新方案", "New plan"), False),
        (say("完成变动（工作日）", "Finish moves (working days)"), True),
    ]
    title = say("采用后将变动的任务", "Tasks that move on adoption")
    return Table(key="moves", title=title, columns=heads, rows=Rows(rows, row))


def _span(span: Span | None) -> str:
    return f"{span[0]} – {span[1]}" if span else "—"


def _signed(days: int) -> str:
    return f"{'+' if days > 0 else '−' if days < 0 else ''}{abs(days)}" if days else ""
