"""An acceptance of two works, told shortly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from yipanqi.documents.delivery import AcceptanceFacts, HandoverFacts, HandoverLine, Signer, WorkLine
from yipanqi.domain.delivery.acceptance import (
    Case,
    Condition,
    Item,
    Mark,
    Quantity,
    Rectification,
    Signature,
    State,
    Verdict,
    own_items,
)
from yipanqi.domain.delivery.handover import warranty_until
from yipanqi.domain.delivery.party import Party
from yipanqi.workbook.checklists import handover_items, shipped

AT = datetime(2027, 9, 3, 2, tzinfo=UTC)
NAMES = {"roof": ("屋面防水", "Roof waterproofing"), "water": ("供水及二次供水", "Water supply incl. secondary supply")}


def a_case(state: State = State.ACCEPTED, absent: frozenset[Party] = frozenset(), failing: str = "") -> Case:
    """All judged and signed, but for who is absent; one item may fail."""
    items = tuple(
        Item(key=it.key, parties=it.parties, needs_photo=it.needs_photo) for it in shipped().of(("roof", "water"))
    )
    case = Case(state=state, items=items)
    there = [party for party in Party if party not in absent and own_items(case, party)]
    marks = tuple(
        Mark(
            item=it.key,
            party=party,
            verdict=Verdict.FAIL if it.key == failing else Verdict.PASS,
            at=AT,
            has_photo=it.needs_photo,
        )
        for party in there
        for it in own_items(case, party)
    )
    return replace(
        case,
        marks=marks,
        signatures=tuple(Signature(party=party, at=AT + timedelta(hours=1)) for party in there),
        quantities=(
            Quantity(work="roof", planned=Decimal(2100), reported=Decimal(2080), accepted=Decimal("2076.5")),
            Quantity(work="water", planned=Decimal(286), reported=Decimal(286), accepted=Decimal(284)),
        ),
    )


def facts(case: Case, **changes) -> AcceptanceFacts:
    """As the papers need it."""
    found = {one.work: one for one in case.quantities}
    told = AcceptanceFacts(
        number="JH-012-acceptance-1",
        estate="登月小区",
        subdistrict="新华街道",
        works=tuple(
            WorkLine(
                measure=code,
                names=NAMES[code],
                unit={"roof": "㎡屋面", "water": "户"}[code],
                planned=found[code].planned,
                reported=found[code].reported,
                accepted=found[code].accepted,
            )
            for code in NAMES
        ),
        items=shipped().of(NAMES),
        case=case,
        checklist=(0, shipped().source, shipped().effect_date),
        applied_on=date(2027, 8, 20),
        visited_on=date(2027, 9, 3),
        decided_on=date(2027, 9, 4),
        contractor="武汉某建设有限公司",
        supervisor="湖北某监理公司",
        issuer="江汉区老旧小区改造工作领导小组办公室",
        is_synthetic=True,
        signers={
            party: Signer(
                organisation=party.names[0],
                person="王建国",
                signed_on=date(2027, 9, 3),
                **({"entered_by": "李芳", "confirmed_by": "赵敏"} if party is Party.RESIDENTS else {}),
            )
            for party in Party
        },
    )
    return replace(told, **changes)


def conditional() -> AcceptanceFacts:
    """The property firm did not come; one item fails."""
    case = a_case(State.CONDITIONAL, frozenset({Party.PROPERTY}), "roof-6")
    case = replace(
        case,
        conditions=(
            Condition(text="太阳能支架复位", due_date=date(2027, 9, 20), item="roof-6"),
            Condition(text="物业服务企业补签", due_date=date(2027, 9, 30), party=Party.PROPERTY),
        ),
    )
    ordered = (
        Rectification(item="water-6", who="张伟", due_date=date(2027, 8, 30), done_date=date(2027, 8, 29)),
        "3 栋东侧沉陷约 2 m²",
    )
    return facts(
        case,
        reason="屋面附着物由住户限期复位，不影响使用",
        remarks={("roof-6", Party.COMMUNITY): "3户太阳能未复位"},
        ordered=(ordered,),
    )


def to_rectify() -> AcceptanceFacts:
    """Two items are to be put right."""
    case = a_case(State.RECTIFYING, failing="roof-1")
    found = (("roof-1", "2 栋西北角渗水"), ("water-6", "3 栋东侧沉陷约 2 m²"))
    return facts(
        case,
        ordered=tuple((Rectification(item=key, who="张伟", due_date=date(2027, 9, 15)), what) for key, what in found),
        document_number="江改办整〔2027〕12号",
    )


def handover() -> HandoverFacts:
    """What the property firm gets."""
    lines = tuple(
        HandoverLine(
            measure=NAMES[it.measure],
            item=(it.item, it.item_en),
            warranty_until=warranty_until(date(2027, 9, 4), it.warranty_months),
        )
        for it in handover_items()
        if it.measure in NAMES and it.receiver is Party.PROPERTY
    )
    return HandoverFacts(
        number="JH-012-handover-property",
        estate="登月小区",
        subdistrict="新华街道",
        receiver=Party.PROPERTY,
        receiver_name="武汉某物业服务有限公司",
        giver_name="江汉区改造办",
        lines=lines,
        accepted_on=date(2027, 9, 4),
        offered_on=date(2027, 9, 6),
        is_synthetic=True,
    )
