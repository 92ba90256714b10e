"""The one door to HiGHS: a linear or mixed-integer model as arrays, solved within deterministic limits."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from yipanqi.planner.problem import Flags, Floats, Ints

INF = highspy.kHighsInf
ENDLESS = 2**31 - 1
SMALL = 1e-12  # an entry that is nothing


@dataclass(frozen=True, eq=False)
class Linear:
    """Maximise cost·x, row_lower ≤ A x ≤ row_upper, 0 ≤ x ≤ upper, some columns whole; A by rows."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Flags
    row_lower: Floats
    row_upper: Floats
    ptr: Ints
    index: Ints
    value: Floats


@dataclass(frozen=True, eq=False)
class Row:
    """lower ≤ Σ value·x[index] ≤ upper, the columns in order, none with nothing."""

    index: Ints
    value: Floats
    lower: float
    upper: float


def row_of(values: Floats, lower: float, upper: float) -> Row:
    """The row of a value for each column."""
    index = np.flatnonzero(np.abs(values) > SMALL).astype(np.int32)
    return Row(index, values[index], lower, upper)


@dataclass(frozen=True)
class SolverLimits:
    """When to stop: looks and nodes give the same answer on every machine, a deadline does not."""

    looks: int = ENDLESS  # the solver asks at fixed places of its search whether to go on
    nodes: int = ENDLESS
    gap: float = 1e-6
    stop: Callable[[], bool] | None = None
    seconds: float = INF  # heeded also where the solver does not ask
    plain: bool = False  # neither restarts nor symmetry: in small models they cost more than they bring
    proof: bool = (
        False  # the answer is a claim: the model is scaled, since sums of large figures may mislead the solver
    )
    prove: bool = False  # no looking for better plans, which others do: all the time is for the bound


@dataclass(frozen=True, eq=False)
class Answered:
    """What the solver found."""

    status: str  # "optimal", "limit", "stopped", "infeasible", "failed"
    value: Floats | None
    dual: Floats | None  # row duals of a linear model
    objective: float
    bound: float
    iterations: int


