"""`yipanqi adapt`: an office's own book becomes a workbook that plans, and its mapping is kept."""

import json
import sys
from pathlib import Path

import pytest

from yipanqi import workbook
from yipanqi.cli import main

sys.path.insert(0, str(Path(__file__).parents[1] / "workbook" / "own"))
from books import in_ticks, in_words


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


def test_what_is_no_mapping_is_said(tmp_path, capsys):
    """And a book without estates."""
    (tmp_path / "map.json").write_text("[]", "utf-8")
    book = in_ticks(tmp_path / "own.xlsx")

    assert main(["adapt", str(book), str(tmp_path / "o.xlsx"), "--map", str(tmp_path / "map.json")]) == 1
    (tmp_path / "empty.csv").write_text("甲,乙\n1,2\n", "utf-8")
    assert main(["adapt", str(tmp_path / "empty.csv"), str(tmp_path / "o.xlsx")]) == 2
    assert not (tmp_path / "o.xlsx").exists()
