"""Lays an office's list onto a programme: its estates are updated or added, all others are left alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from yipanqi.domain.calendar import Calendar, first_quarter
from yipanqi.domain.estate import Building, Community, Estate, Level, Region
from yipanqi.domain.measure import Need
from yipanqi.domain.own_field import OwnField
from yipanqi.domain.programme import Programme
from yipanqi.workbook.own.making import MIDDLE, wish_noted
from yipanqi.workbook.own.own_fields import fits
from yipanqi.workbook.text import plain

_COUNTS = (
    "households",
    "built_year",
    "buildings",
    "stairwells",
    "floors",
    "floor_area",
    "earliest",
    "latest",
    "longitude",
    "latitude",
)


def merged(
    base: Programme, listed: Programme, *, made_up: Mapping[str, Collection[str]] = MappingProxyType({})
) -> Programme:
    """The programme with the listed estates, their buildings and works as listed. Estates, communities and regions are
    known by their names; what is new gets a code that is free. What a list does not say stays as it was (`made_up`
    names for a figure the listed estates of which nobody told it); so do money, crews and policy, and works under
    way. Buildings that no longer add up to their estate's figures go. A wish for years counts in the programme's
    quarters; one wholly `outside` its years is kept as a note."""
    regions = _regions(base, listed)
    communities = dict(_communities(base, listed, regions))
    known = {_known_as(base.region_by_id[e.subdistrict].name, e.name): e for e in base.estates}
    taken = set(base.estate_by_id)
    ids: dict[str, str] = {}
    fields = {one.name: one for one in (*listed.own_fields, *base.own_fields)}
    updated: dict[str, Estate] = {}
    for estate in listed.estates:
        old = known.pop(_known_as(listed.region_by_id[estate.subdistrict].name, estate.name), None)
        ids[estate.id] = old.id if old else _free(taken)
        taken.add(ids[estate.id])
        home = communities[estate.community].id if estate.community else None
        moved = replace(estate, id=ids[estate.id], subdistrict=regions[estate.subdistrict], community=home)
        moved = _in_years_of(base.calendar, listed.calendar, moved)
        updated[moved.id] = _laid_on(old, moved, {kind for kind, codes in made_up.items() if estate.id in codes})
        updated[moved.id] = _with_own(updated[moved.id], old, moved, fields)
    new = tuple(c for c in communities.values() if c.id not in {one.id for one in base.communities})
    return replace(
        base,
        regions=(*base.regions, *_new_regions(base, listed, regions)),
        communities=(*base.communities, *dict.fromkeys(new)),
        estates=(
            *(updated.get(e.id, e) for e in base.estates),
            *(e for e in updated.values() if e.id not in base.estate_by_id),
        ),
        buildings=tuple(_buildings(base, listed, ids, updated)),
        needs=tuple(_needs(base, listed, ids)),
        own_fields=tuple(fields.values()),
    )


def outside(base: Programme, listed: Programme) -> list[str]:
    """The listed estates, by name, that wish for years wholly outside the programme's."""
    return [e.name for e in listed.estates if _is_outside(base.calendar, listed.calendar, e)]


def _is_outside(ours: Calendar, theirs: Calendar, estate: Estate) -> bool:
    shift = first_quarter(theirs.first_year - ours.first_year)
    is_late = estate.earliest is not None and estate.earliest + shift >= ours.quarters
    return is_late or (estate.latest is not None and estate.latest + shift < 0)


def _in_years_of(ours: Calendar, theirs: Calendar, estate: Estate) -> Estate:
    """The estate with its wish in the quarters of our calendar, cut to it; a wish wholly outside is a note."""
    if estate.earliest is None or estate.latest is None:
        return estate
    if _is_outside(ours, theirs, estate):
        note = "；".join(filter(None, (estate.note, wish_noted(theirs, estate.earliest, estate.latest))))
        return replace(estate, earliest=None, latest=None, note=note)
    shift = first_quarter(theirs.first_year - ours.first_year)
    return replace(
        estate, earliest=max(estate.earliest + shift, 0), latest=min(estate.latest + shift, ours.quarters - 1)
    )


def _laid_on(old: Estate | None, new: Estate, made_up: Collection[str]) -> Estate:
    """What the list does not say stays as it was."""
    if old is None:
        return new
    said = {name: getattr(new, name) for name in _COUNTS if getattr(new, name) is not None}
    kept = {name for name in made_up if getattr(old, name)}
    said = {name: value for name, value in said.items() if name not in kept}
    return replace(old, community=new.community or old.community, note=new.note or old.note, **said)


