"""Tasks under stress: two hundred people at one task, workers killed while adoptions make tasks, random moves.

    python drills/delivery.py [--scene race|adoptions|moves]

Real gunicorn and workers in production settings on the loopback, SQLite in a temporary folder, or with DATABASE_URL a
fresh database of that PostgreSQL server."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drilled.field import wait
from served import Person, Site, served, soundness, take_in

PORT, PEOPLE, KILLS, MOVES = 8149, 200, 50, 10_000


def _planned(site: Site, count: int) -> list[Any]:
    """So many plans of the tiny programme, all alike."""
    from web.plans.conftest import tight

    from yipanqi.web.accounts.models import User
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.plans import actions
    from yipanqi.web.plans.models import PlanRun

    office, entry = User.objects.get(login="office"), take_in(tight(), site.home).entry
    asked = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}
    for turn in range(count):
        actions.start(entry=entry, name=f"方案{turn}", asked=asked, by=office, at=datetime.now(UTC))
        drain()
    return list(PlanRun.objects.order_by("pk"))


def _adopt(run: Any) -> None:
    from yipanqi.web.accounts.models import User
    from yipanqi.web.plans import actions

    people, at = {name: User.objects.get(login=name) for name in ("office", "approver")}, datetime.now(UTC)
    actions.propose(run=run, by=people["office"], at=at, note="演练")
    actions.adopt(run=run, by=people["approver"], at=at)


def race(site: Site, chance: random.Random) -> dict[str, Any]:
    """Two hundred people send the same form of one task at once: one wins, the others read who it was."""
    from web.district import a_person

    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask, TaskEvent
    from yipanqi.web.jobs.worker import drain

    (run,) = _planned(site, 1)
    _adopt(run)
    drain()
    place = Organisation.objects.get(name="新华街道")
    task = DeliveryTask.objects.filter(stage="scheme", region_name="新华街道").order_by("pk")[0]
    DeliveryTask.objects.filter(pk=task.pk).update(responsible=place)
    people = [Person(site, a_person(f"p{at}", place, "subdistrict_member").login) for at in range(PEOPLE)]
    site.serve()

    def send(who: tuple[int, Person]) -> tuple[int, bool]:
        at, person = who
        mine = f"第{at}人所写"
        sent = {"action": "prepare", "seen": task.version, "reason": mine}
        answer = person.post(f"/tasks/{task.pk}/move", sent)
        return answer.status, answer.status == 302 or mine in answer.text

    with ThreadPoolExecutor(PEOPLE) as hands:
        answers = list(hands.map(send, enumerate(people)))
    codes = Counter(status for status, _ in answers)
    return {
        "people": PEOPLE,
        "won": codes[302],
        "told who was first": codes[409] + codes[422],
        "other answers": PEOPLE - codes[302] - codes[409] - codes[422],
        "texts lost": sum(not is_kept for _, is_kept in answers),
        "moves": TaskEvent.objects.filter(task=task).count(),
        "not one winner": codes[302] != 1 or TaskEvent.objects.filter(task=task).count() != 1,
    }


def adoptions(site: Site, chance: random.Random) -> dict[str, Any]:
    """kill −9 of the worker fifty times while adoption after adoption makes tasks: all of one or none, and once."""
    from yipanqi.web.audit.models import Event
    from yipanqi.web.delivery.models import Baseline, BaselineRow, DeliveryTask
    from yipanqi.web.jobs import actions as jobs
    from yipanqi.web.jobs.models import FAILED, RUNNING, Job

    runs, halves = _planned(site, 2), Counter[str]()
    site.work()
    for turn in range(KILLS):
        _adopt(runs[turn % 2])
        mine = Job.objects.filter(kind="delivery.tasks").latest("pk").pk
        wait(lambda mine=mine: Job.objects.filter(pk=mine, state__in=[RUNNING, "done"]).exists())
        time.sleep(chance.uniform(0, 0.4))
        site.kill_worker()
        site.work()
        tasks = DeliveryTask.objects.count()
        kept = [BaselineRow.objects.filter(baseline=it).count() for it in Baseline.objects.all()]
        halves["whole" if tasks in (0, max(kept, default=0)) and len({*kept}) <= 1 else "half"] += 1
    for _ in range(9):
        wait(lambda: not Job.objects.open().exists(), patience=240)
        for job in Job.objects.filter(state=FAILED):
            jobs.try_again(job, by=job.created_by)
    made = Counter(Event.objects.filter(action="delivery.tasks_made").values_list("subject_id", flat=True))
    baselines = Baseline.objects.count()
    return {
        "kills": KILLS,
        "adoptions with tasks": baselines,
        "looks that saw a half": halves["half"],
        "baselines without one event": abs(sum(made.values()) - baselines),
        "baselines twice": baselines - Baseline.objects.values("adoption").distinct().count(),
        "numbers twice": DeliveryTask.objects.count() - DeliveryTask.objects.values("number").distinct().count(),
        "jobs ended otherwise": Job.objects.exclude(state="done").count(),
        "tries": sum(Job.objects.filter(kind="delivery.tasks").values_list("token", flat=True)),
    }


def moves(site: Site, chance: random.Random) -> dict[str, Any]:
    """Ten thousand random runs of the machine of moves."""
    from domain.delivery.test_machine import Tasks
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test

    chosen = settings(max_examples=MOVES, stateful_step_count=30, deadline=None, database=None)
    run_state_machine_as_test(Tasks, settings=chosen)
    return {"runs": MOVES}


SCENES = {"race": race, "adoptions": adoptions, "moves": moves}
BAD = (
    "other answers", "texts lost", "not one winner", "looks that saw a half", "baselines without one event",
    "baselines twice", "numbers twice", "jobs ended otherwise",
)  # fmt: skip


def scene(name: str, seed: int) -> dict[str, Any]:
    """One scene with a site of its own; what it counted."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        home, notes = Path(folder) / "home", Path(folder) / "notes"
        home.mkdir()
        notes.mkdir()
        began = time.monotonic()
        with served(home, notes, PORT) as site:
            told = SCENES[name](site, random.Random(seed)) | soundness()
        return told | {"seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    """Each scene in a process of its own; 1 where anything was lost, twice or half."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        sys.stdout.write(json.dumps(scene(asked.scene, asked.seed), ensure_ascii=False) + "\n")
        return 0
    is_well = True
    for name in [asked.scene] if asked.scene else SCENES:
        command = [sys.executable, __file__, "--inside", "--scene", name, "--seed", str(asked.seed)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
        is_done = done.returncode == 0
        told = json.loads(done.stdout.splitlines()[-1]) if is_done else {"fault": False, "": done.stderr[-2000:]}
        is_well &= not any(told.get(it) for it in BAD) and all(
            it is not False or key in BAD for key, it in told.items()
        )
        sys.stdout.write(f"\n{name}: {SCENES[name].__doc__}\n")
        sys.stdout.writelines(f"  {what:<32}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
