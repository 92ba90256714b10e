"""Tasks under stress: two hundred people at one task or order, workers killed while adoptions make tasks, random moves.

    python drills/delivery.py [--scene race|orders|adoptions|changes|acceptances|moves]

Real gunicorn and workers in production settings on the loopback, SQLite in a temporary folder, or with DATABASE_URL a
fresh database of that PostgreSQL server."""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drilled.field import wait
from served import Person, Site, crowd, folders, served, soundness, take_in

PORT, PEOPLE, KILLS, MOVES = 8149, 200, 50, 10_000
AT_ONCE = 40  # requests on their way: the server takes eight, so a queue waits at all times


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
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask, TaskEvent
    from yipanqi.web.jobs.worker import drain

    (run,) = _planned(site, 1)
    _adopt(run)
    drain()
    place = Organisation.objects.get(name="新华街道")
    task = DeliveryTask.objects.filter(stage="scheme", region_name="新华街道").order_by("pk")[0]
    DeliveryTask.objects.filter(pk=task.pk).update(responsible=place)
    people = _crowd(site, place, "subdistrict_member")
    site.serve()
    form = {"action": "prepare", "seen": task.version}
    told = _raced(people, f"/tasks/{task.pk}/move", form, "reason")
    moves_made = TaskEvent.objects.filter(task=task).count()
    return told | {"moves": moves_made, "not one winner": told["won"] != 1 or moves_made != 1}


def _crowd(site: Site, place: Any, role: str) -> list[Person]:
    """Two hundred people of an organisation, logged in."""
    return [Person(site, login) for login in crowd(place, role, PEOPLE)]


def _raced(people: list[Person], path: str, form: dict[str, Any], text: str) -> dict[str, int]:
    """All send the form at once, each with words of their own in one field; what they were answered."""

    def send(who: tuple[int, Person]) -> tuple[int, str, str, str]:
        at, person = who
        mine = f"第{at}人所写"
        answer = person.post(path, form | {text: mine})
        return answer.status, person.login, mine, answer.text

    with ThreadPoolExecutor(AT_ONCE) as hands:
        answers = list(hands.map(send, enumerate(people)))
    codes = Counter(status for status, *_ in answers)
    first = [login for status, login, *_ in answers if status == 302]
    refused = [it for it in answers if it[0] != 302]
    return {
        "people": PEOPLE,
        "won": codes[302],
        "told who was first": codes[409] + codes[422],
        "other answers": PEOPLE - codes[302] - codes[409] - codes[422],
        "not told by name": sum(not any(f"人{login}" in text for login in first) for *_, text in refused),
        "texts lost": sum(mine not in text for *_, mine, text in refused),
    }


def orders(site: Site, chance: random.Random) -> dict[str, Any]:
    """Two hundred people answer, close and extend an order at once, each an order of its own: one wins each time."""
    from web.district import District
    from web.supervision.conftest import an_order

    from yipanqi.domain.supervision.order import OrderState
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.page.today import today
    from yipanqi.web.supervision.actions import orders as actions
    from yipanqi.web.supervision.models import Order, OrderEvent

    places = {it.name: it for it in Organisation.objects.all()}
    district = District({it.login: it for it in User.objects.all()}, places)
    entry, day = take_in(_tight(), site.home).entry, today()
    signed, checking, late = (
        an_order(entry, district, state, day=day)
        for state in (OrderState.SIGNED, OrderState.CHECKING, OrderState.SIGNED)
    )
    actions.extend_asked(
        order=late, to=late.limit + timedelta(days=9), reason="管线迁改", progress="完成六成",
        by=district.people["subdistrict"], at=datetime.now(UTC), day=day,
    )  # fmt: skip
    leads, checkers = (
        _crowd(site, places[name], role)
        for name, role in (("新华街道", "subdistrict_member"), ("区水务局", "department_member"))
    )
    offices = _crowd(site, places["区改造办"], "approver")
    site.serve()
    told: Counter[str] = Counter()
    for order, people, form, text in (
        (signed, leads, {"action": "reply", "cause": "管线冲突", "prevention": "每周例会"}, "text"),
        (checking, checkers, {"action": "close"}, "note"),
        (late, offices, {"action": "extend", "to": str(late.limit + timedelta(days=9))}, "note"),
    ):
        before = OrderEvent.objects.filter(order=order).count()
        seen = Order.objects.get(pk=order.pk).version
        found = _raced(people, f"/supervision/orders/{order.pk}/act", form | {"seen": seen}, text)
        done = OrderEvent.objects.filter(order=order).count() - before
        told.update(found | {"deeds": done, "not one winner": int(found["won"] != 1 or done != 1)})
    return dict(told)


