"""The column guide is fresh."""

from pathlib import Path

from yipanqi.cli import sentences as cli
from yipanqi.documents import sentences as papers
from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.guide import guide
from yipanqi.workbook.text import title_key

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "columns.md"


def test_guide_is_fresh() -> None:
    """docs/guide/columns.md is what `python -m yipanqi.workbook.guide` makes."""
    assert PAGE.read_text(encoding="utf-8") == guide()


def test_titles_are_clear() -> None:
    """No two columns of a sheet share a title or a key."""
    for sheet in SHEETS:
        titles = [name for column in sheet.columns for name in {*map(title_key, (*column.title, column.key))}]

        assert len(titles) == len(set(titles)), sheet.key


def test_one_word_for_a_crews_week() -> None:
    """What a crew does in a week is called 班组周 wherever it is said."""
    said = {**papers.CATALOGUE, **cli.CATALOGUE}

    assert not [code for code, (zh, _) in said.items() if "队周" in zh or "班组·周" in zh]
    assert "班组·周）" not in guide()
