"""Progress at its largest: lights and forecasts of 100,000 tasks with a million reports and 300,000 photos, and every
page of them.

    python benchmarks/progress_bench.py [--tasks 100000] [--reports 1000000] [--photos 300000] [--requests 30]
        [--home DIR] [--begin DIR] [--only progress delivery:index …] [--no-pages]

The tasks are those of `delivery_bench.py` (`--begin` names a home that it filled and kept, which is copied), some of
their estates once more where they are too few; what became of them until DAY is invented by a fixed seed, and loaded
in bulk. The night's work is done in a process of its own, so that its peak memory is its own. The database is SQLite
in a temporary folder, or the PostgreSQL of DATABASE_URL. Prints Markdown, and JSON into .bench/results."""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import delivery_bench
import web_bench

GOAL_SECONDS = 60.0  # of the lights and forecasts of 100,000 tasks
DAY = date(2029, 4, 10)
ONLY = ["progress", "delivery:index", "delivery:gantt", "delivery:task", "delivery:estate", "home"]
_SEED, _BATCH = 20290410, 5000
_DAY = timedelta(days=1)


def main() -> None:
    """Fill, work the night out, serve, ask, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--estates", type=int, default=5000)
    cli.add_argument("--tasks", type=int, default=100_000, help="that somebody does")
    cli.add_argument("--reports", type=int, default=1_000_000)
    cli.add_argument("--photos", type=int, default=300_000)
    cli.add_argument("--requests", type=int, default=30, help="of each address")
    cli.add_argument("--port", type=int, default=8143)
    cli.add_argument("--only", nargs="*", default=ONLY)
    cli.add_argument("--home", type=Path, help="a folder to fill and keep, or one that was filled before")
    cli.add_argument("--begin", type=Path, help="a home that delivery_bench.py filled")
    cli.add_argument("--no-pages", action="store_true")
    cli.add_argument("--no-night", action="store_true", help="pages alone, of a home whose night is over")
    cli.add_argument("--night", action="store_true", help=argparse.SUPPRESS)
    said = cli.parse_args()
    os.environ |= {"YIPANQI_DEMONSTRATION": "1", "YIPANQI_TODAY": DAY.isoformat()}
    if said.night:
        web_bench.settle(said.home)
        print(json.dumps(night()))
        return
    with tempfile.TemporaryDirectory(prefix="yipanqi-bench-") as folder:
        home = said.home or Path(folder)
        if said.begin and not (home / "filled.json").exists():
            shutil.copytree(said.begin, home, dirs_exist_ok=True)
        home.mkdir(exist_ok=True)
        web_bench.settle(home)
        filling = filled(home, said)
        result = {"estates": said.estates, "database": web_bench.database(), **filling}
        result["seconds"] |= {} if said.no_night else nights(home)
        result["pages"] = []
        if not said.no_pages:
            from web_asking import asked

            result["pages"] = asked(home, said.port, said.requests, said.only)
    print(web_bench.told(result))
    web_bench.kept(result, "progress")


def filled(home: Path, said: argparse.Namespace) -> dict[str, Any]:
    """What `delivery_bench.py` fills, and progress; the seconds of each step. What is there is not filled again."""
    from django.core.management import call_command

    known = home / "filled.json"
    filling = json.loads(known.read_text(encoding="utf-8")) if known.exists() else delivery_bench.filled(said.estates)
    known.write_text(json.dumps(filling), encoding="utf-8")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if (home / "progress.json").exists():
        return {"seconds": json.loads((home / "progress.json").read_text(encoding="utf-8"))}
    seconds: dict[str, float] = {}
    for name, load in (
        (f"{said.tasks:,} tasks", lambda: more_tasks(said.tasks)),
        (f"brought on to {DAY}", brought_on),
        (f"{said.reports:,} reports", lambda: reports(said.reports)),
        (f"{said.photos:,} photos", lambda: photos(said.photos)),
        ("analysed", web_bench.analysed),
    ):
        began = time.monotonic()
        load()
        seconds[name] = round(time.monotonic() - began, 2)
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr, flush=True)
    (home / "progress.json").write_text(json.dumps(seconds), encoding="utf-8")
    return {"seconds": seconds}


def more_tasks(count: int) -> None:
    """So many tasks that somebody does: estates are there once more until there are enough."""
    from yipanqi.web.delivery.models import DeliveryTask

    lacking = count - DeliveryTask.objects.leaves().count()
    again: list[DeliveryTask] = []
    for it in DeliveryTask.objects.order_by("place").iterator(chunk_size=_BATCH):
        if lacking <= 0 and it.kind == "estate":
            break
        lacking -= it.is_leaf
        again.append(it)
    made: dict[int, DeliveryTask] = {}
    place = DeliveryTask.objects.order_by("-place")[0].place
    for depth in range(4):
        level = [it for it in again if _depth(it) == depth]
        for it in level:
            old, it.pk, it.number, it.estate = it.pk, None, f"{it.number}-2", f"{it.estate}-2"
            it.estate_name, it.after = f"{it.estate_name}续", [f"{number}-2" for number in it.after]
            it.place, it.parent = it.place + place, made[it.parent_id] if it.parent_id else None
            made[old] = it
        DeliveryTask.objects.bulk_create(level, batch_size=_BATCH)


def _depth(task: Any) -> int:
    if task.kind == "estate":
        return 0
    return 2 if task.kind == "work" else 1


def brought_on() -> None:
    """Each task begun and done with a delay of its own until DAY; eight builders."""
    from web.district import an_organisation

    from yipanqi.domain.delivery.state import State
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask

    chance, office = random.Random(_SEED), Organisation.objects.get(name="区改造办")
    builders = [an_organisation(f"施工单位{at}", "contractor", office) for at in range(8)]
    watcher, changed = Organisation.objects.get(name="华中监理"), []
    for it in DeliveryTask.objects.leaves().exclude(state=State.CANCELLED).iterator(chunk_size=_BATCH):
        length = max(1, (it.finish_date - it.start_date).days)
        begun = it.start_date + timedelta(days=chance.choice((0, 0, 3, 8, 20, 45)))
        done = begun + timedelta(days=int(length * chance.lognormvariate(0.08, 0.15)))
        it.state, it.held_for, it.held_until, it.state_before = State.PLANNED, "", None, ""
        it.started_on = begun if begun <= DAY else None
        it.reported_on = it.closed_on = done if done <= DAY else None
        if it.started_on:
            it.state = State.CLOSED if it.closed_on else State.UNDER_WAY
        it.contractor, it.supervisor = builders[crc32(it.estate.encode()) % 8], watcher
        changed.append(it)
    names = "state held_for held_until state_before started_on reported_on closed_on contractor supervisor"
    DeliveryTask.objects.bulk_update(changed, names.split(" "), batch_size=2000)


def reports(count: int) -> None:
    """So many reports of the works that have begun: each month's in so many versions that they come to the count."""
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.progress.models import TaskReport

    works = list(DeliveryTask.objects.filter(kind="work").exclude(started_on=None).order_by("pk"))
    months = sum(len(_months(it)) for it in works)
    each = max(1.0, count / months)
    print(f"{len(works):,} works with {months:,} months to report", file=sys.stderr, flush=True)
    _loaded(TaskReport, islice(_reports(works, each), count))


