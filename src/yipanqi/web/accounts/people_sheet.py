"""The workbook of people: its template, and what stands in a filled one, every error by its cell."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from yipanqi.domain.sentences import sentence
from yipanqi.web.page.say import say
from yipanqi.workbook.opening import ENDINGS, CannotRead, FileRefused, open_book
from yipanqi.workbook.opening import LIMITS as OF_PROGRAMMES
from yipanqi.workbook.raw import Grid, UnusableCell, address
from yipanqi.workbook.style import Formats, new_book

from .forms import PHONE
from .models import LOGIN_NAME, Organisation, User
from .roles import ROLES

COLUMNS = {
    "display_name": ("姓名", "Name"),
    "login": ("登录名", "Login name"),
    "phone": ("电话", "Phone"),
    "organisation": ("单位", "Organisation"),
    "role": ("角色", "Role"),
}
NEEDED = ("display_name", "login", "organisation", "role")
MOST_ROWS = 2_000
SECONDS = 8  # somebody waits for the page
LIMITS = OF_PROGRAMMES | {
    "CPU": 6,
    "FSIZE": 8 << 20,
    "unpacked": 60_000_000,
    "rows": 20_000,
    "cells": 100_000,
    "sheets": 20,
}


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One person of the workbook, ready to be added."""

    display_name: str
    login: str
    phone: str
    organisation_id: int
    role: str

    def stored(self) -> dict[str, str | int]:
        """As it is kept until the import is applied."""
        return asdict(self)


@dataclass(frozen=True)
class Wrong:
    """An error and its cell, in both languages."""

    cell: str
    zh: str
    en: str

    def stored(self) -> dict[str, str]:
        """As it is kept with the import."""
        return asdict(self)