def _tight() -> Any:
    from web.plans.conftest import tight

    return tight()


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


def changes(site: Site, chance: random.Random) -> dict[str, Any]:
    """kill −9 fifty times of who asks for changes and has them approved: each is whole, in tasks, history and log."""
    from yipanqi.web.audit.models import Event
    from yipanqi.web.delivery.models import ChangeRequest, DeliveryTask, TaskEvent
    from yipanqi.web.jobs.worker import drain

    (run,) = _planned(site, 1)
    _adopt(run)
    drain()
    task = DeliveryTask.objects.filter(stage="handover").order_by("-finish_date")[0]
    began = task.finish_date
    killed = _killed("changes", chance)
    task.refresh_from_db()
    approved = ChangeRequest.objects.filter(state="approved")
    told = Counter(Event.objects.filter(action="change.approved").values_list("subject_id", flat=True))
    history = TaskEvent.objects.filter(task=task, action="changed").count()
    return {
        "kills": killed,
        "asked for": ChangeRequest.objects.count(),
        "approved": approved.count(),
        "approved without one event": sum(told[str(it.pk)] != 1 for it in approved),
        "events without their change": len(told) - approved.count(),
        "history is not what was approved": history != approved.count(),
        "dates are not what was approved": (task.finish_date != began) != bool(approved.count()),
        "numbers twice": ChangeRequest.objects.count() - ChangeRequest.objects.values("number").distinct().count(),
    }


def acceptances(site: Site, chance: random.Random) -> dict[str, Any]:
    """kill −9 fifty times of who applies, hands in papers, goes on site and refuses: each step is whole, and once."""
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.audit.models import Event
    from yipanqi.web.delivery.models import Acceptance, AcceptanceEvent, AcceptanceItem, AcceptanceWork, DeliveryTask
    from yipanqi.web.jobs.worker import drain

    (run,) = _planned(site, 1)
    _adopt(run)
    drain()
    builder = Organisation.objects.get(name="江城建工")
    works = DeliveryTask.objects.filter(kind="work", estate="E1")
    works.update(state="reported", contractor=builder)
    killed = _killed("acceptances", chance)
    found = list(Acceptance.objects.all())
    applied = Counter(Event.objects.filter(action="acceptance.applied").values_list("subject_id", flat=True))
    items = [AcceptanceItem.objects.filter(acceptance=it).count() for it in found]
    return {
        "kills": killed,
        "applied for": len(found),
        "refused": sum(it.state == "refused" for it in found),
        "applied without one event": sum(applied[str(it.pk)] != 1 for it in found),
        "works lost": sum(AcceptanceWork.objects.filter(acceptance=it).count() != works.count() for it in found),
        "items lost": len({*items}) > 1,
        "open twice": max(0, sum(it.state != "refused" for it in found) - 1),
        "states without history": sum(
            AcceptanceEvent.objects.filter(acceptance=it).order_by("-pk")[0].after != it.state for it in found
        ),
    }


