"""Why: for each estate its start or its absence, for each work left out the limit that pushed it out.

Two sources, never mixed up in one sentence: the prices of the limits say what a thing is worth, and an exact look
at the room beside the plan says what would be lacking if this one thing were done, all else standing.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.eligibility import Standing
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason
from yipanqi.planner.draft import Draft
from yipanqi.planner.headroom import Headroom, Lack, use_of
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import ExplanationParams
from yipanqi.planner.prices import Prices, Use
from yipanqi.planner.problem import MISSING, NONE
from yipanqi.planner.translate import Translation
from yipanqi.planner.worth import Appraisal, Worth


@dataclass(frozen=True, eq=False, kw_only=True)
class Situation:
    """A plan beside its problem and prices."""

    programme: Programme
    offer: Offer
    translation: Translation
    layout: Layout
    draft: Draft
    appraisal: Appraisal
    headroom: Headroom
    params: ExplanationParams = field(default_factory=ExplanationParams)

    def chosen(self, estate: int) -> list[int]:
        """The options chosen on an estate."""
        ptr = self.layout.problem.works.ptr
        return [int(o) for o in self.draft.choice[ptr[estate] : ptr[estate + 1]] if o != NONE]


def situation(
    programme: Programme,
    offer: Offer,
    translation: Translation,
    layout: Layout,
    draft: Draft,
    prices: Prices,
) -> Situation:
    """What the reasons rest upon."""
    return Situation(
        programme=programme,
        offer=offer,
        translation=translation,
        layout=layout,
        draft=draft,
        appraisal=Appraisal(layout, prices),
        headroom=Headroom(layout, draft),
    )


def estate_reasons(at: Situation) -> dict[str, tuple[Reason, ...]]:
    """Why each estate of the programme starts when it does, or does not start."""
    row = {estate: e for e, estate in enumerate(at.translation.problem.estates.ids)}
    found: dict[str, tuple[Reason, ...]] = {}
    for estate in at.programme.estates:
        standing = at.offer.standings[estate.id]
        if standing.standing is Standing.EXCLUDED:
            found[estate.id] = standing.reasons
        elif estate.id not in row:
            found[estate.id] = (*standing.reasons, Reason(code="nothing_offered"))
        elif at.draft.start[row[estate.id]] != NONE:
            found[estate.id] = (*standing.reasons, *_why_then(at, row[estate.id]))
        else:
            found[estate.id] = (*standing.reasons, *_why_not(at, row[estate.id]))
    return found


def work_reasons(at: Situation) -> dict[tuple[str, str], tuple[Reason, ...]]:
    """Why each work offered on a started estate is left out."""
    works, draft = at.layout.problem.works, at.draft
    on = draft.start[at.layout.work_estate] != NONE
    left_out = (w for w in range(len(draft.choice)) if draft.choice[w] == NONE and on[w])
    return {at.translation.works[w]: tuple(_why_left_out(at, w, works.parent[w])) for w in left_out}


def _why_then(at: Situation, e: int) -> Iterator[Reason]:
    estate = at.programme.estate_by_id[at.translation.problem.estates.ids[e]]
    start, first, last = int(at.draft.start[e]), int(at.layout.first[e]), int(at.layout.last[e])
    if estate.id in at.programme.under_way_by_estate:
        yield Reason(code="start_under_way", values={"start": start})
        return
    if estate.fixed_start is not None:
        yield Reason(code="start_fixed", values={"start": start})
        return
    if estate.must:
        yield Reason(code="start_bound_must")
    worth = at.appraisal.estate(e, start, at.chosen(e))
    yield Reason(code="start_worth", values={"benefit": worth.benefit, "price": worth.price})
    if worth.price > worth.benefit:
        yield _why_all_the_same(estate.must, worth)
    if first == last:
        yield Reason(code="start_only", values={"start": start})
        return
    yield from _why_not_earlier(at, e, start, first)
    if start < last:
        loss = worth.benefit - at.appraisal.estate(e, start + 1, at.chosen(e)).benefit + _target_loss(at, e, start)
        later = {"start": start + 1, "points": loss}
        yield Reason(code="later_loses", values=later) if loss > 1e-9 else Reason(code="later_free", values=later)


def _why_all_the_same(must: bool, worth: Worth) -> Reason:
    """Why an estate is in the plan whose limits are priced above its benefit."""
    if must:
        return Reason(code="in_for_must")
    if worth.target > 0:
        return Reason(code="in_for_target", values={"points": worth.target})
    return Reason(code="in_as_a_whole")


def _why_not_earlier(at: Situation, e: int, start: int, first: int) -> Iterator[Reason]:
    if start == first:
        yield Reason(code="start_first", values={"start": start})
        return
    rest = at.draft.without([e], at.layout.problem.works.ptr)
    lacks = Headroom(at.layout, rest).lacks(use_of(at.layout, e, start - 1, at.chosen(e)))
    if lacks:
        yield from (_blocked(at, lack, "blocked", start - 1) for lack in _worst(at, lacks)[:1])
    elif (moves := _moves_used_up(at)) is not None:
        yield Reason(code="blocked_moves", values={"start": start - 1, "moves": moves})
    else:
        yield Reason(code="earlier_would_fit", values={"start": start - 1})


def _target_loss(at: Situation, e: int, start: int) -> float:
    """What missed targets cost if the estate starts a quarter later."""
    p, layout = at.layout.problem, at.layout
    if (start + 1) % p.quarters_per_year:
        return 0.0
    region, loss = int(p.estates.region[e]), 0.0
    for g in layout.target[layout.target_ptr[region] : layout.target_ptr[region + 1]]:
        if p.targets.year[g] == start // p.quarters_per_year:
            units = float(p.estates.households[e]) if p.targets.households[g] else 1.0
            short = p.targets.at_least[g] - at.headroom.use.started[g]
            loss += float(p.targets.penalty[g]) * (max(0.0, short + units) - max(0.0, short))
    return loss


def _why_not(at: Situation, e: int) -> Iterator[Reason]:
    layout, works = at.layout, at.layout.problem.works
    estate = at.translation.problem.estates.ids[e]
    for w in range(works.ptr[e], works.ptr[e + 1]):
        if layout.forced[w] and layout.base[w] == NONE:
            yield Reason(code="no_fund_reaches", values={"measure": at.translation.works[w][1]})
            return
    if layout.last[e] < layout.first[e]:
        standing = at.offer.standings[estate]
        yield Reason(code="no_window", values={"earliest": standing.earliest, "latest": standing.latest})
        return
    gains = at.appraisal.answer.gains[e]
    start = int(np.argmax(gains))
    options = at.appraisal.best_options(e, start)
    yield from _priced(at, e, start, options)
    yield from _lacking(
        at, e, start, [int(o) for o in layout.base[works.ptr[e] : works.ptr[e + 1]] if o != NONE] or options
    )


def _priced(at: Situation, e: int, start: int, options: list[int]) -> Iterator[Reason]:
    worth = at.appraisal.estate(e, start, options)
    if worth.net > 0:
        yield Reason(code="left_out_by_fit", values={"points": worth.net})
        return
    if worth.benefit <= 0:
        yield Reason(code="brings_too_little")
        return
    yield Reason(
        code="priced_out",
        values={
            "start": start,
            "benefit": worth.benefit,
            "price": worth.price,
            "money_points": worth.money,
            "crew_points": worth.crew,
            "site_points": worth.site,
        },
    )
    yield Reason(code="benefit_needed", values={"part": -worth.net / worth.benefit})


def _lacking(at: Situation, e: int, start: int, options: list[int]) -> Iterator[Reason]:
    lacks = at.headroom.lacks(use_of(at.layout, e, start, options))
    if lacks:
        yield from (_blocked(at, lack, "blocked", start) for lack in _worst(at, lacks))
    elif (moves := _moves_used_up(at)) is not None:
        yield Reason(code="blocked_moves", values={"start": start, "moves": moves})
    else:
        yield Reason(code="would_fit", values={"start": start})


def _why_left_out(at: Situation, w: int, parent: int) -> Iterator[Reason]:
    layout, works = at.layout, at.layout.problem.works
    e = int(layout.work_estate[w])
    start = int(at.draft.start[e])
    options = [o for o in range(works.option_ptr[w], works.option_ptr[w + 1]) if layout.usable[o]]
    if parent != MISSING and parent != NONE and at.draft.choice[parent] == NONE:
        yield Reason(code="work_waits_for", values={"requires": at.translation.works[parent][1]})
        return
    if not options:
        yield Reason(code="work_no_fund_reaches")
        return
    option = max(options, key=lambda o: at.appraisal.option(o, start).net)
    worth = at.appraisal.option(option, start)
    if worth.benefit <= 0:
        yield Reason(code="work_brings_nothing")
        return
    if worth.net > 0:
        yield Reason(code="work_worth", values={"points": worth.net})
    else:
        yield Reason(code="work_priced_out", values={"benefit": worth.benefit, "price": worth.price})
    lacks = at.headroom.lacks(_work_use(at, e, start, min(options, key=lambda o: float(works.cost[o]))))
    yield from (_blocked(at, lack, "work_blocked", start) for lack in _worst(at, lacks))
    if not lacks:
        yield Reason(code="work_would_fit")


def _work_use(at: Situation, e: int, start: int, option: int) -> Use:
    """What a work adds on an estate that is started anyway."""
    use = use_of(at.layout, e, start, [option])
    return replace(use, site=np.zeros_like(use.site))


def _worst(at: Situation, lacks: Iterable[Lack]) -> list[Lack]:
    """The first of each kind, then the others."""
    first: dict[str, Lack] = {}
    for lack in lacks:
        first.setdefault(lack.kind, lack)
    return [*first.values(), *(lack for lack in lacks if lack not in first.values())][: at.params.lacks]


def _blocked(at: Situation, lack: Lack, prefix: str, start: int) -> Reason:
    return Reason(code=f"{prefix}_{lack.kind}", values={"start": start, **_lack_values(at, lack)})


def _lack_values(at: Situation, lack: Lack) -> Mapping[str, object]:
    p = at.layout.problem
    if lack.kind == "fund":
        broadest = sorted(lack.funds, key=lambda f: -float(p.funds.share[f].sum()))
        open_now = (f for f in broadest if not p.funds.ids[f].endswith("@spent"))
        funds = tuple(dict.fromkeys(at.translation.funds[f] for f in open_now))[: at.params.funds]
        return {"year": lack.when, "money": math.ceil(lack.amount * 100) * (FEN_PER_WAN // 100), "funds": funds}
    if lack.kind == "crew":
        region, trade = p.regions.ids[p.crews.region[lack.row]], p.measures.trades[p.crews.trade[lack.row]]
        return {"region": region, "trade": trade, "quarter": lack.when, "weeks": lack.amount}
    region = p.regions.ids[p.sites.region[lack.row]]
    return {"region": region, "quarter": lack.when, "count": round(lack.amount)}


def _moves_used_up(at: Situation) -> int | None:
    """How many estates may move, where as many did."""
    moves = at.layout.problem.moves
    return moves.limit if moves is not None and at.headroom.use.moved >= moves.limit else None
