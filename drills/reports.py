"""Fifty reports a second, for a minute or ten: how long each takes, whether one is lost or doubled.

    python drills/reports.py [--seconds 60] [--rate 50] [--estates 300]

Real gunicorn in production settings on the loopback, two processes with four threads; SQLite in a temporary folder, or
with DATABASE_URL a fresh database of that PostgreSQL server. Each report is of a task and month of its own; one in
twenty is sent a second time, as a phone does that did not see its receipt. A report's time counts from the moment at
which it was due to be sent, so that a queue before the server counts too."""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from drilled.field import PATIENCE
from served import ROOT, TOKEN, Person, Site, folders, percentile, served, soundness, told_inside

PORT, HANDS, AGAIN = 8151, 64, 20
_MONTHS = 13


def filled(estates: int) -> list[tuple[int, str]]:
    """Works under way in a large programme, and the months that may be reported of each: (task, month)."""
    sys.path[:0] = [str(ROOT / "benchmarks")]
    import delivery_bench
    from web.district import District

    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.page.today import today

    people = {it.login: it for it in User.objects.all()}
    organisations = {it.name: it for it in Organisation.objects.all()}
    delivery_bench.filled(estates, District(people, organisations))
    drain()  # what the adoption filed is done before, not between
    works = DeliveryTask.objects.filter(kind="work").exclude(state="cancelled")
    months, first = [], today().replace(day=1)
    for _ in range(_MONTHS):
        months.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    builder, watcher = organisations["江城建工"], organisations["华中监理"]
    works.update(
        state="under_way", held_for="", held_until=None, state_before="", started_on=first, reported_on=None,
        closed_on=None, contractor=builder, supervisor=watcher,
    )  # fmt: skip
    keys = list(works.values_list("pk", flat=True))
    return [(key, month) for month in reversed(months) for key in keys]


def sent(site: Site, pairs: list[tuple[int, str]], asked: argparse.Namespace) -> dict[str, Any]:
    """Send them at the rate that is asked for; what came of it."""
    person, chance = Person(site, "contractor"), random.Random(asked.seed)
    count = min(len(pairs), int(asked.rate * asked.seconds))
    chosen = [(*pair, str(uuid.uuid4())) for pair in chance.sample(pairs, count)]
    before, own = processor_of(site.pids()), time.process_time()
    sender = Sender(site.port, person.key, chosen, asked.rate)
    took = asyncio.run(sender.all_sent())
    spent, own = processor_of(site.pids()) - before, time.process_time() - own
    receipts = sender.receipts
    codes = Counter(it.status for it in receipts)
    return {
        "reports": count,
        "asked for, a second": asked.rate,
        "came in, a second": round(count / took, 1),
        "the rate was not kept": count / took < 0.95 * asked.rate,
        "answers": dict(codes),
        "of the others": sender.odd,
        "not taken": count - codes[302],
        **compared(chosen, receipts),
        "server's processor, ms a request": round(1000 * spent / (count + len(sender.again)), 1),
        "sender's processor, ms a request": round(1000 * own / (count + len(sender.again)), 1),
        "p50 ms, from when it was due": percentile([it.late for it in receipts], 0.5),
        "p95 ms, from when it was due": percentile([it.late for it in receipts], 0.95),
        "p50 ms, of the answer": percentile([it.own for it in receipts], 0.5),
        "p95 ms, of the answer": percentile([it.own for it in receipts], 0.95),
        "p99 ms, of the answer": percentile([it.own for it in receipts], 0.99),
    }


def compared(chosen: list[tuple[int, str, str]], receipts: list["Receipt"]) -> dict[str, int]:
    """Each receipt against what is kept: is the report that it names there, the one that was sent, and once?"""
    from yipanqi.web.progress.models import TaskReport

    kept = {str(uid): pk for uid, pk in TaskReport.objects.values_list("uid", "pk")}
    taken = [(uid, it) for (*_, uid), it in zip(chosen, receipts, strict=True) if it.status == 302]
    once = TaskReport.objects.values("task", "month").distinct().count()
    return {
        "lost": sum(uid not in kept for uid, _ in taken),
        "doubled": len(kept) - once + TaskReport.objects.filter(version__gt=1).count(),
        "receipts of another report": sum(it.named != {f"/progress/reports/{kept.get(uid)}/"} for uid, it in taken),
    }


