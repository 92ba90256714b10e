"""会议活动: a meeting told to the public: when it was held, which units attended, what it asks, decides and assigns.
Who chaired, spoke or demanded is not named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.disclosure.drafts import count, day, heading, listed, paragraph, say
from yipanqi.domain.disclosure.publication import Block, Content, Pair, Paragraph
from yipanqi.domain.supervision.meeting import ASKING, ItemKind, MeetingKind

_COUNTED = {
    ItemKind.DEMAND: "meeting_demands",
    ItemKind.DECISION: "meeting_decisions",
    ItemKind.ASSIGNMENT: "meeting_assignments",
}
_STOPS = "。；;.， "


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a meeting asks, decides or assigns."""

    kind: ItemKind
    text: str
    unit: str = ""
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingRecord:
    """A meeting whose minutes are printed, as plain values."""

    district: str
    title: str
    kind: MeetingKind
    held_on: date
    attending: tuple[str, ...] = ()
    items: tuple[Asked, ...] = ()
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""


def draft_meeting(it: MeetingRecord) -> Content:
    """When, how much it settled, and its demands, decisions and assignments in turn."""
    name = _name(it.district, it.title, it.kind)
    opening = say("meeting_opening", day=day(it.held_on), district=it.district, title=name)
    blocks: list[Block] = [paragraph("opening", opening, *_counts(it))]
    for kind in ASKING:
        blocks += _settled(kind, [one for one in it.items if one.kind is kind])
    if it.attending:
        units = listed((one, one) for one in it.attending)
        blocks.append(paragraph("attended", say("meeting_attended", units=units)))
    return Content(
        title=meeting_title(it.district, it.title, it.kind, it.held_on),
        blocks=tuple(blocks),
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def meeting_title(district: str, title: str, kind: MeetingKind, held_on: date) -> Pair:
    """江汉区召开2028年4月老旧小区改造调度会; in English what kind of meeting it was, and its day."""
    name = _name(district, title, kind)
    dated = (name[0], say("meeting_name_day", name=name, day=day(held_on))[1])
    return say("meeting_title", district=district, title=dated)


def _name(district: str, title: str, kind: MeetingKind) -> Pair:
    return title.removeprefix(district), say("meeting_name", kind=_lower(kind.names))[1]


def _lower(names: Pair) -> Pair:
    return names[0], names[1].lower()


def _counts(it: MeetingRecord) -> Iterator[Pair]:
    counted = {kind: sum(one.kind is kind for one in it.items) for kind in ASKING}
    parts = [say(_COUNTED[kind], count=count(found, it.at)) for kind, found in counted.items() if found]
    if parts:
        yield say("meeting_counts", parts=listed(parts))


def _settled(kind: ItemKind, items: Sequence[Asked]) -> Iterator[Block]:
    if not items:
        return
    yield heading(f"meeting_head_{kind}")
    for at, one in enumerate(items, 1):
        yield _item(kind, at, one)


def _item(kind: ItemKind, at: int, one: Asked) -> Paragraph:
    told: dict[str, object] = {"at": at, "text": one.text.strip().rstrip(_STOPS)}
    code = "meeting_item"
    if one.unit:
        told["unit"] = one.unit
        code = "meeting_item_unit"
    if one.limit:
        told["until"] = day(one.limit)
        code = "meeting_item_both" if one.unit else "meeting_item_until"
    return paragraph(f"{kind}-{at}", say(code, **told))
