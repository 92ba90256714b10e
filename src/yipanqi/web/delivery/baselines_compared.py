"""Two moments of a programme's tasks, beside each other: asked of the database, a page at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from yipanqi.domain.delivery.baseline import Difference, Standing, difference
from yipanqi.domain.delivery.baseline import Kind as Change
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.tables import Cell, Rows, Table, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .change_told import signed, signed_yuan, yuan
from .keyed import Counted, InTurn, read
from .models import Baseline, DeliveryTask, TaskQuerySet
from .models.tasks import called

NOW, CHANGED, ALL, TREE = "now", "changed", "all", "tree"
_FIELDS = ("start_date", "finish_date", "budget", "quantity")
_MOST = 20_000  # rows of a file
_AT_ONCE = 10_000  # keys looked through at once


class CompareForm(forms.Form):
    """Which two moments, of which tasks, in which order."""

    old = forms.ChoiceField(label=say_later("从", "From"), required=False)
    new = forms.ChoiceField(label=say_later("到", "To"), required=False)
    what = forms.ChoiceField(label=say_later("按", "By"), required=False)
    kind = forms.ChoiceField(label=say_later("变化", "Difference"), required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    sort = forms.ChoiceField(label=say_later("排序", "Sort"), required=False)

    def __init__(self, data: Any, *, baselines: Sequence[Baseline], tasks: TaskQuerySet) -> None:
        super().__init__(data)
        tops = tasks.filter(kind=Kind.ESTATE)  # few beside all tasks, which who is no part of the district sees alone
        places = tops if tops.exists() else tasks
        self.baselines = {str(it.number): it for it in baselines}
        told = [(number, say("基线", "Baseline ") + str(it)) for number, it in self.baselines.items()]
        choices = {
            "old": told,
            "new": [(NOW, say("现在", "Now")), *told],
            "what": [("task", say("任务", "Task")), ("estate", say("小区", "Estate"))],
            "kind": [
                (CHANGED, say("有变化的", "What differs")),
                (ALL, say("全部", "All")),
                *((it.value, say(*it.names)) for it in Change if it is not Change.SAME),
            ],
            "region": [
                ("", say("全部", "All")),
                *places.order_by("region_name").values_list("region", "region_name").distinct(),
            ],
            "sort": [(key, say(zh, en)) for key, (zh, en, *_) in _SORTS.items()],
        }
        for name, found in choices.items():
            self.fields[name].choices = found

    @cached_property
    def asked(self) -> dict[str, str]:
        """What is asked for; what makes no sense is what is asked for at first."""
        self.is_valid()
        usual = {"old": next(iter(self.baselines)), "new": NOW, "what": "task", "kind": CHANGED, "sort": TREE}
        return {name: self.cleaned_data.get(name) or usual.get(name, "") for name in self.fields}


class Comparison:
    """What differs between two moments."""

    def __init__(self, entry: ProgrammeEntry, tasks: TaskQuerySet, form: CompareForm) -> None:
        self.entry, self.asked = entry, form.asked
        self.old = form.baselines[self.asked["old"]]
        self.new = form.baselines.get(self.asked["new"])  # none: as things stand now
        self._tasks = tasks

    @property
    def title(self) -> str:
        """Which two moments."""
        return f"{self.name(self.old)} → {self.name(self.new)}"

    @staticmethod
    def name(moment: Baseline | None) -> str:
        """What a moment is called."""
        return say("现在", "Now") if moment is None else say("基线", "Baseline ") + str(moment)

    @cached_property
    def _here(self) -> TaskQuerySet:
        """The tasks that are asked for, whenever they were."""
        rows = self._tasks.filter(kind=Kind.ESTATE) if self.asked["what"] == "estate" else self._tasks.leaves()
        if self.asked["region"]:
            rows = rows.filter(region=self.asked["region"])
        if q := self.asked["q"].strip():
            rows = rows.filter(called(self.entry, q))
        return rows.order_by()

    @cached_property
    def _both(self) -> TaskQuerySet:
        """The tasks of either moment, with both values of each field, and how they differ."""
        rows = self._here.annotate(was=_at(self.old), **({"becomes": _at(self.new)} if self.new else {}))
        found = {f"old_{name}": F(f"was__{name}") for name in _FIELDS}
        for name in _FIELDS:
            found[f"new_{name}"] = F(f"becomes__{name}") if self.new else _unless_cancelled(name)
        rows = rows.annotate(**found).exclude(old_finish_date=None, new_finish_date=None)
        return rows.annotate(differs=_DIFFERS)

    @cached_property
    def _changed(self) -> list[tuple[int, str, int, int, float | None]]:
        """Key, kind, money before and after and days later of each task that differs, in the order asked for: the
        database is gone through once, in the order of the tree, which is the one it keeps."""
        found = self._both.filter(_NOT_SAME).order_by("place", "pk")
        rows = found.values_list("pk", "differs", _as_it_is(_WAS), _as_it_is(_BECOMES), _as_it_is(_LATER))
        return sorted(rows, key=_SORTS[self.asked["sort"]][2])

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The tasks that are asked for, in their order, read a page at a time."""
        kind = self.asked["kind"]
        if kind == ALL:
            return Picked(self._both, self._keys)
        found = self._both.filter(_NOT_SAME) if kind == CHANGED else self._both.filter(differs=kind)
        order = _SORTS[self.asked["sort"]][3]
        keys = found.order_by(*([order] if order else []), "place", "pk").values_list("pk", flat=True)
        known = self._counted.values() if kind == CHANGED else [self._counted.get(kind, (0, 0))]
        return Picked(self._both, Counted(keys, sum(count for count, _ in known)))

    @property
    def _is_read(self) -> bool:
        """Is all that differs read, to put the same between it?"""
        return self.asked["kind"] == ALL and self.asked["sort"] != TREE

    @property
    def _keys(self) -> Sequence[int]:
        """Those of all tasks in their order: what is no different in what is sorted by stands in the order of the tree
        between what is sorted before and after it, so that only what differs is ever sorted."""
        if not self._is_read:
            return Counted(Others(self._here.order_by("place", "pk"), self._neither), self._count)
        key = _SORTS[self.asked["sort"]][2]
        same = key(_SAME)
        first, last = bisect_left(self._changed, same, key=key), bisect_right(self._changed, same, key=key)
        before, after = ([row[0] for row in part] for part in (self._changed[:first], self._changed[last:]))
        others = Others(self._here.order_by("place", "pk"), {*before, *after, *self._neither})
        even = self._count - len(before) - len(after)
        return InTurn((before, len(before)), (others, even), (after, len(after)))

    @cached_property
    def _counted(self) -> dict[str, tuple[int, int]]:
        """Kind → how many tasks differ so, and by how much money; what is the same only where all is asked for."""
        found: dict[str, tuple[int, int]] = {}
        if self._is_read:
            for _, differs, was, becomes, _ in self._changed:
                count, more = found.get(differs, (0, 0))
                found[differs] = (count + 1, more + becomes - was)
        else:
            told = self._both.filter(_NOT_SAME).order_by().values_list("differs")
            sums = told.annotate(count=Count("*"), more=Sum(_DEARER))
            found = {differs: (count, int(more)) for differs, count, more in sums}
        if self.asked["kind"] == ALL and (same := self._count - sum(count for count, _ in found.values())):
            found[Change.SAME] = (same, 0)
        return found

    @cached_property
    def _count(self) -> int:
        """How many tasks are in either moment."""
        return self._here.count() - len(self._neither)

    @cached_property
    def _neither(self) -> set[int]:
        """Those that are in neither: few, so that all others are told without holding each against both moments."""
        if self.new:
            rows = self._here.alias(was=_at(self.old), becomes=_at(self.new)).filter(becomes__finish_date=None)
        else:
            rows = self._here.alias(was=_at(self.old)).filter(state=State.CANCELLED)
        return set(rows.filter(was__finish_date=None).values_list("pk", flat=True))

    @property
    def sums(self) -> list[dict[str, Any]]:
        """How many differ how, and what each kind does to the money; whatever kind is asked for."""
        return [
            {
                "kind": kind.value,
                "name": say(*kind.names),
                "count": f"{self._counted[kind][0]:,}",
                "money": signed_yuan(self._counted[kind][1]).text if self._counted[kind][1] else "",
            }
            for kind in Change
            if kind in self._counted
        ]

    def query(self, request: HttpRequest) -> str:
        """The question without its page."""
        return query_without(request, "page", "all")

    def table(self, *, is_file: bool = False) -> Table:
        """A row for each task: both moments, and the difference in working days and to the fen."""
        working = self.entry.frame().working
        is_estate = self.asked["what"] == "estate"

        def row(task: DeliveryTask) -> list[Cell]:
            found = difference(working, _standing(task, "old"), _standing(task, "new"))
            url = "" if is_file else task.get_absolute_url()
            where = [text(task.estate_name, url)] if is_estate else [text(task.title_said, url)]
            more = [text(task.number), text(task.region_name)] if is_file else []
            return [*where, *more, text(say(*found.kind.names)), *_cells(found)]

        heads = [(say("小区", "Estate") if is_estate else say("任务", "Task"), False)]
        heads += [(say("编号", "Number"), False), (say("街道", "Subdistrict"), False)] if is_file else []
        heads += [
            (say("变化", "Difference"), False),
            (self.name(self.old), False),
            (self.name(self.new), False),
            (say("开始", "Start"), True),
            (say("完成", "Finish"), True),
            (say("原资金（元）", "Before (yuan)"), True),
            (say("现资金（元）", "After (yuan)"), True),
            (say("相差（元）", "More (yuan)"), True),
        ]
        rows = self.rows[:_MOST] if is_file else self.rows
        return Table(key="compare", title=self.title, columns=heads, rows=Rows(rows, row))


