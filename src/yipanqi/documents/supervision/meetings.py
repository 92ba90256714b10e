"""会议纪要 and 议程: minutes in the form of GB/T 9704 for 纪要, and the agenda with what earlier meetings left open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from yipanqi.documents.delivery.voice import Paper
from yipanqi.documents.supervision.letter_names import named
from yipanqi.domain.sentences.spoken import date_text

Pair = tuple[str, str]  # Chinese, English
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class MinutesItem:
    """What a meeting asks, decides, assigns or notes."""

    kind: Pair
    is_note: bool
    text: str
    leader: str = ""
    unit: str = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CarriedItem:
    """An open item of an earlier meeting."""

    meeting: str
    text: str
    unit: str = ""
    until: date | None = None
    state: Pair = ("", "")  # where it stands
    followed: Pair = ("", "")  # its order or task, with what became of that


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """A meeting as its papers tell it; items in their order, kind by kind."""

    title: str
    held_on: date
    place: str = ""
    chair: str = ""
    attending: tuple[str, ...] = ()
    number: str = ""
    printed_on: date | None = None
    issuer: str = ""
    source: str = ""
    is_synthetic: bool = False
    items: tuple[MinutesItem, ...] = ()
    carried: tuple[CarriedItem, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)  # a unit's name → its name in English


def write_minutes(facts: MeetingFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the minutes: red head and number, what was settled kind by kind with unit and limit, who attended, to whom
    it is sent. Minutes carry no seal. Of a meeting that was entered afterwards only what was settled, and its source:
    what somebody else printed is not printed again in the office's name."""
    paper, is_own, facts = Paper(lang), not facts.source, named(facts, lang)
    if lang == "zh" and is_own:
        paper.press.red_head(paper.say("minutes_red_head", issuer=facts.issuer))
    if facts.number:
        paper.press.line("Number", facts.number)
    if lang == "zh" and is_own:
        paper.press.red_line()
    paper.press.title(paper.say("minutes_title" if is_own else "minutes_entered_title", title=facts.title))
    paper.press.note(paper.say("doc_synthetic") if facts.is_synthetic else "")
    for text in _opening(paper, facts):
        paper.press.prose(text)
    for kind, group in groupby(facts.items, key=lambda it: it.kind):
        _settled(paper, kind, list(group))
    if facts.attending:
        colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
        paper.press.line("Number")
        paper.press.prose(f"**{paper.say('minutes_attending')}{colon}**{comma.join(facts.attending)}")
    if facts.source:
        paper.press.line("Small")
        paper.press.line("Small", paper.say("minutes_source", source=facts.source.rstrip("。.")))
    if facts.printed_on and is_own:
        _colophon(paper, facts)
    return paper.write(path)


def write_agenda(facts: MeetingFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the agenda: when and where, and the open items of all earlier meetings with where each stands."""
    paper, facts = Paper(lang), named(facts, lang)
    paper.press.title(paper.say("agenda_title", title=facts.title))
    paper.press.note(paper.say("doc_synthetic") if facts.is_synthetic else "")
    comma = "、" if lang == "zh" else ", "
    paper.fields(
        [
            (paper.say("agenda_time"), paper.day(facts.held_on)),
            (paper.say("agenda_place"), facts.place),
            (paper.say("agenda_chair"), facts.chair),
            (paper.say("agenda_attending"), comma.join(facts.attending)),
        ]
    )
    paper.heading("agenda_carried")
    code = "agenda_count" if facts.carried else "agenda_none"
    paper.press.prose(paper.say(code, count=len(facts.carried)))
    stop = "，" if lang == "zh" else ", "
    rows = [
        [
            str(at),
            one.meeting,
            one.text,
            one.unit or "—",
            one.until.isoformat() if one.until else "—",
            stop.join(filter(None, (paper.pick(one.state), paper.pick(one.followed)))),
        ]
        for at, one in enumerate(facts.carried, 1)
    ]
    heads = ("number", "meeting", "item", "unit", "until", "state")
    paper.table([paper.say(f"agenda_head_{it}") for it in heads], rows)
    own = [it for it in facts.items if not it.is_note]
    if own:
        paper.press.line("Small")
        paper.heading("agenda_other")
        for at, one in enumerate(own, 1):
            paper.press.prose(_item(paper, at, one))
    return paper.write(path)


def _opening(paper: Paper, facts: MeetingFacts) -> Iterator[str]:
    place = paper.say("minutes_place", place=facts.place) if facts.place else ""
    chair = paper.say("minutes_chair", chair=facts.chair) if facts.chair else ""
    yield paper.say("minutes_opening", day=paper.day(facts.held_on), title=facts.title, place=place, chair=chair)
    asked = sum(not it.is_note for it in facts.items)
    yield paper.say("minutes_asks", count=asked) if asked else paper.say("minutes_asks_nothing")


def _settled(paper: Paper, kind: Pair, items: Sequence[MinutesItem]) -> None:
    paper.headings += 1
    number = f"{ordinal(paper.headings)}、" if paper.lang == "zh" else f"{paper.headings}. "
    paper.press.heading(1, number + paper.say("minutes_kind", kind=paper.pick(kind), count=len(items)))
    for at, one in enumerate(items, 1):
        paper.press.prose(_item(paper, at, one))


def _item(paper: Paper, at: int, one: MinutesItem) -> str:
    parts = [
        paper.say("minutes_leader", leader=one.leader) if one.leader else "",
        paper.say("minutes_unit", unit=one.unit) if one.unit else "",
        paper.say("minutes_until", day=date_text(one.until, paper.lang)) if one.until else "",
    ]
    told = ("；" if paper.lang == "zh" else "; ").join(filter(None, parts))
    about = paper.say("minutes_about", parts=told) if told else ""
    mark = ordinal(at) if paper.lang == "zh" else str(at)
    return paper.say("minutes_item", mark=mark, text=one.text.rstrip("。.；;"), about=about)


def _colophon(paper: Paper, facts: MeetingFacts) -> None:
    """版记; in English, where offices have none, a line for each of its parts."""
    comma = "，" if paper.lang == "zh" else ", "
    copied = paper.say("minutes_copied", units=comma.join(facts.attending)) if facts.attending else ""
    day = paper.say("minutes_printed_on", day=paper.day(facts.printed_on))
    if paper.lang == "zh":
        paper.press.colophon(copied, facts.issuer, day)
        return
    for text in filter(None, (copied, f"{facts.issuer}. {day}")):
        paper.press.line("Small", text)


def ordinal(number: int) -> str:
    """一 to 九十九. ValueError beyond."""
    if not 0 < number < 100:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_ORDINALS[tens - 1]}十"
    return lead + (_ORDINALS[ones - 1] if ones else "")
