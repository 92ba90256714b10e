"""`yipanqi adapt`: an office's own book becomes a workbook that plans, and its mapping is kept."""

import json

import pytest
from openpyxl import load_workbook
from workbook.own.books import in_ticks, in_words

from yipanqi import workbook
from yipanqi.cli import main


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_writes_workbook_and_mapping(tmp_path, capsys, lang):
    """Counts, defaults and questions are told; the answer of a question is taken next time."""
    book, out = in_words(tmp_path / "own.xlsx"), tmp_path / "out.xlsx"

    assert main(["adapt", str(book), str(out), "--lang", lang]) == 0
    told = capsys.readouterr().out
    assert "word/神秘工程" in told and "4" in told
    assert workbook.read(out).programme is not None
    kept = tmp_path / "out.map.json"
    again = ["adapt", str(book), str(out), "--map", str(kept), "--answer", "word/神秘工程=-", "--force", "--lang", lang]
    assert main(again) == 0
    assert "word/" not in capsys.readouterr().out
    assert json.loads(kept.read_text("utf-8"))["words"] == {"神秘工程": "-"}


def test_it_updates_a_workbook_of_ours_and_refuses_to_adapt_it(tmp_path, capsys):
    """The product's own workbook needs no adapting."""
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    assert main(["adapt", str(in_ticks(tmp_path / "own.xlsx")), str(first)]) == 0
    assert main(["adapt", str(tmp_path / "own.xlsx"), str(first)]) == 1  # it exists
    assert main(["adapt", str(in_words(tmp_path / "words.xlsx")), str(second), "--onto", str(first)]) == 0

    assert len(workbook.read(second).programme.estates) == 3 + 4
    assert main(["adapt", str(first), str(tmp_path / "third.xlsx")]) == 1
    assert not (tmp_path / "third.xlsx").exists()


@pytest.mark.parametrize(
    ("lang", "as_it_is", "wrong"),
    [("zh", "可直接用 yipanqi plan", "有 1 处错误"), ("en", "yipanqi plan takes it as it is", "be put right first")],
)
def test_a_workbook_of_ours_is_told_apart_from_one_with_errors(tmp_path, capsys, lang, as_it_is, wrong):
    """The one is taken as it is; of the other the first error is told at its cell."""
    ours, out = tmp_path / "ours.xlsx", str(tmp_path / "out.xlsx")
    assert main(["adapt", str(in_ticks(tmp_path / "own.xlsx")), str(ours)]) == 0
    capsys.readouterr()
    assert main(["adapt", str(ours), out, "--lang", lang]) == 1
    told = capsys.readouterr().err
    assert as_it_is in told and wrong not in told

    book = load_workbook(ours)
    sheet = book["小区"]
    at = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("户数")).column
    row = next(n for n in range(1, 20) if isinstance(sheet.cell(n, at).value, int))
    sheet.cell(row, at).value = "很多"
    book.save(ours)
    assert main(["adapt", str(ours), out, "--lang", lang]) == 1
    told = capsys.readouterr().err
    assert wrong in told and f"小区!{sheet.cell(row, at).coordinate}" in told and as_it_is not in told


def test_what_is_no_mapping_is_said(tmp_path, capsys):
    """And a book without estates."""
    (tmp_path / "map.json").write_text("[]", "utf-8")
    book = in_ticks(tmp_path / "own.xlsx")

    assert main(["adapt", str(book), str(tmp_path / "o.xlsx"), "--map", str(tmp_path / "map.json")]) == 1
    (tmp_path / "empty.csv").write_text("甲,乙\n1,2\n", "utf-8")
    assert main(["adapt", str(tmp_path / "empty.csv"), str(tmp_path / "o.xlsx")]) == 2
    assert not (tmp_path / "o.xlsx").exists()