def _with_own(laid: Estate, old: Estate | None, new: Estate, fields: Mapping[str, OwnField]) -> Estate:
    """With the own fields as the programme had them and the list changes them; what a field of the programme cannot
    hold goes into the note."""
    said = {**(old.own if old else {}), **{name: value for name, value in new.own.items() if fits(fields[name], value)}}
    unfit = [f"{name}：{value}" for name, value in new.own.items() if not fits(fields[name], value)]
    return replace(laid, own=said, note="；".join(filter(None, (laid.note, *unfit))))


def _needs(base: Programme, listed: Programme, ids: Mapping[str, str]) -> Iterator[Need]:
    """The listed works in the place of the old ones; an estate whose works nobody listed keeps its own."""
    asked = {ids[need.estate] for need in listed.needs}
    yield from (need for need in base.needs if need.estate not in asked or _is_begun(base, need))
    for need in listed.needs:
        new = replace(need, estate=ids[need.estate])
        if not _is_begun(base, new):
            yield _kept(base, new)


def _is_begun(base: Programme, need: Need) -> bool:
    """Is this a work of an estate under way? It stands, whatever a list says."""
    begun = base.under_way_by_estate.get(need.estate)
    return begun is not None and need.measure in begun.works


def _kept(base: Programme, new: Need) -> Need:
    """The need with what the programme knew of it and the list does not say: the middle is what nobody said."""
    old = next((need for need in base.needs_by_estate.get(new.estate, ()) if need.measure == new.measure), None)
    if old is None:
        return new
    return replace(
        new,
        severity=old.severity if new.severity == MIDDLE else new.severity,
        demand=old.demand if new.demand in (None, MIDDLE) else new.demand,
        support=old.support if new.support is None else new.support,
        consent=old.consent if new.consent is None else new.consent,
        quantity=old.quantity if new.quantity is None else new.quantity,
        cost=old.cost if new.cost is None else new.cost,
        note=new.note or old.note,
    )


def _buildings(
    base: Programme, listed: Programme, ids: Mapping[str, str], updated: Mapping[str, Estate]
) -> Iterator[Building]:
    rebuilt = {ids[building.estate] for building in listed.buildings}
    old: dict[str, list[Building]] = {}
    for building in base.buildings:
        old.setdefault(building.estate, []).append(building)
    for estate, buildings in old.items():
        if estate not in rebuilt and (estate not in updated or _add_up(updated[estate], buildings)):
            yield from buildings
    for building in listed.buildings:
        number = building.id.rpartition("-")[2]
        yield replace(building, id=f"{ids[building.estate]}-{number}", estate=ids[building.estate])


def _add_up(estate: Estate, buildings: Iterable[Building]) -> bool:
    """Are the buildings' sums the estate's figures?"""
    listed = list(buildings)
    if estate.buildings not in (None, len(listed)):
        return False
    for kind in ("households", "stairwells", "floor_area"):
        values = [getattr(building, kind) for building in listed]
        given = getattr(estate, kind)
        if given is not None and None not in values and sum(map(Decimal, values)) != given:
            return False
    return True


def _regions(base: Programme, listed: Programme) -> dict[str, str]:
    """A region of the list → the programme's of that name, else a code that is free."""
    by_name = {plain(region.name): region.id for region in base.regions}
    taken, found = set(base.region_by_id), dict[str, str]()
    for region in listed.regions:
        found[region.id] = by_name.get(plain(region.name)) or (
            region.id if region.id not in taken else _free(taken, "S")
        )
        taken.add(found[region.id])
    return found


def _new_regions(base: Programme, listed: Programme, regions: Mapping[str, str]) -> Iterator[Region]:
    parent = next((r.id for r in base.regions if r.level is Level.DISTRICT), None)
    for region in listed.regions:
        if region.level is Level.SUBDISTRICT and regions[region.id] not in base.region_by_id:
            yield replace(region, id=regions[region.id], parent=parent)


def _communities(base: Programme, listed: Programme, regions: Mapping[str, str]) -> Iterator[tuple[str, Community]]:
    """A community of the list → the programme's of that name in that subdistrict, else a new one."""
    known = {(community.subdistrict, plain(community.name)): community for community in base.communities}
    taken = {community.id for community in base.communities}
    for community in listed.communities:
        home = regions[community.subdistrict]
        found = known.get((home, plain(community.name)))
        if found is None:
            code = community.id if community.id not in taken else _free(taken, "C")
            found = replace(community, id=code, subdistrict=home)
        taken.add(found.id)
        yield community.id, found


def _known_as(place: str, name: str) -> tuple[str, str]:
    """An estate is known by its names, however wide their signs are."""
    return plain(place), plain(name)


def _free(taken: set[str], letter: str = "E") -> str:
    return next(code for n in range(1, len(taken) + 2) if (code := f"{letter}{n:03d}") not in taken)
