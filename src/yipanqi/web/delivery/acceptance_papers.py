"""An acceptance and a handover as their papers need them."""

from yipanqi.documents.delivery import AcceptanceFacts, HandoverFacts, HandoverLine, Signer, WorkLine
from yipanqi.domain.delivery.party import Party
from yipanqi.web.page.say import listed

from .models import Acceptance, Handover


def acceptance_facts(found: Acceptance) -> AcceptanceFacts:
    """What certificate, letter and lists are printed from."""
    heading = found.entry.frame().heading
    return AcceptanceFacts(
        number=found.number,
        estate=found.estate_name,
        subdistrict=found.region_name,
        works=tuple(
            WorkLine(
                measure=it.measure,
                names=(it.name, it.name_en),
                unit=it.unit,
                planned=it.planned,
                reported=it.reported,
                accepted=it.accepted,
            )
            for it in found.works.all()
        ),
        items=tuple(it.listed for it in found.items.all()),
        case=found.case,
        checklist=(found.checklist_number, found.checklist_source, found.checklist_date),
        applied_on=found.applied_on,
        visited_on=found.visited_on,
        decided_on=found.decided_on,
        reason=found.reason,
        remarks={
            (mark.item.key, Party(mark.party)): mark.remark
            for mark in found.marks.select_related("item")
            if mark.remark
        },
        signers=_signers(found),
        contractor=found.contractor.name if found.contractor else "",
        supervisor=found.supervisor.name if found.supervisor else "",
        issuer=heading.issuer,
        is_synthetic=heading.is_synthetic,
        ordered=tuple((it.told, it.found) for it in found.rectifications.select_related("item")),
    )


def handover_facts(found: Handover) -> HandoverFacts:
    """What a receiver's list is printed from."""
    acceptance = found.acceptance
    heading = acceptance.entry.frame().heading
    giver = heading.issuer or Party.OFFICE.names[0]
    return HandoverFacts(
        number=f"{acceptance.number}-handover-{found.pk}",
        estate=acceptance.estate_name,
        subdistrict=acceptance.region_name,
        receiver=Party(found.party),
        receiver_name=found.receiver_name,
        giver_name=giver,
        lines=tuple(
            HandoverLine(
                measure=(it.name, it.name_en),
                item=(it.item, it.item_en),
                quantity=it.quantity,
                warranty_until=it.warranty_until,
                note=it.note,
            )
            for it in found.lines.all()
        ),
        accepted_on=acceptance.decided_on,
        offered_on=found.offered_on,
        giver=Signer(organisation=giver, person=str(found.giver_by), signed_on=found.giver_on)
        if found.giver_on
        else None,
        receiver_signer=Signer(
            organisation=found.receiver_name, person=found.receiver_person, signed_on=found.receiver_on
        )
        if found.receiver_on
        else None,
        is_synthetic=heading.is_synthetic,
    )


def _signers(found: Acceptance) -> dict[Party, Signer]:
    """The last signature of each party; of several utilities all who signed."""
    told: dict[Party, Signer] = {}
    for it in found.signatures.select_related("paper__entered_by", "by"):
        party, before = Party(it.party), told.get(Party(it.party))
        names = [before.organisation] if before and before.organisation != it.organisation_name else []
        people = [before.person] if names and before else []
        told[party] = Signer(
            organisation=listed([*names, it.organisation_name]),
            person=listed([*people, it.signer]),
            signed_on=it.signed_on,
            entered_by=str(it.paper.entered_by) if it.paper else "",
            confirmed_by=str(it.by) if it.paper else "",
        )
    return told
