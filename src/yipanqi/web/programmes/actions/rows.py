"""Changing single rows: everything is judged as when it is read from a workbook, and nobody overwrites anybody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from yipanqi.domain.finding import Finding, Gravity
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.funding import OF_ALL_ESTATES
from yipanqi.workbook.records import OF_ESTATE, checked, key_of

from ..difference import RowChange
from ..guarding import Barred, barred
from ..models import Change, ColumnChoice, ProgrammeEntry, Record
from . import index

SHARED = "must_late_full"  # found between estates, not in one
_PERSONAL = {"units": ("person",)}  # kept out of the log, which forgets nothing


CONFIRMED = ("holidays",)  # sheets whose rows count once a second person has confirmed them


class CannotSave(Cannot):
    """The change would make the programme wrong; `findings` say where."""

    def __init__(self, zh: str, en: str, findings: list[Finding] | None = None) -> None:
        super().__init__(zh, en)
        self.findings = findings or []


class Forbidden(CannotSave):
    """A later stage forbids the change; `bar` tells why, and where to ask for it."""

    def __init__(self, bar: Barred) -> None:
        super().__init__(*bar.why)
        self.bar = bar


class Outdated(Cannot):
    """Somebody else changed the row meanwhile; `record` is as it stands now."""

    def __init__(self, record: Record) -> None:
        super().__init__(
            "这一行已被别人修改，您的修改没有保存", "Somebody changed this row meanwhile; yours was not saved"
        )
        self.record = record


@transaction.atomic
def edit(
    *,
    record: Record,
    values: Mapping[str, Any],
    revision: int,
    by: Any,
    at: datetime,
    reason: str = "",
    is_decided: bool = False,
) -> list[Finding]:
    """Give the row these values; the warnings that remain. Outdated or CannotSave, and then nothing has changed. What
    later stages forbid is possible where two people decided it there."""
    entry, record = _locked(record)
    if record.revision != revision or not record.is_active:
        raise Outdated(record)
    if record.values == values:
        return []
    if not is_decided:
        _ask_guards(entry, record, dict(values))
    before, estate_before = record.values, record.estate
    record.values, record.revision = _entered(record.sheet, values, by), record.revision + 1
    _name(record)
    _save(record)
    return _finish(entry, record, before, record.values, by, at, reason, "changed", {estate_before, record.estate})


@transaction.atomic
def add(
    *, entry: ProgrammeEntry, sheet: str, values: Mapping[str, Any], by: Any, at: datetime, reason: str = ""
) -> tuple[Record, list[Finding]]:
    """Add a row to a sheet; the row and the warnings that remain."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    record = Record(entry=entry, sheet=sheet, values=_entered(sheet, values, by))
    _name(record)
    known = entry.records.filter(sheet=sheet, key=record.key).first()
    if known and known.is_active:
        raise _twice(record)
    last = entry.records.filter(sheet=sheet).aggregate(last=Max("position"))["last"] or 0
    record.position = last + 1
    if known:  # removed before: the same row comes back, with its history
        record.pk, record.revision = known.pk, known.revision + 1
    _save(record)
    findings = _finish(entry, record, None, record.values, by, at, reason, "added", {record.estate})
    return record, findings


@transaction.atomic
def confirm_row(*, record: Record, by: Any, at: datetime) -> None:
    """Confirm what somebody else entered, so that it counts; CannotSave where one entered it oneself."""
    entry, record = _locked(record)
    if not record.is_active or record.sheet not in CONFIRMED or record.values.get("confirmed_by"):
        return
    if record.values.get("entered_by") == str(by):
        raise CannotSave(
            "填写人不能复核自己填的内容，请另一人复核", "Who entered it cannot confirm it; somebody else does"
        )
    before = record.values
    record.values, record.revision = {**before, "confirmed_by": str(by)}, record.revision + 1
    _save(record)
    _finish(entry, record, before, record.values, by, at, "", "confirmed", {record.estate})


