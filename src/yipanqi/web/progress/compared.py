"""Plan against actual: each work as it was planned, is foretold and became; asked of the database a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest
from django.urls import reverse

from yipanqi.domain.delivery.acceptance import State as AcceptanceState
from yipanqi.domain.delivery.change import ChangeState
from yipanqi.domain.delivery.state import UNDONE, State
from yipanqi.domain.delivery.successors import steps
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen, in_wan, wan_in_full, wan_text
from yipanqi.domain.progress.report import Problem, ReportState
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.delivery import choices
from yipanqi.web.delivery.baselines_compared import Days
from yipanqi.web.delivery.change_told import signed
from yipanqi.web.delivery.forms import LATE, LIVE, TaskFilter
from yipanqi.web.delivery.keyed import Keyed
from yipanqi.web.delivery.lines import held
from yipanqi.web.delivery.models import AcceptanceWork, BaselineRow, ChangeRequest, DeliveryTask, TaskQuerySet
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.say import in_turn, say, say_later
from yipanqi.web.page.tables import Cell, Rows, Table, link, money, money_in_full, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .actuals import DONE
from .models import TaskLight, TaskReport

_MOST = 20_000  # rows of a file
_TRIED = 500  # works whose facts are read at once
Span = tuple[date, date]


class ActualFilter(TaskFilter):
    """Which works are shown, and in which order."""

    usual_state, usual_sort = LIVE, "tree"

    estate = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    field_order = ("region", "unit", "what", "state", "when", "q", "sort")

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any) -> None:
        super().__init__(data, entry=entry, user=user)
        self.fields["what"].label = say_later("改造项", "Measure")
        measures = [it for it in choices.whats(entry) if it[0].startswith("measure:")]
        self.fields["what"].choices = [("", say("全部", "All")), *measures]
        self.fields["when"].label = say_later("只看", "Only")
        self.fields["when"].choices = [("", say("全部", "All")), (LATE, say("推迟的", "Late ones"))]
        self.fields["sort"].choices = [(key, say(*told)) for key, told in SORTS.items()]
        self.fields["state"].choices = sorted(self.fields["state"].choices, key=lambda it: it[0] != LIVE)

    def chosen(self, rows: TaskQuerySet, day: date) -> TaskQuerySet:
        """The works that fit, in the order asked for; late is also what was finished late or is foretold late."""
        self.is_valid()
        asked, order = self.cleaned_data, self.cleaned_data.get("sort") or self.usual_sort
        is_late = asked.get("when") == LATE
        asked["when"], asked["sort"] = "", "tree"
        found = super().chosen(rows, day)
        asked["when"], asked["sort"] = LATE if is_late else "", order
        if estate := asked.get("estate"):
            found = found.filter(estate=estate)
        found = found.annotate(ends=_ends(day))
        if is_late:
            found = found.filter(ends__gt=F("finish_date"))
        return found.order_by(*_ORDERS[order])

    @property
    def measure(self) -> str:
        """The one measure that is asked for: its quantities add up."""
        return str(self.cleaned_data.get("what") or "").removeprefix("measure:")


SORTS = {
    "tree": ("按小区", "by estate"),
    "later": ("偏差大的在前", "the latest first"),
    "finish": ("按计划完成", "by planned finish"),
    "start": ("按计划开始", "by planned start"),
    "dearer": ("资金多的在前", "the dearest first"),
}
_ORDERS: dict[str, tuple[Any, ...]] = {
    "tree": ("place", "pk"),
    "later": (Days(F("ends"), F("finish_date")).desc(), "place", "pk"),
    "finish": ("finish_date", "place", "pk"),
    "start": ("start_date", "place", "pk"),
    "dearer": ("-told_budget", "place", "pk"),
}


def _ends(day: date) -> Case:
    """The day on which a work ends, as far as that is known: it ended; it is foretold, and not before today; else as
    it is planned, and not before today where it should have ended."""
    still = Greatest(Coalesce(F("light__finish_date"), F("finish_date")), Value(day))
    return Case(
        When(state__in=DONE, reported_on__isnull=False, then=F("reported_on")),
        When(state__in=[*UNDONE, State.HELD], then=still),
        default=F("finish_date"),
    )


@dataclass(kw_only=True)
class Facts:
    """What is known of a work besides the task."""

    first: Span | None = None  # baseline 0
    light: TaskLight | None = None
    last: TaskReport | None = None  # of the latest month, not given back
    certified: TaskReport | None = None  # the last confirmed that certifies money
    accepted: AcceptanceWork | None = None
    changes: list[ChangeRequest] = field(default_factory=list)


def facts_of(tasks: Sequence[DeliveryTask]) -> dict[int, Facts]:
    """What is known of these works, in five questions for all of them."""
    found: dict[int, Facts] = defaultdict(Facts)
    for at in range(0, len(tasks), _TRIED):
        keys = [task.pk for task in tasks[at : at + _TRIED]]
        for it in BaselineRow.objects.filter(baseline__number=0, task__in=keys):
            found[it.task_id].first = (it.start_date, it.finish_date)
        for light in TaskLight.objects.filter(task__in=keys):
            found[light.task_id].light = light
        for report in TaskReport.objects.newest().filter(task__in=keys).order_by("month", "version"):
            if report.state != ReportState.RETURNED:
                found[report.task_id].last = report
            if report.state == ReportState.CONFIRMED and report.certified is not None:
                found[report.task_id].certified = report
        for work in _accepted(keys):
            found[work.task_id].accepted = work
        changes = ChangeRequest.objects.filter(task__in=keys, state__in=(ChangeState.ASKED, ChangeState.APPROVED))
        for change in changes.select_related("task").order_by("pk"):
            found[change.task_id].changes.append(change)
    return found


def _accepted(keys: Iterable[int]) -> Iterable[AcceptanceWork]:
    """Works with the quantity of their acceptance, which has the last word."""
    passed = [state for state in AcceptanceState if state.is_passed]
    rows = AcceptanceWork.objects.filter(task__in=list(keys), accepted__isnull=False, acceptance__state__in=passed)
    return rows.select_related("acceptance").order_by("pk")


class Compared:
    """The works that somebody asks for, beside what became of them."""

    def __init__(self, request: HttpRequest, entry: ProgrammeEntry | None, day: date) -> None:
        self.request, self.entry, self.day = request, entry, day
        self.seen = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, kind=Kind.WORK)
        self.form = ActualFilter(request.GET, entry=entry, user=request.user)
        self.works = self.form.chosen(self.seen, day)

    @cached_property
    def _working(self) -> WorkingCalendar:
        return self.entry.frame().working if self.entry else WorkingCalendar(())

    @cached_property
    def sums(self) -> dict[str, Any]:
        """Of all works asked for: how many, how many late; fen planned and certified; percent by money."""
        late = Count("pk", filter=Q(ends__gt=F("finish_date")))
        rows, paid = self.works.order_by(), Sum("light__certified")
        told = rows.aggregate(count=Count("*"), late=late, planned=Sum("told_budget"), certified=paid)
        return {key: value or 0 for key, value in told.items()}

    @property
    def figures(self) -> list[tuple[str, str, str, str]]:
        """The sums, each with the question that lists its rows."""
        told, ask = self.sums, self.query
        return [
            (f"{told['count']:,}", say("改造项", "works"), ask("when"), ""),
            (f"{told['late']:,}", say("推迟（含已完成）", "late, done ones too"), ask(when=LATE), "late"),
            (wan_text(told["planned"]), say("计划（万元）", "planned (10⁴ yuan)"), ask(sort="dearer"), ""),
            (wan_in_full(told["certified"]), say("已计量（万元）", "certified (10⁴ yuan)"), ask(sort="dearer"), ""),
            (
                wan_in_full(told["planned"] - told["certified"]),
                say("剩余（万元）", "remaining (10⁴ yuan)"),
                ask(sort="dearer"),
                "",
            ),
        ]

    def query(self, *names: str, **new: Any) -> str:
        """What is asked, without these and with new ones, on the first page."""
        return query_without(self.request, "page", "all", "as", "format", *names, **new)

    @property
    def said(self) -> list[str]:
        """The filters in words, for paper."""
        asked, found = self.form.cleaned_data, []
        for name in ("region", "unit", "what", "state", "when"):
            found += [said for code, said in self.form.fields[name].choices if code and code == asked.get(name)]
        return [*found, *([asked["q"]] if asked.get("q") else [])]

    def table(self, *, is_file: bool = False) -> Table:
        """A row for each work; the last of sums: of money, and of quantities where one measure is asked for."""
        works = self.works.select_related("entry")
        things = list(works[:_MOST]) if is_file else _Paged(works, self.sums["count"])
        facts = facts_of(things) if is_file else None

        def row(pair: tuple[DeliveryTask, Facts]) -> list[Cell]:
            return self._row(*pair, is_file=is_file)

        pairs: Sequence[Any] = [(it, facts[it.pk]) for it in things] if facts is not None else things
        return Table(
            key="actual",
            title=say("计划与实际", "Plan against actual"),
            columns=_heads(is_file=is_file),
            rows=Rows(pairs, row),
            foot=self._foot(is_file=is_file),
        )

    def _row(self, task: DeliveryTask, found: Facts, *, is_file: bool) -> list[Cell]:
        url = "" if is_file else task.get_absolute_url()
        reports = found.last.get_absolute_url() if found.last and url else ""
        certified = found.certified.certified if found.certified else None
        late = self._deviation(task, found)
        ended = task.reported_on if task.told in DONE else None
        where = (
            [text(task.number), text(task.region_name), text(task.estate_name), text(task.name_said)]
            if is_file
            else [text(task.title_said, url)]
        )
        return [
            *where,
            text(task.state_said + (say("·逾期", ", late") if task.is_late(self.day) else "")),
            _days(*(found.first or (None, None))),
            _days(task.start_date, task.finish_date),
            text(found.light.finish_date.isoformat() if found.light and found.light.finish_date else "—"),
            _days(task.started_on, ended, say("至今", "today")),
            Cell(late, "" if late is None else signed(late), url if late else ""),
            *_percent(found.last, reports),
            money(task.told_budget, url),
            money_in_full(certified, found.certified.get_absolute_url() if found.certified and url else ""),
            _left(
                task.told_budget - (certified or 0), link(reverse("delivery:estate", args=[task.estate])) if url else ""
            ),
            *_quantities(task, found, url, is_file=is_file),
            self._cause(task, found, url),
        ]

    def _deviation(self, task: Any, found: Facts) -> int | None:
        """Working days by which it ends later than planned; earlier below zero; none where nothing tells yet."""
        is_foretold = task.told in DONE or (found.light is not None and found.light.finish_date is not None)
        if task.told is State.CANCELLED or (task.ends == task.finish_date and not is_foretold):
            return None
        return steps(self._working, task.finish_date, task.ends)

    @staticmethod
    def _cause(task: DeliveryTask, found: Facts, url: str) -> Cell:
        """Why: the hold's condition, the problem last reported, changes; it leads to the first of them."""
        told: list[tuple[str, str]] = []
        if task.told is State.HELD:
            told.append((say("挂账：", "On hold: ") + (held(task) or "—"), url))
        if found.last is not None and (found.last.problem or found.last.problem_text):
            told.append((_problem(found.last), found.last.get_absolute_url()))
        told += [(f"{it.code} {it.kind_said}（{it.state_said}）", it.get_absolute_url()) for it in found.changes]
        return text(in_turn(said for said, _ in told), told[0][1] if told and url else "")

    def _foot(self, *, is_file: bool) -> list[Cell]:
        told, empty = self.sums, text("")
        before = 4 if is_file else 1
        cells = [text(say(f"合计 {told['count']:,} 项", f"All {told['count']:,}")), *[empty] * (before + 5)]
        cells += [_share(told), money(told["planned"]), money_in_full(told["certified"])]
        cells += [_left(told["planned"] - told["certified"])]
        return [*cells, *self._quantity_sums(is_file=is_file), empty]

    def _quantity_sums(self, *, is_file: bool) -> list[Cell]:
        """Of one measure, whose quantities are of one unit."""
        empty = text("")
        unit = [empty] if is_file else []
        if not self.form.measure:
            return [empty, empty, empty, *unit]
        works = list(self.works.order_by().only("pk", "quantity")[:_MOST])
        facts = facts_of(works)
        planned = sum((it.quantity or Decimal(0) for it in works), Decimal(0))
        done = sum((f.last.quantity or Decimal(0) for f in facts.values() if f.last), Decimal(0))
        accepted = sum((f.accepted.accepted or Decimal(0) for f in facts.values() if f.accepted), Decimal(0))
        return [*(Cell(it, _much(it)) for it in (planned, done, accepted)), *unit]


