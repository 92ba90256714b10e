"""The books of common money: what each shard was given of each limit, what is left over, and what was found.

Shared funds are never overspent: every shard searches within its quota of them, what it leaves goes to a pool, and
the next ones draw on the pool.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from yipanqi.planner.descent import Descent
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.funding import Paid, Payments
from yipanqi.planner.layout import Layout
from yipanqi.planner.piece import Found, Piece
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import NONE, Floats, Ints
from yipanqi.planner.quotas import share_out
from yipanqi.planner.shards import Quota, Shard, part


@dataclass
class Books:
    """What each shard was given of each limit, what is left over, and what was found."""

    layout: Layout
    shards: list[Shard]
    quotas: list[Quota]
    prices: Prices
    pool: Floats  # [F, Y]: money of the year it is given in
    even: Floats  # [F]: a shard's even part of the pool
    draws: float  # a visit may draw so many times that part
    found: dict[int, Found] = field(default_factory=dict)
    visits: list[int] = field(default_factory=list)
    vain: list[int] = field(default_factory=list)  # visits without gain since the last gain

    def draw(self, number: int) -> None:
        """Let a shard draw on the pool."""
        shard, quota = self.shards[number], self.quotas[number]
        more = self.pool[shard.funds] * np.minimum(1.0, self.draws * self.even[shard.funds])[:, None]
        self.pool[shard.funds] -= more
        quota.fund[:] += more

    def give_back(self, number: int) -> None:
        """Return to the pool what the shard's plan leaves of shared funds."""
        shard, quota = self.shards[number], self.quotas[number]
        paid = self.found[number].paid if number in self.found else np.zeros_like(quota.fund)
        carry = self.layout.problem.funds.carry[shard.funds][:, None]
        oldest = np.diff(
            np.minimum(np.cumsum(quota.fund, axis=1), paid.sum(axis=1, keepdims=True)), axis=1, prepend=0.0
        )
        used = np.where(carry, oldest, np.minimum(paid, quota.fund))
        shared = self.even[shard.funds] > 0
        left = np.where(shared[:, None], np.maximum(quota.fund - used, 0.0), 0.0)
        left[~np.isfinite(left)] = 0.0
        quota.fund[:] -= left
        self.pool[shard.funds] += left

    def piece(self, number: int, folder: Path | None) -> Piece:
        """A shard as a task."""
        shard, quota, prices = self.shards[number], self.quotas[number], self.prices
        own = Prices(
            prices.fund[shard.funds], prices.crew[shard.crews], prices.site[shard.sites], prices.target[shard.targets]
        )
        return Piece(folder or part(self.layout.problem, shard, quota), shard, quota, own)

    def known(self, number: int, earlier: Draft | None) -> Draft | None:
        """The plan a visit goes on from."""
        if number in self.found:
            return self.found[number].draft
        if earlier is None:
            return None
        shard = self.shards[number]
        choice = earlier.choice[shard.works]
        first = self.layout.problem.works.option_ptr
        own = np.concatenate([[0], np.cumsum(np.diff(first)[shard.works])])
        shift = own[:-1] - first[shard.works]
        return Draft(earlier.start[shard.estates], np.where(choice >= 0, choice + shift, NONE).astype(np.int32))

    def keep(self, number: int, found: Found) -> None:
        """Keep a plan that is better than the one known."""
        known = self.found.get(number)
        if known is None or found.worth > known.worth + 1e-9:
            self.found[number] = found
            self.vain[number] = 0
        else:
            self.vain[number] += 1
        self.visits[number] += 1
        self.give_back(number)

    def promising(self, flying: set[int], work: int | None) -> int | None:
        """The shard that stands furthest below its bound, less so the more visits to it were in vain; none is visited a
        third time before all were a second time."""
        top, at = (False, 0.0), None
        for number, found in self.found.items():
            if number in flying or (work is not None and self.visits[number] >= work):
                continue
            appeal = self.visits[number] < 2, (found.bound - found.worth) * 0.5 ** self.vain[number]
            if appeal > top:
                top, at = appeal, number
        return at

    def worth(self) -> float:
        """What the plans found are worth, less what targets cost where there is none yet."""
        targets = self.layout.problem.targets
        reached = sum(found.worth for found in self.found.values())
        unseen = [n for n in range(len(self.shards)) if n not in self.found]
        lost = sum(float((targets.penalty[self.shards[n].targets] * self.quotas[n].at_least).sum()) for n in unseen)
        return reached - lost

    def together(self) -> Paid:
        """One plan of all shards' plans."""
        p = self.layout.problem
        whole = nothing(p)
        parts: list[tuple[Ints, Ints, Ints, Floats]] = []
        for number, found in self.found.items():
            shard = self.shards[number]
            whole.start[shard.estates] = found.draft.start
            first = p.works.option_ptr
            own = np.concatenate([[0], np.cumsum(np.diff(first)[shard.works])])[:-1]
            choice = found.draft.choice
            whole.choice[shard.works] = np.where(choice >= 0, choice - own + first[shard.works], NONE)
            pay = found.payments
            parts.append((shard.works[pay.work], shard.funds[pay.fund], pay.year, pay.amount))
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return Paid(whole, Payments(*columns))


def open_books(layout: Layout, shards: list[Shard], descent: Descent, draws: float) -> Books:
    """Books in which every shard has its quota and nothing is left over or found yet."""
    quotas, even = share_out(layout, shards, descent)
    pool, none = np.zeros(layout.problem.funds.cap.shape), [0] * len(shards)
    return Books(layout, shards, quotas, descent.answer.prices, pool, even, draws, visits=none[:], vain=none[:])
