"""The latest deeds on an estate's rows: each edit by itself, what an import did in one line."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet

from yipanqi.domain.programme import Programme
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Deed
from yipanqi.workbook.columns import SHEET

from .models import Change, EstateRow, Record

EDITS, IMPORTS = 12, 6  # shown at most


def deeds(row: EstateRow, programme: Programme) -> list[Deed]:
    """What was done to the estate's rows, in no order."""
    records = list(Record.objects.filter(entry=row.entry_id, estate=row.estate).values_list("pk", flat=True))
    changes = Change.objects.filter(record__in=records)
    return [*_edits(changes, programme), *_imports(changes)]


def _edits(changes: QuerySet[Change], programme: Programme) -> Iterator[Deed]:
    for change in changes.filter(batch=None).select_related("record", "by", "event").order_by("-pk")[:EDITS]:
        yield Deed(
            at=change.at,
            by=change.by,
            what=change.what_said,
            name=_row_name(change.record, programme),
            url=change.record.get_absolute_url(),
            reason=change.reason,
        )


def _imports(changes: QuerySet[Change]) -> Iterator[Deed]:
    by_batch = (
        changes.exclude(batch=None)
        .values("batch__file_name", "at", "by__display_name", "is_undoing")
        .annotate(count=Count("*"))
        .order_by("-at")
    )
    for deed in by_batch[:IMPORTS]:
        yield Deed(
            at=deed["at"],
            by=deed["by__display_name"],
            what=say("撤销导入", "undid the import") if deed["is_undoing"] else say("导入", "imported"),
            name=f"{deed['batch__file_name']} · {deed['count']} {say('行', 'rows')}",
        )


def _row_name(record: Record, programme: Programme) -> str:
    measure = programme.measure_by_id.get(record.values.get("measure", ""))
    name = say(measure.name, measure.name_en or measure.name) if measure else record.name
    return f"{say(*SHEET[record.sheet].title)} · {name}"
