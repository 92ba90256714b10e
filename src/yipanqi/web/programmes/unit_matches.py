"""Which organisation each unit of a programme is: proposed by code, by name, and for a subdistrict by its region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.web.accounts.models import Organisation
from yipanqi.workbook.text import title_key

from .models import ProgrammeEntry

LINKED, MATCHED, DOUBT, NEW = "linked", "matched", "doubt", "new"
LONGEST_REGION = 60  # that an organisation holds
_FIELDS = ("id", "name", "name_en", "kind", "region")


@dataclass(frozen=True, kw_only=True)
class UnitMatch:
    """A unit and the organisation that it is or may be; in doubt somebody chooses among the candidates."""

    unit: Unit
    how: str = ""
    organisation: Organisation | None = None
    candidates: tuple[Organisation, ...] = ()
    doubt: str = ""  # several, kind, region, unbound
    is_linked: bool = False

    @property
    def state(self) -> str:
        """Linked already, matched for certain, in doubt, or without any organisation."""
        if self.doubt:
            return DOUBT
        return LINKED if self.is_linked else MATCHED if self.organisation else NEW

    @property
    def region_to_give(self) -> str:
        """The region that the organisation has none of yet and would be bound to."""
        return region_to_give(self.unit, self.organisation)


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """The units that a workbook or a programme names, and what their regions are called."""

    units: tuple[Unit, ...]
    regions: Mapping[str, str]

    @classmethod
    def stored(cls, told: Mapping[str, Any]) -> "Bodies":
        """Of rows as an import keeps them."""
        units = tuple(Unit(**row | {"kind": UnitKind(row["kind"])}) for row in told["units"])
        return cls(units=units, regions=told["regions"])

    @classmethod
    def of(cls, entry: ProgrammeEntry) -> "Bodies":
        """Of a programme as it stands."""
        frame = entry.frame()
        return cls(units=frame.units, regions={region.id: region.name for region in frame.regions})


def to_store(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What an import keeps of a workbook's rows for matching."""
    units = [{name: row[name] for name in _FIELDS if name in row} for row in sheets["units"]]
    return {"units": units, "regions": {row["id"]: row.get("name", "") for row in sheets["regions"]}}


def region_to_give(unit: Unit, organisation: Organisation | None) -> str:
    """The unit's region, where a subdistrict's organisation has none."""
    if unit.kind is not UnitKind.SUBDISTRICT or organisation is None or organisation.region_id:
        return ""
    region = unit.region or ""
    return region if len(region) <= LONGEST_REGION else ""


def is_elsewhere(unit: Unit, organisation: Organisation) -> bool:
    """Is this a subdistrict's unit, and the organisation bound to another region?"""
    is_bound = unit.kind is UnitKind.SUBDISTRICT and unit.region and organisation.region_id
    return bool(is_bound) and organisation.region_id != unit.region


def matches(entry: ProgrammeEntry, bodies: Bodies) -> list[UnitMatch]:
    """Each unit with its organisation or what is proposed; organisations of the programme's own district."""
    around = Organisation.objects.filter(path__startswith=entry.organisation.path, is_active=True).order_by("path")
    links = entry.unit_organisations.select_related("organisation")
    linked = {link.unit: (link.how, link.organisation) for link in links}
    return proposed(bodies, list(around.select_related("parent")), linked)


def proposed(
    bodies: Bodies, organisations: Sequence[Organisation], linked: Mapping[str, tuple[str, Organisation]]
) -> list[UnitMatch]:
    """The same from these organisations; one that would be bound to two regions is in doubt for the second."""
    known, given, found = _Known(organisations, bodies.regions), dict[int, str](), list[UnitMatch]()
    for unit in bodies.units:
        match = _linked(unit, *linked[unit.id]) if unit.id in linked else _match(unit, known)
        found.append(_bound_once(match, given) if match.state == MATCHED else match)
    return found


def _bound_once(match: UnitMatch, given: dict[int, str]) -> UnitMatch:
    """The match; in doubt where another unit binds the organisation to its own region already."""
    one, region = match.organisation, match.region_to_give
    if one is None or not region or given.setdefault(one.pk, region) == region:
        return match
    return replace(match, organisation=None, candidates=(one,), doubt="region")


def _linked(unit: Unit, how: str, organisation: Organisation) -> UnitMatch:
    doubt = "region" if is_elsewhere(unit, organisation) else ""
    return UnitMatch(unit=unit, how=how, organisation=organisation, doubt=doubt, is_linked=True)


class _Known:
    """Organisations by what a unit may call them."""

    def __init__(self, organisations: Iterable[Organisation], regions: Mapping[str, str]) -> None:
        self._by_code: dict[str, list[Organisation]] = {}
        self._by_name: dict[str, list[Organisation]] = {}
        self._by_region: dict[str, list[Organisation]] = {}
        self._regions = regions
        for one in organisations:
            self._by_code.setdefault(one.code, []).append(one)
            self._by_name.setdefault(title_key(one.name), []).append(one)
            if one.kind == UnitKind.SUBDISTRICT:
                self._by_region.setdefault(one.region_id, []).append(one)

    def by_code(self, unit: Unit) -> list[Organisation]:
        return self._by_code.get(unit.id, []) if unit.id else []

    def by_name(self, unit: Unit) -> list[Organisation]:
        """Of the unit's Chinese or English name, read as the workbook reads its titles."""
        keys = dict.fromkeys(title_key(name) for name in (unit.name, unit.name_en) if name)
        return [one for key in keys for one in self._by_name.get(key, ())]

    def called_as_the_region(self, unit: Unit) -> list[Organisation]:
        """The subdistricts without a region that have the name of the unit's: a guess, for to bind one opens a region
        to its people."""
        if unit.kind is not UnitKind.SUBDISTRICT or not unit.region:
            return []
        name = title_key(self._regions.get(unit.region, ""))
        return [one for one in self._by_region.get("", ()) if name and title_key(one.name) == name]

    def bound(self, unit: Unit) -> list[Organisation]:
        """The subdistricts that are bound to the unit's region."""
        is_subdistrict = unit.kind is UnitKind.SUBDISTRICT and unit.region
        return self._by_region.get(unit.region or "", []) if is_subdistrict else []


def _match(unit: Unit, known: _Known) -> UnitMatch:
    ways = (("code", known.by_code), ("name", known.by_name), ("region", known.bound))
    for how, find in ways:
        if found := find(unit):
            return _judged(unit, how, found, known.bound(unit))
    guessed = tuple(known.called_as_the_region(unit))
    return UnitMatch(unit=unit, candidates=guessed, doubt="unbound" if guessed else "")


def _judged(unit: Unit, how: str, found: list[Organisation], bound: list[Organisation]) -> UnitMatch:
    """Certain where one of the unit's kind fits, and no other is bound to its region; else a doubt."""
    alike = [one for one in found if one.kind == unit.kind]
    fitting = [one for one in alike if not is_elsewhere(unit, one)]
    if len(fitting) > 1 and (here := [one for one in fitting if one in bound]):
        fitting = here
    others = [one for one in bound if one not in fitting]
    if len(fitting) == 1 and not others:
        return UnitMatch(unit=unit, how=how, organisation=fitting[0])
    doubt = "kind" if not alike else "region" if not fitting else "several"
    candidates = tuple(dict.fromkeys([*(fitting or alike or found), *others]))
    return UnitMatch(unit=unit, how=how, candidates=candidates, doubt=doubt)
