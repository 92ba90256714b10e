"""Reads the two tables of a problem folder, estates.parquet and works.parquet, into columns."""

import numpy as np
import polars as pl

from yipanqi.planner.problem import LONGEST, MISSING, NONE, Estates, Measures, Works
from yipanqi.planner.tables import NARROW, CannotRead, Fault, Kind, Reader, shown

ESTATES = {
    "id": Kind.TEXT,
    "region": Kind.TEXT,
    "households": Kind.NUMBER,
    "earliest": Kind.WHOLE,
    "latest": Kind.WHOLE,
    "must": Kind.FLAG,
}
WORKS = {
    "estate": Kind.TEXT,
    "measure": Kind.TEXT,
    "option": Kind.TEXT,
    "required": Kind.FLAG,
    "requires": Kind.TEXT,
    "cost": Kind.NUMBER,
    "benefit": Kind.NUMBER,
    "load": Kind.NUMBER,
}


class CannotReadProblem(CannotRead):
    """A problem folder is not of the promised form; says which file, row (from 1) and field."""

    is_of_problem = True


def read_estates(reader: Reader, region: dict[str, int]) -> Estates:
    """The estates of a folder, in regions by their rows."""
    file = "estates.parquet"
    frame = reader.table(file, ESTATES)
    ids = frame["id"]
    reader.refuse_first(file, "id", ~ids.is_first_distinct(), Fault.TWICE, value=ids)
    at = frame["region"].replace_strict(region, default=NONE, return_dtype=pl.Int32)
    reader.refuse_first(file, "region", at == NONE, Fault.UNKNOWN, value=frame["region"])
    households = frame["households"]
    reader.refuse_first(file, "households", households < 0, Fault.NEGATIVE, value=households)
    earliest, latest, must = frame["earliest"], frame["latest"], frame["must"]
    for window in (earliest, latest):
        wide = ~window.is_between(-NARROW, NARROW)
        reader.refuse_first(file, window.name, wide, Fault.OUTSIDE, value=window, least=-NARROW, most=NARROW)
    closed = must & ((earliest > latest) | (latest < 0))
    reader.refuse_first(file, "latest", closed, Fault.NO_WINDOW, value=ids)
    return Estates(
        ids=tuple(ids.to_list()),
        region=at.to_numpy().copy(),
        households=households.to_numpy().copy(),
        earliest=earliest.cast(pl.Int32).to_numpy().copy(),
        latest=latest.cast(pl.Int32).to_numpy().copy(),
        must=must.to_numpy().copy(),
    )


def read_works(reader: Reader, estates: Estates, measures: Measures) -> Works:
    """The works of a folder, and their options, on these estates."""
    file = "works.parquet"
    frame = _numbered(reader.table(file, WORKS), estates, measures)
    reader.refuse_first(file, "estate", frame["e"].is_null(), Fault.UNKNOWN, value=frame["estate"])
    reader.refuse_first(file, "measure", frame["m"] == NONE, Fault.UNKNOWN, value=frame["measure"])
    reader.refuse_first(file, "requires", frame["r"] == MISSING, Fault.UNKNOWN, value=frame["requires"])
    for name in ("cost", "load"):
        reader.refuse_first(file, name, frame[name] < 0, Fault.NEGATIVE, value=frame[name])
    twice = frame.select("e", "m", "option").is_duplicated()
    reader.refuse_first(file, "option", twice, Fault.TWICE, value=frame["option"])
    works = _by_work(reader, frame, estates, measures)
    crowded = np.flatnonzero(np.diff(works.ptr) > LONGEST)
    if len(crowded):
        reader.refuse(file, None, "estate", Fault.CROWDED, value=shown(estates.ids[crowded[0]]), most=LONGEST)
    return works


def _numbered(frame: pl.DataFrame, estates: Estates, measures: Measures) -> pl.DataFrame:
    """The rows with the numbers of their estate `e`, measure `m` and measure required `r`."""
    estate_row = pl.DataFrame(
        {"estate": pl.Series(estates.ids, dtype=pl.Utf8), "e": np.arange(len(estates.ids), dtype=np.int32)}
    )
    measure_row = dict(zip(measures.ids, range(len(measures.ids)), strict=True))
    frame = frame.with_row_index("row").join(estate_row, on="estate", how="left", maintain_order="left")
    return frame.with_columns(
        m=pl.col("measure").replace_strict(measure_row, default=NONE, return_dtype=pl.Int32),
        r=pl.col("requires").replace_strict(measure_row | {"": NONE}, default=MISSING, return_dtype=pl.Int32),
    )


def _by_work(reader: Reader, frame: pl.DataFrame, estates: Estates, measures: Measures) -> Works:
    """Options sorted by estate, depth of prerequisite, measure; one row of columns for each work."""
    count = len(measures.ids)
    first = frame.group_by("e", "m", maintain_order=True).agg(
        pl.col("row").first(), pl.col("r").first(), pl.col("required").first(),
        same=(pl.col("r").n_unique() == 1) & (pl.col("required").n_unique() == 1),
    )  # fmt: skip
    rows = first["row"].to_numpy()
    if not first["same"].all():
        bad = int(rows[np.argmin(first["same"].to_numpy())]) + 1
        reader.refuse("works.parquet", bad, "required", Fault.DIFFERS)
    estate, measure, needs = (first[name].to_numpy().astype(np.int64) for name in ("e", "m", "r"))
    parent = _lookup(estate * count + measure, estate * count + needs, needs)
    order = _forest_order(reader, estate, measure, parent, rows)
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


def _forest_order(
    reader: Reader, estate: np.ndarray, measure: np.ndarray, parent: np.ndarray, rows: np.ndarray
) -> np.ndarray:
    """Works by estate, prerequisites first; a cycle is refused with the row of its first option."""
    depth, at = np.zeros(len(parent), np.int64), parent.copy()
    for _ in range(int(measure.max(initial=0)) + 2):
        depth += at >= 0
        at = np.where(at >= 0, parent[np.maximum(at, 0)], NONE)
    if (at >= 0).any():
        reader.refuse("works.parquet", int(rows[at >= 0].min()) + 1, "requires", Fault.CYCLE)
    return np.lexsort((measure, depth, estate))


def _positions(frame: pl.DataFrame, estate: np.ndarray, measure: np.ndarray, count: int) -> pl.Series:
    keys = estate * count + measure
    order = np.argsort(keys)
    wanted = frame["e"].to_numpy().astype(np.int64) * count + frame["m"].to_numpy()
    return pl.Series("w", order[np.searchsorted(keys[order], wanted)].astype(np.int64) if len(keys) else [])
