"""The independent verifier: recomputes every rule, the objective and the bound from the problem's own columns.

It shares no code with the search: nothing here comes from the layout, the kernel or the model.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.claim import BoundBy, read_claim
from yipanqi.planner.claim import Claim as Claim
from yipanqi.planner.problem import MISSING, NONE, Flags, Floats, Ints, Problem
from yipanqi.planner.reading import read_problem
from yipanqi.planner.recheck import ancestors, dual_bound
from yipanqi.planner.sound import Probe

TOLERANCE = 1e-6  # of a cap, and of the objective
YUAN = 1e-4  # one yuan in 10⁴ yuan: what the sum of a work's payments may miss


class Misstatement(StrEnum):
    """What is wrong with what a plan says of itself; no rule is broken by it."""

    OBJECTIVE = "objective"
    GAP = "gap"
    BOUND_BELOW_OBJECTIVE = "bound_below_objective"
    BOUND_NOT_FROM_PRICES = "bound_not_from_prices"
    BOUND_WITHOUT_PRICES = "bound_without_prices"


@dataclass(frozen=True)
class PlanFault:
    """A rule that a plan breaks, or a misstatement: which, where, and by how much."""

    rule: RuleName | Misstatement
    where: str
    over: float = 0.0


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the verifier found."""

    faults: tuple[PlanFault, ...]
    objective: float
    bound: float | None  # recomputed from the prices alone, rounded outward; None without prices
    claimed: float | None = None  # the bound that the plan states
    bound_by: BoundBy = BoundBy.PRICES  # whose word that one is

    @property
    def passed(self) -> bool:
        """No rule is broken and every claim that can be recomputed is true."""
        return not self.faults

    @property
    def proven(self) -> bool:
        """Does the stated bound follow from the prices? A solver's own is nobody else's word."""
        return self.passed and self.claimed is not None and self.bound_by is BoundBy.PRICES


def judge(problem: Problem, claim: Claim) -> Verdict:
    """Recompute everything about a plan."""
    with np.errstate(over="ignore", invalid="ignore"):  # a sum that is no number keeps no limit
        faults = [*_starts(problem, claim), *_choices(problem, claim)]
        if faults:
            return Verdict(tuple(faults), float("nan"), None, claim.upper_bound, claim.bound_by)
        objective = _objective(problem, claim)
        faults += [*_payments(problem, claim), *_crews(problem, claim), *_sites(problem, claim)]
        bound = dual_bound(problem, claim.prices) if claim.prices is not None else None
        faults += [*_moves(problem, claim), *_statements(claim, objective, bound)]
    return Verdict(tuple(faults), objective, bound, claim.upper_bound, claim.bound_by)


def verify(problem: Problem, folder: Path) -> Verdict:
    """Judge the plan of a folder, its names included; `CannotReadClaim` names what is not of its form."""
    return judge(problem, read_claim(problem, folder))


def verify_folders(problem: Path, plan: Path, probe: Probe) -> Verdict:
    """Judge a plan by its problem, both folders from anybody: a file too damaged to be opened in this process is
    refused too, by `CannotReadProblem` or `CannotReadClaim`."""
    read = read_problem(problem, probe)
    return judge(read, read_claim(read, plan, probe))


def _statements(claim: Claim, objective: float, bound: float | None) -> list[PlanFault]:
    """What the plan says of itself, against what was recomputed; a figure that is no number agrees with nothing."""
    slack, said = TOLERANCE * max(1.0, abs(objective)), claim.upper_bound
    faults = []
    if not abs(objective - claim.objective) <= slack:
        faults.append(PlanFault(Misstatement.OBJECTIVE, "plan", claim.objective - objective))
    if claim.priced_bound is not None:
        faults += _priced(claim.priced_bound, bound, "priced_bound")
    if said is None:
        return faults
    if not said >= objective - slack:
        faults.append(PlanFault(Misstatement.BOUND_BELOW_OBJECTIVE, "plan", objective - said))
    if claim.gap is not None:
        gap = (said - claim.objective) / max(abs(claim.objective), 1e-9)
        if not abs(gap - claim.gap) <= TOLERANCE * max(1.0, abs(gap)):
            faults.append(PlanFault(Misstatement.GAP, "plan", claim.gap - gap))
    return faults + _priced(said, bound, "upper_bound") if claim.bound_by is BoundBy.PRICES else faults


def _priced(said: float, bound: float | None, key: str) -> list[PlanFault]:
    """What is wrong with a stated bound that is to follow from the prices."""
    if bound is None:
        return [PlanFault(Misstatement.BOUND_WITHOUT_PRICES, key)]
    if not (said >= bound - TOLERANCE * abs(bound) and np.isfinite(said)):
        return [PlanFault(Misstatement.BOUND_NOT_FROM_PRICES, key, bound - said)]
    return []


def _owner(problem: Problem) -> Ints:
    return np.repeat(np.arange(len(problem.estates.ids)), np.diff(problem.works.ptr))


