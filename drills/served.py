"""The whole platform as a server runs it, for a drill: gunicorn, workers, an own database, and people on its pages.

Production settings on the loopback. SQLite in the given folder, or a fresh database on the server of DATABASE_URL."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from drilled.field import PATIENCE, database, wait

ROOT = Path(__file__).parents[1]
TOKEN = "d" * 32  # for the check of forms: the same in cookie and header


@dataclass(frozen=True)
class Answer:
    """What the server said; status 0: nothing, the connection broke."""

    status: int
    head: Message
    text: str
    seconds: float


class Site:
    """The server and its workers."""

    def __init__(self, home: Path, notes: Path, port: int) -> None:
        self.home, self.port, self.said = home, port, notes / "said"
        self.server: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def serve(self) -> None:
        """Two processes with four threads each, in a group of their own; back when they answer."""
        command = [sys.executable, "-m", "gunicorn", "yipanqi.web.wsgi:application", "-w", "2", "--threads", "4"]
        command += ["-b", f"127.0.0.1:{self.port}", "--log-level", "warning", "-t", "60"]
        self.server = self.started(command)
        wait(self._answers)

    def _answers(self) -> bool:
        """Is it there? Another server at our port, left by a drill that was broken off, would be no server of ours."""
        if self.server is None or self.server.poll() is not None:
            raise RuntimeError(f"the server ended: {self.said.read_text(encoding='utf-8')[-1000:]}")
        return self.ask("GET", "/health").status in (200, 503)

    def work(self, *options: str) -> None:
        """One more worker."""
        command = [sys.executable, "-m", "yipanqi.web", "worker", "--processes", "1", "--lease", "1", *options]
        self.workers.append(self.started(command))

    def started(self, command: list[str]) -> subprocess.Popen[bytes]:
        """In a group of its own."""
        with self.said.open("ab") as said:
            return subprocess.Popen(command, stdout=said, stderr=said, cwd="/", start_new_session=True)

    def kill_server(self) -> None:
        """kill −9 of all its processes at once."""
        if self.server is not None:
            _kill(self.server)
        self.server = None

    def kill_worker(self) -> None:
        """kill −9 of the oldest worker and whatever it started."""
        _kill(self.workers.pop(0))

    def pids(self) -> list[int]:
        """The server's processes."""
        first = self.server.pid if self.server else 0
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        return sorted([first, *map(int, children)])

    def leave(self) -> None:
        """Nothing stays behind."""
        self.kill_server()
        while self.workers:
            self.kill_worker()

    def ask(self, method: str, path: str, key: str = "", body: bytes = b"", kind: str = "") -> Answer:
        """One request on a connection of its own."""
        head = {"Cookie": f"csrftoken={TOKEN}" + (f"; sessionid={key}" if key else ""), "X-CSRFToken": TOKEN}
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request(method, path, body or None, head | ({"Content-Type": kind} if kind else {}))
            answer = link.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, answer.headers, text, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(0, Message(), "", time.monotonic() - began)
        finally:
            link.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def crowd(organisation: Any, role: str, count: int) -> list[str]:
    """So many people of an organisation, all with one password: it is hashed once. Their logins."""
    from datetime import UTC, datetime

    from django.contrib.auth.hashers import make_password
    from web.district import AT, PASSWORD

    from yipanqi.web.accounts import actions
    from yipanqi.web.accounts.actions.sessions import store_password

    encoded, logins = make_password(PASSWORD), [f"{role}{at}" for at in range(count)]
    for login in logins:
        person = actions.add_person(login=login, display_name=f"人{login}", by=None, at=AT)
        store_password(person, encoded, by=person, at=datetime.now(UTC))
        actions.grant(person=person, organisation=organisation, role=role, by=None, at=AT)
    return logins


class Person:
    """Somebody who is logged in with both factors, by a session put into the database, and uses the pages."""

    def __init__(self, site: Site, login: str) -> None:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

        from yipanqi.web.accounts.models import User
        from yipanqi.web.accounts.session_store import SessionStore

        user, session = User.objects.get(login=login), SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session["account_authentication_methods"] = [{"method": it, "at": time.time()} for it in ("password", "mfa")]
        session["account_authentication_methods_user"] = str(user.pk)
        session.create()
        self.site, self.login, self.key = site, login, str(session.session_key)

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self.site.ask("GET", path, self.key)

    def post(self, path: str, fields: dict[str, Any] | None = None) -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.site.ask("POST", path, self.key, urlencode(fields or {}, doseq=True).encode() or b"x=", kind)

    def upload(self, path: str, name: str, data: bytes, fields: dict[str, str] | None = None) -> Answer:
        """Send a form with one file."""
        mark = uuid.uuid4().hex
        top = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in (fields or {}).items()
        )
        top += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = top.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self.site.ask("POST", path, self.key, body, f"multipart/form-data; boundary={mark}")

    def form(self, path: str) -> dict[str, list[str]] | None:
        """The row's form on a page, as it would be sent; nothing where the page did not come."""
        from web.forms_found import forms_on

        answer = self.get(path)
        found = [form for form in forms_on(path, answer.text) if "revision" in form.fields and "reason" in form.fields]
        return found[0].fields if found else None


