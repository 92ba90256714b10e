"""What estates that may be renovated lack: a survey, votes, photos, their place on the map."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Filter
from yipanqi.workbook.records import LONGEST_KEY

from .models import EstateRow, Photo, ProgrammeEntry, Record
from .models.entries import told_once
from .words import INCLUDED

KEY = "lacks"  # as the registry is asked
SAID = {
    "survey": ("{} 个小区还没有摸底", "{} estates have no survey"),
    "votes": ("{} 个小区有改造项尚未表决", "{} estates have works without a vote"),
    "photos": ("{} 个小区没有照片", "{} estates have no photo"),
    "place": ("{} 个小区没有坐标", "{} estates have no place on the map"),
}
NAMES = {
    "survey": ("没有摸底", "No survey"),
    "votes": ("尚未表决", "No vote"),
    "photos": ("没有照片", "No photo"),
    "place": ("没有坐标", "No place"),
}


def counts(entry: ProgrammeEntry, user: Any) -> dict[str, int]:
    """How many estates this person sees, and how many lack what. All but the photos is asked once for each state of
    the programme's rows: whether works were voted on is looked for work by work."""
    rows = EstateRow.objects.visible_to(user).filter(entry=entry).order_by().exclude(standing="excluded")
    asked = {code: Count("pk", filter=_lacking(entry, code)) for code in SAID if code != "photos"}
    found = told_once("missing", entry, user, lambda: rows.aggregate(all=Count("*"), **asked))
    return {**found, "photos": rows.filter(_lacking(entry, "photos")).count()}


def asked(entry: ProgrammeEntry) -> Filter:
    """The registry's question for it."""
    choices = [(code, say(*pair)) for code, pair in NAMES.items()]
    return Filter(key=KEY, label=say("还缺", "Lacks"), choices=choices, kept=_kept(entry))


def url_of(code: str) -> str:
    """Where the estates are listed that lack it."""
    return f"{reverse('estates:registry')}?standing={INCLUDED}&{KEY}={code}"


def _kept(entry: ProgrammeEntry) -> Callable[[QuerySet, str], QuerySet]:
    return lambda rows, code: rows.filter(_lacking(entry, code)) if code in SAID else rows


def _lacking(entry: ProgrammeEntry, code: str) -> Q:
    """The condition of a row that lacks it."""
    if code == "survey":
        return Q(needs_count=0)
    if code == "place":
        return Q(longitude=None)
    mine = {"entry": OuterRef("entry"), "estate": OuterRef("estate")}
    if code == "photos":
        return ~Q(Exists(Photo.objects.filter(**mine, removed_at=None)))
    return _without_votes(entry, mine)


def _without_votes(entry: ProgrammeEntry, mine: dict[str, Any]) -> Q:
    """A work that is voted on has no votes: each found by its key, but for estates whose ids make keys too long."""
    voted = [measure.id for measure in entry.frame().measures if measure.matter is not None]
    longest = LONGEST_KEY - max(map(len, voted), default=0) - 1
    keys = [Concat(OuterRef("estate"), Value(f"\x1f{measure}")) for measure in voted]
    unvoted = Q(values__turnout_heads=None) | Q(values__turnout_heads__isnull=True)
    needs = Record.objects.active().filter(unvoted, sheet="survey")
    hashed = Exists(needs.filter(**mine, values__measure__in=voted))
    is_long = Q(GreaterThan(Length("estate"), longest))
    return Q(Exists(needs.filter(entry=OuterRef("entry"), key__in=keys))) | (is_long & Q(hashed))
