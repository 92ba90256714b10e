"""What is wrong between the rows of several sheets: loops, sums, money that nobody may pay, quarters that cannot be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from yipanqi.domain import sentences
from yipanqi.domain.consent import Matter
from yipanqi.domain.estate import Building, Level
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.measure import Need
from yipanqi.domain.planning.eligibility import exclusions
from yipanqi.domain.planning.offer import is_unasked
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import joined
from yipanqi.domain.unit import SUBDISTRICT_OF_ESTATE, UnitKind
from yipanqi.workbook.funding import earmarks, grants, path_of, payable, spare_earmarks
from yipanqi.workbook.layout import LANGUAGES, said
from yipanqi.workbook.own_fields import undeclared
from yipanqi.workbook.plausible import plausible
from yipanqi.workbook.rows import ReadRows
from yipanqi.workbook.tables import SheetTable
from yipanqi.workbook.windows import late_starts, windows

Check = Callable[[Programme, ReadRows], Iterator[Finding]]
Sheets = tuple[str, ...]


def judge(programme: Programme, rows: ReadRows, tables: Mapping[str, SheetTable]) -> list[Finding]:
    """Every finding that takes more than one row. The programme may lack the rows that are wrong themselves."""
    measures, regions = [*_requires_cycle(programme, rows)], [*_region_cycle(programme, rows)]
    circular = {key for key, ring in (("measures", measures), ("regions", regions)) if ring}
    found = measures + regions
    for check, sheets in CHECKS:  # what needs a sheet in which rows are wrong, or circular, would say what is not so
        if all(rows.is_whole(sheet) and sheet not in circular for sheet in sheets):
            found += check(programme, rows)
    return [*found, *plausible(programme, rows)]


_YEAR = re.compile(r"[〔\[(（]((?:19|20)\d\d)[〕\])）]")  # of a document's number


def _at(rows: ReadRows, sheet: str, field: str, **wanted: object) -> Place:
    row = rows.row(sheet, **wanted)
    return row.place(field) if row else Place()


def _requires_cycle(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A measure that, over others, requires itself."""
    above = {measure.id: measure.requires for measure in programme.measures}
    for measure in programme.measures:
        ring = _ring(measure.id, above)
        if ring and measure.id == min(ring):
            names = "→".join(programme.measure_by_id[code].name for code in (*ring, ring[0]))
            place = _at(rows, "measures", "requires", id=measure.id)
            yield Finding(code="requires_cycle", values={"ring": names}, place=place)


