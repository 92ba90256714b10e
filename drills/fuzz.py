"""Odd values for every page: no parameter, path or form of any person may be a mistake of ours (500).

    python drills/fuzz.py [--requests 10000] [--seed 1] [--seconds 3600]

In one process with production settings, on SQLite in a temporary folder, or with DATABASE_URL on a fresh database of
that PostgreSQL server. Every request is taken back afterwards, so that all of them meet the same data.
"""

import argparse
import json
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from served import folders, served, take_in

ODD = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\x01",
        "\ufffe",
        "\U0001f3d8",
        "'",
        '"',
        "';--",
        "%",
        "%00",
        "\\",
        "<b>",
        "{{7*7}}",
        "../../x",
    ),
    *(
        "0",
        "-1",
        "00",
        "1.5",
        "1e5",
        "1e400",
        "1e999",
        "-1e999",
        "1e999999999",
        "1e-999",
        "NaN",
        "Infinity",
        "-0",
        "٣",
        "９",
    ),
    *("2147483648", "3000000000", "9223372036854775808", "99999999999999999999", "9" * 40, "9" * 5000, "0." + "1" * 90),
    *(
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
        '["a","b",{}]',
        '["E0","",{"water":["x"]}]',
        "[" * 900,
        "1,2",
        "1 2",
        "1/0",
        "9/7",
    ),
    *("e" * 36, "-" * 36, "x" * 36, "00000000-0000-0000-0000-000000000000", "x" * 300, "长" * 300, "x" * 5000),
    *(
        "2027-02-30",
        "0000-00-00",
        "9999-12-31",
        "2027Q9",
        "2027Q1",
        "12:61",
        "zh",
        "en",
        "csv",
        "xlsx",
        "points",
        "all",
    ),
    *("id", "-name", "name,name", "__proto__", "pk__in", "password", "/", "//x", "javascript:1", "http://x/"),
)
ASKED = (
    *(
        "q",
        "page",
        "sort",
        "as",
        "format",
        "all",
        "table",
        "estate",
        "subdistrict",
        "measure",
        "mode",
        "against",
        "only",
    ),
    *(
        "quarter",
        "edit",
        "start",
        "from",
        "run",
        "look",
        "state",
        "kind",
        "before",
        "person",
        "result",
        "since",
        "until",
    ),
    *(
        "built_from",
        "built_to",
        "cost_from",
        "cost_to",
        "standing",
        "year",
        "fund",
        "lang",
        "mine",
        "next",
        "move",
        "name",
    ),
    *("page-works", "row", "column", "code", "login", "note", "revision", "reason", "organisation", "role", "file"),
)


def fuzzed(count: int, seed: int, seconds: float) -> dict[str, Any]:
    """Ask so many times, or so long; what was answered, and each mistake."""
    from django.db import connection
    from django.test import Client

    logging.disable(logging.CRITICAL)
    chance, said, mistakes, slowest = random.Random(seed), Counter[str](), [], (0.0, "")
    keys, places = _people(), list(_places())
    forms = _forms(keys, places)
    until = time.monotonic() + seconds
    for _ in range(count):
        if time.monotonic() > until:
            break
        who, method, path, sent = _question(chance, sorted(keys), places, forms)
        client = Client(raise_request_exception=False)
        if keys[who]:
            client.cookies["sessionid"] = keys[who]
        began = time.monotonic()
        status = _status(client, method, path, sent)
        slowest = max(slowest, (round(time.monotonic() - began, 2), f"{method} {path[:200]}"))
        said[f"{method} {status}"] += 1
        if status >= 500 and not (status == 503 and path.startswith("/health")):  # no worker is there
            mistakes.append([who, method, status, path[:300], {name: value[:60] for name, value in sent.items()}])
    return {
        "database": connection.vendor,
        "people": len(keys),
        "addresses": len(places),
        "forms": len(forms),
        "requests": said.total(),
        "answers": dict(sorted(said.items())),
        "slowest": slowest,
        "mistakes": len(mistakes),
        "first": mistakes[:40],
    }


def _people() -> dict[str, str]:
    """Everybody's session with both factors; nobody's is empty."""
    from django.test import Client
    from web.district import come_in

    from yipanqi.web.accounts.models import User

    keys = {"nobody": ""}
    for person in User.objects.filter(login__isnull=False):
        client = Client()
        come_in(client, person)
        keys[person.login] = client.cookies["sessionid"].value
    return keys