def _entered(sheet: str, values: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """The values; of a sheet whose rows a second person confirms with who entered them, and nobody's confirmation."""
    return dict(values) | ({"entered_by": str(by), "confirmed_by": ""} if sheet in CONFIRMED else {})


@transaction.atomic
def remove(*, record: Record, revision: int, by: Any, at: datetime, reason: str = "") -> None:
    """Take the row out; refused while others refer to it."""
    entry, record = _locked(record)
    if record.revision != revision or not record.is_active:
        raise Outdated(record)
    if SHEET[record.sheet].upright:
        raise CannotSave("计划信息不能删除", "The programme's own sheet cannot be removed")
    _ask_guards(entry, record, None)
    record.is_active, record.revision = False, record.revision + 1
    record.save(update_fields=["is_active", "revision"])
    _finish(entry, record, record.values, None, by, at, reason, "removed", {record.estate})


@transaction.atomic
def restore(*, record: Record, by: Any, at: datetime, reason: str = "") -> list[Finding]:
    """Bring a removed row back as it was; the warnings that remain. CannotSave where the data would be wrong."""
    entry, record = _locked(record)
    if record.is_active:
        return []
    record.is_active, record.revision = True, record.revision + 1
    record.save(update_fields=["is_active", "revision"])
    return _finish(entry, record, None, record.values, by, at, reason, "restored", {record.estate})


@transaction.atomic
def choose_columns(*, table: str, columns: list[str], by: Any, at: datetime) -> None:
    """Remember which columns of a list somebody wants to see."""
    ColumnChoice.objects.update_or_create(user=by, table=table, defaults={"columns": columns})
    audit.record("columns.chosen", subject=by, by=by, at=at, after={"table": table, "columns": columns})


def _locked(record: Record) -> tuple[ProgrammeEntry, Record]:
    entry = ProgrammeEntry.objects.select_for_update().get(pk=record.entry_id)
    return entry, Record.objects.select_for_update().get(pk=record.pk)


def _ask_guards(entry: ProgrammeEntry, record: Record, after: dict[str, Any] | None) -> None:
    """Forbidden where a later stage forbids that the row becomes this."""
    if found := barred(entry, [RowChange(record.sheet, record.key, record.values, after)]):
        raise Forbidden(found[0])


def _name(record: Record) -> None:
    record.key = key_of(SHEET[record.sheet], record.values)
    record.estate = str(record.values.get(OF_ESTATE[record.sheet], "")) if record.is_of_estate else ""


def _save(record: Record) -> None:
    twin = Record.objects.filter(entry=record.entry_id, sheet=record.sheet, key=record.key).exclude(pk=record.pk)
    if twin.exists():
        raise _twice(record)
    record.save()


def _twice(record: Record) -> CannotSave:
    key = record.key.replace("\x1f", " · ")
    return CannotSave(f"已经有这一行：{key}", f"There is such a row already: {key}")


def _finish(
    entry: ProgrammeEntry,
    record: Record,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    by: Any,
    at: datetime,
    reason: str,
    what: str,
    estates: set[str],
) -> list[Finding]:
    """Judge the programme with the change; then keep its history, its event and the lists that depend on it."""
    entry.revision += 1
    findings = _judged(entry, record, estates)
    ProgrammeEntry.objects.filter(pk=entry.pk).update(revision=F("revision") + 1, **about(record))
    told = _told(record.sheet, before, after)
    facts = {"subject": record, "by": by, "at": at, "scope": record.estate}
    event = audit.record(f"programme.row_{what}", **facts, **told, bound=[record])
    Change.objects.create(
        entry=entry, record=record, before=before, after=after, by=by, at=at, reason=reason[:300], event=event
    )
    try:
        index.refresh(entry, [record, *(Record(sheet=record.sheet, estate=estate) for estate in estates)])
    except index.TooCostly as refusal:
        raise CannotSave(*refusal.args) from None
    return findings


def _judged(entry: ProgrammeEntry, record: Record, estates: set[str]) -> list[Finding]:
    """Warnings; CannotSave names the errors."""
    whole = [entry.sheets(estate) for estate in estates] if record.is_of_estate else [entry.sheets()]
    if record.sheet == "estates" and not record.is_active:
        whole = [entry.sheets()]  # an estate that others name may not go
    findings = [finding for sheets in whole for finding in checked(sheets)[1]]
    if record.is_of_estate:  # what one estate costs says nothing of a grant
        findings = [finding for finding in findings if finding.code not in OF_ALL_ESTATES]
    if not record.is_active:
        findings = [_by_name(finding, record) for finding in findings]
    if any(finding.code == SHARED for finding in findings):  # an estate alone cannot tell what others leave of a share
        findings = [finding for finding in findings if finding.code != SHARED]
        findings += [f for f in checked(entry.sheets_for_admission(estates))[1] if f.code == SHARED]
    errors = [finding for finding in findings if finding.gravity is Gravity.ERROR]
    if errors:
        raise CannotSave("这样修改后数据有错误，没有保存", "The data would be wrong; nothing was saved", errors)
    return [finding for finding in findings if finding.place.sheet == SHEET[record.sheet].title[0]][:5]


def _by_name(finding: Finding, gone: Record) -> Finding:
    """A row that is gone by its name: others know it by its code."""
    code, name = gone.values.get("id"), gone.values.get("name")
    if finding.code != "reference_lost" or not name or finding.values.get("text") != code:
        return finding
    return replace(finding, values={**finding.values, "text": name})


def about(record: Record) -> dict[str, Any]:
    """What the entry says of itself, where this row is the programme's own."""
    if record.sheet != "programme" or not record.is_active:
        return {}
    values = record.values
    return {
        "name": values["title"][:200],
        "district": values.get("district", "")[:100],
        "first_year": values["first_year"],
        "years": values["years"],
        "is_synthetic": bool(values.get("is_synthetic")),
    }


def _told(sheet: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """Only the fields that differ, without persons."""
    old, new = before or {}, after or {}
    names = [name for name in {*old, *new} if old.get(name) != new.get(name) and name not in _PERSONAL.get(sheet, ())]
    return {
        "before": {name: old[name] for name in names if name in old},
        "after": {name: new[name] for name in names if name in new},
    }
