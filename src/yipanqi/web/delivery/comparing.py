"""A file of tasks that came back, held against the tasks as they stand: what it would change, what is left as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yipanqi.domain.delivery.state import MOVES, Action, State, refusal
from yipanqi.workbook.raw import UnusableCell
from yipanqi.workbook.task_book import TaskLine, TaskSheet, plain

from .actions.exchanging import NOTE, PERSON, STATE, Finding, Step, may_fill_in
from .actions.moving import move_said, parts_of, situation_of
from .models import DeliveryTask, TaskQuerySet
from .task_values import Papers, notes_of, same

CHANGEABLE = {"head_person": PERSON, "head_remarks": NOTE, "head_state": STATE}
_DATES = ("head_start", "head_finish")  # which only a change moves
_UNREAD = ("head_place", "head_number")
_LONGEST = {PERSON: 60, NOTE: 500}
_MOST_MOVES = 300
_BATCH = 500
_NO_SHEET = (
    "没有找到带“任务编号”表头的工作表，请用导出的文件填报",
    "No sheet has the head “Task”: fill in a file that was exported",
)
_BY_CHANGE = (
    "{head}与系统不同（系统为 {now}）：计划日期只能经变更申请调整，没有导入",
    "{head} differs (it is {now} here): planned dates move by a change request alone, so this is not taken in",
)
_KEPT_HERE = (
    "“{head}”与系统不同（系统为 {now}）：这一列不能用文件修改，没有导入",
    "“{head}” differs (it is {now} here): a file cannot change this column, so this is not taken in",
)


@dataclass
class Compared:
    """What a file would change, and what was found in it."""

    rows: int = 0
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Asked:
    """What the rows of one task ask for: code → the values that differ, each with where it stands."""

    task: DeliveryTask
    values: dict[str, dict[object, tuple[str, str]]] = field(default_factory=dict)


class Comparison:
    """Sheets against the tasks that this person sees."""

    def __init__(self, rows: TaskQuerySet, heads: Mapping[str, tuple[str, str]], by: Any, day: date) -> None:
        self.visible, self.heads, self.by, self.day = rows, heads, by, day
        self.found = Compared()
        self._asked: dict[str, _Asked] = {}

    def of(self, sheets: Sequence[TaskSheet], papers: Mapping[str, Papers]) -> Compared:
        """What all sheets ask for together."""
        if not sheets:
            self._say("", "", *_NO_SHEET, is_error=True)
        numbers = {line.number for sheet in sheets for line in sheet.lines}
        tasks = self._tasks(numbers)
        now = {lang: self._now(papers[lang], tasks) for lang in {sheet.lang for sheet in sheets}}
        for sheet in sheets:
            for line in sheet.lines:
                self.found.rows += 1
                self._line(sheet, line, tasks.get(line.number), now[sheet.lang].get(line.number, {}))
        moves = 0
        for asked in self._asked.values():
            for code, values in asked.values.items():
                moves += code == "head_state"
                self.found.steps += self._step(asked.task, code, values, moves)
        return self.found

    def _tasks(self, numbers: set[str]) -> dict[str, DeliveryTask]:
        found, wanted = {}, sorted(numbers)
        for first in range(0, len(wanted), _BATCH):
            found |= {it.number: it for it in self.visible.filter(number__in=wanted[first : first + _BATCH]).told()}
        return found

    def _now(self, papers: Papers, tasks: Mapping[str, DeliveryTask]) -> dict[str, Mapping[str, object]]:
        return {str(row.values["head_number"]): row.values for row in papers.rows(list(tasks.values()))}

    def _line(self, sheet: TaskSheet, line: TaskLine, task: DeliveryTask | None, now: Mapping[str, object]) -> None:
        if task is None:
            zh, en = (
                f"没有任务“{line.number}”，或它不在您的范围内",
                f"There is no task “{line.number}”, or it is not yours",
            )
            self._say(line.sheet, line.at("head_number"), zh, en, is_error=True)
            return
        for code in sorted(sheet.codes - set(_UNREAD)):
            raw = line.cells.get(code)
            if isinstance(raw, UnusableCell):
                self._say(line.sheet, line.at(code), "单元格是错误值", "The cell holds an error", is_error=True)
            elif not same(value := plain(raw), now.get(code)):
                self._differs(line, code, task, value, now.get(code))

    def _differs(self, line: TaskLine, code: str, task: DeliveryTask, value: object, now: object) -> None:
        place = (line.sheet, line.at(code))
        if code in CHANGEABLE:
            asked = self._asked.setdefault(task.number, _Asked(task))
            asked.values.setdefault(code, {}).setdefault("" if value is None else str(value), place)
            return
        zh, en = _BY_CHANGE if code in _DATES else _KEPT_HERE
        head, shown = self.heads[code], "—" if now is None else str(now)[:60]
        self._say(*place, zh.format(head=head[0], now=shown), en.format(head=head[1], now=shown))

    def _step(
        self, task: DeliveryTask, code: str, values: Mapping[object, tuple[str, str]], moves: int
    ) -> Iterator[Step]:
        what, (text, place) = CHANGEABLE[code], next(iter(values.items()))
        if len(values) > 1:
            self._say(*list(values.values())[1], "同一任务在两处填得不同", "Two rows of one task differ", is_error=True)
            return
        wanted = str(text)
        problem = self._move_refused(task, wanted, moves) if what == STATE else self._text_refused(task, what, wanted)
        if problem:
            self._say(*place, *problem, is_error=True)
            return
        before = task.person if what == PERSON else task.state if what == STATE else ""
        after = self._action(task, wanted).value if what == STATE else wanted  # type: ignore[union-attr]
        if what == NOTE:
            before = self._notes.get(task.pk, "")
        yield Step(
            task=task.pk,
            number=task.number,
            title=(f"{task.estate_name} · {task.name}", f"{task.estate_name} · {task.name_en}"),
            version=task.version,
            what=what,
            before=before,
            after=after,
        )

    @cached_property
    def _notes(self) -> dict[int, str]:
        return notes_of([it.task for it in self._asked.values()])

    def _text_refused(self, task: DeliveryTask, what: str, text: str) -> tuple[str, str] | None:
        if len(text) > _LONGEST[what]:
            return f"超过 {_LONGEST[what]} 字", f"longer than {_LONGEST[what]} characters"
        if what == PERSON and not text:
            return "责任人不能清空", "The person cannot be left empty"
        if not may_fill_in(self.by, task):
            return "这项任务不由您填报，或已经结束", "This task is not yours to fill in, or has ended"
        return None

    def _move_refused(self, task: DeliveryTask, wanted: str, moves: int) -> tuple[str, str] | None:
        """Why the table does not let the state become this one."""
        if moves > _MOST_MOVES:
            return f"一个文件最多办理 {_MOST_MOVES} 项状态", f"A file moves {_MOST_MOVES} states at most"
        action = self._action(task, wanted)
        if action is None:
            return (
                f"状态不能由“{task.told.names[0]}”直接改为“{wanted}”；需要理由的办理请到任务页",
                f"The state cannot go from “{task.told.names[1]}” to “{wanted}” here; what needs a reason is done on "
                "the page of the task",
            )
        situation = situation_of(task, action, self.by, self.day)
        refused = refusal(task.told, action, parts_of(self.by, task), situation)
        return move_said(refused, task, action) if refused else None

    def _action(self, task: DeliveryTask, wanted: str) -> Action | None:
        """The move of the table that leads to this state and needs no reason."""
        state = next((it for it in State if wanted in (*it.names, it.value)), None)
        found = (
            action
            for (told, action), it in MOVES.items()
            if told is task.told and it.to is state and state is not None and not it.needs_reason
        )
        return next(found, None)

    def _say(self, sheet: str, cell: str, zh: str, en: str, *, is_error: bool = False) -> None:
        self.found.findings.append(Finding(sheet=sheet, cell=cell, zh=zh, en=en, is_error=is_error))
