"""What a plan folder claims: its tables as columns, and what it says of itself. Anything not of its form is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import Payments
from yipanqi.planner.pots import Pots, no_pots
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import NONE, Floats, Ints, Problem
from yipanqi.planner.sound import Probe
from yipanqi.planner.tables import CannotRead, Fault, Kind, Reader, shown

STARTS = {"estate": Kind.TEXT, "quarter": Kind.WHOLE}
CHOSEN = {"estate": Kind.TEXT, "measure": Kind.TEXT, "option": Kind.TEXT}
PAYER = {"estate": Kind.TEXT, "measure": Kind.TEXT, "fund": Kind.TEXT, "year": Kind.WHOLE}
FUNDING = {**PAYER, "amount": Kind.NUMBER}
POT = {"estate": Kind.TEXT, "quarter": Kind.WHOLE, "fund": Kind.TEXT, "year": Kind.WHOLE, "price": Kind.NUMBER}
PRICE = {"kind": Kind.TEXT, "row": Kind.WHOLE, "period": Kind.WHOLE, "price": Kind.NUMBER}
POTS = "pots.parquet"
AS_WRITTEN = {"work": Kind.TEXT, "source": Kind.TEXT, "fen": Kind.WHOLE}  # beside the promised columns: see `folder`


class CannotReadClaim(CannotRead):
    """A plan folder is not of the promised form; says which file, row (from 1) and field."""


class BoundBy(StrEnum):
    """Whose word a stated bound is: `upper_bound_by` of plan.json, `prices` where it says nothing."""

    PRICES = "prices"  # it follows from prices.parquet, and is recomputed
    SOLVER = "solver"  # nobody can recompute it


@dataclass(frozen=True, eq=False)
class Claim:
    """A plan in columns, as its author states it."""

    draft: Draft
    payments: Payments
    objective: float
    upper_bound: float | None
    prices: Prices | None
    bound_by: BoundBy = BoundBy.PRICES
    gap: float | None = None
    priced_bound: float | None = None  # the one that follows from the prices, stated beside the solver's


def read_claim(problem: Problem, folder: Path, probe: Probe | None = None) -> Claim:
    """The plan of a folder by the problem's numbers, or `CannotReadClaim` naming the first fault."""
    reader = Reader(folder, CannotReadClaim, probe)
    if not folder.is_dir():
        reader.refuse(shown(folder.name), None, "file", Fault.NO_PLAN)
    said = reader.json("plan.json")
    objective = reader.number(said, "plan.json", None, "objective")
    bound = _bound(reader, said)
    for key in ("seconds", "gap", "priced_bound"):
        if said.get(key) is not None:
            reader.number(said, "plan.json", None, key)
    by = said.get("upper_bound_by", BoundBy.PRICES)
    if by not in list(BoundBy):
        reader.refuse("plan.json", None, "upper_bound_by", Fault.UNKNOWN, value=shown(by))
    gap = None if bound is None or said.get("gap") is None else float(said["gap"])
    priced = None if said.get("priced_bound") is None else float(said["priced_bound"])
    draft = Draft(_starts(reader, problem), _choices(reader, problem))
    payments, prices = _payments(reader, problem), _prices(reader, problem)
    return Claim(draft, payments, objective, bound, prices, BoundBy(by), gap, priced)


def _bound(reader: Reader, said: Mapping[str, Any]) -> float | None:
    """The stated bound; null where none was computed, and then no gap either."""
    if "upper_bound" in said and said["upper_bound"] is None:
        return None
    return reader.number(said, "plan.json", None, "upper_bound")


def _starts(reader: Reader, problem: Problem) -> Ints:
    file = "starts.parquet"
    table = _with(reader.table(file, STARTS), problem.estates.ids, "estate", "e")
    _all_known(reader, file, table, {"e": "estate"})
    _once(reader, file, table, "e", "estate")
    _between(reader, file, table, "quarter", problem.quarters - 1)
    start = np.full(len(problem.estates.ids), NONE, np.int32)
    start[table["e"].to_numpy()] = table["quarter"].to_numpy()
    return start


