"""From a programme and its offer to the planning problem, and from the problem's answer back to a plan.

Fen become 10⁴ yuan and fractions floats; nothing is decided here. What is under way enters as `begun` tells.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.measure import Measure, Standard
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.offer import Offer, Work
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import open_appropriations, open_earmarks
from yipanqi.domain.programme import Programme
from yipanqi.planner.begun import Begun, BegunPart, begun_works, lifted_sites, open_crews
from yipanqi.planner.collision import Rule
from yipanqi.planner.draft import Draft, nothing
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
    funds: tuple[str, ...]  # of each fund of the problem, the programme's
    works: tuple[tuple[str, str], ...]  # of each work of the problem, estate and the programme's measure

    def rule(self, rule: Rule) -> Rule:
        """A rule that collides, with the programme's own names for what it concerns."""
        measures = dict(zip(self.problem.measures.ids, self.measures, strict=True))
        funds = dict(zip(self.problem.funds.ids, self.funds, strict=True))
        return replace(rule, measure=measures.get(rule.measure, ""), fund=funds.get(rule.fund, ""))

    def plan(self, draft: Draft) -> Plan:
        """The unpaid plan that a draft means."""
        ids, options, start, choice = self.problem.estates.ids, self.problem.works, draft.start, draft.choice
        return Plan(
            starts={ids[e]: int(start[e]) for e in np.flatnonzero(start != NONE)},
            choices={
                self.works[w]: Standard(options.option_ids[options.option[choice[w]]])
                for w in np.flatnonzero(choice != NONE)
            },
        )

    def draft(self, plan: Plan) -> Draft:
        """Starts and chosen options of a plan, as the problem numbers them."""
        options, found = self.problem.works, nothing(self.problem)
        found.start[:] = [plan.starts.get(e, NONE) for e in self.problem.estates.ids]
        for w, key in enumerate(self.works):
            standard = plan.choices.get(key)
            for o in range(options.option_ptr[w], options.option_ptr[w + 1]):
                if standard is not None and options.option_ids[options.option[o]] == standard.value:
                    found.choice[w] = o
        return found


def translate(programme: Programme, offer: Offer, stay_close: StayClose | None = None) -> Translation:
    """The planning problem of a programme: estates for which works are offered, under limits net of what is begun."""
    begun = begun_works(programme, offer)
    names = [estate.id for estate in programme.estates if offer.may_start(estate.id)]
    bound = _bound(programme, names)
    regions = _regions(programme, bound)
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
        funds=_funds(programme, bound, begun, region),
        crews=_crews(programme, offer, region, measures.trades),
        sites=_sites(programme, offer, region),
        targets=_targets(programme, region),
        estates=_estates(programme, offer, names, bound, region),
        works=works,
        moves=_moves(names, stay_close),
    )
    own = (*(m.id for m in programme.measures), *(part.measure for part in _parts(begun)))
    funds = (*(fund.id for fund in programme.funds), *(fund for fund, _ in bound), *_spent_from(programme))
    return Translation(problem=problem, measures=own, funds=funds, works=keys)


def _parts(begun: Begun) -> list[BegunPart]:
    return [part for parts in begun.values() for part in parts]


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


