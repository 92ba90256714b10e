"""Works of an adopted plan under way, with a contractor that reports and a supervisor that confirms."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import timezone
from web.delivery.conftest import adopted_plan, with_tasks

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.due import month_of
from yipanqi.domain.progress.report import Entered
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.progress import actions
from yipanqi.web.progress.actions.reporting import Written
from yipanqi.web.progress.models import TaskReport


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans and photos of each test lie apart."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def work(district, settings) -> DeliveryTask:
    """A work that began on its planned day; the business day is the last of that month."""
    adoption = with_tasks(adopted_plan(district))
    places = district.organisations
    works = DeliveryTask.objects.filter(entry=adoption.entry, kind="work")
    works.update(contractor=places["江城建工"], supervisor=places["华中监理"])
    DeliveryTask.objects.filter(entry=adoption.entry, kind="stage").exclude(stage="construction").update(
        state=State.CLOSED
    )
    found = works.order_by("place").first()
    settings.TODAY = date(found.start_date.year, found.start_date.month, 28)
    works.filter(pk=found.pk).update(state=State.UNDER_WAY, started_on=found.start_date)
    found.refresh_from_db()
    return found


def moment(day: date, hour: int = 10) -> datetime:
    """This hour of a business day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def entered(day: date, percent: int, **more) -> Entered:
    """What is typed on a day."""
    return replace(Entered(month=month_of(day), percent=Decimal(percent)), **more)


def reported(work, by, day: date, percent: int, *, uid=None, seen=None, **more) -> TaskReport:
    """A report sent on a day."""
    sent = actions.send(
        task=work,
        entered=entered(day, percent, **more),
        written=Written(uid=uid or uuid.uuid4(), seen=seen),
        by=by,
        at=moment(day),
        day=day,
    )
    return sent.report
