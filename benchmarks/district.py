"""A district of 83 estates: our plan after half a minute against HiGHS on the whole model after two."""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import peers

HERE = Path(__file__).resolve().parent
SEEDS = (1, 2, 3, 4, 5)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--refresh", action="store_true", help="run the peers again instead of taking kept answers")
    cli.add_argument("--seconds", type=float, default=30.0)
    cli.add_argument("--peer-seconds", type=float, default=120.0)
    cli.add_argument("--seeds", type=int, nargs="*", default=list(SEEDS))
    said = cli.parse_args(arguments)
    print(f"## A district of 83 estates: Yipanqi {said.seconds:g} s, HiGHS {said.peer_seconds:g} s\n")
    names = ("highspy", "numpy", "numba", "polars")
    print(f"{peers.cpu()}; Python {sys.version.split()[0]}; {', '.join(f'{n} {version(n)}' for n in names)}\n")
    print("| seed | Yipanqi | bound | gap | seconds | HiGHS | its bound | its gap | better by |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for seed in said.seeds:
            problem = _made(Path(folder), seed)
            ours, theirs = _ours(problem, said.seconds), peers.highs(problem, said.peer_seconds, said.refresh)
            print(_row(seed, ours, theirs), flush=True)


def _made(folder: Path, seed: int) -> Path:
    problem = folder / f"seed-{seed}"
    command = [sys.executable, str(HERE / "make_problem.py"), str(problem), "--seed", str(seed)]
    subprocess.run(command, check=True, capture_output=True)
    return problem


def _ours(problem: Path, seconds: float) -> dict[str, Any]:
    """Our plan, in a process of its own, checked by the outside checker."""
    plan = problem.parent / f"{problem.name}-plan"
    command = [sys.executable, "-m", "yipanqi", "solve", str(problem), str(plan), "--seconds", str(seconds), "--force"]
    subprocess.run(command, check=True, capture_output=True)
    checker = [sys.executable, str(HERE.parent / "tests/check_plan.py"), str(problem), str(plan)]
    said: dict[str, Any] = json.loads(subprocess.run(checker, check=True, capture_output=True, text=True).stdout)
    return said


def _row(seed: int, ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    their_gap = (theirs["bound"] - theirs["objective"]) / abs(theirs["objective"])
    ahead = ours["objective"] / theirs["objective"] - 1
    cells = (
        seed,
        f"{ours['objective']:,.0f}",
        f"{ours['upper_bound']:,.0f}",
        f"{ours['gap']:.2%}",
        f"{ours['seconds']:.1f}",
        f"{theirs['objective']:,.0f}",
        f"{theirs['bound']:,.0f}",
        f"{their_gap:.2%}",
        f"{ahead:+.2%}",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
