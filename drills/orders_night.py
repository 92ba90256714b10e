"""The night of orders under stress: workers killed at random points of it, clocks set back and on, two at work.

    python drills/orders_night.py [--scene kills|clocks] [--estates 60] [--orders 300] [--kills 50]

Real workers in production settings, two of them, with a clock of their own; SQLite in a temporary folder, or with
DATABASE_URL a fresh database of that PostgreSQL server. The programme is that of benchmarks/progress_bench.py; its
orders are issued with limits around the first night, some are put on hold, answered or closed on the way. In the end
what was taken is held against what the law says of each order, and every message, event and number is counted."""

import argparse
import random
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import night as lights
from drilled.field import wait
from served import Site

PORT, PATIENCE = 8155, 900.0
HOUR, A_DAY = 3600, 86_400
SPREAD = 40  # days over which the limits lie


class Clock(lights.Clock):
    """Workers whose clock is so many seconds ahead as a file says, and who look after their chores every second."""

    def __init__(self, site: Site, day: date) -> None:
        super().__init__(site, day)
        self.ahead = site.said.with_name("ahead")

    def move(self, ahead: int) -> None:
        """All clocks at once."""
        new = self.ahead.with_suffix(".new")
        new.write_text(str(ahead), encoding="ascii")
        new.replace(self.ahead)

    def work(self, ahead: int | None = None) -> None:
        """One more worker; with a clock of this moment where one is named."""
        if ahead is not None:
            self.move(ahead)
        self.site.workers.append(self.site.started([sys.executable, __file__, "--hand", str(self.ahead)]))


