"""The mixed-integer model of some freed estates, all others fixed as a plan has them.

Columns: y[e,t] start e in quarter t with the bases of its forced works; x[o,t] do option o when its estate
starts in t; due[p,y] and flow[p,f,y] of each share profile; short[g]. Rows stand under the name of
their rule; what must be done (required_works) and when (start_in_window) decides which columns there are.
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import Prices, Use, count_use
from yipanqi.planner.problem import NONE, Flags, Floats, Ints, ranges
from yipanqi.planner.solver import INF, Linear, Row, gather, with_rows

SHORTFALLS = "shortfalls"  # rows of the targets: no rule, what is missing costs points


@dataclass(frozen=True, eq=False)
class Model:
    """A model with the meaning of its columns and rows."""

    linear: Linear
    estate: Ints  # of column y
    quarter: Ints  # of column y
    option: Ints  # of column x
    pair: Ints  # of column x: its y column
    rows: dict[str, int]  # first row of a rule with prices, and of the shortfalls
    due: int  # first column of the dues
    slots: Ints  # of each due column: profile * Y + year


@dataclass(frozen=True, eq=False)
class _Columns:
    estate: Ints
    quarter: Ints
    option: Ints  # every (pair, usable option), bases included
    pair: Ints
    column: Ints  # the column that carries it: its own, or y for a base
    y: int
    x: int
    money: Floats  # what the column adds: a dearer option of a forced work only its difference to the base
    labour: Floats
    points: Floats


class _Rows:
    """Triplets and sides, grown family by family."""

    def __init__(self) -> None:
        self.count = 0
        self.parts: list[tuple[Ints, Ints, Floats]] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []

    def add(self, lower: Floats, upper: Floats, *parts: tuple[Ints, Ints, Floats]) -> int:
        """Add one family; the rows in its triplets count from 0. Returns its first row."""
        first = self.count
        for rows, columns, values in parts:
            self.parts.append((rows + first, columns, np.asarray(values, np.float64)))
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += len(lower)
        return first


def build(layout: Layout, free: Ints, draft: Draft, allowed: Flags | None = None) -> Model:
    """The model that frees estates `free` to the starts allowed[e, t] (if not given: all open ones) and holds all
    others as they are in the draft."""
    held = draft.without(free, layout.problem.works.ptr)
    rest = count_use(layout, held)
    columns = _columns(layout, free, allowed)
    rows = _Rows()
    _starts(layout, rows, columns, free)
    _nesting(layout, rows, columns)
    heads = _crews_and_sites(layout, rows, columns, rest)
    extra = columns.y + columns.x
    targets = layout.problem.targets
    heads[SHORTFALLS] = _targets(layout, rows, columns, rest, extra)
    heads[RuleName.STAYS_CLOSE] = _moves(layout, rows, columns, free, held.start)
    money = extra + len(targets.region)
    slots, last = _funds(layout, rows, columns, rest, money, heads)
    cost = np.zeros(last)
    np.add.at(cost, columns.column, columns.points)
    cost[extra:money] = -targets.penalty
    upper = np.full(last, INF)
    upper[:extra] = 1
    whole = np.zeros(last, bool)
    whole[:extra] = True
    return Model(_linear(rows, cost, upper, whole), *_meaning(columns), heads, money, slots)


def with_starters(model: Model) -> Model:
    """The same with a whole column for each freed estate that says whether it starts at all: the solver branches on
    these as well, and is done a sixth sooner."""
    linear, columns = model.linear, len(model.linear.cost)
    estates, owner = np.unique(model.estate, return_inverse=True)
    more = len(estates)
    starts = np.split(np.argsort(owner, kind="stable"), np.cumsum(np.bincount(owner, minlength=more))[:-1])
    sums = [
        Row(np.append(its, columns + at).astype(np.int32), np.append(np.ones(len(its)), -1.0), 0.0, 0.0)
        for at, its in enumerate(starts)
    ]
    nought = np.zeros(more)
    wider = replace(
        linear,
        cost=np.append(linear.cost, nought),
        lower=np.append(linear.lower, nought),
        upper=np.append(linear.upper, np.ones(more)),
        whole=np.append(linear.whole, np.ones(more, bool)),
    )
    return replace(model, linear=with_rows(wider, sums))


def decode(layout: Layout, model: Model, value: Floats, free: Ints, draft: Draft) -> Draft:
    """The plan that a solution of the model means, which freed some estates of a draft."""
    ptr = layout.problem.works.ptr
    found = draft.without(free, ptr)
    count = len(model.estate)
    chosen = np.flatnonzero(value[:count] > 0.5)
    found.start[model.estate[chosen]] = model.quarter[chosen]
    for e in model.estate[chosen]:
        found.choice[ptr[e] : ptr[e + 1]] = layout.base[ptr[e] : ptr[e + 1]]
    picked = model.option[value[count : count + len(model.option)] > 0.5]
    found.choice[layout.option_work[picked]] = picked
    return found


def encode(layout: Layout, model: Model, draft: Draft) -> Floats:
    """The whole columns of a plan, the rest unknown (nan): a hint for the solver."""
    value = np.full(len(model.linear.cost), np.nan)
    count = len(model.estate)
    on = draft.start[model.estate] == model.quarter
    done = draft.choice[layout.option_work[model.option]] == model.option
    value[:count] = on
    value[count : count + len(model.option)] = done & on[model.pair]
    return value


def prices_of(layout: Layout, model: Model, dual: Floats) -> Prices:
    """The prices that the row duals of the relaxed model mean."""
    p = layout.problem

    def family(name: str, shape: tuple[int, ...]) -> Floats:
        size = int(np.prod(shape))
        return np.abs(dual[model.rows[name] : model.rows[name] + size]).reshape(shape)

    return Prices(
        family(RuleName.WITHIN_APPROPRIATION, p.funds.cap.shape),
        family(RuleName.WITHIN_CREWS, p.crews.cap.shape),
        family(RuleName.WITHIN_SITES, p.sites.cap.shape),
        family(SHORTFALLS, (len(p.targets.region),)),
        float(family(RuleName.STAYS_CLOSE, (1,))[0]) if p.moves else 0.0,
    )


def _linear(rows: _Rows, cost: Floats, upper: Floats, whole: Flags) -> Linear:
    at, columns, values = (np.concatenate(part) for part in zip(*rows.parts, strict=True))
    ptr, index, value = gather(at, columns, values, rows.count)
    lower = np.zeros(len(cost))
    sides = np.concatenate(rows.lower), np.concatenate(rows.upper)
    return Linear(cost, lower, upper, whole, *sides, ptr, index, value)


def _meaning(columns: _Columns) -> tuple[Ints, Ints, Ints, Ints]:
    own = columns.column >= columns.y
    order = np.argsort(columns.column[own], kind="stable")
    return columns.estate, columns.quarter, columns.option[own][order], columns.pair[own][order]


def _columns(layout: Layout, free: Ints, allowed: Flags | None) -> _Columns:
    works = layout.problem.works
    count = np.maximum(layout.last[free] - layout.first[free] + 1, 0)
    estate, quarter = np.repeat(free, count).astype(np.int32), ranges(layout.first[free], count)
    keep = (layout.open if allowed is None else allowed)[estate, quarter]
    estate, quarter = estate[keep], quarter[keep]
    first = works.option_ptr[works.ptr[estate]]
    sizes = works.option_ptr[works.ptr[estate + 1]] - first
    pair, option = np.repeat(np.arange(len(estate), dtype=np.int32), sizes), ranges(first, sizes)
    keep = layout.usable[option]
    pair, option = pair[keep], option[keep]
    base = layout.base[layout.option_work[option]]
    is_base, has_base = base == option, base != NONE
    column = np.where(is_base, pair, 0)
    column[~is_base] = len(estate) + np.arange(int((~is_base).sum()))
    less = has_base & ~is_base
    worth = layout.problem.discount ** quarter[pair].astype(np.float64)
    return _Columns(
        estate,
        quarter,
        option,
        pair,
        column.astype(np.int32),
        len(estate),
        int((~is_base).sum()),
        works.cost[option] - np.where(less, works.cost[base], 0.0),
        works.load[option] - np.where(less, works.load[base], 0.0),
        worth * (works.benefit[option] - np.where(less, works.benefit[base], 0.0)),
    )


def _starts(layout: Layout, rows: _Rows, columns: _Columns, free: Ints) -> None:
    """must_start, and one start at most."""
    at = np.full(len(layout.place), NONE, np.int32)
    at[free] = np.arange(len(free))
    must = layout.problem.estates.must[free].astype(np.float64)
    y = np.arange(columns.y, dtype=np.int32)
    rows.add(must, np.ones(len(free)), (at[columns.estate], y, np.ones(columns.y)))


def _nesting(layout: Layout, rows: _Rows, columns: _Columns) -> None:
    """offered_works and prerequisites: a work has one option at most, and only with its start and its prerequisite."""
    own = columns.column >= columns.y
    pair, work = columns.pair[own].astype(np.int64), layout.option_work[columns.option[own]]
    key = pair * len(layout.forced) + work
    keys, row = np.unique(key, return_inverse=True)
    parent = layout.problem.works.parent[(keys % max(len(layout.forced), 1))]
    needs = (parent >= 0) & ~layout.forced[np.maximum(parent, 0)] & ~layout.forced[keys % max(len(layout.forced), 1)]
    y = (keys // max(len(layout.forced), 1)).astype(np.int32)
    on_start = np.flatnonzero(~needs).astype(np.int32)
    above = np.searchsorted(keys, y.astype(np.int64) * len(layout.forced) + parent)
    children = np.flatnonzero(needs)
    links = [
        (row.astype(np.int32), columns.column[own], np.ones(len(row))),
        (on_start, y[on_start], -np.ones(len(on_start))),
    ]
    members = np.argsort(row, kind="stable")
    heads = np.searchsorted(row[members], np.arange(len(keys) + 1))
    sizes = heads[above[children] + 1] - heads[above[children]] if len(children) else np.zeros(0, np.int64)
    under = members[ranges(heads[above[children]].astype(np.int32), sizes)] if len(children) else members[:0]
    links.append((np.repeat(children, sizes).astype(np.int32), columns.column[own][under], -np.ones(len(under))))
    rows.add(np.full(len(keys), -INF), np.zeros(len(keys)), *links)


def _steps(layout: Layout, columns: _Columns) -> tuple[Ints, Ints, Floats]:
    """Each column option's steps: (its row in columns.option, quarter, part of the profile)."""
    measures, works = layout.problem.measures, layout.problem.works
    measure = works.measure[layout.option_work[columns.option]]
    sizes = np.diff(measures.profile_ptr)[measure]
    at = np.repeat(np.arange(len(columns.option), dtype=np.int32), sizes)
    step = ranges(np.zeros(len(sizes), np.int32), sizes)
    quarter = columns.quarter[columns.pair[at]] + measures.offset[measure[at]] + step
    return at, quarter.astype(np.int32), measures.profile[measures.profile_ptr[measure[at]] + step]


