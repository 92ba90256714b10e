"""What the workers do for duties: each day what is published is held against the record, and who drafts is told, once a
matter, of what is near or late, requests for disclosure too."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from yipanqi.domain.disclosure.duty import Matter, Status
from yipanqi.domain.disclosure.requested import ART_33
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.inbox.models import Message
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import duty_lights
from .actions.record_changes import keep
from .duties import duties_of
from .models import BroughtList
from .public.building import tree
from .public.linking import LINKS
from .record_changes import differences
from .requests_shown import WAITING, requests_of

DUTIES, KIND = "disclosure.duties", "disclosure.duty"
_TOLD = (Status.NEAR, Status.LATE)


@handler(DUTIES, "提醒应公开事项", "Telling what is due to be published", needs="disclosure.draft")
def tell(ticket: Ticket) -> None:
    """The lights of the first page, and a message for each matter and request that is near or late, by a change of the
    record too; those of what is done meanwhile are settled."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), today()
    said = ("对照记录与已公开的内容", "Holding what is published against the record")
    keep(entry, differences(entry, lambda part: ticket.progress(part, said)), day)
    duty_lights.keep(entry, day)
    found = {**dict(_matters(entry, day)), **dict(_requests(entry, day))}
    with ticket.effect() as outcome:
        at = timezone.now()
        told = Message.objects.open().filter(kind=KIND, key__startswith=f"{KIND}:{entry.pk}:")
        for key in sorted(set(told.values_list("key", flat=True)) - found.keys()):
            inbox.withdraw(key, at=at)
        drafts = people_of(Organisation.objects.filter(kind=OFFICE).values_list("pk", flat=True), "disclosure.draft")
        for key, message in found.items():
            inbox.send(to=drafts, kind=KIND, key=key, at=at, **message)
        outcome.result = {"matters": len(found)}


def _matters(entry: ProgrammeEntry, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is to be published and near or late: key, and what is said of it."""
    for it in duties_of(entry, day).open:
        if it.status in _TOLD:
            yield (
                _key(entry, it),
                {
                    "what": (f"应公开：{it.event.title[0]}", f"To be published: {it.event.title[1]}"),
                    "why": (f"{it.obligation.zh}，{it.until}到期", f"{it.obligation.en}, due {it.until}"),
                    "until": it.until,
                    "url": reverse("disclosure:duty", args=[it.obligation.code, it.event.key]),
                },
            )


def _requests(entry: ProgrammeEntry, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Requests for disclosure whose answer is near or late."""
    for it in requests_of(entry, day):
        if it.status in _TOLD:
            yield (
                f"{KIND}:{entry.pk}:request:{it.request.key}"[:200],
                {
                    "what": (f"依申请公开待答复：{it.request.key}", f"Request to be answered: {it.request.key}"),
                    "why": (f"{ART_33[0]}，{it.until}到期", f"{ART_33[1]}, due {it.until}"),
                    "until": it.until,
                    "url": f"{reverse('disclosure:list', args=[BroughtList.REQUESTS])}?state={WAITING}",
                },
            )


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: once a day, for each programme of which something is recorded, and for the public tree."""
    day = today()
    if tree().exists():
        jobs.file(kind=LINKS, args={}, by=None, key=f"{LINKS}:{day}")
    is_recorded = Q(adoptions__isnull=False) | Q(brought_lists__isnull=False)
    for entry in ProgrammeEntry.objects.filled().filter(is_recorded).distinct():
        jobs.file(kind=DUTIES, args={"entry": entry.pk}, by=None, key=f"{DUTIES}:{entry.pk}:{day}")


def _key(entry: ProgrammeEntry, matter: Matter) -> str:
    again = f":{matter.event.changed_on}" if matter.event.changed_on else ""
    return f"{KIND}:{entry.pk}:{matter.obligation.code}:{matter.event.key}{again}"[:200]
