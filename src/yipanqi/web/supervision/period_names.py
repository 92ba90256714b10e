"""What a close calls things: names of the day on which it was made, kept with it, so that units that are renamed later
stand in it as they were."""

from typing import Any

from yipanqi.documents.latin import called, english_names, latin, of_level
from yipanqi.domain.estate import Level
from yipanqi.domain.sentences.spoken import UNITS
from yipanqi.domain.supervision.snapshot import Snapshot
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.progress.ground import Rules
from yipanqi.web.progress.sums import places_of

from .period_rules import RANK

_NOBODY = ("未指定单位", "no unit named")


def names_of(rules: Rules, snapshot: Snapshot) -> dict[str, Any]:
    """The district, the rule of lights, and the names of all that the snapshot holds, as JSON keeps them."""
    frame, entry = rules.frame, rules.entry
    places = places_of(entry)
    found: dict[str, list[str]] = {it.id: [it.name, of_level(it.name, it.level)] for it in frame.regions}
    used = _used(snapshot)
    for estate, place in places.items():
        if f"estate:{estate}" in used:
            found[f"estate:{estate}"] = _both(place.name)
        if place.region not in found:
            found[place.region] = _both(place.region_name)
    for it in frame.measures:
        found[f"measure:{it.id}"] = [it.name, it.name_en or ""]
    for unit in {it.unit for it in snapshot.effects}:
        found[f"unit:{unit}"] = list(UNITS.get(unit, (unit, unit)))
    units = {it for line in snapshot.lines for it in (line.lead, line.responsible, *line.supporting) if it}
    units |= {int(it) for it in snapshot.owed if it} | {it.unit for it in snapshot.pressing if it.unit}
    english = english_names(frame.units)
    for pk, name in Organisation.objects.filter(pk__in=units).order_by().values_list("pk", "name"):
        found[f"unit-of:{pk}"] = [name, called(name, english)]
    found["unit-of:"] = list(_NOBODY)
    district = frame.heading.district
    return {
        "district": [district, of_level(district, Level.DISTRICT)],
        "rule": [rules.light.names[0], rules.light.names[1]],
        "rank": rules[RANK],
        "names": dict(sorted(found.items())),
    }


def _both(name: str) -> list[str]:
    """A name, and how readers of English say it."""
    return [name, latin(name)]


def _used(snapshot: Snapshot) -> set[str]:
    return {f"estate:{it.estate}" for it in snapshot.lines}