def _region_cycle(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    above = {region.id: region.parent for region in programme.regions}
    for region in programme.regions:
        ring = _ring(region.id, above)
        if ring and region.id == min(ring):
            names = "→".join(programme.region_by_id[code].name for code in (*ring, ring[0]))
            yield Finding(
                code="region_cycle", values={"ring": names}, place=_at(rows, "regions", "parent", id=region.id)
            )


def _ring(start: str, above: Mapping[str, str | None]) -> list[str]:
    """The loop that leads from a name back to it; empty where there is none."""
    path = [start]
    while (following := above.get(path[-1])) is not None and len(path) <= len(above):
        if following == start:
            return path
        path.append(following)
    return []


def _levels(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Estates and communities belong to subdistricts; a region's parent is above it; names are still in use."""
    level = {region.id: region.level for region in programme.regions}
    order = list(Level)
    for region in programme.regions:
        if region.parent in level and order.index(level[region.parent]) >= order.index(region.level):
            yield Finding(code="region_order", place=_at(rows, "regions", "parent", id=region.id))
    for sheet, things in (("estates", programme.estates), ("communities", programme.communities)):
        for thing in things:
            if level.get(thing.subdistrict, Level.SUBDISTRICT) is not Level.SUBDISTRICT:
                yield Finding(code="not_a_subdistrict", place=_at(rows, sheet, "subdistrict", id=thing.id))


def _communities(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """An estate's community lies in its subdistrict."""
    home = {community.id: community.subdistrict for community in programme.communities}
    for estate in programme.estates:
        if estate.community in home and home[estate.community] != estate.subdistrict:
            yield Finding(code="community_elsewhere", place=_at(rows, "estates", "community", id=estate.id))


def _sums(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Where buildings are listed, their sums are the estate's figures."""
    by_estate: dict[str, list[Building]] = {}
    for building in programme.buildings:
        by_estate.setdefault(building.estate, []).append(building)
    for estate in programme.estates:
        listed = by_estate.get(estate.id, [])
        figures: dict[str, Decimal | int] = {"buildings": len(listed)} if listed else {}
        for key in ("stairwells", "households", "floor_area"):
            parts = [getattr(building, key) for building in listed]
            if listed and all(part is not None for part in parts):
                figures[key] = sum(parts)
        for key, total in figures.items():
            given = getattr(estate, key)
            if given is not None and given != total:
                place = _at(rows, "estates", key, id=estate.id)
                yield Finding(code="sum_differs", values={"given": given, "total": total}, place=place)


def _must(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """An estate that must start, or has its quarter fixed, is not excluded; its quarter may still be decided."""
    for estate in programme.estates:
        if estate.id in programme.under_way_by_estate:
            continue
        wanted = "must" if estate.must else "fixed_start" if estate.fixed_start is not None else ""
        reasons = exclusions(programme, estate) if wanted else []
        if reasons:
            why = {lang: _listed(programme, reasons, lang) for lang in LANGUAGES}
            place = _at(rows, "estates", wanted, id=estate.id)
            yield Finding(code="must_excluded", values={"name": estate.name, "reasons": why}, place=place)
        for key in ("fixed_start", "latest"):
            quarter = getattr(estate, key)
            if quarter is not None and quarter < programme.plan_from:
                values = {"first": programme.calendar.label(programme.plan_from)}
                yield Finding(code="start_in_past", values=values, place=_at(rows, "estates", key, id=estate.id))


def _listed(programme: Programme, reasons: Iterable[Reason], lang: str) -> str:
    """Reasons of exclusion in a row."""
    return joined((sentences.said(programme, reason.code, reason.values, lang) for reason in reasons), lang)


def _targets(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A target asks for no more than the region has."""
    for target in programme.targets:
        inside = [estate for estate in programme.estates if target.region in path_of(programme, estate)]
        most = sum(e.households for e in inside) if target.kind == "households" else len(inside)
        if target.at_least > most:
            place = _at(rows, "targets", "at_least", region=target.region, kind=target.kind.value, year=target.year)
            values = {"at_least": target.at_least, "most": most}
            yield Finding(code="target_beyond", gravity=Gravity.WARNING, values=values, place=place)


def _funds(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Every fund has a rule by which it may pay."""
    ruled = {rule.fund for rule in programme.share_rules}
    for fund in programme.funds:
        if fund.id not in ruled:
            place = _at(rows, "funds", "name", id=fund.id)
            yield Finding(code="fund_unruled", gravity=Gravity.WARNING, values={"name": fund.name}, place=place)


def _rules_known(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A trade with crews is used by a measure."""
    trades = {measure.trade for measure in programme.measures}
    for crew in programme.crews:
        if crew.trade not in trades:
            place = _at(rows, "crews", "trade", region=crew.region, trade=crew.trade)
            yield Finding(code="trade_unused", gravity=Gravity.WARNING, values={"trade": crew.trade}, place=place)


def _votes(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A matter that owners must vote on comes with its vote; without one the work is not offered. A measure's are
    counted once."""
    missing: dict[str, list[Need]] = {}
    for need in programme.needs:
        measure = programme.measure_by_id.get(need.measure)
        if measure is not None and isinstance(measure.matter, Matter) and need.consent is None:
            missing.setdefault(measure.id, []).append(need)
    for name, needs in missing.items():
        measure, first = programme.measure_by_id[name], needs[0]
        values = {"measure": said((measure.name, measure.name_en or measure.name)), "count": len(needs)}
        place = _at(rows, "survey", "turnout_heads", estate=first.estate, measure=name)
        yield Finding(code="vote_unknown", gravity=Gravity.WARNING, values=values, place=place)


def _unasked(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Works whose support nobody asked are counted once, with what becomes of them."""
    measures, policy = programme.measure_by_id, programme.policy
    found = [n for n in programme.needs if n.measure in measures and is_unasked(measures[n.measure], n, policy)]
    if found:
        place = _at(rows, "survey", "support", estate=found[0].estate, measure=found[0].measure)
        values = {"count": len(found), "estate_count": len({need.estate for need in found})}
        code = "support_unasked" if policy.plans_unasked else "support_unasked_out"
        yield Finding(code=code, gravity=Gravity.WARNING, values=values, place=place)


def _under_way(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """What is under way began before the plan begins, in one quarter, with measures that the survey lists."""
    surveyed = {(made.values["estate"], made.values["measure"]) for made in rows.made.get("survey", ())}
    for made in rows.made.get("under_way", ()):
        estate, start, measure = (made.values[key] for key in ("estate", "start", "measure"))
        begun = programme.under_way_by_estate.get(estate)
        if begun is None:
            continue
        if begun.start != start:
            yield Finding(code="starts_differ", place=made.row.place("start"))
        if start is not None and start >= programme.plan_from:
            values = {"first": programme.calendar.label(programme.plan_from)}
            yield Finding(code="begun_later", gravity=Gravity.WARNING, values=values, place=made.row.place("start"))
        if measure and (estate, measure) not in surveyed:
            yield Finding(code="work_unsurveyed", place=made.row.place("measure"))


def _spent(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Money was spent on works that are under way, in years before the plan begins."""
    works = {(begun.estate, measure) for begun in programme.under_way for measure in begun.works}
    for payment in programme.spent:
        if (payment.estate, payment.measure) not in works:
            keys = {"estate": payment.estate, "measure": payment.measure, "fund": payment.fund, "year": payment.year}
            yield Finding(code="spent_elsewhere", place=_at(rows, "spent", "measure", **keys))


def _basis(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A plan that is sent says which documents it rests on."""
    if programme.heading.document_number and not programme.heading.basis:
        place = _at(rows, "programme", "document_number")
        yield Finding(code="basis_missing", gravity=Gravity.WARNING, place=place)


def _number(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """The year in the document's number is that of its date."""
    heading = programme.heading
    year = _YEAR.search(heading.document_number)
    if year and heading.issued_on and int(year[1]) != heading.issued_on.year:
        values = {"number": heading.document_number, "date": heading.issued_on}
        place = _at(rows, "programme", "document_number")
        yield Finding(code="number_of_other_year", gravity=Gravity.WARNING, values=values, place=place)


def _duties(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Where a duty names the estate's own subdistrict, that subdistrict has a unit."""
    names = {u for duty in programme.duties for u in (duty.lead, duty.responsible, duty.inspecting, *duty.supporting)}
    offices = {unit.region for unit in programme.units if unit.kind is UnitKind.SUBDISTRICT}
    if SUBDISTRICT_OF_ESTATE not in names:
        return
    for region in programme.regions:
        is_used = any(estate.subdistrict == region.id for estate in programme.estates)
        if is_used and region.id not in offices:
            place = _at(rows, "regions", "name", id=region.id)
            yield Finding(code="office_missing", gravity=Gravity.WARNING, values={"name": region.name}, place=place)


def _unsurveyed(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Every estate that may be planned has a survey."""
    surveyed = {made.values["estate"] for made in rows.made.get("survey", ())}
    if None in surveyed:  # whose survey that is cannot be said
        return
    for estate in programme.estates:
        if estate.id not in surveyed | rows.shared.get("estates", set()) and not estate.exclusions:
            place = _at(rows, "estates", "name", id=estate.id)
            yield Finding(code="estate_unsurveyed", gravity=Gravity.WARNING, values={"name": estate.name}, place=place)


# a check and the sheets that must be whole for it
CHECKS: tuple[tuple[Check, Sheets], ...] = (
    (_levels, ()),
    (_communities, ()),
    (_sums, ("buildings",)),
    (_must, ()),
    (windows, ("measures",)),
    (late_starts, ("estates", "measures", "survey")),
    (_targets, ("estates", "regions")),
    (_funds, ("share_rules",)),
    (payable, ("funds", "share_rules", "regions")),
    (earmarks, ("funds", "regions", "estates")),
    (spare_earmarks, ("earmarks", "estates", "survey", "measures")),
    (grants, ("funds", "regions", "estates", "survey", "measures")),
    (_rules_known, ("measures",)),
    (_votes, ()),
    (_unasked, ("measures",)),
    (_under_way, ()),
    (_spent, ("under_way",)),
    (_duties, ("units",)),
    (_number, ()),
    (_basis, ()),
    (_unsurveyed, ()),
    (undeclared, ()),
)