def _crews_and_sites(layout: Layout, rows: _Rows, columns: _Columns, rest: Use) -> dict[str, int]:
    """within_crews and within_sites."""
    p = layout.problem
    at, quarter, part = _steps(layout, columns)
    measure = p.works.measure[layout.option_work[columns.option[at]]]
    slot = layout.place[columns.estate[columns.pair[at]]] * len(p.measures.trades) + p.measures.trade[measure]
    sizes = layout.crew_ptr[slot + 1] - layout.crew_ptr[slot]
    crew = layout.crew[ranges(layout.crew_ptr[slot], sizes)]
    again = np.repeat(np.arange(len(at)), sizes)
    entries = (
        (crew * p.quarters + quarter[again]).astype(np.int32),
        columns.column[at[again]],
        (columns.labour[at] * part)[again],
    )
    left = (p.crews.cap - rest.crew).ravel()
    heads: dict[str, int] = {RuleName.WITHIN_CREWS: rows.add(np.full(len(left), -INF), left, entries)}
    span = layout.span[columns.estate]
    y = np.repeat(np.arange(columns.y, dtype=np.int32), span)
    busy = ranges(columns.quarter, span)
    region = p.estates.region[columns.estate[y]]
    sizes = layout.site_ptr[region + 1] - layout.site_ptr[region]
    site = layout.site[ranges(layout.site_ptr[region], sizes)]
    again = np.repeat(np.arange(len(y)), sizes)
    left = (p.sites.cap - rest.site).ravel()
    entries = ((site * p.quarters + busy[again]).astype(np.int32), y[again], np.ones(len(again)))
    heads[RuleName.WITHIN_SITES] = rows.add(np.full(len(left), -INF), left, entries)
    return heads


