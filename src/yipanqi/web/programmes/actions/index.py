"""The facts of each estate that lists, the board and the search need, worked out from the programme."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from pypinyin import Style, lazy_pinyin

from yipanqi.domain.estate import Estate
from yipanqi.domain.finding import Finding
from yipanqi.domain.measure import Need
from yipanqi.domain.money import Fen, wan_text
from yipanqi.domain.planning.eligibility import Eligibility
from yipanqi.domain.planning.estimate import CannotEstimate, estimate
from yipanqi.domain.planning.offer import standings
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.programme import Policy, Programme
from yipanqi.web.page.say import Cannot
from yipanqi.workbook.cells import MOST_MONEY
from yipanqi.workbook.records import checked, put_together

from ..models import EstateRow, ProgrammeEntry, Record


class TooCostly(Cannot):
    """Quantities and rates that are each possible, but not together; the message names the estate."""


Facts = dict[str, dict[str, Any]]  # estate → the fields of its row


def facts(programme: Programme) -> Facts:
    """What the rows of these estates say."""
    order = {region.id: number for number, region in enumerate(programme.regions)}
    communities = {community.id: community.name for community in programme.communities}
    found = _standings(programme)
    return {e.id: _facts(programme, e, order, communities) | _standing(found[e.id]) for e in programme.estates}


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
    """Work out anew what depends on these changed rows: the estates they belong to, and who is admitted beside them."""
    changed = list(records)
    if any(not record.is_of_estate for record in changed):
        write(entry, facts(put_together(entry.sheets())), is_whole=True)  # not from memory: this may be rolled back
        return
    estates = {record.estate for record in changed}
    before = _weights(entry, estates)
    policies = [_refresh_one(entry, estate) for estate in estates]
    after = _weights(entry, estates)
    if before != after or any(weight.tells(policies[0]) for weight in (*before, *after)):
        _admit_anew(entry, policies[0])


def _refresh_one(entry: ProgrammeEntry, estate: str) -> Policy:
    """Write an estate's own facts, its standing as if it were alone; the policy by which it was judged."""
    programme = put_together(entry.sheets(estate))
    found = facts(programme)
    if found:
        write(entry, found, is_whole=False)
    else:
        EstateRow.objects.filter(entry=entry, estate=estate).delete()
    return programme.policy


class _Weight(NamedTuple):
    """What the others' admission depends on, of an estate."""

    households: int
    built_year: int | None
    standing: str
    is_under_way: bool

    def tells(self, policy: Policy) -> bool:
        """Does everything about it tell, for it asks for room itself, or takes some?"""
        return self.is_under_way or (self.built_year is not None and self.built_year > policy.built_by)


def _weights(entry: ProgrammeEntry, estates: Iterable[str]) -> list[_Weight]:
    rows = EstateRow.objects.filter(entry=entry, estate__in=estates).order_by("estate")
    return [_Weight(*values) for values in rows.values_list(*_Weight._fields)]


def _admit_anew(entry: ProgrammeEntry, policy: Policy) -> None:
    """Late-built estates share a part of the years' households: write down whose standing is another one now."""
    rows = {row.estate: row for row in EstateRow.objects.filter(entry=entry, built_year__gt=policy.built_by)}
    if not rows:
        return
    found = _standings(put_together(entry.sheets_for_admission(rows)))
    changed = []
    for estate, row in rows.items():
        said = _standing(found[estate])
        if (row.standing, row.admitted) != (said["standing"], said["admitted"]):
            row.standing, row.admitted = said["standing"], said["admitted"]
            changed.append(row)
    EstateRow.objects.bulk_update(changed, ["standing", "admitted"], batch_size=500)


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
        "subdistrict_name": (region.name if region else estate.subdistrict)[:200],
        "subdistrict_order": order.get(estate.subdistrict, 0),
        "community": estate.community or "",
        "community_name": communities.get(estate.community or "", "")[:200],
        "built_year": estate.built_year,
        "households": estate.households,
        "buildings": estate.buildings,
        "floor_area": estate.floor_area,
        "needs": {need.measure: float(need.severity) for need in needs},
        "needed": "".join(f"|{need.measure}" for need in needs) + "|" if needs else "",
        "needs_count": len(needs),
        "cost": _cost(programme, estate),
        "is_under_way": estate.id in programme.under_way_by_estate,
        "longitude": estate.point.longitude if estate.point else None,
        "latitude": estate.point.latitude if estate.point else None,
    }


def _standing(eligibility: Eligibility) -> dict[str, Any]:
    return {"standing": eligibility.standing.value, "admitted": eligibility.admitted}


def _standings(programme: Programme) -> dict[str, Eligibility]:
    """As the offer says them, also while a need cannot be priced yet."""
    try:
        return standings(programme)
    except CannotEstimate:
        priced = tuple(need for need in programme.needs if _price(programme, need) is not None)
        return standings(replace(programme, needs=priced))


def _cost(programme: Programme, estate: Estate) -> Fen:
    cost = sum(_price(programme, need) or 0 for need in programme.needs_by_estate.get(estate.id, ()))
    if cost > MOST_MONEY:
        wan = wan_text(MOST_MONEY, 0)
        raise TooCostly(
            f"“{estate.name}”的造价超过 {wan} 万元，请核对工程量和单价",
            f"{estate.name} would cost more than {wan} × 10⁴ yuan: check quantities and unit rates",
        )
    return cost


def _price(programme: Programme, need: Need) -> Fen | None:
    """What a need costs, as it is told; None where nothing says how much of it there is."""
    estate, measure = programme.estate_by_id[need.estate], programme.measure_by_id[need.measure]
    try:
        return told_alone(estimate(estate, measure, need, programme.policy).cost)
    except CannotEstimate:
        return None


def judged(entry: ProgrammeEntry) -> tuple[Programme | None, list[Finding]]:
    """The programme as its rows say now, and all that is wrong with it."""
    return checked(entry.sheets())
