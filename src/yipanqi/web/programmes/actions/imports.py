"""A workbook's way in: uploaded, read, shown as a difference, confirmed, taken in at once or not at all, taken back."""

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, F, Q, Sum
from django.db.models.functions import Now

from yipanqi.domain.finding import Gravity
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.kept_file import sha256_of
from yipanqi.web.page.say import Cannot
from yipanqi.workbook import Mapping
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.layout import LANGUAGES
from yipanqi.workbook.opening import ENDINGS, LIMITS

from .. import difference, guarding, unit_matches
from ..models import Change, ImportBatch, ProgrammeEntry
from ..reading import Read, is_error
from ..words import APPLIED, APPLYING, DROPPED, READING, READY, REFUSED, UNDONE
from . import index, own_books, units, writing
from .versions import freeze

LARGE = 10_000  # rows of a programme above which a whole import is undone by a worker: a page would wait for seconds
MARKING = ".marks-"  # begins the names of the folders in which copies are marked
MOST_WAITING = 5  # workbooks of one person
MOST_SECONDS = 900  # of reading and marking for one person in an hour
_OF_READING = ("programmes.read", "programmes.mark")
_LIVE = (READING, READY, APPLYING, APPLIED)


class CannotUpload(Cannot):
    """This file is not taken; the message tells the user why."""


class CannotImport(Cannot):
    """The workbook may not be taken in now; the message tells the user why."""


class CannotUndo(Cannot):
    """Later changes would be lost; `changes` are these."""

    def __init__(self, zh: str, en: str, changes: Iterable[Change] = ()) -> None:
        super().__init__(zh, en)
        self.changes = list(changes)


def upload(*, entry: ProgrammeEntry | None, file: Any, by: Any, at: datetime) -> ImportBatch:
    """Keep the file and have it read; the same file again is the same import. Without an entry a new one is begun."""
    suffix = Path(file.name).suffix.lower()
    if suffix not in ENDINGS:
        raise CannotUpload("请上传 XLSX、XLS、ET、XLSB 或 CSV 文件", "Upload an XLSX, XLS, ET, XLSB or CSV file")
    if file.size > LIMITS["bytes"]:
        raise CannotUpload("文件超过 50 MB", "The file is larger than 50 MB")
    _check_budget(by)
    stored_as = f"{uuid.uuid4()}{suffix}"
    try:
        digest = _store(file, import_path(stored_as))
        with transaction.atomic():
            batch = _filed(entry, file, stored_as, digest, by, at)
    except BaseException:
        import_path(stored_as).unlink(missing_ok=True)
        raise
    if batch.stored_as != stored_as:
        import_path(stored_as).unlink(missing_ok=True)
    return batch


def _check_budget(by: Any) -> None:
    """Raise CannotUpload where others would wait for this person's workbooks: too many of them, or too heavy ones."""
    filed = Job.objects.filter(kind__in=_OF_READING, created_by=by)
    if filed.open().filter(kind="programmes.read").count() >= MOST_WAITING:
        raise CannotUpload(
            f"您有 {MOST_WAITING} 个工作簿还没有读完，请稍后再上传",
            f"{MOST_WAITING} of your workbooks are still to be read; upload more when they are",
        )
    taken = filed.filter(finished_at__gte=Now() - timedelta(hours=1), started_at__isnull=False)
    spent = taken.aggregate(all=Sum(F("finished_at") - F("started_at"), output_field=DurationField()))["all"]
    if spent is not None and spent.total_seconds() >= MOST_SECONDS:
        raise CannotUpload(
            f"过去一小时读取您的工作簿已用 {MOST_SECONDS // 60} 分钟，请一小时后再上传",
            f"Your workbooks took {MOST_SECONDS // 60} minutes of the last hour; upload more an hour later",
        )


