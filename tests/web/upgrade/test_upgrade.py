"""A backup made by the version before is restored by this one: what was there is there, and every page answers.

`before.tar.gz.sealed` was made by commit 20cee1b, `before.json` tells what it holds. Before a release, or when the
version before is no longer one that somebody may come from, make both anew, by the version that is then before:

    git worktree add CODE COMMIT
    PYTHONPATH=CODE/src:CODE/tests python tests/web/upgrade/make_backup.py tests/web/upgrade

with the `make_backup.py` of today, mended where a page of that version asks for more; then name the commit here. The
kind of database does not matter to what is shown here, and a backup belongs to one kind: it is SQLite, also where the
other tests run on PostgreSQL."""

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from web.upgrade.make_backup import ARCHIVE, code_of
from web.upgrade.there import Answer, There

HERE = Path(__file__).parent
TOLD = json.loads((HERE / "before.json").read_text(encoding="utf-8"))
DECLARED = "基准方案"
LATER = (  # routes of objects that the version before did not have yet
    "programmes:mapping",
    "programmes:mapping-file",
    "programmes:mapping-kept",
)
LOGINS = {
    "district": "leader",
    "office": "planner",
    "department": "department",
    "utility": "utility",
    "subdistrict": "subdistrict",
    "community": "community",
    "contractor": "contractor",
    "supervisor": "supervisor",
    "system_admin": "sysadmin",
    "audit_admin": "auditor",
}


