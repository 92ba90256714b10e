"""Programme: everything a plan depends on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from yipanqi.domain.calendar import Blackout, Calendar, working_part
from yipanqi.domain.capacity import Crew, SiteLimit, Target
from yipanqi.domain.estate import Building, Community, Estate, Region
from yipanqi.domain.fund import Earmark, Fund, ShareRule
from yipanqi.domain.measure import Group, Measure, MeasureClass, Need, Standard
from yipanqi.domain.money import Fen
from yipanqi.domain.own_field import OwnField
from yipanqi.domain.step import BEFORE, STEP_RULES, Step, StepRule
from yipanqi.domain.unit import Duty, Unit
from yipanqi.domain.working_calendar import HolidayYear, WorkingCalendar, with_years


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How much of a quantity an estate has when the survey did not count it: factor × a count of the estate."""

    driver: str  # road_area, lamps …
    per: str  # households, floor_area, buildings, stairwells, or one (a constant)
    factor: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Local policy: data of the programme, never constants of the code."""

    built_by: int = 2000  # eligible when built by the end of this year
    late_built_by: int = 2005  # may be added …
    late_share: Decimal = Decimal("0.15")  # … up to this part of a year's household task
    household_task: tuple[int | None, ...] = ()  # by year; None or missing: eligible households ÷ years
    support_ratio: Fraction = Fraction(2, 3)
    fee_rate: Decimal = Decimal("0.12")  # other fees, part of the works
    contingency_rate: Decimal = Decimal("0.05")  # part of works and fees
    cost_low: Decimal = Decimal("0.35")  # of an estimate; eight in ten published totals lie between these two
    cost_high: Decimal = Decimal("1.62")  # (workbook/data/cost_band.csv)
    class_weights: Mapping[MeasureClass, Decimal] = field(
        default_factory=lambda: {
            MeasureClass.BASE: Decimal("1.6"),
            MeasureClass.IMPROVE: Decimal("1.0"),
            MeasureClass.UPGRADE: Decimal("0.8"),
        }
    )
    demand_base: Decimal = Decimal("0.5")  # benefit = households × severity × (this + demand) × class weight
    default_demand: Decimal = Decimal("0.5")  # where neither wish nor support was asked
    draft_gap: Decimal = Decimal("0.1")  # a plan further than this from the best possible is a draft: search unfinished
    plans_unasked: bool = False  # works whose support nobody asked are planned, and asked about before they start
    notice_days: int = 7  # 公示
    yellow_days: int = 10  # days late that set a yellow light
    red_days: int = 30
    ratios: tuple[Ratio, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the documents say of themselves."""

    title: str  # 江汉区老旧小区改造三年行动计划（2027—2029年）
    district: str
    issuer: str
    document_number: str = ""  # 发文字号
    recipients: str = ""  # 主送机关
    issued_on: date | None = None  # 成文日期
    is_synthetic: bool = False  # figures are invented: every document says so
    source_note: str = ""
    basis: str = ""  # 政策依据: the documents that the plan rests on, parted by ；
    copied_to: str = ""  # 抄送机关
    printed_by: str = ""  # 印发机关; empty: the issuer
    contact: str = ""  # 联系人及电话


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """资金安排: fen that a fund is to pay for a work in a fiscal year (index in the horizon), by a plan."""

    estate: str
    measure: str
    fund: str
    year: int
    amount: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """An estate whose renovation has begun: its start, its works and their costs stand."""

    estate: str
    start: int
    works: Mapping[str, Standard]


