"""The links of the public tree, tried each night; what was found lies beside the tree."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yipanqi.documents.disclosure.linked import linked
from yipanqi.domain.disclosure.inspection import Link
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page import kept_file
from yipanqi.web.page.today import today

from .building import settings_on, tree

LINKS = "disclosure.links"
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the last look found."""

    day: date
    pages: int
    links: int
    dead: tuple[Link, ...]
    outside: tuple[tuple[str, str], ...]  # page, address


def _place() -> Path:
    return tree().parent / "links.json"


@handler(LINKS, "检查公开页面的链接", "Trying the links of the public pages", needs="disclosure.view")
def work(ticket: Ticket) -> None:
    """All links within the tree; those that lead outside are listed for whoever can try them."""
    day = today()
    said = ("正在检查链接", "Trying links")
    found = linked(tree(), settings_on(day).base, lambda pages: ticket.progress(0.5, said))
    told = {
        "day": day.isoformat(),
        "pages": found.pages,
        "links": found.links,
        "dead": found.dead,
        "outside": [[page, address] for address, page in found.outside.items()],
    }
    kept_file.store(_place(), json.dumps(told, ensure_ascii=False).encode())
    with ticket.effect() as outcome:
        outcome.result = {"pages": found.pages, "links": found.links, "dead": len(found.dead)}


def tried() -> Tried | None:
    """What the last look found; nothing where there was none."""
    try:
        told = json.loads(_place().read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    day = date.fromisoformat(told["day"])
    return Tried(
        day=day,
        pages=told["pages"],
        links=told["links"],
        dead=tuple(Link(page=page, address=it, answered=NOT_FOUND, tried_on=day) for page, it in told["dead"]),
        outside=tuple((page, it) for page, it in told["outside"]),
    )
