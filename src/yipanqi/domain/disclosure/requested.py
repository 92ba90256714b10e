"""依申请公开: until when a request is answered, what may be answered, and until when a third party is heard.

条例第三十三条: 20 working days, once 20 more at most; the time in which others are asked is not counted. 第三十二条: a
third party has 15 working days. 第三十六条: the kinds of reply."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.domain.disclosure.duty import OPEN, Status, status_on
from yipanqi.domain.working_calendar import WorkingCalendar

Pair = tuple[str, str]
ART_32: Pair = ("《政府信息公开条例》第三十二条", "Regulation on Open Government Information, Article 32")
ART_33: Pair = ("《政府信息公开条例》第三十三条", "Regulation on Open Government Information, Article 33")
ART_36: Pair = ("《政府信息公开条例》第三十六条", "Regulation on Open Government Information, Article 36")
REPLY_DAYS, MORE_DAYS, THIRD_PARTY_DAYS = 20, 20, 15


class Reply(StrEnum):
    """What a request is answered."""

    PUBLIC_ALREADY = "public_already"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_HELD = "not_held"
    NOT_OURS = "not_ours"
    REPEATED = "repeated"
    OTHER_LAW = "other_law"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKind:
    """A kind of reply, its paragraph of the article, and what it must tell."""

    names: Pair
    item: int
    must_tell: Pair


REPLIES: Mapping[Reply, ReplyKind] = {
    Reply.PUBLIC_ALREADY: ReplyKind(
        names=("已主动公开", "Public already"), item=1, must_tell=("获取的方式和途径", "How and where to get it")
    ),
    Reply.GRANTED: ReplyKind(
        names=("予以公开", "Granted"), item=2, must_tell=("信息本身，或获取的方式、途径和时间", "It, or how and when")
    ),
    Reply.REFUSED: ReplyKind(names=("不予公开", "Refused"), item=3, must_tell=("理由", "The reason")),
    Reply.NOT_HELD: ReplyKind(
        names=("信息不存在", "Not held"), item=4, must_tell=("经检索不存在", "That it was searched for and not found")
    ),
    Reply.NOT_OURS: ReplyKind(
        names=("不属于本机关", "Not this office's"),
        item=5,
        must_tell=("理由；能确定的，负责机关的名称和联系方式", "Why; whose it is and how to reach them, where known"),
    ),
    Reply.REPEATED: ReplyKind(
        names=("重复申请", "Asked again"), item=6, must_tell=("不予重复处理", "That it was answered before")
    ),
    Reply.OTHER_LAW: ReplyKind(
        names=("按其他法律、行政法规办理", "Under another law"),
        item=7,
        must_tell=("依照的规定（工商、不动产登记资料等）", "Which law governs it (registers of firms, land, …)"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A time in which a third party or another office is asked: from the day it is asked to the day it answers."""

    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as its clock knows it: received (or completed, where it had to be), perhaps extended."""

    received_on: date
    is_extended: bool = False
    asked: tuple[Asking, ...] = ()


def reply_due(request: Request, day: date, calendar: WorkingCalendar) -> date:
    """The last day of an answer in time, as it is known on a day: a time of asking that is still open runs on."""
    until = calendar.add(request.received_on, REPLY_DAYS + (MORE_DAYS if request.is_extended else 0))
    asking = _asking_days(request, day, calendar)
    return calendar.add(until, len(asking)) if asking else until


def third_party_due(asked_on: date, calendar: WorkingCalendar) -> date:
    """The last day on which a third party answers; after it the office decides."""
    return calendar.add(asked_on, THIRD_PARTY_DAYS)


def lacking_reply(kind: Reply, told: str) -> Pair | None:
    """What a reply lacks; nothing: it says what its kind must say."""
    if told.strip():
        return None
    zh, en = REPLIES[kind].must_tell
    return f"答复应告知：{zh}", f"The reply must tell: {en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A request as the register has it: its number, its clock, and what it was answered on which day."""

    key: str
    clock: Request
    replied_on: date | None = None
    reply: Reply | None = None
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a request stands on a day: until when it is answered, and until when a third party still may answer."""

    request: Logged
    until: date
    status: Status
    left: int = 0  # working days until it is due, that day counted; below zero: over
    third_until: date | None = None
    is_provisional: bool = False  # counted through a year without its holiday notice

    @property
    def was_late(self) -> bool:
        """Was it answered after its day?"""
        return self.request.replied_on is not None and self.request.replied_on > self.until


def standing(request: Logged, day: date, calendar: WorkingCalendar) -> Standing:
    """How it stands on a day; what was answered is judged by the day of its answer."""
    until = reply_due(request.clock, request.replied_on or day, calendar)
    waits = [it.begins for it in request.clock.asked if it.ends is None] if request.replied_on is None else []
    return Standing(
        request=request,
        until=until,
        status=Status.DONE if request.replied_on else status_on(until, day, calendar),
        left=calendar.between(day, until) if day <= until else -(calendar.between(until, day) - 1),
        third_until=max((third_party_due(it, calendar) for it in waits), default=None),
        is_provisional=calendar.is_provisional(until),
    )


def standings(requests: Iterable[Logged], day: date, calendar: WorkingCalendar) -> list[Standing]:
    """How they stand: those without an answer first, the earliest first."""
    found = [standing(it, day, calendar) for it in requests]
    return sorted(found, key=lambda it: (it.status not in OPEN, it.until, it.request.key))


def _asking_days(request: Request, day: date, calendar: WorkingCalendar) -> set[date]:
    """The working days on which somebody was asked, after the day of receipt; a day counts once."""
    found: set[date] = set()
    for one in request.asked:
        found.update(_working(max(one.begins, request.received_on), one.ends or day, calendar))
    return found


def _working(first: date, last: date, calendar: WorkingCalendar) -> Iterable[date]:
    it = calendar.add(first, 1)
    while it <= last:
        yield it
        it = calendar.add(it, 1)
