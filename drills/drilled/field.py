"""Where the drill takes place: a database of its own, real worker processes, and the count afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds any one wait may last


class Field:
    """A folder, a database, and the workers in it."""

    def __init__(self, home: Path, lease: float, seed: int) -> None:
        self.home, self.lease, self.chance = home, lease, random.Random(seed)
        self.resize: Callable[[int], None] | None = None  # of a small disk
        self.workers: list[subprocess.Popen[bytes]] = []
        self.dead: set[int] = set()
        self.diary = Path(os.environ["DRILL_DIARY"])
        self.said = self.diary.with_name("said")

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """A worker process of its own."""
        command = [sys.executable, "-m", "yipanqi.web", "worker", "--processes", "1", "--lease", str(self.lease)]
        with self.said.open("ab") as said:
            worker = subprocess.Popen([*command, *options], stdout=said, stderr=said, cwd=self.home)
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """As if the power of this one process were cut."""
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)

    def end(self, worker: subprocess.Popen[bytes]) -> int:
        """Tell a worker to leave in order; its exit code."""
        worker.terminate()
        code = worker.wait(timeout=PATIENCE)
        self.workers.remove(worker)
        return code

    def leave(self) -> None:
        """No process stays behind."""
        for worker in list(self.workers):
            worker.send_signal(signal.SIGCONT)
            self.kill(worker)

    def file(self, kind: str, *, max_attempts: int = 1000, **args: Any) -> Any:
        """A job for the workers."""
        from yipanqi.web.jobs import actions

        key = uuid.UUID(int=self.chance.getrandbits(128)).hex
        return actions.file(kind=kind, args=args, by=None, key=key, max_attempts=max_attempts)

    def tell(self) -> str:
        """What the workers said."""
        return self.said.read_text(encoding="utf-8") if self.said.exists() else ""

    def counted(self) -> dict[str, Any]:
        """What every drill counts: jobs by state, effects, and who worked when."""
        from drilled.models import Effect
        from yipanqi.web.audit.models import Event
        from yipanqi.web.jobs.models import DONE, Job

        done = dict(Job.objects.filter(state=DONE).values_list("pk", "result"))
        halves = Counter(Effect.objects.values_list("job_id", "token", "half"))
        once = {(job, result["token"], half) for job, result in done.items() for half in "AB"}
        ends = Counter(Event.objects.filter(action="job.done").values_list("subject_id", flat=True))
        return {
            "jobs": Job.objects.count(),
            "done": len(done),
            "open": Job.objects.open().count(),
            "tries": sum(Job.objects.values_list("token", flat=True)),
            "effects": sum(halves.values()) / 2,
            "effects missing": len(once - halves.keys()),
            "effects too many": sum(halves.values()) - len(once & halves.keys()),
            "ends told once": sum(count == 1 for count in ends.values()),
            "broken off half way": self._half_ways(done),
            "overlaps": self._overlaps(),
            "refused at the fence": sum(what == "refused" for *_, what in self._notes()),
            "processes left": len(self._still_there()),
            "database sound": self._is_sound(),
        }

    def _notes(self) -> Iterator[tuple[float, int, int, int, str]]:
        for line in self.diary.read_text().splitlines() if self.diary.exists() else ():
            at, job, token, pid, what = line.split()
            yield float(at), int(job), int(token), int(pid), what

    def _half_ways(self, done: dict[int, Any]) -> int:
        """Effects that had begun and were never committed."""
        begun = {(job, token) for _, job, token, _, what in self._notes() if what == "half"}
        return len(begun - {(job, result["token"]) for job, result in done.items()})

    def _overlaps(self) -> int:
        """Steps of an older claim after the first step of a newer one."""
        first: dict[tuple[int, int], float] = {}
        steps = [(at, job, token) for at, job, token, _, what in self._notes() if what == "step"]
        for at, job, token in steps:
            first.setdefault((job, token), at)
        newer = {(job, token): [at for (j, t), at in first.items() if j == job and t > token] for job, token in first}
        return sum(any(at > began for began in newer[job, token]) for at, job, token in steps)

    def _still_there(self) -> set[int]:
        """Children whose worker is gone; they have a moment to notice."""
        alive = {worker.pid for worker in self.workers}
        for _ in range(20):
            left = {pid for *_, pid, _ in self._notes() if pid not in alive and Path(f"/proc/{pid}").exists()}
            if not left:
                break
            time.sleep(0.1)
        return left

    def _is_sound(self) -> bool:
        from django.db import connection

        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA integrity_check")
                return cursor.fetchone() == ("ok",)
            cursor.execute("SELECT count(*) FROM jobs_job")
            return cursor.fetchone() is not None


def wait(until: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """The first true answer, asked for often but not for ever."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := until():
            return answer
        time.sleep(0.02)
    raise TimeoutError(f"waited {patience} s in vain for {getattr(until, '__name__', until)}")


@contextmanager
def prepared(home: Path, notes: Path, lease: float, seed: int) -> Iterator[Field]:
    """A field with an empty database: SQLite in `home`, or a fresh one on the server of DATABASE_URL."""
    with database(home) as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "drilled.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'drills'}",
            "PYTHONWARNINGS": "ignore",
            "YIPANQI_DEBUG": "1",
            "YIPANQI_HOME": str(home),
            "DATABASE_URL": url,
            "DRILL_DIARY": str(notes / "diary"),
        }
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        field = Field(home, lease, seed)
        try:
            yield field
        finally:
            field.leave()
            connection.close()


@contextmanager
def database(home: Path) -> Iterator[str]:
    """The address of an empty database: SQLite in `home`, or a fresh one on the server of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{home / 'drill.sqlite3'}"
        return
    import psycopg

    server, name = url.rpartition("/")[0], f"drill_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def small_disk(home: Path, megabytes: int) -> Iterator[Callable[[int], None]]:
    """A disk of this size at the folder, and how to change its size; needs to be root."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(home)], check=True)
    try:
        yield lambda size: subprocess.run(["mount", "-o", f"remount,size={size}m", str(home)], check=True)
    finally:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "-l", str(home)], check=True)
