"""`yipanqi plan` and `yipanqi compare` from the outside."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from builders import a_need, a_programme, an_estate
from check_plan import check

from yipanqi import planner, workbook
from yipanqi.cli import main
from yipanqi.domain.programme import Programme

QUICK = ("--work", "2", "--workers", "1")


def a_district() -> Programme:
    estates = tuple(an_estate(f"E{n}", households=150 + 50 * n) for n in range(1, 6))
    needs = tuple(a_need(e.id, m) for e in estates for m in ("water", "drainage", "road"))
    return a_programme(estates=estates, needs=needs, crews=())


def a_workbook(path: Path, programme: Programme | None = None) -> Path:
    workbook.write(programme or a_district(), path)
    return path


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder as the command makes it, with its workbook beside it."""
    folder = tmp_path_factory.mktemp("plan")
    assert main(["plan", str(a_workbook(folder / "district.xlsx")), str(folder / "out"), *QUICK]) == 0
    return folder / "out"


def test_writes_documents_and_a_plan_that_passes_the_checker(planned: Path):
    """The folder holds the documents, the problem, the plan and the workbook; the outside checker agrees."""
    names = {p.name for p in planned.iterdir()}
    said = json.loads((planned / "plan" / "plan" / "plan.json").read_text(encoding="utf-8"))

    assert {"工作计划.docx", "任务清单.xlsx", "责任分解表.xlsx", "plan"} <= names
    assert check(planned / "plan" / "problem", planned / "plan" / "plan")["faults"] == []
    assert said["input"]["file"] == "input.xlsx"
    assert said["settings"]["seed"] == 0
    assert said["is_synthetic"] is True


def test_refuses_a_full_folder(planned: Path, capsys: pytest.CaptureFixture[str]):
    """Without --force nothing is written over, and the message says so in the language asked for."""
    before = sorted(p.stat().st_mtime_ns for p in planned.iterdir())

    code = main(["plan", str(planned.parent / "district.xlsx"), str(planned), "--lang", "en", *QUICK])

    assert code == 1
    assert "--force" in capsys.readouterr().err
    assert sorted(p.stat().st_mtime_ns for p in planned.iterdir()) == before


def test_plans_on_after_an_earlier_plan(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """--from and --after keep what has begun; the new folder passes the checker; compare tells the difference."""
    book = str(planned.parent / "district.xlsx")

    code = main(["plan", book, str(tmp_path / "next"), "--from", "2027Q3", "--after", str(planned), *QUICK])
    compared = main(["compare", str(planned), str(tmp_path / "next")])

    assert (code, compared) == (0, 0)
    assert check(tmp_path / "next/plan/problem", tmp_path / "next/plan/plan")["faults"] == []
    assert "小区变动" in capsys.readouterr().out


def test_keeps_pins_and_stays_close(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """--pin with all starts of a plan, or no moves from it, leaves no estate moved."""
    book = str(planned.parent / "district.xlsx")
    for name, more in (("pin", ["--pin", str(planned)]), ("close", ["--stay-close", str(planned), "--moves", "0"])):
        assert main(["plan", book, str(tmp_path / name), *more, *QUICK]) == 0
        capsys.readouterr()

        main(["compare", str(planned), str(tmp_path / name), "--lang", "en"])

        dropped_or_moved = capsys.readouterr().out.split("Estates moved: ")[1].splitlines()
        assert name == "pin" or dropped_or_moved[0] == "0"
        assert not any(line.strip().startswith(("moved", "dropped")) for line in dropped_or_moved)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--from", "someday"], "someday"),
        (["--pin", "E9=2027Q1"], "E9"),
        (["--after", "nowhere"], "--from"),
        (["--moves", "3"], "--stay-close"),
        (["--from", "2028Q1", "--after", "nowhere"], "nowhere"),
    ],
)
def test_says_what_cannot_be_asked(planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more, word):
    """A wish that contradicts itself is an error that names it; nothing is written."""
    code = main(["plan", str(planned.parent / "district.xlsx"), str(tmp_path / "out"), *more, *QUICK])

    assert code == 1
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_findings_forbid_planning(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Errors in the workbook: exit code 2, the findings are printed, nothing is written."""
    book = a_workbook(tmp_path / "bad.xlsx")
    spoiled = openpyxl.load_workbook(book)
    for sheet in spoiled.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        if any(cell.value == "E1小区" for cell in cells):
            next(cell for cell in cells if cell.value == "新华街道").value = "火星街道"
            break
    spoiled.save(book)

    code = main(["plan", str(book), str(tmp_path / "out"), *QUICK])

    assert code == 2
    assert "火星街道" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_infeasible_names_the_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str):
    """A must estate that no money reaches: exit code 3, the estate and the funds in words."""
    programme = a_district()
    programme = replace(
        programme,
        estates=(replace(programme.estates[0], must=True), *programme.estates[1:]),
        funds=tuple(replace(f, appropriations=(1, 1)) for f in programme.funds),
    )
    book = a_workbook(tmp_path / "poor.xlsx", programme)

    code = main(["plan", str(book), str(tmp_path / "out"), "--lang", lang, *QUICK])

    said = capsys.readouterr().err
    assert code == 3
    assert "E1小区" in said
    assert "区级财政" in said
    assert not (tmp_path / "out").exists()


def test_a_missing_workbook_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """No such file: exit code 1 and its name."""
    assert main(["plan", str(tmp_path / "none.xlsx"), str(tmp_path / "out"), *QUICK]) == 1
    assert "none.xlsx" in capsys.readouterr().err


def test_compare_needs_plans(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A folder without a plan is refused by name."""
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_a_pin_may_name_the_estate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A start is kept for an estate's name as for its number; a name nobody has is said to be unknown."""
    book = a_workbook(tmp_path / "district.xlsx")

    kept = main(["plan", str(book), str(tmp_path / "out"), "--pin", "E2小区=2027Q3", *QUICK])
    starts = pl.read_parquet(tmp_path / "out" / "plan" / "plan" / "starts.parquet")
    unknown = main(["plan", str(book), str(tmp_path / "other"), "--pin", "E9=2027Q3", "--lang", "en", *QUICK])

    assert kept == 0
    assert starts.filter(pl.col("estate") == "E2")["quarter"].to_list() == [2]
    assert unknown == 1
    assert "no estate has the number or name E9" in capsys.readouterr().err


@pytest.mark.parametrize("is_impossible", [False, True])
@pytest.mark.parametrize(("lang", "word"), [("zh", "请给更多时间再试"), ("en", "not decided in time")])
def test_undecided_in_time_is_not_called_impossible(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    word: str,
    is_impossible: bool,
):
    """Exit code 3 and a sentence that names no rule; nothing is written."""
    monkeypatch.setattr(planner, "plan", lambda *_, **__: planner.Undecided(is_impossible))
    book = a_workbook(tmp_path / "book.xlsx")

    code = main(["plan", str(book), str(tmp_path / "out"), "--lang", lang, *QUICK])

    said = capsys.readouterr().err
    assert code == 3
    assert word in said and "·" not in said
    assert not (tmp_path / "out").exists()
