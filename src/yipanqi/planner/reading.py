"""Reads a problem folder: programme.json here, the columns of estates and works beside it."""

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
from yipanqi.planner.sound import Probe
from yipanqi.planner.tables import NARROW, Fault, Reader, shown

FILE = "programme.json"
LONGEST_HORIZON = 4_000  # quarters: a thousand years; tables of every quarter are made
Row = dict[str, Any]


def read_problem(folder: Path, probe: Probe | None = None) -> Problem:
    """The problem of a folder, or `CannotReadProblem` naming the first fault; files of strangers want a probe."""
    reader = Reader(folder, CannotReadProblem, probe)
    return _Programme(reader).problem(folder.name)


class _Programme:
    """programme.json as the parts of a problem."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.said = reader, reader.json(FILE)
        self.quarters = self._whole(self.said, None, "quarters", 1, LONGEST_HORIZON)
        self.per_year = self._whole(self.said, None, "quarters_per_year", 1, LONGEST_HORIZON)
        if self.quarters % self.per_year:
            self._refuse(None, "quarters", Fault.NO_WHOLE_YEARS)
        self.years = self.quarters // self.per_year

    def problem(self, name: str) -> Problem:
        """The problem, its estates and works read from the files beside."""
        discount = self._number(self.said, None, "discount")
        if discount <= 0:
            self._refuse(None, "discount", Fault.NOT_POSITIVE, value=discount)
        regions, measures = self._regions(), self._measures()
        region = {name: row for row, name in enumerate(regions.ids)}
        estates = read_estates(self.reader, region)
        return Problem(
            name=str(self.said.get("name", name)),
            first_year=self._whole(self.said, None, "first_year", 0),
            quarters=self.quarters,
            quarters_per_year=self.per_year,
            discount=discount,
            regions=regions,
            measures=measures,
            funds=self._funds(region, measures),
            crews=self._crews(region, measures),
            sites=self._sites(region),
            targets=self._targets(region),
            estates=estates,
            works=read_works(self.reader, estates, measures),
            moves=self._moves(estates),
            committed=self._committed(region, measures),
        )

    def _refuse(self, row: str | None, field: str, fault: Fault, **values: object) -> None:
        self.reader.refuse(FILE, row, field, fault, **values)

    def _whole(self, said: Row, row: str | None, key: str, least: int, most: int = NARROW) -> int:
        value = said.get(key)
        if value is None:
            self.reader.refuse(FILE, row, key, Fault.NO_KEY if key not in said else Fault.EMPTY)
        return self._as_whole(value, row, key, least, most)

    def _as_whole(self, value: Any, row: str | None, key: str, least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.reader.refuse(FILE, row, key, Fault.NOT_WHOLE, value=shown(value))
        if not least <= value <= most:
            self.reader.refuse(FILE, row, key, Fault.OUTSIDE, value=shown(value), least=least, most=most)
        return value

    def _number(self, said: Row, row: str | None, key: str, least: float = -np.inf) -> float:
        return self._at_least(self.reader.number(said, FILE, row, key), row, key, least)

    def _at_least(self, value: float, row: str | None, key: str, least: float) -> float:
        if value < least:
            self._refuse(row, key, Fault.NEGATIVE, value=value)
        return value

    def _text(self, said: Row, row: str, key: str, usual: str | None = None) -> str:
        value = said.get(key, usual)
        if value is None:
            self.reader.refuse(FILE, row, key, Fault.NO_KEY if key not in said else Fault.EMPTY)
        if not isinstance(value, str):
            self.reader.refuse(FILE, row, key, Fault.NOT_TEXT, value=shown(value))
        return value

    def _flag(self, said: Row, row: str, key: str) -> bool:
        value = said.get(key)
        if value is not None and not isinstance(value, bool):
            self._refuse(row, key, Fault.NOT_FLAG, value=shown(value))
        return value is True

    def _items(self, key: str) -> list[Row]:
        rows = self.said.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.reader.refuse(FILE, None, key, Fault.NOT_LIST)
        return rows

    def _object(self, value: Any, row: str | None, key: str) -> Row:
        if not isinstance(value, dict):
            self.reader.refuse(FILE, row, key, Fault.NOT_OBJECT)
        return value

    def _names(self, rows: list[Row], key: str) -> tuple[str, ...]:
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            name = self._text(row, f"{key} {number}", "id")
            if not name:
                self._refuse(f"{key} {number}", "id", Fault.EMPTY)
            if name in seen:
                self._refuse(f"{key} {number}", "id", Fault.TWICE, value=shown(name))
            seen.add(name)
        return tuple(row["id"] for row in rows)

    def _known(self, rows: dict[str, int], value: Any, row: str, name: str) -> int:
        if not isinstance(value, str) or value not in rows:
            self.reader.refuse(FILE, row, name, Fault.UNKNOWN, value=shown(value))
        return rows[value]

    def _caps(self, values: Any, length: int, row: str) -> list[float]:
        if not isinstance(values, list) or len(values) != length:
            self.reader.refuse(FILE, row, "cap", Fault.LENGTH, length=length)
        return [self._at_least(self.reader.as_number(value, FILE, row, "cap"), row, "cap", 0.0) for value in values]

    def _regions(self) -> Regions:
        rows = self._items("regions")
        names = self._names(rows, "regions")
        at = {name: row for row, name in enumerate(names)}
        parent = [
            NONE if row.get("parent") is None else self._known(at, row["parent"], f"regions {n}", "parent")
            for n, row in enumerate(rows, 1)
        ]
        depth = self._depths(np.array(parent, np.int32))
        order = np.argsort(depth, kind="stable")
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order))
        return Regions(
            ids=tuple(names[row] for row in order),
            parent=np.array([NONE if parent[r] == NONE else place[parent[r]] for r in order], np.int32),
            level=tuple(self._text(rows[row], f"regions {row + 1}", "level", "") for row in order),
        )

    def _depths(self, parent: Ints) -> Ints:
        """How many ancestors each region has; a region on a cycle is refused."""
        depth, at = np.zeros(len(parent), np.int32), parent.copy()
        for _ in range(len(parent) + 1):
            if not (at >= 0).any():
                break
            depth += at >= 0
            at = np.where(at >= 0, parent[np.maximum(at, 0)], NONE).astype(np.int32)
        if (at >= 0).any():
            self._refuse(f"regions {int(np.argmax(at >= 0)) + 1}", "parent", Fault.CYCLE)
        return depth

    def _measures(self) -> Measures:
        rows = self._items("measures")
        names = self._names(rows, "measures")
        labels = [_label("measures", row) for row in rows]
        parts = [self._profile(row, label) for row, label in zip(rows, labels, strict=True)]
        trade = [self._text(row, label, "trade", "") for row, label in zip(rows, labels, strict=True)]
        trades = tuple(dict.fromkeys(trade))
        offset = [
            self._whole(row, label, "offset", 0, LONGEST_HORIZON) for row, label in zip(rows, labels, strict=True)
        ]
        return Measures(
            ids=names,
            group=tuple(self._text(row, label, "group", "") for row, label in zip(rows, labels, strict=True)),
            klass=tuple(self._text(row, label, "class", "") for row, label in zip(rows, labels, strict=True)),
            trades=trades,
            trade=np.array([trades.index(name) for name in trade], np.int32),
            offset=np.array(offset, np.int32),
            profile_ptr=np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int32),
            profile=np.array([part for profile in parts for part in profile], np.float64),
        )

    def _profile(self, row: Row, label: str) -> list[float]:
        profile = row.get("profile")
        if not isinstance(profile, list) or not profile:
            self.reader.refuse(FILE, label, "profile", Fault.NOT_LIST)
        read = self.reader.as_number
        parts = [self._at_least(read(part, FILE, label, "profile"), label, "profile", 0.0) for part in profile]
        if abs(sum(parts) - 1) > 1e-9:
            self._refuse(label, "profile", Fault.NOT_ONE, value=f"{sum(parts):g}")
        return parts

    def _funds(self, region: dict[str, int], measures: Measures) -> Funds:
        rows = self._items("funds")
        names = self._names(rows, "funds")
        measure = {name: row for row, name in enumerate(measures.ids)}
        share = np.zeros((len(rows), len(measures.ids)))
        cap = np.full((len(rows), self.years), np.inf)
        for number, row in enumerate(rows):
            label = _label("funds", row)
            shares = self._object({} if row.get("share") is None else row["share"], label, "share")
            for name in shares:
                part = self._at_least(self.reader.as_number(shares[name], FILE, label, "share"), label, "share", 0.0)
                share[number, self._known(measure, name, label, "share")] = part
            if row.get("cap") is not None:
                cap[number] = self._caps(row["cap"], self.years, label)
        where = [self._known(region, row.get("region"), _label("funds", row), "region") for row in rows]
        carry = np.array([self._flag(row, _label("funds", row), "carry") for row in rows], bool)
        return Funds(names, np.array(where, np.int32), np.minimum(share, 1.0), cap, carry)

    def _crews(self, region: dict[str, int], measures: Measures) -> Crews:
        where, trade, cap = [], [], []
        trades = {name: row for row, name in enumerate(measures.trades)}
        for number, row in enumerate(self._items("crews"), 1):
            label = f"crews {number}"
            place = self._known(region, row.get("region"), label, "region")
            caps, name = self._caps(row.get("cap"), self.quarters, label), self._text(row, label, "trade")
            if name in trades:  # a trade that no measure uses limits nothing
                where.append(place)
                trade.append(trades[name])
                cap.append(caps)
        table = np.array(cap, np.float64).reshape(len(cap), self.quarters)
        return Crews(np.array(where, np.int32), np.array(trade, np.int32), table)

    def _sites(self, region: dict[str, int]) -> Sites:
        rows = [(f"sites {number}", row) for number, row in enumerate(self._items("sites"), 1)]
        where = [self._known(region, row.get("region"), label, "region") for label, row in rows]
        cap = [self._caps(row.get("cap"), self.quarters, label) for label, row in rows]
        return Sites(np.array(where, np.int32), np.array(cap, np.float64).reshape(len(cap), self.quarters))

    def _targets(self, region: dict[str, int]) -> Targets:
        where, households, year, least, penalty = [], [], [], [], []
        for number, row in enumerate(self._items("targets"), 1):
            label = f"targets {number}"
            if row.get("kind") not in ("estates", "households"):
                self._refuse(label, "kind", Fault.UNKNOWN, value=shown(row.get("kind")))
            where.append(self._known(region, row.get("region"), label, "region"))
            households.append(row["kind"] == "households")
            year.append(self._whole(row, label, "year", 0, self.years - 1))
            least.append(self._number(row, label, "at_least"))
            penalty.append(self._number(row, label, "penalty", 0.0))
        return Targets(
            np.array(where, np.int32),
            np.array(households, bool),
            np.array(year, np.int32),
            np.array(least, np.float64),
            np.array(penalty, np.float64),
        )

    def _moves(self, estates: Estates) -> Moves | None:
        if "moves" not in self.said:
            return None
        moves = self._object(self.said["moves"], None, "moves")
        at = {name: row for row, name in enumerate(estates.ids)}
        base = np.full(len(estates.ids), NONE, np.int32)
        for name, quarter in self._object(moves.get("base"), "moves", "base").items():
            base[self._known(at, name, "moves", "base")] = self._as_whole(
                quarter, "moves", "base", 0, self.quarters - 1
            )
        return Moves(base, self._whole(moves, "moves", "limit", 0))

    def _committed(self, region: dict[str, int], measures: Measures) -> Committed:
        measure = {name: row for row, name in enumerate(measures.ids)}
        where, what, year, amount = [], [], [], []
        for number, row in enumerate(self._items("committed"), 1):
            label = f"committed {number}"
            where.append(self._known(region, row.get("region"), label, "region"))
            what.append(self._known(measure, row.get("measure"), label, "measure"))
            year.append(self._whole(row, label, "year", 0, self.years - 1))
            amount.append(self._number(row, label, "amount", 0.0))
        rows, measures_of, years_of = (np.array(v, np.int32) for v in (where, what, year))
        return Committed(rows, measures_of, years_of, np.array(amount, np.float64))


def _label(key: str, row: Row) -> str:
    """An entry of a list by its id."""
    return f"{key} {shown(row['id'])!r}"
