"""Writes a copy of a workbook in which every finding is marked at its cell, and listed on a sheet in front."""

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.sentences import sentence
from yipanqi.workbook import marking
from yipanqi.workbook.columns import FINDINGS
from yipanqi.workbook.layout import Pair
from yipanqi.workbook.opening import FileRefused, open_book, run_limited
from yipanqi.workbook.raw import Grid, Raw, UnusableCell, coordinates
from yipanqi.workbook.sandbox import TEXTS
from yipanqi.workbook.style import Formats, new_book, page

WALL_SECONDS = 60
_HEAVY = 4_000_000  # bytes; marking more in place takes longer than a minute, and would be given up then
LIMITS = {"AS": 1536 << 20, "CPU": 55, "FSIZE": 256 << 20, "NOFILE": 64, "CORE": 0}
GRAVITIES: dict[Gravity, Pair] = {Gravity.ERROR: ("错误", "error"), Gravity.WARNING: ("提醒", "warning")}
_COLUMNS: tuple[Pair, ...] = (("工作表", "Sheet"), ("单元格", "Cell"), ("性质", "Gravity"), ("问题", "Finding"))
_HEADING: Pair = ("数据问题：{errors} 个错误，{warnings} 个提醒", "Findings (errors: {errors}, warnings: {warnings})")
_LOST_TITLE: Pair = (
    "这个副本没有保留原文件里的：{}。请在原文件里改正。",
    "This copy lacks of the file itself: {}. Correct the file itself.",
)
_LOST: dict[str, Pair] = {
    "cell_pictures": ("单元格图片", "pictures in cells"),
    "pictures": ("部分图片", "some pictures"),
    "charts": ("图表", "charts"),
    "shapes": ("文本框和形状", "text boxes and shapes"),
    "controls": ("控件、切片器", "controls and slicers"),
    "threads": ("批注对话", "threads of comments"),
    "query": ("数据查询（Power Query）", "queries (Power Query)"),
    "extended": ("部分条件格式、下拉列表和迷你图", "some conditional formats, drop-downs and sparklines"),
    "looks": (
        "格式、公式和图片（只有各单元格的值）",
        "looks, formulas and pictures (there are only the cells' values)",
    ),
}


class CannotAnnotate(Exception):
    """The copy could not be written; the message tells the user why."""


def annotate(
    source: Path | str, findings: Sequence[Finding], out: Path | str, *, lang: str = "zh", name: str = ""
) -> None:
    """Write the marked copy. An XLSX workbook keeps its looks and formulas; XLS, CSV, and what is too heavy to be
    marked in place, become a new workbook with the same cells."""
    source, out = Path(source), Path(out)
    if out.exists() and source.exists() and out.samefile(source):
        raise CannotAnnotate(f"不能覆盖原文件 would overwrite the file itself: {out}")
    marks = [_mark(finding, lang) for finding in findings]
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".marks-") as folder:
            copy = Path(folder) / "copy.xlsx"
            if not (_may_be_marked(source) and _mark_in_place(source, copy, marks, lang)):
                _mark_anew(source, copy, marks, lang, name)
            os.replace(copy, out)
    except OSError as error:
        raise CannotAnnotate(f"{out}: {error.strerror}") from None
    except FileRefused as refusal:
        raise CannotAnnotate(sentence(refusal.code, refusal.values, lang)) from None


def _may_be_marked(source: Path) -> bool:
    """Is it an XLSX workbook that openpyxl reads and writes in time?"""
    if not source.is_file():
        return False
    with source.open("rb") as file:
        return file.read(4) == b"PK\x03\x04" and source.stat().st_size <= _HEAVY


def _mark(finding: Finding, lang: str) -> dict[str, str]:
    return {
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "gravity": finding.gravity.value,
        "gravity_text": GRAVITIES[finding.gravity][lang == "en"],
        "text": sentence(finding.code, finding.values, lang),
    }


def _heading(marks: Iterable[dict[str, str]], lang: str) -> str:
    gravities = [mark["gravity"] for mark in marks]
    return _HEADING[lang == "en"].format(errors=gravities.count("error"), warnings=gravities.count("warning"))


