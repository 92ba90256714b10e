"""`yipanqi verify` from the outside."""

import json
from pathlib import Path

import polars as pl
import pytest
from planner.small import a_problem, estate, work
from planner.test_rule_names import OF_THE_RULE_BOOK

from yipanqi.cli import main
from yipanqi.cli.sentences.folders import FOLDERS
from yipanqi.cli.sentences.verify import VERIFY
from yipanqi.domain.rule_name import RuleName
from yipanqi.planner import Fault, Misstatement


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """A problem and its plan."""
    problem = a_problem(tmp_path / "problem", [estate("a"), estate("b")], [work("a", "pipe"), work("b", "road")])
    assert main(["solve", str(problem), str(tmp_path / "plan"), "--work", "1", "--workers", "1"]) == 0
    return [str(problem), str(tmp_path / "plan")]


def test_a_good_plan_passes(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, with the objective and the bound."""
    code = main(["verify", *folders, "--lang", "en"])

    assert code == 0
    assert capsys.readouterr().out.startswith("Verified: objective 20.000, bound recomputed from prices 20.000")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "第 2 行 字段“price”：“nan”不是有限的数"), ("en", "row 2, price: nan")]
)
def test_a_price_that_is_no_number(
    folders: list[str], capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    """Exit 1 with file, row and field, in either language."""
    prices = Path(folders[1]) / "prices.parquet"
    nan = pl.when(pl.int_range(pl.len()) == 1).then(float("nan")).otherwise("price").alias("price")
    pl.read_parquet(prices).with_columns(nan).write_parquet(prices)

    code = main(["verify", *folders, "--lang", lang])

    said = capsys.readouterr().err
    assert code == 1
    assert "prices.parquet" in said
    assert words in said


def test_broken_rules_are_sentences(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; each broken rule says where and by how much."""
    funding = Path(folders[1]) / "funding.parquet"
    pl.read_parquet(funding)[:1].write_parquet(funding)

    code = main(["verify", *folders, "--lang", "en"])

    said = capsys.readouterr().out
    assert code == 1
    assert said.startswith("The plan does not pass:\n")
    assert "what is paid is not what is due, by -" in said


def test_the_solvers_word_is_not_called_proven(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A bound that is said to be the solver's own is told apart from one that follows from prices."""
    path = Path(folders[1]) / "plan.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"upper_bound_by": "solver"}))

    code, zh = main(["verify", *folders, "--lang", "en"]), main(["verify", *folders, "--lang", "zh"])

    assert code == zh == 0
    said = capsys.readouterr().out
    assert "the solver's own word and not proven" in said
    assert "是求解器的结论，未经证明" in said


def test_a_false_priced_bound_is_named(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the solver's word too, the bound said to follow from the prices is recomputed."""
    path = Path(folders[1]) / "plan.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"upper_bound_by": "solver", "priced_bound": said["upper_bound"] - 1}))

    code = main(["verify", *folders, "--lang", "en"])

    assert code == 1
    assert "priced_bound of plan.json: does not follow from the prices" in capsys.readouterr().out


@pytest.mark.parametrize("which", [0, 1])
def test_a_folder_that_is_not_there(folders: list[str], capsys: pytest.CaptureFixture[str], which: int) -> None:
    """Exit 1 and a sentence where the problem or the plan is not there."""
    folders[which] += "-gone"

    code = main(["verify", *folders])

    assert code == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_every_fault_has_its_sentence() -> None:
    """What a folder may be refused for, and what a plan may break or misstate, and nothing else."""
    faults = {code.removeprefix("fault_") for code in FOLDERS if code.startswith("fault_")}
    broken = {code.removeprefix("broken_") for code in VERIFY if code.startswith("broken_")}

    assert faults == set(Fault)
    assert broken == (set(RuleName) - OF_THE_RULE_BOOK) | set(Misstatement)
