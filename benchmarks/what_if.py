"""What if one cap changes: going on from the plan in force for a moment, against a new search of a minute."""

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import ours

from yipanqi.planner import Draft, Problem, Settings, Solution, read_problem, solve, write_solution
from yipanqi.planner.verify import verify

SEEDS = (1, 2, 3)
CHANGES = (0.8, 1.2)  # of the largest fund's money in the second year
COLD, WARM = 60.0, (2.0, 0.5)


def main() -> None:
    """Print the table."""
    print(f"## What if, on 83 estates: {COLD:g} s from nothing against going on for a moment\n")
    print(f"{ours.machine('numpy', 'numba', 'highspy')}\n")
    print("| seed | second year's money | 60 s from nothing | after 2 s | of it | after 0.5 s | of it |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    behind = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in SEEDS:
            plain = read_problem(ours.made(Path(folder) / str(seed), "--seed", str(seed)))
            force = _solved(plain, COLD, None, Path(folder))
            for change in CHANGES:
                changed = _changed(plain, change)
                cold = _solved(changed, COLD, None, Path(folder)).objective
                quick = [_solved(changed, seconds, force.draft, Path(folder)) for seconds in WARM]
                parts = [found.objective / cold for found in quick]
                behind.append(parts)
                cells = [f"{cold:,.0f}"]
                for found, part in zip(quick, parts, strict=True):
                    cells += [f"{found.objective:,.0f} ({found.seconds:.2f} s)", f"{part:.2%}"]
                print(f"| {seed} | × {change:g} | {' | '.join(cells)} |", flush=True)
    for at, seconds in enumerate(WARM):
        parts = [one[at] for one in behind]
        print(f"\nAfter {seconds:g} s: {min(parts):.2%} at the least, {statistics.median(parts):.2%} as a rule.")


def _changed(problem: Problem, times: float) -> Problem:
    """The same with one cap changed: the second year of the fund that has most."""
    cap = problem.funds.cap.copy()
    most = int(np.argmax(np.where(np.isfinite(cap[:, 1]), cap[:, 1], -1.0)))
    cap[most, 1] *= times
    return replace(problem, funds=replace(problem.funds, cap=cap))


def _solved(problem: Problem, seconds: float, warm: Draft | None, folder: Path) -> Solution:
    """The plan, judged by the verifier that reads it from its folder."""
    found = solve(problem, Settings(seconds=seconds), warm=warm)
    assert isinstance(found, Solution)
    write_solution(problem, found, folder / "plan")
    assert verify(problem, folder / "plan").passed
    return found


if __name__ == "__main__":
    main()
