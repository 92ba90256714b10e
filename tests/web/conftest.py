"""Tests of the platform: only they load Django. SQLite in a file, or PostgreSQL where DATABASE_URL says so."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_HOME = tempfile.mkdtemp(prefix="yipanqi-tests-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "web.settings",
    "YIPANQI_DEBUG": "0",
    "YIPANQI_HOME": _HOME,
    "YIPANQI_HTTPS": "0",
    "YIPANQI_HOSTS": "localhost,127.0.0.1,testserver",
    "YIPANQI_SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
}

import django  # noqa: E402  (its settings are read when it is set up)

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402
from web.district import District, a_district, come_in  # noqa: E402
from web.triggers import TRIGGERS  # noqa: E402

from yipanqi.web.programmes.models import entries  # noqa: E402


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_log():
    """Tests with transactions of their own empty all tables afterwards, which the log's triggers rightly refuse."""
    up, down = TRIGGERS[connection.vendor]
    flush = connection.ops.sql_flush

    def without_triggers(style, tables, **options):
        return [*down, *flush(style, tables, **options), *up]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    """Each test has its own folder for checkpoints and keys."""
    settings.CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    settings.CHECKPOINT_KEY = tmp_path / "keys" / "checkpoint.pem"
    translation.activate(settings.LANGUAGE_CODE)  # whoever asked last in the test before may have read English
    entries.shelf.clear()  # rows of the test before had the same numbers
    entries.counted.clear()


@pytest.fixture
def district(db) -> District:
    """A small district: one person of each kind, and some others."""
    cache.clear()
    return a_district()


@pytest.fixture
def as_(district):
    """`as_("office")`: a browser in which this kind of person is logged in with two factors."""

    def browser(kind: str) -> Client:
        client = Client()
        if kind != "anonymous":
            come_in(client, district.people[kind])
        return client

    return browser


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    """A file of SQLite with all tables and nothing in them: migrated once for all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, kept = shared / "empty" / "yipanqi.sqlite3", shared / "empty.sqlite3"
    with (shared / "empty-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made.parent.mkdir()
            environment = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(sys.path),
                "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
                "YIPANQI_HOME": str(made.parent),
                "YIPANQI_SECRET_KEY": os.environ["YIPANQI_SECRET_KEY"],
            }
            command = [sys.executable, "-m", "yipanqi.web", "migrate", "--verbosity", "0"]
            subprocess.run(command, env=environment, check=True, timeout=300)
            made.rename(kept)
    return kept


@pytest.fixture
def with_tables(empty_database) -> Callable[[Path], None]:
    """`with_tables(home)`: a platform that begins there, on SQLite, has nothing to migrate."""

    def begin(home: Path) -> None:
        shutil.copyfile(empty_database, home / "yipanqi.sqlite3")

    return begin
