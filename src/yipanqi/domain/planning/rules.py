"""The rule book: what every plan must hold, drawn by hand or by the planner. It knows no solver; it is exact."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from yipanqi.domain.calendar import year_of
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.account import begun_years, dues, loads, sites, under_way
from yipanqi.domain.planning.eligibility import Standing, late_households, window
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan, largest_payment
from yipanqi.domain.programme import Payment, Programme
from yipanqi.domain.rule_name import RuleName


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that the plan breaks, by how much and where, as values."""

    rule: RuleName
    values: Mapping[str, object] = field(default_factory=dict)


def violations(programme: Programme, offer: Offer, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks; none: the plan may be carried out."""
    broken = misshapen(programme, offer, plan)
    if broken:  # money and capacity of works that do not exist cannot be judged
        return broken
    return [v for judge in LIMIT_RULES for v in judge(programme, offer, plan)]


def misshapen(programme: Programme, offer: Offer, plan: Plan) -> list[Violation]:
    """Why the plan cannot stand, whoever pays: broken rules about starts and works."""
    return [v for rule in SHAPE_RULES for v in rule(programme, offer, plan)]


def known_estates(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """Only eligible estates start, and only those for which a work is offered."""
    for estate in plan.starts:
        if not offer.may_start(estate):
            yield Violation(rule=RuleName.KNOWN_ESTATES, values={"estate": estate})


def start_in_window(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """An estate starts inside its window and is finished within the horizon; one under way keeps its start."""
    for estate, quarter in plan.starts.items():
        if not offer.may_start(estate):
            continue
        earliest, latest = window(programme, programme.estate_by_id[estate], offer.spans[estate])
        if not earliest <= quarter <= latest:
            yield Violation(
                rule=RuleName.START_IN_WINDOW,
                values={"estate": estate, "quarter": quarter, "earliest": earliest, "latest": latest},
            )


def must_start(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A must estate starts, a fixed start is kept, and what is under way stays so, with its works. An estate that is
    not eligible, or for which nothing is offered, cannot be meant."""
    for estate in programme.estates:
        if not offer.may_start(estate.id) or estate.id in programme.under_way_by_estate:
            continue
        if estate.must and estate.id not in plan.starts:
            yield Violation(rule=RuleName.MUST_START, values={"estate": estate.id})
        if estate.fixed_start is not None and plan.starts.get(estate.id) != estate.fixed_start:
            yield Violation(rule=RuleName.FIXED_START, values={"estate": estate.id, "quarter": estate.fixed_start})
    for begun in programme.under_way:
        kept = all(plan.choices.get((begun.estate, m)) is s for m, s in begun.works.items())
        if offer.may_start(begun.estate) and (plan.starts.get(begun.estate) != begun.start or not kept):
            yield Violation(rule=RuleName.UNDER_WAY_STAYS, values={"estate": begun.estate, "quarter": begun.start})


def offered_works(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A chosen work is offered, at a standard it has, on an estate that starts."""
    for (estate, measure), standard in plan.choices.items():
        work = offer.work.get((estate, measure))
        if work is None or estate not in plan.starts or standard not in {o.standard for o in work.options}:
            yield Violation(rule=RuleName.OFFERED_WORKS, values={"estate": estate, "measure": measure})


def required_works(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """On a started estate every required work is done; an estate under way keeps the works it began with."""
    begun = {u.estate for u in programme.under_way}
    for estate in plan.starts:
        for work in offer.works.get(estate, ()):
            if work.required and (estate, work.measure) not in plan.choices and estate not in begun:
                yield Violation(rule=RuleName.REQUIRED_WORKS, values={"estate": estate, "measure": work.measure})


def prerequisites(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A work that requires a measure is done only with it: no road over an old drain."""
    for estate, measure in plan.choices:
        work = offer.work.get((estate, measure))
        if work and work.requires and (estate, work.requires) not in plan.choices:
            yield Violation(
                rule=RuleName.PREREQUISITES, values={"estate": estate, "measure": measure, "requires": work.requires}
            )


def due_is_paid(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """Every work's cost of a year is paid in that year, to the fen. What was spent before stays spent: in the fiscal
    years begun by then, what estates under way paid is what was due."""
    due = {key: fen for key, fen in dues(programme, offer, plan).items() if not _is_past(programme, key[0], key[2])}
    for p in programme.spent:
        due[p.estate, p.measure, p.year] = due.get((p.estate, p.measure, p.year), 0) + p.amount
    paid: dict[tuple[str, str, int], Fen] = {}
    for p in plan.payments:
        if p.amount < 0:
            yield Violation(
                rule=RuleName.DUE_IS_PAID,
                values={"estate": p.estate, "measure": p.measure, "year": p.year, "due": 0, "paid": p.amount},
            )
        paid[p.estate, p.measure, p.year] = paid.get((p.estate, p.measure, p.year), 0) + p.amount
    for key in sorted(due.keys() | paid.keys()):
        if due.get(key, 0) != paid.get(key, 0):
            estate, measure, year = key
            values = {
                "estate": estate,
                "measure": measure,
                "year": year,
                "due": due.get(key, 0),
                "paid": paid.get(key, 0),
            }
            yield Violation(rule=RuleName.DUE_IS_PAID, values=values)
    rows = set(plan.payments)
    for spent in programme.spent:
        if spent.amount and spent not in rows:
            yield Violation(
                rule=RuleName.SPENT_STAYS,
                values={"estate": spent.estate, "measure": spent.measure, "year": spent.year},
            )


def _is_past(programme: Programme, estate: str, year: int) -> bool:
    """Was this year's money of an estate under way spent before the plan begins?"""
    return estate in programme.under_way_by_estate and year < begun_years(programme)


def within_share(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A fund pays no more than its share of a work's cost of a year, and only inside its region."""
    due = dues(programme, offer, plan)
    frozen = set(programme.spent)
    paid: dict[tuple[str, str, str, int], Fen] = {}
    for p in plan.payments:
        if p not in frozen:
            paid[p.estate, p.measure, p.fund, p.year] = paid.get((p.estate, p.measure, p.fund, p.year), 0) + p.amount
    for (estate, measure, fund, year), amount in paid.items():
        values = {"estate": estate, "measure": measure, "fund": fund, "year": year}
        if (estate, measure, year) not in due:  # due_is_paid names it
            continue
        if fund not in programme.fund_by_id or not programme.may_pay(fund, estate):
            yield Violation(rule=RuleName.FUND_REGION, values=values)
            continue
        most = largest_payment(programme.share(fund, measure), due.get((estate, measure, year), 0))
        if amount > most:
            yield Violation(rule=RuleName.WITHIN_SHARE, values={**values, "over": amount - most})


def within_appropriation(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A fund spends in no year more than it was granted; with carry-over, not more than granted so far. What was
    spent before the plan begins is not judged."""
    spent: dict[tuple[str, int], Fen] = {}
    for p in programme.spent:
        spent[p.fund, p.year] = spent.get((p.fund, p.year), 0) + p.amount
    for fund in programme.funds:
        left = 0
        for year, granted in enumerate(fund.appropriations):
            if granted is None:
                break
            paid, before = plan.paid.get((fund.id, year), 0), spent.get((fund.id, year), 0)
            left = granted + (left if fund.carry else 0) - paid
            if left < 0 and paid > before:
                yield Violation(
                    rule=RuleName.WITHIN_APPROPRIATION, values={"fund": fund.id, "year": year, "over": -left}
                )
            left = max(left, 0)


def within_earmark(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """Of a fund bound to estates none has more in a year than its own money; with carry-over, not more than its own so
    far. What was spent before the plan begins is not judged."""
    paid, spent = _by_estate(plan.payments), _by_estate(programme.spent)
    for fund, estates in programme.earmarked.items():
        for estate, granted in estates.items():
            left = 0
            for year, own in enumerate(granted):
                key = fund, estate, year
                left = own + (left if programme.fund_by_id[fund].carry else 0) - paid.get(key, 0)
                if left < 0 and paid.get(key, 0) > spent.get(key, 0):
                    values = {"fund": fund, "estate": estate, "year": year, "over": -left}
                    yield Violation(rule=RuleName.WITHIN_EARMARK, values=values)
                left = max(left, 0)


def _by_estate(payments: Iterable[Payment]) -> dict[tuple[str, str, int], Fen]:
    """Fund, estate and year → what is paid."""
    found: dict[tuple[str, str, int], Fen] = {}
    for p in payments:
        found[p.fund, p.estate, p.year] = found.get((p.fund, p.estate, p.year), 0) + p.amount
    return found


def within_crews(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """A trade's load in a region and quarter is no more than its crews can carry; the past and what estates under
    way need by themselves are not judged."""
    load = loads(programme, offer, plan)
    begun = loads(programme, offer, under_way(programme, plan))
    for crew in programme.crews:
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            used, cap = (
                load.get((crew.region, crew.trade, quarter), Fraction(0)),
                programme.crew_weeks(crew, quarter),
            )
            if used > cap and used > begun.get((crew.region, crew.trade, quarter), 0):
                values = {
                    "region": crew.region,
                    "trade": crew.trade,
                    "quarter": quarter,
                    "used": float(used),
                    "cap": float(cap),
                }
                yield Violation(rule=RuleName.WITHIN_CREWS, values=values)


def within_sites(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """No more estates of a region are under construction at once than its site limit; the past and estates under way
    by themselves are not judged."""
    open_at = sites(programme, offer, plan)
    begun = sites(programme, offer, under_way(programme, plan))
    for limit in programme.site_limits:
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            count = open_at.get((limit.region, quarter), 0)
            if count > limit.caps[quarter] and count > begun.get((limit.region, quarter), 0):
                values = {
                    "region": limit.region,
                    "quarter": quarter,
                    "count": count,
                    "cap": limit.caps[quarter],
                }
                yield Violation(rule=RuleName.WITHIN_SITES, values=values)


def within_late_share(programme: Programme, offer: Offer, plan: Plan) -> Iterator[Violation]:
    """Late-built estates start with no more households a year than the policy's share of the task."""
    started: dict[int, int] = {}
    decided: set[int] = set()  # a year in which only estates under way started is not judged
    for estate, start in plan.starts.items():
        if offer.standings[estate].standing is Standing.LATE:
            year = year_of(start)
            started[year] = started.get(year, 0) + programme.estate_by_id[estate].households
            if estate not in programme.under_way_by_estate:
                decided.add(year)
    for year in sorted(decided):
        households, most = started[year], late_households(programme, year)
        if households > most:
            yield Violation(
                rule=RuleName.WITHIN_LATE_SHARE, values={"year": year, "households": households, "most": most}
            )


Judge = Callable[[Programme, Offer, Plan], Iterator[Violation]]

# Every judge with the rules that it may find broken, its own first.
SHAPE_RULES: Mapping[Judge, tuple[RuleName, ...]] = {
    known_estates: (RuleName.KNOWN_ESTATES,),
    start_in_window: (RuleName.START_IN_WINDOW,),
    must_start: (RuleName.MUST_START, RuleName.FIXED_START, RuleName.UNDER_WAY_STAYS),
    offered_works: (RuleName.OFFERED_WORKS,),
    required_works: (RuleName.REQUIRED_WORKS,),
    prerequisites: (RuleName.PREREQUISITES,),
}
LIMIT_RULES: Mapping[Judge, tuple[RuleName, ...]] = {
    due_is_paid: (RuleName.DUE_IS_PAID, RuleName.SPENT_STAYS),
    within_share: (RuleName.WITHIN_SHARE, RuleName.FUND_REGION),
    within_appropriation: (RuleName.WITHIN_APPROPRIATION,),
    within_earmark: (RuleName.WITHIN_EARMARK,),
    within_crews: (RuleName.WITHIN_CREWS,),
    within_sites: (RuleName.WITHIN_SITES,),
    within_late_share: (RuleName.WITHIN_LATE_SHARE,),
}
