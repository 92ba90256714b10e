"""The example's ladders: the steps that its orders came to, and the night of its business day, by which rules drafted
orders of what is near, behind or overdue."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.utils import timezone

from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import ladder
from .models import LadderStep, Order

Tell = Callable[[str, str], None]
_NIGHT = time(1)


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """Once, after the orders of the example are there."""
    if LadderStep.objects.filter(order__entry=entry).exists() or not entry.tasks.exists():
        return
    if Order.objects.filter(entry=entry, number__isnull=False).exists():
        ladder.load_past(entry=entry, day=today(), moment=_moment)
    ladder.keep_night(entry=entry, day=today(), at=_moment(today()))
    tell("示例催办和按规则拟办已载入", "sample steps and orders drafted by rule are loaded")


def _moment(day: date) -> datetime:
    """An hour of the night before that day's work."""
    return timezone.make_aware(datetime.combine(day, _NIGHT))
