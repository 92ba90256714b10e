"""开工公告: from the works that were started in a month that is over."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind as TaskKind
from yipanqi.domain.disclosure.drafts import month as month_said
from yipanqi.domain.disclosure.drafts import say
from yipanqi.domain.disclosure.drafts_tasks import StartedEstate, StartRecord, draft_start
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.domain.supervision.period import Period, PeriodKind, period_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .base import NoRecord, Offer, is_sample
from .reading import taken
from .tasks import measures_of, place_of, works_of

PREFIX, KINDS = "delivery.start", (Kind.START,)


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each month that is over and in which something was started, the newest first."""
    rows = DeliveryTask.objects.filter(entry=entry, kind=TaskKind.WORK, started_on__lt=day.replace(day=1))
    days = taken(rows.exclude(state=State.CANCELLED).order_by("-started_on").distinct(), "started_on")
    district = entry.frame().heading.district
    for first, own in groupby((it["started_on"] for it in days), lambda it: it.replace(day=1)):
        yield Offer(
            kind=Kind.START,
            record_key=f"{PREFIX}:{first:%Y-%m}",
            title=say("start_title", district=district, month=month_said(first)),
            event_day=min(own),
            url=_url(first),
        )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """What was started in a month."""
    month = _month(name)
    works = works_of(entry, "started_on", "contractor__name", "supervisor__name")
    of = {estate: list(own) for estate, own in groupby(works, lambda it: it["estate"])}
    found = {estate: [it for it in own if _is_in(it, month)] for estate, own in of.items()}
    started = {estate: own for estate, own in found.items() if own}
    if not started:
        raise NoRecord
    heading = entry.frame().heading
    estates = [_estate(own, of[estate], month) for estate, own in started.items()]
    return draft_start(
        StartRecord(
            district=heading.district,
            month=month.first,
            estates=tuple(sorted(estates, key=lambda it: (it.started_on, it.place.name))),
            measures=measures_of([it for own in started.values() for it in own]),
            record=f"{month.said()}的开工记录",
            as_of=min(month.last, today()),
            is_synthetic=is_sample(entry),
            at=_url(month.first),
        )
    )


def _month(name: str) -> Period:
    try:
        found = period_of(name)
    except (ValueError, IndexError):
        raise NoRecord from None
    if found.kind is not PeriodKind.MONTH:
        raise NoRecord
    return found


def _is_in(it: dict[str, Any], month: Period) -> bool:
    return bool(it["started_on"]) and month.first <= it["started_on"] <= month.last


def _estate(own: list[dict[str, Any]], every: list[dict[str, Any]], month: Period) -> StartedEstate:
    first = own[0]
    return StartedEstate(
        place=place_of(first),
        works=tuple((it["name"], it["name_en"]) for it in own),
        started_on=min(it["started_on"] for it in own),
        is_new=not any(it["started_on"] and it["started_on"] < month.first for it in every),
        finish_date=max(it["finish_date"] for it in every),
        contractors=_names(own, "contractor__name"),
        supervisors=_names(own, "supervisor__name"),
        at=reverse("delivery:estate", args=[first["estate"]]),
    )


def _names(works: list[dict[str, Any]], part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it[part] for it in works if it[part]))


def _url(first: date) -> str:
    """The month's page of tasks."""
    return f"{reverse('delivery:month')}?month={first:%Y-%m}"
