"""Ways to damage or forge a good plan folder, each with what must become of it. Seeded; works on a copy."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
from check_plan import check

TABLES = ("starts", "chosen", "funding", "prices")
PROBLEM_TABLES = ("estates", "works")
FIGURES = {"starts": ("quarter",), "funding": ("year", "amount"), "prices": ("row", "period", "price")}
FIGURES_SAID = ("objective", "upper_bound", "priced_bound", "gap", "seconds")
NO_NUMBERS = (float("nan"), float("inf"), float("-inf"))


class Due(StrEnum):
    """What must become of a mutation."""

    REFUSED = "refused"  # by its construction
    ACCEPTED = "accepted"  # it changes nothing that counts
    JUDGED = "judged"  # as the outside referee says


@dataclass(frozen=True)
class Case:
    """A copy of a good problem and plan, to be spoilt."""

    problem: Path
    plan: Path
    chance: Random

    def table(self, names: tuple[str, ...] = TABLES) -> Path:
        """One of the plan's tables."""
        return self.plan / f"{self.chance.choice(names)}.parquet"

    def any_file(self) -> Path:
        """Any file of either folder that must be there: prices are a part of the claim, and are let be."""
        files = [self.plan / f"{name}.parquet" for name in TABLES] + [self.plan / "plan.json"]
        files += [self.problem / f"{name}.parquet" for name in PROBLEM_TABLES] + [self.problem / "programme.json"]
        return self.chance.choice(files)


Change = Callable[[Case], None]
KINDS: dict[str, tuple[Due, Change]] = {}


def kind(due: Due) -> Callable[[Change], Change]:
    """Enter a way under its name."""

    def entered(change: Change) -> Change:
        KINDS[change.__name__] = due, change
        return change

    return entered


