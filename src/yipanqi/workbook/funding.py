"""What is wrong with the money: none at all, works that nobody may pay, grants that no works could cost."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from yipanqi.domain.estate import Estate
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.fund import Fund
from yipanqi.domain.measure import Measure
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.estimate import CannotEstimate, estimate
from yipanqi.domain.programme import Programme
from yipanqi.workbook.layout import said
from yipanqi.workbook.rows import ReadRows

OF_ALL_ESTATES = ("grant_too_large", "grant_unlikely")  # known only where every estate is there
_NAMED = 5  # estates
_USUAL = 2 * FEN_PER_WAN  # fen a household; published programmes: 1 to 8 × 10⁴ yuan
_SPARE = 2  # times the upper ends of all that an estate's works could cost
_UNLIKELY, _TOO_LARGE = 5, 100  # times all that the works could cost; yuan for 10⁴ yuan is 10,000 times too much


def payable(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """The funds' shares of a work add up to all of it; one cause is said once: no money at all, then the empty grants,
    then each measure. A required work that nobody may pay keeps its estate from ever starting: an
    error; another is merely never chosen."""
    if programme.funds and not any(_has_money(fund) for fund in programme.funds):
        yield Finding(code="money_missing", values={"names": _names(programme.funds)}, place=_grant(rows, programme))
        return
    for_want: list[tuple[Measure, Decimal]] = []
    short: dict[tuple[str, Decimal], list[tuple[Estate, Place]]] = {}
    unfunded: dict[str, Place] = {}
    for estates, measure, place in _works(programme, rows):
        estate = estates[0]
        payers = _payers(programme, estate)
        share = _share(programme, measure, [fund for fund in payers if _has_money(fund)])
        if share >= 1:
            continue
        if not payers and programme.earmarks:
            unfunded |= {one.name: place for one in estates if one.name not in unfunded}
        elif _share(programme, measure, payers) >= 1:
            for_want.append((measure, share))
        else:
            short.setdefault((measure.id, share), []).extend((one, place) for one in estates)
    for (name, share), found in short.items():
        measure = programme.measure_by_id[name]
        values = {"measure": _called(measure), "share": _percent(share), **_estates([one.name for one, _ in found])}
        gravity = Gravity.ERROR if measure.required else Gravity.WARNING
        yield Finding(code="work_unpayable", gravity=gravity, values=values, place=found[0][1])
    if unfunded:
        values = {"count": len(unfunded), "names": _estates(list(unfunded))["names"]}
        place = next(iter(unfunded.values()))
        yield Finding(code="estates_unfunded", gravity=Gravity.WARNING, values=values, place=place)
    if for_want:
        yield _empty(programme, rows, for_want)


def _estates(names: list[str]) -> dict[str, object]:
    """Estates by name, the first ones, and how many they are."""
    return {"estates": len(names), "names": "、".join(names[:_NAMED]) + "…" * (len(names) > _NAMED)}


def _works(programme: Programme, rows: ReadRows) -> Iterator[tuple[list[Estate], Measure, Place]]:
    """Each measure with the estates that need it and to which the same funds may pay, and the first one's place."""
    found: dict[tuple[str, str], list[Estate]] = {}
    apart = {estate for estates in programme.earmarked.values() for estate in estates}
    for need in programme.needs:
        estate, measure = programme.estate_by_id.get(need.estate), programme.measure_by_id.get(need.measure)
        if estate is not None and measure is not None and not estate.exclusions:
            found.setdefault((measure.id, _alike(estate, apart)), []).append(estate)
    for (name, _), estates in found.items():
        row = rows.row("survey", estate=estates[0].id, measure=name)
        yield estates, programme.measure_by_id[name], row.place("measure") if row else Place()


def _alike(estate: Estate, apart: Collection[str]) -> str:
    """What estates have in common to which the same funds may pay."""
    return f"#{estate.id}" if estate.id in apart else estate.subdistrict


def _empty(programme: Programme, rows: ReadRows, works: list[tuple[Measure, Decimal]]) -> Finding:
    measures = {measure.id: (measure, share) for measure, share in works}
    measure, share = works[0]
    empty = [fund for fund in programme.funds if not _has_money(fund)]
    values = {
        "names": _names(empty),
        "count": len(measures),
        "measure": _called(measure),
        "share": _percent(share),
    }
    gravity = Gravity.ERROR if any(one.required for one, _ in measures.values()) else Gravity.WARNING
    row = rows.row("funds", id=empty[0].id)
    return Finding(
        code="grants_empty",
        gravity=gravity,
        values=values,
        place=row.place("grant", _part(programme)) if row else Place(),
    )


def _grant(rows: ReadRows, programme: Programme) -> Place:
    row = rows.row("funds", id=programme.funds[0].id)
    return row.place("grant", _part(programme)) if row else Place()


def _part(programme: Programme, year: int = 0) -> str:
    return str(programme.calendar.first_year + year)


def _has_money(fund: Fund) -> bool:
    return not fund.is_limited or any(fund.appropriations)


