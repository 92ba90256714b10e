"""The workbook of contracts: its template, what stands in a filled one, every error by its cell, and the ledger written
as one that can be read again."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.delivery import contract as law
from yipanqi.domain.delivery.contract import Contract, ContractKind, Lot, TenderMethod
from yipanqi.domain.delivery.laws_told import reason_told
from yipanqi.domain.money import in_wan
from yipanqi.domain.sentences import sentence
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import in_turn, listed, say
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.workbook.cells import Bad, Setting, text_of, value_of
from yipanqi.workbook.layout import Column, Kind, said
from yipanqi.workbook.opening import ENDINGS, CannotRead, FileRefused, open_book
from yipanqi.workbook.opening import LIMITS as OF_PROGRAMMES
from yipanqi.workbook.raw import Grid, Raw, UnusableCell, address
from yipanqi.workbook.style import Formats, new_book

from .law_names import ORGANISATION, Known, called, known_of, lots_in, names_of
from .models import ContractRow
from .models.settings import settings_of

_KINDS = {kind.value: kind.names for kind in ContractKind}
_METHODS = {method.value: method.names for method in TenderMethod}


def _column(key: str, kind: Kind, zh: str, en: str, *, needed: bool = True, **more: Any) -> Column:
    return Column(key=key, kind=kind, title=(zh, en), needed=needed, **more)


COLUMNS = (
    _column("number", Kind.CODE, "合同编号", "Number"),
    _column("name", Kind.TEXT, "合同名称", "Name", width=28),
    _column("kind", Kind.CHOICE, "类别", "Kind", words=_KINDS),
    _column("project", Kind.TEXT, "项目", "Project", width=22),
    _column("first_party", Kind.TEXT, "甲方", "First party", width=22),
    _column("second_party", Kind.TEXT, "乙方", "Second party", width=22),
    _column("amount", Kind.MONEY, "合同额", "Sum", unit=("万元", "10⁴ yuan")),
    _column("signed_on", Kind.DATE, "签订日期", "Signed"),
    _column("starts_on", Kind.DATE, "开工日期", "Starts"),
    _column("finishes_on", Kind.DATE, "完工日期", "Finishes"),
    _column("tender_method", Kind.CHOICE, "招标方式", "Tender", needed=False, words=_METHODS, width=18),
    _column("tender_number", Kind.TEXT, "中标通知书编号", "Number of the award", needed=False, width=20),
    _column("awarded_on", Kind.DATE, "中标日期", "Awarded", needed=False),
    _column("lots", Kind.TEXT, "标段", "Lots", width=40),
)
_BY_KEY = {column.key: column for column in COLUMNS}
_PARTIES, _LENGTHS = ("first_party", "second_party"), {"number": 100, "name": 200, "project": 200, "tender_number": 100}
_HEAD_ROW = 3  # of a written workbook, from 0
MOST_ROWS = 2_000
SECONDS = 8  # somebody waits for the page
LIMITS = OF_PROGRAMMES | {
    "CPU": 6,
    "FSIZE": 8 << 20,
    "unpacked": 60_000_000,
    "rows": 20_000,
    "cells": 200_000,
    "sheets": 20,
}


@dataclass
class Read:
    """What stands in a workbook: contracts that are new, how many are in the ledger as they stand, what is wrong."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, cell: str, zh: str, en: str) -> None:
        """Note an error and its cell, in both languages."""
        self.wrong.append({"cell": cell, "zh": zh, "en": en})


def read(entry: ProgrammeEntry, name: str, content: bytes) -> Read:
    """The contracts of a file and all that is wrong with it; it is opened in a limited child process."""
    found = Read()
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"contracts{suffix if suffix in ENDINGS else '.xlsx'}"
        path.write_bytes(content)
        try:
            book = open_book(path, limits=LIMITS, seconds=SECONDS)
        except FileRefused as refusal:
            found.refuse("", *(sentence(refusal.code, refusal.values, lang) for lang in ("zh", "en")))
            return found
        except CannotRead as error:
            found.refuse("", str(error), str(error))
            return found
    grid = next((grid for grid in book.grids if not grid.is_hidden and grid.rows), None)
    if grid is None:
        found.refuse("", "文件里没有内容", "The file is empty")
        return found
    _read_grid(entry, grid, found)
    return found


