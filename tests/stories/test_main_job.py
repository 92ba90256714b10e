"""The main job: from a workbook to a plan, its documents and its judges."""

import json
from pathlib import Path

import polars as pl
import pytest
from check_plan import check

from yipanqi import workbook
from yipanqi.cli import main
from yipanqi.domain.planning import account, rules
from yipanqi.domain.planning.offer import offer
from yipanqi.planner import read_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "jianghan-2022.xlsx"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that one command makes of the 29 estates of 2022."""
    out = tmp_path_factory.mktemp("story") / "out"
    assert main(["plan", str(EXAMPLE), str(out), "--work", "4", "--workers", "1"]) == 0
    return out


def test_the_outside_checker_passes_the_plan(out: Path):
    """The stored plan keeps every rule by a judge that trusts nothing the planner says."""
    found = check(out / "plan" / "problem", out / "plan" / "plan")

    assert found["faults"] == []
    assert found["started"] > 10
    assert 0 <= found["gap"] < 0.25


def test_the_kept_workbook_and_plan_pass_the_rule_book_to_the_fen(out: Path):
    """What is stored beside the plan is enough to judge it again, exactly."""
    programme = workbook.read(out / "plan" / "input.xlsx").programme
    assert programme is not None
    offered = offer(programme)
    plan = read_plan(out, programme.calendar)
    said = json.loads((out / "plan" / "plan" / "plan.json").read_text(encoding="utf-8"))

    assert rules.violations(programme, offered, plan) == []
    assert account.objective(programme, offered, plan) == pytest.approx(said["objective"], rel=1e-12)


def test_every_fen_is_accounted_for(out: Path):
    """Payments add up to the cost of the chosen works, to the fen."""
    programme = workbook.read(EXAMPLE).programme
    assert programme is not None
    offered = offer(programme)
    plan = read_plan(out, programme.calendar)
    cost = sum(offered.work[key].option(standard).cost for key, standard in plan.choices.items())

    assert pl.read_parquet(out / "plan" / "plan" / "funding.parquet")["fen"].sum() == cost


def test_documents_are_there(out: Path):
    """Work plan, task list, responsibility table and the others stand beside the plan, none of them empty."""
    papers = [p for p in out.iterdir() if p.is_file()]

    assert {".docx", ".xlsx", ".pdf", ".svg"} <= {p.suffix for p in papers}
    assert all(p.stat().st_size > 1000 for p in papers)


def test_the_next_year_goes_on_from_here(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A year later the plan is made again after the first: what has begun stands, and the two can be compared."""
    year_later = ("--from", "2023Q1", "--after", str(out), "--work", "2", "--workers", "1")
    code = main(["plan", str(EXAMPLE), str(tmp_path / "next"), *year_later])

    assert code == 0
    assert check(tmp_path / "next/plan/problem", tmp_path / "next/plan/plan")["faults"] == []
    programme = workbook.read(EXAMPLE).programme
    assert programme is not None
    before, after = (read_plan(path, programme.calendar) for path in (out, tmp_path / "next"))
    begun = {e: q for e, q in before.starts.items() if q < programme.calendar.quarter("2023Q1")}
    assert begun
    assert {e: after.starts.get(e) for e in begun} == begun
    capsys.readouterr()

    assert main(["compare", str(out), str(tmp_path / "next"), "--lang", "en"]) == 0
    assert "Estates moved" in capsys.readouterr().out
