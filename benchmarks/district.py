"""Ten districts of 83 estates: our plans after 3, 10 and 60 seconds against HiGHS and CP-SAT on the whole model."""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

import ours
import peers

INSTANCES = (
    ("seed 1", ["--seed", "1"]),
    ("seed 2", ["--seed", "2"]),
    ("seed 3", ["--seed", "3"]),
    ("tight 0.3", ["--tight", "0.3"]),
    ("tight 0.6", ["--tight", "0.6"]),
    ("crews 0.6", ["--crews", "0.6"]),
    ("crews 0.9", ["--crews", "0.9"]),
    ("correlated", ["--correlated"]),
    ("options 1", ["--options", "1"]),
    ("options 3", ["--options", "3"]),
)
SECONDS = (3.0, 10.0, 60.0)


def main(arguments: list[str] | None = None) -> None:
    """Print the table, and what it comes to."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--refresh", action="store_true", help="run the peers again instead of taking kept answers")
    cli.add_argument("--peer-seconds", type=float, default=120.0)
    cli.add_argument("--only", nargs="*", default=[name for name, _ in INSTANCES])
    said = cli.parse_args(arguments)
    named = ", ".join(f"{s:g} s" for s in SECONDS)
    print(f"## Ten districts of 83 estates: Yipanqi {named}; HiGHS and CP-SAT (8 workers) {said.peer_seconds:g} s\n")
    print(f"{ours.machine('highspy', 'ortools', 'numpy', 'numba')}\n")
    print(
        "| instance | HiGHS | CP-SAT | 3 s | 10 s | ahead of the better | 60 s | bound | gap | CP-SAT's gap |\n"
        "|:--|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    ahead, gaps = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, options in INSTANCES:
            if name not in said.only:
                continue
            problem = ours.made(Path(folder) / name.replace(" ", "-"), *options)
            rivals = [peers.peer(peer, problem, said.peer_seconds, said.refresh) for peer in peers.PEERS]
            plans = [ours.planned(problem, seconds) for seconds in SECONDS]
            better = max(rival["objective"] for rival in rivals)
            ahead.append([plan["objective"] / better - 1 for plan in plans])
            gaps.append(plans[-1]["gap"])
            print(_row(name, rivals, plans, ahead[-1][1]), flush=True)
    for at, seconds in enumerate(SECONDS):
        wins = sum(one[at] >= 0 for one in ahead)
        print(f"\nAfter {seconds:g} s ahead of the better peer on {wins} of {len(ahead)} instances.")
    print(f"\nProven gap after {SECONDS[-1]:g} s: median {statistics.median(gaps):.2%}, largest {max(gaps):.2%}.")


def _row(name: str, rivals: list[dict[str, Any]], plans: list[dict[str, Any]], ahead: float) -> str:
    highs, cp_sat = rivals
    three, ten, sixty = plans
    cells = (
        name,
        f"{highs['objective']:,.0f}",
        f"{cp_sat['objective']:,.0f}",
        f"{three['objective']:,.0f}",
        f"{ten['objective']:,.0f}",
        f"{ahead:+.2%}",
        f"{sixty['objective']:,.0f}",
        f"{sixty['upper_bound']:,.0f}",
        f"{sixty['gap']:.2%}",
        f"{(cp_sat['bound'] - cp_sat['objective']) / abs(cp_sat['objective']):.2%}",
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