def copied(problem: Path, plan: Path, place: Path, chance: Random) -> Case:
    """A fresh copy of a good pair of folders."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(problem, place / "problem")
    shutil.copytree(plan, place / "plan")
    return Case(place / "problem", place / "plan", chance)


# --- files


@kind(Due.REFUSED)
def file_gone(case: Case) -> None:
    case.any_file().unlink()


@kind(Due.REFUSED)
def file_empty(case: Case) -> None:
    case.any_file().write_bytes(b"")


@kind(Due.REFUSED)
def file_cut(case: Case) -> None:
    path = case.any_file()
    held = path.read_bytes()
    path.write_bytes(held[: case.chance.randrange(len(held) - 1)])


@kind(Due.REFUSED)
def file_noise(case: Case) -> None:
    case.any_file().write_bytes(case.chance.randbytes(case.chance.randrange(1, 400)))


@kind(Due.REFUSED)
def folder_for_file(case: Case) -> None:
    path = case.any_file()
    held = path.read_bytes()
    path.unlink()
    path.mkdir()
    if case.chance.random() < 0.5:  # a table in a folder of the table's name is no file of that name
        (path / "part.parquet").write_bytes(held)


@kind(Due.JUDGED)
def bytes_flipped(case: Case) -> None:
    path = case.table() if case.chance.random() < 0.9 else case.plan / "plan.json"
    held = bytearray(path.read_bytes())
    for _ in range(case.chance.choice((1, 1, 2, 5, 20))):
        held[case.chance.randrange(len(held))] = case.chance.randrange(256)
    path.write_bytes(held)


# --- plan.json


def _said(case: Case) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((case.plan / "plan.json").read_text("utf-8"))
    return said


def _say(case: Case, **changed: Any) -> None:
    (case.plan / "plan.json").write_text(json.dumps(_said(case) | changed), "utf-8")


def _claim(case: Case, bound: float) -> None:
    """State a bound that is to follow from the prices, with the gap that goes with it or without one."""
    said = _said(case) | {"upper_bound": bound, "upper_bound_by": "prices"}
    said.pop("gap", None)
    said.pop("priced_bound", None)
    if case.chance.random() < 0.5:
        said["priced_bound"] = bound
    if case.chance.random() < 0.5:
        said["gap"] = (bound - said["objective"]) / max(abs(said["objective"]), 1e-9)
    (case.plan / "plan.json").write_text(json.dumps(said), "utf-8")


@kind(Due.REFUSED)
def figure_not_finite(case: Case) -> None:
    _say(case, **{case.chance.choice(FIGURES_SAID): case.chance.choice(NO_NUMBERS)})


@kind(Due.REFUSED)
def figure_endless(case: Case) -> None:
    key = case.chance.choice(FIGURES_SAID)
    big = case.chance.choice(("1e999", "-1e999", "9" * 400, "9" * 5000))
    text = json.dumps({**_said(case), key: "BIG"}).replace('"BIG"', big)
    (case.plan / "plan.json").write_text(text, "utf-8")


@kind(Due.REFUSED)
def figure_not_a_number(case: Case) -> None:
    wrong = case.chance.choice(("12.5", "", True, [1.0], {"a": 1}, "NaN"))
    _say(case, **{case.chance.choice(FIGURES_SAID): wrong})


@kind(Due.REFUSED)
def figure_gone(case: Case) -> None:
    said = _said(case)
    del said[case.chance.choice(("objective", "upper_bound"))]
    (case.plan / "plan.json").write_text(json.dumps(said), "utf-8")


@kind(Due.REFUSED)
def figure_twice(case: Case) -> None:
    said = _said(case)
    key = case.chance.choice(sorted(said))
    text = json.dumps(said)
    (case.plan / "plan.json").write_text(f"{text[:-1]}, {json.dumps(key)}: {json.dumps(said[key])}}}", "utf-8")


@kind(Due.REFUSED)
def json_of_another_shape(case: Case) -> None:
    path = case.chance.choice((case.plan / "plan.json", case.problem / "programme.json"))
    deep = "[" * 5000 + "]" * 5000, '{"a":' * 900 + "1" + "}" * 900, '{"name": "\\ud800"}', "\ufeff{}"
    path.write_text(case.chance.choice(("[]", "null", "3", '"plan"', "{}", "{'a': 1}", "{}{}", *deep)), "utf-8")


@kind(Due.REFUSED)
def objective_false(case: Case) -> None:
    value = _said(case)["objective"]
    shift = case.chance.choice((-1, 1)) * 10 ** case.chance.uniform(-5, 3)
    _say(case, objective=value + shift * max(1.0, abs(value)))


@kind(Due.REFUSED)
def bound_below_prices(case: Case) -> None:
    bound = _said(case)["upper_bound"]
    _claim(case, bound - 10 ** case.chance.uniform(-5, 2) * max(1.0, abs(bound)))


@kind(Due.ACCEPTED)
def bound_raised(case: Case) -> None:
    _claim(case, _said(case)["upper_bound"] + 10 ** case.chance.uniform(-6, 6))


@kind(Due.ACCEPTED)
def bound_null(case: Case) -> None:
    _say(case, upper_bound=None, priced_bound=None, gap=None)
    if case.chance.random() < 0.5:
        (case.plan / "prices.parquet").unlink()


@kind(Due.REFUSED)
def bound_without_prices(case: Case) -> None:
    (case.plan / "prices.parquet").unlink()
    if case.chance.random() < 0.5:
        _claim(case, _said(case)["objective"])


@kind(Due.REFUSED)
def priced_bound_below_prices(case: Case) -> None:
    """A lower bound said to follow from the prices, beside one that is the solver's word or theirs."""
    said = _said(case)
    bound = said["priced_bound"]
    by = case.chance.choice(("prices", "solver"))
    _claim(case, said["upper_bound"] if by == "solver" else bound)
    _say(case, upper_bound_by=by, priced_bound=bound - 10 ** case.chance.uniform(-5, 2) * max(1.0, abs(bound)))


@kind(Due.ACCEPTED)
def priced_bound_raised(case: Case) -> None:
    _say(case, priced_bound=_said(case)["priced_bound"] + 10 ** case.chance.uniform(-6, 6))


@kind(Due.REFUSED)
def priced_bound_without_prices(case: Case) -> None:
    (case.plan / "prices.parquet").unlink()
    _say(case, upper_bound=None, gap=None)


@kind(Due.REFUSED)
def gap_false(case: Case) -> None:
    gap = _said(case)["gap"]
    _say(case, gap=gap + case.chance.choice((-1, 1)) * 10 ** case.chance.uniform(-4, 2))


@kind(Due.REFUSED)
def bound_by_nobody(case: Case) -> None:
    _say(case, upper_bound_by=case.chance.choice(("me", "", None, 3, ["prices"], {})))


