"""What a close calls things: names of the day on which it was made, kept with it, so that units that are renamed later
stand in it as they were."""

from typing import Any

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
    found: dict[str, list[str]] = {it.id: [it.name, ""] for it in frame.regions}
    for estate, place in places.items():
        found[f"estate:{estate}"] = [place.name, ""]
        found.setdefault(place.region, [place.region_name, ""])
    for it in frame.measures:
        found[f"measure:{it.id}"] = [it.name, it.name_en or ""]
    for unit in {it.unit for it in snapshot.effects}:
        found[f"unit:{unit}"] = list(UNITS.get(unit, (unit, unit)))
    units = {it for line in snapshot.lines for it in (line.lead, line.responsible, *line.supporting) if it}
    units |= {int(it) for it in snapshot.owed if it} | {it.unit for it in snapshot.pressing if it.unit}
    for pk, name in Organisation.objects.filter(pk__in=units).order_by().values_list("pk", "name"):
        found[f"unit-of:{pk}"] = [name, ""]
    found["unit-of:"] = list(_NOBODY)
    used = _used(snapshot)
    return {
        "district": [frame.heading.district, ""],
        "rule": [rules.light.names[0], rules.light.names[1]],
        "rank": rules[RANK],
        "names": {key: it for key, it in sorted(found.items()) if not key.startswith("estate:") or key in used},
    }


def _used(snapshot: Snapshot) -> set[str]:
    return {f"estate:{it.estate}" for it in snapshot.lines}
