"""Kill the server and the workers while people edit, import and plan; then count: `python drills/kill.py`.

Real gunicorn and workers in production settings on the loopback, SQLite in a temporary folder, or with DATABASE_URL a
fresh database of that PostgreSQL server. Each scene ends when its seconds are over.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from drilled.field import wait
from served import Person, Site, folders, served, soundness, take_in

PORT = 8141


def edits(site: Site, seconds: float, chance: random.Random) -> dict[str, Any]:
    """kill −9 of all server processes while four people change rows; K1."""
    from web.programmes.conftest import two_subdistricts

    from yipanqi.web.programmes.models import Change, EstateRow, Record

    take_in(two_subdistricts(8), site.home)
    rows = list(EstateRow.objects.order_by("pk").values_list("record_id", flat=True))
    is_over, said = threading.Event(), Counter[str]()
    acknowledged: list[tuple[int, str]] = []
    people = [Person(site, "office") for _ in range(4)]
    site.serve()

    def change(person: Person, mine: list[int], who: int) -> None:
        turn = 0
        while not is_over.is_set():
            record, turn = mine[turn % len(mine)], turn + 1
            form = person.form(f"/records/{record}/")
            if form is None:
                said["nobody answered"] += 1
                time.sleep(0.05)
                continue
            note = f"{who}-{turn}"
            status = person.post(f"/records/{record}/", {**form, "note": note}).status
            said[{302: "acknowledged", 0: "broken off"}.get(status, f"status {status}")] += 1
            if status == 302:
                acknowledged.append((record, note))

    threads = [
        threading.Thread(target=change, args=(person, rows[at::4], at), daemon=True) for at, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    kills = _kill_for(site, seconds, chance)
    is_over.set()
    for thread in threads:
        thread.join()
    stored = Counter(Change.objects.filter(batch=None).values_list("record_id", "after__note"))
    last = {record: Change.objects.filter(record=record, batch=None).order_by("-pk").first() for record in rows}
    return {
        "kills": kills,
        **said,
        "lost": len(set(acknowledged) - stored.keys()),
        "twice": sum(count > 1 for count in stored.values()),
        "stored without an answer": len(stored.keys() - set(acknowledged)),
        "rows that differ from their last change": sum(
            change is not None and Record.objects.get(pk=record).values != change.after
            for record, change in last.items()
        ),
        "changes without their event": _without_event(),
    }


def _kill_for(site: Site, seconds: float, chance: random.Random) -> int:
    kills, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.05, 1.0))
        site.kill_server()
        kills += 1
        site.serve()
    return kills


def _without_event() -> int:
    """Changes and events of rows, one each."""
    from yipanqi.web.audit.models import Event
    from yipanqi.web.programmes.models import Change

    told = set(Event.objects.filter(action="programme.row_changed").values_list("seq", flat=True))
    return len(told ^ set(Change.objects.filter(batch=None).values_list("event_id", flat=True)))


def imports(site: Site, seconds: float, chance: random.Random) -> dict[str, Any]:
    """kill −9 of workers and now and then the server while two workbooks are taken in by turns; K2."""
    from builders import an_estate
    from web.programmes.conftest import HOME, two_subdistricts

    from yipanqi import workbook
    from yipanqi.web.accounts.models import User
    from yipanqi.web.audit.models import Event
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.programmes.models import Change, ImportBatch, ProgrammeEntry, Record

    plain = two_subdistricts(40)
    both = [plain, replace(plain, estates=(*plain.estates, an_estate("E99", subdistrict=HOME)), needs=plain.needs[7:])]
    entry = take_in(plain, site.home).entry
    files = []
    for which in both:
        workbook.write(which, site.home / "sent.xlsx")
        files.append((site.home / "sent.xlsx").read_bytes())
    person, said = Person(site, "office"), Counter[str]()
    site.serve()
    site.work()
    site.work()
    is_over, halves = threading.Event(), Counter[str]()

    def take() -> None:
        turn = 0
        while not is_over.is_set():
            turn += 1
            said[_one_import(person, files[turn % 2], entry.pk, turn, is_over)] += 1

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    kills, end = Counter[str](), time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.05, 0.9))
        if chance.random() < 0.2:
            site.kill_server()
            site.serve()
            kills["kills of the server"] += 1
        else:
            site.kill_worker()
            site.work()
            kills["kills of a worker"] += 1
        found = ProgrammeEntry.objects.get(pk=entry.pk).programme()
        halves["whole" if found in both else "half"] += 1
    is_over.set()
    thread.join()
    _ask_again(User.objects.get(login="office"))
    applied = ImportBatch.objects.filter(state="applied").order_by("version_id")
    events = Counter(Event.objects.filter(action="import.applied").values_list("subject_id", flat=True))
    return {
        **kills,
        "uploads": sum(said.values()),
        **said,
        "taken in": applied.count(),
        "looks that saw a half": halves["half"],
        "taken in without one event": sum(events[str(batch.pk)] != 1 for batch in applied),
        "events without their import": len(events.keys() - {str(batch.pk) for batch in applied}),
        "changes of no import": Change.objects.filter(batch=None).count(),
        "rows twice": Record.objects.count() - Record.objects.values("entry", "sheet", "key").distinct().count(),
        "open": Job.objects.open().count(),
        "jobs ended otherwise": Job.objects.exclude(state="done").count(),
        "tries": sum(Job.objects.values_list("token", flat=True)),
        "jobs": Job.objects.count(),
    }


def _one_import(person: Person, data: bytes, entry: int, turn: int, is_over: threading.Event) -> str:
    """Upload, wait, confirm, wait; what became of it, asked again whenever the server did not answer."""
    from web.forms_found import forms_on

    sent = person.upload("/imports/", f"{turn}.xlsx", data, {"entry": str(entry)})
    if sent.status != 302:
        return "upload broken off" if sent.status == 0 else f"upload {sent.status}"
    url, is_confirmed = sent.head["Location"], False
    while not is_over.is_set():
        page = person.get(url)
        actions = {form.action for form in forms_on(url, page.text)} if page.status == 200 else set()
        if f"{url}confirm" in actions:
            is_confirmed |= person.post(f"{url}confirm").status == 302
        elif f"{url}undo" in actions:
            return "acknowledged as taken in"
        for action in actions:
            if action.endswith(("/again", "/again/")):  # checked or tried once more
                person.post(action)
        time.sleep(0.1)
    return "left at the end"


def plans(site: Site, seconds: float, chance: random.Random) -> dict[str, Any]:
    """kill −9 of the worker that plans, again and again; K2."""
    from web.plans.conftest import tight

    from yipanqi.web.accounts.models import User
    from yipanqi.web.audit.models import Event
    from yipanqi.web.jobs.models import RUNNING, Job
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.plans import actions
    from yipanqi.web.plans.models import PlanRun

    office = User.objects.get(login="office")
    entry = take_in(tight(), site.home).entry
    asked = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}
    usual = actions.start(entry=entry, name="不受打扰", asked=asked, by=office, at=datetime.now(UTC))
    drain()
    usual.refresh_from_db()
    site.work()
    site.work()
    kills, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        while Job.objects.open().count() < 2:
            count, at = PlanRun.objects.count(), datetime.now(UTC)
            actions.start(entry=entry, name=f"方案{count}", asked=asked, by=office, at=at)
        wait(Job.objects.filter(state=RUNNING).exists)
        time.sleep(chance.uniform(0, 3.0))
        site.kill_worker()
        site.work()
        kills += 1
    _ask_again(office)
    runs = PlanRun.objects.all()
    told = Counter(Event.objects.filter(action="plan.made").values_list("subject_id", flat=True))
    return {
        "kills": kills,
        "plans asked for": len(runs),
        "made": sum(run.is_made for run in runs),
        "made without one event": sum(told[str(run.pk)] != 1 for run in runs),
        "other than undisturbed": sum(run.objective != usual.objective for run in runs if run.is_made),
        "open": Job.objects.open().count(),
        "jobs ended otherwise": Job.objects.exclude(state="done").count(),
        "tries": sum(Job.objects.values_list("token", flat=True)),
        "jobs": Job.objects.count(),
    }


def _ask_again(by: Any) -> None:
    """Wait until no job is open; what was killed three times waits until somebody asks for it again."""
    from yipanqi.web.jobs import actions as jobs
    from yipanqi.web.jobs.models import FAILED, Job

    for _ in range(9):
        wait(lambda: not Job.objects.open().exists(), patience=240)
        for job in Job.objects.filter(state=FAILED):
            jobs.try_again(job, by=by)


SCENES = {"edits": (edits, 75.0), "imports": (imports, 45.0), "plans": (plans, 40.0)}
BAD = (
    "lost", "twice", "rows that differ from their last change", "changes without their event", "open",
    "looks that saw a half", "taken in without one event", "events without their import", "changes of no import",
    "rows twice", "jobs ended otherwise", "made without one event", "other than undisturbed",
)  # fmt: skip


def scene(name: str, seconds: float, seed: int) -> dict[str, Any]:
    """One scene with a site of its own; what it counted."""
    with folders() as (home, notes):
        began = time.monotonic()
        with served(home, notes, PORT) as site:
            told = SCENES[name][0](site, seconds, random.Random(seed))
            return told | soundness() | {"seconds": round(time.monotonic() - began, 1)}


def well(told: dict[str, Any]) -> bool:
    """Nothing acknowledged is lost, nothing is there twice or by half, and the log tells all of it."""
    is_enough = told.get("acknowledged", 1) and told.get("taken in", 1) and told.get("made", 1)
    return bool(is_enough and not any(told.get(name) for name in BAD) and all(it is not False for it in told.values()))


def main() -> int:
    """Each scene in a process of its own; a table, and 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES, help="play this one only and print what it counted as JSON")
    parser.add_argument("--seconds", type=float, help="of each scene")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.scene:
        told = scene(asked.scene, asked.seconds or SCENES[asked.scene][1], asked.seed)
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    is_well = True
    for name, (play, seconds) in SCENES.items():
        command = [sys.executable, __file__, "--scene", name, "--seed", str(asked.seed)]
        command += ["--seconds", str(asked.seconds or seconds)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=560, check=False)
        told = (
            json.loads(done.stdout.splitlines()[-1])
            if done.returncode == 0
            else {"fault": False, "": done.stderr[-2000:]}
        )
        is_well &= well(told)
        sys.stdout.write(f"\n{name}: {play.__doc__}\n")
        sys.stdout.writelines(f"  {what:<42}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
