"""Lists from outside, read whole before anything is stored; what is wrong is told by line, of a roll without a value.
What is kept of a roll are keyed hashes alone: no name or room can be had from them without the platform's key."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date

from yipanqi.domain.disclosure.privacy import Level, Roll, marks
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.requested import REPLIES, Reply, lacking_reply
from yipanqi.domain.sentences import sentence
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry
from yipanqi.workbook.opening import ENDINGS, LIMITS, CannotRead, FileRefused, open_book
from yipanqi.workbook.raw import Raw, UnusableCell

from .models import BroughtList

MOST_BYTES, MOST_ROWS, SECONDS = 10_000_000, 100_000, 30.0
_LIMITS = {**LIMITS, "bytes": MOST_BYTES, "rows": MOST_ROWS + 1, "cells": 600_000}
HEADS: Mapping[str, tuple[Pair, ...]] = {
    BroughtList.ROLL: (("小区", "Estate"), ("姓名", "Name"), ("房号", "Room")),
    BroughtList.LINKS: (("页面", "Page"), ("链接", "Link"), ("状态码", "Status"), ("检查日期", "Tried on")),
    BroughtList.LETTERS: (("来信编号", "Number"), ("来信日期", "Received on"), ("答复日期", "Answered on")),
    BroughtList.REQUESTS: (
        ("申请编号", "Number"),
        ("收到日期", "Received on"),
        ("是否延期", "Extended"),
        ("征求第三方日期", "Third party asked on"),
        ("第三方答复日期", "Third party answered on"),
        ("答复日期", "Replied on"),
        ("答复类型", "Kind of reply"),
        ("答复告知内容", "What it tells"),
    ),
}
_NEEDED = {
    BroughtList.ROLL: 2,
    BroughtList.LINKS: 4,
    BroughtList.LETTERS: 2,
    BroughtList.REQUESTS: 2,
}  # columns that must be there
_SHOWN = {
    BroughtList.ROLL: ("示例小区", "张三", "3-2-501"),
    BroughtList.LINKS: ("a/0123456789/index.html", "https://www.example.gov.cn/1.html", "404", "2028-05-10"),
    BroughtList.LETTERS: ("2028-0001", "2028-05-10", "2028-05-20"),
    BroughtList.REQUESTS: (
        "2028-依申请-001",
        "2028-05-10",
        "否",
        "2028-05-15",
        "2028-05-22",
        "2028-06-12",
        "不予公开",
        "涉及商业秘密，第三方不同意公开",
    ),
}
_REPLIES = {name: reply for reply, it in REPLIES.items() for name in it.names}
_YES, _NO = (
    frozenset({"是", "yes", "Yes", "1", "TRUE", "True"}),
    frozenset({"", "否", "no", "No", "0", "FALSE", "False"}),
)
_MOST_TOLD = 200
Told = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class BroughtRead:
    """What a file says: what would be kept, how many lines that is, faults by line."""

    kept: dict[str, Any] = field(default_factory=dict)
    count: int = 0
    shown: list[Told] = field(default_factory=list)  # a summary, never a name
    faults: list[tuple[int, Pair]] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """What is kept, as bytes: the same for the same."""
        return json.dumps(self.kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def key() -> bytes:
    """The key of rolls: the platform's own, and kept nowhere beside them."""
    return salted_hmac("disclosure.roll", "key", algorithm="sha256").digest()


def mark() -> str:
    """By which a roll tells that it was made under this key."""
    return hashlib.sha256(b"roll" + key()).hexdigest()[:16]


def head_of(kind: str) -> Told:
    """The columns of a list."""
    return tuple(it[0] for it in HEADS[kind])


def to_fill_in(kind: str, lines: Sequence[Told] = ()) -> Sequence[Told]:
    """Lines to fill in, or one that shows how."""
    return lines or [_SHOWN[kind]]


def read(entry: ProgrammeEntry, kind: str, name: str, data: bytes) -> BroughtRead:
    """What the file says; nothing is stored, and of a roll nothing leaves this but hashes."""
    found = BroughtRead()
    rows = _rows(name, data, found)
    if not rows:
        if not found.faults:
            found.faults.append((1, ("文件里没有内容", "The file is empty")))
        return found
    heads = {it: at for at, pair in enumerate(HEADS[kind]) for it in pair}
    at_of = {heads[cell]: column for column, cell in enumerate(rows[0][1]) if cell in heads}
    if missing := [HEADS[kind][at] for at in range(_NEEDED[kind]) if at not in at_of]:
        found.faults.append((1, (f"缺少列：{missing[0][0]}", f"A column is missing: {missing[0][1]}")))
        return found
    width = max(4, len(HEADS[kind]))
    lines = [
        (number, tuple(cells[at_of[at]] if at in at_of and at_of[at] < len(cells) else "" for at in range(width)))
        for number, cells in rows[1:]
    ]
    _READERS[kind](entry, [it for it in lines if any(it[1])], found)
    return found