def gather(rows: Ints, columns: Ints, values: Floats, row_count: int) -> tuple[Ints, Ints, Floats]:
    """Row-wise matrix (ptr, index, value) from triplets; entries of one place add up."""
    width = int(columns.max(initial=0)) + 1
    key = rows.astype(np.int64) * width + columns
    order = np.argsort(key, kind="stable")
    key, values = key[order], values[order]
    heads = np.flatnonzero(np.diff(key, prepend=-1))
    summed = np.add.reduceat(values, heads) if len(heads) else values
    keep = np.abs(summed) > SMALL
    key, summed = key[heads][keep], summed[keep]
    ptr = np.searchsorted(key // width, np.arange(row_count + 1)) if len(key) else np.zeros(row_count + 1)
    return ptr.astype(np.int32), (key % width).astype(np.int32), summed


def with_rows(model: Linear, rows: list[Row]) -> Linear:
    """The model with more rows."""
    ends = model.ptr[-1] + np.cumsum([len(row.index) for row in rows])
    return replace(
        model,
        row_lower=np.append(model.row_lower, [row.lower for row in rows]),
        row_upper=np.append(model.row_upper, [row.upper for row in rows]),
        ptr=np.append(model.ptr, ends).astype(np.int32),
        index=np.concatenate([model.index, *(row.index for row in rows)]).astype(np.int32),
        value=np.concatenate([model.value, *(row.value for row in rows)]),
    )


def cut_off(
    model: Linear, broken: Callable[[Floats], Row | None], most: int, seconds: float = INF
) -> tuple[Linear, bool]:
    """The model with the rows that its relaxation breaks, named one after the other, so many at the most; does the
    relaxation break none any more?"""
    highs, rows = load(model, relax=True, seed=0), list[Row]()
    highs.setOptionValue("time_limit", seconds)
    for _ in range(most):
        highs.run()
        found = _answer(highs, stopped=False, linear=True)
        if found.value is None or found.status != "optimal":
            break
        if (row := broken(found.value)) is None:
            return with_rows(model, rows), True
        rows.append(row)
        highs.addRow(row.lower, row.upper, len(row.index), row.index, row.value)
    return with_rows(model, rows), False


def run(
    model: Linear, limits: SolverLimits, *, hint: Floats | None = None, relax: bool = False, seed: int = 0
) -> Answered:
    """Solve a model on one thread."""
    if limits.proof:
        return _proven(model, limits, hint, relax, seed)
    highs = load(model, relax, seed)
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_max_nodes", limits.nodes)
    highs.setOptionValue("time_limit", limits.seconds)
    if limits.plain:
        highs.setOptionValue("mip_allow_restart", False)
        highs.setOptionValue("mip_detect_symmetry", False)
    if limits.prove:
        highs.setOptionValue("mip_heuristic_effort", 0.0)
        for heuristic in ("rens", "rins", "root_reduced_cost", "feasibility_jump"):
            highs.setOptionValue(f"mip_heuristic_run_{heuristic}", False)
    if hint is not None:
        known = highspy.HighsSolution()
        known.col_value = completed(model, hint)
        highs.setSolution(known)
    stopped = _watch(highs, limits)
    highs.run()
    return _answer(highs, bool(stopped), relax or not model.whole.any())


def _proven(model: Linear, limits: SolverLimits, hint: Floats | None, relax: bool, seed: int) -> Answered:
    """Solve a model whose rows and objective have figures of size one, its money counted in the largest sum."""
    entry = np.repeat(np.arange(len(model.row_lower)), np.diff(model.ptr))
    column = np.where(model.whole, 1.0, max(1.0, float(np.abs(model.value).max(initial=0.0))))
    value = model.value * column[model.index]
    row = np.zeros(len(model.row_lower))
    np.maximum.at(row, entry, np.abs(value))
    row[row == 0] = 1.0
    points = max(float(np.abs(model.cost).max(initial=0.0)), 1e-9)
    scaled = replace(
        model,
        cost=model.cost * column / points,
        lower=model.lower / column,
        upper=model.upper / column,
        value=value / row[entry],
        row_lower=model.row_lower / row,
        row_upper=model.row_upper / row,
    )
    start = None if hint is None else hint / column
    found = run(scaled, replace(limits, proof=False), hint=start, relax=relax, seed=seed)
    answer = None if found.value is None else found.value * column
    return replace(found, value=answer, objective=found.objective * points, bound=found.bound * points, dual=None)


def completed(model: Linear, hint: Floats) -> Floats:
    """A hint with its unknown columns, which are nan, at their best beside the known ones; zero if nothing fits."""
    known = ~np.isnan(hint)
    if known.all():
        return hint
    held = replace(model, lower=np.where(known, hint, model.lower), upper=np.where(known, hint, model.upper))
    highs = load(held, relax=True, seed=0)
    highs.run()
    found = _answer(highs, stopped=False, linear=True).value
    return np.where(known, hint, 0.0) if found is None else found


def load(model: Linear, relax: bool, seed: int) -> highspy.Highs:
    """A solver that holds a model, on one thread; its integrality is left out where `relax`."""
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("random_seed", seed % 2**31)
    kinds = np.where(model.whole, 0 if relax else 1, 0).astype(np.int32)
    status = highs.passModel(
        len(model.cost), len(model.row_lower), len(model.index), 0,
        int(highspy.MatrixFormat.kRowwise), 0, int(highspy.ObjSense.kMaximize), 0.0,
        model.cost, model.lower, model.upper, model.row_lower, model.row_upper,
        model.ptr, model.index, model.value, np.zeros(1, np.int32), np.zeros(1, np.int32), np.zeros(1), kinds,
    )  # fmt: skip
    if status == highspy.HighsStatus.kError:
        raise ValueError("the solver refused the model")
    return highs


def _watch(highs: highspy.Highs, limits: SolverLimits) -> list[bool]:
    """Interrupt at the limits; the list is filled when the caller's own stop was the cause."""
    stopped: list[bool] = []
    looks = 0

    def look(_kind, _message, _said, answer, _data):  # type: ignore[no-untyped-def]
        nonlocal looks
        looks += 1
        if limits.stop is not None and limits.stop():
            stopped.append(True)
            answer.user_interrupt = True
        elif looks > limits.looks:
            answer.user_interrupt = True

    if limits.stop is None and limits.looks >= ENDLESS:
        return stopped
    highs.setCallback(look, None)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)
    return stopped


def _answer(highs: highspy.Highs, stopped: bool, linear: bool) -> Answered:
    status, info = highs.getModelStatus(), highs.getInfo()
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        word = "infeasible"
    elif status in (kinds.kOptimal, kinds.kModelEmpty):
        word = "optimal"
    else:
        word = "stopped" if stopped else "limit"
    found = info.primal_solution_status == 2 or status == kinds.kModelEmpty
    solution = highs.getSolution()
    return Answered(
        status=word,
        value=np.array(solution.col_value) if found else None,
        dual=np.array(solution.row_dual) if linear and word == "optimal" else None,
        objective=float(info.objective_function_value),
        bound=float(info.objective_function_value if linear else info.mip_dual_bound),
        iterations=int(info.simplex_iteration_count),
    )