def read(
    name: str, content: bytes, organisations: Mapping[str, list[Organisation]]
) -> tuple[list[PersonRow], list[Wrong]]:
    """The people of a file and everything that is wrong with it; it is opened in a limited child process."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"people{suffix if suffix in ENDINGS else '.xlsx'}"
        path.write_bytes(content)
        try:
            book = open_book(path, limits=LIMITS, seconds=SECONDS)
        except FileRefused as refusal:
            return [], [Wrong("", *(sentence(refusal.code, refusal.values, lang) for lang in ("zh", "en")))]
        except CannotRead as error:
            return [], [Wrong("", str(error), str(error))]
    grid = next((grid for grid in book.grids if not grid.is_hidden and grid.rows), None)
    if grid is None:
        return [], [Wrong("", "文件里没有内容", "The file is empty")]
    return _people(grid, organisations)


def _people(grid: Grid, organisations: Mapping[str, list[Organisation]]) -> tuple[list[PersonRow], list[Wrong]]:
    head_at, columns, wrong = _heads(grid)
    rows: list[PersonRow] = []
    seen: dict[str, str] = {}
    below = [(at, cells) for at, cells in grid.rows.items() if at > head_at]
    if len(below) > MOST_ROWS:
        return [], [Wrong("", f"超过 {MOST_ROWS} 行，请分几次导入", f"More than {MOST_ROWS} rows: import in parts")]
    for at, cells in below if columns else ():
        told = {name: _text(cells.get(column)) for name, column in columns.items()}
        if not any(told.values()):
            continue
        found = list(_row_errors(told, organisations, seen))
        wrong += [Wrong(address(at, columns[name]), zh, en) for name, zh, en in found]
        seen.setdefault(told["login"].lower(), address(at, columns["login"]))
        if not found:
            one = organisations[told["organisation"]][0]
            rows.append(
                PersonRow(
                    display_name=told["display_name"],
                    login=told["login"],
                    phone=told["phone"],
                    organisation_id=one.pk,
                    role=role_code(told["role"]),
                )
            )
    if columns and not rows and not wrong:
        wrong.append(Wrong("", "表头下面没有人员", "There is nobody below the head"))
    return rows, wrong


def _heads(grid: Grid) -> tuple[int, dict[str, int], list[Wrong]]:
    """Where the head is and which column is which; what is missing or unknown is told."""
    known = {word.lower(): name for name, words in COLUMNS.items() for word in words}
    for at, cells in list(grid.rows.items())[:10]:
        heads = {column: _text(value).rstrip("*＊ ").lower() for column, value in cells.items()}
        columns = {known[head]: column for column, head in heads.items() if head in known}
        if len(columns) >= 2:
            unknown = [
                Wrong(address(at, column), f"不认识的列“{cells[column]}”", f"unknown column “{cells[column]}”")
                for column, head in heads.items()
                if head and head not in known
            ]
            missing = [
                Wrong("", f"缺少列“{COLUMNS[name][0]}”", f"the column “{COLUMNS[name][1]}” is missing")
                for name in NEEDED
                if name not in columns
            ]
            return at, {} if missing else {"phone": -1} | columns, [*unknown, *missing]
    return 0, {}, [Wrong("", "找不到表头，请用模板", "No head was found: use the template")]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, UnusableCell):
        return "#?"
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _row_errors(
    told: Mapping[str, str], organisations: Mapping[str, list[Organisation]], seen: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    for name in NEEDED:
        if not told[name]:
            yield name, f"{COLUMNS[name][0]}不能为空", f"{COLUMNS[name][1]} is empty"
    if len(told["display_name"]) > 60:
        yield "display_name", "姓名超过 60 字", "the name is longer than 60 characters"
    if told["login"]:
        yield from _login_errors(told["login"], seen)
    if told["phone"] and _is_refused(PHONE, told["phone"]):
        yield "phone", "电话号码不对", "this is no phone number"
    if told["organisation"] and told["role"]:
        yield from _role_errors(told, organisations)


def _login_errors(login: str, seen: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if _is_refused(LOGIN_NAME, login):
        yield "login", "登录名只能用字母、数字和 . _ @ -", "a login name has letters, digits and . _ @ - only"
    elif login.lower() in seen:
        yield "login", f"与 {seen[login.lower()]} 重复", f"the same as in {seen[login.lower()]}"
    elif User.objects.filter(login__iexact=login).exists():
        yield "login", "这个登录名已被使用", "this login name is taken"


def _role_errors(
    told: Mapping[str, str], organisations: Mapping[str, list[Organisation]]
) -> Iterator[tuple[str, str, str]]:
    found, code = organisations.get(told["organisation"], []), role_code(told["role"])
    if not found:
        yield "organisation", f"没有单位“{told['organisation']}”", f"there is no organisation “{told['organisation']}”"
    elif len(found) > 1:
        yield (
            "organisation",
            "有多个同名单位，请写全路径，如：新华街道/登月社区",
            "several have this name: write its path",
        )
    if not code:
        yield "role", f"没有角色“{told['role']}”", f"there is no role “{told['role']}”"
    elif len(found) == 1 and found[0].kind not in ROLES[code].kinds:
        yield "role", "这个角色不能设在这个单位", "this role cannot be held in this organisation"


def role_code(word: str) -> str:
    """The role of a word in either language, or of its code; empty where there is none."""
    return next((code for code, role in ROLES.items() if word.lower() in (code, role.zh, role.en.lower())), "")


def _is_refused(validator: object, text: str) -> bool:
    try:
        validator(text)  # type: ignore[operator]
    except ValidationError:
        return True
    return False


def by_name(organisations: list[Organisation]) -> dict[str, list[Organisation]]:
    """Organisations by code, by name and by `above/name`; a code goes before another's name."""
    names: dict[str, list[Organisation]] = {}
    for one in organisations:
        names.setdefault(one.name, []).append(one)
        if one.parent:
            names.setdefault(f"{one.parent.name}/{one.name}", []).append(one)
    return names | {one.code: [one] for one in organisations if one.code}


def write_template(path: Path, organisations: list[Organisation]) -> None:
    """An empty workbook of people with its drop-down lists."""
    book = new_book(path)
    look = Formats(book)
    sheet, lists = book.add_worksheet(say("人员", "People")), book.add_worksheet(say("可选值", "Choices"))
    sheet.write_string(0, 0, say("人员导入", "People to import"), look.title)
    sheet.write_string(1, 0, say("带红色表头的列必填；电话可不填。", "Red heads must be filled in."), look.note)
    for at, (name, words) in enumerate(COLUMNS.items()):
        sheet.write_string(2, at, say(*words), look.needed if name in NEEDED else look.head)
        sheet.set_column(at, at, 22)
    choices = {"organisation": [one.name for one in organisations], "role": [say(r.zh, r.en) for r in ROLES.values()]}
    for at, (name, values) in enumerate(choices.items()):
        lists.write_string(0, at, say(*COLUMNS[name]), look.head)
        lists.set_column(at, at, 30)
        for row, value in enumerate(values, 1):
            lists.write_string(row, at, value)
        column, letter = list(COLUMNS).index(name), "AB"[at]
        source = f"='{lists.get_name()}'!${letter}$2:${letter}${len(values) + 1}"
        sheet.data_validation(3, column, MOST_ROWS + 2, column, {"validate": "list", "source": source})
    sheet.freeze_panes(3, 0)
    book.close()
