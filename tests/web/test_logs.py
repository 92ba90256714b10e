"""U4: what is written to the server's log, and what never is."""

import io
import json
import logging

import pytest
from django.urls import reverse
from web.district import PASSWORD, PHONE

from yipanqi.web.page.trace import JsonLines


@pytest.fixture
def lines():
    """All that is logged, as a server would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("", "axes")]
    loggers[0].addHandler(handler)
    level = loggers[0].level
    loggers[0].setLevel(logging.DEBUG)
    yield lambda: stream.getvalue()
    loggers[0].removeHandler(handler)
    loggers[0].setLevel(level)


def test_each_request_is_one_line_of_json_with_its_id(client, db, lines):
    """Method, route, status, time, id: and the same id in the answer."""
    response = client.get(reverse("account_login"))

    line = next(line for line in map(json.loads, lines().splitlines()) if line["logger"] == "yipanqi.access")
    assert line["request"] == response.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/login/", 200)


def test_nothing_personal_is_logged(as_, client, lines):
    """Canaries: password, login name, name, phone, session id, one-time code, key of an invitation."""
    admin = as_("system_admin")
    key = admin.post(
        reverse("accounts:invite"),
        {"display_name": "金丝雀", "organisation": admin.get("/").wsgi_request.user.memberships_held[0].organisation_id,
         "role": "leader"},
    ).context["link"].rstrip("/").rsplit("/", 1)[-1]  # fmt: skip
    client.get(reverse("accounts:invitation", args=[key]))
    client.post(reverse("account_login"), {"login": "canary.login", "password": PASSWORD + "wrong"})
    client.post(reverse("accounts:reset"), {"login": "canary.login", "code": "ABCD-EFGH-JKMN"})
    admin.get("/no/canary.path/", {"q": "canary.query"})

    logged = lines()

    canaries = (
        PASSWORD, "canary.login", "金丝雀", "\\u91d1", PHONE, key, "ABCD-EFGH", "canary.path", "canary.query",
        admin.cookies["sessionid"].value,
    )  # fmt: skip
    assert [it for it in canaries if it in logged] == []


def test_nobody_can_forge_a_line(lines):
    """CR and LF stay within their line."""
    logging.getLogger("yipanqi.test").warning('one\r\n{"level": "forged"}')

    assert len(lines().splitlines()) == 1


def test_an_error_tells_its_place_and_not_its_message(lines):
    """The message of an error may quote what somebody wrote."""
    try:
        raise ValueError("13871234567")
    except ValueError:
        logging.getLogger("yipanqi.test").exception("failed")

    line = json.loads(lines())
    assert line["error"] == "ValueError"
    assert line["trace"]
    assert "13871234567" not in lines()