# --- tables


def _put(path: Path, frame: pl.DataFrame) -> None:
    frame.write_parquet(path)


def _cell(frame: pl.DataFrame, row: int, column: str, value: Any) -> pl.DataFrame:
    """The table with another value in one cell, whatever type the column then has."""
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values, strict=False))


@kind(Due.REFUSED)
def column_gone(case: Case) -> None:
    path = case.any_file() if case.chance.random() < 0.3 else case.table()
    if path.suffix != ".parquet":
        path = case.table()
    frame = pl.read_parquet(path)
    _put(path, frame.drop(case.chance.choice([name for name in frame.columns if name != "name"])))


@kind(Due.REFUSED)
def cell_null(case: Case) -> None:
    tables = [case.plan / f"{name}.parquet" for name in TABLES]
    path = case.chance.choice([*tables, *(case.problem / f"{name}.parquet" for name in PROBLEM_TABLES)])
    frame = pl.read_parquet(path)
    column = case.chance.choice([name for name in frame.columns if name != "name"])
    _put(path, _cell(frame, case.chance.randrange(len(frame)), column, None))


@kind(Due.REFUSED)
def column_null(case: Case) -> None:
    path = case.table()
    frame = pl.read_parquet(path)
    column = case.chance.choice([name for name in frame.columns if name != "name"])
    _put(path, frame.with_columns(pl.lit(None).alias(column)))


@kind(Due.REFUSED)
def figures_as_text(case: Case) -> None:
    table = case.chance.choice(sorted(FIGURES))
    path = case.plan / f"{table}.parquet"
    _put(path, pl.read_parquet(path).with_columns(pl.col(case.chance.choice(FIGURES[table])).cast(pl.Utf8)))


@kind(Due.REFUSED)
def names_as_figures(case: Case) -> None:
    path = case.table(("starts", "chosen", "funding"))
    frame = pl.read_parquet(path)
    _put(path, frame.with_columns(pl.Series("estate", list(range(len(frame))))))


@kind(Due.REFUSED)
def lists_for_cells(case: Case) -> None:
    path = case.table()
    frame = pl.read_parquet(path)
    column = case.chance.choice([name for name in frame.columns if name != "name"])
    _put(path, frame.with_columns(pl.concat_list(column)))


@kind(Due.REFUSED)
def cell_not_finite(case: Case) -> None:
    table, column = case.chance.choice((("funding", "amount"), ("prices", "price")))
    path = case.plan / f"{table}.parquet"
    frame = pl.read_parquet(path)
    _put(path, _cell(frame, case.chance.randrange(len(frame)), column, case.chance.choice(NO_NUMBERS)))


@kind(Due.REFUSED)
def prices_all_not_finite(case: Case) -> None:
    path = case.plan / "prices.parquet"
    _put(path, pl.read_parquet(path).with_columns(pl.lit(case.chance.choice(NO_NUMBERS)).alias("price")))


@kind(Due.REFUSED)
def whole_number_broken(case: Case) -> None:
    table, column = case.chance.choice((("starts", "quarter"), ("funding", "year"), ("prices", "period")))
    path = case.plan / f"{table}.parquet"
    frame = pl.read_parquet(path)
    broken = frame.with_columns(pl.col(column).cast(pl.Float64))
    _put(path, _cell(broken, case.chance.randrange(len(frame)), column, case.chance.choice((0.5, 0.999999, 1e300))))


@kind(Due.REFUSED)
def whole_number_wrapped(case: Case) -> None:
    table, column = case.chance.choice((("starts", "quarter"), ("funding", "year"), ("prices", "row")))
    path = case.plan / f"{table}.parquet"
    frame = pl.read_parquet(path).with_columns(pl.col(column).cast(pl.Int64))
    row = case.chance.randrange(len(frame))
    wrap = case.chance.choice((2**32, -(2**32), 2**40, 2**62, 2**31, -1000))
    _put(path, _cell(frame, row, column, frame[column][row] + wrap))


@kind(Due.REFUSED)
def whole_number_giant(case: Case) -> None:
    table, column = case.chance.choice((("starts", "quarter"), ("funding", "year"), ("prices", "row")))
    path = case.plan / f"{table}.parquet"
    frame = pl.read_parquet(path)
    giant = pl.Series(column, [2**64 - 1 - case.chance.randrange(9)] * len(frame), dtype=pl.UInt64)
    _put(path, frame.with_columns(giant))


