"""Reads the two tables of a problem folder, estates.parquet and works.parquet, into columns."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from yipanqi.planner.problem import LONGEST, MISSING, NONE, Estates, Flags, Measures, Works

ESTATES = {
    "id": pl.Utf8,
    "region": pl.Utf8,
    "households": pl.Float64,
    "earliest": pl.Int32,
    "latest": pl.Int32,
    "must": pl.Boolean,
}
WORKS = {
    "estate": pl.Utf8,
    "measure": pl.Utf8,
    "option": pl.Utf8,
    "required": pl.Boolean,
    "requires": pl.Utf8,
    "cost": pl.Float64,
    "benefit": pl.Float64,
    "load": pl.Float64,
}


class CannotReadProblem(Exception):
    """A problem folder is not of the promised form; says which file, row (from 1) and field."""

    def __init__(self, file: str, row: int | str | None, field: str, fault: str) -> None:
        self.file, self.row, self.field, self.fault = file, row, field, fault
        place = f"{file}, row {row}" if row is not None else file
        super().__init__(f"{place}, {field}: {fault}")

    def __reduce__(self) -> tuple[type, tuple[str, int | str | None, str, str]]:
        return type(self), (self.file, self.row, self.field, self.fault)  # a worker's refusal travels


def read_estates(path: Path, region: dict[str, int]) -> Estates:
    """The estates of a file, in regions by their rows."""
    frame = _table(path, ESTATES)
    file = "estates.parquet"
    _refuse(file, "id", (~frame["id"].is_first_distinct()).to_numpy(), "stands twice")
    at = frame["region"].replace_strict(region, default=NONE, return_dtype=pl.Int32).to_numpy().copy()
    _refuse(file, "region", at == NONE, "is unknown")
    households = frame["households"].to_numpy().copy()
    _refuse(file, "households", ~(np.isfinite(households) & (households >= 0)), "must be a number, at least 0")
    earliest, latest, must = (frame[name].to_numpy().copy() for name in ("earliest", "latest", "must"))
    _refuse(file, "latest", must & (np.maximum(earliest, 0) > latest), "a must estate has an empty window")
    return Estates(tuple(frame["id"].to_list()), at, households, earliest, latest, must)


def read_works(path: Path, estates: Estates, measures: Measures) -> Works:
    """The works of a file, and their options, on these estates."""
    frame = _table(path, WORKS)
    file = "works.parquet"
    estate_row = pl.DataFrame({"estate": estates.ids, "e": np.arange(len(estates.ids), dtype=np.int32)})
    measure_row = dict(zip(measures.ids, range(len(measures.ids)), strict=True))
    estate_row = estate_row.with_columns(pl.col("estate").cast(pl.Utf8))
    frame = frame.with_row_index("row").join(estate_row, on="estate", how="left", maintain_order="left")
    _refuse(file, "estate", frame["e"].is_null().to_numpy(), "is unknown")
    frame = frame.with_columns(
        m=pl.col("measure").replace_strict(measure_row, default=NONE, return_dtype=pl.Int32),
        r=pl.col("requires").replace_strict(measure_row | {"": NONE}, default=MISSING, return_dtype=pl.Int32),
    )
    _refuse(file, "measure", (frame["m"] == NONE).to_numpy(), "is unknown")
    _refuse(file, "requires", (frame["r"] == MISSING).to_numpy(), "is an unknown measure")
    for name in ("cost", "benefit", "load"):
        values = frame[name].to_numpy()
        _refuse(file, name, ~np.isfinite(values), "is not a finite number")
        if name != "benefit":
            _refuse(file, name, values < 0, "is negative")
    twice = ~frame.select("e", "m", "option").is_duplicated().not_()
    _refuse(file, "option", twice.to_numpy(), "stands twice for one work")
    works = _by_work(frame, estates, measures)
    crowded = np.flatnonzero(np.diff(works.ptr) > LONGEST)
    if len(crowded):
        raise CannotReadProblem(file, None, "estate", f"{estates.ids[crowded[0]]} has more than {LONGEST} works")
    return works


def _by_work(frame: pl.DataFrame, estates: Estates, measures: Measures) -> Works:
    """Options sorted by estate, depth of prerequisite, measure; one row of columns for each work."""
    count = len(measures.ids)
    first = frame.group_by("e", "m", maintain_order=True).agg(
        pl.col("row").first(), pl.col("r").first(), pl.col("required").first(),
        same=(pl.col("r").n_unique() == 1) & (pl.col("required").n_unique() == 1),
    )  # fmt: skip
    rows = first["row"].to_numpy()
    if not first["same"].all():
        bad = int(rows[np.argmin(first["same"].to_numpy())]) + 1
        raise CannotReadProblem("works.parquet", bad, "required", "differs between the options of one work")
    estate, measure, needs = (first[name].to_numpy().astype(np.int64) for name in ("e", "m", "r"))
    parent = _lookup(estate * count + measure, estate * count + needs, needs)
    order = _forest_order(estate, measure, parent, rows)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    frame = frame.with_columns(w=_positions(frame, estate[order], measure[order], count))
    frame = frame.sort("w", "row")
    sorted_parent = parent[order]
    ids = tuple(frame["option"].unique(maintain_order=True).to_list())
    option_of = {name: row for row, name in enumerate(ids)}
    return Works(
        ptr=np.searchsorted(estate[order], np.arange(len(estates.ids) + 1)).astype(np.int32),
        measure=measure[order].astype(np.int32),
        requires=needs[order].astype(np.int32),
        parent=np.where(sorted_parent >= 0, place[np.maximum(sorted_parent, 0)], sorted_parent).astype(np.int32),
        required=first["required"].to_numpy()[order].copy(),
        option_ptr=np.searchsorted(frame["w"].to_numpy(), np.arange(len(order) + 1)).astype(np.int32),
        option_ids=ids,
        option=frame["option"].replace_strict(option_of, return_dtype=pl.Int32).to_numpy().copy()
        if ids
        else np.zeros(0, np.int32),
        cost=frame["cost"].to_numpy().copy(),
        benefit=frame["benefit"].to_numpy().copy(),
        load=frame["load"].to_numpy().copy(),
    )


def _lookup(keys: np.ndarray, wanted: np.ndarray, needs: np.ndarray) -> np.ndarray:
    """The row of each wanted key, NONE where nothing is needed, MISSING where it is not there."""
    if not len(keys):
        return np.zeros(0, np.int64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    found = np.where(keys[order][at] == wanted, order[at], MISSING)
    return np.where(needs == NONE, NONE, found)


def _forest_order(estate: np.ndarray, measure: np.ndarray, parent: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Works by estate, prerequisites first; a cycle is refused with the row of its first option."""
    depth, at = np.zeros(len(parent), np.int64), parent.copy()
    for _ in range(int(measure.max(initial=0)) + 2):
        depth += at >= 0
        at = np.where(at >= 0, parent[np.maximum(at, 0)], NONE)
    if (at >= 0).any():
        raise CannotReadProblem("works.parquet", int(rows[at >= 0].min()) + 1, "requires", "stands on a cycle")
    return np.lexsort((measure, depth, estate))


def _positions(frame: pl.DataFrame, estate: np.ndarray, measure: np.ndarray, count: int) -> pl.Series:
    keys = estate * count + measure
    order = np.argsort(keys)
    wanted = frame["e"].to_numpy().astype(np.int64) * count + frame["m"].to_numpy()
    return pl.Series("w", order[np.searchsorted(keys[order], wanted)].astype(np.int64) if len(keys) else [])


def _table(path: Path, columns: dict[str, Any]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CannotReadProblem(path.name, None, "file", str(error)) from None
    for name, kind in columns.items():
        if name not in frame.columns:
            raise CannotReadProblem(path.name, None, name, "column is missing")
        try:
            frame = frame.with_columns(pl.col(name).cast(kind))
        except pl.exceptions.PolarsError:
            raise CannotReadProblem(path.name, None, name, f"cannot be read as {kind}") from None
        _refuse(path.name, name, frame[name].is_null().to_numpy(), "empty")
    return frame.select(list(columns))


def _refuse(file: str, name: str, bad: Flags, fault: str) -> None:
    """Raise for the first row that is bad."""
    if bad.any():
        raise CannotReadProblem(file, int(np.argmax(bad)) + 1, name, fault)
