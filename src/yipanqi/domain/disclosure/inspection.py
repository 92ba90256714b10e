"""政府网站检查: the signs by which the state inspection fails a site, as far as this column can show them
(国办秘函〔2019〕19号): columns without news, empty columns, dead links, letters without an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.domain.disclosure.publication import Kind

Pair = tuple[str, str]
CHECK: Pair = (
    "国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》",
    "General Office of the State Council, Letter No. 19 (2019), indicators of inspection",
)
NEWS_DAYS = 14
PAPER_MONTHS = 6
LETTER_MONTHS = 3
STALE_COLUMNS, EMPTY_COLUMNS = 5, 5  # so many fail a site


class Rhythm(StrEnum):
    """How often a column must have something new."""

    NEWS = "news"
    PAPERS = "papers"
    NONE = "none"  # it may rest, but not be empty


RHYTHM: Mapping[Kind, Rhythm] = {
    Kind.PROGRESS: Rhythm.NEWS,
    Kind.MEETING: Rhythm.NEWS,
    Kind.NOTICE: Rhythm.PAPERS,
    Kind.POLICY: Rhythm.PAPERS,
    Kind.CONTRACT: Rhythm.PAPERS,
    Kind.START: Rhythm.PAPERS,
    Kind.ACCEPTANCE: Rhythm.PAPERS,
    Kind.REPLY: Rhythm.PAPERS,
    Kind.PLAN: Rhythm.NONE,
    Kind.TASKS: Rhythm.NONE,
    Kind.FUNDING: Rhythm.NONE,
    Kind.ASSESSMENT: Rhythm.NONE,
    Kind.ANNUAL: Rhythm.NONE,
}  # 动态要闻类两周、通知公告和政策文件类六个月; which of our kinds is which is our reading


class SignKind(StrEnum):
    """What is found."""

    STALE = "stale"
    EMPTY = "empty"
    DEAD_LINK = "dead_link"
    UNANSWERED = "unanswered"


SIGNS: Mapping[SignKind, Pair] = {
    SignKind.STALE: ("栏目不更新", "Column without news"),
    SignKind.EMPTY: ("空白栏目", "Empty column"),
    SignKind.DEAD_LINK: ("失效链接", "Dead link"),
    SignKind.UNANSWERED: ("留言长期不答复", "Letter without an answer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as the public sees it: what it holds, and when something new last came."""

    code: str
    names: Pair
    rhythm: Rhythm
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page, and what it answered when it was tried: a status, or nothing where nobody answered."""

    page: str
    address: str
    answered: int | None
    tried_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of the public: when it came, when it was answered."""

    key: str
    received_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that an inspection would find."""

    kind: SignKind
    about: Pair
    since: date | None  # when it began; of an empty column nothing
    said: Pair
    source: Pair = CHECK


def stale(columns: Iterable[Column], day: date) -> list[Sign]:
    """Columns of news without anything new for two weeks, of notices and policies for six months."""
    found = []
    for column in columns:
        if column.last_on is None or column.rhythm is Rhythm.NONE:
            continue
        if column.rhythm is Rhythm.NEWS:
            until, zh, en = column.last_on + timedelta(days=NEWS_DAYS), "两周", "two weeks"
        else:
            until, zh, en = months_after(column.last_on, PAPER_MONTHS), "6个月", "six months"
        if day > until:
            said = (f"超过{zh}没有更新", f"Nothing new for more than {en}")
            found.append(Sign(kind=SignKind.STALE, about=column.names, since=column.last_on, said=said))
    return found


def empty(columns: Iterable[Column]) -> list[Sign]:
    """Columns in which there is nothing at all."""
    said = ("栏目中没有内容", "There is nothing in it")
    return [
        Sign(kind=SignKind.EMPTY, about=column.names, since=None, said=said)
        for column in columns
        if column.last_on is None
    ]


def dead(links: Iterable[Link]) -> list[Sign]:
    """Links that did not answer when they were tried, or with an error."""
    return [
        Sign(
            kind=SignKind.DEAD_LINK,
            about=(link.address, link.address),
            since=link.tried_on,
            said=(f"页面 {link.page}：{_answer(link)[0]}", f"Page {link.page}: {_answer(link)[1]}"),
        )
        for link in links
        if link.answered is None or link.answered >= 400
    ]


def unanswered(letters: Iterable[Letter], day: date) -> list[Sign]:
    """Letters that wait for more than three months."""
    return [
        Sign(
            kind=SignKind.UNANSWERED,
            about=(letter.key, letter.key),
            since=letter.received_on,
            said=("超过3个月没有答复", "Not answered for more than three months"),
        )
        for letter in letters
        if letter.answered_on is None and day > months_after(letter.received_on, LETTER_MONTHS)
    ]


def verdict(signs: Iterable[Sign]) -> list[Pair]:
    """For which of these signs an inspection would fail the site; nothing: for none."""
    told = list(signs)
    count = {kind: sum(it.kind is kind for it in told) for kind in SignKind}
    found: list[Pair] = []
    if count[SignKind.STALE] >= STALE_COLUMNS:
        number = count[SignKind.STALE]
        found.append((f"{number}个栏目不更新（5个及以上单项否决）", f"{number} columns without news (5 fail a site)"))
    if count[SignKind.EMPTY] >= EMPTY_COLUMNS:
        number = count[SignKind.EMPTY]
        found.append((f"{number}个空白栏目（5个及以上单项否决）", f"{number} empty columns (5 fail a site)"))
    if count[SignKind.UNANSWERED]:
        found.append(("有留言超过3个月未答复（单项否决）", "Letters unanswered for three months (fails a site)"))
    return found


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = date((count + 1) // 12, (count + 1) % 12 + 1, 1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _answer(link: Link) -> Pair:
    if link.answered is None:
        return "没有应答", "no answer"
    return f"返回{link.answered}", f"answered {link.answered}"
