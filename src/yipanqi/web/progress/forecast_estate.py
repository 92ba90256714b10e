"""The forecast of one estate, worked out as it is looked at: its works in their chain, which of them decides, its
curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.delivery.laws_told import Names
from yipanqi.domain.money import Fen
from yipanqi.domain.progress.curve import Course, Moment, curve
from yipanqi.domain.progress.forecast import Basis, Forecast, group_forecast, need, percent_of, work_days_after
from yipanqi.domain.progress.forecast_told import told
from yipanqi.web.delivery.law_names import names_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import language
from yipanqi.web.programmes.models import ProgrammeEntry

from .forecast_chart import Days
from .forecast_lists import late_said
from .ground import Rules
from .sums import earned_of, money_of
from .working_out import Assessed, of_estates, taught_of

Spent = tuple[tuple[date, Fen], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkForetold:
    """A work with its forecast in words."""

    task: DeliveryTask
    it: Assessed
    forecast: Forecast
    note: str
    band: str
    need: str
    waits: Sequence[DeliveryTask]  # not done: it begins after them
    decides: bool
    days: Days

    @property
    def is_done(self) -> bool:
        """Is nothing left to foretell?"""
        return self.forecast.basis is Basis.DONE

    @property
    def late_said(self) -> str:
        """By how many working days it is late or early."""
        return late_said(self.it.late or 0)

    @property
    def tone(self) -> str:
        """How it is shown."""
        if self.is_done:
            return "done"
        return "late" if (self.it.late or 0) > 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateForetold:
    """An estate's works, and all of them together; none together where it has none."""

    works: Sequence[WorkForetold]
    whole: Forecast | None
    percent: str
    late: int
    note: str
    band: str
    need: str
    budget: Fen
    earned: Fen
    certified: Fen
    money: Sequence[Spent]
    moments: Sequence[Moment]
    urgent: int

    @property
    def late_said(self) -> str:
        """By how many working days it is late or early."""
        return late_said(self.late)


def foretold_estate(entry: ProgrammeEntry, estate: str, tasks: Mapping[int, DeliveryTask], day: date) -> EstateForetold:
    """Of the tasks that somebody sees."""
    rules, lang = Rules(entry, day), language()
    found = [it for it in of_estates(entry, [estate], day) if it.known.pk in tasks]
    works = [(it, it.forecast) for it in found if it.late is not None and it.forecast is not None]
    by_number = {it.known.number: it for it in found}
    names = names_of(entry, places={it.number: it.name_said for it in tasks.values()})
    parts, told_of = [it.part for it, _ in works], [one for _, one in works]
    whole = (
        group_forecast(parts, rules.days(""), day, rules.forecast, taught_of(entry, rules), told_of) if works else None
    )
    courses = [
        Course(part=it.part, forecast=one, reports=it.known.reports, days=rules.days(it.known.measure))
        for it, one in works
    ]
    return EstateForetold(
        works=[
            _work(it, one, tasks, by_number, names, whole, day)
            for it, one in sorted(works, key=lambda pair: (pair[0].part.start, pair[1].finish))
        ],
        whole=whole,
        percent=f"{percent_of(parts)}" if works else "",
        late=work_days_after(rules.days(""), whole.planned_finish, whole.finish) if whole else 0,
        note=told(whole.note, lang, names) if whole else "",
        band=told(whole.band, lang, names) if whole else "",
        need=told(need(whole, rules.days(""), day), lang, names) if whole else "",
        budget=sum(it.known.budget for it, _ in works),
        earned=sum(earned_of(it) for it, _ in works),
        certified=sum(it.known.certified(day) for it, _ in works),
        money=[money_of(it, rules) for it, _ in works],
        moments=curve(courses, day),
        urgent=sum(it.is_urgent for it, _ in works),
    )


def _work(
    it: Assessed,
    one: Forecast,
    tasks: Mapping[int, DeliveryTask],
    by_number: Mapping[str, Assessed],
    names: Names,
    whole: Forecast | None,
    day: date,
) -> WorkForetold:
    lang, task = language(), tasks[it.known.pk]
    awaited = (by_number[number] for number in it.known.after if number in by_number)
    open_yet = [before for before in awaited if before.forecast and before.forecast.basis is not Basis.DONE]
    begun = it.part.started or max(it.part.start, day)
    return WorkForetold(
        task=task,
        it=it,
        forecast=one,
        note=told(one.note, lang, names),
        band=told(one.band, lang, names),
        need=told(it.told.need, lang, names) if it.told else "",
        waits=[tasks[before.known.pk] for before in open_yet if before.known.pk in tasks],
        decides=whole is not None and whole.decides == it.known.number,
        days=Days(
            start=it.part.start,
            finish=it.part.finish,
            begun=min(max(begun, one.since) if not it.part.started and not one.used_days else begun, one.finish),
            foretold=one.finish,
            early=one.early,
            late=one.late,
        ),
    )
