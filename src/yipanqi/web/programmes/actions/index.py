"""The facts of each estate that lists, the board and the search need, worked out from the programme."""

from collections.abc import Iterable
from typing import Any

from pypinyin import Style, lazy_pinyin

from yipanqi.domain.estate import Estate
from yipanqi.domain.finding import Finding
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.eligibility import exclusions, is_late
from yipanqi.domain.planning.estimate import CannotEstimate, estimate
from yipanqi.domain.programme import Programme
from yipanqi.workbook.records import checked, put_together

from ..models import EstateRow, ProgrammeEntry, Record

Facts = dict[str, dict[str, Any]]  # estate → the fields of its row


def facts(programme: Programme) -> Facts:
    """What the rows of these estates say."""
    order = {region.id: number for number, region in enumerate(programme.regions)}
    communities = {community.id: community.name for community in programme.communities}
    return {estate.id: _facts(programme, estate, order, communities) for estate in programme.estates}


def write(entry: ProgrammeEntry, found: Facts, *, is_whole: bool) -> None:
    """Keep these facts; of the whole programme also forget the estates that are gone."""
    if is_whole:
        EstateRow.objects.filter(entry=entry).delete()
    else:
        EstateRow.objects.filter(entry=entry, estate__in=found).delete()
    records = entry.records.active().filter(sheet="estates")
    ids = dict((records if is_whole else records.filter(key__in=found)).values_list("estate", "pk"))
    rows = [EstateRow(entry=entry, record_id=ids[estate], estate=estate, **row) for estate, row in found.items()]
    EstateRow.objects.bulk_create(rows, batch_size=500)


def refresh(entry: ProgrammeEntry, records: Iterable[Record]) -> None:
    """Work out anew what depends on these changed rows."""
    changed = list(records)
    if any(not record.is_of_estate for record in changed):
        write(entry, facts(put_together(entry.sheets())), is_whole=True)  # not from memory: this may be rolled back
        return
    for estate in {record.estate for record in changed}:
        found = facts(put_together(entry.sheets(estate)))
        if found:
            write(entry, found, is_whole=False)
        else:
            EstateRow.objects.filter(entry=entry, estate=estate).delete()


def sound(text: str) -> tuple[str, str]:
    """The pinyin of a name and its initials, small letters: `xinhuacun`, `xhc`."""
    whole = "".join(lazy_pinyin(text)).lower()
    initials = "".join(part[:1] for part in lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
    return whole[:400], initials[:200]


def _facts(programme: Programme, estate: Estate, order: dict[str, int], communities: dict[str, str]) -> dict[str, Any]:
    pinyin, initials = sound(estate.name)
    needs = programme.needs_by_estate.get(estate.id, ())
    region = programme.region_by_id.get(estate.subdistrict)
    return {
        "name": estate.name[:200],
        "pinyin": pinyin,
        "initials": initials,
        "subdistrict": estate.subdistrict,
        "subdistrict_name": region.name if region else estate.subdistrict,
        "subdistrict_order": order.get(estate.subdistrict, 0),
        "community": estate.community or "",
        "community_name": communities.get(estate.community or "", ""),
        "built_year": estate.built_year,
        "households": estate.households,
        "buildings": estate.buildings,
        "floor_area": estate.floor_area,
        "standing": _standing(programme, estate),
        "needs": {need.measure: float(need.severity) for need in needs},
        "needed": "".join(f"|{need.measure}" for need in needs) + "|" if needs else "",
        "needs_count": len(needs),
        "cost": _cost(programme, estate),
        "is_under_way": estate.id in programme.under_way_by_estate,
        "longitude": estate.point.longitude if estate.point else None,
        "latitude": estate.point.latitude if estate.point else None,
    }


def _standing(programme: Programme, estate: Estate) -> str:
    if estate.id in programme.under_way_by_estate:
        return "eligible"
    if exclusions(programme, estate):
        return "excluded"
    return "late" if is_late(programme, estate) else "eligible"


def _cost(programme: Programme, estate: Estate) -> Fen:
    total = 0
    for need in programme.needs_by_estate.get(estate.id, ()):
        try:
            total += estimate(estate, programme.measure_by_id[need.measure], need, programme.policy).cost
        except CannotEstimate:
            continue
    return total


def judged(entry: ProgrammeEntry) -> tuple[Programme | None, list[Finding]]:
    """The programme as its rows say now, and all that is wrong with it."""
    return checked(entry.sheets())
