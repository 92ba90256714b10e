"""The night's lights and forecasts under stress: workers killed at random points of it, clocks set back and on.

    python drills/night.py [--scene kills|clocks] [--estates 300] [--kills 50]

Real workers in production settings, two of them, with a clock of their own; SQLite in a temporary folder, or with
DATABASE_URL a fresh database of that PostgreSQL server. The programme is that of benchmarks/progress_bench.py, at a
size of one's choice (5,000 estates: the largest district)."""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drilled.field import wait
from served import ROOT, Site, folders, served, soundness

PORT, PATIENCE = 8150, 900.0
HOUR, A_DAY = 3600, 86_400


class Clock:
    """Workers whose clock is so many seconds ahead of the machine's."""

    def __init__(self, site: Site, day: date) -> None:
        self.site = site
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self.noon = int((noon - datetime.now(UTC)).total_seconds())

    def work(self, ahead: int) -> None:
        """One more worker."""
        command = [sys.executable, __file__, "--hand", str(ahead)]
        self.site.workers.append(self.site.started(command))

    def leave(self) -> None:
        """No worker is left."""
        while self.site.workers:
            self.site.kill_worker()


def hand(ahead: int) -> None:
    """A worker whose clock is ahead."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from yipanqi.web.programmes.models import EstateRow

    lease = max(1.0, EstateRow.objects.count() / 200)  # who waits for the writing of so many cannot renew it sooner
    moved = timedelta(seconds=ahead)
    timezone.now = lambda: datetime.now(UTC) + moved
    call_command("worker", processes=1, lease=lease)


def filled(estates: int) -> tuple[Any, date]:
    """A large programme with its tasks and reports; the day of its night."""
    sys.path[:0] = [str(ROOT / "benchmarks")]
    import delivery_bench
    import progress_bench
    from web.district import District

    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.programmes.models import ProgrammeEntry

    people = {it.login: it for it in User.objects.all()}
    district = District(people, {it.name: it for it in Organisation.objects.all()})
    delivery_bench.filled(estates, district)
    drain()  # what the adoption filed is done before, not between
    progress_bench.brought_on()
    progress_bench.reports(estates * 200)
    return ProgrammeEntry.objects.get(), progress_bench.DAY


def half(entry: Any, tasks: int, works: int) -> bool:
    """Is what is kept of a night not whole: lights of all tasks, of one day, with the sums and the lesson of it?"""
    from django.db import transaction
    from django.db.models import Sum

    from yipanqi.web.progress.models import EstateForecast, EstateLights, ForecastLesson, TaskLight

    with transaction.atomic():
        days = Counter(TaskLight.objects.filter(entry=entry).values_list("day", flat=True))
        told = EstateForecast.objects.filter(entry=entry).order_by().values_list("is_whole").annotate(Sum("works"))
        sums = dict(told)
        lights = EstateLights.objects.filter(entry=entry).aggregate(Sum("count"))["count__sum"]
        going = TaskLight.objects.filter(entry=entry).going().count()
        lessons = list(ForecastLesson.objects.filter(entry=entry).values_list("day", flat=True))
    if not days:
        return bool(sums or lessons)
    is_summed = sums.get(True, 0) == sums.get(False, 0) == works and lights == going
    return len(days) > 1 or sum(days.values()) != tasks or not is_summed or lessons != list(days)


def size(entry: Any) -> tuple[int, int]:
    """How many tasks somebody does, and how many works are not cancelled."""
    from yipanqi.web.delivery.models import DeliveryTask

    leaves = DeliveryTask.objects.filter(entry=entry).leaves()
    return leaves.count(), leaves.filter(kind="work").exclude(state="cancelled").count()


def kills(site: Site, chance: random.Random, asked: argparse.Namespace) -> dict[str, Any]:
    """kill −9 of one of two workers at random points of night after night: each night whole, once."""
    from yipanqi.web.jobs.models import RUNNING, Job
    from yipanqi.web.progress import jobs

    entry, day = filled(asked.estates)
    tasks, works = size(entry)
    clock, halves, hits = Clock(site, day), 0, 0
    nights = Job.objects.filter(kind=jobs.NIGHT)
    clock.work(clock.noon)
    clock.work(clock.noon)
    wait(lambda: nights.filter(state="done").exists(), patience=PATIENCE)
    first = nights.filter(state="done")[0]
    long = (first.finished_at - first.started_at).total_seconds()
    for _ in range(asked.kills):
        mine = Job.objects.filter(pk=jobs.file_for(entry.pk, day, adoption=None, is_asked=True).pk)
        alive = [it.pid for it in site.workers]
        going = nights.filter(state=RUNNING, worker__pid__in=alive)
        wait(lambda going=going, mine=mine: going.exists() or not mine.open().exists(), patience=PATIENCE)
        time.sleep(chance.uniform(0, long))
        busy = set(going.all().values_list("worker__pid", flat=True))
        site.workers.sort(key=lambda it, busy=busy: it.pid not in busy)  # the one at work goes
        hits += bool(busy)
        site.kill_worker()
        halves += half(entry, tasks, works)
        clock.work(clock.noon)
    settled()
    return {"tasks": tasks, "kills": asked.kills, "in the middle of a night": hits} | _told(entry, halves, tasks, works)


def clocks(site: Site, chance: random.Random, asked: argparse.Namespace) -> dict[str, Any]:
    """The clock of two workers is set back two hours over midnight, on three days, and back: each day's night once."""
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.progress import jobs

    entry, day = filled(asked.estates)
    tasks, works = size(entry)
    clock, halves = Clock(site, day), 0
    one_at_night = clock.noon - 19 * HOUR  # 01:00 in Wuhan, for noon is 20:00 there
    turns = (0, -2 * HOUR, 0, 3 * A_DAY, 0, 3 * A_DAY, -2 * HOUR, 0)
    for moved in turns:
        clock.work(one_at_night + moved)
        clock.work(one_at_night + moved)
        looked(clock, one_at_night + moved)
        settled()
        halves += half(entry, tasks, works)
        clock.leave()
    days = Counter(Job.objects.filter(kind=jobs.NIGHT).values_list("args__day", flat=True))
    return {
        "tasks": tasks,
        "turns of the clock": len(turns),
        "nights by day": dict(sorted(days.items())),
        "a day's night twice": sum(count - 1 for count in days.values()),
    } | _told(entry, halves, tasks, works)


