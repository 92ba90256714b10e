"""A stored plan is read back whole, or refused by file, row and field: nothing damaged ends in a traceback."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from planner.small import ROOT
from planner.test_translate import a_paid_plan, an_outcome, roomy

from yipanqi.cli import main
from yipanqi.domain.planning.offer import offer
from yipanqi.planner import CannotRead, folder
from yipanqi.planner.translate import translate


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a plan and its problem."""
    place = tmp_path_factory.mktemp("good")
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E1": 0, "E2": 3, "E3": 4})
    folder.write(place, programme, translate(programme, offered), an_outcome(programme, offered, plan), {})
    return place


def change(path: Path, **columns: Any) -> None:
    """Put other columns into a table."""
    pl.read_parquet(path).with_columns(**columns).write_parquet(path)


def say(path: Path, **changed: Any) -> None:
    """Change what a JSON file says."""
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


SPOILT: list[tuple[str, Callable[[Path], Any], str]] = [
    ("plan/starts.parquet", lambda it: change(it, quarter=pl.lit("3")), "not_whole"),
    ("plan/starts.parquet", lambda it: change(it, quarter=pl.lit(-1)), "outside"),
    ("plan/starts.parquet", lambda it: change(it, estate=pl.lit("E1")), "twice"),
    ("plan/chosen.parquet", lambda it: change(it, option=pl.lit("golden")), "unknown"),
    ("plan/chosen.parquet", lambda it: change(it, work=pl.lit(None)), "empty"),
    ("plan/chosen.parquet", lambda it: it.write_bytes(it.read_bytes()[:50]), "damaged"),
    ("plan/funding.parquet", lambda it: change(it, amount=pl.lit(float("nan"))), "not_finite"),
    ("plan/funding.parquet", lambda it: pl.read_parquet(it).drop("year").write_parquet(it), "no_column"),
    ("plan/funding.parquet", lambda it: it.unlink(), "absent"),
    ("plan/plan.json", lambda it: it.write_text("{"), "not_json"),
    ("plan/plan.json", lambda it: say(it, objective="12"), "not_number"),
    ("problem/programme.json", lambda it: say(it, quarters=7), "no_whole_years"),
    ("problem/programme.json", lambda it: it.write_text("[]"), "not_object"),
    ("problem/estates.parquet", lambda it: change(it, households=pl.lit(None)), "empty"),
    ("problem/works.parquet", lambda it: change(it, cost=pl.lit("x")), "not_number"),
]


@pytest.mark.parametrize(("file", "spoil", "fault"), SPOILT)
def test_a_damaged_folder_is_refused(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, spoil: Callable[[Path], Any], fault: str
) -> None:
    """Comparing refuses the folder with the file's name, exit 1 and one line; so does reading its plan."""
    place = Path(shutil.copytree(good, tmp_path / "spoilt"))
    spoil(place / file)

    code = main(["compare", str(good), str(place)])

    said = capsys.readouterr().err
    assert code == 1
    assert Path(file).name in said
    assert said.count("\n") == 1
    with pytest.raises(CannotRead) as caught:
        folder.read_picture(place)
    assert caught.value.fault == fault
    if file.startswith("plan/") and "plan.json" not in file:
        with pytest.raises(CannotRead):
            folder.read_plan(place, roomy().calendar)


def test_names_of_another_shape_are_no_names(good: Path, tmp_path: Path) -> None:
    """Where the names beside a problem are not pairs of texts, ids stand for them."""
    place = Path(shutil.copytree(good, tmp_path / "spoilt"))
    say(place / "problem/programme.json", names={"measures": {"water": 3}, "regions": [], "groups": None})

    found = folder.read_picture(place)

    assert ("E1", "water") in found.chosen
    assert found.chosen["E1", "water"].measure == "water"


def test_a_place_without_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a plan is said to have none."""
    code = main(["compare", str(tmp_path), str(tmp_path), "--lang", "en"])

    assert code == 1
    assert "is no plan folder" in capsys.readouterr().err


def test_a_file_that_ends_its_reader(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table that ends whatever opens it is damaged, and comparing goes on to say so."""
    place = Path(shutil.copytree(good, tmp_path / "spoilt"))
    shutil.copy(ROOT / "tests/planner/fatal.parquet", place / "plan/starts.parquet")

    code = main(["compare", str(good), str(place), "--lang", "en"])

    assert code == 1
    assert "not a sound Parquet file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({}, {"upper_bound": 12.0, "upper_bound_by": "prices", "priced_bound": 12.0}),
        (
            {"bound_by_solver": True, "priced_bound": 15.0},
            {"upper_bound": 12.0, "upper_bound_by": "solver", "priced_bound": 15.0},
        ),
    ],
)
def test_the_folder_says_whose_word_the_bound_is(tmp_path: Path, bounds: Any, said: dict[str, Any]) -> None:
    """Beside a solver's bound stands the one that follows from the prices."""
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E1": 0})
    outcome = replace(an_outcome(programme, offered, plan), upper_bound=12.0, **bounds)

    folder.write(tmp_path, programme, translate(programme, offered), outcome, {})

    assert json.loads((tmp_path / "plan" / "plan.json").read_text()).items() >= said.items()
