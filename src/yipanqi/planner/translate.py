"""From a programme and its offer to the planning problem, and from the problem's answer back to a plan.

Fen become 10⁴ yuan and fractions floats; nothing is decided here. What is under way enters as `begun` tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.measure import Measure, Standard
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.offer import Offer, Work
from yipanqi.domain.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.rolling import open_grants
from yipanqi.planner.begun import BegunWork, begun_works, lifted_sites, open_crews, spent_by_fund
from yipanqi.planner.problem import (
    NONE,
    Crews,
    Estates,
    Funds,
    Ints,
    Measures,
    Moves,
    Problem,
    Regions,
    Sites,
    Targets,
    Works,
)

Rows = dict[str, int]
Begun = Mapping[tuple[str, str], BegunWork]


@dataclass(frozen=True, kw_only=True)
class StayClose:
    """At most `moves` estates may start otherwise than a base plan has them."""

    base: Mapping[str, int]
    moves: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Translation:
    """A problem with the programme's own names for its rows."""

    problem: Problem
    measures: tuple[str, ...]  # of each measure of the problem, the programme's
    works: tuple[tuple[str, str], ...]  # of each work of the problem, estate and the programme's measure

    def plan(self, start: Ints, choice: Ints) -> Plan:
        """The unpaid plan that starts and chosen options mean."""
        ids, options = self.problem.estates.ids, self.problem.works
        return Plan(
            starts={ids[e]: int(start[e]) for e in np.flatnonzero(start != NONE)},
            choices={
                self.works[w]: Standard(options.option_ids[options.option[choice[w]]])
                for w in np.flatnonzero(choice != NONE)
            },
        )

    def answer(self, plan: Plan) -> tuple[Ints, Ints]:
        """Starts and chosen options of a plan, as the problem numbers them."""
        options = self.problem.works
        start = np.array([plan.starts.get(e, NONE) for e in self.problem.estates.ids], np.int32)
        choice = np.full(len(self.works), NONE, np.int32)
        for w, key in enumerate(self.works):
            standard = plan.choices.get(key)
            for o in range(options.option_ptr[w], options.option_ptr[w + 1]):
                if standard is not None and options.option_ids[options.option[o]] == standard.value:
                    choice[w] = o
        return start, choice


def translate(programme: Programme, offer: Offer, stay_close: StayClose | None = None) -> Translation:
    """The planning problem of a programme: estates for which works are offered, under limits net of what is begun."""
    begun = begun_works(programme, offer)
    names = [estate.id for estate in programme.estates if offer.may_start(estate.id)]
    regions = _regions(programme)
    region = {name: row for row, name in enumerate(regions.ids)}
    measures = _measures(programme, begun)
    works, keys = _works(programme, offer, names, begun)
    problem = Problem(
        name=programme.heading.title,
        first_year=programme.calendar.first_year,
        quarters=programme.calendar.quarters,
        quarters_per_year=programme.calendar.quarters // programme.calendar.years,
        discount=float(programme.discount),
        regions=regions,
        measures=measures,
        funds=_funds(programme, begun, region),
        crews=_crews(programme, offer, region, measures.trades),
        sites=_sites(programme, offer, region),
        targets=_targets(programme, region),
        estates=_estates(programme, offer, names, region),
        works=works,
        moves=_moves(names, stay_close),
    )
    own = (*(m.id for m in programme.measures), *(work.measure for work in begun.values()))
    return Translation(problem=problem, measures=own, works=keys)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


