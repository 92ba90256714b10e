"""The plan on the map by start year, with its list beside it, and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yipanqi.web.programmes.mapping import AT_ONCE, lay_out, tiles
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.say import say

from .. import by_year
from ..models import PlanRun
from ..parts import Ask
from ..study import Study
from ..tables import Table
from .frame import page


class Ground:
    """What somebody sees of a plan's estates: those that fit, where they are, and where their pages are."""

    def __init__(self, request: HttpRequest, run: PlanRun, found: Study) -> None:
        self._found, self._run = found, run
        rows = EstateRow.objects.visible_to(request.user).filter(entry=run.entry_id)
        self._places: by_year.Places = {
            estate: (record, east, north)
            for estate, record, east, north in rows.values_list("estate", "record_id", "longitude", "latitude")
        }
        self.estates = by_year.wanted(found, Ask(request.GET.dict()))

    def table(self) -> Table:
        """All of them, for a file."""
        return by_year.table(self._run, self._found, self.estates, self._places)

    def page(self, request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
        """The map; of very many estates the first, in the order of the list."""
        shown = self.estates[:AT_ONCE]
        urls = {
            estate.id: reverse("programmes:estate", args=[self._places[estate.id][0]])
            for estate in shown
            if estate.id in self._places
        }
        laid = lay_out(by_year.spots(self._found, shown, self._places, urls), by_year.looks(self._found))
        query = request.GET.copy()
        query.pop("page", None)
        values |= {"map": laid, "tiles": tiles(), "count": len(self.estates), "is_cut": len(self.estates) > len(shown)}
        values |= {"query": query.urlencode(), "state_head": say("开工", "Start")}
        values["can_edit_any"] = request.user.has_perm("programmes.edit")
        return page(request, "ground.html", self._run, **values)
