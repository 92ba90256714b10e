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
from yipanqi.domain.planning.outcome import Outcome, is_unfinished
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment, Programme
from yipanqi.domain.sentences.catalogue import LANGUAGES
from yipanqi.planner.begun import part_id
from yipanqi.planner.claim import AS_WRITTEN, CHOSEN, FUNDING, STARTS, BoundBy
from yipanqi.planner.prices import Prices
from yipanqi.planner.reading import read_problem
from yipanqi.planner.solution import write_prices
from yipanqi.planner.sound import Probe
from yipanqi.planner.tables import NARROW, CannotRead, Fault, Kind, Reader, shown
from yipanqi.planner.translate import Translation, own_fund
from yipanqi.planner.writing import write_problem

PROBLEM_FOLDER, PLAN_FOLDER = "problem", "plan"


class CannotOpenPlan(CannotRead):
    """A folder holds no plan that could be read; says which file, row (from 1) and field."""


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
    write_problem(translation.problem, folder / PROBLEM_FOLDER)
    _add_names(folder / PROBLEM_FOLDER, programme, translation)
    (folder / PLAN_FOLDER).mkdir(parents=True, exist_ok=True)
    _write_plan(folder / PLAN_FOLDER, programme, translation, outcome.plan)
    if prices is not None:
        write_prices(translation.problem, prices, folder / PLAN_FOLDER)
    said = {
        "objective": outcome.objective,
        "upper_bound": outcome.upper_bound,
        "upper_bound_by": BoundBy.SOLVER if outcome.bound_by_solver else BoundBy.PRICES,
        "priced_bound": outcome.proven_bound,
        "is_draft": is_unfinished(outcome, programme.policy.draft_gap),
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
    (folder / PLAN_FOLDER / "plan.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")


def read_plan(path: Path, calendar: Calendar) -> Plan:
    """A stored plan in a calendar's quarters and years; `path` is an output folder or any of the folders in it."""
    reader = _reader(path)
    shift = _first_year(reader, calendar) - calendar.first_year
    starts = _starts(reader)
    chosen = reader.table("chosen.parquet", CHOSEN, AS_WRITTEN)
    standards = {str(it) for it in Standard}
    unknown = ~chosen["option"].is_in(list(standards))
    reader.refuse_first("chosen.parquet", "option", unknown, Fault.UNKNOWN, value=chosen["option"])
    try:
        return Plan(
            starts={estate: quarter + first_quarter(shift) for estate, quarter in starts.items()},
            choices={
                (row["estate"], row.get("work", row["measure"])): Standard(row["option"])
                for row in chosen.iter_rows(named=True)
            },
            payments=tuple(
                Payment(
                    estate=row["estate"],
                    measure=row.get("work", row["measure"]),
                    fund=row.get("source", row["fund"]),
                    year=row["year"] + shift,
                    amount=_fen(row),
                )
                for row in reader.table("funding.parquet", FUNDING, AS_WRITTEN).iter_rows(named=True)
            ),
        )
    except ValueError as error:
        reader.refuse("funding.parquet", None, "file", Fault.IMPOSSIBLE, why=shown(error))


def read_starts(path: Path, calendar: Calendar) -> dict[str, int]:
    """The starts of a stored plan, in a calendar's quarters; any plan folder has them."""
    reader = _reader(path)
    shift = _first_year(reader, calendar) - calendar.first_year
    return {estate: quarter + first_quarter(shift) for estate, quarter in _starts(reader).items()}


def read_picture(path: Path, lang: str = "zh", probe: Probe | None = None) -> Picture:
    """A stored plan with the names and figures stored beside it; `CannotReadProblem` where its problem is damaged."""
    reader = _reader(path, probe)
    beside = Reader(reader.folder.parent / PROBLEM_FOLDER, CannotOpenPlan, names_folder=True)
    problem, names = read_problem(beside.folder, probe), _Names(beside.json("programme.json"), lang)
    calendar = Calendar(first_year=problem.first_year, years=problem.years)
    starts, chosen = _starts(reader), _chosen(reader, beside, problem.discount, names)
    paid: dict[tuple[str, int], int] = {}
    for row in reader.table("funding.parquet", FUNDING, AS_WRITTEN).iter_rows(named=True):
        key = row["estate"], calendar.first_year + row["year"]
        paid[key] = paid.get(key, 0) + _fen(row)
    columns = {"id": Kind.TEXT, "region": Kind.TEXT, "households": Kind.NUMBER}
    late = [quarter for quarter in starts.values() if quarter >= problem.quarters]
    if late:
        reader.refuse(
            "starts.parquet", None, "quarter", Fault.OUTSIDE, value=late[0], least=0, most=problem.quarters - 1
        )
    seats = {
        row["id"]: Seat(
            name=row.get("name", row["id"]),
            subdistrict=names.region(row["region"]),
            households=int(row["households"]),
            start=calendar.label(starts[row["id"]]) if row["id"] in starts else None,
        )
        for row in beside.table("estates.parquet", columns, {"name": Kind.TEXT}).iter_rows(named=True)
    }
    objective = reader.number(reader.json("plan.json"), "plan.json", None, "objective")
    return Picture(seats=seats, chosen=chosen, paid=paid, objective=objective)


def find_plan(path: Path) -> Path:
    """The folder with `starts.parquet` at or under a path."""
    for folder in (path, path / PLAN_FOLDER, path / PLAN_FOLDER / PLAN_FOLDER):
        if (folder / "starts.parquet").is_file():
            return folder
    raise CannotOpenPlan(shown(path), None, "starts.parquet", Fault.NO_PLAN)


def _reader(path: Path, probe: Probe | None = None) -> Reader:
    return Reader(find_plan(path), CannotOpenPlan, probe, names_folder=True)


def _starts(reader: Reader) -> dict[str, int]:
    """The quarter in which each estate starts, each once."""
    file = "starts.parquet"
    table = reader.table(file, STARTS)
    early = ~table["quarter"].is_between(0, NARROW)
    reader.refuse_first(file, "quarter", early, Fault.OUTSIDE, value=table["quarter"], least=0, most=NARROW)
    reader.refuse_first(file, "estate", ~table["estate"].is_first_distinct(), Fault.TWICE, value=table["estate"])
    return dict(table.select("estate", "quarter").iter_rows())


def _chosen(reader: Reader, beside: Reader, discount: float, names: "_Names") -> dict[tuple[str, str], Chosen]:
    """The works chosen, with what they cost and bring; a work under way stands in two parts: spent, and still due."""
    file, starts = "chosen.parquet", reader.table("starts.parquet", STARTS)
    figures = {**CHOSEN, "cost": Kind.NUMBER, "benefit": Kind.NUMBER}
    table = reader.table(file, CHOSEN, AS_WRITTEN).join(starts, on="estate", how="left", maintain_order="left")
    works = beside.table("works.parquet", figures)
    table = table.join(works, on=["estate", "measure", "option"], how="left", maintain_order="left")
    reader.refuse_first(file, "estate", table["quarter"].is_null(), Fault.UNKNOWN, value=table["estate"])
    reader.refuse_first(file, "option", table["cost"].is_null(), Fault.UNKNOWN, value=table["option"])
    chosen: dict[tuple[str, str], Chosen] = {}
    for row in table.iter_rows(named=True):
        estate, measure = row["estate"], row.get("work", row["measure"])
        before = chosen.get((estate, measure))
        chosen[estate, measure] = Chosen(
            estate=estate,
            measure=names.measure(measure),
            group=names.group(row["measure"]),
            standard=row["option"],
            cost=round(row["cost"] * FEN_PER_WAN) + (before.cost if before else 0),
            points=row["benefit"] * discount ** row["quarter"] + (before.points if before else 0.0),
        )
    return chosen


def _fen(row: Mapping[str, Any]) -> int:
    return int(row.get("fen", round(row["amount"] * FEN_PER_WAN)))


class _Names:
    """The names stored beside a problem; an id stands for itself where there is none."""

    def __init__(self, meta: Mapping[str, Any], lang: str) -> None:
        self.at = 1 if lang == "en" else 0
        self.names = _object(meta.get("names"))
        self.groups = {m["id"]: m.get("group", "") for m in meta["measures"]}

    def measure(self, measure: str) -> str:
        return self._two("measures", measure)

    def group(self, measure: str) -> str:
        return self._two("groups", self.groups.get(measure, ""))

    def region(self, region: str) -> str:
        return str(_object(self.names.get("regions")).get(region, region))

    def _two(self, table: str, key: str) -> str:
        found = _object(self.names.get(table)).get(key)
        if not isinstance(found, list) or len(found) != len(LANGUAGES):
            return key
        return str(found[self.at] or found[0])


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _add_names(folder: Path, programme: Programme, translation: Translation) -> None:
    path = folder / "programme.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
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

    def fund_id(payment: Payment) -> str:
        if is_spent(payment):
            return f"{payment.fund}@spent"
        is_bound = payment.fund in programme.earmarked
        return own_fund(payment.fund, payment.estate) if is_bound else payment.fund

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
            fund_id(p),
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


def _first_year(reader: Reader, calendar: Calendar) -> int:
    """The year that a stored plan counts from, as it says itself or its problem does; else the calendar's."""
    beside = Reader(reader.folder.parent / PROBLEM_FOLDER, CannotOpenPlan, names_folder=True)
    for folder, file in ((reader, "plan.json"), (beside, "programme.json")):
        if (folder.folder / file).is_file():
            year = folder.json(file).get("first_year")
            if isinstance(year, int) and 0 <= year <= NARROW:
                return year
    return calendar.first_year
