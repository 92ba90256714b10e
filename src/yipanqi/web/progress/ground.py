"""What a report is judged by: the task, what was reported before, what the district decided."""

from datetime import date

from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.progress.report import Ground, last_day, month_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import ReportState, TaskReport


class Rules:
    """What a district decided about reports and lights, as it counts on a day; read once."""

    def __init__(self, entry: ProgrammeEntry, day: date, known: tuple[Setting, ...] | None = None) -> None:
        self.entry, self.day = entry, day
        self.known = settings_of(entry) if known is None else known
        self.working = entry.frame().working

    def __getitem__(self, key: str) -> int:
        """The value of `progress.<key>`."""
        return in_force(self.known, f"progress.{key}", self.day).value

    def closed_until(self) -> date:
        """The last day of the last month whose bulletin is out: it is closed, and changes by correction alone."""
        month = month_of(self.day)
        while True:
            month = month_of(month.fromordinal(month.toordinal() - 1))
            if self.working.add(last_day(month), self["bulletin_days"]) < self.day:
                return last_day(month)

    def confirmed_by(self, month: date) -> date:
        """The last day on which a month's reports are confirmed in time."""
        return self.working.add(last_day(month), self["confirm_days"])


def ground_of(task: DeliveryTask, month: date, rules: Rules) -> Ground:
    """What a report of this task for a month is judged by."""
    newest = task.reports.newest()
    before = newest.filter(month__lt=month).exclude(state=ReportState.RETURNED).order_by("-month").first()
    replaced = newest.filter(month=month).first()
    return Ground(
        start=task.started_on or min(task.start_date, month_of(rules.day)),
        planned_quantity=task.quantity,
        budget=task.budget,
        before=before.told if before else None,
        replaced=replaced.state_told if replaced else None,
        closed_until=rules.closed_until(),
        over_quantity=rules["over_quantity"],
    )


def newest_of(task: DeliveryTask, month: date) -> TaskReport | None:
    """The version that stands of a task for a month."""
    return task.reports.newest().filter(month=month).select_related("by", "judged_by").first()