def _months(work: Any) -> list[date]:
    month, last, found = work.started_on.replace(day=1), min(DAY, work.reported_on or DAY), []
    while month <= last:
        end = (month + timedelta(days=31)).replace(day=1) - _DAY
        if end <= DAY:
            found.append(month)
        month = end + _DAY
    return found


def _reports(works: list[Any], each: float) -> Iterator[Any]:
    from yipanqi.web.accounts.models import User
    from yipanqi.web.progress.models import TaskReport

    chance, by, judge = random.Random(_SEED), User.objects.get(login="contractor"), User.objects.get(login="supervisor")
    for work in works:
        months, length = _months(work), max(1, ((work.reported_on or work.finish_date) - work.started_on).days)
        for month in months:
            end = (month + timedelta(days=31)).replace(day=1) - _DAY
            part = min(99, max(1, 100 * (end - work.started_on).days // length))
            versions = max(1, int(each) + (chance.random() < each % 1))
            for version in range(1, versions + 1):
                is_last, day = version == versions, end + (version - 1) * _DAY
                percent = Decimal(min(99, max(0, part + (0 if is_last else chance.choice((-2, -1, 0, 1, 2))))))
                yield TaskReport(
                    uid=uuid.UUID(int=chance.getrandbits(128)),
                    content_hash=f"{chance.getrandbits(256):064x}",
                    entry_id=work.entry_id,
                    task_id=work.pk,
                    month=month,
                    version=version,
                    is_newest=is_last,
                    state="confirmed" if is_last else "returned",
                    percent=percent,
                    certified=work.budget * int(percent) // 100,
                    by=by,
                    at=_at(day),
                    day=day,
                    as_of=end,
                    judged_by=judge,
                    judged_at=_at(day + _DAY),
                    judged_on=day + _DAY,
                    judged_why="" if is_last else "数字有误",
                )


def photos(count: int) -> None:
    """So many rows of photos, a few of them marked."""
    from yipanqi.web.progress.models import ReportPhoto, TaskReport

    chance = random.Random(_SEED)
    told = TaskReport.objects.filter(is_newest=True).order_by("pk").values_list("pk", "uid", "entry_id", "task_id")
    each = 1 + count // max(1, told.count())

    def rows() -> Iterator[Any]:
        for pk, uid, entry, task in told.iterator(chunk_size=_BATCH):
            for _ in range(each):
                is_odd = chance.random() < 0.02
                yield ReportPhoto(
                    uid=uuid.UUID(int=chance.getrandbits(128)),
                    report_uid=uid,
                    report_id=pk,
                    entry_id=entry,
                    task_id=task,
                    original_sha256=f"{chance.getrandbits(256):064x}",
                    sha256=f"{chance.getrandbits(256):064x}",
                    width=1600,
                    height=1200,
                    phash=f"{chance.getrandbits(64):016x}",
                    dhash=f"{chance.getrandbits(64):016x}",
                    marks=[{"code": "no_time"}] if is_odd else [],
                    is_marked=is_odd,
                    at=_at(DAY),
                )

    _loaded(ReportPhoto, islice(rows(), count))


def _loaded(model: Any, rows: Iterator[Any]) -> None:
    while part := list(islice(rows, _BATCH * 4)):
        model.objects.bulk_create(part, batch_size=_BATCH)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def nights(home: Path) -> dict[str, float]:
    """The night twice, each in a process of its own: into an empty table, and once more over what is there."""
    from django.db import connections

    from yipanqi.web.progress.models import ForecastLesson, TaskLight

    TaskLight.objects.all().delete()
    ForecastLesson.objects.all().delete()
    connections.close_all()
    found: dict[str, float] = {}
    for name in ("night", "night again"):
        command = [sys.executable, __file__, "--night", "--home", str(home)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        told = json.loads(done.stdout)
        print(f"{name}: {told}", file=sys.stderr, flush=True)
        found |= {
            f"{name}: {told['tasks']:,} lights and forecasts worked out": told["worked out"],
            f"{name}: kept": told["kept"],
            f"{name}: both (goal {GOAL_SECONDS:.0f})": told["worked out"] + told["kept"],
            f"{name}: processor of both": told["processor"],
            f"{name}: peak memory, MB": told["memory"],
        }
    return found


def night() -> dict[str, float]:
    """The work of a night: what its job does, timed."""
    import resource

    from django.utils import timezone

    from yipanqi.web.page.sweep import sweep
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.progress.actions import lights
    from yipanqi.web.progress.models import EstateForecast, EstateLights, TaskLight

    entry, began = ProgrammeEntry.objects.get(), time.monotonic()
    found, lesson = lights.worked_out(entry, DAY)
    worked = time.monotonic()
    lights.keep_all(entry=entry, found=found, lesson=lesson, day=DAY, at=timezone.now())
    sweep(TaskLight, EstateForecast, EstateLights)
    kept = time.monotonic()
    return {
        "tasks": len(found),
        "worked out": round(worked - began, 2),
        "kept": round(kept - worked, 2),
        "processor": round(time.process_time(), 2),
        "memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }


if __name__ == "__main__":
    main()
