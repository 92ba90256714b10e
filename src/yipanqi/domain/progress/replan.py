"""滚动编制: the next programme, made of an adopted plan and of what really became of its works.

What has begun stands where it began; its money of the years begun is spent or bound; what it lags behind takes its
part of the crews before anything new does; what is on hold waits. What a programme cannot say is told as `Left`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cached_property

from yipanqi.domain.calendar import years_begun
from yipanqi.domain.capacity import Crew, SiteLimit
from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import Fen, ceiling, parts
from yipanqi.domain.planning.account import loads, spread
from yipanqi.domain.planning.eligibility import window
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import CannotContinue, settled
from yipanqi.domain.programme import Payment, Programme, UnderWay

_DAY = timedelta(days=1)
_CENT = Decimal("0.01")  # of a crew-week, to which capacity is kept
Key = tuple[str, str]  # estate, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """What became of a work of the adopted plan."""

    estate: str
    measure: str
    start_date: date  # as the plan in force has it
    finish_date: date
    started_on: date | None = None
    percent: Decimal | None = None  # of the newest confirmed report; none: nobody reported
    as_of: date | None = None  # the day on which that holds
    certified: Mapping[int, Fen] = field(default_factory=dict)  # calendar year → fen certified in it, as confirmed
    finish_on: date | None = None  # as it is foretold
    is_done: bool = False
    is_cancelled: bool = False
    is_held: bool = False
    held_until: date | None = None  # the last day of the hold

    @property
    def key(self) -> Key:
        return self.estate, self.measure

    @property
    def has_begun(self) -> bool:
        return not self.is_cancelled and self.started_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedStart:
    """An estate that has begun, with the quarter in which the plan in force starts it."""

    estate: str
    planned: int
    start: int
    began_on: date | None  # none: known from the programme alone
    works: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentMoney:
    """Money of a work under way in a fiscal year begun: certified, or else bound: still to be paid of that year's
    grants as the plan in force pays the work."""

    estate: str
    measure: str
    year: int  # index in the horizon
    certified: Fen = 0
    bound: Fen = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LateWork:
    """A work behind its plan by some crew-weeks, which fall on quarters that the model would hold free."""

    estate: str
    measure: str
    planned: Fraction  # part of the work, on the day of its report
    done: Fraction
    weeks: Fraction
    start: int  # the first quarter in which it is caught up: not before its hold ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """Crew-weeks of a quarter that late works take before anything is planned."""

    region: str
    trade: str
    quarter: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """A place under construction that a late estate holds longer than the model knows."""

    region: str
    quarter: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An estate not begun that is on hold or was cancelled: it starts in no quarter before this; in none at all."""

    estate: str
    until: date | None
    earliest: int | None  # none: it is left out
    why: str  # `held`, `held_open` (no end), `held_too_long`, `cancelled`


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """An estate that should have begun and has not: decided again."""

    estate: str
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What could not be taken over: a code and the values of the sentence that says why."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """The next programme, with what was taken over into it and what was not."""

    programme: Programme  # as its rows say it: without `withheld`, which is a scenario's to say
    plan: Plan  # the one in force
    starts: tuple[FixedStart, ...] = ()
    money: tuple[SpentMoney, ...] = ()
    late: tuple[LateWork, ...] = ()
    reserved: tuple[Reserved, ...] = ()
    occupied: tuple[Occupied, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    freed: tuple[Freed, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def withheld(self) -> tuple[str, ...]:
        """Estates that the next plan leaves out."""
        return tuple(it.estate for it in self.waiting if it.earliest is None)

    @cached_property
    def decided(self) -> Programme:
        """The programme with what is withheld left out of it."""
        return settled(self.programme, (), self.withheld)

    @cached_property
    def forced(self) -> frozenset[str]:
        """Estates that cannot start as the plan in force has them: their move is nobody's choice."""
        moved = {it.estate for it in self.starts if it.start != it.planned}
        held = {it.estate for it in self.waiting if _must_move(self.plan, it)}
        return frozenset(moved | held | {it.estate for it in self.freed})


