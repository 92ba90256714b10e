"""What prices and limits act upon: the problem's columns laid out for flat arithmetic.

Regions that the same funds and crews cover form one **place**; works that the same (fund, share) pairs may pay
form one share **profile**. An option that can never be chosen (nobody may pay it, its prerequisite is missing)
is not `usable`. A required work is done to its cheapest usable option, its **base**, as part of the start.
"""

from dataclasses import dataclass

import numpy as np

from yipanqi.planner.packed import Packed, pack
from yipanqi.planner.problem import LONGEST, MISSING, NONE, Flags, Floats, Ints, Problem


@dataclass(frozen=True, eq=False)
class Layout:
    """Derived columns; K places, P share profiles, T trades, L crew rows (see `problem` for the other sizes)."""

    problem: Problem
    place: Ints  # [E] → K
    first: Ints  # [E]: earliest start that rule 1 allows
    last: Ints  # [E]: latest one; below `first` if there is none
    span: Ints  # [E]
    open: Flags  # [E, Q]: starts in the window whose forced works, alone, fit every crew limit
    profile_of: Ints  # [K, M] → P
    fund_ptr: Ints  # [P+1]
    fund: Ints  # funds of profile p: fund[fund_ptr[p]:fund_ptr[p+1]]
    fund_share: Floats
    crew_ptr: Ints  # [K*T+1]
    crew: Ints  # crew rows of place k and trade t: crew[crew_ptr[k*T+t]:crew_ptr[k*T+t+1]]
    site_ptr: Ints  # [R+1]
    site: Ints  # site rows that count a region's estates
    target_ptr: Ints  # [R+1]
    target: Ints  # targets that count a region's estates
    forced: Flags  # [W]: required, or needed by a required work
    usable: Flags  # [O]
    base: Ints  # [W]: the cheapest usable option of a forced work, NONE elsewhere
    committed: Floats  # [P, Y]: dues that come from no decision
    work_estate: Ints  # [W]
    option_work: Ints  # [O]
    packed: Packed  # the same, packed for compiled passes

    @property
    def profiles(self) -> int:
        """P."""
        return len(self.fund_ptr) - 1


def lay_out(problem: Problem) -> Layout:
    """Derive the layout of a problem."""
    works, estates = problem.works, problem.estates
    if np.diff(works.ptr).max(initial=0) > LONGEST:
        raise ValueError(f"an estate has more than {LONGEST} works")
    place_of_region, fund_sets, crew_ptr, crew = _places(problem)
    profile_of, fund_ptr, fund, fund_share = _profiles(problem, fund_sets)
    place = place_of_region[estates.region].astype(np.int32)
    work_estate = np.repeat(np.arange(len(estates.ids), dtype=np.int32), np.diff(works.ptr))
    option_work = np.repeat(np.arange(len(works.measure), dtype=np.int32), np.diff(works.option_ptr))
    forced = _forced(problem)
    usable = _usable(problem, place, profile_of, fund_ptr, fund_share, work_estate, option_work)
    base = _bases(problem, forced, usable, option_work)
    span = problem.spans()
    first = np.maximum(estates.earliest, 0).astype(np.int32)
    last = np.minimum(estates.latest, problem.quarters - span).astype(np.int32)
    last[work_estate[forced & (base == NONE)]] = NONE
    opened = _opened(problem, place, first, last, span, forced, usable, option_work, work_estate, crew_ptr, crew)
    by_region = _rows_by_region(problem)
    works_of, window = (work_estate, forced, base), (first, last, span)
    return Layout(
        problem=problem,
        place=place,
        first=first,
        last=last,
        span=span,
        open=opened,
        profile_of=profile_of,
        fund_ptr=fund_ptr,
        fund=fund,
        fund_share=fund_share,
        crew_ptr=crew_ptr,
        crew=crew,
        **by_region,
        forced=forced,
        usable=usable,
        base=base,
        committed=_committed(problem, place_of_region, profile_of, len(fund_ptr) - 1),
        work_estate=work_estate,
        option_work=option_work,
        packed=pack(problem, place, window, opened, (crew_ptr, crew), by_region, works_of, usable, len(profile_of)),
    )


def _covering(problem: Problem, seats: Ints) -> list[tuple[int, ...]]:
    """For each region, the rows whose seat is the region itself or one above it."""
    own: list[list[int]] = [[] for _ in problem.regions.ids]
    for row, seat in enumerate(seats):
        own[seat].append(row)
    cover: list[tuple[int, ...]] = []
    for region, parent in enumerate(problem.regions.parent):
        above = cover[parent] if parent != NONE else ()
        cover.append((*above, *own[region]) if own[region] else above)
    return cover


def _flat(rows: list[tuple[int, ...]]) -> tuple[Ints, Ints]:
    """Pointers and values of a ragged table."""
    ptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    return ptr, np.array([value for row in rows for value in row], np.int32)


