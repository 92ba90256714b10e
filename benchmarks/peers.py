"""The whole model given to a general solver in a process of its own; answers are kept by instance and machine."""

import hashlib
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

CACHE = Path(__file__).resolve().parents[1] / ".bench"
PEERS = {"HiGHS": "highspy", "CP-SAT": "ortools"}  # each peer with the package it comes in
MONEY, POINTS = 1_000, 1_000  # CP-SAT's whole units in 10⁴ yuan and in a point
FINEST = 8  # decimals that a coefficient may have


def cpu() -> str:
    """The processor's name and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name} × {os.cpu_count()}"


def peer(name: str, problem: Path, seconds: float, refresh: bool = False) -> dict[str, Any]:
    """A peer on the whole model with aggregated funding, defaults, all cores, cold: objective, bound, seconds."""
    facts = [name, digest(problem), seconds, cpu(), version(PEERS[name]), digest_file(Path(__file__))]
    kept = CACHE / f"{name}-{hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]}.json"
    if refresh or not kept.exists():
        command = [sys.executable, __file__, name, str(problem), str(seconds)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        CACHE.mkdir(exist_ok=True)
        kept.write_text(said)
    answer: dict[str, Any] = json.loads(kept.read_text())
    return answer


def digest(problem: Path) -> str:
    """A fingerprint of a problem folder's content."""
    return "".join(digest_file(path) for path in sorted(problem.iterdir()))


def digest_file(path: Path) -> str:
    """A fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def whole_model(problem: Path) -> Any:
    """The mixed-integer model of all estates, funding aggregated by share profile."""
    import numpy as np

    from yipanqi.planner import read_problem
    from yipanqi.planner.draft import nothing
    from yipanqi.planner.layout import lay_out
    from yipanqi.planner.model import build

    layout = lay_out(read_problem(problem))
    every = np.arange(len(layout.place), dtype=np.int32)
    return build(layout, every, nothing(layout.problem))


def highs(problem: Path, seconds: float) -> dict[str, float]:
    """HiGHS with its defaults and all cores."""
    import highspy

    from yipanqi.planner.solver import load

    solver = load(whole_model(problem).linear, False, 0)
    for option, value in (("threads", 0), ("parallel", "choose"), ("mip_rel_gap", 1e-4), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", seconds)
    highspy.Highs.resetGlobalScheduler(True)
    solver.run()
    info = solver.getInfo()
    return {
        "objective": info.objective_function_value,
        "bound": info.mip_dual_bound,
        "seconds": solver.getRunTime(),
    }


def cp_sat(problem: Path, seconds: float) -> dict[str, float]:
    """CP-SAT with 8 workers: dues and flows in thousandths of 10⁴ yuan, exact; points rounded to thousandths."""
    import numpy as np
    from ortools.sat.python import cp_model

    model = whole_model(problem)
    linear = model.linear
    count = len(linear.cost)
    columns = np.arange(count)
    scale = np.where((columns >= model.due) & ~linear.whole, MONEY, 1)
    scale[linear.cost < 0] = 1  # what targets lack is counted in estates or households
    most = np.where(np.isfinite(linear.upper) & (linear.upper < 1e9), linear.upper * scale, 1e9)
    cp = cp_model.CpModel()
    variables = [
        cp.new_bool_var("") if linear.whole[c] else cp.new_int_var(int(np.ceil(linear.lower[c])), int(most[c]), "")
        for c in columns
    ]
    for row in range(len(linear.row_lower)):
        at = slice(linear.ptr[row], linear.ptr[row + 1])
        value = linear.value[at] / scale[linear.index[at]]
        factor = whole_factor(value)
        low, high = linear.row_lower[row] * factor, linear.row_upper[row] * factor
        left = cp_model.LinearExpr.weighted_sum(
            [variables[c] for c in linear.index[at]], [round(v * factor) for v in value]
        )
        inside = (-(2**60) if low < -1e17 else int(np.ceil(low - 1e-6)), 2**60 if high > 1e17 else int(high + 1e-6))
        cp.add_linear_constraint(left, *inside)
    points = [round(c * POINTS) for c in linear.cost]
    cp.maximize(cp_model.LinearExpr.weighted_sum(variables, points))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 8
    status = solver.solve(cp)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = np.array([solver.value(v) for v in variables]) / scale if found else np.zeros(count)
    rounding = 0.5 * int(linear.whole.sum()) / POINTS
    return {
        "objective": float(linear.cost @ value) if found else float("-inf"),
        "bound": solver.best_objective_bound / POINTS + rounding,
        "seconds": solver.wall_time,
    }


def whole_factor(values: Any) -> int:
    """The least power of ten that makes all values whole."""
    import numpy as np

    for decimals in range(FINEST):
        if np.abs(values * 10**decimals - np.round(values * 10**decimals)).max(initial=0.0) < 1e-6:
            return int(10**decimals)
    return int(10**FINEST)


def main() -> None:
    """Be the peer NAME: solve PROBLEM_DIR for SECONDS and print what came out."""
    solve = {"HiGHS": highs, "CP-SAT": cp_sat}[sys.argv[1]]
    print(json.dumps(solve(Path(sys.argv[2]), float(sys.argv[3]))))


if __name__ == "__main__":
    main()
