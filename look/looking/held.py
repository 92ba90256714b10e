"""The Chinese that is data: names, notes and files of the filled home. It stays Chinese on an English page."""

from collections.abc import Iterator
from typing import Any

from looking.watch import HAN
from yipanqi.web.accounts.actions import imports as import_actions
from yipanqi.web.accounts.models import Invitation, Organisation, PeopleImport, User
from yipanqi.web.disclosure.models import PublicationEvent, PublicationFile, PublicationVersion, SecrecyReview
from yipanqi.web.disclosure.rules import SHIPPED as DISCLOSED
from yipanqi.web.plans.models import Adoption, DocumentSet, PlanRun, Proposal, ProposalEnd
from yipanqi.web.programmes.models import Change, EstateRow, ImportBatch, Photo, ProgrammeEntry, Record
from yipanqi.web.progress.models import TaskReport
from yipanqi.web.supervision.models import (
    Appeal,
    AssessedValue,
    AssessmentEvent,
    AssessmentScheme,
    Bulletin,
    BulletinEdit,
    CaseEvent,
    ExperienceCase,
    LadderStep,
    Meeting,
    MeetingEvent,
    MeetingItem,
    Order,
    OrderEvent,
    OrderReply,
)
from yipanqi.workbook.columns import SHEETS

_TEXTS = (
    (Organisation, ("name",)),
    (User, ("display_name",)),
    (Invitation, ("display_name",)),
    (PeopleImport, ("file_name",)),
    (ProgrammeEntry, ("name", "district")),
    (EstateRow, ("name", "subdistrict_name", "community_name")),
    (ImportBatch, ("file_name",)),
    (Change, ("reason",)),
    (Photo, ("caption",)),
    (PlanRun, ("name",)),
    (DocumentSet, ("names",)),
    (Proposal, ("note",)),
    (ProposalEnd, ("note",)),
    (Adoption, ("note",)),
    (TaskReport, ("problem_text", "reason", "judged_why")),
    (Order, ("matter", "content", "leader", "artefacts", "asked")),
    (OrderEvent, ("note", "values")),
    (OrderReply, ("text", "cause", "prevention", "difficulties")),
    (Meeting, ("title", "place", "chair", "others", "source", "minutes_number")),
    (MeetingItem, ("text", "leader", "reason")),
    (MeetingEvent, ("reason", "facts")),
    (ExperienceCase, ("title", "worked", "avoid", "note", "withdrawn_for")),
    (CaseEvent, ("reason",)),
    (AssessmentScheme, ("source",)),
    (AssessedValue, ("evidence",)),
    (AssessmentEvent, ("note",)),
    (Appeal, ("text", "evidence", "answer")),
    (LadderStep, ("told",)),
    (BulletinEdit, ("why",)),
    (PublicationVersion, ("title_zh", "content", "metadata", "texts", "record_known")),
    (PublicationFile, ("name",)),
    (PublicationEvent, ("reason", "what")),
    (SecrecyReview, ("basis", "reviewer")),
)
_ROWS = ((Record, ("values",)), (Change, ("before", "after")))
_ITSELF = "中文"  # a language is called by its own name
_WORDS = ("改", "区")  # the short words of organs in the numbers of orders
SHOWS = {  # route → which of `data` it may show; other pages show what may stand anywhere
    "programmes:sheet": "rows", "programmes:record": "rows", "programmes:add": "rows", "programmes:import": "files",
    "programmes:mapping": "files", "programmes:removed": "rows",
}  # fmt: skip


def data(*more: str) -> dict[str, list[str]]:
    """`anywhere`: the texts without an English counterpart; and beside them, `rows`: names that have one; `files`: also
    the sheets of a workbook."""
    texts = {text for held in _values(_TEXTS) for text in _texts(held)} | {*more, _ITSELF, *_WORDS}
    texts |= {row.display_name for kept in PeopleImport.objects.all() for row in import_actions.rows_of(kept)}
    texts |= {row.subdistrict_name.removesuffix("街道") for row in EstateRow.objects.all()}  # on the map
    numbered = (it for kind in (Order, LadderStep, Bulletin) for it in kind.objects.all())
    texts |= {it.code for it in numbered}  # numbers are written so in any language
    texts |= {it.names[0] for scheme in AssessmentScheme.objects.all() for it in scheme.told.indicators}  # in the log
    texts |= set(_texts([it.value for it in DISCLOSED]))  # classes and genres are the district's words
    rows = list(_values(_ROWS))
    named = {row["name"] for row in rows if row.get("name_en")}
    anywhere = texts | ({text for row in rows for text in _texts(row)} - named)
    sheets = {sheet.title[0] for sheet in SHEETS}
    beside = {"anywhere": set(), "rows": named, "files": named | sheets}
    return {where: _sorted(anywhere | others) for where, others in beside.items()}


def _values(places: tuple[tuple[Any, tuple[str, ...]], ...]) -> Iterator[Any]:
    """What these fields hold, where they hold something."""
    return (it for model, fields in places for line in model.objects.values_list(*fields) for it in line if it)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _sorted(texts: set[str]) -> list[str]:
    """The Chinese ones, as a page shows them; the longest first, for a name may stand within another."""
    shown = {" ".join(text.split()) for text in texts if HAN.search(text)}
    return sorted(shown, key=lambda text: (-len(text), text))
