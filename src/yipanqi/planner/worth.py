"""What an estate or a work is worth at given prices, term by term."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.pots import no_pots
from yipanqi.planner.prices import Answer, Prices, ask, cheapest_mix, money_price
from yipanqi.planner.problem import NONE, Floats


@dataclass(frozen=True, slots=True)
class Worth:
    """Points won, and what the limits used are priced at."""

    benefit: float
    money: float
    crew: float
    site: float = 0.0
    target: float = 0.0  # what targets add

    @property
    def price(self) -> float:
        return self.money + self.crew + self.site

    @property
    def net(self) -> float:
        return self.benefit + self.target - self.price


class Appraisal:
    """Prices applied to a layout."""

    def __init__(self, layout: Layout, prices: Prices) -> None:
        self.layout = layout
        self.answer: Answer = ask(layout, replace(prices, pots=no_pots()))  # the prices of limits, not of single starts
        self.prices = self.answer.prices
        self.due_price, _ = cheapest_mix(layout, self.fund_price)

    @cached_property
    def fund_price(self) -> Floats:
        """What one more 10⁴ yuan granted to a fund in a year adds, [F, Y]."""
        return money_price(self.layout, self.prices)

    def option(self, option: int, start: int) -> Worth:
        """One option on its estate, started in a quarter."""
        layout, p = self.layout, self.layout.problem
        work = int(layout.option_work[option])
        measure, place = int(p.works.measure[work]), int(layout.place[layout.work_estate[work]])
        first, end = p.measures.profile_ptr[measure : measure + 2]
        parts = p.measures.profile[first:end]
        quarters = start + int(p.measures.offset[measure]) + np.arange(len(parts))
        due = self.due_price[layout.profile_of[place, measure], quarters // p.quarters_per_year]
        slot = place * len(p.measures.trades) + int(p.measures.trade[measure])
        rows = layout.crew[layout.crew_ptr[slot] : layout.crew_ptr[slot + 1]]
        labour = self.prices.crew[rows][:, quarters].sum(axis=0)
        return Worth(
            benefit=float(p.works.benefit[option]) * p.discount**start,
            money=float(parts @ due) * float(p.works.cost[option]),
            crew=float(parts @ labour) * float(p.works.load[option]),
        )

    def best_options(self, estate: int, start: int) -> list[int]:
        """The estate's own best options if it starts in a quarter: what must be done, and what is worth its price."""
        layout, works = self.layout, self.layout.problem.works
        first, end = int(works.ptr[estate]), int(works.ptr[estate + 1])
        best: dict[int, int] = {}
        total: dict[int, float] = {}
        for w in range(first, end):
            options = [o for o in range(works.option_ptr[w], works.option_ptr[w + 1]) if layout.usable[o]]
            if options:
                best[w] = max(options, key=lambda o: self.option(o, start).net)
                total[w] = self.option(best[w], start).net
        for w in sorted(best, reverse=True):
            parent = int(works.parent[w])
            if parent in total and (layout.forced[w] or total[w] > 0):
                total[parent] += total[w]
        done: set[int] = set()
        for w in sorted(best):
            ready = works.parent[w] == NONE or int(works.parent[w]) in done
            if ready and (layout.forced[w] or total[w] > 0):
                done.add(w)
        return [best[w] for w in sorted(done)]

    def estate(self, estate: int, start: int, options: list[int]) -> Worth:
        """An estate with these options, started in a quarter."""
        layout, p = self.layout, self.layout.problem
        parts = [self.option(o, start) for o in options]
        region = int(p.estates.region[estate])
        sites = layout.site[layout.site_ptr[region] : layout.site_ptr[region + 1]]
        busy = np.arange(start, start + int(layout.span[estate]))
        targets = layout.target[layout.target_ptr[region] : layout.target_ptr[region + 1]]
        target = 0.0
        for g in targets:
            if start // p.quarters_per_year <= p.targets.year[g]:
                units = float(p.estates.households[estate]) if p.targets.households[g] else 1.0
                target += float(self.prices.target[g]) * units
        return Worth(
            benefit=sum(w.benefit for w in parts),
            money=sum(w.money for w in parts),
            crew=sum(w.crew for w in parts),
            site=float(self.prices.site[sites][:, busy].sum()),
            target=target,
        )
