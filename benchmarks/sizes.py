"""From a thousand estates to a nation: how close to the bound, how long, in how much memory; and one worker or two."""

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import ours

NATION = 219_000
SIZES = ((1_000, 60.0), (5_000, 180.0), (NATION, 600.0))
GROWTH = ((1_000, 8.0), (5_000, 25.0), (20_000, 70.0))  # the nation's own run is the next one
CLUSTER = 5_000  # estates of the comparison of workers
ENOUGH = 0.05  # the gap that growth is measured at
HEAD = "| estates | seconds given | whole process | memory, GB | objective | bound | gap | ms an estate |\n"


def main(arguments: list[str] | None = None) -> None:
    """Print the tables of sizes, of growth and of the cluster."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--most", type=int, default=NATION, help="leave larger sizes out")
    said = cli.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    try:
        print(f"## Many estates\n\n{ours.machine('numpy', 'numba', 'polars', 'distributed')}\n")
        print(f"{HEAD}|---:|---:|---:|---:|---:|---:|---:|---:|")
        for estates, seconds in SIZES:
            if estates <= said.most:
                print(_row(estates, seconds, ours.planned(_problem(folder, estates), seconds)), flush=True)
        print(f"\n### Growth: short runs that end below a gap of {ENOUGH:.0%}\n")
        print(f"{HEAD}|---:|---:|---:|---:|---:|---:|---:|---:|")
        for estates, seconds in GROWTH:
            if estates <= said.most:
                print(_row(estates, seconds, ours.planned(_problem(folder, estates), seconds)), flush=True)
        _workers(_problem(folder, CLUSTER))
    finally:
        shutil.rmtree(folder)


def _problem(folder: Path, estates: int) -> Path:
    return ours.made(folder / str(estates), "--estates", str(estates), "--seed", "1")


def _row(estates: int, seconds: float, plan: dict[str, Any]) -> str:
    cells = (
        f"{estates:,}",
        f"{seconds:g}",
        f"{plan['wall']:.1f}",
        f"{plan['memory'] / 1e9:.2f}",
        f"{plan['objective']:,.0f}",
        f"{plan['upper_bound']:,.0f}",
        f"{plan['gap']:.2%}",
        f"{1000 * plan['wall'] / estates:.2f}",
    )
    return "| " + " | ".join(cells) + " |"


def _workers(problem: Path) -> None:
    """The same work (every shard visited twice) by one worker and by two: processes of this machine, then Dask's."""
    print(f"\n### One worker and two: {CLUSTER:,} estates, the same work\n")
    print("| workers | one | two | ratio | objective |\n|:--|---:|---:|---:|---:|")
    for name, options in (("processes", "--workers {}"), ("Dask", "--workers {0} --cluster local:{0}")):
        took, plans = [], []
        for workers in (1, 2):
            began = time.monotonic()
            plans.append(ours.planned(problem, 0, "--work", "2", *options.format(workers).split()))
            took.append(time.monotonic() - began)
        worth = {f"{plan['objective']:,.0f}" for plan in plans}
        print(f"| {name} | {took[0]:.1f} s | {took[1]:.1f} s | {took[0] / took[1]:.2f} | {' / '.join(sorted(worth))} |")


if __name__ == "__main__":
    main()
