"""What reports and lights are judged by: what the district decided, as it was known on a day; the task and what was
reported before."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.programme import Programme
from yipanqi.domain.progress import shipped as keys
from yipanqi.domain.progress.due import Due, confirm_by, due_on, is_closed, month_of
from yipanqi.domain.progress.forecast import ForecastRule
from yipanqi.domain.progress.light_rule import LightRule, NoRule, rule_of
from yipanqi.domain.progress.presets import BY_POLICY, DAYS_BEHIND
from yipanqi.domain.progress.report import Ground
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask
from yipanqi.web.delivery.rulebook import shipped
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.programmes.past import frame_on

from .models import ReportState, TaskReport


class Rules:
    """What a district decided about progress, as it counted and was known on a day; read once."""

    def __init__(self, entry: ProgrammeEntry, day: date) -> None:
        self.entry, self.day = entry, day
        self._set = [it.told for it in DeliverySetting.objects.filter(entry=entry)]
        self._days: dict[str, SiteDays] = {}
        self._stops: dict[str, list[Blackout]] = {}

    def __getitem__(self, key: str) -> Any:
        """The value of a key."""
        return self._in_force(key).value

    @cached_property
    def frame(self) -> Programme:
        """The programme without its estates."""
        return self.entry.frame() if self.day >= today() else frame_on(self.entry, self.day)

    @cached_property
    def due(self) -> Due:
        """When reports are due, confirmed and told."""
        return Due(
            confirm_days=self[keys.CONFIRM_DAYS], bulletin_days=self[keys.BULLETIN_DAYS], grey_days=self[keys.GREY_DAYS]
        )

    @cached_property
    def light(self) -> LightRule:
        """The rule of lights; of those that count days behind as they are shipped, with the days that the workbook
        names."""
        found, policy = self._in_force(keys.LIGHT), self.frame.policy
        try:
            rule = rule_of(found.value)
            made = BY_POLICY.get(rule.key)
            if made is None or rule != made():
                return rule
            return made(policy.yellow_days, policy.red_days)
        except NoRule:
            return DAYS_BEHIND

    @cached_property
    def forecast(self) -> ForecastRule:
        """The rule of the forecast."""
        return ForecastRule(power=float(self[keys.FORECAST_POWER]), least=self[keys.FORECAST_FROM])

    def days(self, measure: str) -> SiteDays:
        """The days on which a measure's trade works; without a measure those on which anybody does."""
        known = self.frame.measure_by_id.get(measure)
        trade = known.trade if known else ""
        if trade not in self._days:
            stops = [it for it in self.frame.blackouts if (it.stops(trade) if trade else not it.trades)]
            self._days[trade] = SiteDays(self.frame.working, stops)
        return self._days[trade]

    def stops(self, measure: str) -> list[Blackout]:
        """The stops of a measure's trade; those of all where the measure is not known."""
        if measure not in self._stops:
            known = self.frame.measure_by_id.get(measure)
            self._stops[measure] = [it for it in self.frame.blackouts if known is None or it.stops(known.trade)]
        return self._stops[measure]

    def group(self, measure: str) -> str:
        """The measure's group."""
        known = self.frame.measure_by_id.get(measure)
        return known.group if known else ""

    def closed_until(self) -> date:
        """The last day of the last month whose bulletin is out: it is closed, and changes by correction alone."""
        month = month_of(month_of(self.day) - timedelta(days=1))
        while not is_closed(month, self.day, self.due):
            month = month_of(month - timedelta(days=1))
        return due_on(month)

    def month(self) -> date:
        """The month that is reported now: the one that is over until its bulletin is out, then the one that goes on."""
        before = month_of(month_of(self.day) - timedelta(days=1))
        return month_of(self.day) if is_closed(before, self.day, self.due) else before

    def open_months(self) -> list[date]:
        """The months that are reported without being a correction: the one before, until its bulletin is out, and the
        one that goes on."""
        return sorted({self.month(), month_of(self.day)})

    def confirmed_by(self, month: date) -> date:
        """The last day on which a month's reports are confirmed in time."""
        return confirm_by(month, self.frame.working, self.due)

    def _in_force(self, key: str) -> Setting:
        return in_force((*shipped(), *self._set), key, self.day)


def ground_of(task: DeliveryTask, replaced: TaskReport | None, before: TaskReport | None, rules: Rules) -> Ground:
    """What a report of this task is judged by: the version that it replaces, and the last of the months before."""
    return Ground(
        start=task.started_on or min(task.start_date, month_of(rules.day)),
        planned_quantity=task.quantity,
        budget=max(task.budget, task.told_budget),
        before=before.told if before else None,
        replaced=replaced.state_told if replaced else None,
        closed_until=rules.closed_until(),
        over_quantity=rules[keys.OVER_QUANTITY],
    )


def standing_of(task: DeliveryTask, month: date) -> tuple[TaskReport | None, TaskReport | None]:
    """The version that stands of a task for a month, and the last of the months before that was not given back; both
    in one question."""
    rows = TaskReport.objects.newest().filter(Q(month=month) | Q(month__lt=month) & ~Q(state=ReportState.RETURNED))
    found = list(rows.filter(task=task).order_by("-month")[:2])
    if found and found[0].month == month:
        return found[0], found[1] if len(found) > 1 else None
    return None, found[0] if found else None


def newest_of(task: DeliveryTask, month: date) -> TaskReport | None:
    """The version that stands of a task for a month."""
    return task.reports.newest().filter(month=month).select_related("by", "judged_by").first()
