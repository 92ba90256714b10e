"""验收结果: from the joint acceptances that were passed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.documents.sentences.deliverables import UNITS_IN_FULL
from yipanqi.domain.delivery.acceptance import State
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.disclosure.drafts import Place, say
from yipanqi.domain.disclosure.drafts_acceptance import AcceptanceRecord, AcceptedWork, draft_acceptance
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.web.delivery.models import (
    Acceptance,
    AcceptanceCondition,
    AcceptanceRectification,
    AcceptanceSignature,
    AcceptanceWork,
)
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .base import NoRecord, Offer, is_sample, number
from .reading import only, taken

PREFIX, KINDS = "delivery.acceptance", (Kind.ACCEPTANCE,)
_PASSED = [it for it in State if it.is_passed]
_FIELDS = (
    "id", "round", "estate", "estate_name", "region", "region_name", "contractor__name", "supervisor__name", "state",
    "visited_on", "decided_on", "version",
)  # fmt: skip


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each acceptance that was passed, the newest first."""
    rows = Acceptance.objects.filter(entry=entry, state__in=_PASSED, decided_on__lte=day)
    for it in taken(rows.order_by("-decided_on", "-pk"), "id", "round", "estate_name", "decided_on"):
        yield Offer(
            kind=Kind.ACCEPTANCE,
            record_key=f"{PREFIX}:{it['id']}",
            title=_title(it),
            event_day=it["decided_on"],
            url=reverse("delivery:acceptance", args=[it["id"]]),
        )


def _title(it: dict[str, Any]) -> tuple[str, str]:
    if it["round"] > 1:
        return say("acceptance_title_again", estate=it["estate_name"], round=it["round"])
    return say("acceptance_title", estate=it["estate_name"])


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """An acceptance as it stands now: what had to be put right may have been since."""
    rows = Acceptance.objects.filter(entry=entry, pk=number(name), state__in=_PASSED)
    it = only(taken(rows, *_FIELDS))
    if it is None:
        raise NoRecord
    of = {"acceptance": it["id"]}
    works = taken(AcceptanceWork.objects.filter(**of), "measure", "name", "name_en", "unit", "planned", "accepted")
    parties = taken(AcceptanceSignature.objects.filter(**of), "party")
    defects = taken(AcceptanceRectification.objects.filter(**of), "done_date")
    conditions = taken(AcceptanceCondition.objects.filter(**of), "due_date", "met_date")
    return draft_acceptance(
        AcceptanceRecord(
            place=Place(
                estate=it["estate"], name=it["estate_name"], region=it["region"], region_name=it["region_name"]
            ),
            round=it["round"],
            state=State(it["state"]),
            works=tuple(_work(one) for one in works),
            decided_on=it["decided_on"],
            visited_on=it["visited_on"],
            parties=frozenset(Party(one["party"]) for one in parties),
            contractor=it["contractor__name"] or "",
            supervisor=it["supervisor__name"] or "",
            defects=len(defects),
            defects_open=sum(one["done_date"] is None for one in defects),
            conditions=len(conditions),
            conditions_met=sum(one["met_date"] is not None for one in conditions),
            conditions_until=max((one["due_date"] for one in conditions), default=None),
            record=f"联合验收记录第{it['version']}版",
            as_of=today(),
            is_synthetic=is_sample(entry),
            at=reverse("delivery:acceptance", args=[it["id"]]),
        )
    )


def _work(one: dict[str, Any]) -> AcceptedWork:
    return AcceptedWork(
        measure=one["measure"],
        name=(one["name"], one["name_en"]),
        unit=UNITS_IN_FULL.get(one["unit"], (one["unit"], one["unit"])),
        planned=one["planned"],
        accepted=one["accepted"],
    )
