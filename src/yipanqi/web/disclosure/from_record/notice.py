"""公示公告: of an estate whose scheme is being shown, or is about to be; the office writes its body."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind as TaskKind
from yipanqi.domain.disclosure.drafts import say
from yipanqi.domain.disclosure.drafts_notice import NoticeRecord, draft_notice
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .base import NoRecord, Offer, is_sample, number
from .reading import only, taken
from .tasks import measures_of, place_of

PREFIX, KINDS = "delivery.notice", (Kind.NOTICE,)
_AHEAD = timedelta(days=14)  # so long before it begins it may be drafted
_SHOWN = (State.READY, State.UNDER_WAY)
_FIELDS = ("id", "estate", "estate_name", "region", "region_name", "start_date", "finish_date", "started_on")


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each estate whose notice stands, or may begin."""
    rows = _stages(entry).filter(state__in=_SHOWN)
    rows = rows.filter(Q(started_on__lte=day) | Q(started_on=None, start_date__lte=day + _AHEAD))
    for it in taken(rows.order_by("place"), *_FIELDS):
        yield Offer(
            kind=Kind.NOTICE,
            record_key=f"{PREFIX}:{it['id']}",
            title=say("notice_title", estate=it["estate_name"]),
            event_day=it["started_on"] or it["start_date"],
            url=reverse("delivery:task", args=[it["id"]]),
        )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """The notice of an estate, with the works that are planned there."""
    it = only(taken(_stages(entry).filter(pk=number(name)).exclude(state=State.CANCELLED), *_FIELDS))
    if it is None:
        raise NoRecord
    rows = DeliveryTask.objects.filter(entry=entry, estate=it["estate"], kind=TaskKind.WORK)
    works = taken(
        rows.exclude(state=State.CANCELLED).order_by("place"), "measure", "name", "name_en", "start_date", "finish_date"
    )
    return draft_notice(
        NoticeRecord(
            place=place_of(it),
            shown_from=it["started_on"] or it["start_date"],
            shown_until=_until(it),
            works=tuple((one["name"], one["name_en"]) for one in works),
            measures=measures_of(works),
            starts_on=min((one["start_date"] for one in works), default=None),
            finishes_on=max((one["finish_date"] for one in works), default=None),
            record=f"{it['estate_name']}的公示任务",
            as_of=today(),
            is_synthetic=is_sample(entry),
            at=reverse("delivery:task", args=[it["id"]]),
        )
    )


def _stages(entry: ProgrammeEntry) -> Any:
    return DeliveryTask.objects.filter(entry=entry, kind=TaskKind.STAGE, stage=DeliveryStage.NOTICE)


def _until(it: dict[str, Any]) -> date:
    """The last day: as long after its real beginning as was planned."""
    begun = it["started_on"] or it["start_date"]
    return begun + (it["finish_date"] - it["start_date"])
