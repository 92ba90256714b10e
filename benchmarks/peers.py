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


def cpu() -> str:
    """The processor's name and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name} × {os.cpu_count()}"


def highs(problem: Path, seconds: float, refresh: bool) -> dict[str, Any]:
    """HiGHS on the whole model with aggregated funding, defaults, all cores, cold: objective, bound, seconds."""
    facts = [digest(problem), seconds, cpu(), version("highspy"), digest_file(Path(__file__))]
    name = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
    kept = CACHE / f"highs-{name}.json"
    if refresh or not kept.exists():
        command = [sys.executable, __file__, str(problem), str(seconds)]
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


def main() -> None:
    """Be the peer: solve PROBLEM_DIR for SECONDS and print what came out."""
    import highspy
    import numpy as np

    from yipanqi.planner import read_problem
    from yipanqi.planner.layout import lay_out
    from yipanqi.planner.model import build
    from yipanqi.planner.problem import NONE
    from yipanqi.planner.solver import load

    layout = lay_out(read_problem(Path(sys.argv[1])))
    every = np.arange(len(layout.place), dtype=np.int32)
    model = build(layout, every, np.full(len(every), NONE, np.int32), np.full(len(layout.forced), NONE, np.int32))
    solver = load(model.linear, False, 0)
    for option, value in (("threads", 0), ("parallel", "choose"), ("mip_rel_gap", 1e-4), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    solver.setOptionValue("time_limit", float(sys.argv[2]))
    highspy.Highs.resetGlobalScheduler(True)
    solver.run()
    info = solver.getInfo()
    said = {"objective": info.objective_function_value, "bound": info.mip_dual_bound, "seconds": solver.getRunTime()}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
