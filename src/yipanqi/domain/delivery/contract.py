"""合同: who builds and who supervises what, for how much; and when a tender is compulsory."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.money import FEN_PER_WAN, Fen
from yipanqi.domain.reason import Reason

LIMITS_SOURCE = "《必须招标的工程项目规定》（国家发展和改革委员会令第16号）第五条，2018年6月1日起施行"
SHIPPED = (
    Setting(key="tender.works", value=400 * FEN_PER_WAN, source=LIMITS_SOURCE),
    Setting(key="tender.goods", value=200 * FEN_PER_WAN, source=LIMITS_SOURCE),
    Setting(key="tender.services", value=100 * FEN_PER_WAN, source=LIMITS_SOURCE),
    Setting(key="tender.days_to_sign", value=30, source="《招标投标法》第四十六条"),
)  # in force where a district says nothing


class ContractKind(StrEnum):
    """What is contracted for."""

    DESIGN = "design"
    SURVEY = "survey"
    SUPERVISION = "supervision"
    WORKS = "works"
    GOODS = "goods"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _KINDS[self]

    @property
    def duty(self) -> "Duty | None":
        """What its second party is to the tasks of its lots."""
        return _DUTIES.get(self)


class Duty(StrEnum):
    """What a contract makes of its second party on a task."""

    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"


class TenderMethod(StrEnum):
    """How the second party was found."""

    OPEN = "open"
    INVITED = "invited"
    NEGOTIATED = "negotiated"
    EXEMPT = "exempt"  # 依法可以不招标: its number is that of the approval

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _METHODS[self]


_KINDS = {
    ContractKind.DESIGN: ("设计", "Design"),
    ContractKind.SURVEY: ("勘察", "Survey"),
    ContractKind.SUPERVISION: ("监理", "Supervision"),
    ContractKind.WORKS: ("施工", "Works"),
    ContractKind.GOODS: ("货物", "Goods"),
}
_DUTIES = {ContractKind.WORKS: Duty.CONTRACTOR, ContractKind.SUPERVISION: Duty.SUPERVISOR}
_METHODS = {
    TenderMethod.OPEN: ("公开招标", "Open tender"),
    TenderMethod.INVITED: ("邀请招标", "Invited tender"),
    TenderMethod.NEGOTIATED: ("竞争性谈判或磋商", "Competitive negotiation"),
    TenderMethod.EXEMPT: ("依法不招标", "Lawfully not tendered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderLimits:
    """From which sum on a tender is compulsory, and within how many days after the award the contract is signed."""

    works: Fen = 400 * FEN_PER_WAN
    goods: Fen = 200 * FEN_PER_WAN
    services: Fen = 100 * FEN_PER_WAN
    days_to_sign: int = 30

    def __post_init__(self) -> None:
        if min(self.works, self.goods, self.services, self.days_to_sign) <= 0:
            raise ValueError("tender limits are above zero")

    def of(self, kind: ContractKind) -> Fen:
        """The limit of this kind; what is neither works nor goods is a service."""
        if kind is ContractKind.WORKS:
            return self.works
        return self.goods if kind is ContractKind.GOODS else self.services


@dataclass(frozen=True, slots=True)
class Lot:
    """标段: a work of an estate, or without a measure all of its works."""

    estate: str
    measure: str = ""

    def meets(self, other: "Lot") -> bool:
        """Do they share a work?"""
        return self.estate == other.estate and (not self.measure or not other.measure or self.measure == other.measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """招标记录: how, and the award: its number and day."""

    method: TenderMethod
    number: str
    awarded_on: date | None

    @property
    def is_whole(self) -> bool:
        """Does it say what a record must?"""
        return bool(self.number.strip()) and self.awarded_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as it was signed. Contracts of one project and one kind can be combined: their sums are added."""

    number: str
    kind: ContractKind
    project: str
    amount: Fen
    first_party: str
    second_party: str
    signed_on: date
    starts_on: date
    finishes_on: date
    lots: tuple[Lot, ...]
    tender: Tender | None = None
    ended_on: date | None = None  # from this day on it holds nothing

    def is_live(self, day: date) -> bool:
        """Signed, and not ended?"""
        return self.signed_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFace:
    """What a contract must know of a task."""

    number: str
    estate: str
    stage: DeliveryStage | None
    measure: str = ""


def limits_on(settings: Iterable[Setting], day: date) -> TenderLimits:
    """The limits of this day."""
    known = [*SHIPPED, *settings]
    names = ("works", "goods", "services", "days_to_sign")
    return TenderLimits(**{name: int(in_force(known, f"tender.{name}", day).value) for name in names})


def lacks(contract: Contract, others: Collection[Contract], limits: TenderLimits) -> list[Reason]:
    """Why this contract may not be kept beside the others; nothing where it may. `limits` are those of the day of
    signing."""
    return [*_own(contract), *_tender(contract, others, limits), *_taken(contract, others)]


