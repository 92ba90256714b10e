"""招标与合同: from the contracts that are kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.contract import ContractKind, TenderMethod
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind as TaskKind
from yipanqi.domain.disclosure.drafts import Place, say
from yipanqi.domain.disclosure.drafts_contract import ContractRecord, CoveredEstate, draft_contract
from yipanqi.domain.disclosure.publication import Content, Kind, Pair
from yipanqi.web.delivery.models import ContractRow, DeliveryTask, LotRow
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .base import NoRecord, Offer, is_sample, number
from .reading import only, taken

PREFIX, KINDS = "delivery.contractrow", (Kind.CONTRACT,)
_FIELDS = (
    "id", "number", "name", "kind", "project", "first_party__name", "second_party__name", "amount", "signed_on",
    "starts_on", "finishes_on", "tender_method", "tender_number", "awarded_on", "ended_on", "version",
)  # fmt: skip


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each contract that is signed, the newest first."""
    rows = ContractRow.objects.filter(entry=entry, signed_on__lte=day).kept()
    for it in taken(rows, "id", "name", "signed_on"):
        yield Offer(
            kind=Kind.CONTRACT,
            record_key=f"{PREFIX}:{it['id']}",
            title=say("contract_title", name=it["name"]),
            event_day=it["signed_on"],
            url=reverse("delivery:contract", args=[it["id"]]),
        )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """A contract as it is kept now."""
    rows = ContractRow.objects.filter(entry=entry, pk=number(name)).kept()
    it = only(taken(rows, *_FIELDS))
    if it is None:
        raise NoRecord
    lots = taken(LotRow.objects.filter(contract=it["id"]), "estate", "measure")
    same = ("number", "name", "project", "amount", "signed_on", "starts_on", "finishes_on", "awarded_on", "ended_on")
    covered, measures = _covered(entry, lots)
    return draft_contract(
        ContractRecord(
            kind=ContractKind(it["kind"]),
            first_party=it["first_party__name"],
            second_party=it["second_party__name"],
            method=TenderMethod(it["tender_method"]) if it["tender_method"] else None,
            award=it["tender_number"],
            lots=covered,
            measures=measures,
            record=f"合同台账第{it['version']}版",
            as_of=today(),
            is_synthetic=is_sample(entry),
            at=reverse("delivery:contract", args=[it["id"]]),
            **{field: it[field] for field in same},
        )
    )


def _covered(entry: ProgrammeEntry, lots: list[dict[str, Any]]) -> tuple[tuple[CoveredEstate, ...], tuple[str, ...]]:
    """The estates of the lots with their works, and the measures among these."""
    codes = {it["estate"] for it in lots}
    rows = EstateRow.objects.filter(entry=entry, estate__in=codes)
    places = {it["estate"]: it for it in taken(rows, "estate", "name", "subdistrict", "subdistrict_name")}
    names: dict[str, Pair] = {it.id: (it.name, it.name_en) for it in entry.frame().measures}
    of: dict[str, list[str]] = {}
    for it in lots:
        of.setdefault(it["estate"], []).append(it["measure"])
    whole = [estate for estate, own in of.items() if "" in own]
    order = [it for it in names if any(it in own for own in of.values())]
    found = tuple(
        CoveredEstate(
            place=_place(estate, places.get(estate)),
            works=() if "" in own else tuple(names[it] for it in order if it in own),
        )
        for estate, own in of.items()
    )
    return found, tuple(dict.fromkeys([*order, *_planned(entry, whole)]))


def _planned(entry: ProgrammeEntry, estates: list[str]) -> list[str]:
    """The measures of estates of which the contract has all works."""
    if not estates:
        return []
    rows = DeliveryTask.objects.filter(entry=entry, estate__in=estates, kind=TaskKind.WORK)
    return [it["measure"] for it in taken(rows.exclude(state=State.CANCELLED).order_by("place"), "measure")]


def _place(estate: str, row: dict[str, Any] | None) -> Place:
    if row is None:
        return Place(estate=estate, name=estate, region="", region_name="")
    return Place(estate=estate, name=row["name"], region=row["subdistrict"], region_name=row["subdistrict_name"])