def _places() -> Iterator[tuple[str, list[str]]]:
    """Each route as a pattern, with values that lead somewhere in it."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, above: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield above + str(one.pattern)
            else:
                yield from walk(one, above + str(one.pattern))

    real = _real()
    for route in walk(get_resolver(), "/"):
        yield route, real


def _real() -> list[str]:
    """Numbers, keys and words of things that are there."""
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.plans.models import PlanRun
    from yipanqi.web.plans.views.frame import PARTS
    from yipanqi.web.programmes.models import ImportBatch, Photo, ProgrammeEntry, Record
    from yipanqi.workbook.columns import SHEETS

    found: list[Any] = [*PARTS, *(sheet.key for sheet in SHEETS), "zh", "en", "marked", "original", "others"]
    for model in (Organisation, Job, ProgrammeEntry):
        found += model.objects.values_list("pk", flat=True)
    found += Record.objects.order_by("sheet", "pk").values_list("pk", flat=True)[::7]
    for model in (PlanRun, ImportBatch, Photo, User):
        found += model.objects.values_list("uid", flat=True)
    return [*map(str, found), "accounts.user", "programmes.record", "plans.planrun"]


def _path(chance: random.Random, route: str, real: list[str]) -> str:
    """The route with its places filled: mostly with what fits, now and then with anything."""
    parts = []
    for part in route.split("<"):
        told, closed, rest = part.partition(">")
        if not closed:
            parts.append(told)
            continue
        kind = told.partition(":")[0]
        fits = [value for value in real if _fits(kind, value)] or real
        value = chance.choice(fits) if chance.random() < 0.9 else chance.choice(ODD)[:400]
        parts.append(quote(value, safe="") + rest)
    return "".join(parts)


def _fits(kind: str, value: str) -> bool:
    return {"int": value.isdecimal(), "uuid": value.count("-") == 4}.get(kind, not value.isdecimal())


def _forms(keys: dict[str, str], places: list[tuple[str, list[str]]]) -> list[tuple[str, Any]]:
    """Every form of the pages of those who may do most, with who found it; of the rows of a programme each sheet's."""
    from django.test import Client
    from web.forms_found import forms_on

    from yipanqi.web.programmes.models import ProgrammeEntry, Record

    found: dict[Any, tuple[str, Any]] = {}
    chance, entry = random.Random(0), ProgrammeEntry.objects.filled()[0]
    rows = {record.sheet: record for record in Record.objects.filter(entry=entry, is_active=True)}
    own = [record.get_absolute_url() for record in rows.values()]
    own += [f"/programmes/{entry.pk}/sheets/{sheet}/add" for sheet in rows]
    for who in ("office", "system_admin", "approver", "subdistrict"):
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = keys[who]
        some = [_path(chance, *place) for place in places for _ in range(8 if "<" in place[0] else 1)]
        for path in [*own, *(path for path in some if "logout" not in path)]:
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                for form in forms_on(path, answer.text):
                    found.setdefault((form.action, tuple(sorted(form.fields))), (who, form))
    return list(found.values())


def _question(
    chance: random.Random, people: list[str], places: list[tuple[str, list[str]]], forms: list[tuple[str, Any]]
) -> tuple[str, str, str, dict[str, str]]:
    """Half of them forms as they stand with one to three fields made odd, mostly by who may send them; else an
    address with odd questions, by anybody."""
    who = chance.choice(people)
    if forms and chance.random() < 0.5:
        finder, form = chance.choice(forms)
        sent = {name: values[-1] if values else "" for name, values in form.fields.items()}
        sent |= dict.fromkeys([*form.empty, *form.files], "x")
        for name in chance.sample(sorted(sent), min(len(sent), chance.randint(1, 3))):
            sent[name] = chance.choice(ODD)
        if form.buttons:
            sent |= dict([chance.choice(form.buttons)])
        return (finder if chance.random() < 0.8 else who), "POST", form.action, sent
    route, real = chance.choice(places)
    asked = {chance.choice(ASKED): chance.choice(ODD)[:2000] for _ in range(chance.randint(0, 3))}
    path = _path(chance, route, real)
    if chance.random() < 0.8:
        return who, "GET", f"{path}?{urlencode(asked)}", {}
    return who, "POST", path, asked


def _status(client: Any, method: str, path: str, sent: dict[str, str]) -> int:
    """What is answered; whatever was done for it is taken back."""
    from django.db import transaction

    with transaction.atomic():
        answer = client.post(path, sent) if method == "POST" else client.get(path)
        if answer.streaming:
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return int(answer.status_code)


def _fill(home: Path) -> None:
    """A programme, a plan with its documents, a refused workbook, a photo."""
    from django.core.files.base import ContentFile
    from web.programmes.conftest import AT, two_subdistricts
    from web.programmes.test_photos import a_jpeg

    from yipanqi.web.accounts.models import User
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.plans import actions as plans
    from yipanqi.web.programmes import actions
    from yipanqi.web.programmes.models import EstateRow

    batch = take_in(two_subdistricts(6), home)
    by = User.objects.get(login="office")
    asked = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}
    for name in ("甲", "乙"):
        run = plans.start(entry=batch.entry, name=name, asked=asked, by=by, at=AT)
        drain()
        run.refresh_from_db()
    plans.propose(run=run, by=by, at=AT)
    plans.file_documents(run=run, lang="zh", by=by)
    actions.upload(entry=None, file=ContentFile(b"a,b\n1,2\n", "x.csv"), by=by, at=AT)
    actions.keep_photo(row=EstateRow.objects.first(), data=a_jpeg(), caption="", taken_date=None, by=by, at=AT)
    drain()


def main() -> None:
    """Ask, tell, and end with 1 where there was a mistake."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--requests", type=int, default=10_000)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--seconds", type=float, default=3600.0, help="end after so long, however many were asked")
    asked = cli.parse_args()
    with folders() as (home, notes), served(home, notes, 0):
        _fill(home)
        told = fuzzed(asked.requests, asked.seed, asked.seconds)
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    sys.exit(1 if told["mistakes"] else 0)


if __name__ == "__main__":
    main()
