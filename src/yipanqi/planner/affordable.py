"""From a plan that cannot be paid to one that can: what brings least for the money that is lacking is given up."""

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import AffordParams
from yipanqi.planner.prices import count_use
from yipanqi.planner.problem import NONE, Flags, Floats, Ints
from yipanqi.planner.shortage import Cut, Purse, too_poor, too_poor_each


def affordable(layout: Layout, purse: Purse, draft: Draft, params: AffordParams | None = None) -> Draft | None:
    """The plan, or what of it can be paid within every limit; None where what must be done is too much."""
    held = draft.copy()
    for _ in range((params or AffordParams()).looks):
        cuts = too_poor_each(purse, count_use(layout, held).due)
        if not cuts:
            return held if fits(layout, held) else None
        if not all([_give_up(layout, cut, held) for cut in cuts]):
            return None
    return None


def keeps(layout: Layout, purse: Purse, draft: Draft) -> bool:
    """Is every limit kept, and can all be paid?"""
    return fits(layout, draft) and too_poor(purse, count_use(layout, draft).due) is None


def fits(layout: Layout, draft: Draft) -> bool:
    """Are crews, sites and moves kept, and all estates started that must be?"""
    p, use = layout.problem, count_use(layout, draft)
    crews = (use.crew <= p.crews.cap * (1 + 1e-9) + 1e-9).all()
    sites = (use.site <= p.sites.cap + 1e-9).all()
    close = p.moves is None or use.moved <= p.moves.limit
    return bool(crews and sites and close and (draft.start[p.estates.must] != NONE).all())


def _give_up(layout: Layout, cut: Cut, draft: Draft) -> bool:
    """Drop works, and estates where no works are left to drop, until a set of funds can pay; could it be done?"""
    p, start, choice = layout.problem, draft.start, draft.choice
    share = _draw(layout, cut, draft)
    lacking = float((cut.coef * layout.committed).sum() + share.sum()) - cut.money
    while lacking > 0:
        leaves = _leaves(layout, choice) & (share > 0)
        if leaves.any():
            worth = p.works.benefit[np.maximum(choice, 0)] / np.maximum(share, 1e-300)
            for w in np.flatnonzero(leaves)[np.argsort(worth[leaves], kind="stable")]:
                lacking -= float(share[w])
                share[w], choice[w] = 0.0, NONE
                if lacking <= 0:
                    break
            continue
        owed = np.bincount(layout.work_estate, share, len(start))
        able = (owed > 0) & ~p.estates.must
        if not able.any():
            return False
        won = np.bincount(layout.work_estate, np.where(choice >= 0, p.works.benefit[choice], 0.0), len(start))
        e = int(np.argmin(np.where(able, won / np.maximum(owed, 1e-300), np.inf)))
        lacking -= float(owed[e])
        mine = slice(p.works.ptr[e], p.works.ptr[e + 1])
        start[e], choice[mine], share[mine] = NONE, NONE, 0.0
    return True


def _leaves(layout: Layout, choice: Ints) -> Flags:
    """Chosen works that may be dropped: nothing chosen needs them, [W]."""
    needed = np.zeros(len(choice), bool)
    above = layout.problem.works.parent[choice >= 0]
    needed[above[above >= 0]] = True
    return np.asarray((choice >= 0) & ~layout.forced & ~needed, bool)


def _draw(layout: Layout, cut: Cut, draft: Draft) -> Floats:
    """What each chosen work draws on a set of funds, [W]."""
    p, measures = layout.problem, layout.problem.measures
    work = np.flatnonzero(draft.choice >= 0)
    sizes = np.diff(measures.profile_ptr)[p.works.measure[work]]
    at = np.repeat(work, sizes)
    step = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    measure, estate = p.works.measure[at], layout.work_estate[at]
    year = (draft.start[estate] + measures.offset[measure] + step) // p.quarters_per_year
    owed = p.works.cost[draft.choice[at]] * measures.profile[measures.profile_ptr[measure] + step]
    coef = cut.coef[layout.profile_of[layout.place[estate], measure], year]
    return np.asarray(np.bincount(at, coef * owed, len(draft.choice)), float)
