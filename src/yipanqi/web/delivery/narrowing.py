"""Which tasks a view shows: those that one sees, narrowed by what is asked."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest

from yipanqi.web.page.answer import query_without
from yipanqi.web.programmes.models import ProgrammeEntry

from .forms import ALL, TaskFilter
from .models import DeliveryTask, TaskQuerySet

_PAGES = ("page", "all", "as", "format")


class ViewFilter(TaskFilter):
    """What every view of tasks may be asked, by the names that the list has for it."""

    usual_state = ALL

    estate = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    field_order = ("region", "unit", "what", "when", "q", "estate")

    def __init__(self, data: Any, **asked: Any) -> None:
        super().__init__(data, **asked)
        for name in ("sort", "state"):
            del self.fields[name]

    def chosen(self, rows: TaskQuerySet, day: date) -> TaskQuerySet:
        """The tasks that fit, in the order of the tree."""
        found = super().chosen(rows, day)
        if estate := self.cleaned_data.get("estate"):
            found = found.filter(estate=estate)
        return found.order_by("place", "pk")


class Narrowed:
    """The tasks of a programme that somebody sees, and those of them that are asked for."""

    def __init__(self, request: HttpRequest, entry: ProgrammeEntry | None, day: date) -> None:
        self.request, self.entry, self.day = request, entry, day
        self.seen = DeliveryTask.objects.visible_to(request.user).filter(entry=entry)
        self.form = ViewFilter(request.GET, entry=entry, user=request.user)
        self.form.is_valid()
        self.asked: dict[str, str] = self.form.cleaned_data

    @cached_property
    def rows(self) -> TaskQuerySet:
        """The tasks that fit, of every level of the tree."""
        return self.form.chosen(self.seen, self.day)

    @property
    def is_of_parts(self) -> bool:
        """Is something asked that only tasks have which somebody does?"""
        return any(self.asked.get(name) for name in ("unit", "what", "when"))

    @cached_property
    def estate_said(self) -> str:
        """The name of the one estate that is asked for."""
        estate = self.asked.get("estate", "")
        found = self.seen.filter(estate=estate).values_list("estate_name", flat=True).first() if estate else ""
        return found or estate

    @property
    def said(self) -> list[str]:
        """The filters in words, for paper."""
        found = [str(self.asked[name]) for name in ("q",) if self.asked.get(name)]
        for name in ("region", "unit", "what", "when"):
            found += [said for code, said in self.form.fields[name].choices if code and code == self.asked.get(name)]
        return [*found, *([self.estate_said] if self.estate_said else [])]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What of the filters is asked, for another form of the page to go on with."""
        return [(name, value) for name, value in self.request.GET.items() if name in self.form.fields and value]

    @property
    def rest(self) -> list[tuple[str, str]]:
        """What else is asked, for the form of the filters to go on with."""
        given = self.request.GET.items()
        return [(name, value) for name, value in given if name not in (*self.form.fields, *_PAGES, "day") and value]

    @property
    def everywhere(self) -> str:
        """The same question of all estates."""
        return self.query("estate")

    def query(self, *names: str, **new: Any) -> str:
        """What is asked, without these and with new ones, on the first page."""
        return query_without(self.request, *_PAGES, *names, **new)
