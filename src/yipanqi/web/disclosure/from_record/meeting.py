"""会议活动: from the meetings whose minutes are printed. Notes, what was dropped, and every person stay inside."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from yipanqi.domain.disclosure.drafts_meeting import Asked, MeetingRecord, draft_meeting, meeting_title
from yipanqi.domain.disclosure.publication import Content, Kind
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
            title=meeting_title(district, it["title"], MeetingKind(it["kind"]), it["held_on"]),
            event_day=it["printed_on"],
            url=reverse("supervision:meeting", args=[it["id"]]),
        )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """A meeting with what it asks, decides and assigns."""
    rows = Meeting.objects.filter(entry=entry, pk=number(name), state=MeetingState.PRINTED)
    it = only(taken(rows, *_FIELDS))
    if it is None:
        raise NoRecord
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
