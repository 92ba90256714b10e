"""Marks findings in a copy of the user's own workbook. Runs alone, as a limited child process: openpyxl reads the
whole of a file that nobody trusts.

    python -I marking.py LIMITS_AS_JSON < task.json
"""

import json
import resource
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

AUTHOR = "一盘棋 Yipanqi"
FILLS = {"error": "FFF6D5D1", "warning": "FFFBE9C6"}
_LOST = "@lost@"  # where the copy says what it lacks, which is known when it is written
_FACE = "微软雅黑"
_INK, _SEAL, _TINT = "FF1F1D1A", "FFA4271E", "FFF5F2EA"


def main() -> None:
    """Limit myself, do the task that stands on standard input."""
    for name, most in json.loads(sys.argv[1]).items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    mark(json.loads(sys.stdin.buffer.read()))


def mark(task: dict[str, Any]) -> None:
    """Fill the cells, comment them, put the list in front, save the copy."""
    import openpyxl  # only now: the limits are set

    book = openpyxl.load_workbook(task["source"])
    for title in task["list_titles"]:
        if title in book.sheetnames:
            del book[title]
    for sheet in book.worksheets:
        _unmark(sheet)
        marks = [m for m in task["marks"] if m["sheet"] == sheet.title and m["cell"]]
        _mark_cells(sheet, marks)
    _list(book, task)
    book.save(task["out"])
    told = task["lost"]
    _beside("keeping").finish(task["source"], task["out"], _LOST, told["words"], told["sentence"], told["joint"])


def _beside(name: str) -> Any:
    """A module that stands beside this file: run alone, it finds nothing else of ours."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


def _unmark(sheet: Any) -> None:
    """Marks of an earlier check go."""
    from openpyxl.styles import PatternFill

    for row in sheet.iter_rows():
        for cell in row:
            if getattr(cell, "comment", None) is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()


def _mark_cells(sheet: Any, marks: list[dict[str, Any]]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    anchors = {m["cell"]: _anchor(sheet, m["cell"]) for m in marks}
    texts: dict[str, list[str]] = {}
    worst: dict[str, str] = {}
    for m in marks:
        anchor = anchors[m["cell"]]
        texts.setdefault(anchor, []).append(m["text"])
        worst[anchor] = "error" if "error" in (m["gravity"], worst.get(anchor)) else "warning"
    for anchor, lines in texts.items():
        cell = sheet[anchor]
        cell.fill = PatternFill("solid", fgColor=FILLS[worst[anchor]])
        before = [cell.comment.text] if cell.comment is not None else []
        comment = Comment("\n".join([*before, *lines])[:2000], AUTHOR)
        comment.width, comment.height = 320, 60 + 30 * len(lines)
        cell.comment = comment


def _anchor(sheet: Any, address: str) -> str:
    """The cell itself, or the first one of the merged area it lies in: only that one can be marked."""
    for area in sheet.merged_cells.ranges:
        if address in area:
            return str(area.start_cell.coordinate)
    return address


def _list(book: Any, task: dict[str, Any]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(task["list_titles"][task["lang"] == "en"], 0)
    for letter, width in zip("ABCD", (22, 10, 9, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"].value, sheet["A2"].value = task["heading"], _LOST
    sheet["A1"].font = Font(name=_FACE, size=14, bold=True, color=_INK)
    for column, title in enumerate(task["columns"], start=1):
        head = sheet.cell(3, column, title)
        head.font, head.fill = Font(name=_FACE, size=10, bold=True, color=_INK), PatternFill("solid", fgColor=_TINT)
    for row, m in enumerate(task["marks"], start=4):
        for column, text in enumerate((m["sheet"], m["cell"], m["gravity_text"], m["text"]), start=1):
            cell = sheet.cell(row, column)
            cell.value = text
            if text:
                cell.data_type = "s"  # a text, whatever it begins with
            cell.font = Font(name=_FACE, size=10, color=_INK)
            cell.alignment = Alignment(vertical="top", wrap_text=column == 4)
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=FILLS[m["gravity"]])
        if m["cell"] and m["sheet"] in book.sheetnames:
            quoted = m["sheet"].replace("'", "''")
            sheet.cell(row, 2).hyperlink = Hyperlink(ref=f"B{row}", location=f"'{quoted}'!{m['cell']}")
            sheet.cell(row, 2).font = Font(name=_FACE, size=10, color=_SEAL, underline="single")
    sheet.freeze_panes = "A4"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = "3:3"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


if __name__ == "__main__":
    main()
