"""Funds that only a few estates may draw on, told apart from those common to many: in no set need they be named.

By max-flow min-cut dues can be paid when no set S of fund-years is too poor (`shortage`). Which of the common funds are
in S is a matter of a few sets; a fund that pays in one place alone is in S or not by itself, whichever makes the set
poorer. So the sets of one choice of common funds are a single row: what is due, weighed as if all own funds were in S,
less what each own fund can pay of it. That is the least of a few sums (`deltas.eased`), and exact.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import unit_rates
from yipanqi.planner.problem import NONE, Flags, Floats, Ints
from yipanqi.planner.shortage import Purse, poor


class Own(NamedTuple):
    """Own funds as compiled functions read them. In `used` each has, for each set, a figure for each year, what it
    might pay then, and one for what it can pay in all."""

    fund: Ints  # [kinds]: the own fund that pays of a kind, NONE if none does …
    of_estate: Ints  # [E]: … or of any of an estate's
    first: Ints  # [kinds, Q]: the first year that a kind is due in, by its estate's start
    rate: Floats  # [kinds, Q, sets, years of one work]: what a unit of cost adds to what the fund might pay
    cap: Floats  # [own funds, Y]: of one that carries over, until the year's end
    carry: Flags  # [own funds]
    row: int  # first of their figures in `used`, 0 where there are none


@dataclass(frozen=True, eq=False)
class OwnFunds:
    """Which funds of a purse are own ones: no two of them pay in one place."""

    fund: Ints  # [own funds] → purse
    of_place: Ints  # [K] → own funds, NONE if none
    share: Floats  # [P]: what the own fund may pay of a profile
    of_profile: Ints  # [P] → own funds, NONE if none
    common: Flags  # [F]: the others of the purse


@dataclass(frozen=True, eq=False)
class OwnCut:
    """Σ coef·due − what own funds pay, each no more than `eased` of a due, may reach `money`, no more."""

    coef: Floats  # [P, Y]
    eased: Floats  # [P, Y]
    money: float


def own_funds(layout: Layout, purse: Purse, few: int) -> OwnFunds | None:
    """The own funds of a purse, if there are more than a few, and the others are not."""
    if len(purse.cap) <= few:
        return None
    reach = np.stack([purse.part[profiles].any(axis=0) for profiles in layout.profile_of])  # [K, F]
    estates = np.bincount(layout.place, minlength=len(reach)) @ reach
    of_place, chosen = np.full(len(reach), NONE, np.int32), list[int]()
    for f in np.argsort(estates, kind="stable"):
        if estates[f] and (of_place[reach[:, f]] == NONE).all():
            of_place[reach[:, f]] = len(chosen)
            chosen.append(int(f))
    common = np.ones(len(estates), bool)
    common[chosen] = False
    if len(chosen) <= few or common.sum() > few:
        return None
    part = purse.part[:, chosen]
    of_profile = np.where(part.any(axis=1), part.argmax(axis=1), NONE).astype(np.int32)
    return OwnFunds(np.array(chosen, np.int32), of_place, part.max(axis=1, initial=0.0), of_profile, common)


def too_poor_beside(own: OwnFunds, purse: Purse, due: Floats) -> OwnCut | None:
    """The most violated inequality of dues [P, Y], own funds told apart; None where they can be paid."""
    reached = poor(purse, due)
    if reached is None:
        return None
    outside = ~reached & own.common[:, None]
    coef = 1.0 - purse.part @ outside
    coef[coef < 1e-9] = 0.0
    money = float(purse.cap[reached & own.common[:, None]].sum())
    return OwnCut(coef, np.minimum(coef, own.share[:, None]), money)


def no_own(kinds: int, estates: int, quarters: int) -> Own:
    """No fund is an own one."""
    none = np.full(kinds, NONE, np.int32), np.full(estates, NONE, np.int32)
    first, rate = np.zeros((kinds, quarters), np.int32), np.zeros((kinds, quarters, 0, 0))
    return Own(*none, first, rate, np.zeros((0, 0)), np.zeros(0, bool), 0)


def lay_own(layout: Layout, own: OwnFunds, purse: Purse, sets: int, row: int) -> Own:
    """Own funds with room for so many sets, their figures from a row on."""
    p, measures = layout.problem, layout.problem.measures
    kinds, quarters = len(layout.packed.kind), p.quarters
    profile = layout.profile_of.ravel()
    most = (p.quarters_per_year + int(np.diff(measures.profile_ptr).max(initial=1)) - 2) // p.quarters_per_year + 1
    offset = np.tile(measures.offset, len(layout.profile_of))
    first = (np.arange(quarters) + offset[:, None]) // p.quarters_per_year
    cap, carry = purse.cap[own.fund], purse.carry[own.fund]
    return Own(
        fund=own.of_profile[profile],
        of_estate=own.of_place[layout.place],
        first=first.astype(np.int32),
        rate=np.zeros((kinds, quarters, sets, most)),
        cap=np.ascontiguousarray(np.where(carry[:, None], np.cumsum(cap, axis=1), cap)),
        carry=carry,
        row=row,
    )


def rates_of(layout: Layout, own: Own, eased: Floats) -> Floats:
    """What a unit of cost adds to what own funds might pay, [kinds, Q, years of one work], where that is `eased`."""
    rate = np.zeros((*own.first.shape, own.rate.shape[3]))
    for y in range(layout.problem.years):
        one = np.zeros_like(eased)
        one[:, y] = eased[:, y]
        of_year = unit_rates(layout, one)[0]
        for later in range(rate.shape[2]):
            there = own.first + later == y
            rate[there, later] = of_year[there]
    return rate


def begun_with(layout: Layout, own: OwnFunds, laid: Own, cut: OwnCut) -> tuple[Floats, float]:
    """What committed money makes of own funds' figures, [own funds, Y + 1], and of the row of a set."""
    figures = np.zeros((len(own.fund), layout.problem.years + 1))
    mine = own.of_profile != NONE
    np.add.at(figures[:, :-1], own.of_profile[mine], (cut.eased * layout.committed)[mine])
    for f, cap in enumerate(laid.cap):
        might = figures[f, :-1]
        if laid.carry[f]:
            later = np.append(np.cumsum(might[::-1])[::-1], 0.0)
            figures[f, -1] = (later + np.append(0.0, cap)).min()
        else:
            figures[f, -1] = np.minimum(might, cap).sum()
    return figures, float((cut.coef * layout.committed).sum() - figures[:, -1].sum())