def _choices(reader: Reader, problem: Problem) -> Ints:
    file, works = "chosen.parquet", problem.works
    table = _with(reader.table(file, CHOSEN, AS_WRITTEN), problem.estates.ids, "estate", "e")
    table = _with(_with(table, problem.measures.ids, "measure", "m"), works.option_ids, "option", "i")
    table = table.join(_options(problem), on=["e", "m", "i"], how="left", maintain_order="left")
    _all_known(reader, file, table, {"e": "estate", "m": "measure", "o": "option"})
    _once(reader, file, table, "w", "measure")
    choice = np.full(len(works.measure), NONE, np.int32)
    choice[table["w"].to_numpy()] = table["o"].to_numpy()
    return choice


def _payments(reader: Reader, problem: Problem) -> Payments:
    file = "funding.parquet"
    table = _with(reader.table(file, FUNDING, AS_WRITTEN), problem.estates.ids, "estate", "e")
    table = _with(_with(table, problem.measures.ids, "measure", "m"), problem.funds.ids, "fund", "f")
    works = _options(problem).unique(["e", "m"]).select("e", "m", "w")
    table = table.join(works, on=["e", "m"], how="left", maintain_order="left")
    _all_known(reader, file, table, {"e": "estate", "w": "measure", "f": "fund"})
    _between(reader, file, table, "year", problem.years - 1)
    twice = ~table.select(pl.struct(list(PAYER)).is_first_distinct()).to_series()
    reader.refuse_first(file, "year", twice, Fault.TWICE, value=table["year"])
    if "fen" in table.columns:
        differs = ~((table["amount"] * FEN_PER_WAN - table["fen"]).abs() <= 0.5)
        reader.refuse_first(file, "fen", differs, Fault.NOT_FEN, value=table["fen"])
    work, fund, year = (table[name].to_numpy().astype(np.int32) for name in ("w", "f", "year"))
    return Payments(work, fund, year, table["amount"].to_numpy().copy())


def _prices(reader: Reader, problem: Problem) -> Prices | None:
    """The prices of a plan folder, every one of them once; None where it has no such file."""
    file = "prices.parquet"
    if not reader.has(file):
        return None
    shapes = _shapes(problem)
    table, kinds = reader.table(file, PRICE), tuple(shapes)
    _all_known(reader, file, _with(table, kinds, "kind", "k"), {"k": "kind"})
    values = {kind: _filled(reader, table, kind, shape) for kind, shape in shapes.items()}
    _between_penalties(reader, table, problem)
    target, moves = values["target"][:, 0], float(values["moves"][0, 0])
    return Prices(values["fund"], values["crew"], values["site"], target, moves, _pots(reader, problem))


def _pots(reader: Reader, problem: Problem) -> Pots:
    """The prices of single starts, sorted; none where there is no such file."""
    file = POTS
    if not reader.has(file):
        return no_pots()
    table = _with(reader.table(file, POT), problem.estates.ids, "estate", "e")
    table = _with(table, problem.funds.ids, "fund", "f")
    _all_known(reader, file, table, {"e": "estate", "f": "fund"})
    _between(reader, file, table, "quarter", problem.quarters - 1)
    _between(reader, file, table, "year", problem.years - 1)
    reader.refuse_first(file, "price", table["price"] < 0, Fault.NEGATIVE, value=table["price"])
    twice = ~table.select(pl.struct("e", "quarter", "f", "year").is_first_distinct()).to_series()
    reader.refuse_first(file, "year", twice, Fault.TWICE, value=table["year"])
    table = table.sort("e", "quarter", "f", "year")
    estate, quarter, fund, year = (table[name].to_numpy().astype(np.int32) for name in ("e", "quarter", "f", "year"))
    return Pots(estate, quarter, fund, year, table["price"].to_numpy().copy())