def _filed(entry: ProgrammeEntry | None, file: Any, stored_as: str, digest: str, by: Any, at: datetime) -> ImportBatch:
    home = entry.organisation if entry else _district_of(by)
    Organisation.objects.select_for_update().get(pk=home.pk)  # two uploads of one file at once become one
    known = ImportBatch.objects.filter(sha256=digest, state__in=_LIVE, entry__organisation=home)
    began = Q(entry__created_at=F("at"))  # a new programme is wished for: one that this file began, and no other
    for twin in known.filter(Q(entry=entry) if entry else began):
        if twin.state != APPLIED or _still_stands(twin):
            return twin
    if entry is None:
        name = Path(file.name).stem[:200] or "?"
        entry = ProgrammeEntry.objects.create(organisation=home, name=name, created_by=by, created_at=at)
        audit.record("programme.begun", subject=entry, by=by, at=at, after={"name": name})
    batch = ImportBatch.objects.create(
        entry=entry,
        file_name=Path(file.name).name[-200:],
        stored_as=stored_as,
        sha256=digest,
        size=file.size,
        state=READING,
        by=by,
        at=at,
    )
    audit.record("import.uploaded", subject=batch, by=by, at=at, after={"sha256": digest, "size": file.size})
    _read_by_a_worker(batch, by, entry.revision)
    return batch


def _still_stands(batch: ImportBatch) -> bool:
    """Is the programme as this import left it? Taking the file in once more would then change nothing."""
    return not batch.entry.is_edited and batch.entry.current_version_id == batch.version_id


def _read_by_a_worker(batch: ImportBatch, by: Any, revision: int) -> None:
    reading = (batch.own or {}).get("reading", 0)
    key = f"programmes.read:{batch.uid}:{revision}" + (f":{reading}" if reading else "")
    jobs.file(kind="programmes.read", args={"batch": batch.pk}, by=by, key=key, subject=batch)


def _district_of(by: Any) -> Organisation:
    held = by.memberships_held
    if not held:
        raise CannotUpload(
            "您不属于任何单位，不能新建计划", "You belong to no organisation and cannot begin a programme"
        )
    root = held[0].organisation.path.strip("/").split("/")[0]
    return Organisation.objects.get(path=f"/{root}/")


def _store(file: Any, path: Path) -> str:
    """Write the file where only this server reads it; its hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with path.open("wb") as out:
        for chunk in file.chunks():
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def import_path(name: str) -> Path:
    """Where an uploaded workbook, or its marked copy, lies."""
    return Path(settings.MEDIA_ROOT) / "imports" / name


@transaction.atomic
def take_in(*, batch: ImportBatch, found: Read) -> None:
    """Keep what a worker read in the file: the findings and, where no error forbids it, the difference."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != READING:
        return
    batch.findings = found.findings
    batch.own = _own_of(batch, found)
    batch.error_count = sum(map(is_error, found.findings))
    batch.warning_count = len(found.findings) - batch.error_count
    batch.state = REFUSED
    if found.content:
        batch.content = found.content
        sheets = batch.sheets()
        batch.bodies = unit_matches.to_store(sheets)
        batch.base_revision = batch.entry.revision
        known = difference.present(batch.entry)
        steps = list(difference.row_changes(known, difference.keyed(sheets)))
        batch.difference = difference.told(steps, difference.active(known), sheets)
        forbidden = guarding.barred(batch.entry, steps)
        batch.findings = [*batch.findings, *map(_forbidden, forbidden)]
        batch.error_count += len(forbidden)
        batch.state = REFUSED if forbidden else READY
    batch.save()
    audit.record("import.read", subject=batch, by=batch.by, after={"state": batch.state, "errors": batch.error_count})


def _forbidden(bar: guarding.Barred) -> dict[str, str]:
    """What a later stage forbids, as a finding of the sheet."""
    place = {"sheet": SHEET[bar.sheet].title[0], "cell": "", "gravity": Gravity.ERROR.value}
    return place | dict(zip(LANGUAGES, bar.why, strict=True))


def _own_of(batch: ImportBatch, found: Read) -> dict[str, Any] | None:
    """How the own book was read, beside how often it was, and how many answers that took."""
    if found.own is None:
        return None
    before = batch.own or {}
    return found.own | {"reading": before.get("reading", 0), "answers": before.get("answers", 0)}


def ask_for_marks(*, batch: ImportBatch) -> None:
    """Have a copy written in which every finding is marked; in the caller's transaction."""
    reading = (batch.own or {}).get("reading", 0)
    key = f"programmes.mark:{batch.uid}" + (f":{reading}" if reading else "")
    jobs.file(kind="programmes.mark", args={"batch": batch.pk}, by=batch.by, key=key, subject=batch)


