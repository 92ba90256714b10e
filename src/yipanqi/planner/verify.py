"""The independent verifier: recomputes every rule, the objective and the bound from the problem's own columns.

It shares no code with the search: nothing here comes from the layout, the kernel or the model.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from yipanqi.planner.funding import Payments
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import MISSING, NONE, Flags, Floats, Ints, Problem
from yipanqi.planner.recheck import dual_bound

TOLERANCE = 1e-6  # of a cap, and of the objective
YUAN = 1e-4  # one yuan in 10⁴ yuan: what the sum of a work's payments may miss


@dataclass(frozen=True)
class Fault:
    """A rule that a plan breaks: the rule, where, and by how much."""

    rule: str
    where: str
    over: float = 0.0


@dataclass(frozen=True, eq=False)
class Claim:
    """A plan in columns, as its author states it."""

    start: Ints
    choice: Ints
    payments: Payments
    objective: float
    upper_bound: float | None
    prices: Prices | None


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the verifier found."""

    faults: tuple[Fault, ...]
    objective: float
    bound: float | None  # recomputed from the prices alone, rounded outward; None without prices

    @property
    def passed(self) -> bool:
        """No rule is broken and every claim is true."""
        return not self.faults


def judge(problem: Problem, claim: Claim) -> Verdict:
    """Recompute everything about a plan."""
    faults = [*_starts(problem, claim), *_choices(problem, claim)]
    if faults:
        return Verdict(tuple(faults), float("nan"), None)
    objective = _objective(problem, claim)
    faults += [*_payments(problem, claim), *_crews(problem, claim), *_sites(problem, claim), *_moves(problem, claim)]
    bound = dual_bound(problem, claim.prices) if claim.prices is not None else None
    if abs(objective - claim.objective) > TOLERANCE * max(1.0, abs(objective)):
        faults.append(Fault("objective", "plan", claim.objective - objective))
    if claim.upper_bound is not None:
        slack = TOLERANCE * max(1.0, abs(objective))
        if claim.upper_bound < objective - slack:
            faults.append(Fault("bound_below_objective", "plan", objective - claim.upper_bound))
        if bound is not None and claim.upper_bound < bound - TOLERANCE * abs(bound):
            faults.append(Fault("bound_not_from_prices", "plan", bound - claim.upper_bound))
    return Verdict(tuple(faults), objective, bound)


def verify(problem: Problem, folder: Path) -> Verdict:
    """Judge the plan of a folder, its names included."""
    faults: list[Fault] = []
    claim = _read(problem, folder, faults)
    verdict = judge(problem, claim)
    return replace(verdict, faults=(*faults, *verdict.faults))


def _owner(problem: Problem) -> Ints:
    return np.repeat(np.arange(len(problem.estates.ids)), np.diff(problem.works.ptr))


def _within(problem: Problem, region: int) -> Flags:
    """Which regions are `region` or lie inside it."""
    inside = np.zeros(len(problem.regions.ids), bool)
    inside[region] = True
    for r, parent in enumerate(problem.regions.parent):
        inside[r] |= parent != NONE and inside[parent]
    return inside


def _starts(problem: Problem, claim: Claim) -> list[Fault]:
    estates, start = problem.estates, claim.start
    on = start != NONE
    late = on & ((start < 0) | (start < estates.earliest) | (start > estates.latest))
    late |= on & (start + problem.spans() > problem.quarters)
    absent = estates.must & ~on
    return [Fault("outside_window", estates.ids[e]) for e in np.flatnonzero(late)] + [
        Fault("must_not_started", estates.ids[e]) for e in np.flatnonzero(absent)
    ]


