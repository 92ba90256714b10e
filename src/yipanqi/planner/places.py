"""Places and share profiles: what the same limits cover, and what the same funds may pay.

Regions that the same funds and crews cover form one **place**; works that the same (fund, share) pairs may pay form one
share **profile**.
"""

from dataclasses import dataclass

import numpy as np

from yipanqi.planner.problem import NONE, Flags, Floats, Ints, Problem


@dataclass(frozen=True, eq=False)
class Places:
    """Places, and what covers each."""

    of_region: Ints  # [R] → K
    funds: list[tuple[int, ...]]  # [K]
    crew_ptr: Ints
    crew: Ints


@dataclass(frozen=True, eq=False)
class Profiles:
    """Share profiles, and the funds of each."""

    of: Ints  # [K, M] → P
    fund_ptr: Ints
    fund: Ints
    fund_share: Floats


def covering(problem: Problem, seats: Ints) -> list[tuple[int, ...]]:
    """For each region, the rows whose seat is the region itself or one above it."""
    own: list[list[int]] = [[] for _ in problem.regions.ids]
    for row, seat in enumerate(seats):
        own[seat].append(row)
    cover: list[tuple[int, ...]] = []
    for region, parent in enumerate(problem.regions.parent):
        above = cover[parent] if parent != NONE else ()
        cover.append((*above, *own[region]) if own[region] else above)
    return cover


def flat(rows: list[tuple[int, ...]]) -> tuple[Ints, Ints]:
    """Pointers and values of a ragged table."""
    ptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    return ptr, np.array([value for row in rows for value in row], np.int32)


def places_of(problem: Problem) -> Places:
    """Place of each region, the funds of each place, and the crew rows of each place and trade."""
    funds, crews = covering(problem, problem.funds.region), covering(problem, problem.crews.region)
    number: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    place = np.array([number.setdefault(pair, len(number)) for pair in zip(funds, crews, strict=True)], np.int32)
    by_trade = [
        tuple(row for row in rows if problem.crews.trade[row] == trade)
        for _, rows in number
        for trade in range(len(problem.measures.trades))
    ]
    crew_ptr, crew = flat(by_trade)
    return Places(place, [fund_set for fund_set, _ in number], crew_ptr, crew)


def profiles_of(problem: Problem, places: Places) -> Profiles:
    """The share profile of each place and measure, and each profile's funds with their shares."""
    share = problem.funds.share
    number: dict[tuple[tuple[int, float], ...], int] = {}
    profile_of = np.zeros((len(places.funds), len(problem.measures.ids)), np.int32)
    for place, fund_set in enumerate(places.funds):
        for measure in range(profile_of.shape[1]):
            key = tuple((f, float(share[f, measure])) for f in fund_set if share[f, measure] > 0)
            profile_of[place, measure] = number.setdefault(key, len(number))
    pairs = list(number)
    fund_ptr, fund = flat([tuple(f for f, _ in key) for key in pairs])
    return Profiles(profile_of, fund_ptr, fund, np.array([part for key in pairs for _, part in key], np.float64))


def payable_profiles(profiles: Profiles) -> Flags:
    """Profiles whose funds together may pay the whole, [P]."""
    reach = np.concatenate([[0.0], np.cumsum(profiles.fund_share)])[profiles.fund_ptr]
    return np.asarray(np.diff(reach) >= 1 - 1e-9, bool)