def replanned(programme: Programme, plan: Plan, actuals: Iterable[Actual], day: date) -> Replanned:
    """The programme that is decided anew from the quarter after this day on. Raises CannotContinue where no quarter
    is left."""
    quarter = max(programme.plan_from, programme.calendar.quarter_of(day) + 1, 0)
    if quarter >= programme.calendar.quarters:
        raise CannotContinue(f"no quarter is left after {day}")
    known = {it.key: it for it in actuals}
    left: list[Left] = []
    begun = tuple(_begun(programme, plan, known, left))
    base = replace(programme, plan_from=quarter, under_way=tuple(it for it, _ in begun), spent=())
    base, waiting, freed = _with_estates(base, plan, known, left)
    offered = offer(base)
    spent, money = _money(programme, base, offered, plan, known, left)
    late = tuple(_late(base, offered, plan, known, day, left))
    crews, reserved = _crews(base, offered, late, left)
    sites, occupied = _sites(base, offered, known)
    return Replanned(
        programme=replace(base, spent=spent, crews=crews, site_limits=sites),
        plan=plan,
        starts=tuple(start for _, start in begun),
        money=money,
        late=late,
        reserved=reserved,
        occupied=occupied,
        waiting=waiting,
        freed=freed,
        left=tuple(left),
    )


def _of_estate(known: Mapping[Key, Actual]) -> dict[str, list[Actual]]:
    found: dict[str, list[Actual]] = {}
    for it in known.values():
        found.setdefault(it.estate, []).append(it)
    return found


def _begun(
    programme: Programme, plan: Plan, known: Mapping[Key, Actual], left: list[Left]
) -> Iterator[tuple[UnderWay, FixedStart]]:
    """What is under way: estates of which a work has begun, and those that were under way already. The works that
    were chosen stay, those not begun too; those cancelled go."""
    of_estate, already = _of_estate(known), programme.under_way_by_estate
    for estate, planned in sorted(plan.starts.items()):
        own = of_estate.get(estate, [])
        first = min((it.started_on for it in own if it.has_begun and it.started_on), default=None)
        if first is None and estate not in already:
            continue
        if estate not in programme.estate_by_id:
            left.append(Left(code="estate_gone", values={"estate": estate}))
            continue
        works = dict(_works(programme, plan, known, estate, left))
        start = already[estate].start if estate in already else planned
        if first is not None:
            start = _start(programme, works, estate, start, first, left)
        yield (
            UnderWay(estate=estate, start=start, works=works),
            FixedStart(
                estate=estate,
                planned=planned,
                start=start,
                began_on=first,
                works=len(works),
            ),
        )


def _works(
    programme: Programme, plan: Plan, known: Mapping[Key, Actual], estate: str, left: list[Left]
) -> Iterator[tuple[str, Standard]]:
    """The chosen works of an estate that go on, with their standards."""
    needed = {need.measure for need in programme.needs_by_estate.get(estate, ())}
    for measure in plan.measures_by_estate.get(estate, ()):
        standard, actual = plan.choices[estate, measure], known.get((estate, measure))
        if actual is not None and actual.is_cancelled:
            continue
        entry = programme.measure_by_id.get(measure)
        if entry is None or measure not in needed or standard not in {it.standard for it in entry.options}:
            left.append(Left(code="work_gone", values={"estate": estate, "measure": measure}))
            continue
        yield measure, standard


def _start(
    programme: Programme, works: Mapping[str, Standard], estate: str, planned: int, first: date, left: list[Left]
) -> int:
    """The quarter in which the estate really began: that of its first work, less the quarters by which the first of
    its works follows its start. Kept inside the horizon."""
    ahead = min((programme.measure_by_id[measure].offset for measure in works), default=0)
    real = programme.calendar.quarter_of(first) - ahead
    last = max(programme.calendar.quarters - programme.span(works), planned)
    start = max(0, min(real, last))
    if start != real:
        code = "began_before" if real < 0 else "ends_beyond"
        left.append(Left(code=code, values={"estate": estate, "began": first, "quarter": start}))
    return start


