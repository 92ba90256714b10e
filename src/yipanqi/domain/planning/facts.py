"""What the documents say: every figure once, in whole fen, from programme, offer and outcome; no format, no words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from yipanqi.domain.calendar import year_of
from yipanqi.domain.estate import Estate, Level, Region
from yipanqi.domain.measure import Group, Measure, Standard
from yipanqi.domain.money import Fen, in_wan, rounded
from yipanqi.domain.planning.account import end, shortfalls
from yipanqi.domain.planning.dates import Days, idle_gaps
from yipanqi.domain.planning.eligibility import Standing
from yipanqi.domain.planning.estimate import Band, Origin, counts, likely
from yipanqi.domain.planning.offer import Offer, reserve
from yipanqi.domain.planning.outcome import Limit, Outcome, binds, is_unfinished
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import Task, tasks
from yipanqi.domain.planning.told import told, told_alone
from yipanqi.domain.programme import Payment, Programme
from yipanqi.domain.reason import Reason

REFUSED = ("vote_missing", "vote_short", "support_missing", "support_short", "prerequisite_not_offered")
_SIZES = ("buildings", "floor_area")  # counts that an estate's row may lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is renovated: estates, buildings, households, floor area; a count nobody took follows from the
    programme's ratios, and is none where no ratio tells it."""

    estates: int
    buildings: int
    households: int
    floor_area: Decimal
    estimated: frozenset[str] = frozenset()  # the counts of which some follow from ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """A measure: eligible estates that need it, works chosen, how much, at what standards, for how much money."""

    measure: Measure
    needed: int
    chosen: int
    enhanced: int  # works above the standard option
    quantity: Decimal
    is_estimated: bool  # some of the quantity is an estimate
    cost: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One of the six headings: its measures' lines, works chosen, money."""

    group: Group
    lines: tuple[MeasureLine, ...]

    @property
    def chosen(self) -> int:
        return sum(line.chosen for line in self.lines)

    @property
    def cost(self) -> Fen:
        return sum(line.cost for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterLine:
    """A quarter's line: estates that start, that are open, that are finished, and their households."""

    quarter: int
    starts: int
    open: int
    finished: int
    households: int  # of the estates finished


@dataclass(frozen=True, slots=True)
class AppropriationLine:
    """A fund's year: its appropriation, what earlier years leave over, what the plan pays."""

    fund: str
    year: int
    appropriation: Fen
    carried: Fen
    paid: Fen

    @property
    def left(self) -> Fen:
        return self.appropriation + self.carried - self.paid


@dataclass(frozen=True)
class MoneyTable:
    """Money in rows and columns, as it is told: cells of whole hundreds of yuan, which add up in every direction."""

    rows: tuple[str, ...]
    columns: tuple[int, ...]
    fen: tuple[tuple[Fen, ...], ...]

    @cached_property
    def cells(self) -> tuple[tuple[Decimal, ...], ...]:
        """In 万元."""
        return tuple(tuple(map(in_wan, row)) for row in self.fen)

    @property
    def row_totals(self) -> list[Decimal]:
        return [sum(row, Decimal(0)) for row in self.cells]

    @property
    def column_totals(self) -> list[Decimal]:
        return [sum((row[i] for row in self.cells), Decimal(0)) for i in range(len(self.columns))]

    @property
    def total(self) -> Decimal:
        return sum(self.row_totals, Decimal(0))


@dataclass(frozen=True, slots=True)
class EstateTable:
    """Money of estates by fund, as it is told."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    fen: tuple[tuple[Fen, ...], ...]


@dataclass(frozen=True)
class Facts:
    """A plan's figures. All documents take theirs from here, so that none can disagree with another."""

    programme: Programme
    offer: Offer
    outcome: Outcome
    changes: tuple[Reason, ...] = ()  # what a scenario has otherwise than the programme itself
    changed_since: int = 0  # rows of the data that changed since the plan was made

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tasks(self.programme, self.offer, self.outcome.plan, self.told)

    @cached_property
    def total(self) -> Fen:
        """All payments of the plan, to the fen."""
        return sum(p.amount for p in self.outcome.plan.payments)

    @cached_property
    def told(self) -> Plan:
        """The plan with its money as it is told in 万元."""
        return told(self.programme, self.outcome.plan)

    @cached_property
    def told_total(self) -> Fen:
        """All payments of the plan, as they are told."""
        return sum(p.amount for p in self.told.payments)

    @cached_property
    def cost_band(self) -> Band:
        """What the plan's works may cost, eight times in ten: what was estimated by the band of estimates, given costs
        as they are."""
        given = estimated = 0
        for key, standard in self.outcome.plan.choices.items():
            work = self.offer.work[key]
            is_given, cost = work.estimate.origin is Origin.GIVEN, work.option(standard).cost
            given, estimated = given + cost * is_given, estimated + cost * (not is_given)
        band = likely(estimated, self.programme.policy)
        return Band(low=given + band.low, mid=given + estimated, high=given + band.high)

    @property
    def is_by_hand(self) -> bool:
        """Was the plan changed by hand? Its prices and bound are those of the plan it came from."""
        return self.outcome.searched_gap is not None

    @property
    def are_limits_priced(self) -> bool:
        """Does anybody know what the limits are worth? Of plans changed by hand before that was kept nobody does."""
        return bool(self.outcome.limits) or not self.is_by_hand

    @property
    def is_unfinished(self) -> bool:
        """Is the plan a draft, since its search was cut short?"""
        return is_unfinished(self.outcome, self.programme.policy.draft_gap)

    @property
    def years(self) -> range:
        return range(self.programme.calendar.years)

    @cached_property
    def started(self) -> list[Estate]:
        """Estates of the plan, by their start, then in the programme's order."""
        starts = self.outcome.plan.starts
        return sorted((e for e in self.programme.estates if e.id in starts), key=lambda e: starts[e.id])

    @cached_property
    def unasked(self) -> list[tuple[str, str]]:
        """Chosen works about which residents were not asked yet: (estate, measure)."""
        return [key for key in self.outcome.plan.choices if self.offer.work[key].is_unasked]

    @cached_property
    def refused(self) -> dict[str, tuple[int, int]]:
        """Why works of eligible estates may not be planned, as a code → how many works, and on how many estates. What
        an estate under way did not begin with is none of them."""
        estates: dict[str, list[str]] = {code: [] for code in REFUSED}
        for refusal in self.offer.refusals:
            if refusal.reason.code in estates:
                estates[refusal.reason.code].append(refusal.estate)
        return {code: (len(of), len(set(of))) for code, of in estates.items() if of}

    @cached_property
    def refused_in_all(self) -> tuple[int, int]:
        """How many works of eligible estates may not be planned, and on how many estates."""
        of = [refusal.estate for refusal in self.offer.refusals if refusal.reason.code in REFUSED]
        return len(of), len(set(of))

    @cached_property
    def gaps(self) -> dict[str, list[Days]]:
        """Estate → spans of more than `IDLE` days between its works on which nothing is built, where there are some."""
        works: dict[str, dict[str, Days]] = {}
        for task in self.tasks:
            if task.measure:
                works.setdefault(task.estate, {})[task.measure] = (task.start_date, task.finish_date)
        found = {estate: idle_gaps(spans) for estate, spans in works.items()}
        return {estate: spans for estate, spans in found.items() if spans}

    @property
    def unasked_estates(self) -> int:
        """How many estates these works are on."""
        return len({estate for estate, _ in self.unasked})

    @cached_property
    def excluded(self) -> list[Estate]:
        standings = self.offer.standings
        return [e for e in self.programme.estates if standings[e.id].standing is Standing.EXCLUDED]

    @cached_property
    def late(self) -> list[Estate]:
        standings = self.offer.standings
        return [e for e in self.programme.estates if standings[e.id].standing is Standing.LATE]

    @cached_property
    def needs_cost(self) -> dict[str, Fen]:
        """What all works that may be done on an estate would cost at the standard, each as it is told."""
        return {e: sum(told_alone(work.options[0].cost) for work in works) for e, works in self.offer.works.items()}

    @property
    def reserve_cost(self) -> Fen:
        """What the reserve would cost."""
        return sum(self.needs_cost[estate.id] for estate in self.reserve)

    @cached_property
    def urgency(self) -> dict[str, tuple[int, int]]:
        """Estate → its place among all eligible ones that have works, the most urgent first, and how many these are.
        What counts is what the works would bring each household."""
        worth: dict[str, Fraction] = {}
        for estate in self.programme.estates:
            works = self.offer.works.get(estate.id, ())
            if works and estate.households:
                worth[estate.id] = sum((w.options[0].benefit for w in works), Fraction(0)) / estate.households
        order = sorted(worth, key=lambda e: (-worth[e], e))
        return {estate: (place, len(order)) for place, estate in enumerate(order, 1)}

    @cached_property
    def reserve(self) -> list[Estate]:
        """储备库."""
        waiting = reserve(self.programme, self.offer, self.outcome.plan.starts)
        return [self.programme.estate_by_id[e] for e in waiting]

    @cached_property
    def idle(self) -> list[Estate]:
        """Eligible estates for which nothing is offered: not surveyed, or all their works refused."""
        offered, starts = self.offer.works, self.outcome.plan.starts
        return [e for e in self.programme.estates if e.id in offered and not offered[e.id] and e.id not in starts]

    @cached_property
    def unsurveyed(self) -> list[Estate]:
        """Those of the idle estates that have no survey."""
        return [e for e in self.idle if not self.programme.needs_by_estate.get(e.id)]

    @cached_property
    def subdistricts(self) -> list[Region]:
        """Those that have an estate, in the programme's order."""
        used = {e.subdistrict for e in self.programme.estates}
        regions = [r for r in self.programme.regions if r.id in used]
        return sorted(regions, key=lambda r: r.level is not Level.SUBDISTRICT)

    @cached_property
    def cost_by_estate(self) -> dict[str, Fen]:
        """The estates' money, as it is told."""
        found = {e.id: 0 for e in self.started}
        for p in self.told.payments:
            found[p.estate] = found.get(p.estate, 0) + p.amount
        return found

    @cached_property
    def works_by_estate(self) -> dict[str, int]:
        found = {e.id: 0 for e in self.started}
        for estate, _ in self.outcome.plan.choices:
            found[estate] += 1
        return found

    def end(self, estate: str) -> int:
        """完工: the last quarter of a started estate's chosen works."""
        return end(self.programme, self.outcome.plan, estate)

    def size(self, estates: Iterable[Estate]) -> Size:
        found = list(estates)
        known = [self._counts[e.id] for e in found]
        sums = {n: sum((count[n][0] for count in known if n in count), Decimal(0)) for n in _SIZES}
        return Size(
            estates=len(found),
            buildings=rounded(sums["buildings"]),
            households=sum(e.households for e in found),
            floor_area=sums["floor_area"],
            estimated=frozenset(n for count in known for n in _SIZES if n in count and count[n][1] is Origin.ESTIMATED),
        )

    @cached_property
    def _counts(self) -> dict[str, dict[str, tuple[Decimal, Origin]]]:
        """What each estate counts, and whether a ratio told it."""
        ratios = self.programme.policy.ratios
        return {estate.id: counts(estate, ratios) for estate in self.programme.estates}

    def starting(self, year: int | None = None, region: str | None = None) -> list[Estate]:
        """Started estates of a year and a region; of all where none is named."""
        starts = self.outcome.plan.starts
        return [
            e
            for e in self.started
            if (year is None or year_of(starts[e.id]) == year)
            and (region is None or self.programme.covers(region, e.id))
        ]

    @cached_property
    def measure_lines(self) -> list[MeasureLine]:
        """Of every measure, needed or not, in the catalogue's order."""
        return [self._measure_line(measure) for measure in self.programme.measures]

    @cached_property
    def group_lines(self) -> list[GroupLine]:
        """The six headings, in the programme's order."""
        return [
            GroupLine(group=group, lines=tuple(x for x in self.measure_lines if x.measure.group == group.id))
            for group in self.programme.groups
        ]

    @property
    def planned_groups(self) -> list[GroupLine]:
        """The headings under which something is done."""
        return [group for group in self.group_lines if group.chosen]

    @cached_property
    def quarter_lines(self) -> list[QuarterLine]:
        return [self._quarter_line(q) for q in range(self.programme.calendar.quarters)]

    @cached_property
    def by_fund(self) -> MoneyTable:
        """Funds that pay × years."""
        paid = self.told.paid
        rows = [f.id for f in self.programme.funds if any(paid.get((f.id, y)) for y in self.years)]
        return money_table(rows, self.years, lambda fund, year: paid.get((fund, year), 0))

    @cached_property
    def appropriation_lines(self) -> list[AppropriationLine]:
        """Of every fund with a grant, by year: what it was granted, carried in, paid and has left."""
        found: list[AppropriationLine] = []
        for fund in self.programme.funds:
            left = 0
            for year, grant in enumerate(fund.appropriations):
                if grant is not None:
                    line = AppropriationLine(fund.id, year, grant, left, self.outcome.plan.paid.get((fund.id, year), 0))
                    left = line.left if fund.carry else 0
                    found.append(line)
        return found

    @cached_property
    def by_subdistrict(self) -> MoneyTable:
        """Subdistricts × years."""
        found: dict[tuple[str, int], Fen] = {}
        for p in self.told.payments:
            key = (self.programme.estate_by_id[p.estate].subdistrict, p.year)
            found[key] = found.get(key, 0) + p.amount
        return money_table([r.id for r in self.subdistricts], self.years, lambda r, year: found.get((r, year), 0))

    @cached_property
    def by_estate_and_fund(self) -> "EstateTable":
        """Started estates × funds that pay, as told; estates in the order of subdistricts, then of their start."""
        paid: dict[tuple[str, str], Fen] = {}
        for p in self.told.payments:
            paid[p.estate, p.fund] = paid.get((p.estate, p.fund), 0) + p.amount
        regions = {region.id: i for i, region in enumerate(self.subdistricts)}
        rows = sorted(self.started, key=lambda estate: regions[estate.subdistrict])
        fen = (tuple(paid.get((e.id, fund), 0) for fund in self.by_fund.rows) for e in rows)
        return EstateTable(tuple(e.id for e in rows), self.by_fund.rows, tuple(fen))

    @cached_property
    def binding(self) -> list[Limit]:
        """Limits that the plan uses up and of which more would add something, in the planner's order: the most
        binding first."""
        limits, carrying = self.outcome.limits, {f.id for f in self.programme.funds if f.carry}
        return [limit for limit in limits if limit.points > 1e-9 and binds(limit, limits, carrying)]

    @cached_property
    def priced(self) -> list[Limit]:
        """Limits that the plan leaves slack, though more of them would raise the upper bound; in the same order."""
        return [limit for limit in self.outcome.limits if limit.points > 1e-9 and limit not in self.binding]

    def reached(self, limit: Limit, units: int = 1) -> float | None:
        """Households that so many more units of a limit reach: an estimate, never above those in the reserve."""
        if limit.households is None:
            return None
        waiting = sum(e.households for e in self.reserve)
        return min(limit.households * units, float(waiting))

    @cached_property
    def missed_targets(self) -> dict[int, int]:
        """Index of a target → units missing, where some are."""
        return {i: n for i, n in shortfalls(self.programme, self.outcome.plan).items() if n}

    @cached_property
    def left_out(self) -> list[tuple[str, str]]:
        """Works offered on a started estate but not chosen: (estate, measure)."""
        choices, starts = self.outcome.plan.choices, self.outcome.plan.starts
        return [key for key in self.offer.work if key not in choices and key[0] in starts]

    def told_sources(self, task: Task) -> tuple[Payment, ...]:
        """Who pays for a task, as it is told."""
        paid = self.told.payments_by_work.get((task.estate, task.measure), ()) if task.measure else ()
        return tuple(p for p in paid if p.amount)

    def _measure_line(self, measure: Measure) -> MeasureLine:
        plan, offer = self.outcome.plan, self.offer
        keys = [key for key in plan.choices if key[1] == measure.id]
        amounts = [offer.work[key].estimate.quantity for key in keys]
        return MeasureLine(
            measure=measure,
            needed=sum(need.measure == measure.id and need.estate in offer.works for need in self.programme.needs),
            chosen=len(keys),
            enhanced=sum(plan.choices[key] is not Standard.STANDARD for key in keys),
            quantity=sum((amount.value for amount in amounts), Decimal(0)),
            is_estimated=any(amount.origin is Origin.ESTIMATED for amount in amounts),
            cost=sum(p.amount for key in keys for p in self.told.payments_by_work.get(key, ())),
        )

    def _quarter_line(self, quarter: int) -> QuarterLine:
        starts = self.outcome.plan.starts
        ended = [e for e in self.started if self.end(e.id) == quarter]
        return QuarterLine(
            quarter=quarter,
            starts=sum(start == quarter for start in starts.values()),
            open=sum(starts[e] <= quarter <= self.end(e) for e in starts),
            finished=len(ended),
            households=sum(e.households for e in ended),
        )


def money_table(rows: Sequence[str], columns: Sequence[int], amount: Callable[[str, int], Fen]) -> MoneyTable:
    """Money in rows and columns."""
    fen = (tuple(amount(row, column) for column in columns) for row in rows)
    return MoneyTable(tuple(rows), tuple(columns), tuple(fen))