def notes(contract: Contract, limits: TenderLimits) -> Iterator[Reason]:
    """What is unusual about it and does not stand in its way."""
    award = contract.tender.awarded_on if contract.tender else None
    if award and contract.tender and contract.tender.method is not TenderMethod.EXEMPT:
        days = (contract.signed_on - award).days
        if days > limits.days_to_sign:
            yield Reason(code="contract.signed_late", values={"days": days, "most": limits.days_to_sign})
    if contract.starts_on < contract.signed_on:
        yield Reason(
            code="contract.begun_unsigned", values={"starts": contract.starts_on, "signed": contract.signed_on}
        )


def combined(contract: Contract, others: Iterable[Contract]) -> Fen:
    """The sum of this contract and of those that can be combined with it: of the same project and kind."""
    like = (it for it in others if it.number != contract.number)
    return contract.amount + sum(it.amount for it in like if (it.project, it.kind) == (contract.project, contract.kind))


def covered(contract: Contract, tasks: Iterable[TaskFace]) -> list[str]:
    """The numbers of the tasks that the contract gives to its second party: the works of its lots, and 施工 itself of
    an estate of which it has all works."""
    if contract.kind.duty is None:
        return []
    by_estate: dict[str, set[str]] = defaultdict(set)
    for lot in contract.lots:
        by_estate[lot.estate].add(lot.measure)
    return [task.number for task in tasks if _covers(by_estate.get(task.estate, set()), task)]


def holders(contracts: Iterable[Contract], tasks: Collection[TaskFace], day: date) -> dict[str, dict[Duty, str]]:
    """task → duty → the second party that holds it on this day."""
    found: dict[str, dict[Duty, str]] = defaultdict(dict)
    for contract in contracts:
        if contract.kind.duty and contract.is_live(day):
            for number in covered(contract, tasks):
                found[number][contract.kind.duty] = contract.second_party
    return dict(found)


def _covers(measures: Collection[str], task: TaskFace) -> bool:
    if task.stage is not DeliveryStage.CONSTRUCTION or not measures:
        return False
    return "" in measures or (bool(task.measure) and task.measure in measures)


def _own(contract: Contract) -> Iterator[Reason]:
    if contract.amount <= 0:
        yield Reason(code="contract.no_amount")
    if not contract.lots:
        yield Reason(code="contract.no_lots")
    if contract.finishes_on < contract.starts_on:
        yield Reason(
            code="contract.finishes_before_start",
            values={"starts": contract.starts_on, "finishes": contract.finishes_on},
        )
    if contract.first_party == contract.second_party:
        yield Reason(code="contract.one_party")
    if contract.ended_on and contract.ended_on < contract.signed_on:
        yield Reason(
            code="contract.ended_before_signed", values={"ended": contract.ended_on, "signed": contract.signed_on}
        )


def _tender(contract: Contract, others: Collection[Contract], limits: TenderLimits) -> Iterator[Reason]:
    limit, whole = limits.of(contract.kind), combined(contract, others)
    told: Mapping[str, object] = {"amount": contract.amount, "sum": whole, "limit": limit, "kind": contract.kind.value}
    if whole >= limit and contract.tender is None:
        alone = contract.amount >= limit
        yield Reason(code="contract.tender_missing" if alone else "contract.combined_tender_missing", values=told)
    elif contract.tender and not contract.tender.number.strip():
        yield Reason(code="contract.award_number_missing")
    elif contract.tender and contract.tender.awarded_on is None:
        yield Reason(code="contract.award_date_missing")
    elif contract.tender and contract.tender.awarded_on and contract.tender.awarded_on > contract.signed_on:
        yield Reason(
            code="contract.awarded_after_signing",
            values={"awarded": contract.tender.awarded_on, "signed": contract.signed_on},
        )


def _taken(contract: Contract, others: Iterable[Contract]) -> Iterator[Reason]:
    """A work has one contractor and one supervisor at a time."""
    if contract.kind.duty is None:
        return
    own: dict[str, list[Lot]] = defaultdict(list)
    for lot in contract.lots:
        own[lot.estate].append(lot)
    for other in others:
        if other.number == contract.number or other.kind is not contract.kind or not _same_time(contract, other):
            continue
        for lot in other.lots:
            if any(lot.meets(it) for it in own.get(lot.estate, ())):
                values = {"estate": lot.estate, "measure": lot.measure, "other": other.number}
                yield Reason(code="contract.work_taken" if lot.measure else "contract.estate_taken", values=values)
                break


def _same_time(one: Contract, other: Contract) -> bool:
    """Contracts that were not ended hold their works from their signing on."""
    return (one.ended_on is None or one.ended_on > other.signed_on) and (
        other.ended_on is None or other.ended_on > one.signed_on
    )
