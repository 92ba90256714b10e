"""改造计划 and 资金安排: an adopted plan told to the public: how many estates when, which works, whose money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yipanqi.domain.disclosure.drafts import (
    Place,
    address,
    area,
    count,
    heading,
    listed,
    money,
    money_cell,
    of_place,
    own,
    paragraph,
    quarter,
    say,
    share,
    table,
    works_listed,
    years_said,
)
from yipanqi.domain.disclosure.publication import Block, Content, EstateFacts, Kind, Pair, Table
from yipanqi.domain.money import Fen, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEstate:
    """An estate that the plan starts."""

    place: Place
    year: int  # in which it starts
    start: str  # 2027Q1
    finish: str
    households: int
    buildings: int | None = None
    floor_area: Decimal | None = None  # ㎡
    works: tuple[Pair, ...] = ()
    money: Fen = 0
    paid: Mapping[str, Fen] = field(default_factory=dict)  # fund → fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A fund, and what it pays in each year of the plan."""

    fund: str
    name: Pair
    by_year: Mapping[int, Fen]

    @property
    def whole(self) -> Fen:
        """In all years."""
        return sum(self.by_year.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeasure:
    """An entry of the catalogue as the plan has it."""

    measure: str
    name: Pair
    group: Pair
    works: int
    money: Fen


@dataclass(frozen=True, kw_only=True)
class PlanRecord:
    """An adopted plan as plain values; money as it is told in 万元. The addresses are those of the rows: estates by
    year, subdistrict or code, payments by fund, year, measure or estate."""

    district: str
    title: str
    years: tuple[int, ...]
    estates: tuple[PlannedEstate, ...]
    sources: tuple[Source, ...]
    measures: tuple[PlannedMeasure, ...]
    buildings: int = 0
    floor_area: Decimal = Decimal(0)
    is_estimated: bool = False  # do some of the two follow from households?
    record: str
    as_of: date
    is_synthetic: bool = False
    estates_at: str = ""
    payments_at: str = ""

    @property
    def money(self) -> Fen:
        """Of all sources."""
        return sum(it.whole for it in self.sources)

    @property
    def works(self) -> int:
        """Of all estates."""
        return sum(len(it.works) for it in self.estates)


def draft_plan(it: PlanRecord) -> Content:
    """The plan: years, sources, works, and each estate with its works, quarters and money."""
    opening = say(
        "plan_opening",
        title=it.title,
        years=_years(it),
        estates=count(len(it.estates), address(it.estates_at, standing="started")),
        households=count(_households(it.estates), address(it.estates_at, standing="started")),
        works=count(it.works, it.estates_at),
        money=money(it.money, it.payments_at),
    )
    size = say(
        "plan_size_about" if it.is_estimated else "plan_size",
        buildings=count(it.buildings, it.estates_at),
        area=area(it.floor_area, it.estates_at),
    )
    blocks: list[Block] = [
        paragraph("opening", opening, *([size] if it.buildings or it.floor_area else [])),
        heading("plan_head_years"),
        _by_year(it),
        paragraph("money-note", say("plan_money_note")),
        heading("plan_head_money"),
        _by_source(it),
        heading("plan_head_works"),
        _by_measure(it),
        heading("plan_head_estates"),
        *_estates(it),
    ]
    return Content(
        title=(it.title, say("plan_title", district=it.district, years=_years(it))[1]),
        blocks=tuple(blocks),
        estates=tuple(_planned(one) for one in it.estates),
        measures=_codes(it),
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def draft_funding(it: PlanRecord) -> Content:
    """The plan's money: by source and year, by subdistrict, by estate."""
    whole = it.money
    sources = listed(
        say(
            "funding_source",
            name=one.name,
            money=money(one.whole, address(it.payments_at, fund=one.fund)),
            share=share(one.whole, whole),
        )
        for one in it.sources
    )
    years = listed(
        say("funding_year", year=year, money=money(_of_year(it, year), address(it.payments_at, year=year)))
        for year in it.years
    )
    opening = say(
        "funding_opening",
        district=it.district,
        years=_years(it),
        money=money(whole, it.payments_at),
        estates=count(len(it.estates), address(it.estates_at, standing="started")),
        works=count(it.works, it.estates_at),
        sources=sources,
    )
    blocks: list[Block] = [
        paragraph("opening", opening, say("funding_years", years=years)),
        heading("funding_head_sources"),
        _by_source(it),
        paragraph("note", say("funding_note")),
        heading("funding_head_regions"),
        _by_region(it),
        heading("funding_head_estates"),
        _money_by_estate(it),
    ]
    return Content(
        title=say("funding_title", district=it.district, years=_years(it)),
        blocks=tuple(blocks),
        estates=tuple(_funded(it, one) for one in it.estates),
        measures=_codes(it),
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _years(it: PlanRecord) -> Pair:
    return years_said(it.years[0], it.years[-1])


def _households(estates: Sequence[PlannedEstate]) -> int:
    return sum(one.households for one in estates)


def _codes(it: PlanRecord) -> tuple[str, ...]:
    return tuple(one.measure for one in it.measures if one.works)


def _of_year(it: PlanRecord, year: int) -> Fen:
    return sum(one.by_year.get(year, 0) for one in it.sources)


def _by_year(it: PlanRecord) -> Table:
    def row(name: Pair, estates: Sequence[PlannedEstate], paid: Fen, year: int | None) -> list[Pair]:
        at = address(it.estates_at, year=year) if year else address(it.estates_at, standing="started")
        return [
            name,
            count(len(estates), at),
            count(_households(estates), at),
            count(sum(len(one.works) for one in estates), at),
            money_cell(paid, address(it.payments_at, year=year)),
        ]

    rows = [
        row((f"{year}年", str(year)), [one for one in it.estates if one.year == year], _of_year(it, year), year)
        for year in it.years
    ]
    heads = ("head_year", "head_estates", "head_households", "head_works_count", "head_money")
    total = row(say("head_sum"), it.estates, it.money, None)
    return table("by-year", say("plan_by_year"), heads, rows, numeric=range(1, 5), total=total)


def _by_source(it: PlanRecord) -> Table:
    def row(name: Pair, fund: str, by_year: Mapping[int, Fen]) -> list[Pair]:
        cells = (money_cell(by_year.get(y, 0), address(it.payments_at, fund=fund, year=y)) for y in it.years)
        return [name, *cells, money_cell(sum(by_year.values()), address(it.payments_at, fund=fund))]

    rows = [row(one.name, one.fund, one.by_year) for one in it.sources]
    total = row(say("head_sum"), "", {year: _of_year(it, year) for year in it.years})
    heads: tuple[str | Pair, ...] = (
        "head_source",
        *(say("head_year_money", year=y) for y in it.years),
        "head_money_sum",
    )
    return table("by-source", say("plan_by_source"), heads, rows, numeric=range(1, len(heads)), total=total)


def _by_measure(it: PlanRecord) -> Table:
    rows = [
        [
            one.name,
            one.group,
            count(one.works, address(it.payments_at, measure=one.measure)),
            money_cell(one.money, address(it.payments_at, measure=one.measure)),
        ]
        for one in it.measures
        if one.works
    ]
    heads = ("head_measure", "head_group", "head_works_count", "head_money")
    total = [say("head_sum"), ("", ""), count(it.works, it.estates_at), money_cell(it.money, it.payments_at)]
    return table("by-measure", say("plan_by_measure"), heads, rows, numeric=(2, 3), total=total)


def _estates(it: PlanRecord) -> Iterator[Table]:
    heads = (
        "head_estate", "head_region", "head_households", "head_works", "head_start", "head_finish", "head_money",
    )  # fmt: skip
    for year in sorted({one.year for one in it.estates}):
        inside = [one for one in it.estates if one.year == year]
        rows = [_estate_row(it, one) for one in inside]
        caption = say("plan_estates_of", year=year)
        yield table(f"estates-{year}", caption, heads, rows, numeric=(2, 6))


def _estate_row(it: PlanRecord, one: PlannedEstate) -> list[Pair]:
    at = address(it.estates_at, estate=one.place.estate)
    return [
        own(one.place.name),
        own(one.place.region_name),
        count(one.households, at),
        works_listed(one.works),
        quarter(one.start, at),
        quarter(one.finish, at),
        money_cell(one.money, address(it.payments_at, estate=one.place.estate)),
    ]


def _by_region(it: PlanRecord) -> Table:
    of: dict[str, list[PlannedEstate]] = {}
    for one in it.estates:
        of.setdefault(one.place.region, []).append(one)

    def row(name: Pair, estates: Sequence[PlannedEstate], region: str) -> list[Pair]:
        return [
            name,
            count(len(estates), address(it.estates_at, standing="started", subdistrict=region)),
            money_cell(sum(one.money for one in estates), address(it.payments_at, subdistrict=region)),
        ]

    rows = [row(own(estates[0].place.region_name), estates, region) for region, estates in of.items()]
    heads = ("head_region", "head_estates", "head_money")
    total = row(say("head_sum"), it.estates, "")
    return table("by-region", say("funding_by_region"), heads, rows, numeric=(1, 2), total=total)


def _money_by_estate(it: PlanRecord) -> Table:
    def row(one: PlannedEstate) -> list[Pair]:
        code = one.place.estate
        cells = (
            money_cell(one.paid.get(source.fund, 0), address(it.payments_at, estate=code, fund=source.fund))
            for source in it.sources
        )
        whole = money_cell(one.money, address(it.payments_at, estate=code))
        return [own(one.place.name), own(one.place.region_name), *cells, whole]

    heads: tuple[str | Pair, ...] = ("head_estate", "head_region", *(one.name for one in it.sources), "head_money_sum")
    rows = [row(one) for one in it.estates]
    return table("by-estate", say("funding_by_estate"), heads, rows, numeric=range(2, len(heads)))


def _planned(one: PlannedEstate) -> EstateFacts:
    values = {
        "households": one.households,
        "buildings": one.buildings,
        "floor_area": None if one.floor_area is None else rounded(one.floor_area),
        "works": one.works,
        "start_quarter": one.start,
        "finish_quarter": one.finish,
        "money_planned": one.money,
    }
    return of_place(Kind.PLAN, one.place, values)


def _funded(it: PlanRecord, one: PlannedEstate) -> EstateFacts:
    sources = [(source.name, one.paid.get(source.fund, 0)) for source in it.sources]
    told = tuple(say("money_of", name=name, money=money(fen)) for name, fen in sources if fen)
    return of_place(Kind.FUNDING, one.place, {"money_planned": one.money, "money_sources": told})
