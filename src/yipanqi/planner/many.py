"""Many estates: shards under shared prices, each searched like a district, the most promising ones again and again.

Shared funds are never overspent: every shard searches within its quota of them, what it leaves goes to a pool, and
the next ones draw on the pool.
"""

import queue
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from yipanqi.planner.collision import Infeasible
from yipanqi.planner.descent import Descent
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.funding import Payments
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import Params
from yipanqi.planner.piece import Effort, Found, Piece, improve
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import NONE, Floats, Ints, Problem, ranges
from yipanqi.planner.shards import Quota, Shard, part
from yipanqi.planner.visits import Pace
from yipanqi.planner.workers import Executor


@dataclass(frozen=True, eq=False)
class Whole:
    """The plan of all shards."""

    draft: Draft
    payments: Payments
    visits: int


@dataclass
class _Books:
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


def open_books(layout: Layout, shards: list[Shard], descent: Descent, draws: float = 2.0) -> _Books:
    """Give every shard what the relaxed plan uses there of what it shares, and all of what it does not."""
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
    zeros = [0] * len(shards)
    return _Books(
        layout, shards, quotas, descent.answer.prices, np.zeros(p.funds.cap.shape), even, draws, {}, zeros[:], zeros[:]
    )


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


def search(
    layout: Layout,
    shards: list[Shard],
    descent: Descent,
    executor: Executor,
    *,
    folder: Path | None,
    warm: Draft | None,
    seed: int,
    work: int | None,
    deadline: float,
    told: Callable[[int, float], None],
    stop: Callable[[], bool],
    params: Params,
) -> Whole | Infeasible:
    """Visit every shard once, then the most promising ones until the deadline (or `work` visits of each)."""
    books = open_books(layout, shards, descent, params.visits.draw)
    estates = len(layout.problem.estates.ids)
    waiting = sorted(range(len(shards)), key=lambda n: -len(shards[n].estates))
    flying, done = 0, 0
    answers: queue.Queue[tuple[int, Effort, Future[Any]]] = queue.Queue()
    pace = Pace(executor.size, estates, deadline, params.visits)
    again: set[int] = set()  # shards under way, and those for which there is no time any more
    while True:
        late = time.time() > deadline or stop()
        while flying < 2 * executor.size and (waiting or not late):
            number = waiting.pop(0) if waiting else _promising(books, again, work)
            if number is None:
                break
            visit = books.visits[number]
            effort = Effort(visit, pace.steps(len(shards[number].estates), visit), deadline, seed, params.walk)
            again.add(number)
            if effort.steps == 0:
                continue
            books.draw(number)
            future = executor.submit(improve, books.piece(number, folder), _known(books, number, warm), effort)
            future.add_done_callback(partial(_answered, answers, number, effort))
            flying += 1
        if not flying or (stop() and not waiting and len(books.found) == len(shards)):
            break
        try:
            number, effort, future = answers.get(timeout=params.visits.look)
        except queue.Empty:
            continue
        flying -= 1
        again.discard(number)
        found = future.result()
        if isinstance(found, Infeasible):
            return found
        pace.learn(effort.steps, found.seconds)
        _keep(books, number, found)
        done += 1
        told(done, _worth(books))
    return _together(books, done)


def _answered(
    answers: "queue.Queue[tuple[int, Effort, Future[Any]]]", number: int, effort: Effort, future: "Future[Any]"
) -> None:
    answers.put((number, effort, future))


def _known(books: _Books, number: int, warm: Draft | None) -> Draft | None:
    """The plan a visit goes on from."""
    if number in books.found:
        return books.found[number].draft
    if warm is None:
        return None
    shard = books.shards[number]
    choice = warm.choice[shard.works]
    first = books.layout.problem.works.option_ptr
    own = np.concatenate([[0], np.cumsum(np.diff(first)[shard.works])])
    shift = own[:-1] - first[shard.works]
    return Draft(warm.start[shard.estates], np.where(choice >= 0, choice + shift, NONE).astype(np.int32))


def _keep(books: _Books, number: int, found: Found) -> None:
    """Keep a plan that is better than the one known."""
    known = books.found.get(number)
    if known is None or found.worth > known.worth + 1e-9:
        books.found[number] = found
        books.vain[number] = 0
    else:
        books.vain[number] += 1
    books.visits[number] += 1
    books.give_back(number)


def _promising(books: _Books, flying: set[int], work: int | None) -> int | None:
    """The shard that stands furthest below its bound, less so the more visits to it were in vain; none is visited a
    third time before all were a second time."""
    top, at = (False, 0.0), None
    for number, found in books.found.items():
        if number in flying or (work is not None and books.visits[number] >= work):
            continue
        appeal = books.visits[number] < 2, (found.bound - found.worth) * 0.5 ** books.vain[number]
        if appeal > top:
            top, at = appeal, number
    return at


def _worth(books: _Books) -> float:
    targets = books.layout.problem.targets
    reached = sum(found.worth for found in books.found.values())
    unseen = [n for n in range(len(books.shards)) if n not in books.found]
    lost = sum(float((targets.penalty[books.shards[n].targets] * books.quotas[n].at_least).sum()) for n in unseen)
    return reached - lost


def _together(books: _Books, done: int) -> Whole:
    """One plan of all shards' plans."""
    p = books.layout.problem
    whole = nothing(p)
    parts: list[tuple[Ints, Ints, Ints, Floats]] = []
    for number, found in books.found.items():
        shard = books.shards[number]
        whole.start[shard.estates] = found.draft.start
        first = p.works.option_ptr
        own = np.concatenate([[0], np.cumsum(np.diff(first)[shard.works])])[:-1]
        choice = found.draft.choice
        whole.choice[shard.works] = np.where(choice >= 0, choice - own + first[shard.works], NONE)
        pay = found.payments
        parts.append((shard.works[pay.work], shard.funds[pay.fund], pay.year, pay.amount))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Whole(whole, Payments(*columns), done)


def shardable(problem: Problem, shards: list[Shard]) -> bool:
    """Is there more than one shard, and all promised money inside them?"""
    inside = np.concatenate([shard.regions for shard in shards]) if shards else np.zeros(0, np.int32)
    return len(shards) > 1 and bool(np.isin(problem.committed.region, inside).all())
