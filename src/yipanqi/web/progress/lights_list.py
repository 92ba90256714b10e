"""Lights in lists: those that are asked for, as the night kept them, or worked out for a day that is over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from django import forms
from django.db.models import F, Q

from yipanqi.domain.progress.light import Colour, Light, light_of
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.domain.progress.told import COLOURS
from yipanqi.web.delivery import choices
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import called
from yipanqi.web.page.say import Cannot, say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry

from .beside import is_fresh, outdated
from .models import TaskLight
from .models.lights import LightQuerySet
from .rolled import Tally, sums_by, sums_of
from .shown import Rulers, days_of, mark_kept, mark_live, mark_of
from .working_out import Assessed, of_estates

REGION, UNIT = "region", "unit"
WORKS, STAGES = "work", "stage"
WORST, PLACE = "worst", "place"
MOST_PAST = 2000  # tasks whose lights of a past day are worked out for a page
_MOST_LIVE = 20  # estates of a page whose lights changed since the night
_READ = 500


class LightFilter(forms.Form):
    """Which lights are listed, of which day."""

    colour = forms.ChoiceField(label=say_later("预警", "Light"), required=False)
    region = forms.ChoiceField(label=say_later("街道", "Subdistrict"), required=False)
    unit = forms.ChoiceField(label=say_later("责任单位", "Responsible"), required=False)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"), required=False)
    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)
    sort = forms.ChoiceField(label=say_later("排序", "Sort"), required=False)
    day = forms.DateField(
        label=say_later("哪天的预警", "On the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any, today: date) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        colours = [(it.value, f"{COLOURS[it].shape} {say(*COLOURS[it].names)}") for it in WORST_FIRST]
        self.fields["colour"].choices = [every, *colours]
        self.fields["region"].choices = [every, *choices.regions(entry, user)]
        self.fields["unit"].choices = [every, *choices.units(entry, user)]
        self.fields["kind"].choices = [every, (WORKS, say("改造项", "Works")), (STAGES, say("环节", "Stages"))]
        self.fields["sort"].choices = [(WORST, say("最差在前", "worst first")), (PLACE, say("按小区", "by estate"))]
        self.fields["day"].widget.attrs |= {"max": f"{today}"}
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data
        asked = self.asked.get("day")
        self.today = today
        self.past = asked if asked and asked < today else None

    @property
    def of_colour(self) -> Colour | None:
        """The one that is asked for."""
        return Colour(self.asked["colour"]) if self.asked.get("colour") else None

    @property
    def is_narrow(self) -> bool:
        """Is anything asked beside the colour?"""
        return any(self.asked.get(name) for name in ("region", "unit", "kind", "q"))

    @property
    def said(self) -> list[str]:
        """The filters in words, for paper."""
        found = [str(self.asked["q"])] if self.asked.get("q") else []
        for name in ("colour", "region", "unit", "kind"):
            found += [said for code, said in self.fields[name].choices if code and code == self.asked.get(name)]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LightLine:
    """A task with its light."""

    task: DeliveryTask
    mark: Mark
    light: Light

    @property
    def unit(self) -> str:
        """Who answers for it."""
        it = self.task
        return it.unit_said("contractor") or it.unit_said("responsible") or it.unit_said("lead")


class TooMany(Cannot):
    """The lights of a past day are asked for, of more tasks than a page works out."""


class Lights(Protocol):
    """Lights of a day."""

    day: date | None

    def sums(self, *fields: str) -> dict[tuple[Any, ...], list[Tally]]:
        """By these fields the sums of each colour, whatever colour is asked for."""

    def listed(self) -> Sequence[LightLine]:
        """The lines of the colour asked for, in their order."""


class KeptLights:
    """As the night kept them, with what was reported since."""

    def __init__(self, entry: ProgrammeEntry, user: Any, form: LightFilter) -> None:
        self.entry, self.form, self.day = entry, form, None
        rows = TaskLight.objects.filter(entry=entry).going()
        asked = form.asked
        for name in (REGION, UNIT):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if asked.get("kind"):
            rows = rows.filter(is_work=asked["kind"] == WORKS)
        if not user.scope().is_whole:
            rows = rows.of_tasks(DeliveryTask.objects.visible_to(user).filter(entry=entry))
        if q := asked.get("q"):
            rows = rows.filter(called(entry, q, task="task"))
        self.rows = rows
        self._sums: dict[tuple[str, ...], dict[tuple[Any, ...], list[Tally]]] = {}

    def sums(self, *fields: str) -> dict[tuple[Any, ...], list[Tally]]:
        """By these fields the sums of each colour."""
        if fields not in self._sums:
            self._sums[fields] = sums_by(self.rows, *fields)
        return self._sums[fields]

    @cached_property
    def count(self) -> int:
        """How many there are of the colour."""
        known = next(iter(self._sums.values())) if self._sums else self.sums()
        told = (it for sums in known.values() for it in sums)
        return sum(it.count for it in told if self.form.of_colour in (None, it.colour))

    @property
    def _coloured(self) -> LightQuerySet:
        colour = self.form.of_colour
        return self.rows.filter(gravity=WORST_FIRST.index(colour)) if colour else self.rows

    def listed(self) -> "KeptLines":
        """The lines, read a page at a time."""
        found = self._coloured
        by_place = self.form.asked.get("sort") == PLACE
        return KeptLines(
            self, found.order_by("estate", "is_work", "gravity", "pk") if by_place else found.worst_first()
        )


class KeptLines(Sequence[LightLine]):
    """Lights that are read when they are looked at."""

    def __init__(self, lights: KeptLights, rows: LightQuerySet) -> None:
        self._lights, self._rows = lights, rows

    def __len__(self) -> int:
        return self._lights.count

    def __getitem__(self, at: Any) -> Any:
        return list(self._read(self._rows.values_list("pk", flat=True)[at]))

    def _read(self, keys: Iterable[int]) -> Iterator[LightLine]:
        keys, entry, today = list(keys), self._lights.entry, self._lights.form.today
        found: dict[int, Any] = {}
        for first in range(0, len(keys), _READ):
            rows = TaskLight.objects.filter(pk__in=keys[first : first + _READ]).annotate(now=F("task__version"))
            parts = ("task__lead", "task__responsible", "task__contractor")
            found |= {it.pk: it for it in rows.select_related("task", *parts)}
        kept = [found[key] for key in keys if key in found]
        reported = outdated(entry)
        old = {it.task.estate for it in kept if it.task.estate in reported or not is_fresh(it, today)}
        live: dict[int, Assessed] = {}
        if old and len(old) <= _MOST_LIVE:
            live = {it.known.pk: it for it in of_estates(entry, old, today)}
        rule_on = Rulers(entry)
        for it in kept:
            now = live.get(it.task_id) if it.task.estate in old else None
            if now is not None:
                yield LightLine(task=it.task, mark=mark_live(now, rule_on(today)), light=now.light)
            else:
                yield LightLine(task=it.task, mark=mark_kept(it, rule_on, today), light=light_of(it.figures))


class PastLights:
    """Worked out for a day that is over: as they were shown then. Raises TooMany."""

    def __init__(self, entry: ProgrammeEntry, user: Any, form: LightFilter, day: date) -> None:
        self.entry, self.form, self.day = entry, form, day
        asked = form.asked
        rows = DeliveryTask.objects.visible_to(user).filter(entry=entry).leaves()
        if asked.get(REGION):
            rows = rows.filter(region=asked[REGION])
        if asked.get(UNIT):
            rows = rows.filter(_answers(int(asked[UNIT])))
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if q := asked.get("q"):
            rows = rows.filter(called(entry, q))
        estates = set(rows.order_by().values_list("estate", flat=True).distinct())
        count = DeliveryTask.objects.filter(entry=entry, estate__in=estates).leaves().count() if estates else 0
        if count > MOST_PAST:
            raise TooMany(
                f"过去某天的预警要逐项重算，一次最多 {MOST_PAST:,} 项，现在有 {count:,} 项。"
                "请先选一个街道、单位或小区。",
                f"The lights of a past day are worked out one by one, at most {MOST_PAST:,} at once; these are "
                f"{count:,}. Choose a subdistrict, a unit or an estate first.",
            )
        keys = set(rows.values_list("pk", flat=True))
        found = of_estates(entry, estates, day) if estates else []
        self.found = [it for it in found if it.known.pk in keys and it.light.code != "cancelled"]

    def sums(self, *fields: str) -> dict[tuple[Any, ...], list[Tally]]:
        """By these fields the sums of each light."""
        found: dict[tuple[Any, ...], list[Tally]] = {}
        for it in self.found:
            found.setdefault(tuple(getattr(it.known, name) for name in fields), []).extend(sums_of([it]))
        return found

    def listed(self) -> list[LightLine]:
        """The lines of the colour asked for."""
        colour = self.form.of_colour
        kept = [it for it in self.found if colour is None or it.light.colour is colour]
        if self.form.asked.get("sort") != PLACE:
            kept.sort(key=_worst_first)
        rows = DeliveryTask.objects.filter(entry=self.entry, estate__in={it.known.estate for it in kept}).told()
        tasks = {it.pk: it for it in rows.leaves()}
        rule = Rulers(self.entry)(self.day) if kept else None
        return [
            LightLine(task=tasks[it.known.pk], mark=mark_of(it.light, rule, days_of(it.forecast)), light=it.light)
            for it in kept
            if rule is not None
        ]


def lights_asked(entry: ProgrammeEntry, user: Any, form: LightFilter) -> KeptLights | PastLights:
    """The lights that are asked for. Raises TooMany."""
    return PastLights(entry, user, form, form.past) if form.past else KeptLights(entry, user, form)


def _answers(unit: int) -> Q:
    none = Q(contractor=None)
    return Q(contractor=unit) | (none & Q(responsible=unit)) | (none & Q(responsible=None) & Q(lead=unit))


def _worst_first(it: Assessed) -> tuple[int, int, int]:
    return WORST_FIRST.index(it.light.colour), -(it.light.behind or 0), it.known.pk