def _with_estates(
    programme: Programme, plan: Plan, known: Mapping[Key, Actual], left: list[Left]
) -> tuple[Programme, tuple[Waiting, ...], tuple[Freed, ...]]:
    """The estates not begun: on hold not before its end; what is past for them is decided again."""
    of_estate, waiting, freed, estates = _of_estate(known), list[Waiting](), list[Freed](), list[Estate]()
    for estate in programme.estates:
        if estate.id in programme.under_way_by_estate:
            estates.append(estate)
            continue
        planned, own = plan.starts.get(estate.id), of_estate.get(estate.id, [])
        held = _held(programme, estate, own) if planned is not None else None
        fresh = _freed(programme, estate, held, left)
        if held is not None and held.earliest is not None and not _fits(programme, fresh):
            held = replace(held, earliest=None, why="held_too_long")
            fresh = _freed(programme, estate, held, [])
        if planned is not None:
            left += _untold(own, held)
            if held is None and planned < programme.plan_from:
                freed.append(Freed(estate=estate.id, planned=planned))
        if held is not None:
            waiting.append(held)
        elif (fresh.must or fresh.fixed_start is not None) and not _fits(programme, fresh):
            left.append(Left(code="must_passed", values={"estate": estate.id}))
            fresh = replace(fresh, must=False, fixed_start=None)
        estates.append(fresh)
    return replace(programme, estates=tuple(estates)), tuple(waiting), tuple(freed)


def _held(programme: Programme, estate: Estate, own: Sequence[Actual]) -> Waiting | None:
    """How long an estate waits of which every work is on hold; for ever where every work is cancelled."""
    going = [it for it in own if not it.is_cancelled]
    if own and not going:
        return Waiting(estate=estate.id, until=None, earliest=None, why="cancelled")
    if not going or not all(it.is_held for it in going):
        return None
    ends = [it.held_until for it in going if it.held_until is not None]
    if len(ends) < len(going):
        return Waiting(estate=estate.id, until=None, earliest=None, why="held_open")
    until = max(ends)
    quarter = max(programme.calendar.quarter_of(until + _DAY), programme.plan_from)
    return Waiting(estate=estate.id, until=until, earliest=quarter, why="held")


def _untold(own: Sequence[Actual], held: Waiting | None) -> Iterator[Left]:
    """Single works on hold or cancelled, of an estate whose others are not: a programme knows estates alone."""
    for it in own:
        if it.is_held and held is None:
            yield Left(code="work_held", values={"estate": it.estate, "measure": it.measure})
        if it.is_cancelled and (held is None or held.why != "cancelled"):
            yield Left(code="work_cancelled", values={"estate": it.estate, "measure": it.measure})


def _freed(programme: Programme, estate: Estate, held: Waiting | None, left: list[Left]) -> Estate:
    """The estate without wishes that are past, and waiting for its hold."""
    first, found = programme.plan_from, estate
    earliest = 0 if held is None else programme.calendar.quarters if held.earliest is None else held.earliest
    if found.fixed_start is not None and found.fixed_start < max(first, earliest):
        code = "fixed_passed" if found.fixed_start < first else "fixed_held"
        left.append(Left(code=code, values={"estate": estate.id, "quarter": found.fixed_start}))
        found = replace(found, fixed_start=None)
    if found.latest is not None and found.latest < first:
        left.append(Left(code="latest_passed", values={"estate": estate.id, "quarter": found.latest}))
        found = replace(found, latest=None)
    if held is not None and held.earliest is not None and held.earliest > max(first, found.earliest or 0):
        found = replace(found, earliest=held.earliest)
    return found