@transaction.atomic
def keep_marked(*, batch: ImportBatch, name: str) -> None:
    """Remember where the marked copy lies, and what it is; no name where none could be written."""
    digest = sha256_of(import_path(name)) if name else ""
    ImportBatch.objects.filter(pk=batch.pk).update(annotated_as=name, annotated_sha256=digest)
    audit.record("import.marked", subject=batch, by=batch.by)


@transaction.atomic
def confirm(*, batch: ImportBatch, by: Any, at: datetime) -> ImportBatch:
    """Let a worker take the workbook in; of two at once one wins."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=batch.entry_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (APPLYING, APPLIED):
        return batch
    if batch.state != READY:
        raise CannotImport("这个工作簿不能导入", "This workbook cannot be taken in")
    if entry.batches.filter(state=APPLYING).exists() or entry.revision != batch.base_revision:
        raise _outdated()
    _check_guards(entry, batch)
    batch.state, batch.applied_by, batch.applied_at = APPLYING, by, at
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    audit.record("import.confirmed", subject=batch, by=by, at=at)
    key = f"programmes.apply:{batch.uid}:{batch.base_revision}"
    jobs.file(kind="programmes.apply", args={"batch": batch.pk}, by=by, key=key, subject=batch)
    return batch


def _check_guards(entry: ProgrammeEntry, batch: ImportBatch) -> None:
    """CannotImport where a later stage has come to forbid it since it was read."""
    if "estates" not in batch.difference:  # nothing else is forbidden, and the rows need not be compared again
        return
    steps = difference.row_changes(difference.present(entry), difference.keyed(batch.sheets()))
    if found := guarding.barred(entry, steps):
        raise CannotImport(*found[0].why)


def _outdated() -> CannotImport:
    return CannotImport(
        "核对之后数据又有改动，请重新核对", "The data have changed since this was checked; check it again"
    )


@transaction.atomic
def check_again(*, batch: ImportBatch, by: Any, at: datetime) -> None:
    """Work the difference out anew, against the data as they are now."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=batch.entry_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != READY:
        raise CannotImport("这个工作簿不能重新核对", "This workbook cannot be checked again")
    if batch.base_revision == entry.revision:  # it is checked: a page that was open since asks for it once more
        return
    _check_budget(by)
    batch.state = READING
    batch.save(update_fields=["state"])
    audit.record("import.checked_again", subject=batch, by=by, at=at)
    _read_by_a_worker(batch, by, entry.revision)


@transaction.atomic
def read_by(*, batch: ImportBatch, mapping: Mapping, answers: int, seen: int, by: Any, at: datetime) -> None:
    """Have an office's own book read again, by this mapping."""
    _check_budget(by)
    batch = own_books.answer(batch=batch, mapping=mapping, answers=answers, seen=seen, by=by, at=at)
    _read_by_a_worker(batch, by, batch.entry.revision)


@transaction.atomic
def drop(*, batch: ImportBatch, by: Any, at: datetime) -> None:
    """Give the workbook up; nothing of it was taken in."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (READY, REFUSED, READING):
        raise CannotImport("已经导入，不能放弃", "It was taken in already and cannot be dropped")
    batch.state = DROPPED
    batch.save(update_fields=["state"])
    for job in Job.objects.open().filter(kind__in=_OF_READING, args={"batch": batch.pk}):
        with suppress(jobs.CannotStop):
            jobs.ask_to_stop(job, by=by)
    audit.record("import.dropped", subject=batch, by=by, at=at)


@transaction.atomic
def drop_refused(*, by: Any, at: datetime) -> int:
    """Give up all of one's own workbooks that were refused; how many."""
    refused = list(ImportBatch.objects.filter(by=by, state=REFUSED))
    for batch in refused:
        drop(batch=batch, by=by, at=at)
    return len(refused)


