"""Lights of what is open: kept when all of it was looked at, put out when one of it is done."""

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction

from yipanqi.domain.disclosure.duty import OPEN, Matter, near_from
from yipanqi.domain.disclosure.requested import Standing
from yipanqi.web.programmes.models import ProgrammeEntry

from ..duties import duties_of
from ..models import DutyLight, Publication
from ..requests_shown import requests_of

_AT_ONCE = 1000


def keep(entry: ProgrammeEntry, day: date) -> None:
    """Look at all that is due of a programme, and at its requests, and keep the lights of what is open."""
    matters, requests = duties_of(entry, day).open, requests_of(entry, day)
    _keep(entry, [*_of_matters(entry, matters), *_of_requests(entry, requests)], DutyLight.objects.filter(entry=entry))


def keep_requests(entry: ProgrammeEntry, day: date) -> None:
    """The same of its requests alone."""
    known = DutyLight.objects.filter(entry=entry, obligation=DutyLight.REQUEST)
    _keep(entry, _of_requests(entry, requests_of(entry, day)), known)


def light_again(entry: ProgrammeEntry, matter: Matter) -> None:
    """It is open again."""
    for made in _of_matters(entry, [matter]):
        DutyLight.objects.filter(entry=entry, obligation=made.obligation, matter=made.matter).delete()
        made.save()


def put_out(entry: ProgrammeEntry, *, obligation: str, matter: str) -> None:
    """Something was said of it, by which it is open no more."""
    DutyLight.objects.filter(entry=entry, obligation=obligation, matter=matter).delete()


def put_out_published(publication: Publication) -> None:
    """What it is about was published, so nothing of it is open any more."""
    if publication.record_key:
        kind, matter = publication.kind, publication.record_key
        DutyLight.objects.filter(entry=publication.entry_id, kind=kind, matter=matter).delete()


@transaction.atomic
def _keep(entry: ProgrammeEntry, made: Iterable[DutyLight], instead_of: models.QuerySet) -> None:
    instead_of.delete()
    DutyLight.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)


def _of_matters(entry: ProgrammeEntry, matters: Iterable[Matter]) -> list[DutyLight]:
    working = entry.frame().working
    return [
        DutyLight(
            entry=entry,
            obligation=it.obligation.code,
            matter=it.event.key,
            kind=it.event.kind,
            until=it.until,
            near_on=near_from(it.until, working),
        )
        for it in matters
    ]


def _of_requests(entry: ProgrammeEntry, requests: Iterable[Standing]) -> list[DutyLight]:
    working = entry.frame().working
    return [
        DutyLight(
            entry=entry,
            obligation=DutyLight.REQUEST,
            matter=it.request.key,
            until=it.until,
            near_on=near_from(it.until, working),
        )
        for it in requests
        if it.status in OPEN
    ]
