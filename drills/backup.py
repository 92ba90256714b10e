"""Back up while people write, restore elsewhere, count: `python drills/backup.py`.

On SQLite in a temporary folder, or with DATABASE_URL on fresh databases of that PostgreSQL server, dropped afterwards.
Everything acknowledged before the backup began must be in the restored copy, with its file; the log must be whole.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIMIT = 590  # seconds for any one command
WRITERS, PAUSE = 2, 0.03  # people who write, and the seconds between two of their writes
ENOUGH, PATIENCE = 50, 120.0  # rows acknowledged before the backup begins, and the seconds they may take
WINDOW = 3  # seconds in which the writes before the backup are counted
PHRASE = "drill, not a secret"


def main() -> int:
    """Fill, write, back up meanwhile, restore, count; 1 if anything acknowledged is missing or the log is not whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=20_000, help="events of the log beforehand")
    parser.add_argument("--photos", type=int, default=300, help="photos beforehand")
    parser.add_argument("--photo-bytes", type=int, default=400_000)
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)  # we are this writer
    asked = parser.parse_args()
    if asked.write is not None:
        _write_for_ever(asked.write)
    with tempfile.TemporaryDirectory(prefix="drill-backup-") as place, ExitStack() as ending:
        told = _drilled(Path(place), ending, asked)
    sys.stdout.write(f"\nbackup: {main.__doc__}\n")
    sys.stdout.writelines(f"  {what:<34}{value}\n" for what, value in told.items())
    is_well = not any(told[name] for name in ("acknowledged but missing", "files missing", "not well"))
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


def _drilled(place: Path, ending: ExitStack, asked: argparse.Namespace) -> dict[str, Any]:
    here = _settings(place / "here", ending.enter_context(_database(place / "here.sqlite3")))
    there = _settings(place / "there", ending.enter_context(_database(place / "there.sqlite3")))
    os.environ |= here
    _filled(place / "here", asked)
    writers = [_started(here, "drills/backup.py", "--write", str(number)) for number in range(WRITERS)]
    try:
        _under_way(place / "here", writers)
        time.sleep(WINDOW)
        before = _acknowledged(place / "here")
        began = time.time()
        made = _done(here, "backup", str(place / "backups"))
        took = time.time() - began
        time.sleep(2)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    (archive,) = (place / "backups").iterdir()
    restoring = time.monotonic()
    restored = _done(there, "restore", str(archive))
    back = time.monotonic() - restoring
    whole = _done(there, "verify_log")
    return _counted(place, there, before, (began, took)) | {
        "archive (MB)": round(archive.stat().st_size / 1e6, 1),
        "backup (s)": round(took, 1),
        "restore with all proofs (s)": round(back, 1),
        "not well": [it.stdout + it.stderr for it in (made, restored, whole) if it.returncode],
    }


def _counted(place: Path, there: dict[str, str], before: set[str], window: tuple[float, float]) -> dict[str, Any]:
    script = (
        "import django; django.setup()\n"
        "from yipanqi.web.audit.models import Event\n"
        "for it in Event.objects.filter(action='drill.written').iterator(): print(it.values_told['after']['file'])"
    )
    held = set(_run(there, "-c", script).stdout.split())
    folder = place / "there" / "media" / "drill"
    times = sorted(at for at, _ in _notes(place / "here"))
    began, took = window
    during = [at for at in times if began <= at <= began + took]
    edges = [began, *during, began + took]
    return {
        "acknowledged before the backup": len(before),
        "acknowledged during the backup": len(during),
        "acknowledged in all": len(times),
        "writes per second before": round(sum(began - WINDOW <= at < began for at in times) / WINDOW, 1),
        "writes per second meanwhile": round(len(during) / took, 1),
        "longest silence meanwhile (s)": round(max(b - a for a, b in pairwise(edges)), 2),
        "rows restored": len(held),
        "acknowledged but missing": len(before - held),
        "files missing": sum(not (folder / name).is_file() for name in held),
    }


def _settings(home: Path, url: str) -> dict[str, str]:
    """Production settings with nothing of this machine's but what must be."""
    return {
        "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "YIPANQI_DEBUG": "0",
        "YIPANQI_HOME": str(home),
        "YIPANQI_HTTPS": "0",
        "YIPANQI_SECRET_KEY": "drill-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
        "YIPANQI_BACKUP_PASSPHRASE": PHRASE,
        "DATABASE_URL": url,
    }


@contextmanager
def _database(file: Path) -> Iterator[str]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{file}"
        return
    import psycopg

    name = f"drill_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _filled(home: Path, asked: argparse.Namespace) -> None:
    """What a district has after a while: a long log, many photos."""
    home.mkdir()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from yipanqi.web.audit import actions as audit

    call_command("migrate", verbosity=0)
    call_command("checkpoint", "--first", stdout=io.StringIO())
    for first in range(0, asked.events, 1000):
        with transaction.atomic():
            for number in range(first, min(first + 1000, asked.events)):
                audit.record("drill.before", after={"number": number, "words": "居民意愿征询" * 10})
    connection.close()
    photos = home / "media" / "photos"
    photos.mkdir(parents=True)
    for number in range(asked.photos):
        (photos / f"{number}.jpg").write_bytes(os.urandom(asked.photo_bytes))


def _write_for_ever(number: int) -> None:
    """A file, then the row that names it, then the acknowledgement, as an upload does; until killed."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction

    from yipanqi.web.audit import actions as audit

    home = Path(settings.HOME)
    (home / "media" / "drill").mkdir(exist_ok=True)
    with (home.parent / f"acknowledged-{number}").open("a", encoding="ascii") as notes:
        while True:
            name = f"{uuid.uuid4().hex}.jpg"
            (home / "media" / "drill" / name).write_bytes(name.encode() * 100)
            with transaction.atomic():
                audit.record("drill.written", after={"file": name})
            notes.write(f"{time.time()} {name}\n")
            notes.flush()
            time.sleep(PAUSE)


def _under_way(home: Path, writers: list[subprocess.Popen[bytes]]) -> None:
    """Returns once enough was written, however slow this machine is just now; fails where nobody will write it."""
    until = time.monotonic() + PATIENCE
    while (count := len(_acknowledged(home))) < ENOUGH:
        if time.monotonic() > until or any(writer.poll() is not None for writer in writers):
            raise SystemExit(f"{count} rows were acknowledged, not {ENOUGH}")
        time.sleep(0.2)


def _notes(home: Path) -> Iterator[tuple[float, str]]:
    for path in home.parent.glob("acknowledged-*"):
        for line in path.read_text("ascii").splitlines():
            with suppress(ValueError):  # the last line of a killed writer may be half
                at, name = line.split()
                yield float(at), name


def _acknowledged(home: Path) -> set[str]:
    return {name for _, name in _notes(home) if name.endswith(".jpg")}


def _started(settings: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *command], env=os.environ | settings, cwd=ROOT)


def _done(settings: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return _run(settings, "-m", "yipanqi.web", *command)


def _run(settings: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    told = os.environ | settings
    return subprocess.run(
        [sys.executable, *command], env=told, capture_output=True, text=True, timeout=LIMIT, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
