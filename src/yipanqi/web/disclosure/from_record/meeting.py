"""会议活动: from the meetings whose minutes are printed. Notes, what was dropped, and every person stay inside."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.disclosure.drafts_meeting import Asked, MeetingRecord, draft_meeting, meeting_title
from yipanqi.domain.disclosure.publication import Content, Kind, Pair
from yipanqi.domain.disclosure.shipped import of_meeting
from yipanqi.domain.supervision.meeting import ASKING, ItemKind, ItemState, MeetingKind, MeetingState
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.supervision.models import Meeting, MeetingItem

from .base import NoRecord, Offer, is_sample, number, said
from .reading import only, taken

PREFIX, KINDS = "supervision.meeting", (Kind.MEETING,)
_FIELDS = ("id", "title", "kind", "held_on", "printed_on")


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each meeting with printed minutes, the newest first."""
    rows = Meeting.objects.filter(entry=entry, state=MeetingState.PRINTED, printed_on__lte=day)
    district = entry.frame().heading.district
    for it in taken(rows, *_FIELDS):
        yield Offer(
            kind=Kind.MEETING,
            record_key=f"{PREFIX}:{it['id']}",
            title=_title(district, it),
            event_day=it["printed_on"],
            url=reverse("supervision:meeting", args=[it["id"]]),
        )


def _title(district: str, it: dict[str, Any]) -> Pair:
    known = of_meeting(it["title"], it["held_on"])
    return (
        known.content.title if known else meeting_title(district, it["title"], MeetingKind(it["kind"]), it["held_on"])
    )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """A meeting with what it asks, decides and assigns; one that was public elsewhere before as it is shipped."""
    rows = Meeting.objects.filter(entry=entry, pk=number(name), state=MeetingState.PRINTED)
    it = only(taken(rows, *_FIELDS))
    if it is None:
        raise NoRecord
    if known := of_meeting(it["title"], it["held_on"]):
        return known.content
    items = MeetingItem.objects.filter(meeting=it["id"], kind__in=ASKING).exclude(state=ItemState.DROPPED)
    units = taken(Meeting.objects.filter(pk=it["id"]).order_by("attending__path"), "attending__name")
    heading = entry.frame().heading
    return draft_meeting(
        MeetingRecord(
            district=heading.district,
            title=it["title"],
            kind=MeetingKind(it["kind"]),
            held_on=it["held_on"],
            attending=tuple(one["attending__name"] for one in units if one["attending__name"]),
            items=tuple(
                Asked(
                    kind=ItemKind(one["kind"]),
                    text=one["text"],
                    unit=one["unit__name"] or "",
                    limit=one["limit"],
                )
                for one in taken(items.order_by("number"), "kind", "text", "unit__name", "limit")
            ),
            record=f"{said(it['printed_on'])}印发的会议纪要",
            as_of=it["held_on"],
            is_synthetic=is_sample(entry),
            at=reverse("supervision:meeting", args=[it["id"]]),
        )
    )
