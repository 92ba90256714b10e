"""F15: a database older than its newest checkpoint is told at start, by the health page, and on pages."""

import json
import logging
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from web.audit.conftest import begun, without_triggers
from web.audit.test_chain import recorded
from web.audit.test_signing import Event_at

from yipanqi.web.audit import signing, watch
from yipanqi.web.jobs import signer
from yipanqi.web.jobs.worker import enlisted
from yipanqi.web.settings import HEALTH_CHECKS

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def rolled_back():
    """A log whose newest events were lost, as by an older backup."""
    recorded()
    begun()
    without_triggers("DELETE FROM audit_binding", "DELETE FROM audit_opening", "DELETE FROM audit_event WHERE seq > 2")


def test_a_sound_log_has_no_trouble():
    """Signed and whole: nothing is said."""
    recorded()
    begun()

    assert watch.trouble(at=NOW) is None
    assert watch.health() == {"checkpoints": True}


def test_a_rolled_back_database_is_told_at_start(caplog):
    """One line of the program's log, in both languages, with both counts."""
    rolled_back()

    with caplog.at_level(logging.ERROR):
        said = watch.tell_at_start()

    assert "记有 4 条日志，数据库只有 2 条" in said[0] and "tells of 4 events, the database has 2" in said[1]
    assert said[0] in caplog.text and said[1] in caplog.text


def test_a_worker_tells_it_once_and_signs_nothing(settings, monkeypatch):
    """At every look it is due, and stands as it was."""
    monkeypatch.setattr(signing, "EVERY", timedelta(0))
    rolled_back()
    told = []
    hand = signer.Signer(told.append)

    for _ in range(3):
        hand.look()

    assert len(settings.CHECKPOINTS.read_text().splitlines()) == 1
    assert len(told) == 1 and "数据库比检查点旧" in told[0] and "older than its checkpoints" in told[0]


@pytest.mark.parametrize("what", ["rolled back", "deleted", "late"])
def test_the_health_page_is_not_well(client, settings, what):
    """503 with the name of the check: an older database, no file, an event that nobody signs."""
    settings.HEALTH_CHECKS = HEALTH_CHECKS
    if what == "rolled back":
        rolled_back()
    else:
        begun()
    if what == "deleted":
        settings.CHECKPOINTS.unlink()
    if what == "late":
        with Event_at(NOW - timedelta(hours=3)):
            recorded()
    enlisted()

    answer = client.get(reverse("health"))

    assert answer.status_code == 503
    assert answer.json()["checks"] | {"checkpoints": None} == {
        "database": True, "migrations": True, "disk": True, "workers": True, "checkpoints": None,
    }  # fmt: skip
    assert answer.json()["checks"]["checkpoints"] is False


def test_pages_tell_who_keeps_log_and_system(as_):
    """On the first page of both administrators and above the log; nobody else is troubled with it."""
    begun()
    browsers = {kind: as_(kind) for kind in ("audit_admin", "system_admin", "office", "community")}
    without_triggers("DELETE FROM audit_binding", "DELETE FROM audit_opening", "DELETE FROM audit_event WHERE seq > 2")

    first = {kind: "数据库比检查点旧" in browser.get("/").content.decode() for kind, browser in browsers.items()}

    assert first == {"audit_admin": True, "system_admin": True, "office": False, "community": False}
    assert 'role="alert"' in browsers["audit_admin"].get(reverse("audit:log")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_web_server_says_so_when_it_starts(settings, tmp_path, with_tables):
    """The module that gunicorn loads writes the line; and serves all the same."""
    home = tmp_path / "home"
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "YIPANQI_HOME": str(home), "YIPANQI_HTTPS": "0",
        "YIPANQI_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
    }  # fmt: skip

    def does(*command):
        whole = [sys.executable, *command]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=120, check=False)

    home.mkdir()
    with_tables(home)
    made = [does("-m", "yipanqi.web", *it.split()) for it in ("first_admin li 李", "collectstatic --noinput")]
    assert [it.returncode for it in made] == [0, 0], made
    sound = does("-c", "import yipanqi.web.wsgi")
    with_tables(home)  # instead of the database that the checkpoint is of

    done = does("-c", "import yipanqi.web.wsgi")

    assert "older than its checkpoints" not in sound.stderr and sound.returncode == done.returncode == 0
    line = next(line for line in done.stderr.splitlines() if "older than its checkpoints" in line)
    assert json.loads(line)["level"] == "error"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_leaves_has_signed(settings, monkeypatch):
    """Its last look signs what is due, also where it was there for a moment only."""
    monkeypatch.setattr(signing, "EVERY", timedelta(0))
    begun()
    with Event_at(NOW - timedelta(hours=3)):
        recorded()

    call_command("worker", "--once")

    assert len(settings.CHECKPOINTS.read_text().splitlines()) == 2
    assert watch.trouble(at=NOW) is None
