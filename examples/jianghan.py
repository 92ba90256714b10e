"""What both examples share: Jianghan's places and units, as published, and a survey that is made up."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from yipanqi.domain.capacity import Crew
from yipanqi.domain.consent import Consent
from yipanqi.domain.estate import Estate, Level, Region
from yipanqi.domain.fund import Fund, FundKind, ShareRule
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.money import Fen, from_wan
from yipanqi.domain.planning.estimate import amount, counts, estimate
from yipanqi.domain.programme import Policy, Programme
from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.workbook.catalogue import defaults

DISTRICT, CITY, PROVINCE = "420103", "4201", "42"  # division codes
SUBDISTRICTS = {
    "民族": "minzu",
    "民权": "minquan",
    "花楼": "hualou",
    "水塔": "shuita",
    "满春": "manchun",
    "前进": "qianjin",
    "民意": "minyi",
    "新华": "xinhua",
    "万松": "wansong",
    "北湖": "beihu",
    "唐家墩": "tangjiadun",
    "常青": "changqing",
    "汉兴": "hanxing",
}
MERGED = {"花楼", "水塔"}  # now 花楼水塔街道
MERGED_ON = date(2021, 6, 30)  # when communities were merged; the subdistricts' own day was not found
LIKELY = {  # part of the estates that need a measure (made up)
    "water": 0.55, "drainage": 0.85, "power": 0.45, "gas": 0.35, "telecom": 0.75, "road": 0.8, "parking": 0.6,
    "access": 0.55, "lighting": 0.65, "fire": 0.7, "security": 0.8, "ebike": 0.75, "roof": 0.7, "facade": 0.6,
    "stairwell": 0.8, "lift": 0.35, "energy": 0.3, "illegal": 0.55, "greening": 0.7, "waste": 0.7, "leisure": 0.5,
    "care": 0.35, "service": 0.35,
}  # fmt: skip
SURVEYED = {"facade": 4.0, "energy": 3.0, "greening": 4.0, "care": 2.5, "service": 2.0}  # times the ratio's quantity


def regions() -> tuple[Region, ...]:
    """The nation down to the thirteen historic subdistricts, two of them with the day on which they ended."""
    above = (
        Region(id="CN", name="中国", level=Level.NATION),
        Region(id=PROVINCE, name="湖北省", level=Level.PROVINCE, parent="CN"),
        Region(id=CITY, name="武汉市", level=Level.CITY, parent=PROVINCE),
        Region(id=DISTRICT, name="江汉区", level=Level.DISTRICT, parent=CITY),
    )
    return above + tuple(
        Region(
            id=id,
            name=f"{name}街道",
            level=Level.SUBDISTRICT,
            parent=DISTRICT,
            valid_to=MERGED_ON if name in MERGED else None,
        )
        for name, id in SUBDISTRICTS.items()
    )


def units(used: Iterable[str]) -> tuple[Unit, ...]:
    """The default units and an office for each subdistrict that is used."""
    offices = tuple(
        Unit(
            id=f"office-{id}",
            name=f"花楼水塔街道办事处（原{name}片）" if name in MERGED else f"{name}街道办事处",
            kind=UnitKind.SUBDISTRICT,
            region=id,
            name_en=f"Subdistrict office of {id.capitalize()}",
        )
        for name, id in SUBDISTRICTS.items()
        if id in set(used)
    )
    return defaults().units + offices


def share_rules(funds: Iterable[Fund]) -> tuple[ShareRule, ...]:
    """The default rules of each fund's kind; of several utilities each pays for its own measure."""
    rules = []
    for fund in funds:
        own = fund.id.removeprefix("utility-")
        for rule in defaults().share_rules:
            if rule.fund == fund.kind and (fund.kind is not FundKind.UTILITY or rule.applies_to == own):
                rules.append(ShareRule(fund=fund.id, applies_to=rule.applies_to, share=rule.share, source=rule.source))
    return tuple(rules)