class Server:
    """A place for the platform, and its commands there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YIPANQI_")}
        self.environment = kept | TOLD["keys"]
        self.environment |= {
            "DATABASE_URL": f"sqlite:///{home / 'yipanqi.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
            "YIPANQI_DEBUG": "0",
            "YIPANQI_HOME": str(home),
            "YIPANQI_HOSTS": "testserver",
            "YIPANQI_HTTPS": "0",
            "YIPANQI_PASSWORD_POLICY": "asvs",  # passwords do not age: those of the backup grow ever older
        }

    def does(self, *command: str) -> subprocess.CompletedProcess:
        """A command of the platform."""
        whole = [sys.executable, "-m", "yipanqi.web", *command]
        return subprocess.run(whole, env=self.environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def restored(tmp_path_factory) -> tuple[Server, str]:
    """The backup in an empty place, and what the command said."""
    server = Server(tmp_path_factory.mktemp("upgrade") / "home")
    done = server.does("restore", str(HERE / ARCHIVE))
    assert done.returncode == 0, done.stdout + done.stderr
    return server, done.stdout


@pytest.fixture(scope="module")
def there(restored) -> Iterator[There]:
    """The restored platform to look at; nothing that is done there lasts."""
    server, _ = restored
    place = There(
        server.environment | {"DJANGO_SETTINGS_MODULE": "web.upgrade.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    yield place
    place.close()


def table(answer: Answer) -> list[dict[str, str]]:
    """The rows of a CSV file by their heads."""
    assert answer.status == 200
    return list(csv.DictReader(answer.text.splitlines()))


def page_of(run: str) -> str:
    """Where a plan is."""
    return f"/plans/{TOLD['runs'][run]['uid']}/"


def figures(rows: list[dict[str, str]], name: str) -> list[Any]:
    """Estates, households, money in fen and objective of a plan in the list of plans."""
    row = next(list(row.values()) for row in rows if name in row.values())
    return [int(row[3]), int(row[4]), int(Decimal(row[5]) * 1_000_000), row[6]]


# The log


def test_the_log_is_whole_and_goes_on(restored):
    """Restoring proves it event by event and against both checkpoints of then; so does the command afterwards."""
    server, said = restored

    verified = server.does("verify_log")

    assert f"{TOLD['events']} events" in said and "2 checkpoints" in said and "the log is whole" in said
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "3 checkpoints" in verified.stdout  # and one of what was restored


FORGERIES = {
    "UPDATE plans_adoption SET note = 'forged' WHERE id = 1": "adoption 1 (plans_adoption) is not what was recorded",
    "UPDATE plans_planrun SET money = 1 WHERE id = 1": "plan 1 (plans_planrun) is not what was recorded",
    "UPDATE programmes_programmeversion SET by_id = NULL WHERE id = 1": "version 1 (programmes_programmeversion)",
    "UPDATE programmes_record SET position = 99 WHERE id = 7": "row of data 7 (programmes_record) is not what",
    "DELETE FROM programmes_record WHERE id = 8": "row of data 8 (programmes_record) is gone",
}


def test_rows_of_then_are_bound(restored, tmp_path):
    """F12: one event binds what was there; whoever has the database in hand and changes it is told, row by row."""
    server, _ = restored
    copy = Server(tmp_path / "home")
    shutil.copytree(server.home, copy.home)
    with closing(sqlite3.connect(copy.home / "yipanqi.sqlite3")) as database:
        (told,) = database.execute("SELECT values_json FROM audit_event WHERE action = 'rows.bound'").fetchall()
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        assert [database.execute(forgery).rowcount for forgery in FORGERIES] == [1] * len(FORGERIES)
        database.commit()

    verified = copy.does("verify_log")

    assert json.loads(told[0])["bound"]["count"] > 90
    assert verified.returncode == 1 and len(verified.stderr.splitlines()) == len(FORGERIES), verified.stderr
    assert [said for said in FORGERIES.values() if said not in verified.stderr] == []
    assert "Nothing was signed" in copy.does("checkpoint").stderr


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_deed_of_then_has_its_name(there, lang):
    """The hashes are those of then, none is missing, and the reader meets words in place of codes."""
    events = table(there.get("auditor", "/audit/export.csv", lang))

    assert events[TOLD["events"] - 1]["hash"] == TOLD["head"]
    assert [int(event["seq"]) for event in events] == list(range(1, len(events) + 1))
    assert {event["action"] for event in events} >= set(TOLD["actions"])
    assert sum(event["result"] == "refused" for event in events[: TOLD["events"]]) == TOLD["refused"]
    assert [event["action"] for event in events if not event["name"] or event["name"] == event["action"]] == []


# People


def test_people_are_who_they_were(there):
    """Names, logins, who has left; a phone opens under the key of then."""
    people = {row["登录名"]: list(row.values()) for row in table(there.get("sysadmin", "/people/?as=csv&state=all"))}
    uid, _, phone, _ = TOLD["people"]["utility"]
    shown = there.does("sysadmin", ("post", f"/people/{uid}/phone/", {"purpose": "核对"}))[-1]

    assert {login: row[0] for login, row in people.items()} == {k: v[1] for k, v in TOLD["people"].items()}
    assert [login for login, row in people.items() if row[4] == people["gone"][4]] == ["gone"]
    assert phone in shown.text


def test_organisations_keep_their_names_places_and_kinds(there):
    """Each under the one above it, in its region; one kind of then is one kind now, and has a name."""
    rows = [list(row.values()) for row in table(there.get("sysadmin", "/organisations/?as=csv"))]
    now = {row[0]: row[1] for row in rows}
    kinds = {(kind, now[name]) for name, kind, _, _ in TOLD["organisations"]}

    assert [(row[0], row[2], row[3]) for row in rows] == [(it[0], it[2], it[3]) for it in TOLD["organisations"]]
    assert len(kinds) == len({kind for kind, _ in kinds}) == len({word for _, word in kinds}) == 8
    assert all(word and not word.isascii() for _, word in kinds)


def test_roles_hold(there):
    """Everybody is where they were and may do what they might; who had left has no role."""
    rows = {row["登录名"]: row["角色"] for row in table(there.get("sysadmin", "/people/?as=csv&state=all"))}

    held = {login: place for login, place, _ in TOLD["roles"]}
    assert {login: role.split()[0] for login, role in rows.items() if role} == held
    assert there.get("planner", "/plans/new/").status == 200
    assert there.get("approver", f"{page_of('施工队伍减半')}adopt/").status == 200
    assert [there.get(who, "/plans/new/").status for who in ("leader", "subdistrict", "gone")] == [403, 403, 302]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("planner", "一二三四五六七八九"),
        ("subdistrict", "一二三四五"),
        ("elsewhere", "六七八九"),
        ("community", "二四"),
        ("utility", ""),
    ],
)
def test_everybody_sees_their_own_part(there, login, seen):
    """The subdistrict its estates, the community its own, the office all of them."""
    page = there.get(login, "/estates/").text

    assert set(re.findall("东风(.)村", page)) == set(seen)


@pytest.mark.parametrize("login", ["planner", "community"])
def test_the_passwords_and_devices_of_then_open(there, login):
    """The password alone leads to the code, the code of the device in; a wrong one nowhere."""
    secret = TOLD["devices"][login]
    wrong, password, code, home = there.does(
        "",
        ("post", "/login/", {"login": login, "password": "wrong"}),
        ("post", "/login/", {"login": login, "password": TOLD["password"]}),
        ("post", "/login/code/", {"code": code_of(secret)}),
        ("get", "/", {}),
    )

    assert (wrong.status, password.status, password.url) == (200, 302, "/login/code/")
    assert (code.status, home.status) == (302, 200)
    assert TOLD["people"][login][1] in home.text


# Plans


def test_plans_keep_their_figures(there):
    """Estates, households, money to the fen and objective, of every plan that was made, by the planner or by hand."""
    rows = table(there.get("planner", "/plans/?as=csv"))
    made = {name: run for name, run in TOLD["runs"].items() if run["state"] == "made"}

    assert len(rows) == len(TOLD["runs"]) == 7 and len(made) == 4
    for name, run in made.items():
        told = [run["estates"], run["households"], run["money"], f"{run['objective']:.1f}"]
        assert figures(rows, name) == told, name


def test_payments_add_up_to_what_they_did(there):
    """Row by row to the fen, and so does the total below them."""
    rows = [list(row.values()) for row in table(there.get("planner", f"{page_of(DECLARED)}payments/?as=csv"))]
    paid = [Decimal(row[5]) * 1_000_000 for row in rows]

    assert sum(paid[:-1]) == paid[-1] == TOLD["runs"][DECLARED]["money"]
    assert {row[0] for row in rows[:-1]} == TOLD["runs"][DECLARED]["starts"].keys() - {"东风九村"}  # begun before


def test_the_plan_in_force_is_in_force(there):
    """Its estates are those that are listed as planned, and the page of each tells its quarter."""
    starts = TOLD["runs"][DECLARED]["starts"]
    page = there.get("planner", "/estates/?plan=in").text
    links = {name: url for url, name in re.findall(r'href="(/estates/\d+/)"[^>]*>(东风.村)<', page)}

    assert links.keys() == starts.keys()
    for name, start in starts.items():
        assert start in there.get("community" if name == "东风二村" else "leader", links[name]).text, name


def test_a_change_by_hand_comes_to_the_same(there):
    """The plan of then, changed once more as it was changed then, is judged by the rules of today to the same fen."""
    *_, listed = there.does(
        "planner",
        ("post", f"{page_of(DECLARED)}hand/", {"estate": "E5", "start": "", "name": "再改一次"}),
        ("get", "/plans/", {"as": "csv"}),
    )
    rows = table(listed)

    assert figures(rows, "再改一次") == figures(rows, "手工方案")


def test_documents_are_the_ones_that_were_written(there):
    """In both languages, byte by byte, under their names on the plan's page."""
    page = there.get("planner", page_of(DECLARED)).text
    found = [
        [lang, number, name, hashlib.sha256(there.get("planner", url).body).hexdigest()]
        for lang, number, name, _ in TOLD["documents"]
        if (url := f"{page_of(DECLARED)}documents/{lang}/{number}/") in page and name in page
    ]

    assert len(found) == 16
    assert found == TOLD["documents"]


