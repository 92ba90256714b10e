"""A programme's plan as folders: `problem/` and `plan/` as the planner's formats have them, with names and whole fen.

Beside the promised columns stand those that bring a plan back exactly: `work` (the programme's measure), `source`
(the programme's fund) and `fen`.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from yipanqi.domain.calendar import Calendar, first_quarter
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.account import begun_years
from yipanqi.domain.planning.compare import Chosen, Picture, Seat
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment, Programme
from yipanqi.planner.begun import part_id
from yipanqi.planner.prices import Prices
from yipanqi.planner.solution import price_table
from yipanqi.planner.translate import Translation
from yipanqi.planner.writing import write_problem

PROBLEM, PLAN = "problem", "plan"


class CannotOpenPlan(Exception):
    """A folder holds no plan that could be read; the message names the folder and the fault."""


def write(
    folder: Path,
    programme: Programme,
    translation: Translation,
    outcome: Outcome,
    settings: Mapping[str, Any],
    source: Path | None = None,
    prices: Prices | None = None,
) -> None:
    """Write a plan with its problem, the prices that its bound follows from, and a copy of its workbook."""
    write_problem(translation.problem, folder / PROBLEM)
    _add_names(folder / PROBLEM, programme, translation)
    (folder / PLAN).mkdir(parents=True, exist_ok=True)
    _write_plan(folder / PLAN, programme, translation, outcome.plan)
    if prices is not None:
        price_table(translation.problem, prices).write_parquet(folder / PLAN / "prices.parquet")
    said = {
        "objective": outcome.objective,
        "upper_bound": outcome.upper_bound,
        "solver_bound": outcome.solver_bound,
        "seconds": outcome.seconds,
        "work": outcome.work,
        "seed": outcome.seed,
        "workers": outcome.workers,
        "versions": dict(outcome.versions),
        "first_year": programme.calendar.first_year,
        "title": programme.heading.title,
        "is_synthetic": programme.heading.is_synthetic,
        "settings": dict(settings),
        "input": None if source is None else _kept(source, folder),
    }
    (folder / PLAN / "plan.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")


def read_plan(path: Path, calendar: Calendar) -> Plan:
    """A stored plan in a calendar's quarters and years; `path` is an output folder or any of the folders in it."""
    folder = find_plan(path)
    shift = _first_year(folder, calendar) - calendar.first_year
    starts = _table(folder / "starts.parquet", ("estate", "quarter"))
    chosen = _table(folder / "chosen.parquet", ("estate", "measure", "option"))
    money = _table(folder / "funding.parquet", ("estate", "measure", "fund", "year", "amount"))
    try:
        return Plan(
            starts={row["estate"]: row["quarter"] + first_quarter(shift) for row in starts},
            choices={(row["estate"], row.get("work", row["measure"])): Standard(row["option"]) for row in chosen},
            payments=tuple(
                Payment(
                    estate=row["estate"],
                    measure=row.get("work", row["measure"]),
                    fund=row.get("source", row["fund"]),
                    year=row["year"] + shift,
                    amount=row.get("fen", round(row["amount"] * FEN_PER_WAN)),
                )
                for row in money
            ),
        )
    except ValueError as error:
        raise CannotOpenPlan(f"{folder}: {error}") from None


def read_starts(path: Path, calendar: Calendar) -> dict[str, int]:
    """The starts of a stored plan, in a calendar's quarters; any plan folder has them."""
    folder = find_plan(path)
    shift = _first_year(folder, calendar) - calendar.first_year
    rows = _table(folder / "starts.parquet", ("estate", "quarter"))
    return {row["estate"]: row["quarter"] + first_quarter(shift) for row in rows}


