"""What is wrong with a folder that cannot be read, in the chosen language: file, row, field, and what to do."""

from typing import TYPE_CHECKING

from yipanqi.cli.sentences import sentence

if TYPE_CHECKING:
    from yipanqi.planner import CannotRead


def unread(error: "CannotRead", lang: str) -> str:
    """The sentence of a refusal."""
    code = "cannot_read" if error.is_of_problem else "cannot_read_plan"
    row = "" if error.row is None else sentence(_row(error.row), {"row": error.row}, lang)
    fault = sentence(f"fault_{error.fault}", error.values, lang)
    return sentence(code, {"file": error.file, "row": row, "field": error.field, "fault": fault}, lang)


def _row(row: int | str) -> str:
    return "read_row" if isinstance(row, int) else "read_entry"