def test_what_waited_is_done_by_this_version(restored, tmp_path):
    """The worker of today takes up the run that was filed then, from its stored levers, and the log stays whole."""
    server, _ = restored
    copy = Server(tmp_path / "home")
    shutil.copytree(server.home, copy.home)

    done = copy.does("worker", "--once")

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"plans\.run: done", done.stdout), done.stdout
    assert copy.does("verify_log").returncode == 0
    _has_tasks(copy, set(TOLD["runs"][DECLARED]["starts"]))
    assert copy.does("worker", "--once").returncode == 0  # the clock of the next start files the first night
    _has_lights(copy)


def _has_lights(server: Server) -> None:
    """The first night after the upgrade worked out the light of every task that somebody does."""
    asked = (
        "SELECT count(*) FROM delivery_deliverytask WHERE is_leaf",
        "SELECT count(*) FROM progress_tasklight",
        "SELECT count(*) FROM jobs_job WHERE kind = 'progress.night' AND state = 'done'",
    )
    with closing(sqlite3.connect(server.home / "yipanqi.sqlite3")) as database:
        tasks, lights, nights = (database.execute(query).fetchone()[0] for query in asked)
    assert tasks == lights > 0 and nights >= 1


def _has_tasks(server: Server, names: set[str]) -> None:
    """The plan that was in force then has its tasks now, each estate its nine stages, its works and its money, and
    they are baseline 0; the upgrade asked for them, and the worker made them once."""
    asked = (
        "SELECT estate_name, kind, count(*), sum(budget) FROM delivery_deliverytask GROUP BY estate_name, kind",
        "SELECT number, (SELECT count(*) FROM delivery_baselinerow WHERE baseline_id = b.id) FROM delivery_baseline b",
        "SELECT count(*) FROM audit_event WHERE action = 'delivery.tasks_made'",
    )
    with closing(sqlite3.connect(server.home / "yipanqi.sqlite3")) as database:
        rows, baselines, made = (database.execute(query).fetchall() for query in asked)
    counts = {(name, kind): count for name, kind, count, _ in rows}
    assert {name for name, _ in counts} == names
    assert all(counts[name, "stage"] == 9 and counts[name, "estate"] == 1 for name in names)
    assert sum(count for (_, kind), count in counts.items() if kind == "work") == TOLD["runs"][DECLARED]["works"]
    paid = sum(money for name, kind, _, money in rows if kind == "work" and name != "东风九村")  # begun before the plan
    assert paid == TOLD["runs"][DECLARED]["money"]
    assert baselines == [(0, sum(counts.values()))] and made == [(1,)]


# Pages


def test_photos_are_shown(there):
    """The one that was kept, as a picture; that it looks like another estate's is still said."""
    page = there.get("planner", "/estates/?q=东风一村").text
    estate = there.get("planner", re.search(r'href="(/estates/\d+/)"[^>]*>东风一村<', page)[1]).text
    (photo,) = set(re.findall(r'src="(/photos/[0-9a-f-]+/)"', estate))

    assert there.get("planner", photo).body.startswith(b"\xff\xd8\xff")
    assert "东风八村" in estate[estate.index('id="photos"') :]


def test_every_page_answers_everybody(there):
    """Each route of the tables, with the objects of then: there for whom the tables name, refused to the others, and
    never a fault; links are followed as far as they lead."""
    proposed, with_photos = page_of("施工队伍减半"), "/estates/?q=东风一村"

    walk = there.walked(LOGINS, proposed, with_photos)

    assert walk["wrong"] == []
    of_tasks = [
        name for name in walk["unseen"] if name.startswith(("delivery:", "progress:", "supervision:", "disclosure:"))
    ]  # not made yet
    assert [name for name in walk["unseen"] if name not in of_tasks] == list(LATER)
    assert len(walk["seen"]) > 90
