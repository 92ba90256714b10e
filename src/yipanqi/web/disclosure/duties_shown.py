"""What the page of what is due shows: each matter with its day and what is left, and the table that a file takes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from yipanqi.domain.disclosure.duty import (
    AUDIENCES,
    LEVELS,
    OPEN,
    STATUSES,
    TRIGGERS,
    YEAR_PREFIX,
    Matter,
    Status,
    shown_until,
)
from yipanqi.domain.disclosure.inspection import SIGNS, Sign
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, count, text

from .duties import Duties
from .models import DutyNote

TONES = {Status.LATE: "late", Status.NEAR: "part", Status.DUE: "", Status.DONE: "done", Status.NOT_APPLICABLE: ""}


def left_said(matter: Matter) -> str:
    """How much is left, or how late it is; of what is done, whether it was in time and how long it stays
    on display."""
    if matter.status is Status.DONE:
        said = say("逾期公开", "published late") if matter.was_late else say("按期公开", "in time")
        if matter.obligation.shown_for and matter.done_on:
            until = shown_until(matter.obligation, matter.done_on)
            said += say(f"，公示至 {until}", f", on display until {until}")
        return said
    if matter.status not in OPEN:
        return ""
    if matter.left < 0:
        days = -matter.left
        return say(f"逾期 {days} 个工作日", f"{days} working days late")
    if matter.left == 0:
        return say("已过期限", "over")
    return say(f"还有 {matter.left} 个工作日", f"{matter.left} working days left")


def counts(matters: Sequence[Matter]) -> list[tuple[str, int, str, str]]:
    """How many stand how: words, count, question, tone."""
    found = []
    for status in Status:
        number = sum(it.status is status for it in matters)
        if number:
            found.append((say(*STATUSES[status]), number, status.value, "late" if status is Status.LATE else ""))
    return found


def line_of(duties: Duties, matter: Matter, ways: dict[int, str]) -> dict[str, Any]:
    """A row of the page."""
    key = (matter.event.kind, matter.event.key)
    publication = duties.publications.get(key)
    note = duties.notes.get((matter.obligation.code, matter.event.key))
    if publication is None and note is not None:
        publication = note.publication
    is_elsewhere = publication is None and note is not None  # nobody said on which day
    return {
        "matter": matter,
        "name": say(matter.obligation.zh, matter.obligation.en),
        "title": say(*matter.event.title),
        "basis": say(*matter.obligation.basis),
        "trigger": say("记录变更", "Record changed")
        if matter.event.changed_on
        else say(*TRIGGERS[matter.obligation.trigger]),
        "level": say(*LEVELS[matter.obligation.level]),
        "status": say(*STATUSES[matter.status]),
        "tone": TONES[matter.status],
        "left": "" if is_elsewhere else left_said(matter),
        "done_on": None if is_elsewhere else matter.done_on,
        "is_late": matter.status is Status.LATE,
        "is_open": matter.status in OPEN,
        "record": duties.records.get(key, ""),
        "publication": publication,
        "way": ways.get(publication.pk, "") if publication else "",
        "note": note,
        "note_said": _note_said(note) if note else "",
        "since": matter.event.changed_on or matter.event.day,
        "change_said": _change_said(duties, matter),
        "url": said_of_url(matter),
        "draft_url": _draft_url(matter),
    }


def said_of_url(matter: Matter) -> str:
    """Where something is said of it."""
    return reverse("disclosure:duty", args=[matter.obligation.code, matter.event.key])


def audience_said(matter: Matter) -> str:
    """To whom it is owed."""
    return say(*AUDIENCES[matter.obligation.audience])


def _draft_url(matter: Matter) -> str:
    """Where it is drafted: from the record, or by hand what no record stands behind."""
    if matter.event.key.startswith(YEAR_PREFIX):
        return reverse("disclosure:new")
    return f"{reverse('disclosure:offers')}?kind={matter.event.kind.value}"


def _change_said(duties: Duties, matter: Matter) -> str:
    """What the record says otherwise now than what is published."""
    change = duties.changes.get((matter.event.kind, matter.event.key))
    if change is None:
        return ""
    zh, en = change.first
    return say(
        f"公开后记录有{change.places}处变化（{zh}等），须更正"
        if change.places > 1
        else f"公开后记录有变化（{zh}），须更正",
        f"The record differs in {change.places} places ({en}, …): correct it"
        if change.places > 1
        else f"The record differs ({en}): correct it",
    )


def _note_said(note: DutyNote) -> str:
    what = say("不适用", "does not apply") if note.kind == DutyNote.NOT_APPLICABLE else say("已公开", "published")
    return f"{what}{say('：', ': ')}{note.reason}"


def table(duties: Duties, matters: Iterable[Matter]) -> Table:
    """The same as a table for a file."""
    columns = [
        (say("公开事项", "Duty"), False),
        (say("所涉记录", "What of the record"), False),
        (say("起算日", "Counted from"), False),
        (say("公开期限", "Due on"), False),
        (say("状态", "State"), False),
        (say("公开日期", "Published on"), False),
        (say("剩余工作日", "Working days left"), True),
        (say("依据", "Basis"), False),
        (say("责任主体", "Who owes it"), False),
        (say("公开范围", "To whom"), False),
        (say("说明", "Said of it"), False),
        (say("索引号", "Index number"), False),
    ]
    return Table(title=say("应公开事项", "What is due"), columns=columns, rows=[_row(duties, it) for it in matters])


def _row(duties: Duties, matter: Matter) -> list[Cell]:
    line = line_of(duties, matter, {})
    publication = line["publication"]
    return [
        text(line["name"]),
        text(line["title"]),
        text(line["since"].isoformat()),
        text(matter.until.isoformat()),
        text(line["status"]),
        text(line["done_on"].isoformat() if line["done_on"] else ""),
        count(matter.left) if line["is_open"] else text(""),
        text(line["basis"]),
        text(line["level"]),
        text(audience_said(matter)),
        text(say("；", "; ").join(filter(None, (line["change_said"], line["note_said"])))),
        text(publication.index_number if publication else ""),
    ]


def sign_lines(signs: Iterable[Sign]) -> list[dict[str, Any]]:
    """The signs of an inspection in words."""
    return [
        {
            "kind": say(*SIGNS[it.kind]),
            "about": say(*it.about),
            "said": say(*it.said),
            "since": it.since,
            "source": say(*it.source),
        }
        for it in signs
    ]
