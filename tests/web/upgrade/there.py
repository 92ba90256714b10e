"""The restored platform, in a process of its own: a browser there, and a walk through all of its pages.

Whatever is asked for or sent is taken back at once: the platform stays as it was restored."""

import os
import warnings
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PER_ROUTE = 4  # objects of one route that are looked at
PER_KIND = 2  # of these by everybody
ASKING = 2  # pages of one route with something asked in the address: a filter, an order, a form of file
OUTSIDE = ("/login/", "/me/device/new/", "/me/password/")  # where somebody is sent who is not wholly in
SEE_MOST = ("office", "system_admin", "audit_admin", "district")  # these follow every link


@dataclass(frozen=True)
class Answer:
    """What a page answered."""

    status: int
    url: str  # where it leads
    body: bytes
    name: str  # of a file

    @property
    def text(self) -> str:
        """The page's words."""
        return self.body.decode("utf-8-sig")


class There:
    """The platform that was restored there."""

    def __init__(self, environment: dict[str, str]) -> None:
        begun = {"initializer": _begun, "initargs": (environment,)}
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), **begun)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()

    def get(self, login: str, url: str, lang: str = "", **asked: str) -> Answer:
        """The page as this person sees it, in a language other than their own where it is given."""
        return self.does(login, ("get", url, asked), lang=lang)[-1]

    def does(self, login: str, *steps: tuple[str, str, dict[str, str]], lang: str = "") -> list[Answer]:
        """Several pages one after another in one browser; with no login, of somebody who is not in."""
        return self._pool.submit(_done, login, steps, lang).result()

    def walked(self, logins: dict[str, str], *starts: str) -> dict[str, list[str]]:
        """Every page by everybody, these first: `wrong` answers, `unseen` routes, and all pages that were `seen`."""
        return self._pool.submit(_walked, logins, starts).result()


def _begun(environment: dict[str, str]) -> None:
    """This process belongs to the restored platform from now on."""
    os.environ.clear()
    os.environ |= environment
    import logging

    import django

    django.setup()
    logging.disable()
    warnings.simplefilter("error")


# A browser


def _done(login: str, steps: tuple[tuple[str, str, dict[str, str]], ...], lang: str) -> list[Answer]:
    with _taken_back():
        browser = _browser(login)
        if lang:
            browser.post("/language/", {"language": lang})
        return [_answer(getattr(browser, method)(url, sent)) for method, url, sent in steps]


@contextmanager
def _taken_back() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _browser(login: str) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from web.district import come_in

    browser = Client()
    if login:
        come_in(browser, get_user_model().objects.get(login=login))
    return browser


def _answer(response: Any) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    name = response.headers.get("Content-Disposition", "")
    return Answer(response.status_code, response.headers.get("Location", ""), body, name)


# The walk


@dataclass
class _Walk:
    """What was found so far: pages by route, answers by person and page."""

    rows: dict[str, Any]
    keys: dict[str, str]
    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def look(self, kind: str, url: str) -> list[str]:
        """Look at a page as this kind of person, once; where its links lead."""
        if (kind, url) in self.seen:
            return []
        self.seen.add((kind, url))
        status, links = _looked(url, self.keys[kind])
        if status not in _fitting(self.rows[_route(url)], kind):
            self.wrong.append(f"{kind} {url}: {status}")
        return links


def _walked(logins: dict[str, str], starts: tuple[str, ...]) -> dict[str, list[str]]:
    rows = {row.name: row for row in _rows() if row.get != 405}
    walk = _Walk(rows, {kind: _key(login) for kind, login in logins.items()})
    for kind in SEE_MOST:
        _follow(walk, kind, starts)
    for name in rows:
        for kind in logins:
            for url in walk.found[name][:PER_KIND]:
                walk.look(kind, url)
    unseen = [name for name, row in rows.items() if row.who and row.get != 410 and not walk.found[name]]
    return {"wrong": walk.wrong, "unseen": unseen, "seen": [url for urls in walk.found.values() for url in urls]}


def _rows() -> list[Any]:
    tables = sorted(Path(__file__).parents[1].glob("routes*.py"))
    return [row for file in tables for row in import_module(f"web.{file.stem}").ROWS]


def _key(login: str) -> str:
    return _browser(login).session.session_key


def _follow(walk: _Walk, kind: str, starts: tuple[str, ...]) -> None:
    """Go wherever a link leads this person from the pages that need no object; of one route to a few of its objects."""
    waiting = [url for url in starts if kind in walk.rows[_route(url)].who]
    waiting += [url for name, row in walk.rows.items() if kind in row.who and (url := _address(name))]
    asking = defaultdict[str, int](int)
    while waiting:
        url = waiting.pop(0).partition("#")[0]
        name, path = _route(url), urlsplit(url).path
        if name not in walk.rows or (kind, url) in walk.seen:
            continue
        known = walk.found[name]
        asking[name] += "?" in url
        if asking[name] > ASKING if "?" in url else path not in known and len(known) >= PER_ROUTE:
            continue
        if path not in known:
            known.append(path)
        waiting += walk.look(kind, url)


def _address(name: str) -> str:
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _route(url: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(url).path).view_name if url.startswith("/") else ""
    except Resolver404:
        return ""


def _looked(url: str, key: str) -> tuple[Any, list[str]]:
    """The status, or the fault, and where the links of the page lead."""
    from django.test import Client
    from web.forms_found import links_on

    browser = Client()
    browser.cookies["sessionid"] = key
    try:
        with _taken_back():
            response = browser.get(url)
            answer = _answer(response)
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}", []
    if answer.status == 302 and answer.url.startswith(OUTSIDE):
        return f"302 to {answer.url}", []
    is_page = answer.status == 200 and "html" in response.headers["Content-Type"]
    return answer.status, links_on(url, answer.text) if is_page else []


def _fitting(row: Any, kind: str) -> tuple[int, ...]:
    """What the table says of a district that has nothing yet, said of one that has all kinds of things."""
    if not row.who:  # it depends on the person's own device
        return (200, 302, 404)
    if kind not in row.who:
        refused = row.expected(kind, "GET")
        return (404, row.in_force(kind)) if refused == 404 else (refused,)  # not there, unless one's own or in force
    return (200, 302, row.get) if kind in SEE_MOST else (200, 302, row.get, 404)  # a part: others lie outside it
