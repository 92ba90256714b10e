"""Small programmes that name only what matters."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.capacity import Crew, SiteLimit, Target, TargetKind
from yipanqi.domain.consent import Matter
from yipanqi.domain.estate import Estate, Level, Region
from yipanqi.domain.fund import Fund, FundKind, ShareRule
from yipanqi.domain.measure import Group, Measure, MeasureClass, Need, OptionFactor, Phase, Standard
from yipanqi.domain.money import from_wan
from yipanqi.domain.programme import Heading, Policy, Programme, Ratio
from yipanqi.domain.unit import Duty, Unit, UnitKind

OPTIONS = (
    OptionFactor(standard=Standard.STANDARD),
    OptionFactor(standard=Standard.ENHANCED, cost=Decimal("1.45"), benefit=Decimal("1.3"), load=Decimal("1.3")),
)


def a_measure(id: str = "water", **changes: object) -> Measure:
    base = Measure(
        id=id,
        name={"water": "供水", "drainage": "排水", "road": "道路", "lift": "加装电梯"}.get(id, id),
        name_en=id.capitalize(),
        group="infrastructure",
        measure_class=MeasureClass.BASE,
        trade="pipe",
        phase=Phase.UNDERGROUND,
        driver="households",
        unit="户",
        rate_low=Decimal(1000),
        rate=Decimal(2000),
        rate_high=Decimal(3000),
        days_low=30,
        days_high=60,
        offset=0,
        profile=(Decimal("0.6"), Decimal("0.4")),
        crew_weeks=Decimal("0.02"),
        required=True,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


MEASURES = (
    a_measure("water"),
    a_measure(
        "drainage", driver="floor_area", unit="㎡", rate_low=Decimal(16), rate=Decimal(36), rate_high=Decimal(57)
    ),
    a_measure(
        "road",
        group="roads",
        trade="road",
        phase=Phase.SURFACE,
        offset=1,
        profile=(Decimal(1),),
        requires="drainage",
        driver="road_area",
        unit="㎡",
        rate_low=Decimal(302),
        rate=Decimal(302),
        rate_high=Decimal(302),
        crew_weeks=Decimal("0.005"),
    ),
    a_measure(
        "lift",
        group="building",
        measure_class=MeasureClass.IMPROVE,
        trade="building",
        phase=Phase.BUILDING,
        driver="lifts",
        unit="部",
        rate_low=Decimal(500000),
        rate=Decimal(500000),
        rate_high=Decimal(500000),
        profile=(Decimal("0.3"), Decimal("0.4"), Decimal("0.3")),
        crew_weeks=Decimal(4),
        required=False,
        options=OPTIONS,
        matter=Matter.MAJOR,
    ),
)


def an_estate(id: str = "E1", **changes: object) -> Estate:
    base = Estate(
        id=id,
        name=f"{id}小区",
        subdistrict="S1",
        households=300,
        built_year=1988,
        buildings=6,
        stairwells=18,
        floors=7,
        floor_area=Decimal(24000),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def a_need(estate: str = "E1", measure: str = "water", **changes: object) -> Need:
    base = Need(estate=estate, measure=measure, severity=Decimal("0.6"), demand=Decimal("0.7"), support=Fraction(4, 5))
    return replace(base, **changes)  # type: ignore[arg-type]


def a_programme(
    *,
    appropriations: dict[str, tuple[int | None, ...]] | None = None,  # fund → 10⁴ yuan by year
    **changes: object,
) -> Programme:
    """Three estates in two subdistricts, four measures, a city and a district fund and a utility, two years."""
    given = {"city": (600, 600), "district": (500, 500), "utility": (None, None)} | (appropriations or {})
    base = Programme(
        heading=Heading(
            title="示例区老旧小区改造计划",
            district="示例区",
            issuer="示例区老旧小区改造工作领导小组办公室",
            is_synthetic=True,
        ),
        calendar=Calendar(first_year=2027, years=2),
        regions=(
            Region(id="C", name="示例市", level=Level.CITY),
            Region(id="D", name="示例区", level=Level.DISTRICT, parent="C"),
            Region(id="S1", name="新华街道", level=Level.SUBDISTRICT, parent="D"),
            Region(id="S2", name="万松街道", level=Level.SUBDISTRICT, parent="D"),
        ),
        estates=(an_estate("E1"), an_estate("E2", households=200), an_estate("E3", subdistrict="S2", built_year=1995)),
        groups=(
            Group(id="infrastructure", name="基础设施改造", name_en="Infrastructure"),
            Group(id="roads", name="道路通行改造", name_en="Roads"),
            Group(id="building", name="建筑修缮改造", name_en="Buildings"),
        ),
        measures=MEASURES,
        needs=tuple(a_need(e, m) for e in ("E1", "E2", "E3") for m in ("water", "drainage", "road")),
        funds=tuple(
            Fund(
                id=name,
                name={"city": "市级资金", "district": "区级财政", "utility": "专业经营单位"}[name],
                kind=FundKind(name),
                region="C" if name != "district" else "D",
                appropriations=tuple(None if g is None else from_wan(g) for g in years),
                carry=name == "district",
            )
            for name, years in given.items()
        ),
        share_rules=(
            ShareRule(fund="city", applies_to="*", share=Decimal("0.5")),
            ShareRule(fund="district", applies_to="*", share=Decimal(1)),
            ShareRule(fund="utility", applies_to="water", share=Decimal("0.3")),
        ),
        crews=(Crew(region="D", trade="pipe", weeks=(Decimal(40),) * 8),),
        site_limits=(SiteLimit(region="S1", caps=(2,) * 8),),
        targets=(Target(region="D", kind=TargetKind.ESTATES, year=0, at_least=1, penalty=Decimal(100)),),
        units=(
            Unit(id="office", name="区改造办", kind=UnitKind.OFFICE),
            Unit(id="water-co", name="区水务公司", kind=UnitKind.UTILITY),
            Unit(id="s1", name="新华街道办事处", kind=UnitKind.SUBDISTRICT, region="S1"),
            Unit(id="s2", name="万松街道办事处", kind=UnitKind.SUBDISTRICT, region="S2"),
        ),
        duties=(
            Duty(applies_to="*", lead="office", responsible="@subdistrict", inspecting="office"),
            Duty(
                applies_to="water",
                lead="office",
                responsible="water-co",
                supporting=("@subdistrict",),
                inspecting="office",
            ),
        ),
        policy=Policy(
            ratios=(
                Ratio(driver="road_area", per="floor_area", factor=Decimal("0.1")),
                Ratio(driver="lifts", per="stairwells", factor=Decimal("0.1")),
            )
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]