def _places(problem: Problem) -> tuple[Ints, list[tuple[int, ...]], Ints, Ints]:
    """Place of each region, the funds of each place, and the crew rows of each place and trade."""
    funds, crews = _covering(problem, problem.funds.region), _covering(problem, problem.crews.region)
    number: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    place = np.array([number.setdefault(pair, len(number)) for pair in zip(funds, crews, strict=True)], np.int32)
    by_trade = [
        tuple(row for row in rows if problem.crews.trade[row] == trade)
        for _, rows in number
        for trade in range(len(problem.measures.trades))
    ]
    crew_ptr, crew = _flat(by_trade)
    return place, [fund_set for fund_set, _ in number], crew_ptr, crew


def _profiles(problem: Problem, fund_sets: list[tuple[int, ...]]) -> tuple[Ints, Ints, Ints, Floats]:
    """The share profile of each place and measure, and each profile's funds with their shares."""
    share = problem.funds.share
    number: dict[tuple[tuple[int, float], ...], int] = {}
    profile_of = np.zeros((len(fund_sets), len(problem.measures.ids)), np.int32)
    for place, fund_set in enumerate(fund_sets):
        for measure in range(profile_of.shape[1]):
            key = tuple((f, float(share[f, measure])) for f in fund_set if share[f, measure] > 0)
            profile_of[place, measure] = number.setdefault(key, len(number))
    pairs = list(number)
    fund_ptr, fund = _flat([tuple(f for f, _ in key) for key in pairs])
    return profile_of, fund_ptr, fund, np.array([part for key in pairs for _, part in key], np.float64)


def _forced(problem: Problem) -> Flags:
    """Required works, and every work that one of them needs."""
    works = problem.works
    forced = works.required.copy()
    for _ in range(len(problem.measures.ids)):
        needed = works.parent[forced & (works.parent >= 0)]
        if forced[needed].all():
            break
        forced[needed] = True
    return forced


def _usable(
    problem: Problem,
    place: Ints,
    profile_of: Ints,
    fund_ptr: Ints,
    fund_share: Floats,
    work_estate: Ints,
    option_work: Ints,
) -> Flags:
    works = problem.works
    reach = np.concatenate([[0.0], np.cumsum(fund_share)])[fund_ptr]
    payable = np.diff(reach) >= 1 - 1e-9
    possible = works.parent != MISSING
    for _ in range(len(problem.measures.ids)):
        possible &= np.where(works.parent >= 0, possible[np.maximum(works.parent, 0)], possible)
    paid = payable[profile_of[place[work_estate], works.measure]]
    usable = possible[option_work] & (paid[option_work] | (works.cost <= 0))
    return np.asarray(usable, bool)


def _opened(
    problem: Problem,
    place: Ints,
    first: Ints,
    last: Ints,
    span: Ints,
    forced: Flags,
    usable: Flags,
    option_work: Ints,
    work_estate: Ints,
    crew_ptr: Ints,
    crew: Ints,
) -> Flags:
    """Starts that an estate could take if it were alone: no plan can hold any other."""
    works, measures, quarters = problem.works, problem.measures, problem.quarters
    when = np.arange(quarters)
    opened = (when >= first[:, None]) & (when <= last[:, None])
    least = np.full(len(forced), np.inf)
    np.minimum.at(least, option_work[usable], works.load[usable])
    least = np.where(forced & np.isfinite(least), least, 0.0)
    for trade in range(len(measures.trades)):
        need = np.zeros((len(place), quarters))  # by quarter after the start
        for m in np.flatnonzero(measures.trade == trade):
            mine = works.measure == m
            for step, part in enumerate(measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]):
                if measures.offset[m] + step < quarters:
                    np.add.at(need[:, measures.offset[m] + step], work_estate[mine], least[mine] * part)
        cap = np.full((len(crew_ptr) - 1, quarters), np.inf)
        slots = np.repeat(np.arange(len(crew_ptr) - 1), np.diff(crew_ptr))
        np.minimum.at(cap, slots, problem.crews.cap[crew])
        room = cap[place * len(measures.trades) + trade] * (1 + 1e-6) + 1e-6  # what the rules tolerate
        for t in range(quarters):
            opened[:, t] &= (need[:, : quarters - t] <= room[:, t:]).all(axis=1)
    return np.asarray(opened, bool)


def _bases(problem: Problem, forced: Flags, usable: Flags, option_work: Ints) -> Ints:
    """The cheapest usable option of each forced work."""
    base = np.full(len(forced), NONE, np.int32)
    options = np.flatnonzero(usable & forced[option_work])
    options = options[np.lexsort((-options, -problem.works.cost[options]))]
    base[option_work[options]] = options
    return base


def _rows_by_region(problem: Problem) -> dict[str, Ints]:
    site_ptr, site = _flat(_covering(problem, problem.sites.region))
    target_ptr, target = _flat(_covering(problem, problem.targets.region))
    return {"site_ptr": site_ptr, "site": site, "target_ptr": target_ptr, "target": target}


def _committed(problem: Problem, place_of_region: Ints, profile_of: Ints, profiles: int) -> Floats:
    due, money = np.zeros((profiles, problem.years)), problem.committed
    if len(money.amount):
        profile = profile_of[place_of_region[money.region], money.measure]
        np.add.at(due, (profile, money.year), money.amount)
    return due
