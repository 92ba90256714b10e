"""Supervision at its largest: 20,000 orders with what happened to them, 200,000 messages, 36 closed periods, an
assessment of 500 units, and every page of them.

    python benchmarks/supervision_bench.py --begin DIR [--home DIR] [--orders 20000] [--messages 200000] [--closes 36]
        [--units 500] [--requests 30] [--only supervision home …] [--no-pages]

DIR is a home that `progress_bench.py` filled and kept (100,000 tasks, a million reports); it is copied. What is not
there is loaded in bulk, invented by a fixed seed; periods are closed and units assessed by the platform's own deeds,
which are timed. The database is SQLite, or the PostgreSQL of DATABASE_URL. Prints Markdown, and JSON into
.bench/results."""

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import progress_bench
import web_bench

DAY = progress_bench.DAY
BULLETIN, ASSESSMENT = 30.0, 60.0  # goals, in seconds
_SEED, _BATCH = 20290410, 5000


def main() -> None:
    """Fill, close, assess, serve, ask, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--begin", type=Path, required=True)
    cli.add_argument(
        "--home", type=Path, required=True, help="a folder to fill and keep, or one that was filled before"
    )
    cli.add_argument("--orders", type=int, default=20_000)
    cli.add_argument("--messages", type=int, default=200_000)
    cli.add_argument("--closes", type=int, default=36, help="months")
    cli.add_argument("--units", type=int, default=500)
    cli.add_argument("--requests", type=int, default=30, help="of each address")
    cli.add_argument("--port", type=int, default=8144)
    cli.add_argument("--only", nargs="*", default=["supervision", "inbox", "home", "estates:estate", "delivery:task"])
    cli.add_argument("--no-pages", action="store_true")
    said = cli.parse_args()
    os.environ |= {"YIPANQI_DEMONSTRATION": "1", "YIPANQI_TODAY": DAY.isoformat()}
    if not (said.home / "filled.json").exists():
        shutil.copytree(said.begin, said.home, dirs_exist_ok=True)
    web_bench.settle(said.home)
    result: dict[str, Any] = {"database": web_bench.database(), "seconds": filled(said), "pages": [], "estates": 5000}
    if not said.no_pages:
        from web_asking import asked

        result["pages"] = asked(said.home, said.port, said.requests, said.only)
    print(web_bench.told(result))
    web_bench.kept(result, "supervision")


def filled(said: argparse.Namespace) -> dict[str, float]:
    """The seconds of each step; what is there is not filled again."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    known = said.home / "supervision.json"
    seconds: dict[str, float] = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}

    def timed(name: str, load: Callable[[], Any]) -> None:
        if name in seconds:
            return
        began = time.monotonic()
        load()
        seconds[name] = round(time.monotonic() - began, 2)
        known.write_text(json.dumps(seconds), encoding="utf-8")
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr, flush=True)

    def close() -> None:
        months = closes(said.closes)
        seconds[f"bulletin, the slowest close (goal: {BULLETIN:.0f})"] = max(months)

    timed(f"{said.units} units", lambda: units(said.units))
    timed(f"{said.orders:,} orders", lambda: orders(said.orders))
    timed(f"{said.messages:,} messages", lambda: messages(said.messages))
    timed("analysed", web_bench.analysed)
    timed(f"{said.closes} months closed", close)
    timed("nights of the ladder", nights)
    timed(f"assessment of {said.units} units (goal: {ASSESSMENT:.0f})", lambda: assessment(said.units))
    return seconds


def units(count: int) -> None:
    """So many contractors, among whom the works are dealt out by their estates."""
    from django.utils import timezone

    from yipanqi.web.accounts import actions
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask

    office, at = Organisation.objects.get(name="区改造办"), timezone.now()
    made = [
        actions.add_organisation(
            name=f"参评单位{number}",
            kind="contractor",
            parent=office.parent,
            by=None,
            at=at,
            region_id=f"R-unit-{number}",
        ).pk
        for number in range(count)
    ]
    estates = list(DeliveryTask.objects.order_by().values_list("estate", flat=True).distinct())
    for number, unit in enumerate(made):
        part = estates[number::count]
        DeliveryTask.objects.filter(estate__in=part, kind="work").update(contractor=unit)


