"""Cut a large problem into shards that only money from above couples, and make a shard a problem of its own.

A shard is a region with all its estates; what lies above it and is shared (funds, as a rule) enters as a quota.
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.planner.params import ShardParams
from yipanqi.planner.problem import (
    NONE,
    Committed,
    Crews,
    Estates,
    Floats,
    Funds,
    Ints,
    Moves,
    Problem,
    Regions,
    Sites,
    Targets,
    Works,
    ranges,
)


@dataclass(frozen=True, eq=False)
class Shard:
    """A region's estates, and the rows of limits that act on them."""

    root: int  # its region
    regions: Ints  # the root and all below it
    estates: Ints
    works: Ints
    funds: Ints
    crews: Ints
    sites: Ints
    targets: Ints


@dataclass(frozen=True, eq=False)
class Quota:
    """What a shard may use of the limits that act on it, in the order of its rows."""

    fund: Floats  # [n, Y]
    crew: Floats  # [n, Q]
    site: Floats  # [n, Q]
    at_least: Floats  # [n]
    moves: int


def cut(problem: Problem, params: ShardParams | None = None) -> list[Shard]:
    """The shards: regions that hold limits of their own, not larger than they must be."""
    params = params or ShardParams()
    parent = problem.regions.parent
    count = np.bincount(problem.estates.region, minlength=len(parent))
    for region in range(len(parent) - 1, 0, -1):  # parents stand before children
        if parent[region] != NONE:
            count[parent[region]] += count[region]
    holds = np.zeros(len(parent), bool)
    for seats in (problem.crews.region, problem.sites.region, problem.targets.region):
        holds[seats] = True
    root = np.full(len(parent), NONE, np.int32)
    for region, above in enumerate(parent):
        if above != NONE and root[above] != NONE and root[above] != above:
            root[region] = root[above]
        elif above != NONE and root[above] == above:
            root[region] = above
        elif (holds[region] and count[region] <= params.whole) or count[region] <= params.small:
            root[region] = region
    own = np.where(root == NONE, np.arange(len(parent)), root)[problem.estates.region]
    order = np.argsort(own, kind="stable").astype(np.int32)
    heads = np.flatnonzero(np.diff(own[order], prepend=-1))
    shards, children = [], _children(parent)
    families = problem.funds.region, problem.crews.region, problem.sites.region, problem.targets.region
    acting = [_Acting(problem, seats, children) for seats in families]
    for estates in np.split(order, heads[1:]):
        seat = int(own[estates[0]])
        estates = np.sort(estates)
        works = ranges(problem.works.ptr[estates], np.diff(problem.works.ptr)[estates])
        rows = (family(seat) for family in acting)
        shards.append(Shard(seat, _below(children, seat), estates, works, *rows))
    return shards


class _Acting:
    """The rows of a family that act on a region's estates: seated there, below, or above."""

    def __init__(self, problem: Problem, seats: Ints, children: list[list[int]]) -> None:
        self.parent, self.children = problem.regions.parent, children
        self.rows: dict[int, list[int]] = {}
        for row, seat in enumerate(seats):
            self.rows.setdefault(int(seat), []).append(row)

    def __call__(self, region: int) -> Ints:
        found, above = [], region
        while (above := int(self.parent[above])) != NONE:
            found += self.rows.get(above, [])
        for below in _below(self.children, region):
            found += self.rows.get(int(below), [])
        return np.array(sorted(found), np.int32)


def _below(children: list[list[int]], region: int) -> Ints:
    """A region and all below it."""
    found, left = [], [region]
    while left:
        found.append(left.pop())
        left += children[found[-1]]
    return np.array(found, np.int32)


def _children(parent: Ints) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in parent]
    for region, above in enumerate(parent):
        if above != NONE:
            children[above].append(region)
    return children


def part(problem: Problem, shard: Shard, quota: Quota) -> Problem:
    """The shard as a problem: its rows renumbered, what it shares capped by its quota."""
    p, e, w = problem, problem.estates, problem.works
    seats = [p.estates.region[shard.estates], p.funds.region[shard.funds], p.crews.region[shard.crews]]
    seats += [p.sites.region[shard.sites], p.targets.region[shard.targets]]
    seats += [p.committed.region[np.isin(p.committed.region, shard.regions)]]
    regions, number = _regions(p.regions, np.concatenate(seats))
    sizes = np.diff(w.ptr)[shard.estates]
    ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    shift = np.repeat(w.ptr[shard.estates] - ptr[:-1], sizes)
    parent = w.parent[shard.works]
    counts = np.diff(w.option_ptr)[shard.works]
    options = ranges(w.option_ptr[shard.works], counts)
    works = Works(
        ptr=ptr,
        measure=w.measure[shard.works],
        requires=w.requires[shard.works],
        parent=np.where(parent >= 0, parent - shift, parent).astype(np.int32),
        required=w.required[shard.works],
        option_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        option_ids=w.option_ids,
        option=w.option[options],
        cost=w.cost[options],
        benefit=w.benefit[options],
        load=w.load[options],
    )
    estates = Estates(
        ids=tuple(e.ids[i] for i in shard.estates),
        region=number[e.region[shard.estates]],
        households=e.households[shard.estates],
        earliest=e.earliest[shard.estates],
        latest=e.latest[shard.estates],
        must=e.must[shard.estates],
    )
    funds = Funds(
        ids=tuple(p.funds.ids[f] for f in shard.funds),
        region=number[p.funds.region[shard.funds]],
        share=p.funds.share[shard.funds],
        cap=quota.fund,
        carry=p.funds.carry[shard.funds],
    )
    t = p.targets
    return replace(
        problem,
        regions=regions,
        funds=funds,
        crews=Crews(number[p.crews.region[shard.crews]], p.crews.trade[shard.crews], quota.crew),
        sites=Sites(number[p.sites.region[shard.sites]], quota.site),
        targets=Targets(
            number[t.region[shard.targets]],
            t.households[shard.targets],
            t.year[shard.targets],
            quota.at_least,
            t.penalty[shard.targets],
        ),
        estates=estates,
        works=works,
        moves=None if p.moves is None else Moves(p.moves.base[shard.estates], quota.moves),
        committed=_committed(p.committed, shard.regions, number),
    )


def _regions(regions: Regions, seats: Ints) -> tuple[Regions, Ints]:
    """The regions that anything sits in, with those above them; and each old row's new number."""
    kept = np.zeros(len(regions.ids), bool)
    front = np.unique(seats)
    while len(front):
        kept[front] = True
        front = np.unique(regions.parent[front])
        front = front[(front != NONE) & ~kept[np.maximum(front, 0)]]
    number = np.where(kept, np.cumsum(kept) - 1, NONE).astype(np.int32)
    rows = np.flatnonzero(kept)
    parent = regions.parent[rows]
    parent = np.where(parent == NONE, NONE, number[np.maximum(parent, 0)]).astype(np.int32)
    return Regions(tuple(regions.ids[r] for r in rows), parent, tuple(regions.level[r] for r in rows)), number


def _committed(money: Committed, regions: Ints, number: Ints) -> Committed:
    here = np.isin(money.region, regions)
    return Committed(number[money.region[here]], money.measure[here], money.year[here], money.amount[here])
