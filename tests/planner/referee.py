"""The exhaustive referee: every start and every choice of a tiny problem, funding judged by a maximal flow."""

import itertools
from collections.abc import Iterator

import numpy as np

from yipanqi.planner.problem import MISSING, NONE, Problem


def optimum(problem: Problem) -> float:
    """The best objective of any plan, −inf if there is none; only for a handful of estates."""
    plans = [list(_estate_plans(problem, e)) for e in range(len(problem.estates.ids))]
    best = -np.inf
    for together in itertools.product(*plans):
        worth = sum(plan[2] for plan in together) - _missed(problem, together)
        if worth > best and _fits(problem, together):
            best = worth
    return best


def _estate_plans(problem: Problem, e: int) -> Iterator[tuple[int, tuple[int, ...], float]]:
    """(start, options, benefit) of one estate, dominated ones included."""
    if not problem.estates.must[e]:
        yield NONE, (), 0.0
    span = int(problem.spans()[e])
    works = range(problem.works.ptr[e], problem.works.ptr[e + 1])
    ranges = [_options(problem, w) for w in works]
    for t in range(max(0, problem.estates.earliest[e]), min(problem.estates.latest[e], problem.quarters - span) + 1):
        for options in itertools.product(*ranges):
            done = {w: o for w, o in zip(works, options, strict=True) if o != NONE}
            if all(problem.works.parent[w] == NONE or problem.works.parent[w] in done for w in done):
                benefit = sum(problem.works.benefit[o] for o in done.values())
                yield t, tuple(done.values()), float(benefit * problem.discount**t)


def _options(problem: Problem, w: int) -> list[int]:
    options = list(range(problem.works.option_ptr[w], problem.works.option_ptr[w + 1]))
    if problem.works.parent[w] == MISSING:
        options = []
    return options if problem.works.required[w] else [NONE, *options]


def _missed(problem: Problem, together: tuple[tuple[int, tuple[int, ...], float], ...]) -> float:
    total = 0.0
    for g in range(len(problem.targets.region)):
        inside = _inside(problem, int(problem.targets.region[g]))
        units = 0.0
        for e, (start, _, _) in enumerate(together):
            in_time = start != NONE and start // problem.quarters_per_year <= problem.targets.year[g]
            if in_time and problem.estates.region[e] in inside:
                units += problem.estates.households[e] if problem.targets.households[g] else 1
        total += float(problem.targets.penalty[g] * max(0.0, problem.targets.at_least[g] - units))
    return total


def _inside(problem: Problem, region: int) -> set[int]:
    inside = {region}
    for r, parent in enumerate(problem.regions.parent):
        if parent in inside:
            inside.add(r)
    return inside


def _fits(problem: Problem, together: tuple[tuple[int, tuple[int, ...], float], ...]) -> bool:
    crew, site = np.zeros(problem.crews.cap.shape), np.zeros(problem.sites.cap.shape)
    due: dict[tuple[int, int, int], float] = {}
    spans, measures, works = problem.spans(), problem.measures, problem.works
    for e, (start, options, _) in enumerate(together):
        region = int(problem.estates.region[e])
        if start == NONE:
            continue
        for i, seat in enumerate(problem.sites.region):
            if region in _inside(problem, int(seat)):
                site[i, start : start + spans[e]] += 1
        for o in options:
            m = int(works.measure[np.searchsorted(works.option_ptr, o, side="right") - 1])
            parts = measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]
            for step, part in enumerate(parts):
                q = start + int(measures.offset[m]) + step
                key = (region, m, q // problem.quarters_per_year)
                due[key] = due.get(key, 0.0) + part * works.cost[o]
                for i, seat in enumerate(problem.crews.region):
                    if problem.crews.trade[i] == measures.trade[m] and region in _inside(problem, int(seat)):
                        crew[i, q] += part * works.load[o]
    if (crew > problem.crews.cap + 1e-9).any() or (site > problem.sites.cap + 1e-9).any():
        return False
    return _payable(problem, due)


def _payable(problem: Problem, due: dict[tuple[int, int, int], float]) -> bool:
    """Max-flow min-cut over the dues: Ford and Fulkerson, depth first."""
    funds, years = problem.funds, problem.years
    room: dict[tuple[object, object], float] = {}
    for key, amount in due.items():
        room["source", key] = amount
        for f in range(len(funds.ids)):
            if key[0] in _inside(problem, int(funds.region[f])) and funds.share[f, key[1]] > 0:
                room[key, ("spend", f, key[2])] = amount * funds.share[f, key[1]]
    for f in range(len(funds.ids)):
        for y in range(years):
            room[("grant", f, y), "sink"] = min(funds.cap[f, y], 1e9)
            for z in range(y + 1) if funds.carry[f] else (y,):
                room[("spend", f, y), ("grant", f, z)] = 1e9
    after: dict[object, set[object]] = {}
    for a, b in list(room):
        after.setdefault(a, set()).add(b)
        after.setdefault(b, set()).add(a)
    missing = sum(due.values())

    def push(node: object, most: float, seen: set[object]) -> float:
        if node == "sink":
            return most
        seen.add(node)
        for other in after.get(node, ()):
            if other not in seen and room.get((node, other), 0.0) > 1e-9:
                sent = push(other, min(most, room[node, other]), seen)
                if sent > 0:
                    room[node, other] -= sent
                    room[other, node] = room.get((other, node), 0.0) + sent
                    return sent
        return 0.0

    while missing > 1e-7:
        sent = push("source", 1e9, set())
        if sent <= 0:
            return False
        missing -= sent
    return True
