"""Cases offered where the same work is done on an estate of like size, each with what makes it like."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.supervision.experience import LIKE_PERCENT, MOST_OFFERED, Reason, Size, Why, nearest
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.say import in_turn, listed, say
from yipanqi.web.programmes.models import EstateRow

from .models import ExperienceCase

_NAMES = {
    Why.HOUSEHOLDS: ("户数", "households"),
    Why.FLOOR_AREA: ("建筑面积（㎡）", "floor area (㎡)"),
    Why.BUILT_YEAR: ("建成年份", "built in"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A case that is offered, and why."""

    case: ExperienceCase
    why: str


def offered(row: EstateRow, measures: Collection[str], user: Any, day: date) -> list[Offered]:
    """The shared cases of one of these measures at estates like this one, the nearest first; not its own."""
    wanted = Q(pk__in=[])
    for measure in measures:
        wanted |= Q(measures__contains=f"|{measure}|")
    rows = ExperienceCase.objects.visible_to(user).shared().filter(wanted).told()
    cases = {it.pk: it for it in rows if all(place.estate != row.estate for place in it.places.all())}
    if not cases:
        return []
    limits = {it.key: it.value for it in _in_force(row, day)}
    found = nearest(
        Size(households=row.households or None, floor_area=row.floor_area, built_year=row.built_year),
        measures,
        (it.known for it in cases.values()),
        within=limits[LIKE_PERCENT],
        most=limits[MOST_OFFERED],
    )
    return [Offered(case=cases[it.key], why=why_said(cases[it.key], it.reasons)) for it in found]


def why_said(case: ExperienceCase, reasons: Iterable[Reason]) -> str:
    """What makes a case like, in the reader's language: the works, and the sizes there and here."""
    names = {it.measure: it.name_said for it in case.works.all()}
    reasons = list(reasons)
    shared = [names.get(str(it.there), str(it.there)) for it in reasons if it.why is Why.MEASURE]
    sizes = [
        say(f"{_NAMES[it.why][0]} {_told(it.there, it.why)}，本小区 {_told(it.here, it.why)}",
            f"{_NAMES[it.why][1]} {_told(it.there, it.why)}, here {_told(it.here, it.why)}")
        for it in reasons
        if it.why is not Why.MEASURE
    ]  # fmt: skip
    return in_turn([say(f"同为{listed(shared)}", f"the same work: {listed(shared)}"), *sizes])


def _told(value: Decimal | int | str, why: Why) -> str:
    return f"{value}" if why is Why.BUILT_YEAR or isinstance(value, str) else f"{value:,.0f}"


def _in_force(row: EstateRow, day: date) -> Iterable[Any]:
    known = settings_of(row.entry)
    return [in_force(known, key, day) for key in (LIKE_PERCENT, MOST_OFFERED)]
