"""Lays an office's list onto a programme: its estates are updated or added, all others are left alone."""

from dataclasses import replace

from yipanqi.domain.estate import Estate, Level
from yipanqi.domain.programme import Programme


def merged(base: Programme, listed: Programme) -> Programme:
    """The programme with the listed estates, their buildings and works as listed. Estates and regions are known by
    their names; what is new gets a code that is free. Money, crews and policy stay the programme's."""
    regions = _regions(base, listed)
    known = {(base.region_by_id[e.subdistrict].name, e.name): e for e in base.estates}
    taken = set(base.estate_by_id)
    ids: dict[str, str] = {}
    updated: dict[str, Estate] = {}
    for estate in listed.estates:
        region = regions[estate.subdistrict]
        old = known.get((listed.region_by_id[estate.subdistrict].name, estate.name))
        ids[estate.id] = old.id if old else _free(taken)
        taken.add(ids[estate.id])
        updated[ids[estate.id]] = _laid_on(old, replace(estate, id=ids[estate.id], subdistrict=region, community=None))
    rebuilt, asked = {ids[b.estate] for b in listed.buildings}, {ids[n.estate] for n in listed.needs}
    new_regions = [
        replace(region, id=regions[region.id])
        for region in listed.regions
        if region.level is Level.SUBDISTRICT and regions[region.id] not in base.region_by_id
    ]
    parent = next((r.id for r in base.regions if r.level is Level.DISTRICT), None)
    return replace(
        base,
        regions=(*base.regions, *(replace(region, parent=parent) for region in new_regions)),
        estates=(
            *(updated.get(e.id, e) for e in base.estates),
            *(e for e in updated.values() if e.id not in base.estate_by_id),
        ),
        buildings=(
            *(b for b in base.buildings if b.estate not in rebuilt),
            *(
                replace(b, id=f"{ids[b.estate]}-{b.id.rpartition('-')[2]}", estate=ids[b.estate])
                for b in listed.buildings
            ),
        ),
        needs=(
            *(need for need in base.needs if need.estate not in asked),
            *(replace(need, estate=ids[need.estate]) for need in listed.needs),
        ),
    )


def _laid_on(old: Estate | None, new: Estate) -> Estate:
    """What the list does not say stays as it was."""
    if old is None:
        return new
    counts = ("built_year", "buildings", "stairwells", "floors", "floor_area", "earliest", "latest")
    said = {name: getattr(new, name) for name in counts if getattr(new, name) is not None}
    return replace(old, households=new.households or old.households, note=new.note or old.note, **said)


def _regions(base: Programme, listed: Programme) -> dict[str, str]:
    """A region of the list → the programme's of that name, else a code that is free."""
    by_name = {region.name: region.id for region in base.regions}
    taken, found = set(base.region_by_id), dict[str, str]()
    for region in listed.regions:
        found[region.id] = by_name.get(region.name) or (region.id if region.id not in taken else _free(taken, "S"))
        taken.add(found[region.id])
    return found


def _free(taken: set[str], letter: str = "E") -> str:
    return next(code for n in range(1, len(taken) + 2) if (code := f"{letter}{n:03d}") not in taken)