def a_fund(id: str, name: str, kind: FundKind, region: str, wan: Iterable[int] | None, years: int, **more) -> Fund:
    """A fund with its grants in 10⁴ yuan by year; None: no limit."""
    grants = (None,) * years if wan is None else tuple(from_wan(w) for w in wan)
    return Fund(id=id, name=name, kind=kind, region=region, appropriations=grants, **more)


def survey(rng: Random, estate: Estate, measures: Iterable[Measure], policy: Policy, likely: Mapping[str, float]):
    """What an estate needs, with severity, wish, support, most quantities, some votes, a few given costs."""
    decay = rng.betavariate(2, 2)
    for measure in measures:
        if rng.random() >= likely[measure.id] * (0.7 + 0.6 * decay):
            continue
        severity = min(0.98, max(0.05, 0.5 * decay + 0.5 * rng.betavariate(2, 2)))
        support = min(0.99, rng.betavariate(16, 3.2))
        yield Need(
            estate=estate.id,
            measure=measure.id,
            severity=hundredths(severity),
            demand=hundredths(rng.betavariate(3, 2)) if rng.random() < 0.9 else None,
            support=Fraction(round(support * 100), 100),
            quantity=_quantity(rng, estate, measure, policy),
            consent=_vote(rng) if measure.matter and rng.random() < 0.85 else None,
        )


def with_given_cost(rng: Random, estate: Estate, need: Need, measure: Measure, policy: Policy) -> Fen:
    """A cost that a designer gave, near the estimate, in whole 10⁴ yuan."""
    guess = estimate(estate, measure, need, policy).cost
    return from_wan(max(1, round(guess / 1_000_000 * rng.uniform(0.85, 1.2))))


def crews(rng: Random, programme: Programme, part: float) -> tuple[Crew, ...]:
    """Whole crews for each trade, thirteen weeks a quarter, that carry a part of the whole need's load."""
    load: dict[str, float] = {}
    for need in programme.needs:
        measure, estate = programme.measure_by_id[need.measure], programme.estate_by_id[need.estate]
        units = estimate(estate, measure, need, programme.policy).quantity.value
        load[measure.trade] = load.get(measure.trade, 0.0) + float(units * measure.crew_weeks)
    quarters = programme.calendar.quarters
    found = []
    for trade, weeks in sorted(load.items()):
        mean = weeks * part / quarters / 13
        numbers = [max(2, round(mean * rng.uniform(0.9, 1.25))) for _ in range(quarters)]
        found.append(Crew(region=DISTRICT, trade=trade, weeks=tuple(Decimal(13 * n) for n in numbers)))
    return tuple(found)


def hundredths(value: float) -> Decimal:
    return Decimal(round(value * 100)) / 100


def _quantity(rng: Random, estate: Estate, measure: Measure, policy: Policy) -> Decimal | None:
    """What the survey counted: nothing new for households and floor area, one in four of the others is missing."""
    known = {name: value for name, (value, _) in counts(estate, policy.ratios).items()}
    if measure.driver in known or rng.random() < 0.25:
        return None
    usual = float(amount(measure.driver, known, policy)) * SURVEYED.get(measure.id, 1.0) * rng.lognormvariate(0, 0.3)
    return Decimal(max(1, round(usual)))


def _vote(rng: Random) -> Consent:
    def ratio(low: float, high: float) -> Fraction:
        return Fraction(round(rng.uniform(low, high) * 1000), 1000)

    turnout, approval = rng.uniform(0.62, 0.9), rng.uniform(0.7, 0.92)
    return Consent(
        turnout_heads=ratio(turnout - 0.03, turnout + 0.03),
        turnout_area=ratio(turnout - 0.03, turnout + 0.03),
        approval_heads=ratio(approval - 0.03, approval + 0.03),
        approval_area=ratio(approval - 0.03, approval + 0.03),
    )
