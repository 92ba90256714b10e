"""Kill, pause, stop and starve the workers, then count the effects: `python drills/jobs.py`.

On SQLite in a temporary folder, or with DATABASE_URL on a fresh database of that PostgreSQL server, dropped afterwards.
Nothing leaves the machine; each scene ends within its bounds, all of them within ten minutes.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from drilled.field import Field, prepared, small_disk, wait

LIMIT = 590  # seconds for all scenes


def kill(field: Field, times: int) -> dict[str, Any]:
    """Kill −9 one of two workers at a random point of its work, again and again."""
    from yipanqi.web.jobs.models import RUNNING, Job

    filed = 0
    hits = 0
    field.start()
    field.start()
    for _ in range(times):
        while Job.objects.open().count() < 4:
            kind = "drill.child" if filed % 5 == 4 else "drill.steps"
            field.file(kind, steps=3, pause=0.05)
            filed += 1
        wait(Job.objects.filter(state=RUNNING, worker__pid__in=[it.pid for it in field.workers]).exists)
        time.sleep(field.chance.uniform(0, 0.3))
        busy = set(Job.objects.filter(state=RUNNING).values_list("worker__pid", flat=True))
        victim = field.chance.choice([it for it in field.workers if it.pid in busy] or field.workers)
        hits += victim.pid in busy
        field.kill(victim)
        field.start()
    wait(lambda: not Job.objects.open().exists())
    return {"kills": times, "in the middle of a job": hits}


def pause(field: Field, times: int) -> dict[str, Any]:
    """SIGSTOP a worker until its lease has run out and another one took over, then SIGCONT."""
    from yipanqi.web.jobs.models import DONE, RUNNING, Job

    taken_over = 0
    field.start()
    field.start()
    for turn in range(times):
        kind, args = ("drill.deaf", {"pause": 0.6}) if turn % 2 else ("drill.steps", {"steps": 10, "pause": 0.05})
        job = field.file(kind, **args)
        mine = Job.objects.filter(pk=job.pk)
        wait(mine.filter(state=RUNNING).exists)
        time.sleep(field.chance.uniform(0, 0.3))
        job.refresh_from_db()
        zombie = next((it for it in field.workers if job.worker and it.pid == job.worker.pid), field.workers[0])
        zombie.send_signal(signal.SIGSTOP)
        with suppress(TimeoutError):  # paused inside its effect it holds the lock, and goes on with it
            wait(mine.filter(state=DONE).exists, patience=field.lease * 4 + 2)
        zombie.send_signal(signal.SIGCONT)
        wait(mine.filter(state=DONE).exists)
        taken_over += mine.get().token > job.token
    for _ in range(4):
        field.file("drill.steps", steps=2, pause=0.02)
    wait(lambda: not Job.objects.open().exists())
    time.sleep(1.0)  # a zombie that would still write has its chance
    return {"pauses": times, "taken over": taken_over, "workers alive": sum(it.poll() is None for it in field.workers)}


def stop(field: Field, times: int) -> dict[str, Any]:
    """Ask waiting and running jobs to stop; tell a worker to leave in the middle of one; kill one of several."""
    from yipanqi.web.jobs import actions
    from yipanqi.web.jobs.models import DONE, RUNNING, STOPPED, Job, Worker

    waiting = field.file("drill.steps", steps=1, pause=0.01)
    actions.ask_to_stop(waiting, by=None)
    first = field.start("--grace", "0.3")
    for kind in ("drill.steps", "drill.child")[: max(1, times)]:
        job = field.file(kind, steps=400, pause=0.05)
        wait(Job.objects.filter(pk=job.pk, state=RUNNING, progress__gt=0).exists)
        actions.ask_to_stop(job, by=None)
        wait(Job.objects.filter(pk=job.pk, state=STOPPED).exists)
    job = field.file("drill.steps", max_attempts=1, steps=40, pause=0.05)
    wait(Job.objects.filter(pk=job.pk, state=RUNNING).exists)
    code = field.end(first)
    several = field.start("--processes", "2")
    wait(Job.objects.filter(pk=job.pk, state=DONE).exists)
    one = wait(Worker.objects.alive().exclude(pid=first.pid).first)
    os.kill(one.pid, signal.SIGKILL)
    wait(lambda: "another one is started" in field.tell())
    wait(lambda: Worker.objects.filter(stopped_at=None).count() >= 3)  # the killed one could not sign off
    return {
        "stopped": Job.objects.filter(state=STOPPED).count(),
        "left with code": code,
        "left together with code": field.end(several),
        "did not sign off": Worker.objects.filter(stopped_at=None).count(),
    }


def disk(field: Field, times: int) -> dict[str, Any]:
    """Fill the disk while effects are written, then make room without a restart."""
    from drilled.models import Effect

    from yipanqi.web.jobs.models import Job

    room = os.statvfs(field.home)
    with (field.home / "filler").open("wb") as filler:
        filler.write(b"x" * (room.f_bavail * room.f_frsize - 300_000))
    for _ in range(times):
        field.file("drill.steps", steps=2, pause=0.02, ballast=400_000)
    field.start()
    wait(lambda: "full" in field.tell())
    time.sleep(1.0)
    halves_while_full = Effect.objects.count()
    readable = Job.objects.count() == times
    field.resize(64)
    wait(lambda: not Job.objects.open().exists())
    return {"effects while full": halves_while_full / 2, "pages readable while full": readable}


SCENES = {"kill": (kill, 50, 1.0), "pause": (pause, 10, 1.0), "stop": (stop, 2, 2.0), "disk": (disk, 3, 2.0)}


def scene(name: str, times: int, seed: int) -> dict[str, Any]:
    """One scene on a field of its own; what it counted, or why it was left out."""
    play, _, lease = SCENES[name]
    if name == "disk" and os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return {"left out": "PostgreSQL's disk is not ours to fill"}
    if name == "disk" and os.geteuid() != 0:
        return {"left out": "only root may mount a small disk"}
    with tempfile.TemporaryDirectory(prefix="drill-") as notes, ExitStack() as ending:
        home = Path(notes) / "home"
        home.mkdir()
        resize = ending.enter_context(small_disk(home, 4)) if name == "disk" else None
        began = time.monotonic()
        field = ending.enter_context(prepared(home, Path(notes), lease, seed))
        field.resize = resize
        try:
            told = play(field, times)
        except TimeoutError as late:
            told = {"late": str(late), "workers said": field.tell()[-3000:]}
        return told | field.counted() | {"seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    """Each scene in a process of its own; a table, and 1 if an effect was missing, doubled or halved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES, help="play this one only and print what it counted as JSON")
    parser.add_argument("--times", type=int, help="how many kills, pauses, …")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.scene:
        times = asked.times or SCENES[asked.scene][1]
        sys.stdout.write(json.dumps(scene(asked.scene, times, asked.seed)) + "\n")
        return 0
    return _table(asked)


def _table(asked: argparse.Namespace) -> int:
    is_well = True
    end = time.monotonic() + LIMIT
    for name, (play, times, _) in SCENES.items():
        command = [sys.executable, __file__, "--scene", name, "--seed", str(asked.seed)]
        command += ["--times", str(asked.times or times)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=end - time.monotonic(), check=False)
        told = json.loads(done.stdout) if done.returncode == 0 else {"fault": done.stderr[-2000:]}
        is_well &= well(told)
        sys.stdout.write(f"\n{name}: {play.__doc__}\n")
        sys.stdout.writelines(f"  {what:<28}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


def well(told: dict[str, Any]) -> bool:
    """Every job ended, and every job that is done had its effect once and whole."""
    if "left out" in told:
        return True
    bad = ("effects missing", "effects too many", "open", "overlaps", "processes left")
    return (
        told.keys().isdisjoint(("late", "fault"))
        and not any(told[name] for name in bad)
        and told["done"] == told["effects"] == told["ends told once"]
        and told["database sound"]
    )


if __name__ == "__main__":
    sys.exit(main())