def _choices(problem: Problem, claim: Claim) -> list[Fault]:
    works, owner, faults = problem.works, _owner(problem), []
    done, on = claim.choice != NONE, claim.start[owner] != NONE
    foreign = done & ((claim.choice < works.option_ptr[:-1]) | (claim.choice >= works.option_ptr[1:]))
    parent_done = np.where(works.parent >= 0, done[np.maximum(works.parent, 0)] if len(done) else done, True)
    checks = {
        "option_of_another_work": foreign,
        "work_without_start": done & ~on,
        "required_work_missing": on & works.required & ~done,
        "prerequisite_missing": done & (~parent_done | (works.parent == MISSING)),
    }
    for rule, bad in checks.items():
        for w in np.flatnonzero(bad):
            faults.append(Fault(rule, f"{problem.estates.ids[owner[w]]} {problem.measures.ids[works.measure[w]]}"))
    return faults


def _objective(problem: Problem, claim: Claim) -> float:
    owner, total = _owner(problem), 0.0
    done = np.flatnonzero(claim.choice != NONE)
    quarter = claim.start[owner[done]]
    total = float((problem.works.benefit[claim.choice[done]] * problem.discount ** quarter.astype(float)).sum())
    for g in range(len(problem.targets.region)):
        inside = _within(problem, problem.targets.region[g])[problem.estates.region] & (claim.start != NONE)
        inside &= claim.start // problem.quarters_per_year <= problem.targets.year[g]
        units = problem.estates.households[inside].sum() if problem.targets.households[g] else inside.sum()
        total -= float(problem.targets.penalty[g] * max(0.0, problem.targets.at_least[g] - units))
    return total


def _pieces(problem: Problem, claim: Claim) -> tuple[Ints, Ints, Floats]:
    """Each chosen work's steps: (work, quarter, part of the profile)."""
    owner, measures = _owner(problem), problem.measures
    works, quarters, parts = [], [], []
    for m in range(len(measures.ids)):
        done = np.flatnonzero((problem.works.measure == m) & (claim.choice != NONE))
        for step, part in enumerate(measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]):
            works.append(done)
            quarters.append(claim.start[owner[done]] + measures.offset[m] + step)
            parts.append(np.full(len(done), part))
    if not works:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    return np.concatenate(works), np.concatenate(quarters), np.concatenate(parts)


