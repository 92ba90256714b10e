"""What may be asked of the forecast: which works, or what they come to, and in which order."""

from typing import Any

from django import forms

from yipanqi.web.delivery import choices
from yipanqi.web.page.say import say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry

WORK, ESTATE, UNIT, REGION = "work", "estate", "unit", "region"
BY = {
    WORK: ("按改造项", "Works"),
    ESTATE: ("按小区", "Estates"),
    UNIT: ("按施工单位", "By who does them"),
    REGION: ("按街道", "Subdistricts"),
}
URGENT, LATE = "urgent", "late"
WHICH = {
    URGENT: ("可能过资金到期日或停工期", "may pass a fund's last day or a stop"),
    LATE: ("预测晚于计划", "foretold to be late"),
}
FINISH, PLACE = "finish", "place"
_SORTS = {
    "": ("紧急在前", "urgent first"),
    LATE: ("晚得多在前", "latest first"),
    FINISH: ("按预测完工", "by foretold finish"),
    PLACE: ("按小区", "by estate"),
}


class ForecastFilter(forms.Form):
    """Works that are not done yet, narrowed; `by` says what they are summed by."""

    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    unit = forms.ChoiceField(label=say_later("单位", "Unit"), required=False)
    which = forms.ChoiceField(label=say_later("只看", "Only"), required=False)
    sort = forms.ChoiceField(label=say_later("排序", "Sort"), required=False)
    estate = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    by = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["region"].choices = [every, *choices.regions(entry, user)]
        self.fields["unit"].choices = [every, *choices.units(entry, user)]
        self.fields["which"].choices = [every, *((key, say(*said)) for key, said in WHICH.items())]
        self.fields["sort"].choices = [(key, say(*said)) for key, said in _SORTS.items()]
        self.is_valid()

    @property
    def summed_by(self) -> str:
        """What the rows are: works where nothing else is asked for."""
        asked = self.cleaned_data.get("by", "")
        return asked if asked in BY else WORK

    def asked(self, name: str) -> str:
        """What is asked under a name; nothing where it makes no sense."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_narrowed(self) -> bool:
        """Are only some works asked for, by where they are or who has a part in them?"""
        return any(self.asked(name) for name in ("q", "region", "unit", "estate"))
