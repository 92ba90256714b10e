"""What every shard gets of the limits that several shards share: parts that sum to the whole."""

import numpy as np

from yipanqi.planner.descent import Descent
from yipanqi.planner.layout import Layout
from yipanqi.planner.problem import Floats, ranges
from yipanqi.planner.shards import Quota, Shard


def share_out(layout: Layout, shards: list[Shard], descent: Descent) -> tuple[list[Quota], Floats]:
    """Every shard's quota: what the relaxed plan uses there of what it shares, and all of what it does not; and of each
    fund, [F], a shard's even part, 0 where it is not shared."""
    p = layout.problem
    families = [(shard.funds, shard.crews, shard.sites, shard.targets) for shard in shards]
    sharers = [np.zeros(n, int) for n in (len(p.funds.ids), len(p.crews.cap), len(p.sites.cap), len(p.targets.region))]
    whole, before = [np.zeros(len(count)) for count in sharers], [np.zeros(len(count)) for count in sharers]
    for shard, rows in zip(shards, families, strict=True):
        for count, estates, own in zip(sharers, whole, rows, strict=True):
            count[own] += 1
            estates[own] += len(shard.estates)
    weight, seen = _relaxed_use(layout, shards, descent), 0
    total = np.zeros(p.funds.cap.shape)
    for shard, use in zip(shards, weight, strict=True):
        np.add.at(total, shard.funds, use)
    quotas = []
    for shard, use, rows in zip(shards, weight, families, strict=True):
        size = len(shard.estates)
        fund, crew, site, goal = (
            np.where(n[own] > 1, size / of[own], 1.0) for n, of, own in zip(sharers, whole, rows, strict=True)
        )
        lots = np.where(sharers[0][shard.funds] > 1, use.T / np.maximum(total[shard.funds].T, 1e-300), 1.0).T
        lots = np.where(total[shard.funds] > 0, lots, fund[:, None])
        cap, moves = p.funds.cap[shard.funds], 0 if p.moves is None else p.moves.limit
        every = len(p.estates.ids)
        quotas.append(
            Quota(
                fund=np.where(np.isfinite(cap), np.where(np.isfinite(cap), cap, 0.0) * lots, np.inf),
                crew=p.crews.cap[shard.crews] * crew[:, None],
                site=_whole_part(p.sites.cap[shard.sites], before[2][shard.sites], size, whole[2][shard.sites], site),
                at_least=p.targets.at_least[shard.targets] * goal,
                moves=moves * (seen + size) // every - moves * seen // every,
            )
        )
        seen += size
        for done, own in zip(before, rows, strict=True):
            done[own] += size
    even = np.where(sharers[0] > 1, 1.0 / np.maximum(sharers[0], 1), 0.0)
    return quotas, even


def _whole_part(cap: Floats, before: Floats, size: int, whole: Floats, part: Floats) -> Floats:
    """A shard's part of shared sites in whole numbers, [n, Q]: the parts of all that share them sum to the cap."""
    ends = [
        np.floor(np.floor(cap + 1e-9) * (n / np.maximum(whole, 1.0))[:, None] + 1e-9) for n in (before + size, before)
    ]
    return np.where(part[:, None] < 1, ends[0] - ends[1], cap)


def _relaxed_use(layout: Layout, shards: list[Shard], descent: Descent) -> list[Floats]:
    """What the relaxed plan pays in each shard from its funds, [n, Y]; of all years together where money carries.

    A profile that several shards share is theirs in proportion to what their works cost.
    """
    p = layout.problem
    shard_of = np.zeros(len(layout.place), np.int64)
    for number, shard in enumerate(shards):
        shard_of[shard.estates] = number
    profile = layout.profile_of[layout.place[layout.work_estate], p.works.measure]
    key, at = np.unique(shard_of[layout.work_estate] * layout.profiles + profile, return_inverse=True)
    cost = np.bincount(at, p.works.cost[p.works.option_ptr[:-1]], len(key))
    total = np.bincount(key % layout.profiles, cost, layout.profiles)
    part_of = cost / np.maximum(total[key % layout.profiles], 1e-300)
    heads = np.searchsorted(key // layout.profiles, np.arange(len(shards) + 1))
    used = []
    for number, shard in enumerate(shards):
        mine = slice(heads[number], heads[number + 1])
        profiles = (key[mine] % layout.profiles).astype(np.int32)
        sizes = np.diff(layout.fund_ptr)[profiles]
        pairs = ranges(layout.fund_ptr[profiles], sizes)
        paid = np.zeros((len(shard.funds), p.years))
        flow = descent.flow[pairs] * np.repeat(part_of[mine], sizes)[:, None]
        np.add.at(paid, np.searchsorted(shard.funds, layout.fund[pairs]), flow)
        carry = p.funds.carry[shard.funds][:, None]
        used.append(np.where(carry, paid.sum(axis=1, keepdims=True), paid))
    return used
