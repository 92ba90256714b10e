"""An adopted plan of three estates under way, with confirmed reports, for the tests of planning on."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from web.delivery.conftest import adopted_plan, with_tasks

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.report import ReportState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.plans.models import Adoption
from yipanqi.web.progress.models import TaskReport

AT = datetime(2027, 6, 3, 8, tzinfo=UTC)
DAY = date(2027, 6, 3)


def an_adoption(district) -> Adoption:
    """A plan in force with its tasks: which estates start when is the planner's."""
    return with_tasks(adopted_plan(district))


def first_begun(adoption: Adoption) -> str:
    """The estate whose works are planned first: they have begun, with 30 % of each done by the end of May."""
    works = DeliveryTask.objects.filter(entry=adoption.entry, kind="work").order_by("start_date", "place")
    estate = works[0].estate
    for task in works.filter(estate=estate):
        began(task, task.start_date)
        reported(task, date(2027, 5, 1), percent=30, certified=task.budget // 5)
    return estate


def began(task: DeliveryTask, day: date) -> None:
    """The work is under way since a day."""
    DeliveryTask.objects.filter(pk=task.pk).update(state=State.UNDER_WAY, started_on=day)


def reported(task: DeliveryTask, month: date, *, percent: int, **more: Any) -> TaskReport:
    """A report of a month, confirmed unless said otherwise."""
    last = date(month.year, month.month, 28)
    state = more.pop("state", ReportState.CONFIRMED)
    judged = {"judged_on": last} if state != ReportState.SENT else {}
    return TaskReport.objects.create(
        uid=uuid.uuid4(), content_hash="0" * 64, entry=task.entry, task=task, month=month, state=state,
        percent=Decimal(percent), at=AT, day=last, as_of=last, **judged, **more,
    )  # fmt: skip
