"""What may be asked of changes: filters, the change itself by its kind, a decision, a baseline."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from yipanqi.domain.delivery.change import FACTS, ChangeKind, ChangeState
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import from_wan, in_wan
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm, mark_of

from .effects import UNITS, Family
from .models import ChangeQuerySet
from .words import CHANGE_FACTS, PARTS

_MOST = Decimal("999999999.99")  # 10⁴ yuan or ㎡: what a field of the database takes
Asked = dict[str, Any]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ChangeFilter(forms.Form):
    """Which changes are listed."""

    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    kind = forms.ChoiceField(label=say_later("内容", "About"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, codes in (("kind", ChangeKind), ("state", ChangeState)):
            self.fields[name].choices = [("", say("全部", "All")), *((it.value, say(*it.names)) for it in codes)]

    def chosen(self, rows: ChangeQuerySet) -> ChangeQuerySet:
        """The changes that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            fits = Q(task__estate_name__icontains=q) | Q(task__number__icontains=q)
            number = q.upper().removeprefix("BG-").lstrip("0")
            rows = rows.filter(fits | Q(number=int(number)) if number.isascii() and number.isdigit() else fits)
        for name in ("kind", "state"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return rows


class ChangeForm(SeenForm):
    """A change: what is asked, by kind, and why. `seen` is a mark of what the form showed."""

    reason = forms.CharField(
        label=say_later("理由", "Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, family: Family, asked: Mapping[str, Any] | None = None, reason: str = "") -> None:
        self.family = family
        given = self.shown(family) if asked is None else self.told(asked)
        super().__init__(data, initial={**given, "reason": reason, "seen": self.mark})
        self.order_fields([*(it for it in self.fields if it != "reason"), "reason"])

    @property
    def mark(self) -> str:
        """Of what it shows."""
        return mark_of(sorted(self.shown(self.family).items(), key=str))

    @property
    def now(self) -> list[tuple[str, Any]]:
        """What is so now, by the names of the fields."""
        return [(self.fields[name].label, value) for name, value in self.shown(self.family).items()]

    @property
    def asked(self) -> Asked:
        """What is asked, as `effects` reads it; of a valid form."""
        raise NotImplementedError

    @classmethod
    def shown(cls, family: Family) -> Asked:
        """The values that the form shows at first."""
        return {}

    @classmethod
    def told(cls, asked: Mapping[str, Any]) -> Asked:
        """What was asked before, as the form takes it."""
        return dict(asked)


class FactsForm(ChangeForm):
    """Households, floor area and buildings of an estate."""

    households = forms.IntegerField(label=say_later(*CHANGE_FACTS["households"]), min_value=1, max_value=1_000_000)
    floor_area = forms.DecimalField(
        label=say_later(*CHANGE_FACTS["floor_area"]), min_value=0, max_value=_MOST, decimal_places=2, required=False
    )
    buildings = forms.IntegerField(
        label=say_later(*CHANGE_FACTS["buildings"]), min_value=1, max_value=100_000, required=False
    )

    @property
    def asked(self) -> Asked:
        """Plain values, as the programme's rows keep them."""
        found = {name: self.cleaned_data[name] for name in FACTS}
        area = found["floor_area"]
        return found | {"floor_area": None if area is None else f"{area.normalize():f}"}

    @classmethod
    def shown(cls, family: Family) -> Asked:
        """As the data say now."""
        return {name: family.record.values.get(name) for name in FACTS}


class AddForm(ChangeForm):
    """A work that the estate has not."""

    measure = forms.ChoiceField(label=say_later("改造内容", "Measure"))
    quantity = forms.DecimalField(
        label=say_later("数量", "Quantity"),
        min_value=0,
        max_value=_MOST,
        decimal_places=3,
        required=False,
        help_text=say_later("不填则按数据测算", "Empty: estimated by the data"),
    )
    budget = forms.DecimalField(
        label=say_later("资金（万元）", "Money (10⁴ yuan)"),
        min_value=0,
        max_value=_MOST,
        decimal_places=6,
        required=False,
        help_text=say_later("不填则按单价测算", "Empty: estimated by the unit rates"),
    )
    start = _day(say_later("计划开始", "Planned start"))
    finish = _day(say_later("计划完成", "Planned finish"))

    def __init__(self, *args: Any, family: Family, **more: Any) -> None:
        super().__init__(*args, family=family, **more)
        known = {it.measure for it in family.works}
        self.fields["measure"].choices = [
            (it.id, say(it.name, it.name_en or it.name)) for it in family.programme.measures if it.id not in known
        ]

    @property
    def asked(self) -> Asked:
        """Days as ISO dates, money in fen."""
        it = self.cleaned_data
        much, budget = it["quantity"], it["budget"]
        return {
            "measure": it["measure"],
            "quantity": None if much is None else f"{much.normalize():f}",
            "budget": None if budget is None else from_wan(budget),
            "start": it["start"].isoformat(),
            "finish": it["finish"].isoformat(),
        }

    @classmethod
    def told(cls, asked: Mapping[str, Any]) -> Asked:
        """With its money in 10⁴ yuan."""
        budget = asked["budget"]
        return dict(asked) | {"budget": None if budget is None else in_wan(budget)}


class DropForm(ChangeForm):
    """A work is taken out: only why."""

    @property
    def asked(self) -> Asked:
        """Nothing more than the task itself."""
        return {}

    @property
    def mark(self) -> str:
        """Of the task as it stands."""
        return mark_of(self.family.task.version)


class DatesForm(ChangeForm):
    """The dates of a task, and what comes before it."""

    start = _day(say_later("计划开始", "Planned start"))
    finish = _day(say_later("计划完成", "Planned finish"))
    after = forms.MultipleChoiceField(
        label=say_later("前置任务", "Comes after"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, family: Family, **more: Any) -> None:
        super().__init__(*args, family=family, **more)
        others = [it for it in family.leaves if it.pk != family.task.pk]
        self.fields["after"].choices = [(it.number, it.name_said) for it in others]

    @property
    def asked(self) -> Asked:
        """Days as ISO dates, the others by number."""
        it = self.cleaned_data
        return {"start": it["start"].isoformat(), "finish": it["finish"].isoformat(), "after": it["after"]}

    @property
    def now(self) -> list[tuple[str, Any]]:
        """With names instead of numbers."""
        told = self.shown(self.family)
        names = say("、", ", ").join(self.family.by_number[it].name_said for it in told["after"])
        return [(self.fields[name].label, names if name == "after" else value) for name, value in told.items()]

    @classmethod
    def shown(cls, family: Family) -> Asked:
        """As the task stands; what is cancelled is not offered."""
        task, known = family.task, {it.number for it in family.leaves}
        after = [it for it in task.after if it in known]
        return {"start": task.start_date, "finish": task.finish_date, "after": after}

    @classmethod
    def told(cls, asked: Mapping[str, Any]) -> Asked:
        """With days as days."""
        return dict(asked) | {name: date.fromisoformat(asked[name]) for name in ("start", "finish")}


class UnitsForm(ChangeForm):
    """Who leads, answers for and inspects a task, and the person."""

    lead = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    responsible = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    inspecting = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    person = forms.CharField(label=say_later("责任人", "Person"), max_length=60, required=False)

    def __init__(self, *args: Any, family: Family, **more: Any) -> None:
        super().__init__(*args, family=family, **more)
        root = family.entry.organisation.path.strip("/").split("/")[0]
        offered = Organisation.objects.filter(path__startswith=f"/{root}/").order_by("path")
        for part in UNITS:
            self.fields[part].queryset = offered
            self.fields[part].label = say(*PARTS[part])
            self.fields[part].empty_label = family.task.units_said.get(part, "—")

    @property
    def asked(self) -> Asked:
        """Organisations by key."""
        it = self.cleaned_data
        found = {part: it[part].pk if it[part] else None for part in UNITS}
        return found | {"person": it["person"].strip()}

    @property
    def now(self) -> list[tuple[str, Any]]:
        """By the names of the units."""
        task = self.family.task
        units = [(self.fields[part].label, task.unit_said(part)) for part in UNITS]
        return [*units, (self.fields["person"].label, task.person)]

    @classmethod
    def shown(cls, family: Family) -> Asked:
        """As the task stands."""
        task = family.task
        return {part: getattr(task, f"{part}_id") for part in UNITS} | {"person": task.person}


FORMS: Mapping[ChangeKind, type[ChangeForm]] = {
    ChangeKind.FACTS: FactsForm,
    ChangeKind.ADD: AddForm,
    ChangeKind.DROP: DropForm,
    ChangeKind.DATES: DatesForm,
    ChangeKind.UNITS: UnitsForm,
}


class DecideForm(SeenForm):
    """A decision about a change, with a note; `seen` is the mark of the effect that was shown."""

    note = forms.CharField(
        label=say_later("意见", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class BaselineForm(forms.Form):
    """A baseline to keep: its name, and why."""

    name = forms.CharField(label=say_later("名称", "Name"), max_length=100)
    reason = forms.CharField(label=say_later("理由", "Reason"), max_length=500)


class BeginForm(forms.Form):
    """Which task a change is about."""

    q = forms.CharField(label=say_later("小区或任务编号", "Estate, or number of a task"), max_length=60, required=False)

    def chosen(self, rows: Any) -> Any:
        """Estates and tasks that fit, the estates first."""
        self.is_valid()
        words = self.cleaned_data.get("q", "").strip()
        if not words:
            return rows.none()
        fits = Q(estate_name__icontains=words) | Q(number__icontains=words)
        found = rows.filter(fits).filter(Q(is_leaf=True) | Q(kind=Kind.ESTATE)).exclude(state=State.CANCELLED)
        return found.order_by("estate", "place")
