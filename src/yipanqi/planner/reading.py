"""Reads a problem folder: programme.json here, the columns of estates and works beside it."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from yipanqi.planner.columns import CannotReadProblem, read_estates, read_works
from yipanqi.planner.problem import (
    NONE,
    Committed,
    Crews,
    Estates,
    Funds,
    Ints,
    Measures,
    Moves,
    Problem,
    Regions,
    Sites,
    Targets,
)


def read_problem(folder: Path) -> Problem:
    """The problem of a folder, or `CannotReadProblem` naming the first fault."""
    meta = _programme(folder / "programme.json")
    quarters, per_year = _integer(meta, "quarters", 1), _integer(meta, "quarters_per_year", 1)
    if quarters % per_year:
        raise CannotReadProblem("programme.json", None, "quarters", "not a whole number of years")
    discount = _number(meta.get("discount"), None, "discount")
    if discount <= 0:
        raise CannotReadProblem("programme.json", None, "discount", "must be above 0")
    regions = _regions(meta)
    measures = _measures(meta)
    years = quarters // per_year
    region_row = {name: row for row, name in enumerate(regions.ids)}
    estates = read_estates(folder / "estates.parquet", region_row)
    works = read_works(folder / "works.parquet", estates, measures)
    return Problem(
        name=str(meta.get("name", folder.name)),
        first_year=_integer(meta, "first_year", 0),
        quarters=quarters,
        quarters_per_year=per_year,
        discount=discount,
        regions=regions,
        measures=measures,
        funds=_funds(meta, region_row, measures, years),
        crews=_crews(meta, region_row, measures, quarters),
        sites=_sites(meta, region_row, quarters),
        targets=_targets(meta, region_row, years),
        estates=estates,
        works=works,
        moves=_moves(meta, estates, quarters),
        committed=_committed(meta, region_row, measures, years),
    )


def _programme(path: Path) -> dict[str, Any]:
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotReadProblem(path.name, None, "file", str(error)) from None
    if not isinstance(meta, dict):
        raise CannotReadProblem(path.name, None, "file", "not a JSON object")
    return meta


def _integer(meta: dict[str, Any], key: str, least: int) -> int:
    value = meta.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise CannotReadProblem("programme.json", None, key, f"must be a whole number, at least {least}")
    return value


def _number(value: Any, row: int | str | None, name: str, least: float = -np.inf) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
        raise CannotReadProblem("programme.json", row, name, f"{value!r} is not a finite number")
    if value < least:
        raise CannotReadProblem("programme.json", row, name, f"{value!r} is below {least:g}")
    return float(value)


def _items(meta: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = meta.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CannotReadProblem("programme.json", None, key, "must be a list of objects")
    return rows


def _names(rows: list[dict[str, Any]], key: str) -> tuple[str, ...]:
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        name = row.get("id")
        if not isinstance(name, str) or not name:
            raise CannotReadProblem("programme.json", f"{key} {number}", "id", "must be a text")
        if name in seen:
            raise CannotReadProblem("programme.json", f"{key} {number}", "id", f"{name!r} stands twice")
        seen.add(name)
    return tuple(row["id"] for row in rows)


def _known(rows: dict[str, int], value: Any, row: str, name: str) -> int:
    if not isinstance(value, str) or value not in rows:
        raise CannotReadProblem("programme.json", row, name, f"{value!r} is unknown")
    return rows[value]


def _caps(values: Any, length: int, row: str) -> list[float]:
    if not isinstance(values, list) or len(values) != length:
        raise CannotReadProblem("programme.json", row, "cap", f"must hold {length} numbers")
    return [_number(value, row, "cap", 0.0) for value in values]


def _regions(meta: dict[str, Any]) -> Regions:
    rows = _items(meta, "regions")
    names = _names(rows, "regions")
    at = {name: row for row, name in enumerate(names)}
    parent = [
        NONE if row.get("parent") is None else _known(at, row["parent"], f"regions {n}", "parent")
        for n, row in enumerate(rows, 1)
    ]
    depth = _depths(np.array(parent, np.int32))
    order = np.argsort(depth, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    return Regions(
        ids=tuple(names[row] for row in order),
        parent=np.array([NONE if parent[r] == NONE else place[parent[r]] for r in order], np.int32),
        level=tuple(str(rows[row].get("level", "")) for row in order),
    )


def _depths(parent: Ints) -> Ints:
    """How many ancestors each region has; a region on a cycle is refused."""
    depth, at = np.zeros(len(parent), np.int32), parent.copy()
    for _ in range(len(parent) + 1):
        if not (at >= 0).any():
            return depth
        depth += at >= 0
        at = np.where(at >= 0, parent[np.maximum(at, 0)], NONE).astype(np.int32)
    raise CannotReadProblem("programme.json", f"regions {int(np.argmax(at >= 0)) + 1}", "parent", "stands on a cycle")


def _measures(meta: dict[str, Any]) -> Measures:
    rows = _items(meta, "measures")
    names = _names(rows, "measures")
    offset, parts = [], []
    for row in rows:
        label = f"measures {row['id']!r}"
        offset.append(_integer(row, "offset", 0))
        profile = row.get("profile")
        if not isinstance(profile, list) or not profile:
            raise CannotReadProblem("programme.json", label, "profile", "must be a list of numbers")
        parts.append([_number(part, label, "profile", 0.0) for part in profile])
        if abs(sum(parts[-1]) - 1) > 1e-9:
            raise CannotReadProblem("programme.json", label, "profile", f"sums to {sum(parts[-1]):g}, not to 1")
    trades = tuple(dict.fromkeys(str(row.get("trade", "")) for row in rows))
    return Measures(
        ids=names,
        group=tuple(str(row.get("group", "")) for row in rows),
        klass=tuple(str(row.get("class", "")) for row in rows),
        trades=trades,
        trade=np.array([trades.index(str(row.get("trade", ""))) for row in rows], np.int32),
        offset=np.array(offset, np.int32),
        profile_ptr=np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int32),
        profile=np.array([part for profile in parts for part in profile], np.float64),
    )


def _funds(meta: dict[str, Any], region: dict[str, int], measures: Measures, years: int) -> Funds:
    rows = _items(meta, "funds")
    names = _names(rows, "funds")
    measure = {name: row for row, name in enumerate(measures.ids)}
    share = np.zeros((len(rows), len(measures.ids)))
    cap = np.full((len(rows), years), np.inf)
    for number, row in enumerate(rows):
        label = f"funds {row['id']!r}"
        shares = row.get("share") or {}
        if not isinstance(shares, dict):
            raise CannotReadProblem("programme.json", label, "share", "must be an object")
        for name, part in shares.items():
            share[number, _known(measure, name, label, "share")] = _number(part, label, "share", 0.0)
        if row.get("cap") is not None:
            cap[number] = _caps(row["cap"], years, label)
    where = [_known(region, row.get("region"), f"funds {row['id']!r}", "region") for row in rows]
    carry = np.array([bool(row.get("carry", False)) for row in rows], bool)
    return Funds(names, np.array(where, np.int32), np.minimum(share, 1.0), cap, carry)


def _crews(meta: dict[str, Any], region: dict[str, int], measures: Measures, quarters: int) -> Crews:
    where, trade, cap = [], [], []
    trades = {name: row for row, name in enumerate(measures.trades)}
    for number, row in enumerate(_items(meta, "crews"), 1):
        label = f"crews {number}"
        place, caps = _known(region, row.get("region"), label, "region"), _caps(row.get("cap"), quarters, label)
        if row.get("trade") in trades:  # a trade that no measure uses limits nothing
            where.append(place)
            trade.append(trades[row["trade"]])
            cap.append(caps)
    table = np.array(cap, np.float64).reshape(len(cap), quarters)
    return Crews(np.array(where, np.int32), np.array(trade, np.int32), table)


def _sites(meta: dict[str, Any], region: dict[str, int], quarters: int) -> Sites:
    rows = _items(meta, "sites")
    labels = [f"sites {number}" for number in range(1, len(rows) + 1)]
    where = [_known(region, row.get("region"), label, "region") for row, label in zip(rows, labels, strict=True)]
    cap = [_caps(row.get("cap"), quarters, label) for row, label in zip(rows, labels, strict=True)]
    return Sites(np.array(where, np.int32), np.array(cap, np.float64).reshape(len(cap), quarters))


def _targets(meta: dict[str, Any], region: dict[str, int], years: int) -> Targets:
    where, households, year, least, penalty = [], [], [], [], []
    for number, row in enumerate(_items(meta, "targets"), 1):
        label = f"targets {number}"
        if row.get("kind") not in ("estates", "households"):
            raise CannotReadProblem("programme.json", label, "kind", f"{row.get('kind')!r} is unknown")
        where.append(_known(region, row.get("region"), label, "region"))
        households.append(row["kind"] == "households")
        year.append(int(_number(row.get("year"), label, "year", 0)))
        if year[-1] >= years:
            raise CannotReadProblem("programme.json", label, "year", "lies after the horizon")
        least.append(_number(row.get("at_least"), label, "at_least"))
        penalty.append(_number(row.get("penalty"), label, "penalty", 0.0))
    return Targets(
        np.array(where, np.int32),
        np.array(households, bool),
        np.array(year, np.int32),
        np.array(least, np.float64),
        np.array(penalty, np.float64),
    )


def _moves(meta: dict[str, Any], estates: Estates, quarters: int) -> Moves | None:
    if "moves" not in meta:
        return None
    at = {name: row for row, name in enumerate(estates.ids)}
    base = np.full(len(estates.ids), NONE, np.int32)
    for name, quarter in meta["moves"]["base"].items():
        base[_known(at, name, "moves", "base")] = int(_number(quarter, "moves", "base", 0))
    if (base >= quarters).any():
        raise CannotReadProblem("programme.json", "moves", "base", "starts after the horizon")
    return Moves(base, _integer(meta["moves"], "limit", 0))


def _committed(meta: dict[str, Any], region: dict[str, int], measures: Measures, years: int) -> Committed:
    measure = {name: row for row, name in enumerate(measures.ids)}
    where, what, year, amount = [], [], [], []
    for number, row in enumerate(_items(meta, "committed"), 1):
        label = f"committed {number}"
        where.append(_known(region, row.get("region"), label, "region"))
        what.append(_known(measure, row.get("measure"), label, "measure"))
        year.append(int(_number(row.get("year"), label, "year", 0)))
        if year[-1] >= years:
            raise CannotReadProblem("programme.json", label, "year", "lies after the horizon")
        amount.append(_number(row.get("amount"), label, "amount", 0.0))
    rows, measures_of, years_of = (np.array(v, np.int32) for v in (where, what, year))
    return Committed(rows, measures_of, years_of, np.array(amount, np.float64))