def _fits(programme: Programme, estate: Estate) -> bool:
    """Is a quarter left in which the estate may start?"""
    span = programme.span(need.measure for need in programme.needs_by_estate.get(estate.id, ()))
    earliest, latest = window(programme, estate, span)
    return earliest <= latest


def _must_move(plan: Plan, it: Waiting) -> bool:
    planned = plan.starts.get(it.estate)
    return planned is not None and (it.earliest is None or planned < it.earliest)


def _money(
    before: Programme, programme: Programme, offered: Offer, plan: Plan, known: Mapping[Key, Actual], left: list[Left]
) -> tuple[tuple[Payment, ...], tuple[SpentMoney, ...]]:
    """What works under way have spent of the fiscal years begun. What they owe of these years beyond what is certified
    is bound in the last of them: without it the next programme would forget it, for of years begun it knows only what
    is spent. A work of 100 that owes 60 by now and has 45 certified: 45 spent, 15 bound, 40 still to be planned."""
    past, rows, found = years_begun(programme.plan_from), _Rows(), list[SpentMoney]()
    already: dict[Key, list[Payment]] = {}
    for p in before.spent:
        already.setdefault((p.estate, p.measure), []).append(p)
    for begun in programme.under_way:
        for measure, standard in begun.works.items():
            key, actual = (begun.estate, measure), known.get((begun.estate, measure))
            due = spread(offered.work[key].option(standard).cost, programme.measure_by_id[measure], begun.start)
            payments = [
                p for p in plan.payments_by_work.get(key, ()) if p.fund in programme.fund_by_id and p.amount > 0
            ]
            if actual is not None and actual.certified:
                certified = _by_year(programme, actual, past)
                is_paid = all(rows.share(key, year, fen, payments) for year, fen in certified.items())
            else:  # nobody certified anything: what the programme knew stays with its funds
                certified, is_paid = rows.keep(already.get(key, ())), True
            rest = sum(amount for year, amount in due.items() if year < past) - sum(certified.values())
            if rest > 0:
                is_paid = rows.share(key, past - 1, rest, payments) and is_paid
            if not is_paid:
                values = {"estate": key[0], "measure": measure, "amount": max(rest, 0) + sum(certified.values())}
                left.append(Left(code="fund_unknown", values=values))
                continue
            if rest < 0:
                code = "ahead" if any(year >= past for year in due) else "over_cost"
                left.append(Left(code=code, values={"estate": key[0], "measure": measure, "amount": -rest}))
            for year in sorted({*certified, past - 1} if rest > 0 else certified):
                bound = rest if rest > 0 and year == past - 1 else 0
                found.append(
                    SpentMoney(estate=key[0], measure=measure, year=year, certified=certified.get(year, 0), bound=bound)
                )
    left += _over_grants(programme, rows.payments, past)
    return rows.payments, tuple(found)


class _Rows:
    """The money of works by fund and year, as it is put together."""

    def __init__(self) -> None:
        self._fen: dict[tuple[str, str, str, int], Fen] = {}

    def share(self, key: Key, year: int, amount: Fen, payments: Sequence[Payment]) -> bool:
        """Share a sum over the funds as these payments have them in the year, or at all; False where there are none."""
        weights: dict[str, Fen] = {}
        for p in [p for p in payments if p.year == year] or payments:
            weights[p.fund] = weights.get(p.fund, 0) + p.amount
        names = sorted(weights)
        for fund, fen in zip(names, parts(amount, [weights[name] for name in names]), strict=True):
            self._add(key, fund, year, fen)
        return bool(names)

    def keep(self, payments: Iterable[Payment]) -> dict[int, Fen]:
        """Keep payments as they are; year → fen."""
        found: dict[int, Fen] = {}
        for p in payments:
            self._add((p.estate, p.measure), p.fund, p.year, p.amount)
            found[p.year] = found.get(p.year, 0) + p.amount
        return found

    def _add(self, key: Key, fund: str, year: int, fen: Fen) -> None:
        place = (*key, fund, year)
        self._fen[place] = self._fen.get(place, 0) + fen

    @property
    def payments(self) -> tuple[Payment, ...]:
        """In their order."""
        return tuple(
            Payment(estate=e, measure=m, fund=fund, year=year, amount=fen)
            for (e, m, fund, year), fen in sorted(self._fen.items())
            if fen
        )


