"""Lights on the pages that span stages: a panel of the first page, a section and a fact of an estate's page."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q

from yipanqi.domain.money import wan_text
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.share import WORST_FIRST, Part, weighed
from yipanqi.domain.progress.told import COLOURS, share_told, sum_told
from yipanqi.domain.stage import Stage
from yipanqi.web.delivery.lines import lines_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import PARTS, units_of
from yipanqi.web.page.say import language, listed, say
from yipanqi.web.page.telling import Brief, Line, OfEstate, Panel, Section, place_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import TaskLight
from .models.lights import LightQuerySet
from .rolled import Rolled, of_programme, rolled, sums_by, together
from .shown import lights_url

_SHOWN = 5  # tasks of a panel
_RESTING = (Colour.NONE, Colour.DONE)  # not listed on an estate's page: its tasks tell of them
_BAD = max(WORST_FIRST.index(Colour.RED), WORST_FIRST.index(Colour.YELLOW))  # this and what is worse


def lights_panels(user: Any, entry: ProgrammeEntry) -> Iterator[Panel]:
    """Of the whole district the shares of money, and the worst; of a unit what of its own is yellow or red."""
    rows = TaskLight.objects.filter(entry=entry).going()
    if user.scope().is_whole:
        if (whole := of_programme(entry)) is not None:
            yield _panel(rows, say("预警", "Lights"), whole.share_said, user)
        return
    units = units_of(user)
    own = Q(contractor_id__in=units) | Q(responsible_id__in=units) | Q(supervisor_id__in=units)
    tasks = DeliveryTask.objects.visible_to(user).filter(entry=entry)
    rows = rows.of_tasks(tasks.filter(own) if units else tasks)
    counts = {colour: rows.filter(gravity=WORST_FIRST.index(colour)).count() for colour in (Colour.RED, Colour.YELLOW)}
    if any(counts.values()):
        note = listed(
            f"{COLOURS[it].shape}{say(*COLOURS[it].names)} {count:,}" for it, count in counts.items() if count
        )
        yield _panel(rows, say("本单位的预警", "Lights of my organisation"), note, user)


def _panel(rows: LightQuerySet, title: str, note: str, user: Any) -> Panel:
    """The worst first, those with the most money on top; the way to the rest."""
    worst = rows.filter(gravity__lte=_BAD).order_by("gravity", "-budget", "task").select_related("task")[:_SHOWN]
    lines = [Line(text=_line_said(it), url=it.task.get_absolute_url()) for it in worst]
    more = [Line(text=say("全部预警", "All lights"), url=lights_url())]
    if any(it.colour == Colour.RED for it in worst):
        more.insert(0, Line(text=say("全部红灯", "All red ones"), url=lights_url(colour=Colour.RED.value)))
    return Panel(key="lights", title=title, lines=lines, note=note, more=more)


def _line_said(it: TaskLight) -> str:
    words = COLOURS[Colour(it.colour)]
    late = say(f"落后 {it.behind} 个工作日", f"{it.behind} working days behind") if it.behind and it.behind > 0 else ""
    money = say(f"{wan_text(it.budget)} 万元", f"{wan_text(it.budget)} ×10⁴ yuan") if it.budget else ""
    return " · ".join(filter(None, (f"{words.shape}{say(*words.names)} {it.task.title_said}", late, money)))


class OfProgress(OfEstate):
    """The lights of an estate's tasks."""

    def __init__(self, user: Any, row: Any) -> None:
        self.user, self.row = user, row

    @cached_property
    def _lights(self) -> list[TaskLight]:
        """Of the works that this person sees, and of its stages."""
        if not self.user.has_perm("delivery.view"):
            return []
        seen = DeliveryTask.objects.visible_to(self.user).filter(entry=self.row.entry_id, estate=self.row.estate)
        rows = TaskLight.objects.filter(entry=self.row.entry_id, estate=self.row.estate).going().of_tasks(seen)
        return list(rows.worst_first().select_related("task", *(f"task__{it}" for it in PARTS)))

    @cached_property
    def _rolled(self) -> Rolled | None:
        keys = [it.pk for it in self._lights]
        sums = sums_by(TaskLight.objects.filter(pk__in=keys)) if keys else {}
        return rolled(together(it for one in sums.values() for it in one))

    def briefs(self) -> Iterator[Brief]:
        """The worst light, and how far it has come."""
        one = self._rolled
        if one is None:
            return
        words = COLOURS[one.share.worst]
        text = f"{words.shape}{say(*words.names)} {one.share.counts[one.share.worst]} · {one.whole.shown} %"
        yield Brief(key="light", name=say("预警 · 完成", "Light · done"), text=text)

    def sections(self) -> Iterator[Section]:
        """Shares by money and the worst; the percent with its sum; the lights of its works."""
        one = self._rolled
        if one is None:
            return
        parts = [
            Part(key=it.task.number, colour=Colour(it.colour), budget=it.budget, percent=it.percent)
            for it in self._lights
        ]
        percent = weighed(parts)
        works = [it.task for it in self._lights if it.is_work and it.colour not in _RESTING]
        yield Section(
            key="lights",
            place=place_of(Stage.TASK) + 50,
            template="progress/_of_estate.html",
            values={
                "share": share_told(one.share, language()),
                "percent": f"{percent.shown}" if percent else "",
                "sum": sum_told(percent, language(), most=6) if percent else "",
                "lines": lines_of(works, today()),
                "url": lights_url(q=self.row.name),
            },
        )