def _read_grid(entry: ProgrammeEntry, grid: Grid, found: Read) -> None:
    head_at, at_of = _heads(grid, found)
    below = [(row, cells) for row, cells in grid.rows.items() if row > head_at] if at_of else []
    if len(below) > MOST_ROWS:
        found.refuse("", f"超过 {MOST_ROWS} 行，请分几次导入", f"More than {MOST_ROWS} rows: import in parts")
        return
    known = known_of(entry)
    rows = entry.contracts.kept().prefetch_related("lots")
    there = {row.number: row for row in rows}
    told = [row.told for row in there.values()]
    settings = settings_of(entry)
    for at, cells in below:
        facts, is_whole = _facts(at, cells, at_of, grid.is_1904, known, found)
        if facts is None:
            continue
        if is_whole:
            _take(entry, facts, address(at, at_of["number"]), there, told, settings, found)
    if at_of and not found.rows and not found.unchanged and not found.wrong:
        found.refuse("", "表头下面没有合同", "There is no contract below the head")


def _heads(grid: Grid, found: Read) -> tuple[int, dict[str, int]]:
    """Where the head is and which column is which; what is missing or unknown is told."""
    words = {text.casefold(): it.key for it in COLUMNS for text in (*it.title, it.heading("zh"), it.heading("en"))}
    for at, cells in list(grid.rows.items())[:10]:
        heads = {column: text_of(raw).rstrip("*＊ ").casefold() for column, raw in cells.items()}
        at_of = {words[head]: column for column, head in heads.items() if head in words}
        if len(at_of) >= 3:
            for column, head in heads.items():
                if head and head not in words:
                    found.refuse(address(at, column), f"不认识的列“{head}”", f"unknown column “{head}”")
            missing = [it for it in COLUMNS if it.needed and it.key not in at_of]
            for it in missing:
                found.refuse("", f"缺少列“{it.title[0]}”", f"the column “{it.title[1]}” is missing")
            return at, {} if missing else at_of
    found.refuse("", "找不到表头，请用模板", "No head was found: use the template")
    return 0, {}


def _facts(
    at: int, cells: Mapping[int, Raw], at_of: Mapping[str, int], is_1904: bool, known: Known, found: Read
) -> tuple[dict[str, Any] | None, bool]:
    """The values of a row, and whether all of them could be read; nothing of an empty row."""
    setting = Setting(calendar=Calendar(first_year=2000, years=1), is_1904=is_1904)
    errors, facts = len(found.wrong), dict[str, Any]()
    for column in COLUMNS:
        raw = cells.get(at_of[column.key]) if column.key in at_of else None
        try:
            facts[column.key] = value_of(column, raw, setting)
        except Bad as bad:
            shown = "#?" if isinstance(raw, UnusableCell) or raw is None else text_of(raw)[:60]
            values = {"text": shown, **bad.values, "column": said(column.title)}
            found.refuse(_cell(at, at_of, column.key), *(sentence(bad.code, values, lang) for lang in ("zh", "en")))
    if not any(value not in (None, "") for value in facts.values()) and len(found.wrong) == errors:
        return None, False
    for column in COLUMNS:
        if column.needed and column.key in facts and facts[column.key] in (None, ""):
            zh, en = column.title
            found.refuse(_cell(at, at_of, column.key), f"{zh}不能为空", f"{en} is empty")
    for key, most in _LENGTHS.items():
        if len(str(facts.get(key) or "")) > most:
            zh, en = _BY_KEY[key].title
            found.refuse(_cell(at, at_of, key), f"{zh}超过 {most} 字", f"{en} is longer than {most} characters")
    for key in _PARTIES:
        if word := facts.get(key):
            refuse = partial(found.refuse, _cell(at, at_of, key))
            facts[key] = called(known.organisations, str(word), ORGANISATION, refuse)
    if words := facts.get("lots"):
        facts["lots"] = [
            list(lot) for lot in lots_in(str(words), known, partial(found.refuse, _cell(at, at_of, "lots")))
        ]
    return facts, len(found.wrong) == errors


def _cell(row: int, at_of: Mapping[str, int], key: str) -> str:
    return address(row, at_of[key]) if key in at_of else ""


def _take(
    entry: ProgrammeEntry,
    facts: dict[str, Any],
    cell: str,
    there: dict[str, ContractRow],
    told: list[Contract],
    settings: Any,
    found: Read,
) -> None:
    """Judge a row beside the ledger and the rows above it."""
    row = row_of(entry, facts)
    contract = row.with_lots(tuple(Lot(*lot) for lot in facts["lots"]))
    known = there.get(row.number)
    if known is not None:
        if known.pk is not None and _same(known, row) and set(known.told.lots) == set(contract.lots):
            found.unchanged += 1
        else:
            found.refuse(
                cell,
                f"合同{row.number}已在台账中，内容不同；请在台账中更正",
                f"contract {row.number} is in the ledger with other facts: correct it there",
            )
        return
    lacks = law.lacks(contract, told, law.limits_on(settings, contract.signed_on))
    if lacks:
        names = names_of(entry, (str(it.values["estate"]) for it in lacks if "estate" in it.values))
        for reason in lacks:
            found.refuse(cell, reason_told(reason, "zh", names), reason_told(reason, "en", names))
        return
    there[row.number] = row
    told.append(contract)
    stored = {name: getattr(row, name) for name in _STORED}
    found.rows.append(
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in stored.items()}
        | {"lots": facts["lots"]}
    )