class Picked(Sequence[Any]):
    """Rows of the database by their keys, in the order of these, read a page at a time."""

    def __init__(self, rows: Any, keys: Sequence[int]) -> None:
        self._rows, self._keys = rows, keys

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, at: Any) -> Any:
        return read(self._rows, self._keys[at]) if isinstance(at, slice) else self._rows.get(pk=self._keys[at])

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])


class Others:
    """Keys of rows in their order, but for some: an index tells them without a look at the rows."""

    def __init__(self, rows: TaskQuerySet, out: set[int]) -> None:
        self._keys, self._out = rows.values_list("pk", flat=True), out

    def __getitem__(self, at: slice) -> list[int]:
        first: list[int] = []
        for begin in range(0, at.stop + len(self._out), _AT_ONCE):
            first += [pk for pk in self._keys[begin : begin + _AT_ONCE] if pk not in self._out]
            if len(first) >= at.stop:
                break
        return first[at.start : at.stop]


class Days(Func):
    """The days between two dates, as the database itself counts them; a duration is worked out by Python on SQLite."""

    arity, output_field = 2, IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Text, from which SQLite works out days."""
        template = "(julianday(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Dates, of which the difference is a number."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **more)


class Other(Func):
    """Is one value another than the other? None is another one than any."""

    arity, output_field = 2, BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """`IS NOT` compares values, and is quicker than three comparisons."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" IS NOT ", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same by the name of the standard."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" IS DISTINCT FROM ", **more)


