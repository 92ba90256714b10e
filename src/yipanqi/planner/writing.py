"""Writes a problem folder that `read_problem` reads back unchanged."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yipanqi.planner.problem import NONE, Problem


def write_problem(problem: Problem, folder: Path) -> None:
    """Write programme.json, estates.parquet and works.parquet into a folder, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_programme(problem), ensure_ascii=False, indent=1)
    (folder / "programme.json").write_text(text, encoding="utf-8")
    _estates(problem).write_parquet(folder / "estates.parquet")
    _works(problem).write_parquet(folder / "works.parquet")


def named(names: Sequence[str], rows: NDArray[np.signedinteger]) -> pl.Series:
    """A column of names by their rows, gathered without a Python text for each."""
    return pl.Series(names, dtype=pl.Utf8).gather(rows)


def _programme(problem: Problem) -> dict[str, Any]:
    regions, measures, funds = problem.regions, problem.measures, problem.funds
    meta: dict[str, Any] = {
        "format": "yipanqi-problem/1",
        "name": problem.name,
        "first_year": problem.first_year,
        "quarters": problem.quarters,
        "quarters_per_year": problem.quarters_per_year,
        "discount": problem.discount,
        "regions": [
            {"id": name, "parent": None if up == NONE else regions.ids[up], "level": level}
            for name, up, level in zip(regions.ids, regions.parent, regions.level, strict=True)
        ],
        "measures": [
            {
                "id": name,
                "group": measures.group[m],
                "class": measures.klass[m],
                "trade": measures.trades[measures.trade[m]],
                "offset": int(measures.offset[m]),
                "profile": measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]].tolist(),
            }
            for m, name in enumerate(measures.ids)
        ],
        "funds": [
            {
                "id": name,
                "region": regions.ids[funds.region[f]],
                "cap": funds.cap[f].tolist() if np.isfinite(funds.cap[f]).all() else None,
                "share": {measures.ids[m]: float(funds.share[f, m]) for m in np.flatnonzero(funds.share[f])},
                "carry": bool(funds.carry[f]),
            }
            for f, name in enumerate(funds.ids)
        ],
    }
    return meta | _limits(problem) | _extras(problem)


def _limits(problem: Problem) -> dict[str, Any]:
    region, targets = problem.regions.ids, problem.targets
    crews = zip(problem.crews.region, problem.crews.trade, problem.crews.cap, strict=True)
    return {
        "crews": [
            {"region": region[r], "trade": problem.measures.trades[t], "cap": cap.tolist()} for r, t, cap in crews
        ],
        "sites": [
            {"region": region[r], "cap": [int(v) if v == int(v) else float(v) for v in cap]}
            for r, cap in zip(problem.sites.region, problem.sites.cap, strict=True)
        ],
        "targets": [
            {
                "region": region[targets.region[g]],
                "kind": "households" if targets.households[g] else "estates",
                "year": int(targets.year[g]),
                "at_least": float(targets.at_least[g]),
                "penalty": float(targets.penalty[g]),
            }
            for g in range(len(targets.region))
        ],
    }


def _extras(problem: Problem) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if problem.moves is not None:
        base = problem.moves.base
        starts = {problem.estates.ids[e]: int(base[e]) for e in np.flatnonzero(base >= 0)}
        extras["moves"] = {"base": starts, "limit": problem.moves.limit}
    money = problem.committed
    if len(money.amount):
        extras["committed"] = [
            {"region": problem.regions.ids[r], "measure": problem.measures.ids[m], "year": int(y), "amount": float(a)}
            for r, m, y, a in zip(money.region, money.measure, money.year, money.amount, strict=True)
        ]
    return extras


def _estates(problem: Problem) -> pl.DataFrame:
    estates = problem.estates
    return pl.DataFrame(
        {
            "id": pl.Series(estates.ids, dtype=pl.Utf8),
            "region": named(problem.regions.ids, estates.region),
            "households": estates.households,
            "earliest": estates.earliest,
            "latest": estates.latest,
            "must": estates.must,
        }
    )


def _works(problem: Problem) -> pl.DataFrame:
    works = problem.works
    work = np.repeat(np.arange(len(works.measure)), np.diff(works.option_ptr))
    estate = np.repeat(np.arange(len(problem.estates.ids)), np.diff(works.ptr))[work]
    names = (*problem.measures.ids, "")
    first = np.where(works.requires == NONE, len(names) - 1, works.requires)
    return pl.DataFrame(
        {
            "estate": named(problem.estates.ids, estate),
            "measure": named(names, works.measure[work]),
            "option": named(works.option_ids, works.option),
            "required": works.required[work],
            "requires": named(names, first[work]),
            "cost": works.cost,
            "benefit": works.benefit,
            "load": works.load,
        }
    )
