"""What may be asked of tasks: filters, a move, another person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q

from yipanqi.domain.delivery.state import ENDED, MOVES, UNDONE, Action, State
from yipanqi.web.page.say import say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry

from . import choices
from .keyed import InTurn, Keyed
from .models import DeliveryTask, TaskQuerySet
from .models.tasks import PARTS, called
from .words import SUPPORTING

LATE, SOON, OPEN, LIVE, ALL = "late", "soon", "open", "live", "all"
_SOON_DAYS = 30
_UNDONE_FIRST = models.Case(models.When(state__in=UNDONE, then=0), default=1)
SORTS = {
    "late": ("逾期在前", "late first", (_UNDONE_FIRST, "finish_date", "place")),
    "finish": ("按完成日期", "by finish", ("finish_date", "place")),
    "start": ("按开始日期", "by start", ("start_date", "place")),
    "tree": ("按小区", "by estate", ("place",)),
}


class TaskFilter(forms.Form):
    """Which tasks are listed, and in which order."""

    usual_state, usual_sort = OPEN, "finish"  # where none is asked for

    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    when = forms.ChoiceField(label=say_later("时间", "When"), required=False)
    what = forms.ChoiceField(label=say_later("环节或改造项", "Stage or measure"), required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    unit = forms.ChoiceField(label=say_later("单位", "Unit"), required=False)
    sort = forms.ChoiceField(label=say_later("排序", "Sort"), required=False)
    part = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(it, it) for it in ("", *PARTS, SUPPORTING)]
    )  # which part the unit has
    said = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)  # a unit that is no organisation

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any) -> None:
        super().__init__(data)
        self.entry = entry
        every = ("", say("全部", "All"))
        offered = {
            "state": [(OPEN, say("未办结", "Open")), *((state.value, say(*state.names)) for state in State)],
            "when": [
                (LATE, say("逾期", "Late")),
                (SOON, say(f"{_SOON_DAYS} 天内到期", f"Due within {_SOON_DAYS} days")),
            ],
            "what": choices.whats(entry),
            "region": choices.regions(entry, user),
            "unit": choices.units(entry, user),
        }
        for name, found in offered.items():
            self.fields[name].choices = [every, *found]
        self.fields["state"].choices = [
            *offered["state"],
            (LIVE, say("除已取消", "All but cancelled")),
            (ALL, say("全部", "All")),
        ]
        orders = sorted(SORTS, key=lambda key: key != self.usual_sort)
        self.fields["sort"].choices = [(key, say(*SORTS[key][:2])) for key in orders]

    @property
    def states(self) -> list[State]:
        """The states that are asked for."""
        asked = self.cleaned_data.get("state") or self.usual_state
        out = {OPEN: ENDED, LIVE: (State.CANCELLED,), ALL: ()}
        return [it for it in State if it not in out[asked]] if asked in out else [State(asked)]

    @property
    def order(self) -> str:
        """The order that is asked for."""
        return self.cleaned_data.get("sort") or self.usual_sort

    @property
    def is_narrowed(self) -> bool:
        """Is anything asked for but states?"""
        return any(self.cleaned_data.get(name) for name in ("q", "when", "what", "region", "unit", "said"))

    def listed(self, rows: TaskQuerySet, day: date, counts: Mapping[str, int]) -> Keyed:
        """The same a page at a time; where nothing but states is asked for, `counts` knows how many there are of each,
        and those that still have to be done are looked for before the others."""
        found = self.chosen(rows, day)
        if self.is_narrowed:
            return Keyed(found)
        count = sum(counts.get(state, 0) for state in self.states)
        if self.order != LATE:
            return Keyed(found, count=count)
        parts = [[it for it in self.states if (it in UNDONE) is is_first] for is_first in (True, False)]
        keys = rows.order_by("finish_date", "place").values_list("pk", flat=True)
        told = [(keys.filter(state__in=states), sum(counts.get(it, 0) for it in states)) for states in parts]
        return Keyed(found, count=count, keys=InTurn(*told))

    def chosen(self, rows: TaskQuerySet, day: date) -> TaskQuerySet:
        """The tasks that fit, in the order asked for; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q"):
            rows = rows.filter(called(self.entry, q))
        rows = rows.filter(state__in=self.states) if len(self.states) < len(State) else rows
        if asked.get("when") == LATE:
            rows = rows.late(day)
        if asked.get("when") == SOON:
            rows = rows.undone().filter(finish_date__gte=day, finish_date__lte=date.fromordinal(day.toordinal() + 30))
        if what := asked.get("what"):
            kind, _, code = what.partition(":")
            rows = rows.filter(**{kind: code, **({"measure": ""} if kind == "stage" else {})})
        if region := asked.get("region"):
            rows = rows.filter(region=region)
        if unit := asked.get("unit"):
            rows = rows.filter(_of_unit(unit, asked.get("part", "")))
        if said := asked.get("said"):
            part = asked.get("part") or "responsible"
            rows = rows.filter(**{f"{part}__isnull": True, f"units_said__{part}": said})
        return rows.order_by(*SORTS[self.order][2])


def _of_unit(unit: str, part: str) -> Q:
    """The unit has this part; without one, any."""
    found = Q()
    if part in ("", SUPPORTING):
        found |= Q(supporting__contains=f"|{unit}|")
    for one in (part,) if part in PARTS else () if part else PARTS:
        found |= Q(**{f"{one}_id": unit})
    return found


class OwnTaskFilter(TaskFilter):
    """The same of one's own tasks: those that still have to be done come first, the latest of them on top."""

    usual_sort = "late"


class MoveForm(forms.Form):
    """A move: why, and of a hold until when and on what condition. `seen` is the version that was looked at."""

    action = forms.ChoiceField(choices=[(it.value, it.value) for it in Action], widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=say_later("说明", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    condition = forms.CharField(label=say_later("恢复的条件", "It goes on when"), max_length=300, required=False)
    until = forms.DateField(
        label=say_later("挂账期限", "On hold until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, task: DeliveryTask, action: Action | None = None, **more: Any) -> None:
        if action is not None:
            more["initial"] = {"action": action.value, "seen": task.version}
        super().__init__(*args, **more)
        found = MOVES.get((task.told, action)) if action else None
        if found is not None:
            self.fields["reason"].required = found.needs_reason
            if found.needs_reason:
                self.fields["reason"].label = say("理由", "Reason")
        if action is not None and action is not Action.HOLD:
            del self.fields["condition"], self.fields["until"]
        if action is Action.HOLD:
            self.fields["condition"].required = True


class PersonForm(forms.Form):
    """Another person who answers for a task."""

    person = forms.CharField(label=say_later("新的责任人", "New person"), max_length=60)
    reason = forms.CharField(label=say_later("理由", "Reason"), max_length=500)