def _other(name: str) -> Q:
    return Q(Other(F(f"new_{name}"), F(f"old_{name}")))


def _at(baseline: Baseline) -> FilteredRelation:
    return FilteredRelation("baseline_rows", condition=Q(baseline_rows__baseline=baseline))


def _as_it_is(number: Any) -> Any:
    """A number as the database gives it: a field would make one of each, of tens of thousands."""
    return ExpressionWrapper(number, output_field=CharField())


def _unless_cancelled(name: str) -> Case:
    return Case(When(state=State.CANCELLED, then=None), default=F(name))


def _standing(task: Any, which: str) -> Standing | None:
    start, finish, budget, much = (getattr(task, f"{which}_{name}") for name in _FIELDS)
    return None if finish is None else Standing(start=start, finish=finish, budget=budget, quantity=much)


def _cells(found: Difference) -> list[Cell]:
    days = [
        Cell(by, signed(by) if by else "", "") if found.old and found.new else text(None)
        for by in (found.start_days, found.finish_days)
    ]
    return [
        text(_dates(found.old)),
        text(_dates(found.new)),
        *days,
        yuan(found.old.budget if found.old else None),
        yuan(found.new.budget if found.new else None),
        signed_yuan(found.budget),
    ]


def _dates(moment: Standing | None) -> str:
    return "—" if moment is None else f"{moment.start} – {moment.finish}"


_OTHERWISE = _other("start_date") | _other("budget") | _other("quantity")
_NOT_SAME = _other("finish_date") | _OTHERWISE
_DIFFERS = Case(
    When(old_finish_date=None, then=Value(Change.ADDED.value)),
    When(new_finish_date=None, then=Value(Change.GONE.value)),
    When(new_finish_date__gt=F("old_finish_date"), then=Value(Change.LATER.value)),
    When(new_finish_date__lt=F("old_finish_date"), then=Value(Change.EARLIER.value)),
    When(_OTHERWISE, then=Value(Change.OTHERWISE.value)),
    default=Value(Change.SAME.value),
    output_field=CharField(),
)
_LATER = Days(F("new_finish_date"), F("old_finish_date"))
_WAS, _BECOMES = Coalesce(F("old_budget"), 0), Coalesce(F("new_budget"), 0)
_DEARER = _BECOMES - _WAS
_SAME = (0, Change.SAME.value, 0, 0, 0.0)  # what `_changed` would tell of a task that does not differ
_SORTS: dict[str, tuple[str, str, Callable[[Any], Any], Any]] = {
    TREE: ("按小区", "by estate", lambda row: 0, None),
    "later": (
        "推迟多的在前",
        "the latest first",
        lambda row: (row[4] is None, -(row[4] or 0)),
        _LATER.desc(nulls_last=True),
    ),
    "earlier": (
        "提前多的在前",
        "the earliest first",
        lambda row: (row[4] is None, row[4] or 0),
        _LATER.asc(nulls_last=True),
    ),
    "dearer": ("资金增加多的在前", "the dearest first", lambda row: row[2] - row[3], _DEARER.desc()),
    "cheaper": ("资金减少多的在前", "the cheapest first", lambda row: row[3] - row[2], _DEARER.asc()),
}  # said, and the order, of rows that are read and in the database; where it is the same, the tree's