def processor_of(pids: list[int]) -> float:
    """Seconds of processor that these processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(it[11]) + int(it[12]) for it in fields) / os.sysconf("SC_CLK_TCK")


@dataclass
class Receipt:
    """What the server said of a report: the status, seconds since it was due and since it was sent, and the addresses
    that it named, each time it was asked."""

    status: int = 0
    late: float = 0.0
    own: float = 0.0
    named: set[str] = field(default_factory=set)


class Sender:
    """All reports over so many connections that stay open, in this one process: it must leave the processors to the
    server."""

    def __init__(self, port: int, key: str, chosen: list[tuple[int, str, str]], rate: float) -> None:
        self._port, self._rate, self._began = port, rate, 0.0
        head = (
            f"Host: 127.0.0.1:{port}\r\nCookie: csrftoken={TOKEN}; sessionid={key}\r\nX-CSRFToken: {TOKEN}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length:"
        )
        self._asked = [_written(head, *it) for it in chosen]
        self.receipts = [Receipt() for _ in chosen]
        self.again = range(0, len(chosen), AGAIN)  # sent twice, as of a phone that saw no receipt
        self.odd: list[str] = []

    async def all_sent(self) -> float:
        """Each at its moment; how many seconds it took."""
        due: asyncio.Queue[int | None] = asyncio.Queue()
        hands = [asyncio.create_task(self._hand(due)) for _ in range(HANDS)]
        self._began = time.monotonic() + 1
        for at in range(len(self._asked)):
            await asyncio.sleep(max(0.0, self._due(at) - time.monotonic()))
            due.put_nowait(at)
        for _ in hands:
            due.put_nowait(None)
        await asyncio.gather(*hands)
        return time.monotonic() - self._began

    def _due(self, at: int) -> float:
        return self._began + at / self._rate

    async def _hand(self, due: "asyncio.Queue[int | None]") -> None:
        link = Link(self._port)
        while (at := await due.get()) is not None:
            receipt, began = self.receipts[at], time.monotonic()
            receipt.status, where, text = await link.ask(self._asked[at])
            now = time.monotonic()
            receipt.late, receipt.own = now - self._due(at), now - began
            receipt.named.add(where)
            if at in self.again:
                receipt.named.add((await link.ask(self._asked[at]))[1])
            if receipt.status != 302 and len(self.odd) < 3:
                self.odd.append(re.sub(r"<[^>]*>|\s+", " ", text)[-900:])
        link.close()


def _written(head: str, task: int, month: str, uid: str) -> bytes:
    fields = {"month": month, "uid": uid, "percent": "40", "reason": "演练补报", "is_sure": "on"}
    body = urlencode(fields)
    return f"POST /progress/tasks/{task}/report/ HTTP/1.1\r\n{head} {len(body)}\r\n\r\n{body}".encode()


class Link:
    """A connection that stays open, and is opened anew where the server closed it meanwhile."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, str, str]:
        """Status, the address that the answer names, its text; status 0 where no answer came. What was cut off on a
        connection that had been idle is sent again: the same id, so it is the same report."""
        for is_last in (self._open is None, True):
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._answer(request)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.close()
                if is_last:
                    break
        return 0, "", ""

    async def _answer(self, request: bytes) -> tuple[int, str, str]:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        named = dict(re.findall(r"(?m)^([\w-]+): (.*?)\r$", head))
        said = {name.lower(): value for name, value in named.items()}
        text = (await reader.readexactly(int(said.get("content-length", 0)))).decode("utf-8", "replace")
        if said.get("connection", "").lower() == "close":
            self.close()
        return int(head.split(" ", 2)[1]), said.get("location", ""), text

    def close(self) -> None:
        """Nothing stays open."""
        if self._open is not None:
            self._open[1].close()
        self._open = None


def scene(asked: argparse.Namespace) -> dict[str, Any]:
    """With a site of its own."""
    with folders() as (home, notes), served(home, notes, PORT) as site:
        pairs = filled(asked.estates)
        site.serve()
        site.work()
        return sent(site, pairs, asked) | soundness(is_filled_in_bulk=True)


BAD = ("the rate was not kept", "not taken", "lost", "doubled", "receipts of another report")


def main() -> int:
    """In a process of its own; 1 where a report was not taken, lost or doubled, or they came slower than asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--estates", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        sys.stdout.write(json.dumps(scene(asked), ensure_ascii=False) + "\n")
        return 0
    told = told_inside(__file__)
    if told is None:
        return 1
    is_well = not any(told[it] for it in BAD) and told["database sound"] and told["log's chain whole"]
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
