"""A meeting as its papers and its agenda need it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yipanqi.documents.latin import english_names
from yipanqi.documents.supervision import CarriedItem, MeetingFacts, MinutesItem
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.supervision.meeting import ItemKind, MeetingState, Standing
from yipanqi.web.page.say import say

from .models import Meeting, MeetingItem

_ORDER = {kind: at for at, kind in enumerate(ItemKind)}  # in which kinds stand in the minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """An open item on an agenda: as it stood then, or as it stands now."""

    item: MeetingItem
    standing: tuple[str, str]
    tone: str
    unit: str
    until: date | None
    followed: tuple[str, str]
    url: str = ""  # of the item, for whoever may see its meeting

    @property
    def standing_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.standing)

    @property
    def followed_said(self) -> str:
        """By which order or task, with its state."""
        return say(*self.followed)


def agenda_of(meeting: Meeting, day: date, user: Any = None) -> list[AgendaItem]:
    """What stands on its agenda: once it was held as it stood then; before, what is open now and will be awake then.
    Nothing of one that was called off. For a person with the addresses of the items that they may see."""
    found = _agenda(meeting, day)
    if user is None:
        return found
    seen = MeetingItem.objects.visible_to(user).filter(pk__in=[it.item.pk for it in found])
    keys = set(seen.values_list("pk", flat=True))
    return [replace(it, url=it.item.get_absolute_url()) if it.item.pk in keys else it for it in found]


def _agenda(meeting: Meeting, day: date) -> list[AgendaItem]:
    if meeting.is_held:
        rows = meeting.agenda.select_related("item__meeting", "item__unit", "item__order__lead", "item__task")
        return [
            AgendaItem(
                item=it.item,
                standing=Standing(it.standing).names,
                tone="",
                unit=it.unit,
                until=it.until,
                followed=(it.followed[0], it.followed[1]) if it.followed else ("", ""),
            )
            for it in rows
        ]
    if meeting.told is MeetingState.CANCELLED:
        return []
    return [
        AgendaItem(
            item=it,
            standing=it.standing.names,
            tone=it.tone,
            unit=it.unit_said,
            until=it.until,
            followed=(found[0], found[1]) if (found := it.followed_in_both) else ("", ""),
        )
        for it in MeetingItem.objects.carried(meeting, max(meeting.held_on, day)).told()
    ]


def minutes_facts(meeting: Meeting) -> MeetingFacts:
    """What the minutes are printed from."""
    items = sorted(meeting.items.select_related("unit"), key=lambda it: (_ORDER[ItemKind(it.kind)], it.number))
    return _facts(meeting, items=tuple(_printed(it) for it in items))


def agenda_facts(meeting: Meeting, day: date) -> MeetingFacts:
    """What the agenda is printed from."""
    carried = tuple(
        CarriedItem(
            meeting=f"{it.item.meeting.title}（{it.item.meeting.held_on:%Y-%m-%d}）"
            if say("zh", "en") == "zh"
            else f"{it.item.meeting.title} ({it.item.meeting.held_on:%Y-%m-%d})",
            text=it.item.text,
            unit=it.unit,
            until=it.until,
            state=it.standing,
            followed=it.followed,
        )
        for it in agenda_of(meeting, day)
    )
    return _facts(meeting, carried=carried)


def _printed(item: MeetingItem) -> MinutesItem:
    kind = ItemKind(item.kind)
    return MinutesItem(
        kind=kind.names,
        is_note=kind is ItemKind.NOTE,
        text=item.text,
        leader=item.leader,
        unit=item.unit.name if item.unit else "",
        until=item.limit,
    )


def _facts(
    meeting: Meeting, *, items: tuple[MinutesItem, ...] = (), carried: tuple[CarriedItem, ...] = ()
) -> MeetingFacts:
    heading = meeting.entry.frame().heading
    return MeetingFacts(
        title=meeting.title,
        held_on=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        attending=(*(it.name for it in meeting.attending.all()), *([meeting.others] if meeting.others else [])),
        number=meeting.minutes_number,
        printed_on=meeting.printed_on,
        issuer=heading.issuer or Party.OFFICE.names[0],
        source=meeting.source,
        is_synthetic=heading.is_synthetic,
        items=items,
        carried=carried,
        english=english_names(meeting.entry.frame().units),
    )
