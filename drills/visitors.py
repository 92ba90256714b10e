"""Two hundred public pages a second, for half a minute: how long each takes that anybody may open, without a login.

    python drills/visitors.py [--seconds 30] [--rate 200] [--publications 2000] [--again 0]

Real gunicorn in production settings on the loopback, two processes with four threads; SQLite in a temporary folder, or
with DATABASE_URL a fresh database of that PostgreSQL server. Articles, lists, pages of estates, searches and the first
page, each from an address of its own, as if a proxy stood before; some are asked by a browser that has the page
already. A page's time counts from the moment at which it was due to be asked for, so that a queue before the server
counts too."""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from reports import processor_of
from served import ROOT, Site, folders, percentile, served, told_inside

PORT, HANDS = 8152, 32
MIX = {"article": 45, "list": 20, "estate": 20, "search": 10, "first page": 5}
P95_MS, FIRST_PAGE = 200, 100 * 1024
DAY = date(2028, 12, 31)


def filled(count: int) -> dict[str, list[str]]:
    """An invented column, published in bulk; addresses of each kind of page."""
    sys.path[:0] = [str(ROOT / "benchmarks")]
    from disclosure_corpus import MEASURES, Corpus, Made, settings

    from yipanqi.documents.disclosure.build import build
    from yipanqi.documents.disclosure.site import Site as Column
    from yipanqi.web.disclosure.public import building, searching

    corpus = Corpus(count=count)
    source = Made(corpus, range(count))
    _published(source)
    column = Column(settings=settings(), day=DAY, source=source, places=corpus.places(), measures=MEASURES)
    build(building.tree(), column, processes=2)
    searching.renew(column)
    pages = [str(it.relative_to(building.tree())) for it in building.tree().rglob("*.html")]
    texts = [source.published(uid).content.title[0] for uid in list(source.at)[:500]]
    asked = [it[at : at + length] for it in texts for at, length in ((2, 2), (3, 4))]
    return {
        "article": [it for it in pages if re.fullmatch(r"a/[^/]+/index\.html", it)],
        "list": [it for it in pages if it.startswith("list/") and ".en." not in it],
        "estate": [it for it in pages if it.startswith("e/") and ".en." not in it],
        "search": [f"search?q={quote(it)}" for it in asked],
        "first page": [""],
    }


def _published(source: Any) -> None:
    """A row for each publication and its version, as if all had gone their way."""
    from yipanqi.domain.disclosure.state import State
    from yipanqi.web.accounts.models import User
    from yipanqi.web.disclosure.models import Publication, PublicationVersion

    first, second = User.objects.order_by("pk")[:2]
    rows, versions = [], []
    for at, uid in enumerate(source.at, start=1):
        told = source.published(uid)
        number, moment = told.metadata.index_number, told.metadata.published_at
        row = Publication(
            uid=uid, kind=told.kind, index_number=number, year=moment.year, serial=at, published_at=moment,
            updated_at=moment, at=moment, day=moment.date(),
        )  # fmt: skip
        title = told.content.title
        version = PublicationVersion(
            publication=row, number=1, state=State.PUBLISHED, title_zh=title[0], title_en=title[1], content={},
            content_hash="0" * 64, at=moment, day=moment.date(), signed_by=second, signed_at=moment, published_by=first,
            published_at=moment, published_on=moment.date(),
        )  # fmt: skip
        rows.append(row)
        versions.append(version)
    Publication.objects.bulk_create(rows, batch_size=200)
    PublicationVersion.objects.bulk_create(versions, batch_size=200)


@dataclass
class Answer:
    """What came of one page: the status, seconds since it was due and since it was asked, and bytes."""

    kind: str
    status: int = 0
    late: float = 0.0
    own: float = 0.0
    size: int = 0


