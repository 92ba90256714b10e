"""The verifier passes no folder whose values are not of their form, and no claim that does not follow."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from forged import KINDS
from mutations import drill
from planner.small import ROOT
from planner.test_solve import crowded, solved

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner import (
    BoundBy,
    CannotReadClaim,
    CannotReadProblem,
    Misstatement,
    Probe,
    read_problem,
    verify,
    verify_folders,
)
from yipanqi.planner.claim import read_claim
from yipanqi.planner.verify import judge


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a problem and a good plan, `p` and `p-plan`."""
    place = tmp_path_factory.mktemp("good")
    solved(crowded(place / "p"))
    return place


@pytest.fixture
def plan(good: Path, tmp_path: Path) -> Path:
    """A copy of the good plan."""
    return Path(shutil.copytree(good / "p-plan", tmp_path / "plan"))


def say(plan: Path, **changed: Any) -> None:
    """Change what the plan says of itself."""
    said = json.loads((plan / "plan.json").read_text())
    (plan / "plan.json").write_text(json.dumps(said | changed))


def cell(plan: Path, table: str, column: str, value: Any, row: int = 1) -> None:
    """Put another value into one cell, whatever type the column then has."""
    path = plan / f"{table}.parquet"
    frame = pl.read_parquet(path)
    values = frame[column].to_list()
    values[row] = value
    frame.with_columns(pl.Series(column, values, strict=False)).write_parquet(path)


def typed(plan: Path, table: str, column: str, kind: Any) -> None:
    """Store a column in another type."""
    path = plan / f"{table}.parquet"
    pl.read_parquet(path).with_columns(pl.col(column).cast(kind)).write_parquet(path)


