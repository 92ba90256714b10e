"""The example's months, closed on the days on which their bulletins were due, with their bulletins issued by two
people; and the summary of each year that is over. Worked out of the example's own record, as it was known then."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from django.utils import timezone

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import USUAL, bulletin_on
from yipanqi.domain.supervision.period import Period, PeriodKind, over
from yipanqi.web.delivery.demo import people
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import periods
from .models import Bulletin, ClosedPeriod
from .period_names import names_of
from .period_record import Record

Tell = Callable[[str, str], None]
_SUMMARISED = 20  # January's day on which a year is summed up


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """Close what is over and not closed yet, the oldest first; the last bulletin and summary stay drafts."""
    day, known = today(), people()
    begun = (
        DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK, started_on__isnull=False)
        .order_by("started_on")
        .first()
    )
    if begun is None or begun.started_on is None or not {"planner", "approver"} <= known.keys():
        return
    found = [it for it in _periods(begun.started_on, day) if it[1] <= day]
    for period, on in sorted(found, key=lambda it: it[1]):
        if ClosedPeriod.objects.filter(entry=entry, period=period.key).exists():
            continue
        at = timezone.make_aware(datetime.combine(on, time(15)))
        record = Record(entry, on)
        snapshot = record.snapshot(period)
        if not snapshot.lines:
            continue
        names = names_of(record.rules, snapshot)
        closed = periods.close(entry=entry, snapshot=snapshot, names=names, by=known["planner"], at=at, day=on)
        is_last = period.last.replace(day=1) == max(it.month for it, _ in found)
        if not is_last:
            draft = Bulletin.objects.get(closed=closed)
            periods.issue(bulletin=draft, by=known["approver"], at=at, day=on)
    count = ClosedPeriod.objects.filter(entry=entry).count()
    tell(
        f"示例通报和总结已起草印发，关账 {count} 期", f"{count} periods are closed, with their bulletins and summaries"
    )


def _periods(first: date, day: date) -> Iterator[tuple[Period, date]]:
    """What is over, each with the day on which it was closed."""
    for period in over(first, day, PeriodKind.MONTH):
        yield period, bulletin_on(period.month, USUAL)
    for period in over(first, day, PeriodKind.YEAR):
        yield period, date(period.year + 1, 1, _SUMMARISED)