def _left(fen: Fen, url: str = "") -> Cell:
    return Cell(in_wan(fen), wan_in_full(fen), url)


class _Paged(Sequence[Any]):
    """Works with their facts, read a page at a time."""

    def __init__(self, works: TaskQuerySet, count: int) -> None:
        self._works, self._count = Keyed(works, works), count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        tasks = self._works[at]
        found = facts_of(tasks if isinstance(at, slice) else [tasks])
        return [(it, found[it.pk]) for it in tasks] if isinstance(at, slice) else (tasks, found[tasks.pk])

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])


def _heads(*, is_file: bool) -> list[tuple[str, bool]]:
    where = (
        [
            (say("编号", "Number"), False),
            (say("街道", "Subdistrict"), False),
            (say("小区", "Estate"), False),
            (say("改造项", "Work"), False),
        ]
        if is_file
        else [(say("改造项", "Work"), False)]
    )
    return [
        *where,
        (say("状态", "State"), False),
        (say("最初基线", "First baseline"), False),
        (say("现计划", "Plan in force"), False),
        (say("预测完成", "Forecast finish"), False),
        (say("实际", "Actual"), False),
        (say("偏差（工作日）", "Late by (working days)"), True),
        (say("完成（%）", "Done (%)"), True),
        (say("计划（万元）", "Planned (10⁴ yuan)"), True),
        (say("已计量（万元）", "Certified (10⁴ yuan)"), True),
        (say("剩余（万元）", "Remaining (10⁴ yuan)"), True),
        (say("计划量", "Quantity planned"), True),
        (say("上报量", "Reported"), True),
        (say("验收量", "Accepted"), True),
        *([(say("单位", "Unit"), False)] if is_file else []),
        (say("原因", "Cause"), False),
    ]