def _shapes(problem: Problem) -> dict[str, tuple[int, ...]]:
    """How many rows and periods each kind of limit has."""
    return {
        "fund": problem.funds.cap.shape,
        "crew": problem.crews.cap.shape,
        "site": problem.sites.cap.shape,
        "target": (len(problem.targets.region), 1),
        "moves": (1, 1),
    }


def _filled(reader: Reader, table: pl.DataFrame, kind: str, shape: tuple[int, ...]) -> Floats:
    """The prices of one kind, [rows, periods]."""
    file, rows = "prices.parquet", table["kind"] == kind
    for name, size in zip(("row", "period"), shape, strict=True):
        outside = rows & ~table[name].is_between(0, size - 1)
        reader.refuse_first(file, name, outside, Fault.OUTSIDE, value=table[name], least=0, most=size - 1)
    reader.refuse_first(file, "price", rows & (table["price"] < 0), Fault.NEGATIVE, value=table["price"])
    twice = ~table.select(pl.struct("kind", "row", "period").is_first_distinct()).to_series()
    reader.refuse_first(file, "row", rows & twice, Fault.TWICE, value=table["row"])
    mine, values = table.filter(rows), np.full(shape, np.nan)
    values[mine["row"].to_numpy(), mine["period"].to_numpy()] = mine["price"].to_numpy()
    absent = np.argwhere(np.isnan(values))
    if len(absent):
        row, period = absent[0]
        reader.refuse(file, None, "price", Fault.NO_PRICE, kind=kind, at=f"{row}, {period}", count=len(absent))
    return values


def _between_penalties(reader: Reader, table: pl.DataFrame, problem: Problem) -> None:
    """No target's price is above its penalty: from such a one no bound follows."""
    most = pl.DataFrame({"row": np.arange(len(problem.targets.penalty)), "most": problem.targets.penalty})
    joined = table.join(most, on="row", how="left", maintain_order="left")
    over = (table["kind"] == "target") & (joined["price"] > joined["most"]).fill_null(value=False)
    reader.refuse_first(
        "prices.parquet", "price", over, Fault.OUTSIDE, value=table["price"], least=0, most=joined["most"]
    )


def _with(table: pl.DataFrame, names: tuple[str, ...], column: str, number: str) -> pl.DataFrame:
    """The table with the number of each name of a column, null where there is no such name."""
    known = pl.DataFrame(
        {column: pl.Series(names, dtype=pl.Utf8), number: pl.Series(range(len(names)), dtype=pl.Int32)}
    )
    return table.join(known, on=column, how="left", maintain_order="left")


def _options(problem: Problem) -> pl.DataFrame:
    """Each option's row `o` and work `w`, by estate `e`, measure `m` and option name `i`."""
    works = problem.works
    work = np.repeat(np.arange(len(works.measure), dtype=np.int32), np.diff(works.option_ptr))
    estate = np.repeat(np.arange(len(problem.estates.ids), dtype=np.int32), np.diff(works.ptr))[work]
    columns = {"e": estate, "m": works.measure[work], "i": works.option, "w": work}
    return pl.DataFrame({**columns, "o": np.arange(len(work), dtype=np.int32)}).with_columns(pl.all().cast(pl.Int32))


def _all_known(reader: Reader, file: str, table: pl.DataFrame, numbers: Mapping[str, str]) -> None:
    """Refuse the first row with a name that the problem does not have; each number with the column it came from."""
    for number, column in numbers.items():
        reader.refuse_first(file, column, table[number].is_null(), Fault.UNKNOWN, value=table[column])


def _once(reader: Reader, file: str, table: pl.DataFrame, number: str, column: str) -> None:
    reader.refuse_first(file, column, ~table[number].is_first_distinct(), Fault.TWICE, value=table[column])


def _between(reader: Reader, file: str, table: pl.DataFrame, column: str, most: int) -> None:
    outside = ~table[column].is_between(0, most)
    reader.refuse_first(file, column, outside, Fault.OUTSIDE, value=table[column], least=0, most=most)
