"""The plan on the map by start year, with its list beside it, and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from yipanqi.web.page.mapping import NUMBERED, lay_out, tiles
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Table, pages_of
from yipanqi.web.programmes.models import EstateRow

from .. import map_of_starts
from ..models import PlanRun
from ..part_tables import Ask
from ..study import Study
from .frame import page

_FRESH = 300  # seconds for which a browser need not ask for the points again


class PlanMap:
    """What somebody sees of a plan's estates: those that fit, where they are, and where their pages are."""

    def __init__(self, request: HttpRequest, run: PlanRun, found: Study, estates: frozenset[str] | None) -> None:
        self._found, self._run = found, run
        rows = EstateRow.objects.visible_to(request.user).filter(entry=run.entry_id)
        self._places: map_of_starts.Places = {
            estate: (record, east, north)
            for estate, record, east, north in rows.values_list("estate", "record_id", "longitude", "latitude")
        }
        ask = Ask(request.GET.dict())
        ask.within = estates
        self.estates = map_of_starts.wanted(found, ask)

    def table(self) -> Table:
        """All of them, for a file."""
        return map_of_starts.table(self._run, self._found, self.estates, self._places)

    def points(self) -> HttpResponse:
        """All of them for the script that draws those of other pages of the list; the browser keeps them a while."""
        spots = map_of_starts.spots(self._found, self.estates, self._places, {})
        answer = JsonResponse(
            map_of_starts.as_points(spots, map_of_starts.looks(self._found)),
            json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
        )
        patch_cache_control(answer, private=True, max_age=_FRESH)
        return answer

    def page(self, request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
        """The map and its list; of very many estates a page of the list, whose marks have numbers and lead to the
        estates, the others drawn behind them."""
        ordered = map_of_starts.in_order(self._found, self.estates, self._places)
        pages = pages_of(ordered, request.GET) if len(ordered) > NUMBERED else None
        here = slice(pages.shown.start_index() - 1, pages.shown.end_index()) if pages else slice(None)
        urls = {
            estate.id: reverse("estates:estate", args=[self._places[estate.id][0]])
            for estate in ordered[here]
            if estate.id in self._places
        }
        spots = map_of_starts.spots(self._found, ordered, self._places, urls)
        query = request.GET.copy()
        for name in ("page", "all"):
            query.pop(name, None)
        asked = query.urlencode()
        values |= {
            "map": lay_out(spots, map_of_starts.looks(self._found), here),
            "tiles": tiles(),
            "count": len(ordered),
        }
        values |= {"query": asked, "points": f"?{asked}{'&' if asked else ''}as=points", "pages": pages}
        values |= {"state_head": say("开工", "Start"), "can_edit_any": request.user.has_perm("programmes.edit")}
        return page(request, "map.html", self._run, **values)
