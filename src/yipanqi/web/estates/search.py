"""What the search of the top bar finds besides the estates that the registry lists: subdistricts and plans."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from yipanqi.web.page.say import say
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

_MOST = 5  # of each kind
Hit = tuple[str, str, str]  # what it is, its name, its address


def exact(user: Any, entry: ProgrammeEntry, asked: str) -> str:
    """Where the one thing is that is called exactly so, or the only estate that fits; nothing where there are several
    or none."""
    rows = EstateRow.objects.visible_to(user).filter(entry=entry)
    same = list(rows.filter(Q(name=asked) | Q(estate=asked) | Q(pinyin=asked.lower()))[:2])
    hits = [row.get_absolute_url() for row in same]
    hits += [url for _, name, url in beside(user, entry, asked) if name == asked]
    if not hits:
        hits = [row.get_absolute_url() for row in rows.searched(asked)[:2]]
    return hits[0] if len(hits) == 1 else ""


def beside(user: Any, entry: ProgrammeEntry, asked: str) -> list[Hit]:
    """Subdistricts of the estates, and plans, whose names hold these words, as far as one sees them."""
    rows = EstateRow.objects.visible_to(user).filter(entry=entry, subdistrict_name__icontains=asked)
    places = rows.order_by("subdistrict_order").values_list("subdistrict", "subdistrict_name").distinct()[:_MOST]
    plans = PlanRun.objects.visible_to(user).light().filter(entry=entry, name__icontains=asked).order_by("-pk")[:_MOST]
    listed, place, plan = reverse("estates:registry"), say("街道", "Subdistrict"), say("方案", "Plan")
    found = [(place, name, f"{listed}?{urlencode({'subdistrict': code})}") for code, name in places]
    return found + [(plan, run.name, run.get_absolute_url()) for run in plans]
