"""Lower the bound by changing prices: Adam's steps on the Lagrangian dual, every pass shared by threads.

Each price moves by its own scale: the slack of its limit, averaged over the last passes and divided by the root of its
averaged square, times a step that shrinks a hundredfold (Kingma & Ba 2015, on a subgradient). Any prices ≥ 0 give a
bound; the best met is kept. A price moves by a scale of its own: a natural one of its family at first, then, leg by
leg (`settle`), what it came to be, since of a family one limit may be dear and all others free.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from yipanqi.planner import kernel
from yipanqi.planner.alone import draws, draws_cap, small_pots
from yipanqi.planner.drawing import respond_drawing
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import DescentParams
from yipanqi.planner.pots import Pots, joined
from yipanqi.planner.prices import (
    Answer,
    Prices,
    ask,
    cheapest_mix,
    legal,
    money_price,
    no_prices,
    row_price,
    unit_rates,
)
from yipanqi.planner.problem import Floats


@dataclass(frozen=True, eq=False)
class Descent:
    """Where the descent ended, and what the estates used on average over its last third: a relaxed plan."""

    answer: Answer
    flow: Floats  # [pairs, Y]: paid of each profile by each fund
    rows: Floats  # crews, then sites, by quarter
    started: Floats  # [targets]


@dataclass(frozen=True, eq=False)
class _Pass:
    """One answer of all estates and what it uses."""

    bound: float
    flow: Floats
    rows: Floats
    started: Floats
    moved: float
    drawn: Floats  # by each start on its pots


def settle(layout: Layout, *, stop: Callable[[], bool] = lambda: False, params: DescentParams | None = None) -> Answer:
    """The answer to prices lowered leg by leg, each from where the one before ended, until one hardly gains."""
    params = params or DescentParams()
    best = descend(layout, params.leg, stop=stop, params=params).answer
    for _ in range(params.legs - 1):
        if stop():
            break
        found = descend(layout, params.leg, earlier=best.prices, stop=stop, params=params).answer
        gained = best.bound - found.bound
        best = min(best, found, key=lambda answer: answer.bound)
        if gained < params.gain * abs(best.bound):
            break
    return best


def tightened(
    layout: Layout, answer: Answer, *, stop: Callable[[], bool] = lambda: False, params: DescentParams | None = None
) -> Answer:
    """A lower bound where funds are small beside single estates: their starts get prices of their own (`pots`). The
    same answer where there are no such funds, or where they hardly matter; starts that no money pays stay shut."""
    params, pots = params or DescentParams(), small_pots(layout)
    best = answer if not len(layout.shut) else ask(layout, replace(answer.prices, pots=layout.shut))
    if not 0 < len(pots) <= params.pots or _hope(layout, best, pots, params) < params.tight * abs(best.bound):
        return best
    wide = replace(best.prices, pots=joined(pots, layout.shut))
    for leg in range(params.legs):
        if stop():
            break
        passes = params.leg if leg else params.trial
        found = descend(layout, passes, earlier=wide, stop=stop, params=params).answer
        gained, wide = best.bound - found.bound, found.prices
        if leg == 0 and gained < params.tight * abs(best.bound):
            return best
        best = min(best, found, key=lambda answer: answer.bound)
        if gained < params.gain * abs(best.bound):
            break
    return best


def _hope(layout: Layout, answer: Answer, pots: Pots, params: DescentParams) -> float:
    """About what the bound may lose to the rows: what estates draw too much at starts that are nearly their best, at
    the price of the dearest money."""
    with ThreadPoolExecutor(1) as pool:
        drawn = _pass(layout, replace(answer.prices, pots=pots), pool, 1).drawn
    unit = money_price(layout, answer.prices)
    over = np.zeros(answer.gains.shape)
    np.add.at(over, (pots.estate, pots.start), np.maximum(drawn - draws_cap(layout, pots), 0.0))
    close = answer.gains >= (answer.value - params.close * np.abs(answer.value))[:, None]
    return float(np.where(close, over, 0.0).max(axis=1).sum() * unit.max(initial=0.0))


def descend(
    layout: Layout,
    rounds: int,
    *,
    earlier: Prices | None = None,
    threads: int = 1,
    stop: Callable[[], bool] = lambda: False,
    params: DescentParams | None = None,
) -> Descent:
    """The lowest bound met in so many passes, from earlier prices where there are some."""
    params = params or DescentParams()
    first, second = params.forget
    prices = _first(layout) if earlier is None else legal(layout, earlier)
    pots = prices.pots
    scales, caps = _scales(layout, earlier, params.least), np.concatenate([_caps(layout), draws_cap(layout, pots)])
    size = np.maximum(np.abs(caps), 1e-3)
    at = _flat(prices) / scales
    top, best = at, np.inf
    slow, square = np.zeros_like(at), np.zeros_like(at)
    mean: list[Floats] = [np.zeros((len(layout.fund), layout.problem.years)), np.zeros(0), np.zeros(0)]
    counted = 0
    with ThreadPoolExecutor(threads) as pool:
        for i in range(1, rounds + 1):
            prices = _prices(layout, at * scales, pots)
            found = _pass(layout, prices, pool, max(1, min(threads, len(layout.place) // params.chunk)))
            if found.bound < best:
                best, top = found.bound, at
            over = (_used(layout, found) - caps) / size
            over[(at <= 0) & (over < 0)] = 0.0
            slow = first * slow + (1 - first) * over
            square = second * square + (1 - second) * over**2
            step = (params.bold if earlier is None else params.shy) * params.shrink ** (i / rounds)
            push = slow / (1 - first**i) / (np.sqrt(square / (1 - second**i)) + 1e-3)
            if 3 * i >= 2 * rounds or i == rounds:
                counted += 1
                parts = found.flow, found.rows, found.started
                mean = [
                    new if counted == 1 else old + (new - old) / counted for old, new in zip(mean, parts, strict=True)
                ]
            if stop():
                break
            at = _flat(legal(layout, _prices(layout, np.maximum(0.0, at + step * push) * scales, pots))) / scales
    return Descent(ask(layout, _prices(layout, top * scales, pots)), *mean)


def _pass(layout: Layout, prices: Prices, pool: ThreadPoolExecutor, shares: int) -> _Pass:
    p, packed = layout.problem, layout.packed
    price, part = cheapest_mix(layout, money_price(layout, prices))
    rows = row_price(prices)
    money, labour = unit_rates(layout, price, rows)
    estates, works = len(p.estates.ids), len(p.works.measure)
    start, choice = np.empty(estates, np.int32), np.empty(works, np.int32)
    tariff = kernel.Tariff(money, labour, rows, prices.target, prices.moves)
    reply = kernel.Reply(np.empty(estates), start, choice, np.empty((estates, p.quarters)))
    ends = np.linspace(0, estates, shares + 1).astype(np.int64)

    drawn, flow = np.zeros(len(prices.pots)), np.zeros_like(part)

    def with_pots() -> tuple[float, Floats, Floats, Floats]:
        due, used, started = np.zeros((layout.profiles, p.years)), np.zeros(len(rows)), np.zeros(len(p.targets.region))
        won = respond_drawing(
            packed, draws(layout, prices.pots, money_price(layout, prices)), tariff, reply, drawn, flow
        )
        kernel.use(packed, 0, estates, start, choice, kernel.Used(due, used, started))
        return won, due, used, started

    def some(i: int) -> tuple[float, Floats, Floats, Floats]:
        due, used, started = np.zeros((layout.profiles, p.years)), np.zeros(len(rows)), np.zeros(len(p.targets.region))
        won = kernel.respond(packed, ends[i], ends[i + 1], tariff, reply)
        kernel.use(packed, ends[i], ends[i + 1], start, choice, kernel.Used(due, used, started))
        return won, due, used, started

    if len(prices.pots):
        answers = [with_pots()]
    elif shares == 1:
        answers = [some(0)]
    else:
        answers = list(pool.map(some, range(shares)))
    due = layout.committed + sum(answer[1] for answer in answers)
    caps = _caps(layout)
    bound = sum(answer[0] for answer in answers) + float((_flat(prices)[: len(caps)] * caps).sum())
    bound -= float((price * layout.committed).sum())
    owner = np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr))
    used, started = sum(answer[2] for answer in answers), sum(answer[3] for answer in answers)
    moved = float((start != p.moves.base).sum()) if p.moves else 0.0
    paid = flow + part * layout.committed[owner] if len(prices.pots) else part * due[owner]
    return _Pass(float(bound), paid, np.asarray(used), np.asarray(started), moved, drawn)


def _used(layout: Layout, found: _Pass) -> Floats:
    """What a pass uses of every limit, in the order of `_flat`."""
    p = layout.problem
    paid = np.zeros(p.funds.cap.shape)
    np.add.at(paid, layout.fund, found.flow)
    paid = np.where(p.funds.carry[:, None], np.cumsum(paid, axis=1), paid)
    paid = np.where(np.isfinite(p.funds.cap), paid, 0.0)
    return np.concatenate([paid.ravel(), found.rows, -found.started, [found.moved], found.drawn])


def _caps(layout: Layout) -> Floats:
    p = layout.problem
    cap = np.where(p.funds.carry[:, None], np.cumsum(p.funds.cap, axis=1), p.funds.cap)
    cap = np.where(np.isfinite(cap), cap, 0.0)
    moves = float(p.moves.limit) if p.moves else 0.0
    return np.concatenate([cap.ravel(), p.crews.cap.ravel(), p.sites.cap.ravel(), -p.targets.at_least, [moves]])


def _scales(layout: Layout, earlier: Prices | None, least: float) -> Floats:
    """How far each price moves: what it was before, but never less than a part of its natural price."""
    natural = _natural(layout)
    if earlier is not None and len(earlier.pots):
        natural = np.concatenate(
            [natural, np.full(len(earlier.pots), max(natural[0], float(money_price(layout, earlier).max())))]
        )
    return natural if earlier is None else np.maximum(_flat(legal(layout, earlier)), least * natural)


def _natural(layout: Layout) -> Floats:
    """A natural price of each limit's unit: what all works could win, spread over all units of its family."""
    p = layout.problem
    points = 0.5 * max(float(p.works.benefit.sum()), 1.0)
    capped = np.isfinite(p.funds.cap)
    money = points / max(float(p.funds.cap[capped].sum()), 1e-6)
    crew = 0.3 * points / max(float(p.crews.cap.sum()), 1e-6)
    site = 0.1 * points / max(float(p.sites.cap.sum()), 1e-6)
    move = 0.1 * points / max(len(p.estates.ids), 1)
    sizes = (p.funds.cap.size, p.crews.cap.size, p.sites.cap.size)
    rates = np.repeat(np.array([money, crew, site]), sizes)
    return np.concatenate([rates, np.maximum(0.05 * p.targets.penalty, 1e-9), [move]])


def _first(layout: Layout) -> Prices:
    """Money at a third of its natural price, everything else free."""
    free, p = no_prices(layout), layout.problem
    money = np.full(free.fund.shape, 0.35 * _natural(layout)[0] if free.fund.size else 0.0)
    money[p.funds.carry] /= max(p.years, 1)
    return legal(layout, Prices(money, free.crew, free.site, free.target))


def _flat(prices: Prices) -> Floats:
    parts = (prices.fund, prices.crew, prices.site, prices.target)
    return np.concatenate([*(part.ravel() for part in parts), [prices.moves], prices.pots.price])


def _prices(layout: Layout, flat: Floats, pots: Pots) -> Prices:
    p = layout.problem
    ends = np.cumsum([p.funds.cap.size, p.crews.cap.size, p.sites.cap.size, len(p.targets.region)])
    fund, crew, site, target, moves = np.split(flat[: ends[-1] + 1], ends)
    pots = pots.priced(flat[ends[-1] + 1 :])
    shapes = p.funds.cap.shape, p.crews.cap.shape, p.sites.cap.shape
    return Prices(
        fund.reshape(shapes[0]), crew.reshape(shapes[1]), site.reshape(shapes[2]), target, float(moves[0]), pots
    )
