"""Gates, contracts and digs in tests: papers that are there, contracts that are kept."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from web.delivery.conftest import AT, DAY

from yipanqi.domain.delivery.gate import Paper
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.web.delivery.actions import contracts, files, gates
from yipanqi.web.delivery.models import ContractRow, DeliveryTask, PaperFile, StagePaper


def an_upload(name: str = "合格书.pdf", data: bytes = b"%PDF-1.7 paper") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, data)


def a_file(by: Any) -> PaperFile:
    """The same, kept."""
    return files.keep_file(upload=an_upload(), by=by, at=AT)


def handed_in(task: DeliveryTask, *papers: Paper, by: Any, dated: date = DAY, number: str = "1号") -> list[StagePaper]:
    """Papers of the task's estate."""
    return [
        gates.hand_in(task=task, paper=paper, number=number, dated=dated, file=a_file(by), by=by, at=AT, day=DAY)
        for paper in papers
    ]


def facts_of(district: Any, number: str = "施-1", wan: int = 100, **other: Any) -> dict[str, Any]:
    """What a contract of the office with the contractor says."""
    places = district.organisations
    return {
        "number": number,
        "name": "一标段",
        "kind": "works",
        "project": "一期",
        "first_party_id": places["区改造办"].pk,
        "second_party_id": places["江城建工"].pk,
        "amount": wan * FEN_PER_WAN,
        "signed_on": DAY,
        "starts_on": DAY,
        "finishes_on": date(2027, 9, 30),
        "tender_method": "",
        "tender_number": "",
        "awarded_on": None,
    } | other


def a_contract(
    district: Any, entry: Any, *, lots: tuple[tuple[str, str], ...] = (("E1", ""),), **other: Any
) -> ContractRow:
    """A contract that is kept by the office."""
    office = district.people["office"]
    facts = facts_of(district, **other)
    return contracts.keep(entry=entry, facts=facts, lots=lots, by=office, at=AT, day=DAY)
