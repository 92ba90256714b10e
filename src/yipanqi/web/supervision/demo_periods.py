"""The example's months, closed on the days on which their bulletins were due, with their bulletins issued by two
people; and the summary of each year that is over. Worked out of the example's own record, as it was known then."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from django.utils import timezone

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import USUAL, bulletin_on
from yipanqi.domain.supervision.period import Period, PeriodKind, over
from yipanqi.web.accounts.models import User
from yipanqi.web.delivery.demo import people
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import periods
from .models import Bulletin, ClosedPeriod
from .period_names import names_of
from .period_record import Record

Tell = Callable[[str, str], None]
_MORE = ("逾期仍未报的，由主要负责同志到会说明。", "Heads of units that still have not are to explain it in person.")
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
        draft = Bulletin.objects.get(closed=closed)
        if is_last:
            _edit(draft, by=known["planner"], at=at, day=on)
        else:
            periods.issue(bulletin=draft, by=known["approver"], at=at, day=on)
    count = ClosedPeriod.objects.filter(entry=entry).count()
    tell(
        f"示例通报和总结已起草印发，关账 {count} 期", f"{count} periods are closed, with their bulletins and summaries"
    )


def _edit(draft: Bulletin, *, by: User, at: datetime, day: date) -> None:
    """A paragraph said otherwise, so that both texts are seen beside each other."""
    paragraph = next((it for it in draft.computed() if it.key == "next-1"), None)
    if paragraph is not None:
        zh, en = (paragraph.text(lang) + more for lang, more in (("zh", _MORE[0]), ("en", f" {_MORE[1]}")))
        why = "示例：领导小组会议要求"
        periods.edit(bulletin=draft, key=paragraph.key, texts=(zh, en), why=why, by=by, at=at, day=day)


def _periods(first: date, day: date) -> Iterator[tuple[Period, date]]:
    """What is over, each with the day on which it was closed."""
    for period in over(first, day, PeriodKind.MONTH):
        yield period, bulletin_on(period.month, USUAL)
    for period in over(first, day, PeriodKind.YEAR):
        yield period, date(period.year + 1, 1, _SUMMARISED)
