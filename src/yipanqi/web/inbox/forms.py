"""What may be asked of the inbox, and of the list of sendings."""

from datetime import date
from typing import Any

from django import forms

from yipanqi.web.accounts.channels import CHANNELS
from yipanqi.web.page.say import say, say_later

from .kinds import kind_said, known_kinds
from .models import OPEN, STATES, MessageQuerySet, SendingQuerySet

ANY = ("", say_later("全部", "All"))
SHOWN = {
    "unread": ("未读", "Unread"),
    "due": ("有期限，未办", "With a date, open"),
    "late": ("已逾期", "Overdue"),
    "ended": ("已办或已了结", "Done or settled"),
}


class InboxFilter(forms.Form):
    """Filters of one's messages; each is optional."""

    show = forms.ChoiceField(
        label=say_later("显示", "Show"),
        required=False,
        choices=[ANY, *((code, say_later(*said)) for code, said in SHOWN.items())],
    )
    kind = forms.ChoiceField(label=say_later("类型", "Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ANY, *((kind, kind_said(kind)) for kind in known_kinds())]

    def chosen(self, messages: MessageQuerySet, day: date) -> MessageQuerySet:
        """The messages that fit, newest first, what is due by its date; what cannot be read chooses nothing."""
        if not self.is_valid():
            return messages.none()
        show, kind = self.cleaned_data["show"], self.cleaned_data["kind"]
        if kind:
            messages = messages.filter(kind=kind)
        if show in ("due", "late"):
            dated = messages.open().filter(until__isnull=False).order_by("until", "-pk")
            return dated if show == "due" else dated.filter(until__lt=day)
        if show:
            messages = messages.unread() if show == "unread" else messages.exclude(OPEN)
        return messages.order_by("-sent_at", "-pk")


class SendingFilter(forms.Form):
    """Filters of the list of sendings; each is optional."""

    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    channel = forms.ChoiceField(label=say_later("渠道", "Channel"), required=False)
    day = forms.DateField(
        label=say_later("日期", "Day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [ANY, *((code, say(*said)) for code, said in STATES.items())]
        self.fields["channel"].choices = [ANY, *((code, say(*said)) for code, said in CHANNELS.items())]

    def chosen(self, sendings: SendingQuerySet) -> SendingQuerySet:
        """The sendings that fit; what cannot be read chooses nothing."""
        if not self.is_valid():
            return sendings.none()
        return sendings.filter(**{name: value for name, value in self.cleaned_data.items() if value})
