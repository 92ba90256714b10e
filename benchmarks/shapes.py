"""Problems of odd shapes: our plan after some seconds of one worker, its gap, and whether the time was kept.

    python benchmarks/shapes.py [--seconds 8] [--only NAME ...] [FOLDER ...]

Each shape is made from a generated district; a folder of a problem may be named beside them.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import ours
import polars as pl

Told = dict[str, Any]
Tables = tuple[Told, pl.DataFrame, pl.DataFrame]  # programme, estates, works
COPIES = 11  # of each of 23 measures: an estate's works are about 150, some above 200
LONG = 60  # quarters


def many_works(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Few estates, each with 100 to 200 works: every measure many times."""
    names = [""] + [f"-{copy}" for copy in range(1, COPIES)]
    told["measures"] = [m | {"id": m["id"] + n} for m in told["measures"] for n in names]
    for fund in told["funds"]:
        fund["share"] = {measure + n: share for measure, share in fund["share"].items() for n in names}
    scale = [pl.col(name) / COPIES for name in ("cost", "benefit", "load")]
    parts = []
    for number, n in enumerate(names):
        shake = np.random.default_rng(number).uniform(0.5, 1.5, len(works))
        needs = pl.when(pl.col("requires") == "").then(pl.lit("")).otherwise(pl.col("requires") + n)
        one = works.with_columns(pl.col("measure") + n, *scale, requires=needs)
        parts.append(one.with_columns(pl.col("benefit") * shake))
    return told, estates, pl.concat(parts)


def most_must(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Many estates over several districts, seven in ten of which must start; crews for most, money for all."""
    must = np.random.default_rng(1).random(len(estates)) < 0.7
    return told, estates.with_columns(must=pl.Series(must)), works


def all_must(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Many estates that all must start, under little money: there is no plan, and it is to be said in time."""
    return told, estates.with_columns(must=pl.lit(True)), works


def long_horizon(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Fifteen years instead of three, with as much money in all and a fifth of the crews."""
    times = LONG // told["quarters"]
    for row in told["crews"]:
        row["cap"] = [cap / times for cap in row["cap"]] * times
    for row in told["sites"]:
        row["cap"] *= times
    for fund in told["funds"]:
        if fund["cap"] is not None:
            fund["cap"] = [cap / times for cap in fund["cap"]] * times
    told["quarters"] = LONG
    return told, estates.with_columns(latest=pl.lit(LONG - 1, pl.Int32)), works


def common_sites(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Many estates over several districts, and few sites at once in the whole nation, which are what is scarce."""
    told["sites"].append({"region": "CN", "cap": [len(estates) // 12] * told["quarters"]})
    return told, estates, works


def deep_chains(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Each estate's works require one another, one after the other."""
    order = works.select("estate", "measure").unique(maintain_order=True)
    chain = order.with_columns(needs=pl.col("measure").shift(1).over("estate").fill_null(""))
    works = works.join(chain, on=["estate", "measure"], how="left").with_columns(requires=pl.col("needs")).drop("needs")
    return told, estates, works


def fund_each(told: Told, estates: pl.DataFrame, works: pl.DataFrame) -> Tables:
    """Each estate has a region and a fund of its own, which pays half of what the district would."""
    chance = np.random.default_rng(2)
    for estate in estates.iter_rows(named=True):
        told["regions"].append({"id": f"R-{estate['id']}", "parent": estate["region"], "level": "estate"})
        need = works.filter(pl.col("estate") == estate["id"])["cost"].sum()
        caps = [round(float(need * part), 2) for part in chance.uniform(0.02, 0.12, 3)]
        share = {measure["id"]: 0.5 for measure in told["measures"]}
        region = f"R-{estate['id']}"
        told["funds"].append(
            {"id": f"own-{estate['id']}", "region": region, "cap": caps, "share": share, "carry": False}
        )
    return told, estates.with_columns(region="R-" + pl.col("id")), works


Shape = Callable[[Told, pl.DataFrame, pl.DataFrame], Tables]
SHAPES: dict[str, tuple[Shape, tuple[str, ...]]] = {
    "many_works": (many_works, ("--estates", "8", "--crews", "2")),
    "most_must": (most_must, ("--estates", "600", "--crews", "2", "--tight", "2")),
    "all_must": (all_must, ("--estates", "300", "--tight", "0.2")),
    "long_horizon": (long_horizon, ("--estates", "83")),
    "common_sites": (common_sites, ("--estates", "300")),
    "deep_chains": (deep_chains, ("--estates", "83", "--options", "1")),
    "fund_each": (fund_each, ("--estates", "83")),
}


def shaped(folder: Path, name: str) -> Path:
    """The folder of a problem of that shape."""
    shape, options = SHAPES[name]
    ours.made(folder, "--seed", "1", *options)
    told = json.loads((folder / "programme.json").read_text())
    tables = (pl.read_parquet(folder / f"{table}.parquet") for table in ("estates", "works"))
    told, estates, works = shape(told, *tables)
    (folder / "programme.json").write_text(json.dumps(told))
    estates.write_parquet(folder / "estates.parquet")
    works.write_parquet(folder / "works.parquet")
    return folder


def main(arguments: list[str] | None = None) -> None:
    """Print a row for each shape."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, nargs="*")
    cli.add_argument("--seconds", type=float, default=8.0)
    cli.add_argument("--only", nargs="*", default=[*SHAPES])
    said = cli.parse_args(arguments)
    print(f"## Odd shapes, {said.seconds:g} s, one worker\n\n{ours.machine('highspy', 'numpy', 'numba')}\n")
    print(
        "| shape | plan | bound | by | gap | whole process, s | of the processor |\n|:--|---:|---:|:--|---:|---:|---:|"
    )
    with tempfile.TemporaryDirectory() as folder:
        made = [shaped(Path(folder) / name, name) for name in said.only]
        for problem in [*said.folder, *made]:
            print(_row(problem, Path(folder) / f"{problem.name}-plan", said.seconds), flush=True)


def _row(problem: Path, plan: Path, seconds: float) -> str:
    try:
        found = ours.planned(problem, seconds, "--workers", "1", into=plan)
    except subprocess.CalledProcessError as refused:
        return f"| {problem.name} | exit {refused.returncode}: {refused.stderr.strip()[:100]} | | | | | |"
    return (
        f"| {problem.name} | {found['objective']:,.1f} | {found['upper_bound']:,.1f} | {found['upper_bound_by']}"
        f" | {found['gap']:.2%} | {found['wall']:.1f} | {found['processor']:.1f} |"
    )


if __name__ == "__main__":
    main()
