"""验收结果: a joint acceptance told to the public: which works of which estate, with what result, how many defects. Who
judged and signed is told by party, never by person; what was written by hand stays inside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.domain.delivery.acceptance import State
from yipanqi.domain.delivery.party import Party, in_order
from yipanqi.domain.disclosure.drafts import (
    NONE,
    Place,
    count,
    day,
    figure,
    heading,
    listed,
    of_place,
    own,
    paragraph,
    say,
    table,
)
from yipanqi.domain.disclosure.publication import Block, Content, EstateFacts, Kind, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedWork:
    """A work that was accepted."""

    measure: str
    name: Pair
    unit: Pair
    planned: Decimal
    accepted: Decimal | None


@dataclass(frozen=True, kw_only=True)
class AcceptanceRecord:
    """A joint acceptance that was passed, as plain values."""

    place: Place
    round: int
    state: State
    works: tuple[AcceptedWork, ...]
    decided_on: date
    visited_on: date | None = None
    parties: frozenset[Party] = frozenset()  # that signed
    contractor: str = ""
    supervisor: str = ""
    defects: int = 0
    defects_open: int = 0
    conditions: int = 0
    conditions_met: int = 0
    conditions_until: date | None = None
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""

    @property
    def result(self) -> Pair:
        """What was decided: once it is filed it is as it was decided."""
        passed = State.CONDITIONAL if self.conditions else State.ACCEPTED
        return (passed if self.state is State.FILED else self.state).names


def draft_acceptance(it: AcceptanceRecord) -> Content:
    """The result, the parties, what had to be put right, and the works with their quantities."""
    opening = say(
        "acceptance_opening",
        region=it.place.region_name,
        estate=it.place.name,
        works=count(len(it.works), it.at),
        decided=day(it.decided_on, it.at),
        result=(it.result[0], it.result[1].lower()),
    )
    heads = ("head_measure", "head_amount_unit", "head_planned_amount", "head_accepted_amount")
    blocks: list[Block] = [
        paragraph("opening", opening, *_who(it)),
        paragraph("defects", _defects(it), *_conditions(it)),
        heading("acceptance_head_works"),
        table("works", say("acceptance_works"), heads, [_row(it, one) for one in it.works], numeric=(2, 3)),
    ]
    code = "acceptance_title_again" if it.round > 1 else "acceptance_title"
    again = {"round": it.round} if it.round > 1 else {}
    return Content(
        title=say(code, estate=it.place.name, **again),
        blocks=tuple(blocks),
        estates=(_estate(it),),
        measures=tuple(one.measure for one in it.works),
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _who(it: AcceptanceRecord) -> Iterator[Pair]:
    if it.parties:
        yield say("acceptance_parties", parties=listed(one.names for one in in_order(it.parties)))
    if it.visited_on:
        yield say("acceptance_visited", visited=day(it.visited_on, it.at))
    if it.contractor:
        yield say("acceptance_built_by", name=it.contractor)
    if it.supervisor:
        yield say("acceptance_watched_by", name=it.supervisor)


def _defects(it: AcceptanceRecord) -> Pair:
    if not it.defects:
        return say("acceptance_no_defects")
    whole = count(it.defects, it.at)
    if not it.defects_open:
        return say("acceptance_defects_done", count=whole)
    done, still = count(it.defects - it.defects_open, it.at), count(it.defects_open, it.at)
    return say("acceptance_defects_open", count=whole, done=done, open=still)


def _conditions(it: AcceptanceRecord) -> Iterator[Pair]:
    if it.conditions:
        yield say(
            "acceptance_conditions",
            count=count(it.conditions, it.at),
            until=day(it.conditions_until, it.at),
            met=count(it.conditions_met, it.at),
        )


def _row(it: AcceptanceRecord, one: AcceptedWork) -> list[Pair]:
    accepted = NONE if one.accepted is None else figure(_amount(one.accepted), it.at)
    return [one.name, one.unit if one.unit[0] else own(""), figure(_amount(one.planned), it.at), accepted]


def _amount(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _estate(it: AcceptanceRecord) -> EstateFacts:
    values = {
        "works_accepted": tuple(one.name for one in it.works),
        "acceptance_result": it.result,
        "accepted_on": it.decided_on,
        "defects": it.defects,
        "defects_open": it.defects_open,
        "conditions": it.conditions,
        "contractor": ((it.contractor, ""),) if it.contractor else None,
        "supervisor": ((it.supervisor, ""),) if it.supervisor else None,
    }
    return of_place(Kind.ACCEPTANCE, it.place, values)
