"""Closing a period, and writing, editing and issuing what is written from a close."""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.supervision.bulletin import Draft, Replaced, bulletin, summary
from yipanqi.domain.supervision.figures import of_year
from yipanqi.domain.supervision.period import Period, PeriodKind
from yipanqi.domain.supervision.snapshot import Snapshot, differences, hash_of
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import Stale
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import Bulletin, BulletinEdit, ClosedPeriod, PeriodContent
from ..models.periods import BULLETIN, DRAFTED, ISSUED, SUMMARY, SUPERSEDED, words_of
from ..period_checks import failing
from ..period_rules import ANSWER_DAYS, ORGAN

LONGEST = 4000  # characters of a paragraph


class CannotClose(Cannot):
    """The period may not be closed, or not again; the message says why."""


class CannotEdit(Cannot):
    """The text may not be edited so."""


class CannotIssue(Cannot):
    """The bulletin may not be issued, or not by this person."""


@transaction.atomic
def close(
    *,
    entry: ProgrammeEntry,
    snapshot: Snapshot,
    names: Mapping[str, Any],
    by: Any,
    at: datetime,
    day: date,
    reason: str = "",
) -> ClosedPeriod:
    """Close a period that is over, on what was worked out of the record, and draft what is written from it. Once more
    with a reason, after something is known otherwise."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    period = snapshot.period
    if period.last >= day:
        raise CannotClose("这一期还没有结束", "This period is not over yet")
    if not snapshot.lines:
        raise CannotClose("还没有任务，没有可关账的内容", "There is no task yet, and nothing to close")
    if bad := failing(snapshot):
        raise CannotClose(f"校验不通过：{bad[0].names[0]}", f"A check fails: {bad[0].names[1]}")
    last = ClosedPeriod.objects.filter(entry=entry, period=period.key).first()
    if last is not None:
        if not reason.strip():
            raise CannotClose("再次关账须写明理由", "Say why it is closed once more")
        if not any(differences(last.snapshot, snapshot)):
            raise CannotClose("与上一版相比没有变化，不必再次关账", "Nothing differs from the last version")
    content = snapshot.stored
    row = ClosedPeriod.objects.create(
        entry=entry,
        period=period.key,
        first=period.first,
        last=period.last,
        version=last.version + 1 if last else 1,
        known_on=snapshot.known_on,
        figures=_figures(snapshot),
        figures_hash=hash_of(content),
        content_hash=hash_of(content, names),
        law=snapshot.law,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    text = json.dumps({"snapshot": content, "words": dict(names)}, ensure_ascii=False, sort_keys=True)
    PeriodContent.objects.create(closed=row, packed=gzip.compress(text.encode(), mtime=0))
    after = {"period": period.key, "version": row.version, "known_on": snapshot.known_on, "hash": row.content_hash[:16]}
    audit.record("period.closed", subject=row, by=by, at=at, after=after | ({"reason": reason} if reason else {}))
    _draft(row, snapshot, names, by, at, day)
    return row


def _figures(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    sums = {year: of_year(snapshot, year) for year in snapshot.years}
    return {str(year): {name: getattr(one, name) for name in one.__dataclass_fields__} for year, one in sums.items()}


def _draft(
    closed: ClosedPeriod, snapshot: Snapshot, names: Mapping[str, Any], by: Any, at: datetime, day: date
) -> Bulletin:
    """What is written from a close: of a year its summary, else a bulletin. An older draft is replaced."""
    kind = SUMMARY if closed.told.kind is PeriodKind.YEAR else BULLETIN
    same = Bulletin.objects.filter(entry_id=closed.entry_id, period=closed.period, kind=kind)
    same.filter(state=DRAFTED).update(state=SUPERSEDED)
    draft = drafted(closed, snapshot, names)
    return Bulletin.objects.create(
        entry_id=closed.entry_id,
        closed=closed,
        period=closed.period,
        kind=kind,
        version=(same.aggregate(Max("version"))["version__max"] or 0) + 1,
        title=list(draft.title),
        paragraphs=[{"key": it.key, "level": it.level, "marked": list(it.marked)} for it in draft.paragraphs],
        by=by,
        at=at,
        day=day,
    )


def drafted(closed: ClosedPeriod, snapshot: Snapshot, names: Mapping[str, Any]) -> Draft:
    """The text of a close, worked out."""
    words = words_of(dict(names))
    replaces = _replaced(closed)
    if closed.told.kind is PeriodKind.YEAR:
        return summary(snapshot, words, replaces=replaces)
    days = setting(closed.entry, ANSWER_DAYS, snapshot.known_on)
    until = snapshot.known_on + timedelta(days=days)
    published = _published(closed.entry, closed.told)
    return bulletin(snapshot, words, published=published, answer_by=until, replaces=replaces)


def _replaced(closed: ClosedPeriod) -> Replaced | None:
    """What was issued of the same period on an earlier version."""
    rows = Bulletin.objects.filter(entry=closed.entry, period=closed.period, state=ISSUED)
    rows = rows.filter(closed__version__lt=closed.version)
    last = rows.select_related("closed").order_by("-version").first()
    return Replaced(code=last.code, snapshot=last.closed.snapshot) if last else None


def _published(entry: ProgrammeEntry, period: Period) -> Sequence[Snapshot]:
    """The close on which the last issued bulletin of the period before was written."""
    rows = Bulletin.objects.filter(entry=entry, period=period.before.key, kind=BULLETIN, state=ISSUED)
    last = rows.select_related("closed").order_by("-version").first()
    return [last.closed.snapshot] if last else []


@transaction.atomic
def edit(
    *,
    bulletin: Bulletin,
    key: str,
    texts: tuple[str, str],
    why: str,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Bulletin:
    """Let a paragraph of a draft say this, in both languages; what was worked out stays beside it."""
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    paragraph = next((it for it in row.computed() if it.key == key), None)
    wanted = [text.strip() for text in texts]
    if row.state != DRAFTED:
        raise CannotEdit("只有拟稿可以修改；已印发的请更正", "A draft alone is edited; what is issued is corrected")
    if paragraph is None:
        raise CannotEdit("没有这一段", "There is no such paragraph")
    if seen is not None and seen != row.changes:
        raise Stale
    if not all(wanted) or max(map(len, wanted)) > LONGEST:
        raise CannotEdit("请写明中英文文字，每段不超过4000字", "Write both languages, of 4,000 characters at most")
    if not why.strip():
        raise CannotEdit("请写明修改的理由", "Say why")
    computed = [paragraph.text("zh"), paragraph.text("en")]
    before = row.texts.get(key, computed)
    if before == wanted:
        raise CannotEdit("文字没有变化", "The text is the same")
    kept = {name: it for name, it in row.texts.items() if name != key}
    row.texts = kept if wanted == computed else kept | {key: wanted}
    row.changes += 1
    row.save(update_fields=["texts", "changes"])
    BulletinEdit.objects.create(
        bulletin=row, key=key, before=before, after=wanted, why=why.strip(), by=by, at=at, day=day
    )
    audit.record("bulletin.edited", subject=row, by=by, at=at, after={"paragraph": key, "reason": why.strip()})
    return row


@transaction.atomic
def issue(*, bulletin: Bulletin, by: Any, at: datetime, day: date, seen: int | None = None) -> Bulletin:
    """Approve a draft and give it its number: not by who made or edited it."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=bulletin.entry_id)
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if row.state != DRAFTED:
        raise CannotIssue("这一稿已经印发或已被代替", "This was issued, or replaced, already")
    if seen is not None and seen != row.changes:
        raise Stale
    if why := why_not_issue(row, by):
        raise CannotIssue(*why)
    row.organ, row.year = organ_of(entry, day, row.kind), day.year
    numbers = Bulletin.objects.filter(entry=entry, organ=row.organ, year=row.year)
    row.number = (numbers.aggregate(Max("number"))["number__max"] or 0) + 1
    row.state, row.issued_by, row.issued_at, row.issued_on = ISSUED, by, at, day
    row.content_hash = content_hash(row)
    row.save()
    after = {"number": row.code, "period": row.period, "version": row.version, "hash": row.content_hash[:16]}
    audit.record("bulletin.issued", subject=row, by=by, at=at, after=after)
    return row


def why_not_issue(row: Bulletin, by: Any) -> tuple[str, str] | None:
    """Why this person may not issue it; nothing: they may."""
    wrote = {row.by_id, *row.edits.values_list("by_id", flat=True)}
    if by is None or by.pk in wrote:
        return "须由拟稿和修改以外的人审定印发", "It is issued by somebody who neither made nor edited it"
    return None


def content_hash(row: Bulletin) -> str:
    """The hash of what is printed: title, text in both languages, and the close behind its tables."""
    texts = {lang: [text for _, text in row.final(lang)] for lang in ("zh", "en")}
    return hash_of(row.title, texts, row.closed.content_hash)


def organ_of(entry: ProgrammeEntry, day: date, kind: str) -> str:
    """发文机关代字: as the district decided; else that of the programme's own number, with 通报. Summaries are numbered
    in a series of their own."""
    decided = str(setting(entry, ORGAN, day) or "")
    own = decided.removesuffix("通报") or entry.frame().heading.document_number.partition("〔")[0].strip()
    return f"{own or '改造办'}{'总结' if kind == SUMMARY else '通报'}"
