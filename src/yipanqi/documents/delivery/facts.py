"""What the papers of acceptance and handover are printed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yipanqi.domain.delivery.acceptance import Case, Rectification
from yipanqi.domain.delivery.checklist import CheckItem
from yipanqi.domain.delivery.party import Party

Pair = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, kw_only=True)
class WorkLine:
    """A work that is accepted: its names, its unit as the catalogue writes it, and its quantities."""

    measure: str
    names: Pair
    unit: str
    planned: Decimal | None = None
    reported: Decimal | None = None
    accepted: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signed for a party, on which day; on paper: who entered it and who confirmed it."""

    organisation: str
    person: str
    signed_on: date
    entered_by: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptanceFacts:
    """An acceptance as its papers tell it."""

    number: str
    estate: str
    subdistrict: str
    works: tuple[WorkLine, ...]
    items: tuple[CheckItem, ...]
    case: Case
    checklist: tuple[int, str, date]  # the version it was begun with: number, source, day of effect
    applied_on: date
    visited_on: date | None = None
    decided_on: date | None = None
    reason: str = ""
    remarks: Mapping[tuple[str, Party], str] = field(default_factory=dict)  # of item and party
    signers: Mapping[Party, Signer] = field(default_factory=dict)
    contractor: str = ""
    supervisor: str = ""
    issuer: str = ""
    document_number: str = ""
    is_synthetic: bool = False
    ordered: tuple[tuple[Rectification, str], ...] = ()  # what is to be put right, and what was found

    @property
    def item_by_key(self) -> dict[str, CheckItem]:
        """The items by their keys."""
        return {item.key: item for item in self.items}


@dataclass(frozen=True, kw_only=True)
class HandoverLine:
    """A thing handed over: of which work, what, how many, under warranty until when; what the receiver noted."""

    measure: Pair
    item: Pair
    quantity: str = ""
    warranty_until: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HandoverFacts:
    """A receiver's list as its paper tells it."""

    number: str
    estate: str
    subdistrict: str
    receiver: Party
    receiver_name: str
    giver_name: str
    lines: tuple[HandoverLine, ...]
    accepted_on: date | None
    offered_on: date
    giver: Signer | None = None
    receiver_signer: Signer | None = None
    is_synthetic: bool = False
