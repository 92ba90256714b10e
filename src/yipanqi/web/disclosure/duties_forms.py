"""What may be asked of what is due, and what may be said of one of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from yipanqi.domain.disclosure.duty import LEVELS, OPEN, STATUSES, Level, Matter, Status
from yipanqi.domain.disclosure.publication import KINDS, Kind
from yipanqi.web.page.say import say, say_later

from .models import DutyNote

OPEN_ONES = "open"


class DutyFilter(forms.Form):
    """Which of it is listed."""

    status = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    kind = forms.ChoiceField(label=say_later("种类", "Kind"), required=False)
    level = forms.ChoiceField(label=say_later("责任主体", "Who owes it"), required=False)
    year = forms.ChoiceField(label=say_later("到期年份", "Due in"), required=False)

    def __init__(self, data: Any, *, matters: Sequence[Matter]) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        kinds = dict.fromkeys(it.obligation.kind for it in matters)
        years = sorted({it.until.year for it in matters}, reverse=True)
        self.fields["status"].choices = [
            every,
            (OPEN_ONES, say("待公开", "To be published")),
            *((it.value, say(*STATUSES[it])) for it in Status),
        ]
        self.fields["kind"].choices = [every, *((it.value, say(*KINDS[it])) for it in Kind if it in kinds)]
        self.fields["level"].choices = [every, *((it.value, say(*LEVELS[it])) for it in Level)]
        self.fields["year"].choices = [every, *((str(it), str(it)) for it in years)]
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data

    @property
    def said(self) -> list[str]:
        """What was asked, for paper."""
        return [str(dict(self.fields[name].choices)[value]) for name, value in self.asked.items() if value]

    def chosen(self, matters: Iterable[Matter]) -> list[Matter]:
        """Those that fit."""
        asked = self.asked
        states = (
            OPEN if asked.get("status") == OPEN_ONES else {Status(asked["status"])} if asked.get("status") else None
        )
        return [
            it
            for it in matters
            if (states is None or it.status in states)
            and asked.get("kind") in (None, "", it.obligation.kind.value)
            and asked.get("level") in (None, "", it.obligation.level.value)
            and asked.get("year") in (None, "", str(it.until.year))
        ]


class DutyNoteForm(forms.Form):
    """Why it does not apply, or where it was done."""

    kind = forms.ChoiceField(label=say_later("说明", "What is said"), required=True)
    reason = forms.CharField(
        label=say_later("理由或公开地址", "Why, or where it is public"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    number = forms.CharField(
        label=say_later("已发布公开件的索引号（可不填）", "Index number of what fulfils it (optional)"),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [
            (DutyNote.NOT_APPLICABLE, say("不适用", "Does not apply")),
            (DutyNote.DONE, say("已公开", "Published already")),
        ]


class DutyRecallForm(forms.Form):
    """Why what was said is taken back."""

    reason = forms.CharField(
        label=say_later("撤回理由", "Why it is taken back"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