def looked(clock: Clock, ahead: int) -> None:
    """Until both workers have come and looked at their clock: the night of its day is filed."""
    from django.utils import timezone

    from yipanqi.web.jobs.models import Job, Worker
    from yipanqi.web.progress import jobs

    day = timezone.localtime(datetime.now(UTC) + timedelta(seconds=ahead)).date()
    pids = [it.pid for it in clock.site.workers]
    wait(lambda: Worker.objects.filter(pid__in=pids).count() == len(pids), patience=PATIENCE)
    wait(Job.objects.filter(kind=jobs.NIGHT, args__day=day.isoformat()).exists, patience=PATIENCE)
    time.sleep(3)  # the second worker looks too


def settled() -> None:
    """Until nothing is open; what failed for its workers' sake is tried again."""
    from yipanqi.web.jobs import actions
    from yipanqi.web.jobs.models import FAILED, Job

    for _ in range(9):
        wait(lambda: not Job.objects.open().exists(), patience=PATIENCE)
        failed = list(Job.objects.filter(state=FAILED))
        for job in failed:
            actions.try_again(job, by=None)
        if not failed:
            return


def _told(entry: Any, halves: int, tasks: int, works: int) -> dict[str, Any]:
    from yipanqi.web.audit.models import Event
    from yipanqi.web.inbox.models import Message
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.progress.jobs import NIGHT
    from yipanqi.web.progress.telling_people import LIGHTS

    nights = Job.objects.filter(kind=NIGHT)
    done = [it for it in nights.filter(state="done") if it.result.get("lights")]
    told = Message.objects.filter(kind=LIGHTS)
    events = Event.objects.filter(action="lights.worked_out").count()
    return {
        "nights": nights.count(),
        "no night at all": not done,
        "tries": sum(nights.values_list("token", flat=True)),
        "looks that saw a half": halves,
        "half at the end": half(entry, tasks, works),
        "nights done without one event": abs(events - len(done)),
        "nights ended otherwise": nights.exclude(state="done").count(),
        "messages": told.count(),
        "messages twice": told.count() - told.values("person", "key").distinct().count(),
    }


SCENES = {"kills": kills, "clocks": clocks}
BAD = (
    "looks that saw a half", "half at the end", "nights done without one event", "nights ended otherwise",
    "messages twice", "a day's night twice", "no night at all",
)  # fmt: skip


Scenes = dict[str, Callable[[Site, random.Random, argparse.Namespace], dict[str, Any]]]


def scene(asked: argparse.Namespace, scenes: Scenes, port: int) -> dict[str, Any]:
    """One scene with a site of its own; what it counted."""
    with folders() as (home, notes):
        began = time.monotonic()
        with served(home, notes, port) as site:
            told = scenes[asked.scene](site, random.Random(asked.seed), asked) | soundness(is_filled_in_bulk=True)
        return told | {"seconds": round(time.monotonic() - began, 1)}


def drilled(
    file: str,
    said: str,
    sizes: dict[str, int],
    scenes: Scenes,
    bad: tuple[str, ...],
    port: int,
    hand: Callable[[str], None],
) -> int:
    """Each scene of a drill in a process of its own, as large as asked; 1 where anything of `bad` was found."""
    parser = argparse.ArgumentParser(description=said.splitlines()[0])
    parser.add_argument("--scene", choices=scenes)
    for name, usual in (sizes | {"seed": 1}).items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--hand", help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.hand is not None:
        hand(asked.hand)
        return 0
    if asked.inside:
        sys.stdout.write(json.dumps(scene(asked, scenes, port), ensure_ascii=False) + "\n")
        return 0
    is_well = True
    for name in [asked.scene] if asked.scene else scenes:
        command = [sys.executable, file, "--inside", "--scene", name]
        command += [text for size in (*sizes, "seed") for text in (f"--{size}", str(getattr(asked, size)))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=7200, check=False)
        is_done = done.returncode == 0
        told = json.loads(done.stdout.splitlines()[-1]) if is_done else {"fault": False, "": done.stderr[-2000:]}
        is_well &= is_done and not any(told.get(it) for it in bad)
        is_well &= all(told.get(it, False) for it in ("database sound", "log's chain whole"))
        sys.stdout.write(f"\n{name}: {scenes[name].__doc__}\n")
        sys.stdout.writelines(f"  {what:<32}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sizes = {"estates": 300, "kills": 50}
    sys.exit(drilled(__file__, str(__doc__), sizes, SCENES, BAD, PORT, lambda ahead: hand(int(ahead))))
