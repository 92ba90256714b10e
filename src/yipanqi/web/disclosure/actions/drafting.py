"""Drafting: from an offer of the record or by hand; editing what stands in a draft, beside what was worked out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.disclosure.publication import KINDS, Content, Kind, Metadata, Pair, Paragraph
from yipanqi.domain.disclosure.state import Action
from yipanqi.domain.supervision.bulletin import plain
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import from_record, making, rules
from ..from_record import Offer
from ..models import Publication, PublicationVersion
from ..models.publications import two
from ..numbering import classes_of, decided
from ..stored import OWN, TITLE, stored, stored_metadata
from .moving import begun, facts_of, put_estates, tell

BY_HAND = (Kind.NOTICE, Kind.POLICY, Kind.REPLY, Kind.MEETING, Kind.ANNUAL)  # what may be written without the record
LONGEST, LONGEST_HTML = 4000, 100_000  # characters of a paragraph, of the office's own text
LONGEST_TITLE = 200


class CannotDraft(Cannot):
    """It cannot be drafted, or not once more."""


class CannotEdit(Cannot):
    """The draft cannot be edited so."""


@transaction.atomic
def draft(*, entry: ProgrammeEntry, offer: Offer, by: Any, at: datetime, day: date) -> PublicationVersion:
    """Draft what the record offers; no figure is typed. Once for each matter."""
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    same = Publication.objects.filter(entry=entry, kind=offer.kind, record_key=offer.record_key, is_dropped=False)
    if same.exists():
        raise CannotDraft("这件事已有公开件", "There is a publication of this already")
    content = from_record.content(entry, offer)
    record = from_record.suggested(entry, offer, content)
    known = first_record(entry, offer.kind, day)
    kept = {name: getattr(record, name) or getattr(known, name) for name in _SUGGESTED}
    pairs = {name: _either(getattr(record, name), getattr(known, name)) for name in _SUGGESTED_PAIRS}
    record = replace(known, **kept, **pairs)
    return _made(entry, offer.kind, offer.record_key, content, record, by=by, at=at, day=day)


_SUGGESTED = ("document_number", "written_on", "keywords", "first_published_at", "first_updated_at")
_SUGGESTED_PAIRS = ("genre", "topic", "catalogue", "issuer", "source", "department", "summary", "first_place")


def _either(pair: Pair, other: Pair) -> Pair:
    """What the record suggests, else what the settings know."""
    return pair if pair[0] else other


@transaction.atomic
def draft_by_hand(
    *, entry: ProgrammeEntry | None, kind: Kind, title: Pair, html: Pair, by: Any, at: datetime, day: date
) -> PublicationVersion:
    """Draft what no record stands behind: a notice, a policy, a reply."""
    if kind not in BY_HAND:
        raise CannotDraft("这一类由记录生成，不能手写", "This kind is made of the record and not written by hand")
    if not title[0].strip():
        raise CannotDraft("请填写标题", "Give a title")
    content = Content(title=(title[0].strip(), title[1].strip()))
    record = replace(first_record(entry, kind, day), written_on=day)
    texts = {OWN: list(html)} if html[0].strip() else {}
    return _made(entry, kind, "", content, record, by=by, at=at, day=day, texts=texts)


def _made(
    entry: ProgrammeEntry | None,
    kind: Kind,
    record_key: str,
    content: Content,
    record: Metadata,
    *,
    by: Any,
    at: datetime,
    day: date,
    texts: Mapping[str, Any] | None = None,
) -> PublicationVersion:
    publication = Publication.objects.create(entry=entry, kind=kind, record_key=record_key, by=by, at=at, day=day)
    row = PublicationVersion(
        publication=publication,
        number=1,
        texts=dict(texts or {}),
        metadata=stored_metadata(record),
        written_on=record.written_on or day,
        effective_on=record.effective_on,
        by=by,
        at=at,
        day=day,
    )
    _put_content(row, content, is_of_record=bool(record_key))
    row.save()
    put_estates(row)
    tell(row, "draft", "", by, at, day, what=row.record_known)
    audit.record("publication.drafted", subject=row, by=by, at=at, after=facts_of(row, kind=kind.value))
    return row


def _put_content(row: PublicationVersion, content: Content, *, is_of_record: bool) -> None:
    row.content = stored(content)
    title = row.texts.get(TITLE, content.title)
    row.title_zh, row.title_en = title[0][:LONGEST_TITLE], title[1][:300]
    row.measures = "".join(f"|{it}" for it in content.measures) + ("|" if content.measures else "")
    row.record_known = content.record[:200]
    row.record_hash = making.hash_of(content) if is_of_record else ""


def first_record(entry: ProgrammeEntry | None, kind: Kind, day: date) -> Metadata:
    """The record of a new draft, as far as settings and register know it."""
    classed = classes_of(entry, kind, day)
    body = issuer_of(entry, day)
    source = str(decided(entry, rules.SOURCE, day) or "")
    return Metadata(
        genre=(classed.get("genre", ""), ""),
        topic=(classed.get("topic", ""), ""),
        catalogue=(classed.get("catalogue", "") or KINDS[kind][0], KINDS[kind][1]),
        issuer=body,
        source=(source, "") if source else body,
        department=body,
        reviewer=str(decided(entry, rules.REVIEWER, day) or ""),
        keywords=("老旧小区改造", KINDS[kind][0]),
    )


def issuer_of(entry: ProgrammeEntry | None, day: date) -> Pair:
    """The full name of the issuing body: as the district decided, else the office's in the register."""
    said = str(decided(entry, rules.ISSUER, day) or "")
    if said:
        return said, ""
    office = Organisation.objects.filter(kind=OFFICE).order_by("pk").first()
    return (office.name, "") if office else ("", "")


