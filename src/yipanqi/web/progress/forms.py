"""What may be asked of reports: a report itself, several of an estate, filters, the reason of a return."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from yipanqi.domain.money import from_wan, in_wan
from yipanqi.domain.progress.report import Entered, Fault, Judged, Problem
from yipanqi.domain.progress.report_told import fault_said
from yipanqi.domain.progress.told import plain
from yipanqi.web.delivery import choices
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.today import today
from yipanqi.web.programmes.forms import FilesField
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.reporting import Written
from .models import TaskReport
from .models.reports import month_said

MOST_PHOTOS = 12
_KINDS = "image/jpeg,image/png,image/webp,image/heic,image/heif"
CARRIED = ("percent", "quantity", "problem", "problem_text", "expected_finish", "certified")  # from the last report


class MonthField(forms.Field):
    """`2028-05` → its first day."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> date | None:
        """ValidationError where it is no month."""
        if not value:
            return None
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            raise forms.ValidationError(say("月份应为 2028-05 这样", "A month is written as 2028-05")) from None

    def prepare_value(self, value: Any) -> Any:
        """A day of the month as it is written."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class ReportForm(forms.Form):
    """A month's report of a task: six fields, the last values filled in."""

    month = MonthField()
    uid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    phone_at = forms.CharField(widget=forms.HiddenInput, required=False)
    opened_at = forms.CharField(widget=forms.HiddenInput, required=False)
    percent = forms.DecimalField(label=say_later("完成百分比（%）", "Done, in percent"), max_digits=5, decimal_places=1)
    quantity = forms.DecimalField(
        label=say_later("完成数量（累计）", "Quantity done to date"), max_digits=16, decimal_places=3, required=False
    )
    photos = FilesField(label=say_later("照片", "Photos"), required=False)
    problem = forms.ChoiceField(label=say_later("存在问题", "Problem"), required=False)
    problem_text = forms.CharField(
        label=say_later("问题说明", "About it"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    expected_finish = forms.DateField(
        label=say_later("预计完成", "Expected finish"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    certified = forms.DecimalField(
        label=say_later("已确认工程款（万元，累计）", "Certified to date (10⁴ yuan)"),
        max_digits=15,
        decimal_places=6,
        required=False,
    )
    reason = forms.CharField(
        label=say_later("理由", "Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_sure = forms.BooleanField(label=say_later("已核对，就是这样", "Checked: it is so"), required=False)

    def __init__(self, *args: Any, task: DeliveryTask, needs: Iterable[str] = (), **more: Any) -> None:
        """`needs`: which of reason and is_sure are asked for from the beginning."""
        super().__init__(*args, **more)
        self.task = task
        problems = [(it.value, say(*it.names)) for it in Problem]
        self.fields["problem"].choices = [("", say("无", "None")), *problems]
        self.fields["photos"].widget.attrs |= {"accept": _KINDS, "multiple": True}
        for name in ("percent", "quantity", "certified"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        if task.quantity is None:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].help_text = say(f"计划 {task.quantity_said}", f"Planned: {task.quantity_said}")
        for name in ("reason", "is_sure"):
            if name not in needs and name not in self.data:
                self.fields[name].widget = forms.HiddenInput()

    def clean_photos(self) -> list[Any]:
        """No more than are taken."""
        photos = self.cleaned_data["photos"]
        if len(photos) > MOST_PHOTOS:
            raise forms.ValidationError(
                say(
                    f"一次最多 {MOST_PHOTOS} 张，选了 {len(photos)} 张",
                    f"At most {MOST_PHOTOS}; {len(photos)} were chosen",
                )
            )
        return photos

    @property
    def entered(self) -> Entered:
        """As the laws read it."""
        asked = self.cleaned_data
        certified = asked.get("certified")
        return Entered(
            month=asked["month"],
            percent=asked.get("percent"),
            quantity=asked.get("quantity"),
            problem=Problem(asked["problem"]) if asked.get("problem") else None,
            problem_text=asked.get("problem_text", ""),
            expected_finish=asked.get("expected_finish"),
            certified=None if certified is None else from_wan(certified),
            reason=asked.get("reason", ""),
            is_sure=bool(asked.get("is_sure")),
        )

    @property
    def written(self) -> Written:
        """Where and when it was written."""
        asked = self.cleaned_data
        return Written(
            uid=asked["uid"],
            seen=asked.get("seen"),
            written_at=moment(asked.get("opened_at", "")),
            phone_at=moment(asked.get("phone_at", "")),
        )

    def tell(self, found: Judged) -> None:
        """Put what is wrong, or asked, at its fields."""
        for fault in found.refused or found.asked:
            self._at(fault)
        if found.asked and not found.refused:
            self.fields["is_sure"].widget = forms.CheckboxInput()

    def _at(self, fault: Fault) -> None:
        if fault.field == "reason":
            self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2})
        is_shown = fault.field in self.fields and not self[fault.field].is_hidden
        self.add_error(fault.field if is_shown else None, say(*fault_said(fault)))


def moment(text: str) -> datetime | None:
    """An ISO moment with its zone, as phones write it; none of anything else."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else None


def begun(task: DeliveryTask, month: date, newest: TaskReport | None, before: TaskReport | None) -> dict[str, Any]:
    """What a form begins with: what was reported of the month, else the last values before."""
    last = newest or before
    finish = (last.expected_finish if last else None) or task.finish_date
    found: dict[str, Any] = {
        "month": month,
        "uid": uuid.uuid4(),
        "seen": newest.version if newest else 0,
        "percent": shown(last.percent) if last else "",
        "quantity": shown(last.quantity) if last else "",
        "expected_finish": finish if finish >= today() else None,  # one that is past is asked for, not filled in
        "certified": shown(in_wan(last.certified)) if last and last.certified is not None else "",
    }
    if newest:
        found |= {"problem": newest.problem, "problem_text": newest.problem_text}
    return found


def shown(value: Decimal | None) -> str:
    """A number without zeros at its end."""
    return "" if value is None else plain(value)


_SAID = ("percent", "quantity", "problem", "expected_finish")  # what a row says


class RowForm(forms.Form):
    """A row of an estate's table: what changes from month to month."""

    percent = forms.DecimalField(max_digits=5, decimal_places=1, required=False)
    quantity = forms.DecimalField(max_digits=16, decimal_places=3, required=False)
    problem = forms.ChoiceField(required=False)
    expected_finish = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    is_same = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    uid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, task: DeliveryTask, may_be_same: bool = False, **more: Any) -> None:
        """`may_be_same`: there are values of before and none of the month, so that they may be reported once more."""
        super().__init__(*args, prefix=str(task.pk), **more)
        if not may_be_same:
            del self.fields["is_same"]
        self.task = task
        known = [(it.value, say(*it.names)) for it in Problem if it is not Problem.OTHER]  # that wants words
        self.fields["problem"].choices = [("", say("无", "None")), *known]
        said = {
            "percent": say("完成百分比", "Percent done"),
            "quantity": say("完成数量", "Quantity done"),
            "problem": say("存在问题", "Problem"),
            "expected_finish": say("预计完成", "Expected finish"),
            "is_same": say("本月没有变化，照上次上报", "No change this month: report it as before"),
            "reason": say("理由", "Reason"),
            "is_sure": say("已核对", "Checked"),
        }
        for name, label in said.items():
            if name not in self.fields:
                continue
            self.fields[name].label = label
            self.fields[name].widget.attrs |= {"aria-label": f"{task.name_said}: {label}"}
        for name in ("percent", "quantity"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        if task.quantity is None:
            del self.fields["quantity"]
        if self.is_bound and self.data.get(f"{task.pk}-reason"):
            self.fields["reason"].widget = forms.TextInput(attrs=self.fields["reason"].widget.attrs)

    @property
    def says_something(self) -> bool:
        """Was anything of this row changed, or ticked as unchanged? Its id is a new one in each table."""
        asked = self.cleaned_data
        if asked.get("percent") is None:
            return False
        return bool(asked.get("is_same")) or any(map(self._is_other, _SAID))

    def _is_other(self, name: str) -> bool:
        if name not in self.fields:
            return False
        field = self.fields[name]
        return field.clean(self.initial.get(name)) != self.cleaned_data.get(name)

    def entered(self, month: date, last: TaskReport | None) -> Entered:
        """As the laws read it; money is carried over, for the table does not ask for it."""
        asked = self.cleaned_data
        return Entered(
            month=month,
            percent=asked.get("percent"),
            quantity=asked.get("quantity"),
            problem=Problem(asked["problem"]) if asked.get("problem") else None,
            expected_finish=asked.get("expected_finish"),
            certified=last.certified if last else None,
            reason=asked.get("reason", ""),
            is_sure=bool(asked.get("is_sure")),
        )

    def tell(self, found: Judged) -> None:
        """Put what is wrong, or asked, at its fields."""
        for fault in found.refused or found.asked:
            if fault.field == "reason":
                self.fields["reason"].widget = forms.TextInput(attrs=self.fields["reason"].widget.attrs)
            self.add_error(fault.field if fault.field in self.fields else None, say(*fault_said(fault)))
        if found.asked and not found.refused:
            self.fields["is_sure"].widget = forms.CheckboxInput(attrs=self.fields["is_sure"].widget.attrs)


TROUBLED, MARKED, BARE = "troubled", "marked", "bare"
_WHICH = {
    TROUBLED: ("有问题的", "with a problem"),
    MARKED: ("有标记的", "with marks"),
    BARE: ("没有照片的", "without a photo"),
}


class ConfirmFilter(forms.Form):
    """Which of the reports that wait are listed."""

    month = forms.ChoiceField(label=say_later("月份", "Month"), required=False)
    which = forms.ChoiceField(label=say_later("只看", "Only"), required=False)
    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)

    def __init__(self, data: Any, *, months: Iterable[date]) -> None:
        """`months`: of which reports wait."""
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["month"].choices = [every, *((f"{it:%Y-%m}", month_said(it)) for it in months)]
        self.fields["which"].choices = [every, *((key, say(*said)) for key, said in _WHICH.items())]
        self.is_valid()


class PhotoFilter(forms.Form):
    """Which of the photos with marks are listed: those that nobody has looked at, or all."""

    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    all = forms.CharField(max_length=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def is_all(self) -> bool:
        """Are those shown too that a person has cleared?"""
        return self.cleaned_data.get("all") == "1"


class WhyForm(forms.Form):
    """Why a report is given back."""

    why = forms.CharField(label=say_later("退回的理由", "Why"), max_length=500)


class ReportFilter(forms.Form):
    """Which tasks of a month are listed."""

    month = forms.ChoiceField(label=say_later("月份", "Month"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    unit = forms.ChoiceField(label=say_later("单位", "Unit"), required=False)
    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)

    def __init__(
        self,
        data: Any,
        *,
        entry: ProgrammeEntry | None,
        user: Any,
        months: Iterable[date],
        month: date,
        is_own: bool = False,
    ) -> None:
        """`month`: where none is asked for; `is_own`: of few works, so that month and state are enough."""
        data = data.copy()
        data.setdefault("month", f"{month:%Y-%m}")
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["month"].choices = [(f"{it:%Y-%m}", month_said(it)) for it in months]
        self.fields["state"].choices = [every, *((key, say(*said)) for key, said in STATES.items())]
        self.fields["region"].choices = [every, *choices.regions(entry, user)]
        self.fields["unit"].choices = [every, *choices.units(entry, user)]
        if is_own:
            for name in ("region", "unit", "q"):
                del self.fields[name]
        self.is_valid()
        asked = self.cleaned_data.get("month")
        self.month = date.fromisoformat(f"{asked}-01") if asked else month

    @property
    def is_narrow(self) -> bool:
        """Is anything asked beside the month?"""
        return any(self.cleaned_data.get(name) for name in ("state", "region", "unit", "q"))


MISSING, SENT, CONFIRMED, RETURNED = "missing", "sent", "confirmed", "returned"
STATES = {
    MISSING: ("未上报", "Not reported"),
    SENT: ("待确认", "To be confirmed"),
    RETURNED: ("已退回", "Given back"),
    CONFIRMED: ("已确认", "Confirmed"),
}