def _rows(name: str, data: bytes, found: BroughtRead) -> list[tuple[int, Told]]:
    """The lines of the first sheet with their numbers, every cell as text; opened in a limited child process."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix if suffix in ENDINGS else '.csv'}"
        path.write_bytes(data)
        try:
            book = open_book(path, limits=_LIMITS, seconds=SECONDS)
        except FileRefused as refusal:
            said = [sentence(refusal.code, refusal.values, lang) for lang in ("zh", "en")]
            found.faults.append((1, (said[0], said[1])))
            return []
        except CannotRead:
            found.faults.append((1, ("文件打不开", "The file cannot be opened")))
            return []
    grid = next((it for it in book.grids if not it.is_hidden and it.rows), None)
    if grid is None:
        return []
    return [
        (row + 1, tuple(_text(cells.get(at)) for at in range(max(cells, default=-1) + 1)))
        for row, cells in sorted(grid.rows.items())
    ]


def _text(raw: Raw | None) -> str:
    if raw is None or isinstance(raw, UnusableCell):
        return ""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def estates_of(entry: ProgrammeEntry) -> list[tuple[str, str]]:
    """Code and name of each estate."""
    return list(EstateRow.objects.filter(entry=entry).values_list("estate", "name"))


def _roll(entry: ProgrammeEntry, lines: Sequence[tuple[int, Told]], found: BroughtRead) -> None:
    known = {it: place for place in estates_of(entry) for it in place}
    persons: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for number, (estate, name, room, _) in lines:
        if estate not in known:
            found.faults.append((number, (f"没有名为“{estate}”的小区", f"No estate is called “{estate}”")))
        elif len(name.replace(" ", "")) < 2 or any(it.isdigit() for it in name):
            found.faults.append(
                (number, ("姓名不足两个字，或含数字", "The name is shorter than two signs, or has digits"))
            )
        else:
            persons.setdefault(known[estate], set()).add((name, room))
            found.count += 1
    of = []
    for (code, name), those in sorted(persons.items()):
        roll = Roll.made(key(), those)
        of.append(
            {
                "estate": code,
                "name": name,
                "names": sorted(it.hex() for it in roll.names),
                "rooms": sorted(it.hex() for it in roll.rooms),
                "begins": "".join(sorted(roll.begins)),
                "longest": roll.longest,
            }
        )
        found.shown.append((name, str(len(roll.names)), str(len(roll.rooms))))
    found.kept = {"kind": BroughtList.ROLL, "mark": mark(), "estates": of}


def _links(entry: ProgrammeEntry, lines: Sequence[tuple[int, Told]], found: BroughtRead) -> None:
    kept = []
    for number, (place, address, status, tried) in lines:
        day = _day(tried)
        if not address.startswith(("http://", "https://")) or len(address) > 500:
            fault = ("链接应以 http:// 或 https:// 开头", "The link begins with http:// or https://")
        elif status and not (status.isdecimal() and 100 <= int(status) <= 599):
            fault = ("状态码应为三位数，没有应答留空", "The status has three digits; empty where nobody answered")
        elif day is None:
            fault = ("检查日期应如 2028-05-10", "Write the day as 2028-05-10")
        else:
            kept.append([place[:300], address, int(status) if status else None, day.isoformat()])
            continue
        found.faults.append((number, fault))
    found.count, found.kept = len(kept), {"kind": BroughtList.LINKS, "links": kept}
    found.shown = [(it[0], it[1], str(it[2] or "")) for it in kept if it[2] is None or it[2] >= 400]


def _letters(entry: ProgrammeEntry, lines: Sequence[tuple[int, Told]], found: BroughtRead) -> None:
    kept: dict[str, list[str]] = {}
    for number, (name, received, answered, _) in lines:
        came, went = _day(received), _day(answered)
        if not name or len(name) > 60:
            fault = ("请填写来信编号（60字以内）", "Give the letter's number (60 signs at most)")
        elif name in kept:
            fault = ("来信编号重复", "The number comes twice")
        elif came is None or (answered and went is None):
            fault = ("日期应如 2028-05-10", "Write the day as 2028-05-10")
        elif went is not None and went < came:
            fault = ("答复日期早于来信日期", "Answered before it came")
        else:
            kept[name] = [came.isoformat(), went.isoformat() if went else ""]
            found.shown.append((name, *kept[name]))
            continue
        found.faults.append((number, fault))
    found.count, found.kept = len(kept), {"kind": BroughtList.LETTERS, "letters": kept}


def _requests(entry: ProgrammeEntry, lines: Sequence[tuple[int, Told]], found: BroughtRead) -> None:
    kept: dict[str, dict[str, Any]] = {}
    for number, cells in lines:
        name, _, extended, *_, kind, told = cells
        days = {it: _day(cells[at]) for it, at in _DAYS.items()}
        fault = _fault_of_request(cells, days, kept)
        if fault:
            found.faults.append((number, fault))
            continue
        kept[name] = {
            **{it: day.isoformat() if day else "" for it, day in days.items()},
            "extended": extended in _YES,
            "reply": _REPLIES[kind].value if kind else "",
            "told": told,
        }
        found.shown.append((name, *(it for it in (cells[1], cells[5], kind) if it)))
    found.count, found.kept = len(kept), {"kind": BroughtList.REQUESTS, "requests": kept}


_DAYS = {"came": 1, "asked": 3, "heard": 4, "replied": 5}  # columns


def _fault_of_request(cells: Told, days: Mapping[str, date | None], kept: Mapping[str, Any]) -> Pair | None:
    """What is wrong with a line; a reply must say what its kind must say, and name nobody."""
    name, _, extended, *_, kind, told = cells
    came, asked, heard, replied = (days[it] for it in _DAYS)
    if not name or len(name) > 60:
        return "请填写申请编号（60字以内）", "Give the request's number (60 signs at most)"
    if name in kept:
        return "申请编号重复", "The number comes twice"
    if came is None or any(cells[at] and days[it] is None for it, at in _DAYS.items()):
        return "日期应如 2028-05-10", "Write the day as 2028-05-10"
    if extended not in _YES | _NO:
        return "是否延期填“是”或“否”", "Extended: write yes or no"
    if heard is not None and asked is None:
        return "有第三方答复日期，缺征求日期", "A third party answered, but it is not said when it was asked"
    if any(
        later is not None and later < first for first, later in ((came, asked), (asked or came, heard), (came, replied))
    ):
        return (
            "日期先后不对：收到、征求、第三方答复、答复",
            "The days are out of order: received, asked, answered, replied",
        )
    return _fault_of_reply(replied, kind, told)


def _fault_of_reply(replied: date | None, kind: str, told: str) -> Pair | None:
    if kind and kind not in _REPLIES:
        first, *others = (it.names for it in REPLIES.values())
        zh, en = first[0] + "".join(f"、{it[0]}" for it in others), ", ".join(it[1] for it in (first, *others))
        return f"答复类型应为：{zh}", f"The kind of reply is one of: {en}"
    if bool(kind) is not bool(replied):
        return "答复日期和答复类型须同时填写", "Give the day of the reply and its kind together"
    if kind and (lacks := lacking_reply(Reply(_REPLIES[kind]), told)):
        return lacks
    if len(told) > _MOST_TOLD:
        return f"答复告知内容最多{_MOST_TOLD}字", f"What it tells has {_MOST_TOLD} signs at most"
    if any(it.level is not Level.ALLOW for it in marks(told)):
        return "答复告知内容里有个人信息，请删去", "What it tells has something of a person in it: leave that out"
    return None


_READERS = {
    BroughtList.ROLL: _roll,
    BroughtList.LINKS: _links,
    BroughtList.LETTERS: _letters,
    BroughtList.REQUESTS: _requests,
}


def _day(text: str) -> date | None:
    try:
        return parse_date(text.replace("/", "-").replace(".", "-")[:10])
    except ValueError:
        return None


def kept(data: bytes, kind: str) -> dict[str, Any] | None:
    """What was kept of a list of this kind; nothing where these bytes are no such list."""
    try:
        told = json.loads(data)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.get("kind") == kind else None


def size_of(told: Mapping[str, Any]) -> int:
    """How many lines it has."""
    if told["kind"] == BroughtList.ROLL:
        return sum(len(it["names"]) for it in told["estates"])
    return len(told[told["kind"]])


def rolls_in(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Roll]]:
    """Code, name and roll of each estate; none where it was made under another key."""
    if told["mark"] != mark():
        return
    for it in told["estates"]:
        names, rooms = (frozenset(bytes.fromhex(one) for one in it[part]) for part in ("names", "rooms"))
        yield it["estate"], it["name"], Roll(key(), names, rooms, frozenset(it["begins"]), it["longest"])