def rows(plan: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change the rows of a table."""
    path = plan / f"{table}.parquet"
    change(pl.read_parquet(path)).write_parquet(path)


def refused(good: Path, plan: Path) -> tuple[str, Any, str, str]:
    """Where and why the plan is refused."""
    with pytest.raises(CannotReadClaim) as caught:
        verify(read_problem(good / "p"), plan)
    return caught.value.file, caught.value.row, caught.value.field, caught.value.fault


def named(good: Path, plan: Path) -> set[str]:
    """The rules and misstatements that the verifier names."""
    return {fault.rule for fault in verify(read_problem(good / "p"), plan).faults}


NAN = float("nan")


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda plan: say(plan, upper_bound=NAN), ("plan.json", None, "upper_bound", "not_finite")),
        (lambda plan: say(plan, objective=NAN), ("plan.json", None, "objective", "not_finite")),
        (lambda plan: say(plan, objective=-float("inf")), ("plan.json", None, "objective", "not_finite")),
        (lambda plan: say(plan, priced_bound=NAN), ("plan.json", None, "priced_bound", "not_finite")),
        (lambda plan: say(plan, priced_bound=[1.0]), ("plan.json", None, "priced_bound", "not_number")),
        (lambda plan: say(plan, gap="0.1"), ("plan.json", None, "gap", "not_number")),
        (lambda plan: say(plan, objective=10**400), ("plan.json", None, "objective", "not_finite")),
        (lambda plan: say(plan, upper_bound_by="me"), ("plan.json", None, "upper_bound_by", "unknown")),
        (lambda plan: (plan / "plan.json").write_text('{"a": 1, "a": 2}'), ("plan.json", None, "a", "twice")),
        (lambda plan: (plan / "plan.json").write_text("{}"), ("plan.json", None, "objective", "no_key")),
        (lambda plan: (plan / "plan.json").write_text("[" * 9999), ("plan.json", None, "file", "not_json")),
        (lambda plan: (plan / "plan.json").write_text("[]"), ("plan.json", None, "file", "not_object")),
        (lambda plan: cell(plan, "prices", "price", NAN), ("prices.parquet", 2, "price", "not_finite")),
        (lambda plan: cell(plan, "prices", "price", -1e-9), ("prices.parquet", 2, "price", "negative")),
        (lambda plan: rows(plan, "prices", lambda it: it.slice(1)), ("prices.parquet", None, "price", "no_price")),
        (lambda plan: rows(plan, "prices", lambda it: it.clear()), ("prices.parquet", None, "price", "no_price")),
        (lambda plan: cell(plan, "prices", "row", 99), ("prices.parquet", 2, "row", "outside")),
        (lambda plan: cell(plan, "prices", "period", 0), ("prices.parquet", 2, "row", "twice")),
        (lambda plan: cell(plan, "starts", "quarter", 2**32), ("starts.parquet", 2, "quarter", "outside")),
        (lambda plan: cell(plan, "starts", "quarter", -1), ("starts.parquet", 2, "quarter", "outside")),
        (lambda plan: typed(plan, "starts", "quarter", pl.Float64), ("starts.parquet", 1, "quarter", "not_whole")),
        (lambda plan: cell(plan, "starts", "estate", "a", row=1), ("starts.parquet", 2, "estate", "twice")),
        (lambda plan: cell(plan, "starts", "estate", "z"), ("starts.parquet", 2, "estate", "unknown")),
        (lambda plan: cell(plan, "chosen", "option", "z"), ("chosen.parquet", 2, "option", "unknown")),
        (lambda plan: cell(plan, "chosen", "estate", None), ("chosen.parquet", 2, "estate", "empty")),
        (
            lambda plan: rows(plan, "chosen", lambda it: it.drop("option")),
            ("chosen.parquet", None, "option", "no_column"),
        ),
        (lambda plan: typed(plan, "funding", "amount", pl.Utf8), ("funding.parquet", 1, "amount", "not_number")),
        (lambda plan: cell(plan, "funding", "amount", float("inf")), ("funding.parquet", 2, "amount", "not_finite")),
        (lambda plan: cell(plan, "funding", "year", 2**32), ("funding.parquet", 2, "year", "outside")),
        (lambda plan: cell(plan, "funding", "year", 0.9), ("funding.parquet", 2, "year", "not_whole")),
        (lambda plan: cell(plan, "funding", "fund", "z"), ("funding.parquet", 2, "fund", "unknown")),
        (
            lambda plan: rows(plan, "funding", lambda it: pl.concat([it, it[:1]])),
            ("funding.parquet", lambda it: it > 1, "year", "twice"),
        ),
        (
            lambda plan: rows(plan, "funding", lambda it: it.with_columns(fen=pl.lit(7))),
            ("funding.parquet", 1, "fen", "not_fen"),
        ),
        (lambda plan: (plan / "starts.parquet").write_bytes(b""), ("starts.parquet", None, "file", "damaged")),
        (lambda plan: (plan / "starts.parquet").unlink(), ("starts.parquet", None, "file", "absent")),
        (lambda plan: shutil.rmtree(plan), ("plan", None, "file", "no_plan")),
    ],
)
def test_what_is_not_of_its_form_is_refused(good: Path, plan: Path, spoil: Callable[[Path], Any], where: Any) -> None:
    """Not finite, not of its type, out of range, not known, twice, empty or not there: by file, row and field."""
    spoil(plan)

    found = refused(good, plan)

    assert all(want(it) if callable(want) else want == it for want, it in zip(where, found, strict=True)), found


def test_a_folder_in_a_files_place_is_refused(good: Path, plan: Path) -> None:
    """A folder of Parquet files under the name of a table is not that table, though Polars would read it."""
    held = (plan / "starts.parquet").read_bytes()
    (plan / "starts.parquet").unlink()
    (plan / "starts.parquet").mkdir()
    (plan / "starts.parquet" / "part.parquet").write_bytes(held)

    assert refused(good, plan) == ("starts.parquet", None, "file", "not_a_file")


def test_a_bound_without_prices_is_a_false_claim(good: Path, plan: Path) -> None:
    """Nothing proves a bound where there are no prices; a plan that states none passes without them."""
    (plan / "prices.parquet").unlink()

    with_bound = named(good, plan)
    say(plan, upper_bound=None)
    with_priced = named(good, plan)
    say(plan, priced_bound=None)

    assert with_priced == with_bound
    assert with_bound == {Misstatement.BOUND_WITHOUT_PRICES}
    assert named(good, plan) == set()


def test_a_bound_below_what_the_prices_prove_is_named(good: Path, plan: Path) -> None:
    """A bound between the plan's worth and what follows from its prices does not follow; a false gap is named too."""
    problem = read_problem(good / "p")
    rows(plan, "prices", lambda it: it.with_columns(pl.col("price") * 0))
    say(plan, upper_bound=json.loads((plan / "plan.json").read_text())["objective"], gap=0.0, priced_bound=None)

    verdict = verify(problem, plan)
    say(plan, upper_bound=verdict.bound)

    assert {fault.rule for fault in verdict.faults} == {Misstatement.BOUND_NOT_FROM_PRICES}
    assert named(good, plan) == {Misstatement.GAP}


def test_prices_from_which_nothing_follows_prove_nothing(good: Path, plan: Path) -> None:
    """Prices so large that the bound is no number any more do not prove the one that is stated."""
    rows(
        plan, "prices", lambda it: it.with_columns(price=pl.when(pl.col("kind") == "target").then(0.0).otherwise(1e308))
    )

    assert named(good, plan) == {Misstatement.BOUND_NOT_FROM_PRICES}


def test_the_solvers_own_bound_is_told_apart(good: Path, plan: Path) -> None:
    """A bound that is said to be the solver's passes where the plan does not beat it, and is not called proven."""
    problem = read_problem(good / "p")
    proven = verify(problem, plan)
    say(plan, upper_bound=proven.objective, gap=0.0, upper_bound_by="solver")

    verdict = verify(problem, plan)
    say(plan, upper_bound=proven.objective - 1, gap=None)

    assert (proven.passed, proven.proven) == (True, True)
    assert (verdict.passed, verdict.proven, verdict.bound_by) == (True, False, BoundBy.SOLVER)
    assert named(good, plan) == {Misstatement.BOUND_BELOW_OBJECTIVE}


@pytest.mark.parametrize("by", list(BoundBy))
def test_a_priced_bound_follows_from_the_prices_whoever_bounds(good: Path, plan: Path, by: BoundBy) -> None:
    """A priced bound that is stated is recomputed too, beside the solver's word as beside the prices' own."""
    bound = json.loads((plan / "plan.json").read_text())["upper_bound"]
    say(plan, upper_bound_by=by, priced_bound=bound + 1)
    above = named(good, plan)
    say(plan, priced_bound=bound - 1)

    verdict = verify(read_problem(good / "p"), plan)

    assert above == set()
    assert [(it.rule, it.where) for it in verdict.faults] == [(Misstatement.BOUND_NOT_FROM_PRICES, "priced_bound")]
    assert not verdict.proven


def test_figures_that_overflow_keep_no_rule(good: Path) -> None:
    """Payments whose sum is no number break the rules that they cannot be compared with."""
    problem = read_problem(good / "p")
    claim = read_claim(problem, good / "p-plan")
    huge = np.where(np.arange(len(claim.payments.amount)) % 2, -1e308, 1e308)

    verdict = judge(problem, replace(claim, payments=replace(claim.payments, amount=huge * 1.7)))

    assert RuleName.DUE_IS_PAID in {fault.rule for fault in verdict.faults}


def test_a_file_that_ends_its_reader_is_refused(good: Path, plan: Path) -> None:
    """A Parquet file that ends whatever opens it (found by flipping bytes) is refused; the next is read."""
    held = (plan / "starts.parquet").read_bytes()
    shutil.copy(ROOT / "tests/planner/fatal.parquet", plan / "starts.parquet")

    with Probe() as probe:
        with pytest.raises(CannotReadClaim) as caught:
            verify_folders(good / "p", plan, probe)
        (plan / "starts.parquet").write_bytes(held)
        again = verify_folders(good / "p", plan, probe)

    assert (caught.value.file, caught.value.fault) == ("starts.parquet", "damaged")
    assert again.passed


def test_a_damaged_problem_is_told_from_a_damaged_plan(good: Path, plan: Path, tmp_path: Path) -> None:
    """A problem's file that is cut off is the problem's fault."""
    problem = Path(shutil.copytree(good / "p", tmp_path / "p"))
    held = (problem / "works.parquet").read_bytes()
    (problem / "works.parquet").write_bytes(held[:-9])

    with Probe() as probe, pytest.raises(CannotReadProblem) as caught:
        verify_folders(problem, plan, probe)

    assert (caught.value.file, caught.value.fault) == ("works.parquet", "damaged")


def test_a_short_drill_of_mutations(tmp_path: Path) -> None:
    """Of 200 mutations of good folders none is accepted that the referees do not pass, none ends in a traceback;
    `drills/mutations.py` tries ten thousand."""
    report = drill(200, seed=12, place=tmp_path)

    assert report.wrong == []
    assert report.count == 200
    assert len({kind for kind, _ in report.outcomes}) > len(KINDS) * 0.7
    assert {outcome for _, outcome in report.outcomes} == {"refused", "accepted"}