def hand(ahead: Path) -> None:
    """A worker whose clock is ahead."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    import yipanqi.web.jobs.worker as work

    work.CHORES_EVERY = 1.0
    timezone.now = lambda: datetime.now(UTC) + timedelta(seconds=int(ahead.read_text(encoding="ascii")))
    call_command("worker", processes=1, lease=1.0)


def filled(estates: int, count: int) -> tuple[Any, date]:
    """A programme with its tasks, reports and orders; the day of the first night."""
    entry, day = lights.filled(estates)
    _issue(entry, day, count)
    return entry, day


def _issue(entry: Any, day: date, count: int) -> None:
    """Orders issued before the day, signed for, with limits before and after it."""
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.supervision.actions import orders

    places = {it.name: it for it in Organisation.objects.all()}
    people = {it.login: it for it in User.objects.all()}
    working, first = entry.frame().working, day - timedelta(days=30)
    for at in range(count):
        order = orders.draft(
            entry=entry,
            matter=f"督办事项{at}",
            content="请于时限内完成整改并反馈。",
            lead=places["新华街道"],
            inspects=places["区水务局"],
            limit=working.next_working(day - timedelta(days=20) + timedelta(days=at % SPREAD)),
            by=people["office"],
            **_when(first),
        )
        order = orders.issue(order=order, by=people["office"], **_when(first))
        order = orders.sign(order=order, by=people["subdistrict"], **_when(first))
        if at % 10 == 3:
            orders.hold(order=order, reason="等待条件具备", by=people["office"], **_when(day - timedelta(days=9)))
        elif at % 10 == 7:
            orders.reply(order=order, text="已完成", by=people["subdistrict"], **_when(day - timedelta(days=5)))


def _when(day: date) -> dict[str, Any]:
    from django.utils import timezone

    return {"at": timezone.make_aware(datetime.combine(day, clock_time(10))), "day": day}


def kills(site: Site, chance: random.Random, asked: argparse.Namespace) -> dict[str, Any]:
    """kill −9 of the worker at work at a random point of the night, night after night: each effect once, none lost."""
    from yipanqi.web.delivery.models import Baseline
    from yipanqi.web.jobs.models import RUNNING, Job
    from yipanqi.web.progress import jobs as light_jobs
    from yipanqi.web.supervision import ladder_jobs

    entry, day = filled(asked.estates, asked.orders)
    adoption = Baseline.objects.filter(entry=entry).order_by("adoption").values_list("adoption", flat=True).last()
    clock, hits, longest = Clock(site, day), 0, 1.0
    nights = Job.objects.filter(kind=ladder_jobs.NIGHT)
    clock.work(clock.noon)
    clock.work(clock.noon)
    for turn in range(asked.kills):
        on = day + timedelta(days=turn)
        clock.move(clock.noon + turn * A_DAY)
        lit = Job.objects.filter(pk=light_jobs.file_for(entry.pk, on, adoption=adoption).pk)  # what rules read, first
        wait(lambda lit=lit: not lit.open().exists(), patience=PATIENCE)
        mine = Job.objects.filter(pk=ladder_jobs.file_for(entry.pk, on).pk)
        wait(lambda mine=mine: not mine.filter(state="queued").exists(), patience=PATIENCE)
        time.sleep(chance.uniform(0, longest))
        alive = {it.pid for it in site.workers}
        busy = set(mine.filter(state=RUNNING).values_list("worker__pid", flat=True)) & alive
        site.workers.sort(key=lambda it, busy=busy: it.pid not in busy)  # the one at work goes
        hits += bool(busy)
        site.kill_worker()
        clock.work()
        wait(lambda mine=mine: not mine.open().exists(), patience=PATIENCE)
        done = mine.get()
        if done.finished_at and done.started_at and done.token > 1:  # the length of the night that was not cut off
            longest = max(0.2, (done.finished_at - done.started_at).total_seconds())
    lights.settled()
    last = day + timedelta(days=asked.kills - 1)
    told = {
        "kills": asked.kills,
        "in the middle of a night": hits,
        "tries": sum(nights.values_list("token", flat=True)),
    }
    return told | _told(entry, day, last)


def clocks(site: Site, chance: random.Random, asked: argparse.Namespace) -> dict[str, Any]:
    """The clock of two workers is set back two hours over midnight, on three days, and back: each day's night once."""
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.supervision import ladder_jobs

    entry, day = filled(asked.estates, asked.orders)
    clock = Clock(site, day)
    one_at_night = clock.noon - 19 * HOUR  # 01:00 in Wuhan, for noon is 20:00 there
    turns = (0, -2 * HOUR, 0, 3 * A_DAY, 0, 3 * A_DAY, -2 * HOUR, 0)
    for moved in turns:
        clock.work(one_at_night + moved)
        clock.work(one_at_night + moved)
        lights.looked(clock, one_at_night + moved)
        lights.settled()
        time.sleep(4)  # the chores of the orders follow the lights'
        lights.settled()
        clock.leave()
    days = Counter(Job.objects.filter(kind=ladder_jobs.NIGHT).values_list("args__day", flat=True))
    return {
        "turns of the clock": len(turns),
        "nights by day": dict(sorted(days.items())),
        "a day's night twice": sum(count - 1 for count in days.values()),
    } | _counted(entry)


def _told(entry: Any, first: date, last: date) -> dict[str, Any]:
    """What is lost: steps that the law asks for and nobody took, and orders that a rule asks for and nobody made."""
    from yipanqi.web.supervision.ladder_clocks import taken_of
    from yipanqi.web.supervision.ladder_night import night_of
    from yipanqi.web.supervision.models import Order

    issued = list(Order.objects.filter(entry=entry, number__isnull=False))
    taken = taken_of(it.pk for it in issued)
    wanted = _by_law(entry, issued, first, last)
    left = night_of(entry, last)
    return {
        "steps lost": sum(len(steps.keys() - taken.get(pk, {}).keys()) for pk, steps in wanted.items()),
        "steps too many": sum(len(steps.keys() - wanted.get(pk, {}).keys()) for pk, steps in taken.items()),
        "steps on another day": sum(
            1 for pk, steps in taken.items() for step, on in steps.items() if wanted.get(pk, {}).get(step) != on
        ),
        "orders of rules lost": len(left.makable),
        "due and not taken": len(left.steps),
    } | _counted(entry)


