"""Twelve random districts of 13 to 60 estates: our plan after ten seconds against HiGHS and CP-SAT after sixty."""

import argparse
import statistics
import tempfile
from pathlib import Path

import ours
import peers
import small

COUNT, SEED, LEAST, MOST = 12, 60, 13, 60


def main(arguments: list[str] | None = None) -> None:
    """Print a row for each district, and what they come to."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--seconds", type=float, default=10.0)
    cli.add_argument("--peer-seconds", type=float, default=60.0)
    cli.add_argument("--count", type=int, default=COUNT)
    cli.add_argument("--seed", type=int, default=SEED)
    cli.add_argument("--after", type=int, default=0, help="leave so many of them out: they were run before")
    said = cli.parse_args(arguments)
    print(
        f"## {said.count} districts of {LEAST} to {MOST} estates: "
        f"Yipanqi {said.seconds:g} s, HiGHS and CP-SAT (8 workers) {said.peer_seconds:g} s\n"
    )
    print(f"{ours.machine('highspy', 'ortools', 'numpy', 'numba')}\n")
    print(
        "| options | HiGHS | CP-SAT | ours | ahead of the better | told gap | by | gap by prices | seconds |\n"
        "|:--|---:|---:|---:|---:|---:|:--|---:|---:|"
    )
    ahead, gaps = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, options in enumerate(small.instances(said.count, said.seed, LEAST, MOST)):
            if number < said.after:
                continue
            problem = ours.made(Path(folder) / f"{number:02d}", *options)
            rivals = [peers.peer(name, problem, said.peer_seconds)["objective"] for name in peers.PEERS]
            plan = ours.planned(problem, said.seconds)
            size = max(abs(max(rivals)), 1.0)
            ahead.append((plan["objective"] - max(rivals)) / size)
            gaps.append(plan["gap"])
            cells = (
                " ".join(options), *(f"{rival:,.1f}" for rival in rivals),
                f"{plan['objective']:,.1f}", f"{ahead[-1]:+.3%}",
                f"{plan['gap']:.2%}", plan["upper_bound_by"], f"{small.priced_gap(plan):.2%}", f"{plan['wall']:.1f}",
            )  # fmt: skip
            print("| " + " | ".join(cells) + " |", flush=True)
    level = sum(lead >= -1e-6 for lead in ahead)
    print(f"\nAhead of the better peer, or level with it, on {level} of {len(ahead)};")
    print(f"told gap: median {statistics.median(gaps):.2%}, largest {max(gaps):.2%}.")


if __name__ == "__main__":
    main()