@transaction.atomic
def apply(*, batch: ImportBatch, facts: index.Facts, at: datetime) -> bool:
    """Take the workbook's rows in: all of them, or none; whether it was done."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=batch.entry_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != APPLYING:
        return batch.state == APPLIED
    if entry.revision != batch.base_revision:  # somebody edited a row meanwhile
        ImportBatch.objects.filter(pk=batch.pk).update(state=READY)
        audit.record("import.put_back", subject=batch, by=batch.applied_by, at=at)
        return False
    wanted = difference.keyed(batch.sheets())
    known = difference.present(entry)
    found = list(difference.row_changes(known, wanted))
    if guarding.barred(entry, found):  # a plan was adopted meanwhile
        ImportBatch.objects.filter(pk=batch.pk).update(state=READY)
        audit.record("import.put_back", subject=batch, by=batch.applied_by, at=at)
        return False
    steps = writing.tell(entry, known, found, {key: position for key, (position, _) in wanted.items()})
    writing.do(steps, entry, batch, batch.applied_by, at, is_undoing=False)
    index.write(entry, facts, is_whole=True)
    units.link_matches(entry=entry, batch=batch, by=batch.applied_by, at=at)
    own_books.keep(batch=batch, by=batch.applied_by, at=at)
    batch.version = freeze(entry=entry, reason="import", by=batch.applied_by, at=at)
    batch.state = APPLIED
    batch.save(update_fields=["state", "version"])
    return True


def later_changes(batch: ImportBatch) -> list[Change]:
    """Changes made after this import to rows that it touched: what undoing it would lose."""
    last = batch.changes.filter(is_undoing=False).order_by("-pk").values_list("pk", flat=True).first()
    touched = batch.changes.values("record_id")
    later = Change.objects.filter(entry=batch.entry_id, pk__gt=last or 0, record__in=touched).exclude(batch=batch)
    return list(later.select_related("record", "by").order_by("-pk"))


@transaction.atomic
def ask_to_undo(*, batch: ImportBatch, with_later: bool, by: Any) -> bool:
    """Have a worker undo the import of a large programme; False where it is small enough to be undone at once."""
    if batch.entry.records.count() <= LARGE:
        return False
    if later_changes(batch) and not with_later:
        raise CannotUndo("撤销会丢失之后的修改", "Undoing would lose later changes", later_changes(batch))
    args = {"batch": batch.pk, "with_later": with_later, "by": by.pk}
    key = f"programmes.undo:{batch.uid}:{batch.entry.revision}:{int(with_later)}"
    jobs.file(kind="programmes.undo", args=args, by=by, key=key, subject=batch)
    return True


@transaction.atomic
def undo(*, batch: ImportBatch, with_later: bool, by: Any, at: datetime) -> None:
    """Put every row back to what it was before this import. Where rows were changed since, `with_later` says that
    these changes may go too; otherwise CannotUndo lists them."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=batch.entry_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != APPLIED:
        raise CannotUndo("只有已导入的工作簿可以撤销", "Only a workbook that was taken in can be undone")
    later = later_changes(batch)
    if later and not with_later:
        raise CannotUndo("撤销会丢失之后的修改", "Undoing would lose later changes", later)
    known = difference.present(entry)
    found = []
    by_pk = {record.pk: record for record in known.values()}
    done = batch.changes.filter(is_undoing=False).order_by("pk").values_list("record_id", "before")
    for pk, before in done.iterator(chunk_size=5000):
        record = by_pk[pk]
        now = record.values if record.is_active else None
        if now != before:
            found.append(difference.RowChange(record.sheet, record.key, now, before))
    if forbidden := guarding.barred(entry, found):
        raise CannotUndo(*forbidden[0].why)
    writing.do(writing.tell(entry, known, found, {}), entry, batch, by, at, is_undoing=True)
    units.unlink_import(batch=batch, by=by, at=at)
    batch.state, batch.undone_by, batch.undone_at = UNDONE, by, at
    batch.save(update_fields=["state", "undone_by", "undone_at"])
    _settle(entry, by, at)


def _settle(entry: ProgrammeEntry, by: Any, at: datetime) -> None:
    """Judge what is left and keep it as a version; an entry that is empty again has none."""
    entry.refresh_from_db()
    if not entry.records.active().exists():
        entry.estates.all().delete()
        ProgrammeEntry.objects.filter(pk=entry.pk).update(current_version=None)
        return
    programme, findings = index.judged(entry)
    if programme is None or any(finding.gravity is Gravity.ERROR for finding in findings):
        raise CannotUndo(
            "撤销后数据会有错误：之后添加的行要用到这次导入的内容",
            "The data would be wrong: rows added later rest on what this import brought",
        )
    index.write(entry, index.facts(programme), is_whole=True)
    freeze(entry=entry, reason="undo", by=by, at=at)
