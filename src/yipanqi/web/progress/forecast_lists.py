"""Works with their forecasts, and what they come to, as lists show them: read from what the night and each report
keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from yipanqi.domain.delivery.laws_told import Names
from yipanqi.domain.money import Fen
from yipanqi.domain.progress.forecast import work_days_after
from yipanqi.domain.progress.forecast_kept import foretold_of
from yipanqi.domain.progress.forecast_told import told
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.web.delivery.law_names import names_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import called, units_of
from yipanqi.web.page.say import language, say
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.lights import MONTHS, SCHEDULES
from .forecast_forms import ESTATE, FINISH, LATE, PLACE, REGION, UNIT, URGENT, ForecastFilter
from .models import EstateForecast, ForecastLesson, TaskLight
from .sums import BY_REGION, BY_UNIT, added

_ORDERS = {
    LATE: ("-late", "-task_id"),
    FINISH: ("finish_date", "task_id"),
    PLACE: ("task__place", "task_id"),
}
_URGENT_FIRST = ("-is_urgent", "-late", "-task_id")
_GROUP_ORDERS = {LATE: ("-all_late_works", "-all_finish"), FINISH: ("-all_finish",), PLACE: ("first",)}
_KEYS = {
    ESTATE: ("estate", "estate_name", "region_name"),
    REGION: ("region", "region_name"),
    UNIT: ("unit", "unit__name"),
}
_SUMS = {  # under names of their own, for fields have theirs
    "all_works": Sum("works"),
    "all_undone": Sum("undone"),
    "all_late_works": Sum("late_works"),
    "all_urgent": Sum("urgent"),
    "all_planned": Max("planned_finish"),
    "all_finish": Max("finish_date"),
    "all_early": Max("finish_early"),
    "all_late_by": Max("finish_late"),
    "all_budget": Sum("budget"),
    "all_earned": Sum("earned"),
    "all_told_earned": Sum("told_earned"),
    "all_points": Sum("points"),
    "all_certified": Sum("certified"),
    "all_day": Min("day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """A work with its forecast."""

    task: DeliveryTask
    light: TaskLight
    pace: float | None  # SPI(t)
    note: str
    band: str
    need: str
    basis: str

    @property
    def late_said(self) -> str:
        """By how many working days it is late or early."""
        return late_said(self.light.late or 0)

    @property
    def tone(self) -> str:
        """How it is shown."""
        return "late" if (self.light.late or 0) > 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """What works come to."""

    key: Any
    name: str
    place: str
    works: int
    undone: int
    late_works: int
    urgent: int
    planned: date
    finish: date
    early: date
    late_by: date
    late: int  # working days from the planned finish to the foretold one
    budget: Fen
    told_earned: Fen
    certified: Fen
    percent: Decimal | None
    day: date

    @property
    def late_said(self) -> str:
        """By how many working days it is late or early."""
        return late_said(self.late)

    @property
    def tone(self) -> str:
        """How it is shown."""
        return "late" if self.late > 0 else "" if self.undone else "done"


def late_said(days: int) -> str:
    """`晚 12 个工作日`."""
    if days > 0:
        return say(f"晚 {days} 个工作日", f"{days} working day{'' if days == 1 else 's'} late")
    if days < 0:
        return say(f"早 {-days} 个工作日", f"{-days} working day{'' if days == -1 else 's'} early")
    return say("按期", "on time")


class Foreseen:
    """The forecasts of a programme that somebody sees, narrowed by what is asked."""

    def __init__(self, entry: ProgrammeEntry, user: Any, form: ForecastFilter, days: SiteDays) -> None:
        self.entry, self.user, self.form, self.days = entry, user, form, days

    @cached_property
    def works(self) -> QuerySet[TaskLight]:
        """The lights of the works that fit and are not done, in the order asked for."""
        rows = TaskLight.objects.filter(entry=self.entry, is_open__in=(True,))
        if self.form.is_narrowed or not self.user.scope().is_whole:
            rows = rows.filter(task__in=self._tasks())
        if self.form.asked("which") == URGENT:
            rows = rows.filter(is_urgent__in=(True,))
        if self.form.asked("which") == LATE:
            rows = rows.filter(late__gt=0)
        return rows.order_by(*_ORDERS.get(self.form.asked("sort"), _URGENT_FIRST))

    @cached_property
    def keys(self) -> Sequence[int]:
        """The tasks of `works`, in their order: looked for once where they are some tasks, for page and number alike;
        else each looks for its own, by an index."""
        keys = self.works.values_list("task_id", flat=True)
        return list(keys) if self.form.is_narrowed or not self.user.scope().is_whole else keys

    def _tasks(self) -> Any:
        """Those that somebody does and this person sees; that they are works the lights know."""
        rows = DeliveryTask.objects.visible_to(self.user).filter(entry=self.entry).leaves()
        if region := self.form.asked("region"):
            rows = rows.filter(region=region)
        if estate := self.form.asked("estate"):
            rows = rows.filter(estate=estate)
        if q := self.form.asked("q"):
            rows = rows.filter(called(self.entry, q))
        if unit := self.form.asked("unit"):
            parts = ("lead", "responsible", "inspecting", "contractor", "supervisor")
            found = Q(supporting__contains=f"|{unit}|")
            for part in parts:
                found |= Q(**{f"{part}_id": unit})
            rows = rows.filter(found)
        return rows.order_by()

    @cached_property
    def sums(self) -> QuerySet[EstateForecast]:
        """What is kept of estates, as far as it fits; not yet of which works. Those sums alone that are by who has a
        part tell what one organisation, or who is no part of the district, sees of an estate."""
        is_whole = self.user.scope().is_whole and not self.form.asked("unit")
        rows = EstateForecast.objects.visible_to(self.user).filter(entry=self.entry, is_whole__in=(is_whole,))
        if region := self.form.asked("region"):
            rows = rows.filter(region=region)
        if estate := self.form.asked("estate"):
            rows = rows.filter(estate=estate)
        if q := self.form.asked("q"):
            rows = rows.filter(Q(estate_name__icontains=q) | Q(estate__icontains=q))
        if unit := self.form.asked("unit"):
            rows = rows.filter(parts__contains=f"|{unit}|")
        return rows

    @cached_property
    def whole(self) -> SumLine | None:
        """All that fits together; none where nothing is known yet."""
        found = self.sums.aggregate(**_SUMS)
        return self.line(found) if found["all_works"] else None

    def groups(self) -> QuerySet[Any]:
        """The rows of estates, units or subdistricts, as values: urgent ones first, or in the order asked for."""
        key, name, *place = _KEYS[self.form.summed_by]
        told = self._chosen_sums().order_by().values(key, name, *place).annotate(first=Min("estate"), **_SUMS)
        return told.order_by(
            *_GROUP_ORDERS.get(self.form.asked("sort"), ("-all_urgent", "-all_late_works", "-all_finish")), key
        )

    def groups_count(self) -> int:
        """How many rows `groups` has."""
        key, *_ = _KEYS[self.form.summed_by]
        found = self._chosen_sums().aggregate(known=Count(key, distinct=True), none=Count("pk", filter=Q(unit=None)))
        return int(found["known"]) + bool(found["none"] and self.form.summed_by == UNIT)

    def _chosen_sums(self) -> QuerySet[EstateForecast]:
        if self.form.asked("which") == URGENT:
            return self.sums.filter(urgent__gt=0)
        return self.sums.filter(late_works__gt=0) if self.form.asked("which") == LATE else self.sums

    def lines(self, rows: Iterable[dict[str, Any]]) -> list[SumLine]:
        """These rows of `groups`."""
        key, name, *place = _KEYS[self.form.summed_by]
        none = say("未定单位", "no organisation yet")
        return [self.line(it, it[key], it[name] or none, it[place[0]] if place else "") for it in rows]

    def line(self, found: dict[str, Any], key: Any = "", name: str = "", place: str = "") -> SumLine:
        """A sum with what follows from it."""
        values = {it.removeprefix("all_"): value for it, value in found.items() if it in _SUMS}
        works, points, budget, earned = (int(values.pop(it)) for it in ("works", "points", "budget", "earned"))
        above, below = (earned, budget) if budget else (points, works)
        return SumLine(
            **values | {name: int(values[name]) for name in ("certified", "told_earned")},
            key=key,
            name=name,
            place=place,
            works=works,
            budget=budget,
            percent=Decimal(above // below) / 10 if below else None,
            late=work_days_after(self.days, values["planned"], values["finish"]),
        )

    def work_lines(self, keys: Sequence[int]) -> list[WorkLine]:
        """The works with these keys, in this order."""
        rows = TaskLight.objects.filter(task__in=list(keys)).select_related("task__contractor", "task__responsible")
        found, names = {it.task_id: it for it in rows}, self.names
        return [line_of(found[key], names) for key in keys if key in found]

    @cached_property
    def names(self) -> Names:
        """What measures and their groups are called."""
        return names_of(self.entry)

    @cached_property
    def lesson(self) -> ForecastLesson | None:
        """What the night kept."""
        return ForecastLesson.objects.filter(entry=self.entry).first()

    @cached_property
    def schedule(self) -> dict[str, str] | None:
        """The earned schedule of the programme, or of the one subdistrict that is asked for, as the night worked it
        out; none of anything narrower."""
        form, scope = self.form, self.user.scope()
        region = form.asked("region")
        if self.lesson is None or any(form.asked(name) for name in ("q", "unit", "estate")):
            return None
        if not scope.is_whole and region not in scope.regions:
            return None
        found = self.lesson.value.get(SCHEDULES, {}).get(region)
        if not found or found["pace"] is None:
            return None
        planned, used, earned = found["planned"], found["used"], f"{found['earned']:.1f}"
        told = say(
            f"按资金曲线，计划{planned}个工作日，用了{used}个，完成了其中{earned}个的量（{self.lesson.day}）。",
            f"By the curve of money {earned} of {planned} planned working days are earned and {used} are used "
            f"({self.lesson.day}).",
        )
        return {"pace": f"{found['pace']:.2f}", "said": told}

    @cached_property
    def months(self) -> tuple[tuple[date, Fen], ...] | None:
        """The money that is expected by month, of what fits, as the night worked it out; none where that is narrower
        than what it kept: subdistricts, and units that do works."""
        if self.lesson is None or self.form.asked("q") or self.form.asked("estate"):
            return None
        kept, scope = self.lesson.value.get(MONTHS, {}), self.user.scope()
        region, unit = self.form.asked("region"), self.form.asked("unit")
        if unit:
            may = scope.is_whole or int(unit) in units_of(self.user)
            return added(kept.get(BY_UNIT, {}), lambda key: key == unit) if may and not region else None
        if scope.is_whole or scope.regions:
            return added(
                kept.get(BY_REGION, {}),
                lambda key: (not region or key == region) and (scope.is_whole or key in scope.regions),
            )
        own = {str(it) for it in units_of(self.user)}
        return None if region else added(kept.get(BY_UNIT, {}), lambda key: key in own)


def line_of(light: TaskLight, names: Names) -> WorkLine:
    """A work with its forecast in words, `task` and its units read."""
    kept, lang = foretold_of(light.foretold), language()
    return WorkLine(
        task=light.task,
        light=light,
        pace=kept.pace,
        note=told(kept.note, lang, names),
        band=told(kept.band, lang, names),
        need=told(kept.need, lang, names),
        basis=say(*BASES[kept.basis.value]),
    )


BASES = {
    "own": ("本区已完工程", "the district's own works"),
    "shipped": ("外地实际项目", "projects elsewhere"),
    "done": ("已完成", "done"),
}
