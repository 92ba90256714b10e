"""What periods tell the first page: a month whose bulletin is due and that is not closed, drafts to be issued."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import bulletin_on, last_due
from yipanqi.domain.supervision.period import Period, PeriodKind
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import language, say
from yipanqi.web.page.telling import Waiting
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.ground import Rules

from .models import Bulletin, ClosedPeriod
from .models.periods import DRAFTED

_DAY = timedelta(days=1)


def periods_waiting(user: Any, entry: ProgrammeEntry | None) -> Iterator[Waiting]:
    """For who closes periods."""
    if entry is None or not user.has_perm("supervision.close"):
        return
    yield from _to_close(entry)
    drafts = Bulletin.objects.filter(entry=entry, state=DRAFTED).exclude(by=user).exclude(edits__by=user)
    for draft in drafts.defer("paragraphs", "texts").order_by("pk"):
        text = say(f"{draft.title_said}待审定印发", f"To be approved and issued: {draft.title_said}")
        yield Waiting(text=text, url=draft.get_absolute_url())


def _to_close(entry: ProgrammeEntry) -> Iterator[Waiting]:
    """The month that is over, once somebody has begun; until the day on which its bulletin is to be out."""
    day = today()
    period = Period(last_due(day + _DAY), PeriodKind.MONTH)
    if period.last >= day or ClosedPeriod.objects.filter(entry=entry, period=period.key).exists():
        return
    if not DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK, started_on__lte=period.last).exists():
        return
    text = say(f"{period.said(language())}待关账", f"To be closed: {period.said(language())}")
    until = bulletin_on(period.month, Rules(entry, day).due)
    yield Waiting(text=text, url=reverse("supervision:period-close", args=[period.key]), until=until)
