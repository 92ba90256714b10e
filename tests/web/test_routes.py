"""Z1: every route, for every kind of person, by GET, HEAD and POST, against the table in `routes`; no other method."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from web.district import KINDS, come_in
from web.routes import Row

from yipanqi.web.accounts.roles import PERMISSIONS

ROWS = [
    row for file in sorted(Path(__file__).parent.glob("routes*.py")) for row in import_module(f"web.{file.stem}").ROWS
]


def every_route(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each route by its name with its namespace."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


def test_every_route_has_one_row_and_every_row_a_route():
    """A route without a row fails here before anybody meets it."""
    names = [name for name, _ in every_route()]
    rows = [row.name for row in ROWS]

    assert sorted(names) == sorted(rows)
    assert len(set(rows)) == len(rows)


def test_every_view_of_ours_says_who_may_see_it():
    """A view names a permission of the table, or everyone, or is open before login: never nothing."""
    for name, pattern in every_route():
        view = pattern.callback
        if view.__module__.startswith("yipanqi") and hasattr(view, "permission"):
            assert view.permission == "" or view.permission in PERMISSIONS, name
        elif view.__module__.startswith("yipanqi") and not hasattr(view, "view_class"):
            assert getattr(view, "login_required", True) is False, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_route_answers_each_kind_of_person_as_the_table_says(kind, district):
    """Whoever may gets the page, others 403 or 404, and before login the login page; by HEAD the same as by GET."""
    key = _session_key(kind, district)

    wrong = [
        f"{method} {row.name}: {status}, not {row.expected(kind, told)}"
        for row in ROWS
        for method, told in (("GET", "GET"), ("HEAD", "GET"), ("POST", "POST"))
        if (status := _status(row, method, key, district)) != row.expected(kind, told)
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", ["anonymous", "office", "system_admin"])
def test_no_other_method_gets_anywhere(kind, district):
    """PUT, PATCH and DELETE are refused before anything is read or written, also by pages of libraries."""
    key = _session_key(kind, district)

    for row in ROWS:
        with transaction.atomic():
            url = reverse(row.name, args=row.args(district))
            client = _client(key)
            with CaptureQueriesContext(connection) as asked:
                told = [client.generic(method, url, "a=1").status_code for method in ("PUT", "PATCH", "DELETE")]
            transaction.set_rollback(True)
        assert (told, len(asked)) == ([405] * 3, 0), row.name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "anonymous"])
def test_with_the_password_alone_only_the_second_step_opens(kind, district):
    """A2: a session that showed no code reaches the pages of the second factor, the language and the exit."""
    client = Client()
    come_in(client, district.people[kind], methods=("password",))
    key = client.session.session_key
    allowed = {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "language"}
    opened = {"health", "accounts:reset", "accounts:invitation", "accounts:demonstration"}  # to all
    opened |= {"account_login", "mfa_authenticate", "account_logout", "delivery:feed"}
    opened |= {"progress:offline", "progress:worker"}
    opened |= {it.name for it in ROWS if it.name.startswith("disclosure:public")} - {"disclosure:publication"}

    for row in ROWS:
        for method in ("GET", "POST"):
            response = _response(row, method, key, district)
            if row.name not in allowed | opened:
                assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp")), row.name


def _session_key(kind: str, district) -> str:
    if kind == "anonymous":
        return ""
    client = Client()
    come_in(client, district.people[kind])
    return client.session.session_key


def _status(row: Row, method: str, key: str, district) -> int:
    return _response(row, method, key, district).status_code


def _response(row: Row, method: str, key: str, district):
    """What the route answers; whatever was made or changed for it is taken back."""
    client = _client(key)
    with transaction.atomic():
        url = reverse(row.name, args=row.args(district))  # may make the object it leads to
        response = getattr(client, method.lower())(url)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return response


def _client(key: str) -> Client:
    client = Client()
    if key:
        client.cookies["sessionid"] = key
    return client