def _by_law(entry: Any, issued: list[Any], first: date, last: date) -> dict[int, dict[Any, date]]:
    """Night after night what the law says is due of each order, taken on that night."""
    from yipanqi.domain.supervision.ladder import USUAL, due
    from yipanqi.web.supervision.ladder_clocks import clocks_of

    working, clocks = entry.frame().working, clocks_of(issued)
    found: dict[int, dict[Any, date]] = {}
    for pk, clock in clocks.items():
        taken = found.setdefault(pk, {})
        for at in range((last - first).days + 1):
            on = first + timedelta(days=at)
            for stand in due(USUAL, clock, taken, working, on):
                taken[stand.rung.step] = on
    return found


def _counted(entry: Any) -> dict[str, Any]:
    """Everything that was written, and what of it is there twice or not at all."""
    from yipanqi.web.audit.models import Event
    from yipanqi.web.inbox.models import Message
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.supervision.ladder_jobs import NIGHT
    from yipanqi.web.supervision.models import LadderStep, Order, OrderEvent

    nights = Job.objects.filter(kind=NIGHT)
    steps = list(LadderStep.objects.filter(order__entry=entry))
    events = OrderEvent.objects.filter(order__entry=entry, by=None, action__in={it.step for it in steps}).count()
    told = Counter(Message.objects.filter(kind="supervision.ladder").values_list("key", flat=True))
    wanted = {
        f"supervision.ladder:{it.order_id}:{it.step}": len({name for one in it.told for name in one["names"]})
        for it in steps
    }
    ruled = Order.objects.filter(entry=entry, drafted_by=None)
    drafted = Event.objects.filter(action="order.drafted").count()
    letters = Counter[tuple[str, int]]()
    for it in steps:
        if it.number:
            letters[it.step, it.year] = max(letters[it.step, it.year], it.number)
    distinct = {(it.step, it.year, it.number) for it in steps if it.number}
    return {
        "nights": nights.count(),
        "nights ended otherwise": nights.exclude(state="done").count(),
        "nights done without one event": abs(
            Event.objects.filter(action="ladder.night").count()
            - sum(1 for it in nights.filter(state="done") if it.result)
        ),
        "steps": len(steps),
        "steps by kind": dict(sorted(Counter(it.step for it in steps).items())),
        "steps twice": len(steps) - len({(it.order_id, it.step) for it in steps}),
        "steps without one event": abs(events - len(steps)),
        "steps without one record": abs(Event.objects.filter(action="ladder.taken").count() - len(steps)),
        "messages": sum(told.values()),
        "messages lost or twice": sum(abs(told[key] - wanted.get(key, 0)) for key in told.keys() | wanted.keys()),
        "orders by rule": ruled.count(),
        "orders by rule twice": ruled.count() - ruled.values("origin_key").distinct().count(),
        "orders without one record": abs(drafted - Order.objects.filter(entry=entry).count()),
        "gaps in letters' numbers": sum(letters.values()) - len(distinct),
    }


SCENES = {"kills": kills, "clocks": clocks}
BAD = (
    "steps lost", "steps too many", "steps on another day", "orders of rules lost", "due and not taken",
    "nights ended otherwise", "nights done without one event", "steps twice", "steps without one event",
    "steps without one record", "messages lost or twice", "orders by rule twice", "orders without one record",
    "gaps in letters' numbers", "a day's night twice",
)  # fmt: skip


if __name__ == "__main__":
    sizes = {"estates": 60, "orders": 300, "kills": 50}
    said = str(__doc__)
    sys.exit(lights.drilled(__file__, said, sizes, SCENES, BAD, PORT, lambda ahead: hand(Path(ahead))))
