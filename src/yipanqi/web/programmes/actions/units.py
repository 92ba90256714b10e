"""What says which organisation a unit of a programme is: chosen by somebody, or matched by an import for certain."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import Stale

from ..models import ImportBatch, ProgrammeEntry, UnitOrganisation
from ..unit_matches import LONGEST_REGION, MATCHED, NEW, Bodies, is_elsewhere, matches, region_to_give, to_store

_LONGEST_CODE = 60  # that an organisation holds
Link = tuple[Unit, Organisation, str]  # and how it was found


class CannotLink(Cannot):
    """The unit is not in the programme, or belongs to another region than the organisation."""


def bodies_of(batch: ImportBatch) -> Bodies:
    """The units that an import's workbook names."""
    return Bodies.stored(batch.bodies or to_store(batch.sheets()))


@transaction.atomic
def choose_organisations(
    *,
    entry: ProgrammeEntry,
    chosen: Mapping[str, Organisation | None],
    by: Any,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> int:
    """Units are these organisations, or none yet; what is so already stays. How many changed. `seen` are the numbers of
    those that they were on the page, or empty: raises Stale where they are others by now."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    units = entry.frame().unit_by_id
    if chosen.keys() - units.keys():
        raise CannotLink(
            "有的单位已不在这个计划里，请刷新页面", "A unit is no longer in the programme: load the page anew"
        )
    known = _links(entry)
    if any(was != (str(known[unit].organisation_id) if unit in known else "") for unit, was in (seen or {}).items()):
        raise Stale
    changed = {unit: it for unit, it in chosen.items() if it != (known[unit].organisation if unit in known else None)}
    for unit, organisation in changed.items():
        if organisation and is_elsewhere(units[unit], organisation):
            raise _elsewhere(units[unit], organisation)
    gone = [known[unit] for unit in changed if unit in known]
    fresh: list[Link] = [(units[unit], it, "chosen") for unit, it in changed.items() if it]
    before = _told(units, gone)
    regions = [*_taken_back(gone, by, at), *_linked(entry, fresh, by, at)]
    if changed:
        after = _told(units, [it for it in _links(entry).values() if it.unit in changed])
        told = {"before": {"units": before}, "after": {"units": after, "regions": regions}}
        audit.record("programme.units_linked", subject=entry, by=by, at=at, **told)
    return len(changed)


@transaction.atomic
def link_matches(*, entry: ProgrammeEntry, by: Any, at: datetime, batch: ImportBatch | None = None) -> int:
    """Link every unit that is matched for certain and has no organisation yet; doubts wait. How many were linked."""
    bodies = bodies_of(batch) if batch else Bodies.of(entry)
    found = [match for match in matches(entry, bodies) if match.state == MATCHED]
    fresh: list[Link] = [(match.unit, match.organisation, match.how) for match in found if match.organisation]
    if fresh:
        regions = _linked(entry, fresh, by, at, batch)
        units = {unit.id: unit for unit in bodies.units}
        names = {unit.id for unit, _, _ in fresh}
        after = {"units": _told(units, [it for it in _links(entry).values() if it.unit in names]), "regions": regions}
        audit.record("programme.units_linked", subject=entry, by=by, at=at, after=after)
    return len(fresh)


@transaction.atomic
def give_organisations(*, entry: ProgrammeEntry, by: Any, at: datetime) -> int:
    """Every unit is an organisation: those matched for certain are linked, those that nobody knows are added under the
    programme's district and linked; doubts wait for somebody. How many were added."""
    link_matches(entry=entry, by=by, at=at)
    unknown = [match.unit for match in matches(entry, Bodies.of(entry)) if match.state == NEW]
    fresh: list[Link] = [(unit, _added(unit, entry, by, at), "chosen") for unit in unknown]
    if fresh:
        regions = _linked(entry, fresh, by, at)
        after = {"units": [f"{unit.name} → {organisation}" for unit, organisation, _ in fresh], "regions": regions}
        audit.record("programme.units_linked", subject=entry, by=by, at=at, after=after)
    return len(fresh)


def _added(unit: Unit, entry: ProgrammeEntry, by: Any, at: datetime) -> Organisation:
    is_free = not Organisation.objects.filter(code=unit.id).exists()
    region = unit.region or "" if unit.kind is UnitKind.SUBDISTRICT else ""
    more = {
        "code": unit.id if is_free and len(unit.id) <= _LONGEST_CODE else "",
        "region_id": region if len(region) <= LONGEST_REGION else "",
    }
    root = entry.organisation
    return accounts.add_organisation(name=unit.name[:100], kind=unit.kind.value, parent=root, by=by, at=at, **more)


@transaction.atomic
def unlink_import(*, batch: ImportBatch, by: Any, at: datetime) -> None:
    """Take back what an import linked and nobody has chosen anew since, with the regions that it gave."""
    gone = [link for link in _links(batch.entry).values() if link.batch_id == batch.pk]
    if gone:
        before = {"units": _told({unit.id: unit for unit in bodies_of(batch).units}, gone)}
        regions = _taken_back(gone, by, at)
        after = {"regions": regions} if regions else None
        audit.record("programme.units_unlinked", subject=batch.entry, by=by, at=at, before=before, after=after)


def _links(entry: ProgrammeEntry) -> dict[str, UnitOrganisation]:
    return {link.unit: link for link in entry.unit_organisations.select_related("organisation").order_by("pk")}


def _linked(
    entry: ProgrammeEntry, fresh: Sequence[Link], by: Any, at: datetime, batch: ImportBatch | None = None
) -> list[str]:
    """Write the links; subdistricts' organisations without a region are bound to their unit's, and these are told."""
    told = []
    for unit, organisation, how in fresh:
        organisation.refresh_from_db(fields=["region_id"])
        if is_elsewhere(unit, organisation):
            raise _elsewhere(unit, organisation)
        if region := region_to_give(unit, organisation):
            accounts.change_organisation(organisation=organisation, region_id=region, by=by, at=at)
            told.append(f"{organisation} → {region}")
        UnitOrganisation.objects.create(
            entry=entry,
            unit=unit.id,
            organisation=organisation,
            how=how,
            region_given=region,
            batch=batch,
            by=by,
            at=at,
        )
    return told


def _taken_back(gone: Sequence[UnitOrganisation], by: Any, at: datetime) -> list[str]:
    """Remove links; a region that one gave goes with it, unless changed since or needed by another link."""
    told = []
    for link in gone:
        organisation = link.organisation
        UnitOrganisation.objects.filter(pk=link.pk).delete()
        is_needed = UnitOrganisation.objects.filter(organisation=organisation).exists()
        if link.region_given and link.region_given == organisation.region_id and not is_needed:
            accounts.change_organisation(organisation=organisation, region_id="", by=by, at=at)
            told.append(f"{organisation} → —")
    return told


def _told(units: Mapping[str, Unit], links: Sequence[UnitOrganisation]) -> list[str]:
    return [f"{units[it.unit].name if it.unit in units else it.unit} → {it.organisation}" for it in links]


def _elsewhere(unit: Unit, organisation: Organisation) -> CannotLink:
    return CannotLink(
        f"“{organisation}”的区域是 {organisation.region_id}，“{unit.name}”的区划是 {unit.region}，请先改正其中之一",
        f"“{organisation}” is bound to region {organisation.region_id}, “{unit.name}” to {unit.region}: "
        "correct one of them first",
    )
