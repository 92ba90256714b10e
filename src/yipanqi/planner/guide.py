"""What prices say to the walk: what each option, work and start is worth where what it uses has its price."""

from typing import NamedTuple

import numpy as np

from yipanqi.planner.alone import draws
from yipanqi.planner.drawing import rates_drawing
from yipanqi.planner.kernel import Tariff
from yipanqi.planner.ladder import Floats32, Ladder, ladder
from yipanqi.planner.limit_table import LimitTable
from yipanqi.planner.packed import BENEFIT, COST, KIND, LOAD, USABLE
from yipanqi.planner.params import GuideParams
from yipanqi.planner.prices import money_price, row_price, unit_prices
from yipanqi.planner.problem import NONE, Floats, Ints


class Guide(NamedTuple):
    """Worths under prices at several levels: a level, drawn for each step, says how much the estates that are put back
    leave to others."""

    net: Floats32  # [levels, Q, O]: benefit less a part of the price of what it uses, −inf where it is not usable
    peak: Floats32  # [levels, Q, W]: of a work's best option
    most: Floats  # [levels, E, Q]: what an estate could win at the most, beside …
    grant: Floats  # [levels, E, Q]: … what its start's own prices of money are worth where all is drawn (`pots`)
    orders: Ints  # [orders, W]: of each estate's works
    bulk: Floats  # [E]: the usual price of an estate's required works at their cheapest
    ladder: Ladder


def guide(table: LimitTable, params: GuideParams | None = None) -> Guide:
    """What the table's prices say."""
    params = params or GuideParams()
    priced, grant = _priced(table)
    usual = priced.mean(axis=0)  # at no start in particular
    net, peak, most = _worths(table, priced, params.levels)
    orders, bulks = _orders(table, usual, params), _bulks(table, usual)
    grants = np.array(params.levels)[:, None, None] * grant
    return Guide(net, peak, most, grants, orders, bulks, ladder(table.layout, priced, params))


def bases_first(table: LimitTable, guide: Guide) -> Guide:
    """The same with no option of a required work but its base, whichever brings more.

    Putting an estate back takes for each work the option that is worth most and fits: where crews are scarce, a dear
    option of one required work may leave too little for the next, and the estate is not put back at all. Dearer ones
    may still be taken when what fits is filled in.
    """
    layout = table.layout
    is_dear = layout.forced[layout.option_work] & (
        layout.base[layout.option_work] != np.arange(len(layout.option_work))
    )
    if not is_dear.any():
        return guide
    net, peak, most = guide.net.copy(), guide.peak.copy(), np.zeros_like(guide.most)
    net[:, :, is_dear] = -np.inf
    forced = np.flatnonzero(layout.base != NONE)
    peak[:, :, forced] = net[:, :, layout.base[forced]]
    for level, by_start in enumerate(peak):
        np.add.at(most[level], layout.work_estate, by_start.T)
    return guide._replace(net=net, peak=peak, most=most)


def _priced(table: LimitTable) -> tuple[Floats, Floats]:
    """What the prices ask for what each option uses, by its estate's start: [Q, O] points; and `grant`, [E, Q]."""
    packed, pots = table.packed, table.prices.pots
    money, labour = unit_prices(table.layout, table.prices)
    works, option_work = table.layout.problem.works, table.layout.option_work
    kind, grant = packed.work[option_work, KIND], np.zeros((len(table.layout.place), len(packed.worth)))
    each = money[kind].T
    if len(pots):
        rows = draws(table.layout, pots, money_price(table.layout, table.prices))
        tariff = Tariff(money, labour, row_price(table.prices), table.prices.target, table.prices.moves)
        of_work = np.zeros((len(packed.worth), len(works.measure)))
        rates_drawing(packed, rows, tariff, of_work, grant)
        each = of_work[:, option_work]
    cost, load = packed.option[:, COST], packed.option[:, LOAD]
    return np.asarray(each * cost + labour[kind].T * load), grant


def _worths(table: LimitTable, priced: Floats, levels: tuple[float, ...]) -> tuple[Floats32, Floats32, Floats]:
    """`net`, `peak` and `most`."""
    packed, works = table.packed, table.layout.problem.works
    benefit, usable = packed.option[:, BENEFIT], packed.option[:, USABLE]
    net = np.where(usable > 0, packed.worth[:, None] * benefit - np.array(levels)[:, None, None] * priced, -np.inf)
    most = np.zeros((len(levels), len(table.layout.place), len(packed.worth)))
    if not len(packed.work):
        return net.astype(np.float32), net.astype(np.float32), most
    best = np.maximum.reduceat(net, works.option_ptr[:-1], axis=2)
    best = np.where(table.layout.forced, best, np.maximum(best, 0.0))
    for level, by_start in enumerate(best):
        np.add.at(most[level], table.layout.work_estate, by_start.T)
    return net.astype(np.float32), best.astype(np.float32), most


def _orders(table: LimitTable, usual: Floats, params: GuideParams) -> Ints:
    """Several orders of each estate's works, [orders, W]: by the most benefit for the usual price, [O], with noise."""
    if not len(table.packed.work):
        return np.zeros((params.orders, 0), np.int32)
    rank = table.packed.option[:, BENEFIT] / np.maximum(usual, 1e-6)
    rank = np.maximum.reduceat(rank, table.layout.problem.works.option_ptr[:-1])
    strays = 1.0 + params.noise * (np.random.default_rng(0).random((params.orders, len(rank))) - 0.5)
    return np.stack([np.lexsort((-rank * stray, table.layout.work_estate)) for stray in strays]).astype(np.int32)


def _bulks(table: LimitTable, usual: Floats) -> Floats:
    """The usual price, [O], of an estate's required works at their cheapest, [E]."""
    required = np.flatnonzero(table.layout.base >= 0)
    estate, asked = table.layout.work_estate[required], usual[table.layout.base[required]]
    return np.bincount(estate, asked, len(table.layout.place)).astype(np.float64)
