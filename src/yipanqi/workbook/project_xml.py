"""MSPDI that comes back from Microsoft Project or its like: its tasks by our numbers, and what it holds besides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_SPACE = "{http://schemas.microsoft.com/project}"
MOST_BYTES = 12_000_000  # five thousand tasks take some five million
_MOST_TASKS = 50_000


class CannotReadProject(Exception):
    """The file is no project's XML, or a dangerous or too large one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """A task of the file. What is not told is none."""

    uid: str
    number: str  # its WBS, which is our number where the file was ours
    name: str
    start_date: date | None
    finish_date: date | None
    percent: int
    person: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProject:
    """The tasks of a file; how many other things it holds, by what they are called in it."""

    tasks: tuple[ReadTask, ...]
    others: dict[str, int]


def read_project(content: bytes) -> ReadProject:
    """The tasks of a project's file. Raises CannotReadProject."""
    if len(content) > MOST_BYTES:
        raise CannotReadProject
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise CannotReadProject from None
    if root.tag != f"{_SPACE}Project":
        raise CannotReadProject
    items = root.findall(f"{_SPACE}Tasks/{_SPACE}Task")
    if len(items) > _MOST_TASKS:
        raise CannotReadProject
    tasks = tuple(_task(item) for item in items if _text(item, "IsNull") != "1" and _text(item, "UID") != "0")
    return ReadProject(tasks=tasks, others={name: count for name, count in _others(root, items) if count})


def _task(item: Element) -> ReadTask:
    return ReadTask(
        uid=_text(item, "UID"),
        number=_text(item, "WBS"),
        name=_text(item, "Name"),
        start_date=_day(_text(item, "Start")),
        finish_date=_day(_text(item, "Finish")),
        percent=int(_text(item, "PercentComplete") or 0) if _text(item, "PercentComplete").isdigit() else 0,
        person=_text(item, "Contact"),
        note=_text(item, "Notes"),
    )


def _others(root: Element, items: list[Element]) -> Iterator[tuple[str, int]]:
    yield "resources", sum(1 for it in root.iterfind(f"{_SPACE}Resources/{_SPACE}Resource") if _text(it, "Name"))
    yield "assignments", len(root.findall(f"{_SPACE}Assignments/{_SPACE}Assignment"))
    yield "calendars", len(root.findall(f"{_SPACE}Calendars/{_SPACE}Calendar"))
    yield "links", sum(len(it.findall(f"{_SPACE}PredecessorLink")) for it in items)
    yield "costs", sum(1 for it in items if _text(it, "Cost").strip("0.") or _text(it, "FixedCost").strip("0."))
    yield "fields", len(root.findall(f"{_SPACE}ExtendedAttributes/{_SPACE}ExtendedAttribute"))
    yield "percents", sum(1 for it in items if _text(it, "PercentComplete") not in ("", "0"))


def _text(item: Element, name: str) -> str:
    return (item.findtext(f"{_SPACE}{name}") or "").strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
