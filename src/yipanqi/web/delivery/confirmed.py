"""Facts of estates that a plan in force rests on: households, area and buildings change only by a change."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from yipanqi.domain.delivery.change import FACTS, ChangeKind
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.difference import RowChange
from yipanqi.web.programmes.guarding import Barred
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import DeliveryTask

_LINK = ("提出变更", "Ask for a change")


def guard_facts(entry: ProgrammeEntry, changes: Sequence[RowChange]) -> Iterator[Barred]:
    """Those of the changes that touch these facts of an estate of the plan in force, or take the estate out; before
    its tasks are made, of every estate."""
    touched = {it.key: it for it in changes if it.sheet == "estates" and _touches(it)}
    if not touched or not Adoption.objects.filter(entry=entry).exists():
        return
    rows = DeliveryTask.objects.filter(entry=entry, kind=Kind.ESTATE)
    tasks = dict(rows.exclude(state=State.CANCELLED).values_list("estate", "pk"))
    is_made = bool(tasks) or rows.exists()
    for estate, change in touched.items():
        if estate in tasks or not is_made:
            yield _barred(change, tasks.get(estate))


def _touches(change: RowChange) -> bool:
    old, new = change.before, change.after
    return old is not None and (new is None or any(old.get(it) != new.get(it) for it in FACTS))


def _barred(change: RowChange, task: int | None) -> Barred:
    name = (change.before or {}).get("name") or change.key
    url = reverse("delivery:change-new", args=[task, ChangeKind.FACTS.value]) if task else reverse("delivery:index")
    if change.after is None:
        why = (
            f"“{name}”已在采用的方案中，不能直接删除，请通过变更取消它的改造项",
            f"“{name}” is in the plan in force and is not removed here: ask for a change that takes its works out",
        )
        return Barred(sheet=change.sheet, why=why, url=reverse("delivery:changes"), link=_LINK)
    why = (
        f"“{name}”已在采用的方案中，户数、面积、楼栋只能通过变更修改",
        f"“{name}” is in the plan in force: its households, area and buildings change only by an approved change",
    )
    return Barred(sheet=change.sheet, why=why, url=url, link=_LINK)
