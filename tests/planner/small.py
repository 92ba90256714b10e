"""Small planning problems: generated ones and hand-made ones that name only what matters."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
MEASURES = [
    {"id": "pipe", "group": "g", "class": "base", "trade": "pipe", "offset": 0, "profile": [1.0]},
    {"id": "road", "group": "g", "class": "base", "trade": "road", "offset": 1, "profile": [0.5, 0.5]},
    {"id": "green", "group": "g", "class": "improve", "trade": "road", "offset": 1, "profile": [1.0]},
]


def generated(folder: Path, *arguments: str) -> Path:
    """A problem made by the outside instance maker."""
    command = [sys.executable, str(ROOT / "benchmarks/make_problem.py"), str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def work(estate: str, measure: str, **said: Any) -> dict[str, Any]:
    """One option of one work."""
    usual = {"option": "standard", "required": False, "requires": "", "cost": 10.0, "benefit": 10.0, "load": 1.0}
    return {"estate": estate, "measure": measure, **usual, **said}


def estate(name: str, **said: Any) -> dict[str, Any]:
    """One estate, free to start at any time."""
    usual = {"region": "S", "households": 100, "earliest": 0, "latest": 7, "must": False}
    return {"id": name, **usual, **said}


def a_problem(
    folder: Path,
    estates: Sequence[Mapping[str, Any]],
    works: Sequence[Mapping[str, Any]],
    **said: Any,
) -> Path:
    """A problem of two years in one subdistrict; one fund pays everything unless said otherwise."""
    programme = {
        "name": "small",
        "quarters": 8,
        "quarters_per_year": 4,
        "first_year": 2027,
        "discount": 0.98,
        "regions": [
            {"id": "D", "parent": None, "level": "district"},
            {"id": "S", "parent": "D", "level": "subdistrict"},
        ],
        "measures": MEASURES,
        "funds": [a_fund()],
        "crews": [],
        "sites": [],
        "targets": [],
        **said,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.json").write_text(json.dumps(programme))
    pl.DataFrame(list(estates)).write_parquet(folder / "estates.parquet")
    pl.DataFrame(list(works)).write_parquet(folder / "works.parquet")
    return folder


def a_fund(name: str = "money", **said: Any) -> dict[str, Any]:
    """A fund of the district that may pay every work whole, without limit."""
    every = {str(measure["id"]): 1.0 for measure in MEASURES}
    return {"id": name, "region": "D", "share": every, "cap": None, "carry": False, **said}