class Link(asyncio.Protocol):
    """A connection that stays open; one answer at a time, read by its length."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._data, self._waiting = bytearray(), None
        self.is_open = False

    def connection_made(self, transport: Any) -> None:
        self._transport, self.is_open = transport, True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("closed"))

    def ask(self, request: bytes) -> "asyncio.Future[tuple[bytes, int]]":
        """The head of the answer, and how long its body was."""
        self._data.clear()
        self._waiting = asyncio.get_running_loop().create_future()
        assert self._transport is not None
        self._transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0 or self._waiting is None or self._waiting.done():
            return
        head = bytes(self._data[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r\n", at) if b"\r\n" in head[at:] else end]) if at >= 0 else 0
        if b" 304 " in head[:16]:
            length = 0
        if len(self._data) >= end + 4 + length:
            self._waiting.set_result((head, length))

    def close(self) -> None:
        """Nothing stays open."""
        if self._transport is not None:
            self._transport.close()


@dataclass
class Visitors:
    """All of them over a few connections, in this one process: it must leave the processors to the server."""

    port: int
    rate: float
    wanted: list[tuple[str, str]]  # kind and address
    again: float  # the part that has the page already, and asks whether it is still so
    chance: random.Random
    answers: list[Answer] = field(default_factory=list)
    marks: dict[str, bytes] = field(default_factory=dict)
    began: float = 0.0

    async def all_answered(self) -> float:
        """Each at its moment; how many seconds it took."""
        self.answers = [Answer(kind) for kind, _ in self.wanted]
        self.began, self.at = time.monotonic() + 0.5, 0
        await asyncio.gather(*(self._hand() for _ in range(HANDS)))
        return time.monotonic() - self.began

    async def _hand(self) -> None:
        link = Link()
        while self.at < len(self.wanted):
            at, self.at = self.at, self.at + 1
            due = self.began + at / self.rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            link = await self._asked(link, at, due)
        link.close()

    async def _asked(self, link: Link, at: int, due: float) -> Link:
        """One page; over another connection where the server closed this one."""
        path, answer, sent = self.wanted[at][1], self.answers[at], time.monotonic()
        for _ in range(3):
            if not link.is_open:
                _, link = await asyncio.get_running_loop().create_connection(Link, "127.0.0.1", self.port)
            try:
                head, answer.size = await link.ask(self._request(path))
            except ConnectionError:
                continue
            now = time.monotonic()
            answer.status, answer.late, answer.own = int(head[9:12]), now - due, now - sent
            if (found := re.search(rb"etag: (\S+)", head)) is not None:
                self.marks[path] = found[1]
            if b"connection: close" in head:
                link.close()
                link.is_open = False
            break
        return link

    def _request(self, path: str) -> bytes:
        address = ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))
        head = f"GET /public/{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Forwarded-For: {address}\r\n".encode()
        if path in self.marks and self.chance.random() < self.again:
            head += b"If-None-Match: " + self.marks[path] + b"\r\n"
        return head + b"Accept-Language: zh-CN\r\n\r\n"


def visited(site: Site, pages: dict[str, list[str]], asked: argparse.Namespace) -> dict[str, Any]:
    """Ask at the rate that is told; what came of it."""
    chance = random.Random(asked.seed)
    kinds = chance.choices(list(MIX), list(MIX.values()), k=int(asked.rate * asked.seconds))
    wanted = [(kind, chance.choice(pages[kind])) for kind in kinds]
    asyncio.run(Visitors(site.port, asked.rate, wanted[:200], 0, chance).all_answered())  # its workers are awake
    before, own = processor_of(site.pids()), time.process_time()
    visitors = Visitors(site.port, asked.rate, wanted, asked.again, chance)
    took = asyncio.run(visitors.all_answered())
    spent, own = processor_of(site.pids()) - before, time.process_time() - own
    answers = visitors.answers
    told = {
        "pages": len(answers),
        "came, a second": round(len(answers) / took, 1),
        "answers": dict(Counter(it.status for it in answers)),
        "server's processor, ms a page": round(1000 * spent / len(answers), 2),
        "visitors' processor, ms a page": round(1000 * own / len(answers), 2),
    }
    for part in (0.5, 0.95, 0.99):
        told[f"p{part * 100:.0f} ms, from when it was due"] = percentile([it.late for it in answers], part)
    for kind in MIX:
        own_ones = [it for it in answers if it.kind == kind]
        sizes = [it.size for it in own_ones if it.status == 200]
        told[f"{kind}: p95 ms, KB"] = [
            percentile([it.own for it in own_ones], 0.95), round(sum(sizes) / max(1, len(sizes)) / 1024, 1)
        ]  # fmt: skip
    return told


def scene(asked: argparse.Namespace) -> dict[str, Any]:
    """With a site of its own."""
    os.environ["YIPANQI_PROXIES"] = "1"
    with folders() as (home, notes), served(home, notes, PORT) as site:
        pages = filled(asked.publications)
        site.serve()
        return visited(site, pages, asked)


def main() -> int:
    """In a process of its own; 1 where a page did not come, or they came slower than is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--publications", type=int, default=2000)
    parser.add_argument("--again", type=float, default=0.0, help="part of the visitors who have the page already")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        sys.stdout.write(json.dumps(scene(asked), ensure_ascii=False) + "\n")
        return 0
    told = told_inside(__file__)
    if told is None:
        return 1
    is_well = set(told["answers"]) <= {"200", "304"} and told["p95 ms, from when it was due"] <= P95_MS
    is_well = is_well and told["first page: p95 ms, KB"][1] * 1024 <= FIRST_PAGE
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