@transaction.atomic
def edit_paragraph(
    *,
    version: PublicationVersion,
    key: str,
    texts: Pair,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> PublicationVersion:
    """Let a paragraph say this; what was worked out stays beside it, and comes back where the text is that again."""
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    keys = [it.key for it in row.drafted.blocks if isinstance(it, Paragraph)]
    found = next((it for it in row.drafted.blocks if isinstance(it, Paragraph) and it.key == key), None)
    if found is None:
        raise CannotEdit("没有这一段", "There is no such paragraph")
    if not reason.strip():
        raise CannotEdit("请写明修改的理由", "Say why")
    wanted = [it.strip() for it in texts]
    if not wanted[0] or max(map(len, wanted)) > LONGEST:
        raise CannotEdit("请写明文字，每段不超过4000字", "Write the text, of 4,000 characters at most")
    computed = [plain(it) for it in found.marked]
    kept = {name: it for name, it in row.texts.items() if name != key}
    if row.texts.get(key, computed) == wanted:
        raise CannotEdit("文字没有变化", "The text is the same")
    row.texts = kept if wanted == computed else kept | {key: wanted}
    place = keys.index(key) + 1
    return _edited(row, by, at, day, reason=reason, what=two((f"正文第{place}段", f"Paragraph {place}")))


@transaction.atomic
def edit_text(
    *, version: PublicationVersion, title: Pair, html: Pair, by: Any, at: datetime, day: date, seen: str | None = None
) -> PublicationVersion:
    """The title, and what the office writes itself. What the allow-list does not name is found by the check, and stays
    until somebody takes it out."""
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    title = title[0].strip(), title[1].strip()
    if not title[0] or len(title[0]) > LONGEST_TITLE:
        raise CannotEdit("请填写标题，不超过200字", "Give a title of 200 characters at most")
    if max(map(len, html)) > LONGEST_HTML:
        raise CannotEdit("正文太长", "The text is too long")
    texts = {name: it for name, it in row.texts.items() if name not in (TITLE, OWN)}
    if list(title) != row.content["title"]:
        texts[TITLE] = list(title)
    if any(it.strip() for it in html):
        texts[OWN] = list(html)
    if texts == row.texts:
        raise CannotEdit("内容没有变化", "Nothing is changed")
    row.texts, row.title_zh, row.title_en = texts, title[0], title[1][:300]
    return _edited(row, by, at, day, what=two(("标题和正文", "Title and text")))


@transaction.atomic
def edit_record(
    *,
    version: PublicationVersion,
    record: Metadata,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> PublicationVersion:
    """The record of the draft: what the server gives (number, times of publishing) is not asked."""
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    if record.first_published_at and record.first_published_at > at:
        raise CannotEdit("原发布时间不能晚于现在", "It cannot have been published first in days to come")
    wanted = stored_metadata(replace(record, keywords=tuple(dict.fromkeys(record.keywords))))
    days = {"written_on": record.written_on, "effective_on": record.effective_on}
    if wanted == row.metadata and all(getattr(row, name) == it for name, it in days.items()):
        raise CannotEdit("内容没有变化", "Nothing is changed")
    row.metadata, row.written_on, row.effective_on = wanted, record.written_on, record.effective_on
    return _edited(row, by, at, day, what=two(("目录项", "Record")))


@transaction.atomic
def renew(
    *, version: PublicationVersion, by: Any, at: datetime, day: date, seen: str | None = None
) -> PublicationVersion:
    """Take what the record says now; edited texts stay beside the paragraphs that are still there."""
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    publication = row.publication
    if not publication.record_key or publication.entry is None:
        raise CannotEdit("这件公开件没有对应的记录", "No record stands behind this publication")
    content = from_record.content_of(publication.entry, publication.kind_told, publication.record_key)
    if making.hash_of(content) == row.record_hash:
        raise CannotEdit("与记录一致，不必更新", "It says what the record says")
    keys = {it.key for it in content.blocks if isinstance(it, Paragraph)} | {TITLE, OWN}
    row.texts = {name: it for name, it in row.texts.items() if name in keys}
    _put_content(row, content, is_of_record=True)
    row = _edited(row, by, at, day, action="renew", what=row.record_known)
    put_estates(row)
    return row


def _edited(
    row: PublicationVersion,
    by: Any,
    at: datetime,
    day: date,
    *,
    action: str = Action.EDIT,
    reason: str = "",
    what: str = "",
) -> PublicationVersion:
    row.changes += 1
    row.edits += 1
    row.save()
    tell(row, action, row.state, by, at, day, reason=reason, what=what)
    deed = "publication.renewed" if action == "renew" else "publication.edited"
    audit.record(
        deed, subject=row, by=by, at=at, after=facts_of(row, part=what.partition("\x1f")[0], reason=reason.strip())
    )
    return row
