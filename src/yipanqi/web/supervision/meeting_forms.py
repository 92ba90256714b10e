"""What may be written of a meeting and of its items."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from yipanqi.domain.supervision.meeting import ASKING, ItemKind, MeetingKind
from yipanqi.domain.supervision.order import Urgency
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import COMMUNITY
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm, mark_of
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Meeting, MeetingItem

_FARTHEST = 366  # days before a date at which something may come back


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def units_in(entry: ProgrammeEntry) -> Any:
    """The organisations of the programme's district, as its tree has them."""
    root = entry.organisation.path.strip("/").split("/")[0]
    return Organisation.objects.filter(path__startswith=f"/{root}/", is_active=True).order_by("path")


class MeetingForm(SeenForm):
    """A meeting: what is known of it before it is held, or afterwards."""

    title = forms.CharField(label=say_later("会议名称", "Title"), max_length=200)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"))
    held_on = _day(say_later("日期", "Day"))
    place = forms.CharField(label=say_later("地点", "Place"), max_length=100, required=False)
    chair = forms.CharField(label=say_later("主持人", "Chair"), max_length=60, required=False)
    attending = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=say_later("参加单位", "Attending units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(label=say_later("其他参加人", "Others who attend"), max_length=300, required=False)
    source = forms.CharField(
        label=say_later("资料来源", "Source"),
        max_length=300,
        required=False,
        help_text=say_later("补录以往会议时写明依据", "Of a meeting that is entered afterwards: what it rests on"),
    )

    def __init__(self, data: Any, *, entry: ProgrammeEntry, meeting: Meeting | None = None) -> None:
        super().__init__(data, initial=_known(meeting) if meeting else {"kind": MeetingKind.DISPATCH})
        self.fields["kind"].choices = [(it.value, say(*it.names)) for it in MeetingKind]
        self.fields["attending"].queryset = units_in(entry).exclude(kind=COMMUNITY)

    @property
    def facts(self) -> dict[str, Any]:
        """As the actions take them; of a valid form."""
        names = ("title", "kind", "held_on", "place", "chair", "others", "source")
        return {name: self.cleaned_data[name] for name in names}

    def now(self, meeting: Meeting) -> list[tuple[Any, Any]]:
        """What is so now, by the names of the fields."""
        known = _known(meeting) | {"kind": meeting.kind_said, "attending": meeting.attending_said}
        return [(self.fields[name].label, known[name]) for name in self.fields if name != "seen"]


def _known(meeting: Meeting) -> dict[str, Any]:
    names = ("title", "kind", "held_on", "place", "chair", "others", "source")
    found: dict[str, Any] = {name: getattr(meeting, name) for name in names}
    return found | {
        "attending": [it.pk for it in meeting.attending.all()],
        "seen": mark_of(meeting.version),
    }


class ItemForm(SeenForm):
    """An item: what the meeting asks, decides, assigns or notes."""

    kind = forms.ChoiceField(label=say_later("类别", "Kind"))
    text = forms.CharField(label=say_later("内容", "What"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    leader = forms.CharField(label=say_later("提出人", "Whose demand"), max_length=60, required=False)
    unit = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("责任单位", "Unit"), required=False)
    limit = _day(say_later("时限", "Until"), required=False)

    def __init__(
        self, data: Any, *, entry: ProgrammeEntry, item: MeetingItem | None = None, auto_id: str = "id_%s"
    ) -> None:
        super().__init__(data, initial=_words(item) if item else None, auto_id=auto_id)
        self.fields["kind"].choices = [(it.value, say(*it.names)) for it in ItemKind]
        self.fields["unit"].queryset = units_in(entry)

    @property
    def words(self) -> dict[str, Any]:
        """As the actions take them; of a valid form."""
        return {name: self.cleaned_data[name] for name in ("kind", "text", "leader", "unit", "limit")}


def _words(item: MeetingItem) -> dict[str, Any]:
    names = ("kind", "text", "leader", "limit")
    found: dict[str, Any] = {name: getattr(item, name) for name in names}
    return found | {"unit": item.unit_id, "seen": mark_of(item.version)}


class ReasonForm(SeenForm):
    """Why."""

    reason = forms.CharField(
        label=say_later("理由", "Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PlainForm(SeenForm):
    """Nothing but that it is meant."""


class PrintForm(SeenForm):
    """The minutes as they were printed."""

    printed_on = _day(say_later("印发日期", "Printed on"))
    number = forms.CharField(label=say_later("纪要编号", "Number of the minutes"), max_length=60, required=False)
    file = forms.FileField(label=say_later("纪要文件", "The minutes' file"), required=False)


class KindForm(SeenForm):
    """What a note asks for."""

    kind = forms.ChoiceField(label=say_later("类别", "Kind"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(it.value, say(*it.names)) for it in ASKING]


class OrderForm(SeenForm):
    """The order that is made of an item: its units, its limit, how soon."""

    lead = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("牵头单位", "Lead unit"))
    inspects = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("督办单位", "Inspecting unit"))
    urgency = forms.ChoiceField(label=say_later("缓急", "Urgency"))
    limit = _day(
        say_later("办结时限", "Limit"),
        required=False,
        help_text=say_later("不填则按督办规则计算", "Empty: as the rules of orders say"),
    )
    is_issued = forms.BooleanField(
        label=say_later("立即交办（不选则存为拟办）", "Issue it now (else it stays a draft)"), required=False
    )

    def __init__(self, *args: Any, item: MeetingItem, office: Organisation | None, **more: Any) -> None:
        own: Mapping[str, Any] = {
            "lead": item.unit_id,
            "inspects": office.pk if office and office.pk != item.unit_id else None,
            "urgency": Urgency.ORDINARY,
            "limit": item.limit,
            "is_issued": True,
        }
        super().__init__(*args, initial={**own, **more.pop("initial", {})}, **more)
        self.fields["urgency"].choices = [(it.value, say(*it.names)) for it in Urgency]
        for name in ("lead", "inspects"):
            self.fields[name].queryset = units_in(item.meeting.entry)


class TaskForm(SeenForm):
    """The task that does it, by its number."""

    task = forms.CharField(
        label=say_later("任务编号", "Number of the task"),
        max_length=440,
        help_text=say_later("任务页标题下的编号", "As it stands under the heading of the task's page"),
    )

    def __init__(self, *args: Any, rows: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = rows

    def clean_task(self) -> DeliveryTask:
        """The task of this number, of those that one sees."""
        found = self.rows.filter(number=self.cleaned_data["task"].strip()).first()
        if found is None:
            raise forms.ValidationError(say("没有这个编号的任务", "There is no task of this number"))
        return found


class SnoozeForm(SeenForm):
    """Until when it is put aside: so many days before a date."""

    target = _day(say_later("某日", "A date"))
    days = forms.IntegerField(label=say_later("提前几天恢复", "Days before it"), min_value=0, max_value=_FARTHEST)
    reason = forms.CharField(
        label=say_later("理由", "Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, day: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target"].widget.attrs["min"] = day.isoformat()
