"""What the lists from outside say: the roll for the scanner, dead links, letters and requests that wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from yipanqi.domain.disclosure.inspection import Letter, Link
from yipanqi.domain.disclosure.privacy import Roll
from yipanqi.domain.disclosure.requested import Asking, Logged, Reply, Request
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.programmes.models import ProgrammeEntry

from . import keeping
from .brought_file import kept, key, mark, rolls_in
from .models import BroughtList, PublicationVersion

MOST_PERSONS = 300_000  # of a roll that one scan takes


@dataclass(frozen=True, slots=True)
class Chosen:
    """The roll of a scan, and whether persons were left out since there are too many."""

    roll: Roll | None
    is_whole: bool = True


def lists_of(entry: ProgrammeEntry, kind: str) -> list[BroughtList]:
    """The lists of a kind that count, the newest first."""
    return list(BroughtList.objects.filter(entry=entry, kind=kind, undone_at=None))


def roll_for(version: PublicationVersion) -> Chosen:
    """The roll of the estates that it tells of; of all estates where it names none."""
    entry = version.publication.entry
    if entry is None:
        return Chosen(None)
    hashes = tuple(it.sha256 for it in lists_of(entry, BroughtList.ROLL))
    if not hashes:
        return Chosen(None)
    return _chosen(hashes, frozenset(it.estate for it in version.estates.all()), mark())


@lru_cache(maxsize=4)
def _chosen(hashes: tuple[str, ...], estates: frozenset[str], of_key: str) -> Chosen:
    taken: list[Roll] = []
    count = 0
    for code, (_, roll) in _by_estate(hashes).items():
        if estates and code not in estates:
            continue
        if count + len(roll.names) > MOST_PERSONS:
            return Chosen(_joined(taken), is_whole=False)
        taken.append(roll)
        count += len(roll.names)
    return Chosen(_joined(taken))


def _by_estate(hashes: Iterable[str]) -> dict[str, tuple[str, Roll]]:
    """Name and roll by estate: of each its newest."""
    found: dict[str, tuple[str, Roll]] = {}
    for sha256 in hashes:
        for code, name, roll in rolls_in(_told(sha256, BroughtList.ROLL) or {"mark": "", "estates": []}):
            found.setdefault(code, (name, roll))
    return found


def _joined(rolls: Iterable[Roll]) -> Roll | None:
    parts = list(rolls)
    if not parts:
        return None
    return Roll(
        key(),
        frozenset().union(*(it.names for it in parts)),
        frozenset().union(*(it.rooms for it in parts)),
        frozenset().union(*(it.begins for it in parts)),
        max(it.longest for it in parts),
    )


def _told(sha256: str, kind: str) -> dict[str, Any] | None:
    try:
        return kept(keeping.read(sha256), kind)
    except LostFile:
        return None


def rolls(entry: ProgrammeEntry) -> list[tuple[str, int, int]]:
    """Estates on the roll: name, persons, persons with a room."""
    hashes = [it.sha256 for it in lists_of(entry, BroughtList.ROLL)]
    return [(name, len(it.names), len(it.rooms)) for name, it in _by_estate(hashes).values()]


def is_other_key(entry: ProgrammeEntry) -> bool:
    """Is a roll of no use since the platform's key changed after it was read in?"""
    told = [_told(it.sha256, BroughtList.ROLL) for it in lists_of(entry, BroughtList.ROLL)]
    return any(it is not None and it["mark"] != mark() for it in told)


def links(entry: ProgrammeEntry) -> list[Link]:
    """What the newest list says of links."""
    newest = lists_of(entry, BroughtList.LINKS)[:1]
    told = _told(newest[0].sha256, BroughtList.LINKS) if newest else None
    return [
        Link(page=page, address=address, answered=status, tried_on=date.fromisoformat(day))
        for page, address, status, day in (told["links"] if told else ())
    ]


def letters(entry: ProgrammeEntry) -> list[Letter]:
    """All letters, as the newest list that names each has it."""
    found: dict[str, Letter] = {}
    for it in lists_of(entry, BroughtList.LETTERS):
        told = _told(it.sha256, BroughtList.LETTERS)
        for name, (came, went) in told["letters"].items() if told else ():
            if name not in found:
                answered = date.fromisoformat(went) if went else None
                found[name] = Letter(key=name, received_on=date.fromisoformat(came), answered_on=answered)
    return sorted(found.values(), key=lambda one: (one.received_on, one.key))


def requests(entry: ProgrammeEntry) -> list[Logged]:
    """All requests for disclosure, as the newest list that names each has it."""
    found: dict[str, Logged] = {}
    for it in lists_of(entry, BroughtList.REQUESTS):
        told = _told(it.sha256, BroughtList.REQUESTS)
        for name, values in told["requests"].items() if told else ():
            if name not in found:
                found[name] = _request(name, values)
    return list(found.values())


def _request(name: str, values: dict[str, Any]) -> Logged:
    came, replied, asked, heard = (
        date.fromisoformat(values[it]) if values[it] else None for it in ("came", "replied", "asked", "heard")
    )
    return Logged(
        key=name,
        clock=Request(
            received_on=came or date.min,
            is_extended=values["extended"],
            asked=(Asking(begins=asked, ends=heard),) if asked else (),
        ),
        replied_on=replied,
        reply=Reply(values["reply"]) if values["reply"] else None,
        told=values["told"],
    )