def _pointers(sizes: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def _regions(programme: Programme) -> Regions:
    ordered = sorted(programme.regions, key=lambda r: len(list(programme.path(r.id))))
    row = {r.id: n for n, r in enumerate(ordered)}
    return Regions(
        ids=tuple(row),
        parent=_ints([NONE if r.parent is None else row[r.parent] for r in ordered]),
        level=tuple(r.level.value for r in ordered),
    )


def _measures(programme: Programme, begun: Begun) -> Measures:
    entries: list[Measure] = list(programme.measures)
    profiles = [tuple(float(part) for part in m.profile) for m in entries]
    entries += [programme.measure_by_id[work.measure] for work in begun.values()]
    profiles += [work.profile for work in begun.values()]
    trades = tuple(dict.fromkeys([m.trade for m in entries] + [c.trade for c in programme.crews]))
    return Measures(
        ids=(*(m.id for m in programme.measures), *(work.id for work in begun.values())),
        group=tuple(m.group for m in entries),
        klass=tuple(m.measure_class.value for m in entries),
        trades=trades,
        trade=_ints([trades.index(m.trade) for m in entries]),
        offset=_ints([m.offset for m in entries]),
        profile_ptr=_pointers([len(p) for p in profiles]),
        profile=np.array([part for p in profiles for part in p], np.float64),
    )


def _funds(programme: Programme, begun: Begun, region: Rows) -> Funds:
    grants, spent = open_grants(programme), spent_by_fund(programme)
    ids = [fund.id for fund in programme.funds]
    own = [m.id for m in programme.measures] + [work.measure for work in begun.values()]
    share = [[float(programme.share(fund, measure)) for measure in own] for fund in ids]
    share += [[0.0] * len(programme.measures) + [1.0] * len(begun) for _ in spent]
    cap = [[np.inf if fen is None else fen / FEN_PER_WAN for fen in grants[fund]] for fund in ids]
    return Funds(
        ids=(*ids, *(f"{fund}@spent" for fund in spent)),
        region=_ints([region[programme.fund_by_id[fund].region] for fund in (*ids, *spent)]),
        share=np.array(share, np.float64).reshape(len(ids) + len(spent), len(own)),
        cap=np.array([*cap, *spent.values()], np.float64).reshape(-1, programme.calendar.years),
        carry=np.array([fund.carry for fund in programme.funds] + [False] * len(spent), np.bool_),
    )


def _crews(programme: Programme, offer: Offer, region: Rows, trades: tuple[str, ...]) -> Crews:
    return Crews(
        region=_ints([region[c.region] for c in programme.crews]),
        trade=_ints([trades.index(c.trade) for c in programme.crews]),
        cap=np.array(open_crews(programme, offer), np.float64).reshape(-1, programme.calendar.quarters),
    )


def _sites(programme: Programme, offer: Offer, region: Rows) -> Sites:
    return Sites(
        region=_ints([region[limit.region] for limit in programme.site_limits]),
        cap=np.array(lifted_sites(programme, offer), np.float64).reshape(-1, programme.calendar.quarters),
    )


def _targets(programme: Programme, region: Rows) -> Targets:
    targets = programme.targets
    return Targets(
        region=_ints([region[t.region] for t in targets]),
        households=np.array([t.kind is TargetKind.HOUSEHOLDS for t in targets], np.bool_),
        year=_ints([t.year for t in targets]),
        at_least=np.array([t.at_least for t in targets], np.float64),
        penalty=np.array([t.penalty for t in targets], np.float64),
    )


def _estates(programme: Programme, offer: Offer, names: list[str], region: Rows) -> Estates:
    found = [programme.estate_by_id[name] for name in names]
    fixed = programme.under_way_by_estate
    return Estates(
        ids=tuple(names),
        region=_ints([region[e.subdistrict] for e in found]),
        households=np.array([e.households for e in found], np.float64),
        earliest=_ints([offer.standings[name].earliest for name in names]),
        latest=_ints([offer.standings[name].latest for name in names]),
        must=np.array([e.must or e.fixed_start is not None or e.id in fixed for e in found], np.bool_),
    )


def _works(
    programme: Programme, offer: Offer, names: list[str], begun: Begun
) -> tuple[Works, tuple[tuple[str, str], ...]]:
    row = {m.id: n for n, m in enumerate(programme.measures)}
    own = row | {work.id: len(row) + n for n, work in enumerate(begun.values())}
    by_estate = [_by_depth(offer.works[name], row) for name in names]
    works = [work for group in by_estate for work in group]
    at = {(work.estate, work.measure): n for n, work in enumerate(works)}
    options = [(work, option) for work in works for option in work.options]
    kinds = tuple(standard.value for standard in Standard)
    fixed = [begun.get((work.estate, work.measure)) for work, _ in options]
    measure = [own[begun[key].id] if key in begun else row[key[1]] for key in at]
    parent = [at[work.estate, work.requires] if work.requires else NONE for work in works]
    columns = Works(
        ptr=_pointers([len(group) for group in by_estate]),
        measure=_ints(measure),
        parent=_ints(parent),
        requires=_ints([NONE if w == NONE else measure[w] for w in parent]),
        required=np.array([work.required or key in begun for key, work in zip(at, works, strict=True)], np.bool_),
        option_ptr=_pointers([len(work.options) for work in works]),
        option_ids=kinds,
        option=_ints([kinds.index(option.standard.value) for _, option in options]),
        cost=np.array([f.cost if f else o.cost / FEN_PER_WAN for f, (_, o) in zip(fixed, options, strict=True)]),
        benefit=np.array([float(option.benefit) for _, option in options]),
        load=np.array([0.0 if f else float(o.load) for f, (_, o) in zip(fixed, options, strict=True)]),
    )
    return columns, tuple(at)


def _by_depth(works: tuple[Work, ...], row: Rows) -> list[Work]:
    """Prerequisites before the works that need them."""
    above = {work.measure: work.requires for work in works}

    def depth(measure: str | None) -> int:
        return 0 if measure is None else 1 + depth(above[measure])

    return sorted(works, key=lambda work: (depth(work.measure), row[work.measure]))


def _moves(names: list[str], stay_close: StayClose | None) -> Moves | None:
    if stay_close is None:
        return None
    return Moves(base=_ints([stay_close.base.get(name, NONE) for name in names]), limit=stay_close.moves)
