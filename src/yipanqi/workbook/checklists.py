"""The checklists of acceptance: the ones that ship, their Excel template and export, and the reader of a filled one.

A file holds a whole version: its source, its day of effect and all its items. Findings name their cells."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from yipanqi.domain.delivery.checklist import CheckItem, Checklist, HandoverItem
from yipanqi.domain.delivery.party import Party, in_order
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.finding import Finding, Place, forbid
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.cells import text_of
from yipanqi.workbook.gate import admit
from yipanqi.workbook.headed import Head, below, cell_value, head_of, title_of
from yipanqi.workbook.layout import Column, Kind, Pair
from yipanqi.workbook.opening import FileRefused
from yipanqi.workbook.raw import Grid, Raw, address
from yipanqi.workbook.style import Formats, new_book, page
from yipanqi.workbook.text import plain

SHIPPED_SINCE = date(2026, 1, 1)
LONGEST = 200  # characters of a cell
MOST_ITEMS = 2_000

COLUMNS: dict[str, tuple[str, str, float]] = {  # Chinese, English, width
    "measure": ("改造内容", "Measure", 20),
    "item": ("检查项目", "Item", 22),
    "item_en": ("检查项目（英文）", "Item (English)", 22),
    "how": ("检查方法", "How it is checked", 26),
    "how_en": ("检查方法（英文）", "How it is checked (English)", 26),
    "limit": ("合格标准", "Limit", 34),
    "limit_en": ("合格标准（英文）", "Limit (English)", 34),
    "photo": ("须有照片", "Photo needed", 10),
    "parties": ("签字单位", "Signed by", 34),
    "basis": ("参照标准", "Standard", 22),
    "source": ("来源", "Source", 26),
}
NEEDED = ("measure", "item", "how", "limit", "photo", "parties")
HEADINGS = {"source": ("版本来源", "Source of the version"), "effect_date": ("生效日期", "Takes effect on")}
TITLE = ("验收清单", "Acceptance checklists")
_YES = {True: ("是", "yes"), False: ("否", "no")}
_HEAD_ROW = 4
Names = Mapping[str, Pair]  # measure → its names


@dataclass(frozen=True, kw_only=True)
class ReadChecklist:
    """What a file says: a version where nothing forbids it, and the findings."""

    source: str = ""
    effect_date: date | None = None
    items: tuple[CheckItem, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_usable(self) -> bool:
        """May it be put in force?"""
        return not forbid(list(self.findings))


@cache
def shipped() -> Checklist:
    """The lists of the 23 measures that this software ships, version 0."""
    items: list[CheckItem] = []
    for row in _rows("checklists"):
        number = 1 + sum(item.measure == row["measure"] for item in items)
        items.append(
            CheckItem(
                number=number,
                needs_photo=row["photo"] == "是",
                parties=in_order(tuple(Party(code) for code in row["parties"].split())),
                **{name: row[name] for name in COLUMNS if name not in ("photo", "parties")},
            )
        )
    return Checklist(number=0, source=OURS[0], effect_date=SHIPPED_SINCE, items=tuple(items))


@cache
def handover_items() -> tuple[HandoverItem, ...]:
    """What is handed over of each measure, and to whom."""
    return tuple(
        HandoverItem(
            measure=row["measure"],
            receiver=Party(row["receiver"]),
            item=row["item"],
            item_en=row["item_en"],
            warranty_months=int(row["warranty_months"] or 0),
            source=row["source"],
        )
        for row in _rows("handover")
    )


def measure_names() -> Names:
    """The 23 measures; a programme may have more."""
    return {one.id: (one.name, one.name_en) for one in defaults().measures}


def write_checklist(path: Path, checklist: Checklist | None, lang: str = "zh", names: Names | None = None) -> Path:
    """Writes a version, to be changed and read again; nothing: an empty template."""
    known = measure_names() if names is None else names
    at = 1 if lang == "en" else 0
    book = new_book(path)
    look, sheet = Formats(book), book.add_worksheet(TITLE[at])
    sheet.write_string(0, 0, TITLE[at], look.title)
    note = (
        "红色表头必填。一个文件是一个完整的版本；已经开始的验收仍用原来的版本。",
        "Red heads must be filled in. A file is a whole version; acceptances already begun keep theirs.",
    )
    sheet.write_string(1, 0, note[at], look.note)
    for row, words in enumerate(HEADINGS.values(), 2):
        sheet.write_string(row, 0, words[at], look.field_needed)
        value = (checklist.source, checklist.effect_date.isoformat())[row - 2] if checklist else ""
        sheet.write_string(row, 1, value, look.plain)
    for column, (name, (zh, en, width)) in enumerate(COLUMNS.items()):
        sheet.write_string(_HEAD_ROW, column, (zh, en)[at], look.needed if name in NEEDED else look.head)
        sheet.set_column(column, column, width)
    body = look.body(Column(key="", kind=Kind.TEXT, title=("", "")))
    for row, item in enumerate(checklist.items if checklist else (), _HEAD_ROW + 1):
        for column, text in enumerate(_cells(item, at, known)):
            sheet.write_string(row, column, text, body)
    _choices(book, sheet, look, at, known)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    page(sheet, rows=(_HEAD_ROW, _HEAD_ROW), is_wide=True)
    book.close()
    return path


def read_checklist(path: Path, *, name: str = "", names: Names | None = None) -> ReadChecklist:
    """The version that a file holds. Raises CannotRead; a file that is refused is a finding."""
    try:
        _, book = admit(path, name=name)
    except FileRefused as refusal:
        return ReadChecklist(findings=(Finding(code=refusal.code, values=refusal.values),))
    for grid in book.grids:
        head = None if grid.is_hidden else head_of(grid, COLUMNS, least=3, needed=NEEDED)
        if head:
            return _read(grid, head, measure_names() if names is None else names)
    title = {"zh": TITLE[0], "en": TITLE[1]}
    return ReadChecklist(findings=(Finding(code="header_missing", values={"title": title}),))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("yipanqi.workbook") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _cells(item: CheckItem, at: int, names: Names) -> list[str]:
    told = {
        "measure": names.get(item.measure, (item.measure, item.measure))[at],
        "photo": _YES[item.needs_photo][at],
        "parties": ("、", ", ")[at].join(party.names[at] for party in item.parties),
    }
    return [told[name] if name in told else str(getattr(item, name)) for name in COLUMNS]


def _choices(book: Any, sheet: Any, look: Formats, at: int, names: Names) -> None:
    """Drop-down lists of measures and of yes and no; a sheet that names who may sign."""
    lists = book.add_worksheet(("可选值", "Choices")[at])
    measures = [pair[at] for pair in names.values()]
    for column, (head, values) in enumerate(
        ((COLUMNS["measure"][at], measures), (COLUMNS["parties"][at], [party.names[at] for party in Party]))
    ):
        lists.write_string(0, column, head, look.head)
        lists.set_column(column, column, 30)
        for row, value in enumerate(values, 1):
            lists.write_string(row, column, value)
    source = f"='{lists.get_name()}'!$A$2:$A${len(measures) + 1}"
    last = _HEAD_ROW + MOST_ITEMS
    for name, allowed in (("measure", source), ("photo", [_YES[True][at], _YES[False][at]])):
        column = list(COLUMNS).index(name)
        sheet.data_validation(_HEAD_ROW + 1, column, last, column, {"validate": "list", "source": allowed})


def _read(grid: Grid, head: Head, names: Names) -> ReadChecklist:
    columns, findings = head.columns, head.findings
    source, effect_date = _heading(grid, {at: it for at, it in grid.filled().items() if at < head.at}, findings)
    if any(name not in columns for name in NEEDED):
        return ReadChecklist(source=source, effect_date=effect_date, findings=tuple(findings))
    items: list[CheckItem] = []
    seen: dict[tuple[str, str], str] = {}
    rows = list(below(grid, head))
    if not rows:
        title = {"zh": TITLE[0], "en": TITLE[1]}
        findings.append(Finding(code="checklist_empty", values={"title": title}, place=Place(sheet=grid.name)))
    if len(rows) > MOST_ITEMS:
        place = Place(sheet=grid.name, cell=address(rows[MOST_ITEMS][0], 0))
        findings.append(Finding(code="checklist_long", values={"most": MOST_ITEMS}, place=place))
        rows = rows[:MOST_ITEMS]
    for at, cells in rows:
        wrong, item = _item(grid, at, cells, columns, items, seen, names)
        findings += wrong
        if item:
            items.append(item)
    return ReadChecklist(source=source, effect_date=effect_date, items=tuple(items), findings=tuple(findings))


def _heading(grid: Grid, rows: Mapping[int, Mapping[int, Raw]], findings: list[Finding]) -> tuple[str, date | None]:
    """Source and day of effect, beside their words; what is missing is a finding."""
    found: dict[str, tuple[str, Raw]] = {}
    for at, cells in rows.items():
        for column, raw in cells.items():
            for name, words in HEADINGS.items():
                if plain(text_of(raw)).casefold() in (plain(word).casefold() for word in words):
                    found[name] = address(at, column + 1), cells.get(column + 1, "")
    told: dict[str, object] = {}
    for name, words in HEADINGS.items():
        cell, raw = found.get(name, ("", ""))
        kind = Kind.DATE if name == "effect_date" else Kind.TEXT
        place = Place(sheet=grid.name, cell=cell)
        told[name] = cell_value(words, raw, place, findings, kind=kind, needed=True, longest=LONGEST)
    day = told["effect_date"]
    return str(told["source"] or ""), day if isinstance(day, date) else None


def _item(
    grid: Grid,
    at: int,
    cells: Mapping[int, Raw],
    columns: Mapping[str, int],
    before: Iterable[CheckItem],
    seen: dict[tuple[str, str], str],
    names: Names,
) -> tuple[list[Finding], CheckItem | None]:
    wrong: list[Finding] = []
    told: dict[str, object] = {}
    for name, column in columns.items():
        place = Place(sheet=grid.name, cell=address(at, column))
        kind = Kind.YES if name == "photo" else Kind.TEXT
        about: dict[str, Any] = {"kind": kind, "needed": name in NEEDED, "longest": LONGEST}
        told[name] = cell_value(COLUMNS[name][:2], cells.get(column), place, wrong, **about)
    at_measure, at_parties = (
        Place(sheet=grid.name, cell=address(at, columns[name])) for name in ("measure", "parties")
    )
    measure = _measure(str(told["measure"] or ""), names, at_measure, wrong)
    parties = _parties(str(told["parties"] or ""), at_parties, wrong)
    item, cell = str(told["item"] or ""), address(at, columns["item"])
    if measure and (measure, item) in seen:
        key = {"zh": item, "en": item}
        place = Place(sheet=grid.name, cell=cell)
        wrong.append(Finding(code="row_twice", values={"first": seen[measure, item], "key": key}, place=place))
    seen.setdefault((measure, item), cell)
    if wrong:
        return wrong, None
    texts = {name: str(told.get(name) or "") for name in COLUMNS if name not in ("measure", "photo", "parties")}
    number = 1 + sum(one.measure == measure for one in before)
    return [], CheckItem(measure=measure, number=number, needs_photo=bool(told["photo"]), parties=parties, **texts)


def _measure(text: str, names: Names, place: Place, wrong: list[Finding]) -> str:
    """The measure of a name or id, by the catalogue's name as well as by a programme's own; one that neither has is
    refused, with what it may be."""
    tables = (measure_names(), names)
    known = {plain(word).casefold(): code for one in tables for code, pair in one.items() for word in (code, *pair)}
    found = known.get(plain(text).casefold(), "")
    if text and not found:
        choices = {
            "zh": "、".join(zh for zh, _ in names.values()),
            "en": "; ".join(en for _, en in names.values()),
        }
        values = {"column": title_of(COLUMNS, "measure"), "text": text, "choices": choices}
        wrong.append(Finding(code="unknown_choice", values=values, place=place))
    return found


def _parties(text: str, place: Place, wrong: list[Finding]) -> tuple[Party, ...]:
    known = {plain(word).casefold(): party for party in Party for word in (party.value, *party.names)}
    for sign in "、，,;；/\n":
        text = text.replace(sign, "|")
    parts = [part.strip() for part in text.split("|") if part.strip()]
    unknown = [part for part in parts if plain(part).casefold() not in known]
    for part in unknown:
        choices = {"zh": "、".join(p.names[0] for p in Party), "en": ", ".join(p.names[1] for p in Party)}
        values = {"column": title_of(COLUMNS, "parties"), "text": part, "choices": choices}
        wrong.append(Finding(code="unknown_choice", values=values, place=place))
    return in_order({known[plain(part).casefold()] for part in parts if part not in unknown})