def _targets(layout: Layout, rows: _Rows, columns: _Columns, rest: Use, first: int) -> int:
    """shortfalls: with them started units reach what is asked. No rule: what is missing costs points."""
    p = layout.problem
    region = p.estates.region[columns.estate]
    sizes = layout.target_ptr[region + 1] - layout.target_ptr[region]
    target = layout.target[ranges(layout.target_ptr[region], sizes)]
    y = np.repeat(np.arange(columns.y, dtype=np.int32), sizes)
    in_time = columns.quarter[y] // p.quarters_per_year <= p.targets.year[target]
    units = np.where(p.targets.households[target], p.estates.households[columns.estate[y]], 1.0)
    count = len(p.targets.region)
    every = np.arange(count, dtype=np.int32)
    return rows.add(
        p.targets.at_least - rest.started,
        np.full(count, INF),
        (target[in_time], y[in_time], units[in_time]),
        (every, every + first, np.ones(count)),
    )


def _moves(layout: Layout, rows: _Rows, columns: _Columns, free: Ints, rest_start: Ints) -> int:
    """stays_close: at most so many estates differ from the base plan."""
    moves = layout.problem.moves
    if moves is None:
        return rows.count
    held = np.ones(len(layout.place), bool)
    held[free] = False
    fixed = int((rest_start != moves.base)[held].sum()) + int((moves.base[free] != NONE).sum())
    base = moves.base[columns.estate]
    change = np.where(base == NONE, 1.0, np.where(base == columns.quarter, -1.0, 0.0))
    y = np.arange(columns.y, dtype=np.int32)
    return rows.add(np.array([-INF]), np.array([float(moves.limit - fixed)]), (np.zeros_like(y), y, change))