@kind(Due.REFUSED)
def name_unknown(case: Case) -> None:
    path = case.table()
    frame = pl.read_parquet(path)
    columns = [it for it in ("estate", "measure", "option", "fund", "kind") if it in frame.columns]
    wrong = case.chance.choice(("nobody", "", " ", "a\n", "\x1b[2J", "É" * 300, "NaN", "null"))
    _put(path, _cell(frame, case.chance.randrange(len(frame)), case.chance.choice(columns), wrong))


@kind(Due.REFUSED)
def row_twice(case: Case) -> None:
    path = case.table()
    frame = pl.read_parquet(path)
    _put(path, pl.concat([frame, frame.slice(case.chance.randrange(len(frame)), 1)]))


@kind(Due.REFUSED)
def id_twice(case: Case) -> None:
    path = case.problem / "estates.parquet"
    frame = pl.read_parquet(path)
    _put(path, pl.concat([frame, frame.slice(case.chance.randrange(len(frame)), 1)]))


@kind(Due.REFUSED)
def price_gone(case: Case) -> None:
    path = case.plan / "prices.parquet"
    frame = pl.read_parquet(path)
    gone = case.chance.randrange(len(frame))
    _put(path, pl.concat([frame.slice(0, gone), frame.slice(gone + 1)]))


@kind(Due.REFUSED)
def price_negative(case: Case) -> None:
    path = case.plan / "prices.parquet"
    frame = pl.read_parquet(path)
    _put(path, _cell(frame, case.chance.randrange(len(frame)), "price", -(10 ** case.chance.uniform(-12, 300))))


@kind(Due.REFUSED)
def tables_exchanged(case: Case) -> None:
    one, other = case.chance.sample(TABLES, 2)
    shutil.copyfile(case.plan / f"{one}.parquet", case.plan / f"{other}.parquet")


@kind(Due.REFUSED)
def required_key_gone(case: Case) -> None:
    path = case.problem / "programme.json"
    said = json.loads(path.read_text("utf-8"))
    del said[case.chance.choice(("quarters", "quarters_per_year", "discount", "first_year", "regions", "measures"))]
    path.write_text(json.dumps(said), "utf-8")


@kind(Due.REFUSED)
def programme_value_wrong(case: Case) -> None:
    """One figure of programme.json is no number any more."""
    path = case.problem / "programme.json"
    said = json.loads(path.read_text("utf-8"))
    key = case.chance.choice(("quarters", "quarters_per_year", "discount", "first_year"))
    said[key] = case.chance.choice((None, "8", float("nan"), -1, 0.5 if key != "discount" else [], 10**30, {}))
    if key == "discount" and said[key] == 10**30:
        said[key] = True
    path.write_text(json.dumps(said), "utf-8")


# --- what only a referee can tell


@kind(Due.ACCEPTED)
def rows_shuffled(case: Case) -> None:
    for name in TABLES:
        path = case.plan / f"{name}.parquet"
        _put(path, pl.read_parquet(path).sample(fraction=1.0, shuffle=True, seed=case.chance.randrange(2**31)))


@kind(Due.ACCEPTED)
def types_narrowed(case: Case) -> None:
    """Whole numbers in fewer bits, names as categories: the same values."""
    path = case.plan / "starts.parquet"
    frame = pl.read_parquet(path)
    _put(path, frame.with_columns(pl.col("quarter").cast(pl.Int16), pl.col("estate").cast(pl.Categorical)))


@kind(Due.JUDGED)
def start_moved(case: Case) -> None:
    path = case.plan / "starts.parquet"
    frame = pl.read_parquet(path)
    _put(path, _cell(frame, case.chance.randrange(len(frame)), "quarter", case.chance.randrange(8)))


@kind(Due.JUDGED)
def row_gone(case: Case) -> None:
    path = case.table(("starts", "chosen", "funding"))
    frame = pl.read_parquet(path)
    gone = case.chance.randrange(len(frame))
    _put(path, pl.concat([frame.slice(0, gone), frame.slice(gone + 1)]))


