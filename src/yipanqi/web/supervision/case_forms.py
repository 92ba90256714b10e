"""What may be asked of cases, and what is written of one: the rest is drawn from the record."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.supervision.experience import CaseState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm, mark_of
from yipanqi.web.page.tables import Table, count, money, text

from .models import CaseWork, ExperienceCase
from .models.cases import CaseQuerySet

_SIZES = {"s": (0, 100), "m": (100, 300), "l": (300, 800), "xl": (800, None)}  # households, the upper end not counted
_COSTS = {"s": (0, 50), "m": (50, 200), "l": (200, 500), "xl": (500, None)}  # 10⁴ yuan


class CaseFilter(forms.Form):
    """Which cases are listed."""

    q = forms.CharField(label=say_later("标题、小区或做法", "Title, estate or text"), max_length=60, required=False)
    measure = forms.ChoiceField(label=say_later("改造内容", "Work"), required=False)
    size = forms.ChoiceField(label=say_later("规模（户）", "Size (households)"), required=False)
    cost = forms.ChoiceField(label=say_later("费用（万元）", "Cost (10⁴ yuan)"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any, rows: CaseQuerySet) -> None:
        super().__init__(data)
        works = CaseWork.objects.filter(case__in=rows).order_by("measure").values_list("measure", "name", "name_en")
        named = {measure: say(name, name_en) for measure, name, name_en in works.distinct()}
        all_ = [("", say("全部", "All"))]
        self.fields["measure"].choices = [*all_, *named.items()]
        self.fields["size"].choices = [*all_, *_bands(_SIZES)]
        self.fields["cost"].choices = [*all_, *_bands(_COSTS)]
        self.fields["state"].choices = [*all_, *((it.value, say(*it.names)) for it in CaseState)]

    def chosen(self, rows: CaseQuerySet) -> CaseQuerySet:
        """The cases that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            places = ExperienceCase.objects.filter(places__name__icontains=q).values("pk")
            rows = rows.filter(
                Q(title__icontains=q) | Q(worked__icontains=q) | Q(avoid__icontains=q) | Q(pk__in=places)
            )
        if asked.get("measure"):
            rows = rows.filter(measures__contains=f"|{asked['measure']}|")
        if asked.get("size"):
            rows = _within(rows, "households", *_SIZES[asked["size"]])
        if asked.get("cost"):
            least, most = _COSTS[asked["cost"]]
            rows = _within(rows, "cost", least * FEN_PER_WAN, most * FEN_PER_WAN if most else None)
        return rows.filter(state=asked["state"]) if asked.get("state") else rows


def _bands(bands: dict[str, tuple[int, int | None]]) -> Iterable[tuple[str, str]]:
    for key, (least, most) in bands.items():
        if most is None:
            yield key, say(f"{least} 及以上", f"{least} and more")
        else:
            yield key, say(f"不足 {most}", f"below {most}") if not least else f"{least}–{most}"


def _within(rows: CaseQuerySet, name: str, least: int, most: int | None) -> CaseQuerySet:
    rows = rows.filter(**{f"{name}__gte": least})
    return rows if most is None else rows.filter(**{f"{name}__lt": most})


class CaseForm(SeenForm):
    """A case: its title, what worked, what to avoid, and the works that it is about."""

    title = forms.CharField(label=say_later("标题", "Title"), max_length=100)
    worked = forms.CharField(
        label=say_later("有效做法", "What worked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    avoid = forms.CharField(
        label=say_later("应当避免", "What to avoid"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, case: ExperienceCase | None = None, tasks: Iterable[int] = ()) -> None:
        super().__init__(data, initial=_known(case) if case else None)
        self.tasks = [int(it) for it in data.getlist("tasks") if it.isdigit() and len(it) < 10] if data else [*tasks]

    @property
    def texts(self) -> dict[str, str]:
        """As the actions take them; of a valid form."""
        return {name: self.cleaned_data[name] for name in ("title", "worked", "avoid")}

    def chosen(self) -> list[DeliveryTask]:
        """The works that are chosen, in the order of the plan."""
        return list(DeliveryTask.objects.filter(pk__in=self.tasks).order_by("place"))


def _known(case: ExperienceCase) -> dict[str, Any]:
    return {"title": case.title, "worked": case.worked, "avoid": case.avoid, "seen": mark_of(case.version)}


class NoteForm(SeenForm):
    """A decision about a case, with a note."""

    note = forms.CharField(
        label=say_later("意见", "Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def cases_table(rows: Iterable[ExperienceCase]) -> Table:
    """Cases as a file."""
    heads = (("编号", "Number"), ("标题", "Title"), ("小区", "Estates"), ("改造内容", "Works"))
    figures = (
        ("户数", "Households"),
        ("费用（万元）", "Cost (10⁴ yuan)"),
        ("计划天数", "Days planned"),
        ("实际天数", "Days taken"),
    )
    last = (("有效做法", "What worked"), ("应当避免", "What to avoid"), ("提交人", "Proposed by"), ("状态", "State"))
    cells = [
        [
            text(it.code),
            text(it.title),
            text(it.places_said),
            text(it.works_said),
            count(it.households or None),
            money(it.cost),
            count(it.days_planned),
            count(it.days_taken),
            text(it.worked),
            text(it.avoid),
            text(str(it.by)),
            text(it.state_said),
        ]
        for it in rows
    ]
    columns = [
        *((say(*it), False) for it in heads),
        *((say(*it), True) for it in figures),
        *((say(*it), False) for it in last),
    ]
    return Table(title=say("经验案例", "Cases"), columns=columns, rows=cells)
