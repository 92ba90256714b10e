"""How safe withheld counts are, and how much is withheld, on 1,000 random surveys.

    python benchmarks/small_counts.py [--surveys 1000] [--seed 1]

Half of the surveys are one table over two or three levels, a quarter two months that run on, a quarter two months with
their sum. A linear program that shares no code with what is measured says between which values each withheld count
lies. Prints Markdown, and JSON into .bench/results."""

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from domain.disclosure.counts_lp import a_survey, rooms, values_left  # noqa: E402

from yipanqi.domain.disclosure.small_counts import SMALL, Protected, Times, protected  # noqa: E402

BENCH = HERE.parent / ".bench"
KINDS = {
    "one table": ({}, Times.APART),
    "one table, again": ({}, Times.APART),
    "two months that run on": ({"times": 2, "running": True}, Times.RUNNING),
    "two months and their sum": ({"times": 2, "apart_sum": True}, Times.APART),
}


@dataclass
class Measured:
    """What was found of one kind of surveys."""

    surveys: int = 0
    cells: int = 0
    primary: int = 0
    withheld: int = 0
    pinned: int = 0
    seconds: float = 0.0
    slowest: float = 0.0


def measure(seed: int, kind: str, into: Measured) -> None:
    """Protects one survey and asks the referee."""
    more, times = KINDS[kind]
    tables = a_survey(random.Random(seed), **more)
    began = time.process_time()
    done = protected(tables, times)
    took = time.process_time() - began
    into.surveys += 1
    into.cells += told(done)
    into.primary += len(done.primary)
    into.withheld += len(done.withheld)
    into.seconds += took
    into.slowest = max(into.slowest, took)
    into.pinned += sum(values_left(low, high) < SMALL for _, low, high in rooms(done, times)) + len(done.pinned)


def told(done: Protected) -> int:
    """The cells that have a row."""
    rows = {(table.time, place) for table in done.tables for place in table.above if place not in table.untold}
    return sum(key[:2] in rows for key in done.values)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--surveys", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    kinds = list(KINDS)
    found = {kind: Measured() for kind in kinds}
    for number in range(options.surveys):
        kind = kinds[number % len(kinds)]
        measure(options.seed * 1_000_000 + number, kind, found[kind])
    found = joined(found)
    print("| surveys | | cells | small | withheld | pinned to fewer than 5 values | CPU s | slowest |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, it in found.items():
        share = f"{it.withheld} ({it.withheld / it.cells:.1%})"
        print(
            f"| {kind} | {it.surveys} | {it.cells} | {it.primary} | {share} | **{it.pinned}** | {it.seconds:.1f}"
            f" | {it.slowest:.2f} |"
        )
    (BENCH / "results").mkdir(parents=True, exist_ok=True)
    told_as = {kind: vars(it) for kind, it in found.items()}
    (BENCH / "results/small_counts.json").write_text(json.dumps(told_as, indent=1), encoding="utf-8")
    if any(it.pinned for it in found.values()):
        sys.exit("withheld counts can be pinned")


def joined(found: dict[str, Measured]) -> dict[str, Measured]:
    """The two kinds of one table as one."""
    one, again = found["one table"], found.pop("one table, again")
    for name in ("surveys", "cells", "primary", "withheld", "pinned", "seconds"):
        setattr(one, name, getattr(one, name) + getattr(again, name))
    one.slowest = max(one.slowest, again.slowest)
    return found


if __name__ == "__main__":
    main()