def _by_year(programme: Programme, actual: Actual, past: int) -> dict[int, Fen]:
    """Year of the horizon → fen certified; what lies outside the years begun belongs to the nearest of them."""
    found: dict[int, Fen] = {}
    for year, fen in sorted(actual.certified.items()):
        at = min(max(year - programme.calendar.first_year, 0), past - 1)
        found[at] = found.get(at, 0) + fen
    return {year: fen for year, fen in found.items() if fen}


def _over_grants(programme: Programme, spent: Sequence[Payment], past: int) -> Iterator[Left]:
    """Where works under way owe more of a year begun than the fund was granted: no rule judges the past, so it is
    told here."""
    paid: dict[tuple[str, int], Fen] = {}
    for p in spent:
        paid[p.fund, p.year] = paid.get((p.fund, p.year), 0) + p.amount
    for fund in programme.funds:
        over = 0
        for year, grant in enumerate(fund.appropriations[:past]):
            if grant is None:
                break
            there = grant + (over if fund.carry else 0)
            over = there - paid.get((fund.id, year), 0)
            if over < 0:
                yield Left(code="over_grant", values={"fund": fund.id, "year": year, "amount": -over})
            over = max(over, 0)


def _late(
    programme: Programme, offered: Offer, plan: Plan, known: Mapping[Key, Actual], day: date, left: list[Left]
) -> Iterator[LateWork]:
    """Works under way that are behind. The model takes off the crews what falls due from its first open quarter on;
    what should have been done before that and was not, it would forget: the part planned by the day of the report
    less the part done. Planned dates move with the estate's start."""
    calendar = programme.calendar
    for begun in programme.under_way:
        for measure, standard in begun.works.items():
            actual = known.get((begun.estate, measure))
            if actual is None or actual.is_done:
                continue
            if actual.percent is None and actual.has_begun:
                left.append(Left(code="no_report", values={"estate": begun.estate, "measure": measure}))
                continue
            was = plan.starts.get(begun.estate, begun.start)
            shift = calendar.first_day(begun.start) - calendar.first_day(was)
            seen = actual.as_of if actual.percent is not None and actual.as_of is not None else day
            planned = part_by(actual.start_date + shift, actual.finish_date + shift, seen)
            done = Fraction(actual.percent or 0) / 100
            weeks = offered.work[begun.estate, measure].option(standard).load * max(planned - done, Fraction(0))
            if weeks:
                start = programme.plan_from
                if actual.is_held and actual.held_until is not None:
                    start = max(start, calendar.quarter_of(actual.held_until + _DAY))
                yield LateWork(
                    estate=begun.estate, measure=measure, planned=planned, done=done, weeks=weeks, start=start
                )


def part_by(first: date, last: date, day: date) -> Fraction:
    """The part of a span of days that has passed at the end of a day."""
    if day < first:
        return Fraction(0)
    return min(Fraction((day - first).days + 1, (last - first).days + 1), Fraction(1))


