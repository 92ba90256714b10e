"""`yipanqi template` and `yipanqi check`."""

from pathlib import Path

import openpyxl
import pytest
from builders import a_need, a_programme

from yipanqi.cli import main
from yipanqi.cli.sentences import sentence
from yipanqi.workbook import write


def test_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The template is written once, and never over another file unless it is said."""
    out = tmp_path / "t.xlsx"

    assert main(["template", str(out), "--first-year", "2028", "--lang", "en"]) == 0
    assert main(["template", str(out)]) == 1
    assert main(["template", str(out), "--force"]) == 0
    assert str(out) in capsys.readouterr().out
    assert openpyxl.load_workbook(out).sheetnames[0] == "说明"


def test_good_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A good workbook has nothing to say and leaves no copy behind."""
    write(a_programme(), tmp_path / "a.xlsx")

    assert main(["check", str(tmp_path / "a.xlsx"), "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Nothing found." and "estimated" in said[2] and len(said) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are printed by sheet and cell, counted, and marked in a copy beside the file."""
    write(a_programme(needs=(a_need(measure="lift"), a_need(measure="water"))), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["小区"]["G7"].value = "很多"
    book.save(tmp_path / "a.xlsx")

    assert main(["check", str(tmp_path / "a.xlsx"), "--lang", "zh"]) == 2
    out = capsys.readouterr().out
    assert "小区!G7  错误  “户数”应为数字，填的是“很多”。" in out
    assert "共 1 个错误" in out
    assert (tmp_path / "a-问题标注.xlsx").exists()


def test_refused_and_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no workbook is refused with the reason; one that is not there is an error."""
    (tmp_path / "a.xls").write_text("<html></html>", encoding="utf-8")

    assert main(["check", str(tmp_path / "a.xls")]) == 2
    assert "另存为 .xlsx" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.xlsx")]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["template", "none/a.xlsx"], ("没有这个文件或文件夹", "no such file or folder")),
        (["check", "none.xlsx"], ("没有这个文件或文件夹", "no such file or folder")),
        (["estimate", "none.csv"], ("没有这个文件或文件夹", "no such file or folder")),
        (["estimate", "."], ("这是文件夹，不是文件", "it is a folder, not a file")),
    ],
)
def test_no_such_path(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: tuple[str, str],
    lang: str,
) -> None:
    """A path that leads nowhere is a plain sentence in the chosen language, and an error."""
    monkeypatch.chdir(tmp_path)

    assert main([*arguments, "--lang", lang]) == 1
    said = capsys.readouterr().err
    assert words[lang == "en"] in said
    assert words[lang == "zh"] not in said
    assert len(said.splitlines()) == 1


def test_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder `.` is checked like any other, and its marked copy stands beside it."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "小区.csv").write_text("小区编号,小区名称,户数\nE1,甲,很多\n", encoding="utf-8")
    monkeypatch.chdir(folder)

    assert main(["check", ".", "--lang", "zh"]) == 2
    assert (tmp_path / "tables-问题标注.xlsx").exists()


def test_one_of_a_kind() -> None:
    """Counts read well where there is one of a kind."""
    one = {"errors": 1, "warnings": 1, "count": 1, "estates": 1, "households": 1, "works": 1, "money": "1.00"}
    codes = ("check_counts", "planning_estates", "planning_households", "planning_size")

    said = "; ".join(sentence(code, one, "en") for code in codes)

    assert not [word for word in ("errors", "warnings", "estates", "households", "works") if f"1 {word}" in said]