def _work(problem: Problem, owner: Ints, work: int | np.signedinteger) -> str:
    """A work by its estate and measure."""
    return f"{problem.estates.ids[owner[work]]} {problem.measures.ids[problem.works.measure[work]]}"


def _quarter(problem: Problem, quarter: int) -> str:
    """A quarter as 2027Q1."""
    year, part = divmod(int(quarter), problem.quarters_per_year)
    return f"{problem.first_year + year}Q{part + 1}"


def _below(problem: Problem, own: Floats) -> Floats:
    """What regions hold together with all inside them, [R, …], from what each holds itself."""
    total = np.zeros_like(own)
    for line in ancestors(problem.regions.parent):
        np.add.at(total, line[line != NONE], own[line != NONE])
    return total


def _is_within(problem: Problem, region: Ints, seat: Ints) -> Flags:
    """Is each region the seat beside it, or inside it?"""
    inside = np.zeros(len(region), bool)
    for line in ancestors(problem.regions.parent):
        inside |= line[region] == seat
    return inside


def _starts(problem: Problem, claim: Claim) -> list[PlanFault]:
    estates, start = problem.estates, claim.draft.start
    on = start != NONE
    late = on & ((start < 0) | (start < estates.earliest) | (start > estates.latest))
    late |= on & (start + problem.spans() > problem.quarters)
    absent = estates.must & ~on
    return [PlanFault(RuleName.START_IN_WINDOW, estates.ids[e]) for e in np.flatnonzero(late)] + [
        PlanFault(RuleName.MUST_START, estates.ids[e]) for e in np.flatnonzero(absent)
    ]


def _choices(problem: Problem, claim: Claim) -> list[PlanFault]:
    works, owner, faults = problem.works, _owner(problem), []
    done, on = claim.draft.choice != NONE, claim.draft.start[owner] != NONE
    foreign = done & ((claim.draft.choice < works.option_ptr[:-1]) | (claim.draft.choice >= works.option_ptr[1:]))
    parent_done = np.where(works.parent >= 0, done[np.maximum(works.parent, 0)] if len(done) else done, True)
    checks = {
        RuleName.OFFERED_WORKS: foreign | (done & ~on),
        RuleName.REQUIRED_WORKS: on & works.required & ~done,
        RuleName.PREREQUISITES: done & (~parent_done | (works.parent == MISSING)),
    }
    for rule, bad in checks.items():
        for w in np.flatnonzero(bad):
            faults.append(PlanFault(rule, _work(problem, owner, w)))
    return faults


def _objective(problem: Problem, claim: Claim) -> float:
    owner, total = _owner(problem), 0.0
    done = np.flatnonzero(claim.draft.choice != NONE)
    quarter = claim.draft.start[owner[done]]
    total = float((problem.works.benefit[claim.draft.choice[done]] * problem.discount ** quarter.astype(float)).sum())
    targets, started = problem.targets, np.flatnonzero(claim.draft.start != NONE)
    own = np.zeros((len(problem.regions.ids), problem.years, 2))
    where = problem.estates.region[started], claim.draft.start[started] // problem.quarters_per_year
    np.add.at(own, where, np.stack([np.ones(len(started)), problem.estates.households[started]], axis=1))
    units = np.cumsum(_below(problem, own), axis=1)[targets.region, targets.year, targets.households.astype(int)]
    return total - float((targets.penalty * np.maximum(0.0, targets.at_least - units)).sum())


def _pieces(problem: Problem, claim: Claim) -> tuple[Ints, Ints, Floats]:
    """Each chosen work's steps: (work, quarter, part of the profile)."""
    owner, measures = _owner(problem), problem.measures
    works, quarters, parts = [], [], []
    for m in range(len(measures.ids)):
        done = np.flatnonzero((problem.works.measure == m) & (claim.draft.choice != NONE))
        for step, part in enumerate(measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]):
            works.append(done)
            quarters.append(claim.draft.start[owner[done]] + measures.offset[m] + step)
            parts.append(np.full(len(done), part))
    if not works:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    return np.concatenate(works), np.concatenate(quarters), np.concatenate(parts)


