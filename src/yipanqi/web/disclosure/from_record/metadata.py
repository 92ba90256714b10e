"""What the record suggests for the record of a publication (公开目录项); whoever drafts it may say otherwise."""

import re

from yipanqi.domain.disclosure.drafts import summary_of
from yipanqi.domain.disclosure.publication import KINDS, Content, Kind, Metadata, Pair
from yipanqi.domain.disclosure.shipped import record_of
from yipanqi.web.programmes.models import ProgrammeEntry

from .base import Offer

_NUMBER = re.compile(r".+〔\d{4}〕\d+号")
_OWN_PAPER = frozenset(
    {Kind.PLAN, Kind.CONTRACT, Kind.PROGRESS, Kind.MEETING, Kind.ACCEPTANCE, Kind.ASSESSMENT, Kind.ANNUAL}
)  # what was signed, issued or decided on the day of its event
TOPIC: Pair = ("城乡建设、环境保护", "Urban and rural construction, environment")
_NOTICE: Pair = ("公告", "Announcement")
_CIRCULAR: Pair = ("通报", "Circular")
_PLAN: Pair = ("计划", "Plan")
GENRES: dict[Kind, Pair] = {
    Kind.NOTICE: ("公示", "Public notice"),
    Kind.PLAN: _PLAN,
    Kind.TASKS: _PLAN,
    Kind.FUNDING: _PLAN,
    Kind.CONTRACT: _NOTICE,
    Kind.START: _NOTICE,
    Kind.PROGRESS: _CIRCULAR,
    Kind.MEETING: ("会议", "Meeting"),
    Kind.ACCEPTANCE: _NOTICE,
    Kind.ASSESSMENT: _CIRCULAR,
    Kind.ANNUAL: ("报告", "Report"),
}


def suggested(entry: ProgrammeEntry, offer: Offer, content: Content) -> Metadata:
    """Genre, topic, number, issuer, day, summary and keywords; what the platform gives at sign-off is left empty.
    What is shipped brings its own."""
    if known := record_of(content):
        return known
    heading = entry.frame().heading
    issuer: Pair = (heading.issuer, "")
    return Metadata(
        genre=GENRES.get(offer.kind, ("", "")),
        topic=TOPIC,
        catalogue=KINDS[offer.kind],
        document_number=offer.document_number if _NUMBER.fullmatch(offer.document_number) else "",
        issuer=issuer,
        written_on=offer.event_day if offer.kind in _OWN_PAPER else None,
        source=issuer,
        summary=summary_of(content),
        keywords=tuple(dict.fromkeys(filter(None, ("老旧小区改造", KINDS[offer.kind][0], heading.district)))),
        department=issuer,
    )
