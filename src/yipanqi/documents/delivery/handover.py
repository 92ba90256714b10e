"""移交清单: what a receiver gets of an estate, under warranty until when; signed by both."""

from pathlib import Path

from yipanqi.documents.delivery.facts import HandoverFacts, Signer
from yipanqi.documents.delivery.voice import BLANK, Paper
from yipanqi.domain.delivery.handover import Side


def write_handover(facts: HandoverFacts, path: Path, lang: str = "zh") -> Path:
    """Writes a receiver's list, to be checked and signed."""
    paper = Paper(lang)
    paper.press.title(paper.say("handover_title", estate=facts.estate))
    paper.press.note(paper.say("doc_synthetic") if facts.is_synthetic else "")
    paper.short_fields(
        [
            (paper.say("paper_number"), facts.number),
            (paper.say("paper_estate"), paper.say("paper_place", subdistrict=facts.subdistrict, estate=facts.estate)),
            (paper.pick(Side.GIVER.names), facts.giver_name),
            (paper.pick(Side.RECEIVER.names), facts.receiver_name or paper.party(facts.receiver)),
            (paper.say("paper_accepted"), paper.day(facts.accepted_on)),
            (paper.say("paper_offered"), paper.day(facts.offered_on)),
        ]
    )
    rows = [
        [
            str(at),
            paper.pick(line.measure),
            paper.pick(line.item),
            line.quantity or BLANK[:3],
            line.warranty_until.isoformat() if line.warranty_until else paper.say("handover_by_contract"),
            line.note or BLANK[:4],
        ]
        for at, line in enumerate(facts.lines, 1)
    ]
    heads = ("number", "measure", "thing", "quantity", "warranty", "remark")
    paper.table([paper.say(f"paper_head_{code}") for code in heads], rows)
    paper.press.line("Small")
    paper.press.line("Small", paper.say("handover_warranty"))
    paper.press.line("Small", paper.say("handover_copies"))
    for side, signer in ((Side.GIVER, facts.giver), (Side.RECEIVER, facts.receiver_signer)):
        paper.press.line("Small")
        paper.press.prose(_signed(paper, side, signer))
    return paper.write(path)


def _signed(paper: Paper, side: Side, signer: Signer | None) -> str:
    if signer is None:
        return paper.say("handover_to_sign", side=paper.pick(side.names))
    return paper.say(
        "handover_signed",
        side=paper.pick(side.names),
        organisation=signer.organisation,
        person=signer.person,
        day=paper.day(signer.signed_on),
    )
