"""What progress shows beside a task: its light and its reports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from yipanqi.domain.delivery.state import State, Who
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import month_of
from yipanqi.web.delivery.actions import parts_of
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import language, say
from yipanqi.web.page.telling import Section

from .forecast_sections import forecast_section
from .models import OutdatedEstate, TaskLight
from .photos_told import pairs_of
from .rolled import of_estates as rolled_estates
from .shown import Rulers, mark_kept, mark_live
from .working_out import of_estates

_MARKING = ("task_id", "day", "version", "now", "figures", "finish_date", "finish_early", "finish_late")
_SHOWN = 24  # reports on a task's page
_MOST_LIVE = 20  # estates of a page whose lights are worked out on the spot


class Progress:
    """The light of a task, and its reports."""

    def sections(self, user: Any, task: DeliveryTask, day: date) -> Iterator[Section]:
        """Of what somebody does its light; of a work its reports, the newest first, and where the next is written."""
        mark = self.marks([task], day).get(task.pk)
        if mark is not None:
            yield Section(key="light", place=0, template="progress/_light_of_task.html", values=_told(task, mark))
        if task.kind != Kind.WORK:
            return
        reports = list(task.reports.newest().select_related("by", "judged_by")[:_SHOWN])
        values = {
            "reports": reports,
            "may_report": Who.RESPONSIBLE in parts_of(user, task),
            "month": month_of(day),
        }
        if reports or values["may_report"]:
            yield Section(key="reports", place=0, template="progress/_of_task.html", values=values)
        if found := pairs_of(task, day):
            yield Section(key="pairs", place=0, template="progress/_pairs.html", values={"pairs": found})
        yield from forecast_section(task, day)

    def marks(self, tasks: Sequence[DeliveryTask], day: date) -> dict[int, Mark]:
        """Each task's light: as it is kept, where that is of this day and of the task as it stands; else worked out,
        of a few estates; of more the kept one, which says its day. What has parts is marked by the worst of them."""
        if not tasks:
            return {}
        entry, leaves = tasks[0].entry, [it for it in tasks if it.is_leaf]
        rows = TaskLight.objects.filter(task__in=[it.pk for it in leaves]).annotate(now=F("task__version"))
        kept = {it.task_id: it for it in rows.values_list(*_MARKING, named=True)} if leaves else {}
        old = {it.estate for it in leaves if not is_fresh(kept.get(it.pk), day)}
        old |= outdated(entry) & {it.estate for it in leaves}
        rule_on = Rulers(entry)
        is_few = 0 < len(old) <= _MOST_LIVE
        live = {it.known.pk: it for it in of_estates(entry, old, day)} if is_few else {}
        lang = language()
        found = {pk: mark_kept(it, rule_on, day, lang) for pk, it in kept.items() if pk not in live}
        found |= {it.pk: mark_live(live[it.pk], rule_on(day)) for it in leaves if it.pk in live}
        return found | _of_parts(entry, [it for it in tasks if not it.is_leaf], day)


def outdated(entry: Any) -> set[str]:
    """The estates of which something was reported since their lights were worked out."""
    return set(OutdatedEstate.objects.filter(entry=entry).values_list("estate", flat=True))


def is_fresh(kept: Any, day: date) -> bool:
    """Is the kept light of this day, and of the task as it stands? `now`: its version."""
    return kept is not None and kept.day == day and kept.version == kept.now


def _of_parts(entry: Any, tasks: Iterable[DeliveryTask], day: date) -> dict[int, Mark]:
    """Marks of estates and of their construction: by what their parts come to."""
    found: dict[int, Mark] = {}
    for works_only in (False, True):
        own = [it for it in tasks if (it.kind != Kind.ESTATE) is works_only]
        known = rolled_estates(entry, {it.estate for it in own}, works_only=works_only) if own else {}
        marks = {estate: one.mark(day) for estate, one in known.items()}
        found |= {it.pk: marks[it.estate] for it in own if it.estate in marks}
    return found


def _told(task: DeliveryTask, mark: Mark) -> dict[str, Any]:
    """The light with its figures and its rule."""
    is_over = task.told in (State.REPORTED, State.CHECKED, State.CLOSED, State.CANCELLED)
    finish = "" if is_over or mark.finish_date is None else f"{mark.finish_date}"
    band = f"{mark.finish_early} – {mark.finish_late}" if mark.finish_early and mark.finish_late else ""
    facts = [
        (say("完成", "Done"), f"{mark.percent} %" if mark.percent else ""),
        (say("预计完成", "Expected finish"), finish),
        (
            say("八成把握的区间", "Eight in ten finish"),
            band if finish and mark.finish_early != mark.finish_late else "",
        ),
        (say("计划完成", "Planned finish"), f"{task.finish_date}"),
    ]
    return {
        "mark": mark,
        "light_facts": [(name, told) for name, told in facts if told],
        "rules_url": reverse("progress:light-rules"),
    }