def _payers(programme: Programme, estate: Estate) -> list[Fund]:
    path, bound = path_of(programme, estate), programme.earmarked
    return [
        f for f in programme.funds if f.region in path and (f.id not in bound or any(bound[f.id].get(estate.id, ())))
    ]


def _share(programme: Programme, measure: Measure, funds: list[Fund]) -> Decimal:
    return sum((programme.share(fund.id, measure.id) for fund in funds), Decimal(0))


def path_of(programme: Programme, estate: Estate) -> list[str]:
    """The regions above an estate, as far as they are known."""
    path: list[str] = []
    region: str | None = estate.subdistrict
    while region is not None and region in programme.region_by_id:
        path.append(region)
        region = programme.region_by_id[region].parent
    return path


def _called(measure: Measure) -> dict[str, str]:
    return said((measure.name, measure.name_en or measure.name))


def _names(funds: list[Fund] | tuple[Fund, ...]) -> dict[str, str]:
    zh = "、".join(f"“{fund.name}”" for fund in funds)
    return said((zh, ", ".join(fund.name_en or fund.name for fund in funds)))


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def grants(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Grants held against what the works could cost at most, and against the households: one far beyond both is a
    question before it is a plan."""
    costs = _costs(programme)
    for fund in programme.funds:
        inside = [estate for estate in programme.estates if fund.region in path_of(programme, estate)]
        cost = sum(costs.get(estate.id, 0) for estate in inside)
        most = max(cost, _USUAL * sum(estate.households for estate in inside))
        for year, grant in enumerate(fund.appropriations if most else ()):
            if grant is None or grant < _UNLIKELY * most:
                continue
            row = rows.row("funds", id=fund.id)
            place = row.place("grant", _part(programme, year)) if row else Place()
            values = {"year": _part(programme, year), "grant": grant, "cost": most, "times": f"{grant / most:,.0f}"}
            if grant >= _TOO_LARGE * most:
                yield Finding(code="grant_too_large", values=values, place=place)
            else:
                yield Finding(code="grant_unlikely", gravity=Gravity.WARNING, values=values, place=place)


def earmarks(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Money that is for one estate: inside its fund's region, all together no more than the appropriation; what of
    that is for no estate is spent by nobody, and said."""
    own: dict[tuple[str, int], int] = {}
    for one in programme.earmarks:
        fund, estate = programme.fund_by_id[one.fund], programme.estate_by_id[one.estate]
        own[one.fund, one.year] = own.get((one.fund, one.year), 0) + one.amount
        if fund.region not in path_of(programme, estate):
            row = rows.row("earmarks", fund=one.fund, estate=one.estate, year=one.year)
            place = row.place("estate") if row else Place()
            yield Finding(code="earmark_outside", values={"fund": _names([fund]), "name": estate.name}, place=place)
    for fund in (fund for fund in programme.funds if fund.id in programme.earmarked):
        for year, grant in enumerate(fund.appropriations):
            given = own.get((fund.id, year), 0)
            if grant is None or grant == given:
                continue
            row = rows.row("funds", id=fund.id)
            place = row.place("grant", _part(programme, year)) if row else Place()
            values = {"year": _part(programme, year), "grant": grant, "bound": given, "rest": abs(grant - given)}
            if given > grant:
                yield Finding(code="earmarks_beyond", values=values, place=place)
            else:
                yield Finding(code="earmarks_rest", gravity=Gravity.WARNING, values=values, place=place)


def spare_earmarks(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Estates with far more money of their own than all their works could cost: what is over is spent by nobody, so
    works are missing, or they cost more than the rates make of them. One finding names them."""
    own: dict[str, int] = {}
    for one in programme.earmarks:
        own[one.estate] = own.get(one.estate, 0) + one.amount
    costs = _costs(programme) if own else {}
    over = [estate for estate, money in own.items() if 0 < _SPARE * costs.get(estate, 0) < money]
    if not over:
        return
    first = next(one for one in programme.earmarks if one.estate == over[0])
    row = rows.row("earmarks", fund=first.fund, estate=first.estate, year=first.year)
    listed = rows.row("estates", id=over[0])
    values = {
        **_estates([programme.estate_by_id[estate].name for estate in over]),
        "money": sum(own[estate] for estate in over),
        "cost": sum(costs[estate] for estate in over),
    }
    place = row.place("estate") if row else listed.place("name") if listed else Place()
    yield Finding(code="earmarks_spare", gravity=Gravity.WARNING, values=values, place=place)


def _costs(programme: Programme) -> dict[str, int]:
    """Estate → the upper ends of its works' estimates, given costs where they are higher."""
    found: dict[str, int] = {}
    for need in programme.needs:
        estate, measure = programme.estate_by_id.get(need.estate), programme.measure_by_id.get(need.measure)
        if estate is None or measure is None:
            continue
        try:
            high = estimate(estate, measure, replace(need, cost=None), programme.policy).high
        except CannotEstimate:
            high = 0
        found[estate.id] = found.get(estate.id, 0) + max(high, need.cost or 0)
    return found
