"""The lock against a stale tab: a form carries a mark of what it showed; once that has changed nothing is stored."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.crypto import constant_time_compare, salted_hmac

from .say import Cannot, in_turn, say


class Stale(Cannot):
    """What the form showed is no longer so: nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "您打开本页之后，这里已被修改，没有保存。请核对现在的内容，再提交一次。",
            "Since you opened this page this was changed; nothing was saved. Look at what it is now, then send it "
            "again.",
        )


class SeenForm(forms.Form):
    """A form that tells what it showed when it was opened."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Nothing where nobody was shown the form: a program that sends it has no tab that grows old."""
        return self.cleaned_data["seen"] or None

    def renew(self, seen: str, now: Iterable[tuple[Any, Any]] = ()) -> None:
        """Say that it is stale and what is so now, by name and value; sent once more it is stored."""
        self.data = self.data.copy()
        self.data["seen"] = seen
        told = in_turn(f"{name}{say('：', ': ')}{value or say('（空）', '(empty)')}" for name, value in now)
        self.add_error(None, str(Stale()) + (say("现在是：", " Now: ") + told if told else ""))


def mark_of(*values: Any) -> str:
    """What a form shows, so that it can be known again and not be read."""
    return salted_hmac("page.stale", repr(values), algorithm="sha256").hexdigest()[:32]


def check(seen: str | None, *values: Any) -> None:
    """Raise Stale where these are not the values that were seen; who shows nobody a form has seen nothing."""
    if seen is not None and not constant_time_compare(seen, mark_of(*values)):
        raise Stale
