"""任务清单: from the tasks of the adopted plan, as they stand."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind as TaskKind
from yipanqi.domain.disclosure.drafts import Place, say, years_said
from yipanqi.domain.disclosure.drafts_tasks import EstateTask, TaskRecord, draft_tasks
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from . import plan
from .base import NoRecord, Offer, day_of, is_sample, said
from .reading import taken

PREFIX, KINDS = "delivery.tasks", (Kind.TASKS,)
_WORK = (
    "estate", "estate_name", "region", "region_name", "measure", "name", "name_en", "start_date", "finish_date",
    "is_provisional",
)  # fmt: skip


def works_of(entry: ProgrammeEntry, *more: str) -> list[dict[str, Any]]:
    """The works that are not cancelled, estate by estate."""
    rows = DeliveryTask.objects.filter(entry=entry, kind=TaskKind.WORK).exclude(state=State.CANCELLED)
    return taken(rows.order_by("place", "pk"), *_WORK, *more)


def place_of(row: dict[str, Any]) -> Place:
    """Where a task is."""
    return Place(estate=row["estate"], name=row["estate_name"], region=row["region"], region_name=row["region_name"])


def measures_of(works: list[dict[str, Any]]) -> tuple[str, ...]:
    """The measures of these works, each once."""
    return tuple(dict.fromkeys(it["measure"] for it in works))


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """The list of the adoption that counts, once its tasks are made."""
    found = plan.newest(entry)
    if found is None or day_of(found["at"]) > day:
        return
    starts = taken(
        DeliveryTask.objects.filter(entry=entry, kind=TaskKind.WORK)
        .exclude(state=State.CANCELLED)
        .order_by("start_date")
        .distinct(),
        "start_date",
    )
    if not starts:
        return
    years = years_said(starts[0]["start_date"].year, starts[-1]["start_date"].year)
    yield Offer(
        kind=Kind.TASKS,
        record_key=f"{PREFIX}:{found['id']}",
        title=say("tasks_title", district=entry.frame().heading.district, years=years),
        event_day=day_of(found["at"]),
        url=reverse("delivery:index"),
    )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """The list as it stands; of an adoption that was replaced NoRecord, for its tasks went on into the next."""
    found, works = plan.newest(entry), works_of(entry)
    if found is None or name != str(found["id"]) or not works:
        raise NoRecord
    tops = _tops(entry)
    estates = (_estate(list(own), tops.get(estate, {})) for estate, own in groupby(works, lambda it: it["estate"]))
    heading = entry.frame().heading
    return draft_tasks(
        TaskRecord(
            district=heading.district,
            estates=tuple(estates),
            measures=measures_of(works),
            record=f"任务清单（{said(day_of(found['at']))}采用的改造方案）",
            as_of=today(),
            is_synthetic=is_sample(entry),
            at=reverse("delivery:index"),
        )
    )


def _tops(entry: ProgrammeEntry) -> dict[str, dict[str, Any]]:
    """Estate → its units."""
    rows = DeliveryTask.objects.filter(entry=entry, kind=TaskKind.ESTATE).order_by("place")
    return {it["estate"]: it for it in taken(rows, "estate", "lead__name", "responsible__name", "units_said")}


def _estate(works: list[dict[str, Any]], top: dict[str, Any]) -> EstateTask:
    first = works[0]
    return EstateTask(
        place=place_of(first),
        works=tuple((it["name"], it["name_en"]) for it in works),
        start_date=min(it["start_date"] for it in works),
        finish_date=max(it["finish_date"] for it in works),
        lead=_unit(top, "lead"),
        responsible=_unit(top, "responsible"),
        is_provisional=any(it["is_provisional"] for it in works),
        at=reverse("delivery:estate", args=[first["estate"]]),
    )


def _unit(top: dict[str, Any], part: str) -> str:
    """The organisation, else what the plan calls it."""
    return top.get(f"{part}__name") or (top.get("units_said") or {}).get(part, "")
