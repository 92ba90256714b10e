"""Periods of the filled home: the month before the last, its bulletin edited and issued; the last one, drafted; the
last year, summed up and drafted."""

from datetime import date, datetime
from typing import Any

from looking.people import MARK


def closed(entry: Any, at: datetime) -> None:
    """Three periods that are over, closed by the office."""
    from looking.filling import _by
    from yipanqi.domain.supervision.period import PeriodKind, containing
    from yipanqi.web.page.today import today
    from yipanqi.web.supervision.actions import periods

    day = today()
    month, year = (containing(day, kind).before for kind in (PeriodKind.MONTH, PeriodKind.YEAR))
    issued = _closed(entry, month.before, at, day)
    paragraph = next(it for it in issued.computed() if it.key == "next-1")
    texts = (f"{paragraph.text('zh')}请各单位一把手到会说明{MARK}。", f"{paragraph.text('en')} Heads explain it.")
    periods.edit(
        bulletin=issued, key=paragraph.key, texts=texts, why=f"会议要求{MARK}", by=_by("office"), at=at, day=day
    )
    periods.issue(bulletin=issued, by=_by("approver"), at=at, day=day)
    for period in (month, year):
        _closed(entry, period, at, day)


def _closed(entry: Any, period: Any, at: datetime, day: date) -> Any:
    """What was drafted of it."""
    from looking.filling import _by
    from yipanqi.web.supervision.actions import periods
    from yipanqi.web.supervision.models import Bulletin
    from yipanqi.web.supervision.period_names import names_of
    from yipanqi.web.supervision.period_record import Record

    record = Record(entry, day)
    snapshot = record.snapshot(period)
    names = names_of(record.rules, snapshot)
    made = periods.close(entry=entry, snapshot=snapshot, names=names, by=_by("office"), at=at, day=day)
    return Bulletin.objects.get(closed=made)
