"""Finds every form that posts, by following links as a person would, and what a post of it changes in the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from yipanqi.web.programmes.models import entries as programmes

Rows = list[tuple[tuple[str, str], ...]]
PER_ROUTE = 2  # pages of one route that are looked at
QUIET = ("django_session", "accounts_session", "cache", "axes_", "django_migrations", "sqlite_")  # not people's data


@dataclass
class Form:
    """Where it posts to, what it would send as it stands, and the values that each choice offers."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    empty: dict[str, str] = field(default_factory=dict)  # what must be filled, and its type
    buttons: list[tuple[str, str]] = field(default_factory=list)  # of which one at most is sent

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """The same form on another page is the same."""
        return _route(self.action), tuple(sorted({*self.fields, *self.choices, *self.files, *self.empty}))


class _Reader(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.links, self.forms = url, [], []
        self.form: Form | None = None
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attributes}
        if tag == "a" and at.get("href"):
            self.links.append(urljoin(self.url, at["href"]))
        elif tag == "form":
            self.form = Form(urljoin(self.url, at.get("action") or self.url))
            self.forms += [self.form] if at.get("method", "").lower() == "post" else []
        elif self.form is not None and at.get("name"):
            self._field(tag, at)
        elif tag == "option" and self.form is not None and self.select:
            self.form.choices[self.select].append(at.get("value", ""))
            if "selected" in at or self.select not in self.form.fields:
                self.form.fields[self.select] = [at.get("value", "")]

    def _field(self, tag: str, at: dict[str, str]) -> None:
        name, kind = at["name"], at.get("type", "text")
        if tag == "select":
            self.select = name
            self.form.choices[name] = []
        elif tag == "textarea":
            self.text = name
            self.form.fields[name] = [""]
        elif kind == "file":
            self.form.files.append(name)
        elif kind in ("checkbox", "radio"):
            self.form.choices.setdefault(name, []).append(at.get("value", "on"))
            if "checked" in at:
                self.form.fields.setdefault(name, []).append(at.get("value", "on"))
        elif tag == "button" or kind == "submit":
            self.form.buttons.append((name, at.get("value", "")))
        elif kind == "hidden":
            self.form.fields.setdefault(name, [at.get("value", "")])
        else:
            self.form.fields[name] = [at.get("value", "")]
            if not at.get("value") and "required" in at:
                self.form.empty[name] = kind

    def handle_endtag(self, tag: str) -> None:
        self.form = None if tag == "form" else self.form
        self.select = "" if tag == "select" else self.select
        self.text = "" if tag == "textarea" else self.text

    def handle_data(self, data: str) -> None:
        if self.text and self.form is not None:
            self.form.fields[self.text] = [self.form.fields[self.text][0] + data.removeprefix("\n")]


def forget() -> None:
    """Let nothing stay in the process's memory of what was just undone: another programme may get its number."""
    programmes.shelf._kept.clear()  # noqa: SLF001  (the program itself never undoes)


def _route(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def forms_on(url: str, text: str) -> list[Form]:
    """The forms of one page that post."""
    reader = _Reader(url)
    reader.feed(text)
    return reader.forms


def links_on(url: str, text: str) -> list[str]:
    """Where the links of one page lead."""
    reader = _Reader(url)
    reader.feed(text)
    return reader.links


def forms(browser: Client, *starts: str) -> Iterator[Form]:
    """Each form once, on all pages that links lead to from these; of one route a few pages are enough."""
    waiting, seen, found = list(starts), dict[str, int](), set[Any]()
    while waiting:
        url = waiting.pop(0).partition("#")[0]
        route = _route(url)
        if (
            not route
            or not url.startswith("/")
            or seen.get(url)
            or (url not in starts and seen.get(route, 0) >= PER_ROUTE)
        ):
            continue
        seen[url], seen[route] = 1, seen.get(route, 0) + 1
        answer = browser.get(url)
        if answer.streaming:
            list(answer.streaming_content)  # a file, read to its end and closed
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        reader = _Reader(url)
        reader.feed(answer.content.decode())
        waiting += reader.links
        for form in reader.forms:
            if form.key not in found:
                found.add(form.key)
                yield form


def changes(
    key: str, form: Form, sent: dict[str, Any], files: dict[str, Any]
) -> tuple[int, dict[str, tuple[Rows, Rows]]]:
    """The answer's status and, by table, the rows that are gone and that are new after the post; then all is undone."""
    client = Client()
    client.cookies["sessionid"] = key
    with transaction.atomic():
        before = _tables()
        status = client.post(form.action, {**sent, **{name: files[name]() for name in form.files}}).status_code
        after = _tables()
        transaction.set_rollback(True)
    forget()
    found = {}
    for table, rows in after.items():
        old, new = set(before[table]), set(rows)
        if old != new:
            found[table] = ([row for row in before[table] if row not in new], [row for row in rows if row not in old])
    return status, found


def _tables() -> dict[str, Rows]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(QUIET):
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
                names = [column[0] for column in cursor.description]
                found[table] = [
                    tuple(zip(names, map(repr, row), strict=True)) for row in (_plain(row) for row in cursor.fetchall())
                ]
    return found


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]
