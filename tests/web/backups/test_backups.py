"""B1: everything in one file, proven; back only into an empty place; on PostgreSQL where DATABASE_URL says so."""

import errno
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from web.district import AT, PHONE

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.backups import actions

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = """
import django; django.setup()
from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs.models import Job
import json
print(json.dumps([sorted(User.objects.values_list("login", flat=True)), User.objects.get(login="community").phone,
                  list(Event.objects.order_by("seq").values_list("hash", flat=True))]))
"""


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    """A folder with a photo, a plan's document, static files, and no key yet."""
    settings.HOME = tmp_path / "home"
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = (
        settings.HOME / "checkpoints.jsonl",
        settings.HOME / "keys" / "a.pem",
    )
    for name in ("media/photos/a.jpg", "plans/p/工作计划.docx", "static/app.css", "logs/web.log", "media/x.part"):
        path = settings.HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    return settings.HOME


class Elsewhere:
    """Another server: an empty folder and an empty database."""

    def __init__(self, place: Path, url: str) -> None:
        self.home = place / "home"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("YIPANQI_B")}
        self.environment |= {"YIPANQI_HOME": str(self.home), "DATABASE_URL": url}
        self.environment |= {"DJANGO_SETTINGS_MODULE": "yipanqi.web.settings"}
        self.environment["YIPANQI_CHECKPOINT_KEY"] = str(self.home / "keys" / "a.pem")

    def does(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        """A command of the platform, run there."""
        return self._run("-m", "yipanqi.web", *command, **environment)

    def holds(self) -> list:
        """Logins, the phone of one of them, the hashes of the log."""
        return json.loads(self._run("-c", SHOWN).stdout)

    def _run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        told = self.environment | environment
        return subprocess.run(
            [sys.executable, *command], env=told, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[Elsewhere]:
    """Another server of the same kind of database."""
    if connection.vendor == "sqlite":
        yield Elsewhere(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
        return
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"backup_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Elsewhere(tmp_path / "elsewhere", f"{server}/{name}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def a_backup(tmp_path, settings, passphrase: str = "", *options: str) -> Path:
    """The newest backup, made by the command."""
    settings.BACKUP_PASSPHRASE = passphrase
    call_command("backup", str(tmp_path / "backups"), *options)
    return max((tmp_path / "backups").glob("yipanqi-*"), key=lambda it: it.stat().st_mtime_ns)


def members(archive: Path) -> dict[str, bytes]:
    """What an archive that is not sealed holds."""
    with tarfile.open(archive) as box:
        return {it.name: box.extractfile(it).read() for it in box}


def packed(archive: Path, held: dict[str, bytes]) -> Path:
    """The archive written anew with this in it."""
    with gzip.open(archive, "wb") as small, tarfile.open(fileobj=small, mode="w|") as box:
        for name, data in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            box.addfile(entry, io.BytesIO(data))
    return archive


def test_everything_is_back_on_another_server(district, home, elsewhere, tmp_path, settings):
    """Rows, phones, the log to its end, and every file but what is made anew; both deeds stand in the log."""
    hashes = list(Event.objects.order_by("seq").values_list("hash", flat=True))
    logins = sorted(User.objects.values_list("login", flat=True))

    archive = a_backup(tmp_path, settings)
    done = elsewhere.does("restore", str(archive))
    held = elsewhere.holds()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "log is whole" in done.stdout and "YIPANQI_FIELD_KEY" not in done.stdout
    assert (held[0], held[1], held[2][:-1]) == (logins, PHONE, hashes)
    assert (elsewhere.home / "plans/p/工作计划.docx").read_bytes() == (home / "plans/p/工作计划.docx").read_bytes()
    there = {str(it.relative_to(elsewhere.home)) for it in elsewhere.home.rglob("*") if it.is_file()}
    assert there == {"media/photos/a.jpg", "plans/p/工作计划.docx"}
    assert Event.objects.order_by("seq").last().action == "backup.made"
    assert "There is no key of checkpoints" in elsewhere.does("verify_log").stderr  # keys travel only in a sealed one
    assert archive.stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "backups").glob(".*"))


def test_a_sealed_backup_opens_by_its_passphrase_alone(district, home, elsewhere, tmp_path, settings):
    """Keys travel only in a sealed one; without or with another passphrase it is refused, and so is a changed one."""
    call_command("checkpoint", "--first")
    plain = a_backup(tmp_path, settings)
    sealed = a_backup(tmp_path / "more", settings, "三个臭皮匠 2027")

    without = elsewhere.does("restore", str(sealed))
    other = elsewhere.does("restore", str(sealed), YIPANQI_BACKUP_PASSPHRASE="诸葛亮")
    (tmp_path / "phrase").write_text("三个臭皮匠 2027\n", "utf-8")
    right = elsewhere.does("restore", str(sealed), YIPANQI_BACKUP_PASSPHRASE_FILE=str(tmp_path / "phrase"))

    assert "files/keys/a.pem" not in members(plain)
    assert "files/checkpoints.jsonl" in members(plain)
    assert (without.returncode, other.returncode) == (1, 1)
    assert "YIPANQI_BACKUP_PASSPHRASE" in without.stderr and "passphrase is wrong" in other.stderr
    assert right.returncode == 0, right.stderr
    assert "1 checkpoints" in right.stdout
    assert (elsewhere.home / "keys/a.pem").read_bytes() == (home / "keys/a.pem").read_bytes()
    verified = elsewhere.does("verify_log")
    assert verified.returncode == 0 and "2 checkpoints" in verified.stdout  # what was restored is signed at once


def test_an_archive_that_was_changed_is_refused(district, elsewhere, tmp_path, settings):
    """Another photo, a missing one, one too many, a path that leads out, a cut, no manifest: nothing is restored."""
    archive = a_backup(tmp_path, settings)
    held, whole = members(archive), archive.read_bytes()
    photo = "files/media/photos/a.jpg"
    wrong = {
        "changed": held | {photo: b"x"},
        "missing": {name: data for name, data in held.items() if name != photo},
        "too many": {"files/media/b.jpg": b"x"} | held,
        "leads out": {"files/../../b.jpg": b"x"} | held,
        "no manifest": {name: data for name, data in held.items() if name != "manifest.json"},
    }

    for name, told in wrong.items():
        done = elsewhere.does("restore", "--check", str(packed(tmp_path / "wrong.tar.gz", told)))
        assert done.returncode == 1 and "Traceback" not in done.stderr, name
    archive.write_bytes(whole[: len(whole) // 2])
    assert elsewhere.does("restore", str(archive)).returncode == 1
    assert elsewhere.does("restore", str(tmp_path / "none.tar.gz")).returncode == 1
    assert not (elsewhere.home / "media").exists()


def test_where_data_are_only_force_restores_and_sets_aside(district, elsewhere, tmp_path, settings):
    """The second restoring is refused; by force the former data stand in a folder beside, complete."""
    archive = a_backup(tmp_path, settings)
    elsewhere.does("restore", str(archive))
    (elsewhere.home / "media" / "since.jpg").write_bytes(b"since")

    refused = elsewhere.does("restore", str(archive))
    forced = elsewhere.does("restore", str(archive), "--force")

    assert refused.returncode == 1 and "--force" in refused.stderr
    assert forced.returncode == 0, forced.stderr
    (aside,) = elsewhere.home.glob("before-restore-*")
    assert (aside / "media" / "since.jpg").read_bytes() == b"since"
    assert not (elsewhere.home / "media" / "since.jpg").exists()
    assert any(it.is_file() and it.stat().st_size > 10_000 for it in aside.iterdir())


def test_a_backup_older_than_a_checkpoint_is_told(district, elsewhere, tmp_path, settings, home):
    """B3: who restores an old backup to lose a day is found by the checkpoints, which are never replaced."""
    call_command("checkpoint", "--first")
    archive = a_backup(tmp_path, settings, "geheim")
    accounts.add_person(login="zhao", display_name="赵", by=None, at=AT)
    call_command("checkpoint")
    outside = {"YIPANQI_CHECKPOINTS": str(settings.CHECKPOINTS), "YIPANQI_BACKUP_PASSPHRASE": "geheim"}

    done = elsewhere.does("restore", str(archive), **outside)

    assert done.returncode == 1
    assert "日志被截断或数据库被还原" in done.stderr


def test_another_field_key_is_told(district, elsewhere, tmp_path, settings):
    """Phones and devices cannot be read under another key: restored, and said."""
    done = elsewhere.does("restore", str(a_backup(tmp_path, settings)), YIPANQI_FIELD_KEY="another-" * 8)

    assert done.returncode == 0
    assert "YIPANQI_FIELD_KEY" in done.stdout


def test_a_backup_of_newer_software_is_refused(district, elsewhere, tmp_path, settings):
    """Tables this version does not know: nothing is touched."""
    archive = a_backup(tmp_path, settings)
    held = members(archive)
    told = json.loads(held["manifest.json"])
    told["migrations"].append("plans.9999_from_the_future")

    done = elsewhere.does("restore", str(packed(archive, held | {"manifest.json": json.dumps(told).encode()})))

    assert done.returncode == 1
    assert "9999_from_the_future" in done.stderr
    assert not (elsewhere.home / "media").exists()


def test_old_backups_are_thinned_and_no_half_one_is_left(district, tmp_path, settings):
    """Of five with --keep 2 two are left; a folder that cannot be written is told in a sentence."""
    for day in range(5):
        at = AT.replace(day=1 + day)
        made = actions.make(folder=tmp_path / "kept", passphrase="", keep=2, at=at)

    assert [it.name[8:16] for it in sorted((tmp_path / "kept").iterdir())] == ["20270304", "20270305"]
    assert made.removed == 1
    with pytest.raises(actions.CannotBackUp, match="20270305"):
        actions.make(folder=tmp_path / "kept", passphrase="", keep=2, at=at)
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("backup", str(tmp_path / "file" / "folder"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_told_and_leaves_nothing(district, home, tmp_path, settings):
    """The sentence says so; no part of an archive stays."""
    (home / "media" / "large.jpg").write_bytes(os.urandom(3_000_000))
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], check=True)
    try:
        with pytest.raises(CommandError, match="The disk is full"):
            call_command("backup", str(small))
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_a_backup_of_older_software_is_brought_up_to_this_version(elsewhere, tmp_path):
    """Made before some tables were, restored after: they are there, and the log is whole."""
    for app in ("accounts", "audit", "jobs"):
        assert elsewhere.does("migrate", app).returncode == 0
    elsewhere.does("first_admin", "li.ming", "李明")
    made = elsewhere.does("backup", str(tmp_path / "old"))
    (archive,) = (tmp_path / "old").iterdir()

    done = elsewhere.does("restore", str(archive), "--force")

    assert made.returncode == 0, made.stderr
    assert done.returncode == 0, done.stderr
    assert "数据表已升级" in done.stdout
    assert elsewhere.does("migrate", "--check").returncode == 0


def test_what_killed_backups_left_goes_with_the_next(district, home, tmp_path, settings):
    """F20: an unsealed database first of all; half a plan goes into no backup, and at the next start it is gone."""
    backups = tmp_path / "backups"
    left = [backups / ".backup-killed", home / ".restoring-killed", home / "plans" / "p" / "tmpkilled"]
    settings.MEDIA_ROOT = home / "media"
    left += [home / "plans" / "p" / ".writing-killed", home / "media" / "imports" / ".marks-killed"]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "database").write_bytes(b"unsealed")
    os.utime(left[2], (0, 0))

    archive = a_backup(tmp_path, settings)

    assert [it.exists() for it in left] == [False, False, True, True, True]
    with tarfile.open(archive) as box:
        assert not [name for name in box.getnames() if "killed" in name]
    call_command("worker", "--once", "--processes", "1")
    assert not [it for it in left if it.exists()]


def test_a_backup_that_cannot_tell_what_is_left_is_made_all_the_same(district, home, tmp_path, settings, monkeypatch):
    """On a disk of another machine there may be no locks: what is younger than a day stays, and nothing fails."""

    def no_locks(handle, how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("yipanqi.web.page.held.fcntl.flock", no_locks)
    (tmp_path / "backups" / ".backup-young").mkdir(parents=True)
    (tmp_path / "backups" / ".backup-old").mkdir()
    os.utime(tmp_path / "backups" / ".backup-old", (0, 0))

    a_backup(tmp_path, settings)

    assert [it.name for it in (tmp_path / "backups").glob(".*")] == [".backup-young"]