def read_picture(path: Path, lang: str = "zh") -> Picture:
    """A stored plan with the names and figures stored beside it."""
    plan, problem = find_plan(path), find_plan(path).parent / PROBLEM
    said, meta = _json(plan / "plan.json"), _json(problem / "programme.json")
    calendar = Calendar(first_year=meta["first_year"], years=meta["quarters"] // meta["quarters_per_year"])
    names = _Names(meta, lang)
    starts = {row["estate"]: row["quarter"] for row in _table(plan / "starts.parquet", ("estate", "quarter"))}
    works = {
        (row["estate"], row["measure"], row["option"]): row
        for row in _table(problem / "works.parquet", ("estate", "measure", "option", "cost", "benefit"))
    }
    chosen: dict[tuple[str, str], Chosen] = {}
    for row in _table(plan / "chosen.parquet", ("estate", "measure", "option")):
        estate, measure = row["estate"], row.get("work", row["measure"])
        offered = works[estate, row["measure"], row["option"]]
        before = chosen.get((estate, measure))  # a work under way stands in two parts: spent, and still due
        chosen[estate, measure] = Chosen(
            estate=estate,
            measure=names.measure(measure),
            group=names.group(row["measure"]),
            standard=row["option"],
            cost=round(offered["cost"] * FEN_PER_WAN) + (before.cost if before else 0),
            points=offered["benefit"] * meta["discount"] ** starts[estate] + (before.points if before else 0.0),
        )
    paid: dict[tuple[str, int], int] = {}
    for row in _table(plan / "funding.parquet", ("estate", "year", "amount")):
        key = row["estate"], calendar.first_year + row["year"]
        paid[key] = paid.get(key, 0) + row.get("fen", round(row["amount"] * FEN_PER_WAN))
    seats = {
        row["id"]: Seat(
            name=row.get("name", row["id"]),
            subdistrict=names.region(row["region"]),
            households=int(row["households"]),
            start=calendar.label(starts[row["id"]]) if row["id"] in starts else None,
        )
        for row in _table(problem / "estates.parquet", ("id", "region", "households"))
    }
    return Picture(seats=seats, chosen=chosen, paid=paid, objective=said["objective"])


def find_plan(path: Path) -> Path:
    """The folder with `starts.parquet` at or under a path."""
    for folder in (path, path / PLAN, path / PLAN / PLAN):
        if (folder / "starts.parquet").is_file():
            return folder
    raise CannotOpenPlan(f"{path}: no plan here (starts.parquet)")


class _Names:
    """The names stored beside a problem; an id stands for itself where there is none."""

    def __init__(self, meta: Mapping[str, Any], lang: str) -> None:
        self.at = 1 if lang == "en" else 0
        self.names = meta.get("names", {})
        self.groups = {m["id"]: m.get("group", "") for m in meta["measures"]}

    def measure(self, measure: str) -> str:
        return self._two("measures", measure)

    def group(self, measure: str) -> str:
        return self._two("groups", self.groups.get(measure, ""))

    def region(self, region: str) -> str:
        return str(self.names.get("regions", {}).get(region, region))

    def _two(self, table: str, key: str) -> str:
        found = self.names.get(table, {}).get(key)
        return str(found[self.at] or found[0]) if found else key


def _add_names(folder: Path, programme: Programme, translation: Translation) -> None:
    path = folder / "programme.json"
    meta = _json(path)
    meta["names"] = {
        "regions": {r.id: r.name for r in programme.regions},
        "measures": {m.id: [m.name, m.name_en] for m in programme.measures},
        "groups": {g.id: [g.name, g.name_en] for g in programme.groups},
        "funds": {f.id: [f.name, f.name_en] for f in programme.funds},
    }
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")
    estates = pl.read_parquet(folder / "estates.parquet")
    names = [programme.estate_by_id[e].name for e in translation.problem.estates.ids]
    estates.with_columns(name=pl.Series(names, dtype=pl.Utf8)).write_parquet(folder / "estates.parquet")


def _write_plan(folder: Path, programme: Programme, translation: Translation, plan: Plan) -> None:
    past = begun_years(programme)

    def is_spent(payment: Payment) -> bool:
        return payment.estate in programme.under_way_by_estate and payment.year < past

    def measure_id(payment: Payment) -> str:
        is_begun = payment.estate in programme.under_way_by_estate
        return part_id(payment.estate, payment.measure, is_spent(payment)) if is_begun else payment.measure

    starts = {"estate": list(plan.starts), "quarter": list(plan.starts.values())}
    pl.DataFrame(starts, schema={"estate": pl.Utf8, "quarter": pl.Int64}).write_parquet(folder / "starts.parquet")
    chosen = [
        (estate, translation.problem.measures.ids[m], plan.choices[estate, measure].value, measure)
        for (estate, measure), m in zip(translation.works, translation.problem.works.measure, strict=True)
        if (estate, measure) in plan.choices
    ]
    columns = {name: pl.Utf8 for name in ("estate", "measure", "option", "work")}
    pl.DataFrame(chosen, schema=columns, orient="row").write_parquet(folder / "chosen.parquet")
    money = [
        (
            p.estate,
            measure_id(p),
            f"{p.fund}@spent" if is_spent(p) else p.fund,
            p.year,
            p.amount / FEN_PER_WAN,
            p.amount,
            p.measure,
            p.fund,
        )
        for p in plan.payments
    ]
    kinds = {"estate": pl.Utf8, "measure": pl.Utf8, "fund": pl.Utf8, "year": pl.Int64, "amount": pl.Float64}
    kinds |= {"fen": pl.Int64, "work": pl.Utf8, "source": pl.Utf8}
    pl.DataFrame(money, schema=kinds, orient="row").write_parquet(folder / "funding.parquet")


def _kept(source: Path, folder: Path) -> dict[str, str]:
    """Copy the workbook (a file, or a folder of CSV files) beside the plan; say its name and what it holds."""
    kept = folder / ("input" if source.is_dir() else f"input{source.suffix.lower()}")
    if source.is_dir():
        kept.mkdir()
        for file in sorted(source.glob("*.csv")):
            shutil.copyfile(file, kept / file.name)
    else:
        shutil.copyfile(source, kept)
    files = sorted(kept.iterdir()) if kept.is_dir() else [kept]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return {"name": source.name, "file": kept.name, "sha256": digest}


def _first_year(plan: Path, calendar: Calendar) -> int:
    for path in (plan / "plan.json", plan.parent / PROBLEM / "programme.json"):
        if path.is_file() and isinstance(year := _json(path).get("first_year"), int):
            return year
    return calendar.first_year


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotOpenPlan(f"{path}: {error}") from None
    if not isinstance(found, dict):
        raise CannotOpenPlan(f"{path}: not a JSON object")
    return found


def _table(path: Path, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CannotOpenPlan(f"{path}: {error}") from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise CannotOpenPlan(f"{path}: lacks {', '.join(missing)}")
    return frame.to_dicts()