def _quantities(task: DeliveryTask, found: Facts, url: str, *, is_file: bool) -> list[Cell]:
    """Planned, reported and accepted, each where it is found; the acceptance has the last word."""
    done = found.last.quantity if found.last else None
    accepted = found.accepted.accepted if found.accepted else None
    unit = "" if is_file else f" {task.counted_in}"
    report = found.last.get_absolute_url() if found.last and done is not None and url else ""
    return [
        Cell(task.quantity, _much(task.quantity, unit), url if task.quantity is not None else ""),
        Cell(done, _much(done, unit), report),
        Cell(
            accepted,
            _much(accepted, unit),
            found.accepted.acceptance.get_absolute_url() if found.accepted and url else "",
        ),
        *([text(task.counted_in)] if is_file else []),
    ]


def _much(value: Decimal | None, unit: str = "") -> str:
    return "" if value is None else f"{value.normalize():,f}{unit}"


def _percent(report: TaskReport | None, url: str) -> list[Cell]:
    if report is None:
        return [text(None)]
    told = f"{report.percent.normalize():f}"
    waits = "" if report.state == ReportState.CONFIRMED else say("（待确认）", " (to be confirmed)")
    return [Cell(report.percent, f"{told}{waits}", url)]


def _share(told: dict[str, Any]) -> Cell:
    """Certified money as a part of what is planned."""
    planned: Fen = told["planned"]
    part = Decimal(told["certified"] * 1000 // planned) / 10 if planned else None
    return Cell(part, "" if part is None else say(f"计量 {part}", f"{part} certified"))


def _days(first: date | None, last: date | None, still: str = "") -> Cell:
    """From when to when, the last day in a line of its own."""
    if first is None and last is None:
        return text("—")
    told = (f"{first or '…'} –", f"{last or still}")
    return Cell(" ".join(told), "\n".join(told))


def _problem(report: TaskReport) -> str:
    known = say(*Problem(report.problem).names) if report.problem in set(Problem) else report.problem
    return say("：", ": ").join(filter(None, (known, report.problem_text)))