@kind(Due.JUDGED)
def rows_all_gone(case: Case) -> None:
    for name in case.chance.sample(("starts", "chosen", "funding"), case.chance.randrange(1, 4)):
        path = case.plan / f"{name}.parquet"
        _put(path, pl.read_parquet(path).clear())


@kind(Due.JUDGED)
def name_exchanged(case: Case) -> None:
    path = case.table(("starts", "chosen", "funding"))
    frame = pl.read_parquet(path)
    column = case.chance.choice([it for it in ("estate", "measure", "option", "fund") if it in frame.columns])
    row = case.chance.randrange(len(frame))
    _put(path, _cell(frame, row, column, case.chance.choice(frame[column].to_list())))


@kind(Due.JUDGED)
def option_exchanged(case: Case) -> None:
    path = case.plan / "chosen.parquet"
    frame, works = pl.read_parquet(path), pl.read_parquet(case.problem / "works.parquet")
    row = case.chance.randrange(len(frame))
    _put(path, _cell(frame, row, "option", case.chance.choice(works["option"].to_list())))


@kind(Due.JUDGED)
def year_moved(case: Case) -> None:
    path = case.plan / "funding.parquet"
    frame = pl.read_parquet(path)
    _put(path, _cell(frame, case.chance.randrange(len(frame)), "year", case.chance.randrange(-1, 3)))


@kind(Due.JUDGED)
def amount_changed(case: Case) -> None:
    path = case.plan / "funding.parquet"
    frame = pl.read_parquet(path)
    row, size = case.chance.randrange(len(frame)), 10 ** case.chance.uniform(-7, 8)
    _put(path, _cell(frame, row, "amount", frame["amount"][row] + case.chance.choice((-1, 1)) * size))


@kind(Due.JUDGED)
def money_moved_between_funds(case: Case) -> None:
    path = case.plan / "funding.parquet"
    frame = pl.read_parquet(path)
    one, other = (case.chance.randrange(len(frame)) for _ in range(2))
    size = 10 ** case.chance.uniform(-5, 2)
    frame = _cell(frame, one, "amount", frame["amount"][one] - size)
    _put(path, _cell(frame, other, "amount", frame["amount"][other] + size))


@kind(Due.JUDGED)
def prices_changed(case: Case) -> None:
    """Other prices under the same bound: it may no longer follow."""
    path = case.plan / "prices.parquet"
    frame = pl.read_parquet(path)
    scale = 10 ** case.chance.uniform(-3, 3)
    one = _cell(frame, case.chance.randrange(len(frame)), "price", 10 ** case.chance.uniform(-3, 300))
    _put(path, one if case.chance.random() < 0.5 else frame.with_columns(pl.col("price") * scale))


@kind(Due.JUDGED)
def prices_changed_with_bound(case: Case) -> None:
    """Other prices, and a bound between the plan's worth and what it was."""
    prices_changed(case)
    said = _said(case)
    _claim(case, said["objective"] + case.chance.random() * (said["upper_bound"] - said["objective"]))


@kind(Due.REFUSED)
def pot_malformed(case: Case) -> None:
    """A price of a single start that is no such thing: of nobody, of no time, below nought, no number, or twice."""
    frame = _pots(case)
    row = case.chance.randrange(len(frame))
    column, value = case.chance.choice(
        (
            ("estate", "nobody"),
            ("fund", "nothing"),
            ("quarter", case.chance.choice((-1, 10_000))),
            ("year", case.chance.choice((-1, 10_000))),
            ("price", case.chance.choice((-1e-9, -7.0, *NO_NUMBERS))),
            ("", None),
        )
    )
    spoilt = _cell(frame, row, column, value) if column else pl.concat([frame, frame[row]])
    _put(case.plan / "pots.parquet", spoilt)


@kind(Due.JUDGED)
def pots_changed(case: Case) -> None:
    """Other prices of single starts, or none of them, and a bound between the plan's worth and what it was."""
    frame, path = _pots(case), case.plan / "pots.parquet"
    scale = 10 ** case.chance.uniform(-3, 3)
    one = _cell(frame, case.chance.randrange(len(frame)), "price", 10 ** case.chance.uniform(-3, 300))
    _put(path, case.chance.choice((one, frame.clear(), frame.with_columns(pl.col("price") * scale))))
    said = _said(case)
    if case.chance.random() < 0.5:
        _claim(case, said["objective"] + case.chance.random() * (said["upper_bound"] - said["objective"]))


