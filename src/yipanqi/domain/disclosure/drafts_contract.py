"""招标与合同: a contract told to the public: number, kind, parties, sum, days, how it was procured, what it covers. No
person is named: parties are organisations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.delivery.contract import ContractKind, TenderMethod
from yipanqi.domain.disclosure.drafts import (
    Place,
    count,
    day,
    heading,
    money,
    of_place,
    own,
    paragraph,
    say,
    table,
    works_listed,
)
from yipanqi.domain.disclosure.publication import Block, Content, EstateFacts, Kind, Pair
from yipanqi.domain.money import Fen

_FIELD = {
    ContractKind.WORKS: "contractor",
    ContractKind.SUPERVISION: "supervisor",
    ContractKind.DESIGN: "designer",
    ContractKind.SURVEY: "surveyor",
    ContractKind.GOODS: "supplier",
}  # what its second party is to an estate


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredEstate:
    """An estate of the contract's lots; without works all of them."""

    place: Place
    works: tuple[Pair, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContractRecord:
    """A contract as plain values."""

    number: str
    name: str
    kind: ContractKind
    project: str
    first_party: str
    second_party: str
    amount: Fen
    signed_on: date
    starts_on: date
    finishes_on: date
    method: TenderMethod | None = None
    award: str = ""
    awarded_on: date | None = None
    ended_on: date | None = None
    lots: tuple[CoveredEstate, ...] = ()
    measures: tuple[str, ...] = ()
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""


def draft_contract(it: ContractRecord) -> Content:
    """The contract in a paragraph, in a table, and what it covers."""
    opening = say(
        "contract_opening",
        first=it.first_party,
        second=it.second_party,
        signed=day(it.signed_on, it.at),
        name=it.name,
        number=it.number,
        amount=money(it.amount, it.at),
        starts=day(it.starts_on, it.at),
        finishes=day(it.finishes_on, it.at),
    )
    ended = [say("contract_ended", ended=day(it.ended_on, it.at))] if it.ended_on else []
    facts = table("facts", say("contract_facts"), ("head_name", "head_value"), _facts(it))
    lots = table("lots", say("contract_lots"), ("head_estate", "head_region", "head_works"), map(_lot, it.lots))
    blocks: list[Block] = [
        paragraph("opening", opening, _covers(it), *ended),
        heading("contract_head_facts"),
        facts,
        heading("contract_head_lots"),
        lots,
    ]
    return Content(
        title=say("contract_title", name=it.name),
        blocks=tuple(blocks),
        estates=tuple(_estate(it, one) for one in it.lots),
        measures=it.measures,
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _covers(it: ContractRecord) -> Pair:
    estates, works = count(len(it.lots), it.at), sum(len(one.works) for one in it.lots)
    if any(not one.works for one in it.lots):
        return say("contract_covers_estates", estates=estates)
    return say("contract_covers", estates=estates, works=count(works, it.at))


def _facts(it: ContractRecord) -> Iterator[tuple[Pair, Pair]]:
    yield say("contract_number"), own(it.number)
    yield say("contract_name"), own(it.name)
    yield say("contract_kind"), it.kind.names
    yield say("contract_project"), own(it.project)
    yield say("contract_first"), own(it.first_party)
    yield say("contract_second"), own(it.second_party)
    yield say("contract_amount"), money(it.amount, it.at)
    yield say("contract_signed"), day(it.signed_on, it.at)
    yield say("contract_starts"), day(it.starts_on, it.at)
    yield say("contract_finishes"), day(it.finishes_on, it.at)
    if it.method is not None:
        yield say("contract_method"), it.method.names
        yield say("contract_award"), own(it.award)
        yield say("contract_awarded"), day(it.awarded_on, it.at)


def _lot(one: CoveredEstate) -> list[Pair]:
    works = works_listed(one.works) if one.works else say("contract_all_works")
    return [own(one.place.name), own(one.place.region_name), works]


def _estate(it: ContractRecord, one: CoveredEstate) -> EstateFacts:
    values = {
        _FIELD[it.kind]: ((it.second_party, ""),),
        "contract_works": one.works or (say("contract_all_works"),),
    }
    return of_place(Kind.CONTRACT, one.place, values)
