"""Forty random districts of 5 to 12 estates: our plan after a few seconds of one worker against the true optimum.

The truth is an exact model of its own, written from the problem's text: it shares no code with the planner.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import ours
import peers
import polars as pl

COUNT, SEED, LEAST, MOST = 40, 12, 5, 12
CLOSE = 1e-3  # of the optimum: what a plan may lack
PROVEN = 1e-5  # of the objective: the gap of a plan that counts as proven
LEVELS = {"--tight": (0.2, 0.3, 0.45, 0.7, 0.9), "--crews": (0.3, 0.5, 0.75, 1.0, 2.0, 3.0), "--options": (1, 2, 3)}
NOWHERE = float("-inf")


def instances(count: int = COUNT, seed: int = SEED, least: int = LEAST, most: int = MOST) -> list[list[str]]:
    """The options of `make_problem.py` for each district of so many estates."""
    chance, found = random.Random(seed), []
    for _ in range(count):
        options = ["--estates", str(chance.randint(least, most)), "--seed", str(chance.randrange(10_000))]
        for name, levels in LEVELS.items():
            options += [name, str(chance.choice(levels))]
        found.append(options + (["--correlated"] if chance.random() < 0.2 else []))
    return found


class Rows:
    """A mixed-integer model grown row by row."""

    def __init__(self) -> None:
        self.solver = highspy.Highs()
        self.solver.silent()
        self.points: list[float] = []

    def column(self, points: float, upper: float, whole: bool) -> int:
        """A new column from 0 to `upper`."""
        self.points.append(points)
        self.solver.addCol(points, 0.0, upper, 0, [], [])
        at = len(self.points) - 1
        if whole:
            self.solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        return at

    def row(self, low: float, terms: dict[int, float], high: float) -> None:
        """low ≤ Σ terms ≤ high."""
        self.solver.addRow(low, high, len(terms), np.array([*terms], np.int32), np.array([*terms.values()], float))


def truth(problem: Path, seconds: float) -> tuple[float, float]:
    """The best objective that an exact model finds in the time, and the bound that it proves; kept by instance."""
    kept = peers.CACHE / f"truth-{peers.digest(problem)}-{seconds:g}.json"
    if not kept.exists():
        model = whole(problem)
        for option, value in (
            ("mip_rel_gap", 1e-7),
            ("time_limit", seconds),
            ("threads", 1),
            ("mip_allow_restart", False),
        ):
            model.solver.setOptionValue(option, value)
        model.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        model.solver.run()
        info = model.solver.getInfo()
        found = info.primal_solution_status == 2
        peers.CACHE.mkdir(exist_ok=True)
        kept.write_text(json.dumps([info.objective_function_value if found else None, info.mip_dual_bound]))
    best, bound = json.loads(kept.read_text())
    return NOWHERE if best is None else best, bound


def whole(problem: Path) -> Rows:
    """The problem as its text tells it: a column for each start, for each option at each start, for each payment."""
    told = json.loads((problem / "programme.json").read_text())
    estates = pl.read_parquet(problem / "estates.parquet").to_dicts()
    works = pl.read_parquet(problem / "works.parquet").to_dicts()
    parent = {region["id"]: region["parent"] for region in told["regions"]}
    above: dict[str, set[str]] = {}
    for region in parent:
        at, above[region] = region, set()
        while at is not None:
            above[region].add(at)
            at = parent[at]
    model, measures = Rows(), {measure["id"]: measure for measure in told["measures"]}
    seats = {estate["id"]: above[estate["region"]] for estate in estates}
    listed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for work in works:
        listed[work["estate"]].append(work)
    starts = _starts(model, told, estates, listed, measures)
    done = _done(model, told, starts, listed)
    _money(model, told, done, seats, measures)
    _loads(model, told, done, seats, measures)
    _sites(model, told, starts, seats, listed, measures)
    _targets(model, told, starts, estates, seats)
    return model


Starts = dict[str, dict[int, int]]  # estate → quarter → column
Done = list[tuple[dict[str, Any], int, int]]  # work's option, quarter of its estate's start, column


def _ends(measure: dict[str, Any]) -> int:
    return int(measure["offset"]) + len(measure["profile"])


def _span(works: list[dict[str, Any]], measures: dict[str, Any]) -> int:
    return max((_ends(measures[work["measure"]]) for work in works), default=1)


def _starts(model: Rows, told: Any, estates: Any, listed: Any, measures: Any) -> Starts:
    found: Starts = {}
    for estate in estates:
        last = min(estate["latest"], told["quarters"] - _span(listed[estate["id"]], measures))
        quarters = range(max(0, estate["earliest"]), last + 1)
        found[estate["id"]] = {t: model.column(0.0, 1.0, True) for t in quarters}
        model.row(float(estate["must"]), dict.fromkeys(found[estate["id"]].values(), 1.0), 1.0)
    return found


def _done(model: Rows, told: Any, starts: Starts, listed: Any) -> Done:
    done: Done = []
    for estate, quarters in starts.items():
        for t, begun in quarters.items():
            options: dict[str, list[int]] = defaultdict(list)
            rules = {}
            for work in listed[estate]:
                column = model.column(work["benefit"] * told["discount"] ** t, 1.0, True)
                done.append((work, t, column))
                options[work["measure"]].append(column)
                rules[work["measure"]] = work["required"], work["requires"]
            for measure, (required, requires) in rules.items():
                own = dict.fromkeys(options[measure], 1.0)
                model.row(0.0 if required else NOWHERE, own | {begun: -1.0}, 0.0)
                if requires:
                    needed = dict.fromkeys(options.get(requires, ()), -1.0)
                    model.row(NOWHERE, own | needed, 0.0)
    return done


def _money(model: Rows, told: Any, done: Done, seats: Any, measures: Any) -> None:
    """Works that the same funds may pay in the same parts are paid together."""
    each = told["quarters_per_year"]
    due: dict[tuple[Any, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for work, t, column in done:
        payers = tuple(
            (number, fund["share"][work["measure"]])
            for number, fund in enumerate(told["funds"])
            if fund["region"] in seats[work["estate"]] and fund["share"].get(work["measure"], 0) > 0
        )
        measure = measures[work["measure"]]
        for step, part in enumerate(measure["profile"]):
            due[payers, (t + measure["offset"] + step) // each][column] += work["cost"] * part
    paid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (payers, year), owed in due.items():
        flows = {number: model.column(0.0, float("inf"), False) for number, _ in payers}
        minus = {column: -amount for column, amount in owed.items()}
        model.row(0.0, dict.fromkeys(flows.values(), 1.0) | minus, 0.0)
        for number, share in payers:
            paid[number, year].append(flows[number])
            model.row(NOWHERE, {flows[number]: 1.0} | {c: share * a for c, a in minus.items()}, 0.0)
    for number, fund in enumerate(told["funds"]):
        for year in range(len(fund["cap"] or ())):
            years = range(year + 1) if fund["carry"] else (year,)
            flows = [flow for y in years for flow in paid[number, y]]
            model.row(NOWHERE, dict.fromkeys(flows, 1.0), float(sum(fund["cap"][y] for y in years)))


def _loads(model: Rows, told: Any, done: Done, seats: Any, measures: Any) -> None:
    for crew in told["crews"]:
        used: list[dict[int, float]] = [defaultdict(float) for _ in crew["cap"]]
        for work, t, column in done:
            measure = measures[work["measure"]]
            if crew["region"] in seats[work["estate"]] and measure["trade"] == crew["trade"]:
                for step, part in enumerate(measure["profile"]):
                    used[t + measure["offset"] + step][column] += work["load"] * part
        for terms, cap in zip(used, crew["cap"], strict=True):
            model.row(NOWHERE, terms, cap)


def _sites(model: Rows, told: Any, starts: Starts, seats: Any, listed: Any, measures: Any) -> None:
    for site in told["sites"]:
        for quarter, cap in enumerate(site["cap"]):
            inside = {
                column: 1.0
                for estate, quarters in starts.items()
                if site["region"] in seats[estate]
                for t, column in quarters.items()
                if t <= quarter < t + _span(listed[estate], measures)
            }
            model.row(NOWHERE, inside, cap)


def _targets(model: Rows, told: Any, starts: Starts, estates: Any, seats: Any) -> None:
    for target in told["targets"]:
        terms = {model.column(-target["penalty"], float("inf"), False): 1.0}
        for estate in estates:
            if target["region"] in seats[estate["id"]]:
                unit = float(estate["households"]) if target["kind"] == "households" else 1.0
                for t, column in starts[estate["id"]].items():
                    if t // told["quarters_per_year"] <= target["year"]:
                        terms[column] = unit
        model.row(target["at_least"], terms, float("inf"))


def main(arguments: list[str] | None = None) -> None:
    """Print a row for each district, and what they come to."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--seconds", type=float, default=5.0)
    cli.add_argument("--truth-seconds", type=float, default=45.0, help="what the exact model may take for one")
    cli.add_argument("--count", type=int, default=COUNT)
    cli.add_argument("--seed", type=int, default=SEED)
    said = cli.parse_args(arguments)
    print(f"## {said.count} districts of 5 to 12 estates, {said.seconds:g} s, one worker\n")
    print(f"{ours.machine('highspy', 'numpy', 'numba')}\n")
    print(
        "| options | truth | ours | lacks | told gap | gap by prices | seconds |\n|:--|---:|---:|---:|---:|---:|---:|"
    )
    lacking, gaps = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, options in enumerate(instances(said.count, said.seed)):
            problem = ours.made(Path(folder) / f"{number:02d}", *options)
            best, bound = truth(problem, said.truth_seconds)
            plan = ours.planned(problem, said.seconds, "--workers", "1")
            lacking.append((max(best, plan["objective"]) - plan["objective"]) / max(abs(best), 1.0))
            gaps.append(plan["gap"])
            sure = "" if bound - best <= 1e-6 * abs(bound) else f" (≤ {bound:,.1f})"
            cells = (
                " ".join(options), f"{best:,.1f}{sure}", f"{plan['objective']:,.1f}", f"{lacking[-1]:.3%}",
                f"{gaps[-1]:.3%}", f"{priced_gap(plan):.2%}", f"{plan['wall']:.1f}",
            )  # fmt: skip
            print("| " + " | ".join(cells) + " |", flush=True)
    close = sum(lack <= CLOSE for lack in lacking)
    proven = sum(gap <= PROVEN for gap in gaps)
    print(
        f"\n{close} of {len(lacking)} within {CLOSE:.1%} of the best known, {proven} proven optimal (to {PROVEN:.3%});"
    )
    print(f"told gap: median {sorted(gaps)[len(gaps) // 2]:.2%}, largest {max(gaps):.2%}.")


def priced_gap(plan: dict[str, Any]) -> float:
    """The gap to the bound of the prices."""
    return float((plan["priced_bound"] - plan["objective"]) / max(abs(plan["objective"]), 1e-9))


if __name__ == "__main__":
    main()