def _pots(case: Case) -> pl.DataFrame:
    """The prices of single starts; where the plan has none, some."""
    path = case.plan / "pots.parquet"
    if path.exists() and len(frame := pl.read_parquet(path)):
        return frame
    said = json.loads((case.problem / "programme.json").read_text("utf-8"))
    estates, funds = [it["id"] for it in _estates(case)], [it["id"] for it in said["funds"]]
    years = said["quarters"] // said["quarters_per_year"]
    rows = {
        (
            case.chance.choice(estates),
            case.chance.randrange(said["quarters"]),
            case.chance.choice(funds),
            case.chance.randrange(years),
        )
        for _ in range(4)
    }
    prices = [(*row, case.chance.uniform(0, 2)) for row in sorted(rows)]
    names = {"estate": pl.Utf8, "quarter": pl.Int32, "fund": pl.Utf8, "year": pl.Int32, "price": pl.Float64}
    return pl.DataFrame(prices, names, orient="row")


@kind(Due.JUDGED)
def plan_emptied_honestly(case: Case) -> None:
    """No estate starts, and a claim of what that is worth."""
    for name in ("starts", "chosen", "funding"):
        path = case.plan / f"{name}.parquet"
        _put(path, pl.read_parquet(path).clear())
    _say(case, objective=case.chance.choice((0.0, -75.0, -6.0, -3.0)))
    _claim(case, _said(case)["upper_bound"])


@kind(Due.JUDGED)
def plan_redrawn(case: Case) -> None:
    """Another plan altogether: random starts, works with what they need, all due paid by whoever may."""
    said = json.loads((case.problem / "programme.json").read_text("utf-8"))
    works = pl.read_parquet(case.problem / "works.parquet").to_dicts()
    quarters = {
        it["id"]: case.chance.randrange(said["quarters"]) for it in _estates(case) if case.chance.random() < 0.6
    }
    chosen: dict[tuple[str, str], dict[str, Any]] = {}
    for work in case.chance.sample(works, len(works)):
        key = work["estate"], work["measure"]
        if work["estate"] in quarters and key not in chosen and (work["required"] or case.chance.random() < 0.4):
            chosen[key] = work
    money = [row for work in chosen.values() for row in _paid(said, work, quarters[work["estate"]], case.chance)]
    starts = {"estate": pl.Utf8, "quarter": pl.Int64}
    _put(case.plan / "starts.parquet", pl.DataFrame(list(quarters.items()), starts, orient="row"))
    names = {name: pl.Utf8 for name in ("estate", "measure", "option")}
    rows = [tuple(work[name] for name in names) for work in chosen.values()]
    _put(case.plan / "chosen.parquet", pl.DataFrame(rows, names, orient="row"))
    columns = {"estate": pl.Utf8, "measure": pl.Utf8, "fund": pl.Utf8, "year": pl.Int64, "amount": pl.Float64}
    _put(case.plan / "funding.parquet", pl.DataFrame(money, columns, orient="row"))
    with suppress(Exception):  # a plan that the referee cannot read has no objective
        _say(case, objective=check(case.problem, case.plan)["objective"])
        _claim(case, _said(case)["upper_bound"])


def _estates(case: Case) -> list[dict[str, Any]]:
    return pl.read_parquet(case.problem / "estates.parquet").to_dicts()


def _paid(said: dict[str, Any], work: dict[str, Any], start: int, chance: Random) -> list[tuple[Any, ...]]:
    """What a work's years cost, from the funds in random order, each up to its share."""
    (measure,) = (it for it in said["measures"] if it["id"] == work["measure"])
    due: dict[int, float] = {}
    for step, part in enumerate(measure["profile"]):
        year = (start + measure["offset"] + step) // said["quarters_per_year"]
        due[year] = due.get(year, 0.0) + part * work["cost"]
    rows = []
    for year, amount in due.items():
        left = amount
        for fund in chance.sample(said["funds"], len(said["funds"])):
            pays = min(left, fund["share"].get(work["measure"], 0.0) * amount)
            left -= pays
            if pays > 0:
                rows.append((work["estate"], work["measure"], fund["id"], year, pays))
    return rows