@contextmanager
def folders() -> Iterator[tuple[Path, Path]]:
    """A home and a place for notes, both empty and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        home, notes = Path(folder) / "home", Path(folder) / "notes"
        home.mkdir()
        notes.mkdir()
        yield home, notes


def told_inside(script: str) -> dict[str, Any] | None:
    """What a drill tells that runs in a process of its own, with `--inside` and the arguments of this one; nothing
    where it broke, after its last words were written."""
    done = subprocess.run([sys.executable, script, "--inside", *sys.argv[1:]], capture_output=True, text=True)
    if done.returncode:
        sys.stdout.write(f"{done.stderr[-3000:]}\nNOT WELL\n")
        return None
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.writelines(f"  {what:<32}{value}\n" for what, value in told.items())
    return told


@contextmanager
def served(home: Path, notes: Path, port: int) -> Iterator[Site]:
    """A migrated database with people in it; the server is not started yet."""
    with database(home) as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'drills'}",
            "PYTHONWARNINGS": "ignore",
            "YIPANQI_DEBUG": "0",
            "YIPANQI_HOME": str(home),
            "YIPANQI_HTTPS": "0",
            "YIPANQI_HOSTS": "localhost,127.0.0.1,testserver",
            "YIPANQI_SECRET_KEY": "drills-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
            "DATABASE_URL": url,
        }
        sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("checkpoint", "--first", stdout=StringIO())
        call_command("collectstatic", verbosity=0, interactive=False)
        from web.district import a_district

        a_district()
        site = Site(home, notes, port)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # told to end, it takes its processes along
        try:
            yield site
        finally:
            site.leave()
            connection.close()


def take_in(programme: Any, home: Path, entry: Any = None) -> Any:
    """A programme's import, confirmed and done."""
    from datetime import UTC, datetime

    from django.core.files.base import ContentFile

    from yipanqi.web.accounts.models import User
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.programmes import actions
    from yipanqi.workbook import write

    by, at = User.objects.get(login="office"), datetime.now(UTC)
    write(programme, home / "sent.xlsx")
    file = ContentFile((home / "sent.xlsx").read_bytes(), "sent.xlsx")
    (home / "sent.xlsx").unlink()
    batch = actions.upload(entry=entry, file=file, by=by, at=at)
    drain()
    batch.refresh_from_db()
    actions.confirm(batch=batch, by=by, at=at)
    drain()
    batch.refresh_from_db()
    if batch.state != "applied":
        raise RuntimeError(batch.findings)
    return batch


def soundness(*, is_filled_in_bulk: bool = False) -> dict[str, bool]:
    """Is the database whole, and the log's chain? Of rows that a drill put there in bulk no event tells; that is no
    fault of the log."""
    from django.core.management import CommandError, call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            is_whole = cursor.fetchall() == [("ok",)]
        else:
            is_whole = _amcheck(cursor)
    said = StringIO()
    try:
        call_command("verify_log", stdout=said, stderr=said)
        is_chained = True
    except (SystemExit, CommandError):
        faults = [line for line in said.getvalue().splitlines() if re.match(r"\d+: ", line)]
        is_chained = is_filled_in_bulk and bool(faults) and all("no event tells of it" in line for line in faults)
    return {"database sound": is_whole, "log's chain whole": is_chained}


def _amcheck(cursor: Any) -> bool:
    """Every index against its table, where the server has the means; else that every table can be read."""
    cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'")
    if cursor.fetchone()[0]:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT count(bt_index_check(c.oid, true)) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
        )
    return bool(cursor.fetchone())


def launched(playwright: Any) -> Any:
    """Chromium, or the one of CHROMIUM; as root it has no sandbox."""
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=path, args=options)


def percentile(seconds: list[float], part: float) -> float:
    """Of sorted times, in milliseconds."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 1) if ordered else 0.0