def _funds(
    layout: Layout, rows: _Rows, columns: _Columns, rest: Use, first: int, heads: dict[str, int]
) -> tuple[Ints, int]:
    """due_is_paid, within_share and within_appropriation, in the aggregate; returns the dues and the column count."""
    p, years = layout.problem, layout.problem.years
    at, quarter, part = _steps(layout, columns)
    estate = columns.estate[columns.pair[at]]
    measure = p.works.measure[layout.option_work[columns.option[at]]]
    slot = layout.profile_of[layout.place[estate], measure] * years + quarter // p.quarters_per_year
    heads[RuleName.DUE_IS_PAID], owed = rows.count, rest.due.ravel()
    live = np.zeros(len(owed), bool)
    live[slot] = True
    live |= owed > 0
    number = np.cumsum(live) - 1
    slots = np.flatnonzero(live).astype(np.int32)
    due = (first + number).astype(np.int32)
    every = np.arange(len(slots), dtype=np.int32)
    rows.add(
        owed[slots],
        owed[slots],
        (every, due[slots], np.ones(len(slots))),
        (number[slot].astype(np.int32), columns.column[at], -columns.money[at] * part),
    )
    profile, year = slots // years, slots % years
    sizes = layout.fund_ptr[profile + 1] - layout.fund_ptr[profile]
    pairs = ranges(layout.fund_ptr[profile], sizes)
    flow = (first + len(slots) + np.arange(len(pairs))).astype(np.int32)
    owner = np.repeat(every, sizes)
    nought = np.zeros(len(slots))
    rows.add(nought, nought, (owner, flow, np.ones(len(flow))), (every, due[slots], -np.ones(len(slots))))
    partial = layout.fund_share[pairs] < 1
    row = np.arange(int(partial.sum()), dtype=np.int32)
    rows.add(
        np.full(len(row), -INF),
        np.zeros(len(row)),
        (row, flow[partial], np.ones(len(row))),
        (row, due[slots[owner[partial]]], -layout.fund_share[pairs[partial]]),
    )
    heads[RuleName.WITHIN_APPROPRIATION] = _appropriations(layout, rows, flow, layout.fund[pairs], year[owner])
    return slots, int(first + len(slots) + len(pairs))


def _appropriations(layout: Layout, rows: _Rows, flow: Ints, fund: Ints, year: Ints) -> int:
    """within_appropriation: what funds pay by year, cumulative for a fund that carries over."""
    funds, years = layout.problem.funds, layout.problem.years
    cap = np.where(funds.carry[:, None], np.cumsum(funds.cap, axis=1), funds.cap).ravel()
    capped = np.isfinite(cap[fund * years])
    flow, fund, year = flow[capped], fund[capped], year[capped]
    sizes = np.where(funds.carry[fund], years - year, 1)
    again = np.repeat(np.arange(len(flow)), sizes)
    row = (fund[again] * years + ranges(year, sizes)).astype(np.int32)
    return rows.add(
        np.full(len(cap), -INF), np.where(np.isfinite(cap), cap, INF), (row, flow[again], np.ones(len(row)))
    )
