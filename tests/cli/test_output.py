"""An output folder that is never half-written."""

from pathlib import Path

import pytest

from yipanqi.cli.output import CannotOverwrite, CannotReach, check_free, written_whole


def test_a_full_folder_is_not_written_over(tmp_path: Path):
    """A folder that holds something needs a word; an empty or missing one does not."""
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "empty").mkdir()

    check_free(tmp_path / "empty", force=False)
    check_free(tmp_path / "missing", force=False)
    check_free(tmp_path, force=True)
    with pytest.raises(CannotOverwrite):
        check_free(tmp_path, force=False)
    with pytest.raises(CannotOverwrite):
        check_free(tmp_path / "mine.txt", force=True)


def test_nothing_is_left_when_something_fails(tmp_path: Path):
    """A failure while writing leaves neither the folder nor any trace beside it."""
    with pytest.raises(RuntimeError), written_whole(tmp_path / "out") as made:
        (made / "half").write_text("half")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_only_its_own_entries_are_replaced(tmp_path: Path):
    """In a folder that exists, entries of the same name are replaced, what else lies there stays."""
    out = tmp_path / "out"
    (out / "plan").mkdir(parents=True)
    (out / "plan" / "old").write_text("old")
    (out / "notes.txt").write_text("mine")

    with written_whole(out) as made:
        (made / "plan").mkdir()
        (made / "plan" / "new").write_text("new")

    assert sorted(p.name for p in out.iterdir()) == ["notes.txt", "plan"]
    assert [p.name for p in (out / "plan").iterdir()] == ["new"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_place_out_of_reach_is_refused_first(tmp_path: Path):
    """Where no folder can be made, that is said before anything is computed."""
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(CannotReach):
        check_free(tmp_path / "file" / "out", force=False)
