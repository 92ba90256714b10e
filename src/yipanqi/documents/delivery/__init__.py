"""The papers of delivery: certificate of acceptance, rectification letter, the lists to be signed by hand, handover."""

from yipanqi.documents.delivery.acceptance import write_certificate, write_letter, write_signing_list
from yipanqi.documents.delivery.facts import AcceptanceFacts, HandoverFacts, HandoverLine, Signer, WorkLine
from yipanqi.documents.delivery.handover import write_handover

__all__ = [
    "AcceptanceFacts",
    "HandoverFacts",
    "HandoverLine",
    "Signer",
    "WorkLine",
    "write_certificate",
    "write_handover",
    "write_letter",
    "write_signing_list",
]
