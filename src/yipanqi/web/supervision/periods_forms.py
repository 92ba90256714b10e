"""What may be asked of periods and bulletins."""

from typing import Any

from django import forms

from yipanqi.domain.supervision.period import PeriodKind
from yipanqi.web.page.say import say, say_later


class PeriodFilter(forms.Form):
    """Which periods are listed."""

    kind = forms.ChoiceField(label=say_later("期间", "Period"), required=False)
    year = forms.ChoiceField(label=say_later("年份", "Year"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["kind"].choices = [every, *((it.value, say(*it.names)) for it in PeriodKind)]
        self.fields["year"].choices = [every, *((str(it), str(it)) for it in years)]
        self.fields["state"].choices = [
            every,
            ("open", say("未关账", "Not closed")),
            ("drafted", say("待印发", "To be issued")),
            ("issued", say("已印发", "Issued")),
        ]

    def asked(self, name: str) -> str:
        """What is asked for; nothing where it is not offered."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def said(self) -> list[str]:
        """What was asked, for paper."""
        chosen = [(name, self.asked(name)) for name in self.fields]
        return [str(dict(self.fields[name].choices)[value]) for name, value in chosen if value]


class CloseForm(forms.Form):
    """Why a period is closed once more."""

    reason = forms.CharField(
        label=say_later("理由", "Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, is_again: bool) -> None:
        super().__init__(data)
        if not is_again:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True


def _text(zh: str, en: str, lang: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6, "lang": lang})
    return forms.CharField(label=say_later(zh, en), max_length=4000, widget=widget)


class ParagraphForm(forms.Form):
    """A paragraph's text in both languages, and why it is edited."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    zh = _text("中文", "Chinese", lang="zh")
    en = _text("英文", "English", lang="en")
    why = forms.CharField(label=say_later("修改的理由", "Why"), max_length=500)


class RowsFilter(forms.Form):
    """Which estates are listed: those behind a figure."""

    year = forms.ChoiceField(label=say_later("计划年度", "Programme year"), required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    what = forms.ChoiceField(label=say_later("进展", "Progress"), required=False)

    def __init__(self, data: Any, *, years: list[int], regions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["year"].choices = [every, *((str(it), str(it)) for it in years)]
        self.fields["region"].choices = [every, *regions]
        self.fields["what"].choices = [every, *((key, say(*names)) for key, names in WHATS.items())]

    def asked(self, name: str) -> str:
        """What is asked for; nothing where it is not offered."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


WHATS = {
    "started": ("已开工", "Started"),
    "not_started": ("未开工", "Not started"),
    "under_way": ("在建", "Under way"),
    "finished": ("已完工", "Finished"),
    "not_finished": ("未完工", "Not finished"),
    "started_in": ("本期开工", "Started in the period"),
    "finished_in": ("本期完工", "Finished in the period"),
    "late": ("到期未完工或晚完工", "Late, or due and not finished"),
}
