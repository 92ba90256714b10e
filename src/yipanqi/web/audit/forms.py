"""What may be asked of the log."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from yipanqi.web.page.say import say_later

from .models import DONE, REFUSED, EventQuerySet

ANY = ("", say_later("全部", "All"))


class LogFilter(forms.Form):
    """Filters of the log; each is optional."""

    q = forms.CharField(label=say_later("操作或对象", "Action or object"), max_length=80, required=False)
    person = forms.CharField(
        label=say_later("人员（登录名或姓名）", "Person (login or name)"), max_length=60, required=False
    )
    result = forms.ChoiceField(
        label=say_later("结果", "Result"),
        required=False,
        choices=[ANY, (DONE, say_later("完成", "Done")), (REFUSED, say_later("被拒", "Refused"))],
    )
    since = forms.DateField(
        label=say_later("自", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=say_later("至", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def chosen(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit; a filter that cannot be read chooses nothing, and the form says so."""
        if not self.is_valid():
            return events.none()
        asked: dict[str, Any] = self.cleaned_data
        if asked["q"]:
            events = events.filter(action__icontains=asked["q"]) | events.filter(subject_type__icontains=asked["q"])
        if asked["person"]:
            people = get_user_model().objects.all()
            named = people.filter(login__icontains=asked["person"]) | people.filter(
                display_name__icontains=asked["person"]
            )
            events = events.by_staff(list(named.values_list("pk", flat=True)))
        if asked["result"]:
            events = events.filter(result=asked["result"])
        if asked["since"]:
            events = events.filter(at__date__gte=asked["since"])
        return events.filter(at__date__lte=asked["until"]) if asked["until"] else events
