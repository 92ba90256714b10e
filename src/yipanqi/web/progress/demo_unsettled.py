"""The last month as an office of the demonstration finds it: some reports still wait, some were returned and are not
corrected yet, some sites have reported the month that has just begun. Chosen by each work's number."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from yipanqi.domain.progress.due import last_due, month_of
from yipanqi.domain.progress.record import WorkRecord
from yipanqi.domain.progress.report import WHOLE, Report
from yipanqi.domain.progress.site_days import SiteDays

_WAITING, _RETURNED, _EARLY = 0.3, 0.1, 0.4  # parts of the works whose report waits, is returned, comes early
_DAY = timedelta(days=1)


def unsettled(records: Iterable[WorkRecord], day: date, days: SiteDays) -> list[WorkRecord]:
    """The records with what is still on its way on a day."""
    return [_unsettled(it, day, days, random.Random(f"unsettled/{it.number}")) for it in records]


def _unsettled(record: WorkRecord, day: date, days: SiteDays, chance: random.Random) -> WorkRecord:
    last = last_due(day)
    fate, wait, is_early = chance.random(), chance.randint(1, 3), chance.random() < _EARLY
    told = [it for it in record.reports if it.month == last]
    if len(told) == 1 and told[0].sent_on < day and fate < _WAITING + _RETURNED:
        others = [it for it in record.reports if it.month != last]
        found = _waiting(told[0], day, days, wait) if fate < _WAITING else _returned(told[0], day, days, wait)
        record = replace(record, reports=tuple(sorted((*others, *found), key=lambda it: (it.month, it.version))))
    return _early(record, day, days) if is_early else record


def _waiting(report: Report, day: date, days: SiteDays, wait: int) -> tuple[Report, ...]:
    return (replace(report, confirmed_on=days.add(day, wait)),)


def _returned(report: Report, day: date, days: SiteDays, wait: int) -> tuple[Report, ...]:
    """Shortly before the day; it is corrected afterwards."""
    back, again = max(report.sent_on, days.add(day, -wait)), days.add(day, wait)
    later = replace(report, version=2, sent_on=again, confirmed_on=days.add(again, 1))
    return replace(report, confirmed_on=None, returned_on=back), later


def _early(record: WorkRecord, day: date, days: SiteDays) -> WorkRecord:
    """The record with a report of the day's month, sent on the day of work before it: halfway to the next."""
    month, sent = month_of(day), days.add(day, -1)
    before = [it for it in record.reports if it.month < month]
    later = [it for it in record.reports if it.month >= month]
    is_told = any(it.percent == WHOLE for it in before)
    if record.started is None or record.finished is None or is_told or not max(month, record.started) <= sent:
        return record
    percent, last = WHOLE, before[-1] if before else None
    if sent < record.finished:
        since = last.as_of + _DAY if last else record.started
        low = last.percent if last else Decimal(0)
        part = days.between(since, sent) / max(1, days.between(since, record.finished))
        percent = min(WHOLE - 1, low + round((WHOLE - low) * round(part * 100) / 100))
    early = Report(month=month, percent=percent, as_of=sent, sent_on=sent, confirmed_on=days.add(sent, 2))
    again = [replace(it, version=it.version + 1) if it.month == month else it for it in later]
    return replace(record, reports=(*before, early, *(again if percent < WHOLE else ())))
