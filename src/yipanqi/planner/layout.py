"""What prices and limits act upon: the problem's columns laid out for flat arithmetic.

Places and share profiles are told in `places`. An option that can never be chosen (nobody may pay it, its prerequisite
is missing) is not `usable`. A required work is done to its cheapest usable option, its **base**, as part of the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yipanqi.planner.packed import (
    AT_LEAST,
    BASE,
    BASE_START,
    BENEFIT,
    BY_HOUSEHOLDS,
    COST,
    END_CREW,
    END_OPTION,
    END_PART,
    END_WORK,
    ESTATE,
    FIRST_CREW,
    FIRST_OPTION,
    FIRST_PART,
    FIRST_START,
    FIRST_WORK,
    FORCED,
    KIND,
    LAST_START,
    LOAD,
    MUST,
    NO_BASE_PLAN,
    OFFSET,
    PARENT,
    PENALTY,
    REGION,
    SPAN,
    USABLE,
    Packed,
)
from yipanqi.planner.places import Places, Profiles, covering, flat, payable_profiles, places_of, profiles_of
from yipanqi.planner.pots import Pots, no_pots
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
    shut: Pots = field(default_factory=no_pots)  # why starts are closed that no money pays, at prices that show it

    @property
    def profiles(self) -> int:
        """P."""
        return len(self.fund_ptr) - 1

    @cached_property
    def packed(self) -> Packed:
        """The same columns, packed for compiled passes."""
        return _pack(self)


@dataclass(frozen=True, eq=False)
class _Listed:
    """What is known of each listed work and option."""

    estate: Ints  # [W]
    option_work: Ints  # [O]
    forced: Flags  # [W]
    usable: Flags  # [O]
    base: Ints  # [W]


def lay_out(problem: Problem) -> Layout:
    """Derive the layout of a problem."""
    estates = problem.estates
    if np.diff(problem.works.ptr).max(initial=0) > LONGEST:
        raise ValueError(f"an estate has more than {LONGEST} works")
    places = places_of(problem)
    profiles = profiles_of(problem, places)
    place = places.of_region[estates.region].astype(np.int32)
    listed = _listed(problem, place, profiles)
    span = problem.spans()
    first = np.maximum(estates.earliest, 0).astype(np.int32)
    last = np.minimum(estates.latest, problem.quarters - span).astype(np.int32)
    last[listed.estate[listed.forced & (listed.base == NONE)]] = NONE
    when = np.arange(problem.quarters)
    within = (when >= first[:, None]) & (when <= last[:, None])
    site_ptr, site = flat(covering(problem, problem.sites.region))
    target_ptr, target = flat(covering(problem, problem.targets.region))
    return Layout(
        problem=problem,
        place=place,
        first=first,
        last=last,
        span=span,
        open=within & _workable(problem, place, places, listed),
        profile_of=profiles.of,
        fund_ptr=profiles.fund_ptr,
        fund=profiles.fund,
        fund_share=profiles.fund_share,
        crew_ptr=places.crew_ptr,
        crew=places.crew,
        site_ptr=site_ptr,
        site=site,
        target_ptr=target_ptr,
        target=target,
        forced=listed.forced,
        usable=listed.usable,
        base=listed.base,
        committed=_committed(problem, places, profiles),
        work_estate=listed.estate,
        option_work=listed.option_work,
    )


def _listed(problem: Problem, place: Ints, profiles: Profiles) -> _Listed:
    """Owners of works and options, what is forced, what is usable, and the bases."""
    works = problem.works
    estate = np.repeat(np.arange(len(place), dtype=np.int32), np.diff(works.ptr))
    option_work = np.repeat(np.arange(len(works.measure), dtype=np.int32), np.diff(works.option_ptr))
    paid = payable_profiles(profiles)[profiles.of[place[estate], works.measure]]
    usable = _possible(problem)[option_work] & (paid[option_work] | (works.cost <= 0))
    forced = _forced(problem)
    return _Listed(estate, option_work, forced, usable, _bases(problem, forced, usable, option_work))


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


def _possible(problem: Problem) -> Flags:
    """Works whose prerequisites the estate lists, [W]."""
    parent = problem.works.parent
    possible = parent != MISSING
    for _ in range(len(problem.measures.ids)):
        possible &= np.where(parent >= 0, possible[np.maximum(parent, 0)], possible)
    return np.asarray(possible, bool)


def _workable(problem: Problem, place: Ints, places: Places, listed: _Listed) -> Flags:
    """Starts whose forced works the crews carry if the estate is alone, [E, Q]: no plan can hold any other."""
    quarters, trades = problem.quarters, len(problem.measures.trades)
    workable = np.ones((len(place), quarters), bool)
    cap = np.full((len(places.crew_ptr) - 1, quarters), np.inf)
    slots = np.repeat(np.arange(len(cap)), np.diff(places.crew_ptr))
    np.minimum.at(cap, slots, problem.crews.cap[places.crew])
    least = _lightest(problem, listed)
    for trade in range(trades):
        need = _needed(problem, listed, least, trade)
        room = cap[place * trades + trade] * (1 + 1e-6) + 1e-6  # what the rules tolerate
        for t in range(quarters):
            workable[:, t] &= (need[:, : quarters - t] <= room[:, t:]).all(axis=1)
    return workable


def _lightest(problem: Problem, listed: _Listed) -> Floats:
    """The load of each forced work at its lightest, nought of others, [W]."""
    least = np.full(len(listed.forced), np.inf)
    np.minimum.at(least, listed.option_work[listed.usable], problem.works.load[listed.usable])
    return np.where(listed.forced & np.isfinite(least), least, 0.0)


def _needed(problem: Problem, listed: _Listed, least: Floats, trade: int) -> Floats:
    """What works of such loads need of a trade, by estate and quarter after its start, [E, Q]."""
    works, measures, quarters = problem.works, problem.measures, problem.quarters
    need = np.zeros((len(works.ptr) - 1, quarters))
    for m in np.flatnonzero(measures.trade == trade):
        mine = works.measure == m
        for step, part in enumerate(measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]):
            if measures.offset[m] + step < quarters:
                np.add.at(need[:, measures.offset[m] + step], listed.estate[mine], least[mine] * part)
    return need


def _bases(problem: Problem, forced: Flags, usable: Flags, option_work: Ints) -> Ints:
    """The cheapest usable option of each forced work."""
    base = np.full(len(forced), NONE, np.int32)
    options = np.flatnonzero(usable & forced[option_work])
    options = options[np.lexsort((-options, -problem.works.cost[options]))]
    base[option_work[options]] = options
    return base


def _committed(problem: Problem, places: Places, profiles: Profiles) -> Floats:
    due, money = np.zeros((len(profiles.fund_ptr) - 1, problem.years)), problem.committed
    if len(money.amount):
        profile = profiles.of[places.of_region[money.region], money.measure]
        np.add.at(due, (profile, money.year), money.amount)
    return due


def _pack(layout: Layout) -> Packed:
    problem, targets = layout.problem, layout.problem.targets
    return Packed(
        work=_works(layout),
        option=_options(layout),
        estate=_estates(layout),
        households=problem.estates.households,
        kind=_kinds(layout),
        profile=layout.profile_of.ravel(),
        part=problem.measures.profile,
        crew=(layout.crew * problem.quarters).astype(np.int32),
        site_ptr=layout.site_ptr,
        site=(layout.site * problem.quarters + problem.crews.cap.size).astype(np.int32),
        target_ptr=layout.target_ptr,
        target=layout.target,
        target_end=((targets.year + 1) * problem.quarters_per_year).astype(np.int32),
        target_rate=_table(
            {AT_LEAST: targets.at_least, PENALTY: targets.penalty, BY_HOUSEHOLDS: targets.households}, np.float64
        ),
        open=layout.open.astype(np.uint8),
        worth=problem.discount ** np.arange(problem.quarters, dtype=np.float64),
        per_year=problem.quarters_per_year,
        site_row=problem.crews.cap.size,
        moves_row=problem.crews.cap.size + problem.sites.cap.size,
        money_row=problem.crews.cap.size + problem.sites.cap.size + 1,
    )


def _works(layout: Layout) -> Ints:
    works = layout.problem.works
    columns = {
        KIND: layout.place[layout.work_estate] * layout.profile_of.shape[1] + works.measure,
        ESTATE: layout.work_estate,
        PARENT: works.parent,
        FORCED: layout.forced,
        FIRST_OPTION: works.option_ptr[:-1],
        END_OPTION: works.option_ptr[1:],
        BASE: layout.base,
    }
    return _table(columns, np.int32)


def _options(layout: Layout) -> Floats:
    works = layout.problem.works
    columns = {COST: works.cost, LOAD: works.load, BENEFIT: works.benefit, USABLE: layout.usable}
    return _table(columns, np.float64)


def _estates(layout: Layout) -> Ints:
    problem = layout.problem
    none = np.full(len(layout.place), NO_BASE_PLAN)
    columns = {
        FIRST_WORK: problem.works.ptr[:-1],
        END_WORK: problem.works.ptr[1:],
        FIRST_START: layout.first,
        LAST_START: layout.last,
        SPAN: layout.span,
        MUST: problem.estates.must,
        BASE_START: none if problem.moves is None else problem.moves.base,
        REGION: problem.estates.region,
    }
    return _table(columns, np.int32)


def _kinds(layout: Layout) -> Ints:
    measures, places = layout.problem.measures, len(layout.profile_of)
    slots = (np.arange(places)[:, None] * len(measures.trades) + measures.trade).ravel()
    columns = {
        OFFSET: np.tile(measures.offset, places),
        FIRST_PART: np.tile(measures.profile_ptr[:-1], places),
        END_PART: np.tile(measures.profile_ptr[1:], places),
        FIRST_CREW: layout.crew_ptr[slots],
        END_CREW: layout.crew_ptr[slots + 1],
    }
    return _table(columns, np.int32)


def _table(columns: Mapping[int, NDArray[Any]], kind: type) -> NDArray[Any]:
    """A row for each thing, its columns at their numbers."""
    return np.ascontiguousarray(np.stack([columns[at] for at in range(len(columns))], axis=1), kind)
