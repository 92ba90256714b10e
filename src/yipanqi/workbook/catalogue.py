"""The 23 measures and a new programme's other defaults, read from the files in `data/` (see docs/method.md)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from yipanqi.domain.calendar import Blackout, Calendar
from yipanqi.domain.consent import Matter
from yipanqi.domain.fund import ShareRule
from yipanqi.domain.measure import Group, Measure, MeasureClass, OptionFactor, Phase, Standard
from yipanqi.domain.planning.estimate import CannotEstimate, amount
from yipanqi.domain.programme import Policy, Ratio
from yipanqi.domain.unit import Duty, Unit, UnitKind

WORKING_DAYS = 60  # of a quarter's 91: the rest is mobilisation, weather and joint acceptance (assumption)
OFFSETS = {Phase.UNDERGROUND: 0, Phase.BUILDING: 0, Phase.SURFACE: 2, Phase.SERVICES: 1}  # quarters
IN_THE_YARD = "leisure"  # a service that stands on the yard's surface, so it waits for the trenches
MEDIUM = {"households": Decimal(286), "floor_area": Decimal(28_600)}  # Jianghan 2022, phases 7 and 8, an estate
FACTORS = {
    Standard.STANDARD: OptionFactor(standard=Standard.STANDARD),
    Standard.ENHANCED: OptionFactor(
        standard=Standard.ENHANCED, cost=Decimal("1.45"), benefit=Decimal("1.3"), load=Decimal("1.35")
    ),
    Standard.MODEL: OptionFactor(
        standard=Standard.MODEL, cost=Decimal("2.1"), benefit=Decimal("1.7"), load=Decimal("1.8")
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Days of every year on which trades stop or slow: month and day, or days from the Chinese new year."""

    name: str
    first: str
    last: str
    trades: frozenset[str]
    loss: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a new programme starts from. In share rules a fund's kind stands for its id."""

    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    policy: Policy
    seasons: tuple[Season, ...]
    share_rules: tuple[ShareRule, ...]
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]

    def blackouts(self, calendar: Calendar) -> tuple[Blackout, ...]:
        """Every season of every fiscal year, in order of days."""
        found = [
            _blackout(season, calendar.first_year + year) for year in range(calendar.years) for season in self.seasons
        ]
        return tuple(sorted(found, key=lambda b: (b.first_date, b.name)))


@cache
def defaults() -> Defaults:
    """The catalogue and the policy with their sources."""
    low, high = cost_band()
    ratios = tuple(_ratio(row) for row in _rows("ratios"))
    policy = Policy(ratios=ratios, plans_unasked=True, cost_low=low, cost_high=high)
    return Defaults(
        groups=tuple(Group(id=r["id"], name=r["name"], name_en=r["name_en"]) for r in _rows("groups")),
        measures=tuple(_measure(row, policy) for row in _rows("measures")),
        policy=policy,
        seasons=tuple(_season(row) for row in _rows("blackouts")),
        share_rules=tuple(_share_rule(row) for row in _rows("share_rules")),
        units=tuple(
            Unit(id=r["id"], name=r["name"], name_en=r["name_en"], kind=UnitKind(r["kind"])) for r in _rows("units")
        ),
        duties=tuple(_duty(row) for row in _rows("duties")),
    )


def cost_band() -> tuple[Decimal, Decimal]:
    """Between what parts of an estimate eight in ten costs lie."""
    row = next(_rows("cost_band"))
    return Decimal(row["low"]), Decimal(row["high"])


def evidence() -> dict[str, str]:
    """Measure → the lists in which it was seen."""
    return {row["id"]: row["evidence"] for row in _rows("measures")}


def profile(days: int) -> tuple[Decimal, ...]:
    """The parts of a work in successive quarters when each holds WORKING_DAYS; in twentieths, they sum to 1."""
    parts: list[Decimal] = []
    left = days
    while left > WORKING_DAYS:
        parts.append((Decimal(20 * WORKING_DAYS) / days).quantize(Decimal(1)) / 20)
        left -= WORKING_DAYS
    return (*parts, 1 - sum(parts, Decimal(0)))


def crew_weeks(driver: str, days_low: int, days_high: int, policy: Policy) -> Decimal:
    """Crew-weeks for one unit: one crew works the middle of the catalogue's days on the medium estate."""
    try:
        units = amount(driver, MEDIUM, policy)
    except CannotEstimate:
        units = Decimal(1)
    return (Decimal(days_low + days_high) / 2 / 7 / units).quantize(Decimal("0.000001"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("yipanqi.workbook") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _measure(row: dict[str, str], policy: Policy) -> Measure:
    low, high, phase = int(row["days_low"]), int(row["days_high"]), Phase(row["phase"])
    surface = row["id"] == IN_THE_YARD
    return Measure(
        id=row["id"],
        name=row["name"],
        name_en=row["name_en"],
        group=row["group"],
        measure_class=MeasureClass(row["class"]),
        trade=row["trade"],
        phase=phase,
        driver=row["driver"],
        unit=row["unit"],
        rate_low=Decimal(row["rate_low"]),
        rate=Decimal(row["rate"]),
        rate_high=Decimal(row["rate_high"]),
        days_low=low,
        days_high=high,
        offset=OFFSETS[Phase.SURFACE if surface else phase],
        profile=profile(high),
        crew_weeks=crew_weeks(row["driver"], low, high, policy),
        required=row["class"] == MeasureClass.BASE,
        requires=row["requires"] or None,
        options=tuple(FACTORS[Standard(name)] for name in row["options"].split()),
        matter=Matter(row["matter"]) if row["matter"] else None,
        rate_source=row["source"],
        content=row["content"],
        content_en=row["content_en"],
    )


def _ratio(row: dict[str, str]) -> Ratio:
    return Ratio(driver=row["driver"], per=row["per"], factor=Decimal(row["factor"]), source=row["source"])


def _share_rule(row: dict[str, str]) -> ShareRule:
    return ShareRule(fund=row["fund"], applies_to=row["applies_to"], share=Decimal(row["share"]), source=row["source"])


def _duty(row: dict[str, str]) -> Duty:
    return Duty(
        applies_to=row["applies_to"],
        lead=row["lead"],
        responsible=row["responsible"],
        supporting=tuple(row["supporting"].split()),
        inspecting=row["inspecting"],
        deliverable=row["deliverable"],
    )


def _season(row: dict[str, str]) -> Season:
    return Season(
        name=row["name"],
        first=row["from"],
        last=row["to"],
        trades=frozenset(row["trades"].split()),
        loss=Decimal(row["loss"]),
        source=row["source"],
    )


def _blackout(season: Season, year: int) -> Blackout:
    return Blackout(
        name=f"{year}年{season.name}",
        first_date=_day(season.first, year),
        last_date=_day(season.last, year),
        trades=season.trades,
        loss=season.loss,
        source=season.source,
    )


def _day(text: str, year: int) -> date:
    if text.startswith("new-year"):
        return _new_year(year) + timedelta(days=int(text.removeprefix("new-year")))
    month, day = text.split("-")
    return date(year, int(month), int(day))


def _new_year(year: int) -> date:
    """The Chinese new year's day; beyond the table the middle of its range."""
    days = {int(row["year"]): date.fromisoformat(row["date"]) for row in _rows("new_years")}
    return days.get(year, date(year, 2, 5))
