"""The papers' sentences: those of the domain, and the labels and texts that only paper needs."""

from yipanqi.documents.sentences.delivery import DELIVERY
from yipanqi.documents.sentences.labels import LABELS
from yipanqi.documents.sentences.meetings import MEETINGS
from yipanqi.documents.sentences.method_note import METHOD_NOTE
from yipanqi.documents.sentences.plan import PLAN
from yipanqi.documents.sentences.supervision_letters import SUPERVISION_LETTERS
from yipanqi.domain import sentences
from yipanqi.domain.sentences.catalogue import catalogue

CATALOGUE = catalogue(
    domain=sentences.CATALOGUE,
    labels=LABELS,
    plan=PLAN,
    method_note=METHOD_NOTE,
    delivery=DELIVERY,
    supervision_letters=SUPERVISION_LETTERS,
    meetings=MEETINGS,
)