def _pointers(sizes: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


Bound = list[tuple[str, str]]  # fund and estate, of money that is for one estate


def _bound(programme: Programme, names: list[str]) -> Bound:
    """The funds' money that is bound to estates which may start."""
    open_to = set(names)
    return [(fund, e) for fund, estates in programme.earmarked.items() for e in estates if e in open_to]


def own_fund(fund: str, estate: str) -> str:
    """The problem's name for a fund's money that is bound to an estate: a fund of its own."""
    return f"{fund}#{estate}"


def _own_region(estate: str) -> str:
    return f"#{estate}"


def _regions(programme: Programme, bound: Bound) -> Regions:
    """The programme's regions, and below them one for each estate that has money of its own."""
    ordered = sorted(programme.regions, key=lambda r: len(list(programme.path(r.id))))
    row = {r.id: n for n, r in enumerate(ordered)}
    apart = list(dict.fromkeys(programme.estate_by_id[estate] for _, estate in bound))
    return Regions(
        ids=(*row, *(_own_region(estate.id) for estate in apart)),
        parent=_ints(
            [NONE if r.parent is None else row[r.parent] for r in ordered] + [row[e.subdistrict] for e in apart]
        ),
        level=(*(r.level.value for r in ordered), *("estate" for _ in apart)),
    )


def _measures(programme: Programme, begun: Begun) -> Measures:
    entries: list[Measure] = list(programme.measures)
    profiles = [tuple(float(part) for part in m.profile) for m in entries]
    entries += [programme.measure_by_id[part.measure] for part in _parts(begun)]
    profiles += [part.profile for part in _parts(begun)]
    trades = tuple(dict.fromkeys([m.trade for m in entries] + [c.trade for c in programme.crews]))
    return Measures(
        ids=(*(m.id for m in programme.measures), *(part.id for part in _parts(begun))),
        group=tuple(m.group for m in entries),
        klass=tuple(m.measure_class.value for m in entries),
        trades=trades,
        trade=_ints([trades.index(m.trade) for m in entries]),
        offset=_ints([m.offset for m in entries]),
        profile_ptr=_pointers([len(p) for p in profiles]),
        profile=np.array([part for p in profiles for part in p], np.float64),
    )


def _spent_from(programme: Programme) -> list[str]:
    """The funds from which something was spent before the plan begins."""
    return sorted({p.fund for p in programme.spent})


def _funds(programme: Programme, bound: Bound, begun: Begun, region: Rows) -> Funds:
    """The funds net of what is spent, those bound to estates as a whole paying nothing; then what is bound, by estate;
    then the money spent: it pays what was spent, without a limit of its own."""
    grants, own, parts = open_appropriations(programme), open_earmarks(programme), _parts(begun)
    ids, spent = [fund.id for fund in programme.funds], _spent_from(programme)
    nothing = [0.0] * len(programme.measures)
    share = [
        [float(programme.share(fund, m.id)) for m in programme.measures]
        + [0.0 if part.is_spent else float(programme.share(fund, part.measure)) for part in parts]
        for fund in (*ids, *(fund for fund, _ in bound))
    ]
    for row, fund in enumerate(ids):
        share[row] = [0.0] * len(share[row]) if fund in programme.earmarked else share[row]
    share += [[*nothing, *(float(part.is_spent) for part in parts)] for _ in spent]
    open_years = [*(grants[fund] for fund in ids), *(own[key] for key in bound)]
    cap = [[np.inf if fen is None else fen / FEN_PER_WAN for fen in years] for years in open_years]
    cap += [[np.inf] * programme.calendar.years for _ in spent]
    return Funds(
        ids=(*ids, *(own_fund(*key) for key in bound), *(f"{fund}@spent" for fund in spent)),
        region=_ints(
            [region[programme.fund_by_id[fund].region] for fund in ids]
            + [region[_own_region(estate)] for _, estate in bound]
            + [region[programme.fund_by_id[fund].region] for fund in spent]
        ),
        share=np.array(share, np.float64).reshape(len(cap), len(nothing) + len(parts)),
        cap=np.array(cap, np.float64).reshape(-1, programme.calendar.years),
        carry=np.array(
            [programme.fund_by_id[fund].carry for fund in (*ids, *(fund for fund, _ in bound))] + [False] * len(spent),
            np.bool_,
        ),
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


def _estates(programme: Programme, offer: Offer, names: list[str], bound: Bound, region: Rows) -> Estates:
    found = [programme.estate_by_id[name] for name in names]
    apart = {estate for _, estate in bound}
    fixed = programme.under_way_by_estate
    return Estates(
        ids=tuple(names),
        region=_ints([region[_own_region(e.id) if e.id in apart else e.subdistrict] for e in found]),
        households=np.array([e.households for e in found], np.float64),
        earliest=_ints([offer.standings[name].earliest for name in names]),
        latest=_ints([offer.standings[name].latest for name in names]),
        must=np.array([e.must or e.fixed_start is not None or e.id in fixed for e in found], np.bool_),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A work of the problem: the programme's own, or a part of one under way."""

    key: tuple[str, str]
    measure: int
    parent: int = NONE
    required: bool
    options: tuple[tuple[str, float, float, float], ...]  # standard, cost, benefit, load


def _works(
    programme: Programme, offer: Offer, names: list[str], begun: Begun
) -> tuple[Works, tuple[tuple[str, str], ...]]:
    number = {m.id: n for n, m in enumerate(programme.measures)}
    own = {part.id: len(number) + n for n, part in enumerate(_parts(begun))}
    rows: list[_Row] = []
    sizes = []
    for name in names:
        before = len(rows)
        if name in programme.under_way_by_estate:
            standards = programme.under_way_by_estate[name].works
            rows += [
                _begun_row((name, m), part, own[part.id], standards[m]) for m in standards for part in begun[name, m]
            ]
        else:
            rows += _open_rows(_by_depth(offer.works[name], number), number, before)
        sizes.append(len(rows) - before)
    return _columns(rows, sizes), tuple(row.key for row in rows)


def _begun_row(key: tuple[str, str], part: BegunPart, measure: int, standard: Standard) -> _Row:
    return _Row(key=key, measure=measure, required=True, options=((standard.value, part.cost, part.benefit, 0.0),))


def _open_rows(works: list[Work], number: Rows, first: int) -> Iterator[_Row]:
    at = {work.measure: first + n for n, work in enumerate(works)}
    for work in works:
        yield _Row(
            key=(work.estate, work.measure),
            measure=number[work.measure],
            parent=at[work.requires] if work.requires else NONE,
            required=work.required,
            options=tuple(
                (o.standard.value, o.cost / FEN_PER_WAN, float(o.benefit), float(o.load)) for o in work.options
            ),
        )


def _columns(rows: list[_Row], sizes: list[int]) -> Works:
    kinds = tuple(standard.value for standard in Standard)
    options = [option for row in rows for option in row.options]
    cost, benefit, load = (np.array([option[n] for option in options], np.float64) for n in (1, 2, 3))
    return Works(
        ptr=_pointers(sizes),
        measure=_ints([row.measure for row in rows]),
        parent=_ints([row.parent for row in rows]),
        requires=_ints([NONE if row.parent == NONE else rows[row.parent].measure for row in rows]),
        required=np.array([row.required for row in rows], np.bool_),
        option_ptr=_pointers([len(row.options) for row in rows]),
        option_ids=kinds,
        option=_ints([kinds.index(option[0]) for option in options]),
        cost=cost,
        benefit=benefit,
        load=load,
    )


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