_STORED = (
    "number", "name", "kind", "project", "first_party_id", "second_party_id", "amount", "signed_on", "starts_on",
    "finishes_on", "tender_method", "tender_number", "awarded_on",
)  # fmt: skip


def _same(one: ContractRow, other: ContractRow) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _STORED)


def row_of(entry: ProgrammeEntry, facts: Mapping[str, Any]) -> ContractRow:
    """A contract that is not kept yet, of a row's values."""
    own = {name: facts[name] for name in _STORED if name in facts}
    own |= {f"{key}_id": facts[key] for key in _PARTIES}
    for name in ("tender_method", "tender_number"):
        own[name] = own.get(name) or ""
    return ContractRow(entry=entry, **own)


def write(path: Path, entry: ProgrammeEntry, rows: Iterable[ContractRow] = ()) -> int:
    """The workbook: heads, drop-downs, and these contracts; how many they were. Without any it is the template."""
    book = new_book(path)
    look = Formats(book)
    sheet, lists = book.add_worksheet(say("合同", "Contracts")), book.add_worksheet(say("可选值", "Choices"))
    sheet.write_string(0, 0, say("合同台账", "Contracts"), look.title)
    notes = (
        say("红色表头必填。合同额以万元计。", "Red heads must be filled in. Sums are in 10⁴ yuan."),
        say(
            "标段：小区编号或名称；只含部分改造内容的写“小区/改造内容、改造内容”；多个用“；”分开。",
            "Lots: an estate's code or name; of some works only “estate/work, work”; several parted by “;”.",
        ),
    )
    for at, note in enumerate(notes, 1):
        sheet.write_string(at, 0, note, look.note)
    lang = say("zh", "en")
    for at, column in enumerate(COLUMNS):
        sheet.write_string(_HEAD_ROW, at, column.heading(lang), look.needed if column.needed else look.head)
        sheet.set_column(at, at, max(column.width, 13), look.blank(column))
    _choices(book, sheet, lists, look)
    count = 0
    for count, row in enumerate(rows, 1):
        for at, column in enumerate(COLUMNS):
            _put(sheet, _HEAD_ROW + count, at, _shown(row, column.key), look.body(column))
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    book.close()
    return count


def _choices(book: Any, sheet: Any, lists: Any, look: Formats) -> None:
    bodies = list(Organisation.objects.filter(is_active=True).order_by("path").values_list("name", flat=True)[:2000])
    choices = {
        "kind": [say(*pair) for pair in _KINDS.values()],
        "first_party": bodies,
        "second_party": bodies,
        "tender_method": [say(*pair) for pair in _METHODS.values()],
    }
    for at, (key, values) in enumerate(choices.items()):
        lists.write_string(0, at, say(*_BY_KEY[key].title), look.head)
        lists.set_column(at, at, 26)
        for row, value in enumerate(values, 1):
            lists.write_string(row, at, value)
        source = f"='{lists.get_name()}'!${'ABCD'[at]}$2:${'ABCD'[at]}${len(values) + 1}"
        column = COLUMNS.index(_BY_KEY[key])
        last = _HEAD_ROW + MOST_ROWS
        sheet.data_validation(_HEAD_ROW + 1, column, last, column, {"validate": "list", "source": source})


def _put(sheet: Any, row: int, at: int, value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, at, None, look)
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(row, at, value, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    else:
        sheet.write_number(row, at, float(value), look)


def _shown(row: ContractRow, key: str) -> Any:
    """The cell's value as it is read again."""
    if key == "amount":
        return in_wan(row.amount)
    if key in _PARTIES:
        body = getattr(row, key)
        return body.code or body.name
    if key == "kind":
        return row.kind_said
    if key == "tender_method":
        return say(*TenderMethod(row.tender_method).names) if row.tender_method else ""
    if key == "lots":
        return lots_text(row)
    return getattr(row, key)


def lots_text(row: ContractRow) -> str:
    """`E1；E2/water、gas`: the lots by code, as they are read again."""
    by_estate: dict[str, list[str]] = {}
    for lot in row.lots.all():
        by_estate.setdefault(lot.estate, []).append(lot.measure)
    return in_turn(e if "" in measures else f"{e}/{listed(measures)}" for e, measures in by_estate.items())