def _payments(problem: Problem, claim: Claim) -> list[Fault]:
    money, funds, years, owner = claim.payments, problem.funds, problem.years, _owner(problem)
    work, quarter, part = _pieces(problem, claim)
    due = np.zeros((len(problem.works.measure), years))
    np.add.at(due, (work, quarter // problem.quarters_per_year), part * problem.works.cost[claim.choice[work]])
    paid = np.zeros_like(due)
    np.add.at(paid, (money.work, money.year), money.amount)
    faults = []
    for w, y in zip(*np.nonzero(np.abs(due - paid) > YUAN + TOLERANCE * due), strict=True):
        faults.append(Fault("not_paid_in_full", f"{problem.estates.ids[owner[w]]} year {y}", paid[w, y] - due[w, y]))
    share = funds.share[money.fund, problem.works.measure[money.work]]
    limit = share * due[money.work, money.year] * (1 + TOLERANCE) + np.where(share > 0, YUAN, 0)
    inside = np.array([_within(problem, r) for r in funds.region]).reshape(len(funds.ids), -1)
    region = problem.estates.region[owner[money.work]]
    bad = {
        "negative_payment": money.amount < -TOLERANCE,
        "above_share": money.amount > limit,
        "outside_region": (money.amount > 0) & ~inside[money.fund, region],
    }
    for rule, rows in bad.items():
        for i in np.flatnonzero(rows):
            faults.append(Fault(rule, f"{funds.ids[money.fund[i]]} {problem.estates.ids[owner[money.work[i]]]}"))
    return faults + _appropriations(problem, claim, inside)


def _appropriations(problem: Problem, claim: Claim, inside: Flags) -> list[Fault]:
    """Spending within caps; where money is committed, what the decisions leave must still pay it."""
    funds = problem.funds
    spent = np.zeros(funds.cap.shape)
    np.add.at(spent, (claim.payments.fund, claim.payments.year), claim.payments.amount)
    left = funds.cap - spent
    faults = []
    for f in range(len(funds.ids)):
        over = -np.cumsum(left[f]) if funds.carry[f] else -left[f]
        room = np.maximum(np.cumsum(funds.cap[f]) if funds.carry[f] else funds.cap[f], 1.0)
        for y in np.flatnonzero(np.isfinite(room) & (over > TOLERANCE * np.maximum(funds.cap[f], 1.0))):
            faults.append(Fault("within_appropriation", f"{funds.ids[f]} year {y}", float(over[y])))
    if len(problem.committed.amount) and not faults and not _committed_payable(problem, left, inside):
        faults.append(Fault("committed_not_payable", "committed"))
    return faults


def _committed_payable(problem: Problem, left: Floats, inside: Flags) -> bool:
    """Can the money that is left pay all committed dues? Augmenting paths, no solver."""
    money, funds, years = problem.committed, problem.funds, problem.years
    dues = [
        (int(r), int(m), int(y), float(a))
        for r, m, y, a in zip(money.region, money.measure, money.year, money.amount, strict=True)
    ]
    count = len(dues)
    grants = [(f, y) for f in range(len(funds.ids)) for y in range(years)]
    source, sink = count + 2 * len(grants), count + 2 * len(grants) + 1
    graph: list[dict[int, float]] = [{} for _ in range(sink + 1)]
    for i, (r, m, y, amount) in enumerate(dues):
        graph[source][i] = amount
        for f in range(len(funds.ids)):
            if inside[f, r] and funds.share[f, m] > 0:
                graph[i][count + f * years + y] = funds.share[f, m] * amount
    total = sum(d[3] for d in dues)
    for f, y in grants:
        spend, grant = count + f * years + y, count + len(grants) + f * years + y
        for z in range(y + 1 if funds.carry[f] else 1):
            graph[spend][grant - (z if funds.carry[f] else 0)] = np.inf
        room = left[f, y] if np.isfinite(left[f, y]) else total
        graph[grant][sink] = max(0.0, float(room))
    return _flow(graph, source, sink) >= total - max(YUAN, TOLERANCE * total)


def _flow(graph: list[dict[int, float]], source: int, sink: int) -> float:
    """The largest flow, by shortest augmenting paths."""
    sent = 0.0
    while True:
        before, queue = {source: source}, [source]
        for node in queue:
            for after, room in graph[node].items():
                if room > 1e-9 and after not in before:
                    before[after] = node
                    queue.append(after)
        if sink not in before:
            return sent
        path, node = [], sink
        while node != source:
            path.append((before[node], node))
            node = before[node]
        step = min(graph[a][b] for a, b in path)
        for a, b in path:
            graph[a][b] -= step
            graph[b][a] = graph[b].get(a, 0.0) + step
        sent += step


def _crews(problem: Problem, claim: Claim) -> list[Fault]:
    work, quarter, part = _pieces(problem, claim)
    region = problem.estates.region[_owner(problem)[work]]
    trade = problem.measures.trade[problem.works.measure[work]]
    load = part * problem.works.load[claim.choice[work]]
    faults = []
    for row in range(len(problem.crews.region)):
        mine = _within(problem, problem.crews.region[row])[region] & (trade == problem.crews.trade[row])
        over = np.bincount(quarter[mine], load[mine], problem.quarters) - problem.crews.cap[row]
        name = f"{problem.regions.ids[problem.crews.region[row]]} {problem.measures.trades[problem.crews.trade[row]]}"
        for q in np.flatnonzero(over > TOLERANCE * problem.crews.cap[row] + TOLERANCE):
            faults.append(Fault("within_crew", f"{name} quarter {q}", float(over[q])))
    return faults


def _sites(problem: Problem, claim: Claim) -> list[Fault]:
    spans, faults = problem.spans(), []
    busy = np.zeros((len(problem.regions.ids), problem.quarters))
    for e in np.flatnonzero(claim.start != NONE):
        busy[problem.estates.region[e], claim.start[e] : claim.start[e] + spans[e]] += 1
    for row, region in enumerate(problem.sites.region):
        over = busy[_within(problem, region)].sum(axis=0) - problem.sites.cap[row]
        for q in np.flatnonzero(over > 0):
            faults.append(Fault("within_sites", f"{problem.regions.ids[region]} quarter {q}", float(over[q])))
    return faults


def _moves(problem: Problem, claim: Claim) -> list[Fault]:
    if problem.moves is None:
        return []
    over = int((claim.start != problem.moves.base).sum()) - problem.moves.limit
    return [Fault("stays_close", "plan", over)] if over > 0 else []


def _read(problem: Problem, folder: Path, faults: list[Fault]) -> Claim:
    """The plan's tables as columns; names that the problem does not know are faults."""
    said = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    works, owner = problem.works, _owner(problem)
    estate = {name: e for e, name in enumerate(problem.estates.ids)}
    measure = {name: m for m, name in enumerate(problem.measures.ids)}
    fund = {name: f for f, name in enumerate(problem.funds.ids)}
    work = {(int(owner[w]), int(works.measure[w])): w for w in range(len(works.measure))}
    start = np.full(len(estate), NONE, np.int32)
    for name, quarter in pl.read_parquet(folder / "starts.parquet").select("estate", "quarter").iter_rows():
        if name not in estate or start[estate[name]] != NONE:
            faults.append(Fault("unknown_or_second_start", str(name)))
        else:
            start[estate[name]] = quarter
    choice = np.full(len(works.measure), NONE, np.int32)
    options = {
        (w, int(works.option[o])): o
        for w in range(len(choice))
        for o in range(works.option_ptr[w], works.option_ptr[w + 1])
    }
    option_ids = {name: i for i, name in enumerate(works.option_ids)}
    for name, what, option in (
        pl.read_parquet(folder / "chosen.parquet").select("estate", "measure", "option").iter_rows()
    ):
        w = work.get((estate.get(name, NONE), measure.get(what, NONE)))
        o = options.get((NONE if w is None else w, option_ids.get(option, NONE)))
        if w is None or o is None or choice[w] != NONE:
            faults.append(Fault("unknown_or_second_choice", f"{name} {what} {option}"))
        else:
            choice[w] = o
    rows: list[tuple[int, int, int, float]] = []
    table = pl.read_parquet(folder / "funding.parquet").select("estate", "measure", "fund", "year", "amount")
    for name, what, payer, year, amount in table.iter_rows():
        w = work.get((estate.get(name, NONE), measure.get(what, NONE)))
        if w is None or payer not in fund or not 0 <= year < problem.years or not np.isfinite(amount):
            faults.append(Fault("unknown_payment", f"{name} {what} {payer} {year}"))
        else:
            rows.append((w, fund[payer], year, amount))
    if table.select("estate", "measure", "fund", "year").is_duplicated().any():
        faults.append(Fault("paid_twice", "funding.parquet"))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    paid_work, payer_row, paid_year = (np.array(c, np.int32) for c in columns[:3])
    payments = Payments(paid_work, payer_row, paid_year, np.array(columns[3], np.float64))
    bound = said.get("upper_bound")
    return Claim(start, choice, payments, float(said["objective"]), bound, read_prices(problem, folder))


def read_prices(problem: Problem, folder: Path) -> Prices | None:
    """The prices of a plan folder, None where it has none."""
    if not (folder / "prices.parquet").exists():
        return None
    table = pl.read_parquet(folder / "prices.parquet")
    shapes = {
        "fund": problem.funds.cap.shape,
        "crew": problem.crews.cap.shape,
        "site": problem.sites.cap.shape,
        "target": (len(problem.targets.region), 1),
        "moves": (1, 1),
    }
    values = {kind: np.zeros(shape) for kind, shape in shapes.items()}
    for kind, row, period, price in table.select("kind", "row", "period", "price").iter_rows():
        values[kind][row, period] = price
    return Prices(values["fund"], values["crew"], values["site"], values["target"][:, 0], float(values["moves"][0, 0]))