def _mark_in_place(source: Path, copy: Path, marks: list[dict[str, str]], lang: str) -> bool:
    """Did the child mark a copy of the workbook itself?"""
    task: dict[str, Any] = {
        "source": str(source.resolve()),
        "out": str(copy.resolve()),
        "marks": marks,
        "lang": lang,
        "list_titles": FINDINGS,
        "heading": _heading(marks, lang),
        "columns": [pair[lang == "en"] for pair in _COLUMNS],
        "lost": {
            "words": {name: pair[lang == "en"] for name, pair in _LOST.items()},
            "sentence": _LOST_TITLE[lang == "en"],
            "joint": ", " if lang == "en" else "、",
        },
    }
    with tempfile.TemporaryFile() as answer:
        arguments = [marking.__file__, json.dumps(LIMITS)]
        code = run_limited(arguments, answer, WALL_SECONDS, json.dumps(task).encode())
    return code == 0 and copy.exists()


def _mark_anew(source: Path, copy: Path, marks: list[dict[str, str]], lang: str, name: str) -> None:
    grids = open_book(source, name=name).grids
    with new_book(copy) as book:
        look = Formats(book)
        tabs = {grid.name: _tab_name(grid.name) for grid in grids}
        _list(book, look, marks, lang, tabs, tells_loss=not _is_text(source))
        for grid in grids:
            if grid.name not in FINDINGS:
                tab = book.add_worksheet(_tab_name(grid.name))
                _copy(tab, look, grid, [mark for mark in marks if mark["sheet"] == grid.name and mark["cell"]])


def _is_text(source: Path) -> bool:
    return source.is_dir() or source.suffix.lower() in TEXTS


def _tab_name(name: str) -> str:
    return "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'") or "_"


def _copy(tab: Any, look: Formats, grid: Grid, marks: list[dict[str, str]]) -> None:
    texts: dict[tuple[int, int], list[str]] = {}
    errors = set()
    for mark in marks:
        at = coordinates(mark["cell"])
        texts.setdefault(at, []).append(mark["text"])
        if mark["gravity"] == "error":
            errors.add(at)
    for row, cells in grid.rows.items():
        for column, raw in cells.items():
            if (row, column) not in texts:
                _put(tab, row, column, raw, look.date if isinstance(raw, date) else look.unmarked)
    for (row, column), lines in texts.items():
        style = look.error if (row, column) in errors else look.warning
        _put(tab, row, column, grid.rows.get(row, {}).get(column, ""), style)
        tab.write_comment(row, column, "\n".join(lines), {"author": marking.AUTHOR, "x_scale": 2})


def _put(tab: Any, row: int, column: int, raw: Raw, style: Any) -> None:
    if isinstance(raw, UnusableCell):
        tab.write_string(row, column, raw.text or "?", style)
    elif raw == "":
        tab.write_blank(row, column, None, style)
    elif isinstance(raw, bool):
        tab.write_boolean(row, column, raw, style)
    elif isinstance(raw, (int, float, Decimal)):
        tab.write_number(row, column, raw, style)
    else:
        tab.write_string(row, column, raw if isinstance(raw, str) else raw.isoformat(), style)


def _list(
    book: Any, look: Formats, marks: list[dict[str, str]], lang: str, tabs: dict[str, str], *, tells_loss: bool
) -> None:
    tab = book.add_worksheet(FINDINGS[lang == "en"])
    tab.write_string(0, 0, _heading(marks, lang), look.title)
    if tells_loss:
        tab.write_string(1, 0, _LOST_TITLE[lang == "en"].format(_LOST["looks"][lang == "en"]), look.note)
    for at, (pair, width) in enumerate(zip(_COLUMNS, (22, 10, 9, 100), strict=True)):
        tab.set_column(at, at, width)
        tab.write_string(2, at, pair[lang == "en"], look.head)
    for row, mark in enumerate(marks, start=3):
        tab.write_string(row, 0, mark["sheet"], look.plain)
        if mark["cell"]:
            quoted = tabs.get(mark["sheet"], mark["sheet"]).replace("'", "''")
            tab.write_url(row, 1, f"internal:'{quoted}'!{mark['cell']}", look.link, mark["cell"])
        tab.write_string(row, 2, mark["gravity_text"], look.error if mark["gravity"] == "error" else look.warning)
        tab.write_string(row, 3, mark["text"], look.text)
    tab.freeze_panes(3, 0)
    page(tab, rows=(2, 2), is_wide=False)