@dataclass(frozen=True, kw_only=True)
class Programme:
    """改造计划: estates, works, funds, capacity, targets and rules planned together."""

    heading: Heading
    calendar: Calendar
    regions: tuple[Region, ...]
    estates: tuple[Estate, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    needs: tuple[Need, ...]
    funds: tuple[Fund, ...]
    share_rules: tuple[ShareRule, ...]
    discount: Decimal = Decimal("0.98")  # a benefit won from quarter t counts × discount^t
    communities: tuple[Community, ...] = ()
    buildings: tuple[Building, ...] = ()
    crews: tuple[Crew, ...] = ()
    site_limits: tuple[SiteLimit, ...] = ()
    targets: tuple[Target, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    units: tuple[Unit, ...] = ()
    duties: tuple[Duty, ...] = ()
    policy: Policy = field(default_factory=Policy)
    plan_from: int = 0  # the first quarter that may still be decided
    under_way: tuple[UnderWay, ...] = ()
    spent: tuple[Payment, ...] = ()  # money of estates under way in fiscal years begun before plan_from
    earmarks: tuple[Earmark, ...] = ()  # appropriations that are for one estate alone
    own_fields: tuple[OwnField, ...] = ()  # what the district keeps of its estates besides
    steps: tuple[StepRule, ...] = ()  # how long steps take, where not as usual
    holidays: tuple[HolidayYear, ...] = ()  # notices that the shipped calendar does not have

    @cached_property
    def working(self) -> WorkingCalendar:
        """工作日: the shipped calendar with the programme's own notices."""
        return with_years(self.holidays)

    @cached_property
    def _step_rules(self) -> dict[Step, StepRule]:
        days = max(self.policy.notice_days, 1)
        known = {rule.step: rule for rule in STEP_RULES} | {rule.step: rule for rule in self.steps}
        return {Step.NOTICE: StepRule(step=Step.NOTICE, usual=days, least=days)} | known

    def step_rule(self, step: Step) -> StepRule:
        """How long a step takes; the notice as long as the policy says, where no rule of its own says otherwise."""
        return self._step_rules[step]

    @cached_property
    def ready_date(self) -> date | None:
        """The first day on which works may begin when the steps before them take the least time that is lawful; None
        where the document has no date."""
        if self.heading.issued_on is None:
            return None
        return self.heading.issued_on + timedelta(days=sum(self.step_rule(step).least for step in BEFORE))

    @cached_property
    def first_quarters(self) -> dict[str, int]:
        """Measure → the first quarter in which an estate with it may start so that no step before is too short."""
        ready = self.ready_date
        return {m.id: 0 if ready is None else _first_quarter(self.calendar, m, ready) for m in self.measures}

    @cached_property
    def region_by_id(self) -> dict[str, Region]:
        return {region.id: region for region in self.regions}

    @cached_property
    def estate_by_id(self) -> dict[str, Estate]:
        return {estate.id: estate for estate in self.estates}

    @cached_property
    def measure_by_id(self) -> dict[str, Measure]:
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def fund_by_id(self) -> dict[str, Fund]:
        return {fund.id: fund for fund in self.funds}

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def under_way_by_estate(self) -> dict[str, UnderWay]:
        return {begun.estate: begun for begun in self.under_way}

    @cached_property
    def needs_by_estate(self) -> dict[str, tuple[Need, ...]]:
        found: dict[str, list[Need]] = {}
        for need in self.needs:
            found.setdefault(need.estate, []).append(need)
        return {estate: tuple(needs) for estate, needs in found.items()}

    @cached_property
    def _shares(self) -> dict[tuple[str, str], Decimal]:
        return {(rule.fund, rule.applies_to): rule.share for rule in self.share_rules}

    def share(self, fund: str, measure: str) -> Decimal:
        """The largest part of a work of this measure that the fund may pay in a year; 0 where no rule lets it."""
        entry = self.measure_by_id[measure]
        for key in (entry.id, entry.group, entry.measure_class.value, "*"):
            if (fund, key) in self._shares:
                return self._shares[fund, key]
        return Decimal(0)

    def path(self, region: str | None) -> Iterator[str]:
        """A region and the regions above it, upwards."""
        while region is not None:
            yield region
            region = self.region_by_id[region].parent

    def covers(self, region: str, estate: str) -> bool:
        """Does the region hold the estate?"""
        return region in self.path(self.estate_by_id[estate].subdistrict)

    @cached_property
    def earmarked(self) -> dict[str, dict[str, tuple[Fen, ...]]]:
        """Fund → estate → its money by year, of funds that are bound to estates."""
        found: dict[str, dict[str, list[Fen]]] = {}
        for one in self.earmarks:
            years = found.setdefault(one.fund, {}).setdefault(one.estate, [0] * self.calendar.years)
            years[one.year] += one.amount
        return {fund: {estate: tuple(years) for estate, years in own.items()} for fund, own in found.items()}

    def may_pay(self, fund: str, estate: str) -> bool:
        """Is the estate inside the fund's region, and among its own where the fund is bound to estates?"""
        bound = self.earmarked.get(fund)
        return (bound is None or estate in bound) and self.covers(self.fund_by_id[fund].region, estate)

    def span(self, measures: Iterable[str]) -> int:
        """Quarters under construction of an estate to which these measures are offered; 1 without any."""
        return max((self.measure_by_id[measure].end for measure in measures), default=1)

    def crew_weeks(self, crew: Crew, quarter: int) -> Fraction:
        """A crew's capacity of a quarter after blackouts."""
        return Fraction(crew.weeks[quarter]) * working_part(self.calendar, self.blackouts, crew.trade, quarter)


def fewest_days(calendar: Calendar, measure: Measure, start: int) -> int:
    """The fewest days of a work on an estate that starts in a quarter: the catalogue's least, and enough to touch its
    first and its last quarter."""
    quarters = measure.quarters(start)
    between = (calendar.first_day(quarters[-1]) - calendar.last_day(quarters[0])).days + 1
    return max(measure.days_low, between if len(quarters) > 1 else 1)


def _first_quarter(calendar: Calendar, measure: Measure, ready: date) -> int:
    """The first start for which a work's latest first day is not before it is ready; beyond the horizon: none is."""
    for start in range(calendar.quarters):
        quarters = measure.quarters(start)
        length = fewest_days(calendar, measure, start)
        latest = min(calendar.last_day(quarters[0]), calendar.last_day(quarters[-1]) - timedelta(days=length - 1))
        if max(latest, calendar.first_day(quarters[0])) >= ready:
            return start
    return calendar.quarters