def _crews(
    programme: Programme, offered: Offer, late: Sequence[LateWork], left: list[Left]
) -> tuple[tuple[Crew, ...], tuple[Reserved, ...]]:
    """Crews without what late works take: the first quarters first, no more of each than works under way leave of it.

    A crew of 10 weeks a quarter of which works under way take 4 and 1, with 8 weeks to be caught up: the first
    quarter gives 6 of them, the next one 2; new works find 0 and 7 left."""
    begun = Plan(
        starts={it.estate: it.start for it in programme.under_way},
        choices={(it.estate, m): standard for it in programme.under_way for m, standard in it.works.items()},
    )
    used, late_of = loads(programme, offered, begun), _of_crews(programme, late)
    crews, reserved = list[Crew](), list[Reserved]()
    for crew in programme.crews:
        own = late_of.get((crew.region, crew.trade), ())
        quarters = range(programme.plan_from, programme.calendar.quarters)
        free = {
            q: max(programme.crew_weeks(crew, q) - used.get((crew.region, crew.trade, q), Fraction(0)), Fraction(0))
            for q in quarters
        }
        taken = dict.fromkeys(quarters, Fraction(0))
        short = Fraction(0)
        for it in own:
            rest = it.weeks
            for q in range(max(programme.plan_from, it.start), programme.calendar.quarters):
                part = min(rest, free[q] - taken[q])
                if part:
                    taken[q], rest = taken[q] + part, rest - part
                if not rest:
                    break
            short += rest
        if short:
            values = {"region": crew.region, "trade": crew.trade, "weeks": ceiling(short)}
            left.append(Left(code="no_room", values=values))
        weeks = list(crew.weeks)
        for q in quarters:
            if taken[q]:
                weeks[q] = _less(crew.weeks[q], taken[q] / (programme.crew_weeks(crew, q) / Fraction(crew.weeks[q])))
                reserved.append(
                    Reserved(region=crew.region, trade=crew.trade, quarter=q, before=crew.weeks[q], after=weeks[q])
                )
        crews.append(replace(crew, weeks=tuple(weeks)))
    return tuple(crews), tuple(reserved)


def _of_crews(programme: Programme, late: Iterable[LateWork]) -> dict[tuple[str, str], list[LateWork]]:
    """(region, trade) → the late works that a crew of theirs would do, those first that may be caught up first."""
    found: dict[tuple[str, str], list[LateWork]] = {}
    for it in sorted(late, key=lambda it: it.start):
        trade = programme.measure_by_id[it.measure].trade
        for region in programme.path(programme.estate_by_id[it.estate].subdistrict):
            found.setdefault((region, trade), []).append(it)
    return found


def _less(weeks: Decimal, taken: Fraction) -> Decimal:
    """Weeks less what is taken, rounded in favour of what is taken; never below zero."""
    off = (Decimal(taken.numerator) / taken.denominator).quantize(_CENT, ROUND_CEILING)
    return max(weeks - off, Decimal(0))


def _sites(
    programme: Programme, offered: Offer, known: Mapping[Key, Actual]
) -> tuple[tuple[SiteLimit, ...], tuple[Occupied, ...]]:
    """Site limits without the places that late estates hold, as it is foretold, beyond the quarters of their works."""
    calendar, over = programme.calendar, dict[tuple[str, int], int]()
    for begun in programme.under_way:
        ends = [
            it.finish_on
            for m in begun.works
            if (it := known.get((begun.estate, m))) is not None and not it.is_done and it.finish_on is not None
        ]
        if not ends:
            continue
        first = max(begun.start + offered.spans[begun.estate], programme.plan_from)
        for q in range(first, min(calendar.quarter_of(max(ends)) + 1, calendar.quarters)):
            for region in programme.path(programme.estate_by_id[begun.estate].subdistrict):
                over[region, q] = over.get((region, q), 0) + 1
    limits, occupied = list[SiteLimit](), list[Occupied]()
    for limit in programme.site_limits:
        caps = tuple(max(cap - over.get((limit.region, q), 0), 0) for q, cap in enumerate(limit.caps))
        occupied += [
            Occupied(region=limit.region, quarter=q, before=was, after=now)
            for q, (was, now) in enumerate(zip(limit.caps, caps, strict=True))
            if was != now
        ]
        limits.append(replace(limit, caps=caps))
    return tuple(limits), tuple(occupied)
