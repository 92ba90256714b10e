"""A programme's frame as it was known on an earlier day, from the history of its rows."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yipanqi.domain.programme import Programme
from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.records import put_together

from .models import Change, ProgrammeEntry
from .models.entries import shelf


def frame_on(entry: ProgrammeEntry, day: date) -> Programme:
    """Measures, policy, holidays and blackouts as they stood at the end of a business day; before the programme was
    here as they stand now."""
    moment = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    later = Change.objects.filter(entry=entry, record__estate="", at__gte=moment).order_by("-pk")
    before = dict(later.values_list("record_id", "before"))  # of several the earliest comes last
    if not before:
        return entry.frame()
    return shelf.take(("on", entry.pk, entry.revision, day), lambda: _put_together(entry, before) or entry.frame())


def _put_together(entry: ProgrammeEntry, before: dict[int, Any]) -> Programme | None:
    sheets: dict[str, list[dict[str, Any]]] = {sheet.key: [] for sheet in SHEETS}
    rows = entry.records.filter(estate="").in_order()
    for pk, sheet, values, is_active in rows.values_list("pk", "sheet", "values", "is_active"):
        told = before.get(pk, values if is_active else None)
        if told is not None:
            sheets[sheet].append(told)
    return put_together(sheets) if sheets["programme"] else None
