"""Which tasks a view shows: those that one sees, narrowed by what is asked. Its choices cost no walk over all tasks."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.estate import Level
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import CONTRACTOR, SUPERVISOR
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry, UnitOrganisation

from .forms import ALL, LATE, SOON, TaskFilter
from .models import DeliveryTask, TaskQuerySet
from .models.tasks import units_of

_PAGES = ("page", "all", "as", "format")


class ViewFilter(TaskFilter):
    """What every view of tasks may be asked, by the names that the list has for it."""

    usual_state = ALL

    estate = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    field_order = ("region", "unit", "what", "when", "q", "estate")

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any) -> None:
        forms.Form.__init__(self, data)
        for name in ("sort", "state"):
            del self.fields[name]
        every = ("", say("全部", "All"))
        choices = {
            "when": [(LATE, say("逾期", "Late")), (SOON, say("30 天内到期", "Due within 30 days"))],
            "what": _whats(entry),
            "region": _regions(entry, user),
            "unit": [(str(it.pk), it.name) for it in _units(entry, user)],
        }
        for name, found in choices.items():
            self.fields[name].choices = [every, *found]

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


def _whats(entry: ProgrammeEntry | None) -> list[tuple[str, str]]:
    stages = [(f"stage:{it.value}", say(*it.names)) for it in DeliveryStage if it is not DeliveryStage.CONSTRUCTION]
    works = [("kind:work", say("全部改造项", "All works"))]
    measures = entry.frame().measures if entry else ()
    return [*stages, *works, *((f"measure:{it.id}", say(it.name, it.name_en or it.name)) for it in measures)]


def _regions(entry: ProgrammeEntry | None, user: Any) -> list[tuple[str, str]]:
    """The subdistricts of who sees the whole district, else one's own."""
    scope = user.scope()
    known = entry.frame().regions if entry else ()
    places = (it for it in known if it.level is Level.SUBDISTRICT)
    return [(it.id, it.name) for it in places if scope.is_whole or it.id in scope.regions]


def _units(entry: ProgrammeEntry | None, user: Any) -> list[Organisation]:
    """The organisations that may have a part: of who sees the whole district all, of the others one's own."""
    known = Organisation.objects.order_by("path")
    if not user.scope().is_whole:
        return list(known.filter(pk__in=units_of(user)))
    linked = UnitOrganisation.objects.filter(entry=entry).values("organisation_id")
    return list(known.filter(Q(pk__in=linked) | Q(kind__in=[CONTRACTOR, SUPERVISOR])))