def _killed(what: str, chance: random.Random) -> int:
    """Kill a process that does this, again and again; how often."""
    for _ in range(KILLS):
        command = [sys.executable, __file__, "--hand", what]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        ready = child.stdout.readline() if child.stdout else b""
        if b"ready" not in ready:
            raise RuntimeError(ready + child.communicate()[0][-2000:])
        time.sleep(chance.uniform(0.05, 0.8))
        if child.poll() is not None:
            raise RuntimeError(child.communicate()[0][-2000:])
        child.kill()
        child.communicate()
    return KILLS


def hand(what: str) -> None:
    """Do it without an end, until somebody kills it."""
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
    import django

    django.setup()
    from datetime import timedelta

    from yipanqi.domain.delivery import acceptance as law
    from yipanqi.domain.delivery.change import ChangeAction, ChangeKind
    from yipanqi.web.accounts.models import User
    from yipanqi.web.delivery import actions
    from yipanqi.web.delivery.actions import acceptance as accepting
    from yipanqi.web.delivery.models import Acceptance, DeliveryTask
    from yipanqi.web.page.today import today

    people = {it.login: it for it in User.objects.all()}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        at, day = datetime.now(UTC), today()
        if what == "changes":
            task = DeliveryTask.objects.filter(stage="handover").order_by("-finish_date")[0]
            later = {n: (getattr(task, f"{n}_date") + timedelta(days=7)).isoformat() for n in ("start", "finish")}
            sent = {"task": task, "kind": ChangeKind.DATES, "asked": later | {"after": list(task.after)}}
            change = actions.ask(**sent, reason="演练", by=people["office"], at=at, day=day)
            actions.decide(change=change, action=ChangeAction.APPROVE, by=people["district"], at=at, day=day)
            continue
        last = Acceptance.objects.order_by("-pk").first()
        office = {"by": people["office"], "at": at}
        if last is None or last.state == law.State.REFUSED:
            works = list(DeliveryTask.objects.filter(kind="work", estate="E1"))
            last = accepting.apply_for(tasks=works, by=people["contractor"], at=at, day=day)
        if last.state == law.State.APPLIED:
            accepting.set_papers(acceptance=last, there=law.PAPERS, seen=None, **office)
            last = accepting.move(acceptance=last, action=law.Action.CHECK_PAPERS, day=day, **office)
        if last.state == law.State.PAPERS_CHECKED:
            last = accepting.move(acceptance=last, action=law.Action.VISIT, day=day, **office)
        refused = {"action": law.Action.REFUSE, "reason": "演练", "day": day, "at": at}
        accepting.move(acceptance=last, by=people["approver"], **refused)


def moves(site: Site, chance: random.Random) -> dict[str, Any]:
    """Ten thousand random runs of the machine of moves."""
    from domain.delivery.test_machine import Tasks
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test

    chosen = settings(max_examples=MOVES, stateful_step_count=30, deadline=None, database=None)
    run_state_machine_as_test(Tasks, settings=chosen)
    return {"runs": MOVES}


SCENES = {
    "race": race,
    "orders": orders,
    "adoptions": adoptions,
    "changes": changes,
    "acceptances": acceptances,
    "moves": moves,
}
BAD = (
    "other answers", "texts lost", "not one winner", "looks that saw a half", "baselines without one event",
    "baselines twice", "numbers twice", "jobs ended otherwise", "approved without one event",
    "events without their change", "history is not what was approved", "dates are not what was approved",
    "applied without one event", "works lost", "items lost", "open twice", "states without history",
)  # fmt: skip


def scene(name: str, seed: int) -> dict[str, Any]:
    """One scene with a site of its own; what it counted."""
    with folders() as (home, notes):
        began = time.monotonic()
        with served(home, notes, PORT) as site:
            told = SCENES[name](site, random.Random(seed)) | soundness()
        return told | {"seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    """Each scene in a process of its own; 1 where anything was lost, twice or half."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hand", help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.hand:
        hand(asked.hand)
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
