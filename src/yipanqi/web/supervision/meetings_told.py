"""What meetings and cases tell the pages of others: what waits for the office, which items a task does, and the cases
that are offered on a task's page and on an estate's."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.stage import Stage
from yipanqi.domain.supervision.experience import CaseState
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Section, Waiting, place_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import EstateRow

from .case_offers import offered
from .case_record import DONE
from .meeting_lists import LATE, UNSETTLED_ITEMS, late_items
from .models import ExperienceCase, MeetingItem


class Beside:
    """The items of meetings that a task does, and cases like it."""

    def sections(self, user: Any, task: DeliveryTask, day: date) -> Iterator[Section]:
        """Of a work cases of the same work; of any task the items that rest on it."""
        if not user.has_perm("supervision.view"):
            return
        items = list(MeetingItem.objects.visible_to(user).filter(task=task).told())
        row = EstateRow.objects.filter(entry=task.entry_id, estate=task.estate).select_related("entry").first()
        cases = offered(row, [task.measure], user, day) if row and task.kind == Kind.WORK and task.measure else []
        may_propose = task.kind == Kind.WORK and task.told in DONE and user.has_perm("supervision.answer")
        if items or cases or may_propose:
            values = {"items": items, "cases": cases, "propose": _propose(task) if may_propose else ""}
            yield Section(key="experience", place=0, template="supervision/_beside_task.html", values=values)

    def marks(self, tasks: Sequence[DeliveryTask], day: date) -> dict[int, Mark]:
        """None."""
        return {}


def _propose(task: DeliveryTask) -> str:
    return f"{reverse('supervision:case-new')}?task={task.pk}"


def meetings_waiting(user: Any, entry: Any) -> Iterator[Waiting]:
    """For the office the items of which nothing was made, those beyond their days by themselves; cases to approve."""
    if entry is None or not user.has_perm("supervision.view"):
        return
    if user.has_perm("supervision.issue"):
        open_now = MeetingItem.objects.filter(meeting__entry=entry).unsettled(today())
        late = len(late_items(entry, today()))
        url = reverse("supervision:meeting-items")
        if late:
            text = say(f"{late} 件会议事项逾期未转督办", f"{late} items of meetings are overdue to become orders")
            yield Waiting(text=text, url=f"{url}?due={LATE}")
        if count := open_now.count() - late:
            text = say(f"{count} 件会议事项待处理", f"{count} items of meetings wait to be dealt with")
            yield Waiting(text=text, url=f"{url}?due={UNSETTLED_ITEMS}")
    if user.has_perm("supervision.close"):
        rows = ExperienceCase.objects.filter(entry=entry, state=CaseState.PROPOSED).exclude(by=user)
        if count := rows.count():
            text = say(f"{count} 个经验案例待核准", f"{count} cases wait for approval")
            yield Waiting(text=text, url=f"{reverse('supervision:cases')}?state={CaseState.PROPOSED}")


def estate_sections(user: Any, row: EstateRow) -> Iterable[Section]:
    """Cases of the works of an estate at others like it."""
    if not user.has_perm("supervision.view"):
        return
    planned = DeliveryTask.objects.filter(entry=row.entry_id, estate=row.estate, kind=Kind.WORK).exclude(measure="")
    measures = set(planned.values_list("measure", flat=True)) or set(row.needs)
    if cases := offered(row, sorted(measures), user, today()) if measures else []:
        yield Section(
            key="experience",
            place=place_of(Stage.TASK) + 80,
            template="supervision/_of_estate_cases.html",
            values={"cases": cases},
        )