def orders(count: int) -> None:
    """Orders of three years in every state, with their tasks, estates, events, answers and steps."""
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.supervision.models import Order, OrderEstate, OrderEvent, OrderReply

    chance, entry = random.Random(_SEED), ProgrammeEntry.objects.latest("pk")
    office, people = Organisation.objects.get(name="区改造办"), {it.login: it for it in User.objects.all()}
    tasks = list(DeliveryTask.objects.filter(entry=entry, kind="work").order_by("pk")[:count])
    states = ["closed"] * 14 + ["issued", "signed", "replied", "checking", "held", "withdrawn"]
    numbers: dict[int, int] = {}
    leads = [Organisation.objects.get(name=name) for name in ("区水务局", "燃气公司", "新华街道", "江城建工")]

    def row(number: int) -> Any:
        day = DAY - timedelta(days=1095 * (count - number) // count + 1)
        numbers[day.year] = numbers.get(day.year, 0) + 1
        state, limit = chance.choice(states), day + timedelta(days=chance.choice((5, 15, 30)))
        task = tasks[number % len(tasks)]
        ended = min(limit + timedelta(days=chance.randint(-4, 12)), DAY)
        answered = state in ("replied", "checking", "closed")
        return Order(
            entry=entry, organ=office, word="改督", year=day.year, number=numbers[day.year],
            matter=f"{task.estate_name}{task.name}进度滞后", content="请查明原因，按计划追回进度。",
            lead=leads[number % len(leads)], inspects=office, origin="light", origin_key=f"bench:{number}",
            urgency=chance.choice(("urgent", "ordinary", "hard")), colour=chance.choice(("blue", "yellow", "red")),
            artefacts=["整改报告"], limit=limit, first_limit=limit, sign_due=day + timedelta(days=1),
            reply_due=min(limit, day + timedelta(days=7)), state=state,
            state_before="signed" if state == "held" else "", drafted_by=people["office"], drafted_at=_at(day),
            drafted_on=day, issued_by=people["office"], issued_on=day,
            signed_by=None if state == "issued" else people["department"],
            signed_on=None if state == "issued" else day + timedelta(days=1),
            first_replied_on=ended if answered else None, replied_on=ended if answered else None,
            held_on=ended if state == "held" else None,
            ended_on=ended if state in ("closed", "withdrawn") else None, changed_at=_at(ended),
        )  # fmt: skip

    _loaded(Order, (row(number) for number in range(count)))
    made = list(Order.objects.filter(origin_key__startswith="bench:").order_by("pk"))
    _loaded(
        Order.tasks.through,
        (
            Order.tasks.through(order_id=it.pk, deliverytask_id=tasks[number % len(tasks)].pk)
            for number, it in enumerate(made)
        ),
    )
    _loaded(OrderEstate, (_estate_of(it, tasks[number % len(tasks)]) for number, it in enumerate(made)))
    _loaded(OrderEvent, (event for it in made for event in _events_of(it, people)))
    _loaded(
        OrderReply,
        (
            OrderReply(
                order=it, turn=1, text="已组织追赶。", cause="雨天多", prevention="备足人手", unit_id=it.lead_id,
                by=people["department"], at=_at(it.replied_on), day=it.replied_on,
            )
            for it in made
            if it.replied_on
        ),
    )  # fmt: skip


def _estate_of(order: Any, task: Any) -> Any:
    from yipanqi.web.supervision.models import OrderEstate

    return OrderEstate(
        order=order, estate=task.estate, name=task.estate_name, region=task.region, region_name=task.region_name
    )


def _events_of(order: Any, people: dict[str, Any]) -> Iterator[Any]:
    from yipanqi.web.supervision.models import OrderEvent

    chain = [
        ("draft", "", "drafted", order.issued_on, "office"),
        ("issue", "drafted", "issued", order.issued_on, "office"),
    ]
    chain += [("sign", "issued", "signed", order.signed_on, "department")] if order.signed_on else []
    chain += [("reply", "signed", "replied", order.replied_on, "department")] if order.replied_on else []
    chain += [("close", "checking", "closed", order.ended_on, "office")] if order.state == "closed" else []
    for action, before, after, day, who in chain:
        yield OrderEvent(order=order, action=action, before=before, after=after, by=people[who], at=_at(day), day=day)


def messages(count: int) -> None:
    """Messages of orders to the district's people."""
    from yipanqi.web.accounts.models import User
    from yipanqi.web.inbox.models import Message
    from yipanqi.web.supervision.models import Order

    chance, people = random.Random(_SEED), list(User.objects.filter(is_active=True).order_by("pk"))
    keys = list(Order.objects.order_by("pk").values_list("pk", "issued_on"))

    def row(number: int) -> Any:
        order, day = keys[number % len(keys)]
        at = _at(min(day + timedelta(days=number // len(keys)), DAY))
        is_over = chance.random() < 0.97
        return Message(
            person=people[number // len(keys) % len(people)], key=f"bench:{order}:{number}", kind="supervision.order",
            what_zh=f"督办事项 {number}", what_en=f"Order {number}", why_zh="贵单位牵头办理", why_en="You lead it",
            until=day + timedelta(days=15), url=f"/supervision/orders/{order}/", sent_at=at,
            read_at=at if is_over else None, settled_at=at if is_over else None,
        )  # fmt: skip

    _loaded(Message, (row(number) for number in range(count)))


def closes(count: int) -> list[float]:
    """The seconds of each close of the last months that is not there yet, with its bulletin drafted; none is issued."""

    from yipanqi.domain.supervision.period import period_of
    from yipanqi.web.accounts.models import User
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.supervision.actions import periods
    from yipanqi.web.supervision.models import ClosedPeriod
    from yipanqi.web.supervision.period_names import names_of
    from yipanqi.web.supervision.period_record import Record

    entry, by = ProgrammeEntry.objects.latest("pk"), User.objects.get(login="office")
    first, found = DAY.replace(day=1), list[float]()
    months: list[date] = []
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    closed = set(ClosedPeriod.objects.filter(entry=entry).values_list("period", flat=True))
    for month in reversed(months):
        if f"{month:%Y-%m}" in closed:
            continue
        began, day = time.monotonic(), (month + timedelta(days=36)).replace(day=5)
        record = Record(entry, day)
        snapshot = record.snapshot(period_of(f"{month:%Y-%m}"))
        if not snapshot.lines:
            continue
        periods.close(
            entry=entry, snapshot=snapshot, names=names_of(record.rules, snapshot), by=by, at=_at(day), day=day
        )
        found.append(round(time.monotonic() - began, 2))
        print(f"{month:%Y-%m}: {found[-1]} s", file=sys.stderr, flush=True)
    return found


def nights() -> None:
    """What the workers have done by the time that somebody asks: every step of the ladder that was due, and a look
    at the next night."""
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.supervision import ladder_jobs
    from yipanqi.web.supervision.actions import ladder

    entry = ProgrammeEntry.objects.latest("pk")
    while (done := ladder.keep_night(entry=entry, day=DAY, at=_at(DAY))).steps or done.drafted or done.issued:
        print(f"night: {done.stored}", file=sys.stderr, flush=True)
    ladder_jobs.file_look(entry, DAY + timedelta(days=1))
    drain(timedelta(minutes=9))


def assessment(count: int) -> None:
    """Contractors by the shipped scheme, for the last quarter."""
    from yipanqi.domain.supervision.cycle import before
    from yipanqi.domain.supervision.scheme_stored import stored
    from yipanqi.domain.supervision.schemes_shipped import CONTRACTORS
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.supervision.actions import assessments, schemes
    from yipanqi.web.supervision.assessment_jobs import read
    from yipanqi.web.supervision.models import AssessmentScheme

    entry, by = ProgrammeEntry.objects.latest("pk"), User.objects.get(login="office")
    about = {"by": by, "at": _at(DAY), "day": DAY}
    adopted = AssessmentScheme.objects.filter(entry=entry, key=CONTRACTORS.key).first()
    scheme = adopted or schemes.adopt_scheme(entry=entry, value=stored(CONTRACTORS), source="bench", since=DAY, **about)
    bodies = list(Organisation.objects.filter(name__startswith="参评单位").order_by("pk")[:count])
    year, number = before(CONTRACTORS.cycle, DAY)
    made = assessments.begin(scheme=scheme, year=year, number=number, units=bodies, is_filed=False, **about)
    assessments.fill(assessment=made, figures=read(made), **about)


def _loaded(model: Any, rows: Iterator[Any]) -> None:
    while part := list(islice(rows, _BATCH * 4)):
        model.objects.bulk_create(part, batch_size=_BATCH)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


if __name__ == "__main__":
    main()