def _payments(problem: Problem, claim: Claim) -> list[PlanFault]:
    money, funds, years, owner = claim.payments, problem.funds, problem.years, _owner(problem)
    work, quarter, part = _pieces(problem, claim)
    due = np.zeros((len(problem.works.measure), years))
    np.add.at(due, (work, quarter // problem.quarters_per_year), part * problem.works.cost[claim.draft.choice[work]])
    paid = np.zeros_like(due)
    np.add.at(paid, (money.work, money.year), money.amount)
    faults = []
    for w, y in zip(*np.nonzero(~(np.abs(due - paid) <= YUAN + TOLERANCE * due)), strict=True):
        where = f"{_work(problem, owner, w)} {problem.first_year + y}"
        faults.append(PlanFault(RuleName.DUE_IS_PAID, where, float(paid[w, y] - due[w, y])))
    share = funds.share[money.fund, problem.works.measure[money.work]]
    limit = share * due[money.work, money.year] * (1 + TOLERANCE) + np.where(share > 0, YUAN, 0)
    inside = _is_within(problem, problem.estates.region[owner[money.work]], funds.region[money.fund])
    bad = {
        RuleName.DUE_IS_PAID: ~(money.amount >= -TOLERANCE),  # less than nothing pays no due
        RuleName.WITHIN_SHARE: ~(money.amount <= limit),
        RuleName.FUND_REGION: (money.amount > 0) & ~inside,
    }
    for rule, rows in bad.items():
        for i in np.flatnonzero(rows):
            payer, year = funds.ids[money.fund[i]], problem.first_year + money.year[i]
            faults.append(PlanFault(rule, f"{payer} {_work(problem, owner, money.work[i])} {year}"))
    return faults + _appropriations(problem, claim)


def _appropriations(problem: Problem, claim: Claim) -> list[PlanFault]:
    """Spending within caps; where money is committed, what the decisions leave must still pay it."""
    funds = problem.funds
    spent = np.zeros(funds.cap.shape)
    np.add.at(spent, (claim.payments.fund, claim.payments.year), claim.payments.amount)
    left = funds.cap - spent
    faults = []
    for f in range(len(funds.ids)):
        over = -np.cumsum(left[f]) if funds.carry[f] else -left[f]
        for y in np.flatnonzero(np.isfinite(funds.cap[f]) & ~(over <= TOLERANCE * np.maximum(funds.cap[f], 1.0))):
            faults.append(
                PlanFault(RuleName.WITHIN_APPROPRIATION, f"{funds.ids[f]} {problem.first_year + y}", float(over[y]))
            )
    if len(problem.committed.amount) and not faults and not _committed_payable(problem, left):
        faults.append(PlanFault(RuleName.COMMITTED_IS_PAID, "committed"))
    return faults


def _committed_payable(problem: Problem, left: Floats) -> bool:
    """Can the money that is left pay all committed dues? Augmenting paths, no solver."""
    money, funds, years = problem.committed, problem.funds, problem.years
    dues = [(int(m), int(y), float(a)) for m, y, a in zip(money.measure, money.year, money.amount, strict=True)]
    count = len(dues)
    inside = np.array([_is_within(problem, money.region, np.full(count, seat)) for seat in funds.region])
    grants = [(f, y) for f in range(len(funds.ids)) for y in range(years)]
    source, sink = count + 2 * len(grants), count + 2 * len(grants) + 1
    graph: list[dict[int, float]] = [{} for _ in range(sink + 1)]
    for i, (m, y, amount) in enumerate(dues):
        graph[source][i] = amount
        for f in range(len(funds.ids)):
            if inside[f, i] and funds.share[f, m] > 0:
                graph[i][count + f * years + y] = funds.share[f, m] * amount
    total = sum(d[2] for d in dues)
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


def _crews(problem: Problem, claim: Claim) -> list[PlanFault]:
    work, quarter, part = _pieces(problem, claim)
    region = problem.estates.region[_owner(problem)[work]]
    trade = problem.measures.trade[problem.works.measure[work]]
    load = part * problem.works.load[claim.draft.choice[work]]
    own = np.zeros((len(problem.regions.ids), len(problem.measures.trades), problem.quarters))
    np.add.at(own, (region, trade, quarter), load)
    crews = problem.crews
    over = _below(problem, own)[crews.region, crews.trade] - crews.cap
    faults = []
    for row, q in zip(*np.nonzero(~(over <= TOLERANCE * crews.cap + TOLERANCE)), strict=True):
        name = f"{problem.regions.ids[crews.region[row]]} {problem.measures.trades[crews.trade[row]]}"
        faults.append(PlanFault(RuleName.WITHIN_CREWS, f"{name} {_quarter(problem, q)}", float(over[row, q])))
    return faults


def _sites(problem: Problem, claim: Claim) -> list[PlanFault]:
    on = np.flatnonzero(claim.draft.start != NONE)
    own = np.zeros((len(problem.regions.ids), problem.quarters + 1))
    np.add.at(own, (problem.estates.region[on], claim.draft.start[on]), 1.0)
    np.add.at(own, (problem.estates.region[on], claim.draft.start[on] + problem.spans()[on]), -1.0)
    busy = np.cumsum(_below(problem, own), axis=1)[:, :-1]
    over = busy[problem.sites.region] - problem.sites.cap
    rows = zip(*np.nonzero(~(over <= 0)), strict=True)
    names = problem.regions.ids
    return [
        PlanFault(RuleName.WITHIN_SITES, f"{names[problem.sites.region[r]]} {_quarter(problem, q)}", float(over[r, q]))
        for r, q in rows
    ]


def _moves(problem: Problem, claim: Claim) -> list[PlanFault]:
    if problem.moves is None:
        return []
    over = int((claim.draft.start != problem.moves.base).sum()) - problem.moves.limit
    return [PlanFault(RuleName.STAYS_CLOSE, "plan", over)] if over > 0 else []
