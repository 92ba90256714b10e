"""依申请公开: what the pages show of requests for disclosure: each with its day, what is left, what it was answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from yipanqi.domain.disclosure.duty import OPEN, STATUSES, Status
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.requested import ART_32, ART_33, ART_36, REPLIES, Standing, standings
from yipanqi.web.page.say import in_turn, say
from yipanqi.web.page.tables import Cell, Table, count, text
from yipanqi.web.programmes.models import ProgrammeEntry

from . import brought
from .models.brought import KINDS, BroughtList

WAITING, LATE, ANSWERED = "open", "late", "answered"
STATES: dict[str, Pair] = {
    WAITING: ("未答复", "Open"),
    LATE: ("已逾期", "Late"),
    ANSWERED: ("已答复", "Answered"),
}
TONES = {Status.LATE: "late", Status.NEAR: "part", Status.DUE: "", Status.DONE: "done"}
_NAMES: dict[Status, Pair] = {**STATUSES, Status.DUE: ("待答复", "Due"), Status.DONE: ("已答复", "Answered")}
_COLUMNS: tuple[tuple[Pair, bool], ...] = (
    (("申请编号", "Number"), False),
    (("收到日期", "Received on"), False),
    (("答复期限", "Due on"), False),
    (("状态", "State"), False),
    (("剩余工作日", "Days left"), True),
    (("是否延期", "Extended"), False),
    (("征求第三方日期", "Third party asked"), False),
    (("第三方答复日期", "Its answer"), False),
    (("答复日期", "Replied on"), False),
    (("答复类型", "Kind of reply"), False),
    (("答复告知内容", "What it tells"), False),
)


def requests_of(entry: ProgrammeEntry, day: date) -> list[Standing]:
    """How the requests of a programme stand on a day, those without an answer first."""
    return standings(brought.requests(entry), day, entry.frame().working)


def chosen(found: Sequence[Standing], asked: str) -> list[Standing]:
    """Those in a state; all where none of the states is asked for."""
    if asked not in STATES:
        return list(found)
    if asked == LATE:
        return [it for it in found if it.status is Status.LATE]
    return [it for it in found if (it.status in OPEN) is (asked == WAITING)]


def table(found: Sequence[Standing]) -> Table:
    """As a table, for a page and for a file."""
    columns = [(say(*names), is_figure) for names, is_figure in _COLUMNS]
    return Table(title=say(*KINDS[BroughtList.REQUESTS]), columns=columns, rows=[_row(it) for it in found])


def _row(it: Standing) -> list[Cell]:
    one = it.request
    asked = one.clock.asked[0] if one.clock.asked else None
    return [
        text(one.key),
        text(one.clock.received_on.isoformat()),
        text(it.until.isoformat() + (say("（暂定）", " (prov.)") if it.is_provisional else "")),
        text(_state_said(it)),
        count(it.left) if it.status in OPEN else text(""),
        text(say("是", "yes") if one.clock.is_extended else ""),
        text(asked.begins.isoformat() if asked else ""),
        text(_heard_said(it)),
        text(one.replied_on.isoformat() if one.replied_on else ""),
        text(_reply_said(it)),
        text(one.told),
    ]


def _state_said(it: Standing) -> str:
    said = say(*_NAMES[it.status])
    return say(f"{said}（逾期）", f"{said} late") if it.was_late else said


def _heard_said(it: Standing) -> str:
    """When a third party answered, or until when it still may."""
    if it.third_until is not None:
        return say(f"待答复，至{it.third_until}", f"until {it.third_until}")
    asked = it.request.clock.asked
    return asked[0].ends.isoformat() if asked and asked[0].ends else ""


def _reply_said(it: Standing) -> str:
    if it.request.reply is None:
        return ""
    kind = REPLIES[it.request.reply]
    zh, en = kind.names
    return say(f"{zh}（第{kind.item}项）", f"{en} (item {kind.item})")


def section(found: Sequence[Standing], shown: int) -> dict[str, Any]:
    """What the page of what is due says of them: how many stand how, and those that are due first."""
    waiting = [it for it in found if it.status in OPEN]
    counts = [(say(*_NAMES[status]), sum(it.status is status for it in found), TONES[status]) for status in TONES]
    return {
        "counts": [it for it in counts if it[1]],
        "lines": [_line(it) for it in waiting[:shown]],
        "more": max(0, len(waiting) - shown),
        "basis": in_turn(say(*it) for it in (ART_32, ART_33, ART_36)),
    }


def _line(it: Standing) -> dict[str, Any]:
    days = abs(it.left)
    left = say(f"还有 {days} 个工作日", f"{days} working days left")
    late = say(f"逾期 {days} 个工作日", f"{days} working days late")
    return {
        "key": it.request.key,
        "came": it.request.clock.received_on,
        "until": it.until,
        "status": say(*_NAMES[it.status]),
        "tone": TONES[it.status],
        "left": left if it.left >= 0 else late,
        "is_late": it.status is Status.LATE,
        "is_extended": it.request.clock.is_extended,
        "third": _heard_said(it),
    }
