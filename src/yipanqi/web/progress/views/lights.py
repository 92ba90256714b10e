"""Lights: many as one by money and by the worst, each with its sentence; of today, or of a day that is over."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import in_wan
from yipanqi.domain.progress.light_rule import LightRule
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.domain.progress.told import COLOURS, percent_of, plain, rule_told
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, count, text
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import adopted
from yipanqi.web.programmes.models import ProgrammeEntry

from ..jobs import NIGHT, file_for
from ..lights_list import REGION, UNIT, LightFilter, LightLine, Lights, TooMany, lights_asked
from ..models import ForecastLesson
from ..rolled import Rolled, rolled, together
from ..shares_bar import shares_bar
from ..shown import Rulers
from .frame import entry_lit, page

_PAGE = 50
_MOST = 20_000  # rows of a file
BY = {REGION: ("按街道", "By subdistrict"), UNIT: ("按责任单位", "By unit")}


@require_safe
@permission_required("delivery.view")
def lights(request: HttpRequest) -> HttpResponse:
    """What the lights come to, and the tasks with theirs, the worst first."""
    entry, day = entry_lit(request), today()
    form = LightFilter(request.GET, entry=entry, user=request.user, today=day)
    values: dict[str, Any] = {"form": form, "colours": _colours(), "query": query_without(request, "page")}
    if entry is None:
        return page(request, "lights.html", None, **values)
    by = request.GET.get("by", "")
    by = by if by in BY else REGION
    values |= _frame_of(request, entry, form, by)
    try:
        found = lights_asked(entry, request.user, form)
    except TooMany as refusal:
        return page(request, "lights.html", entry, **values, refused=str(refusal))
    listed = found.listed()
    if kind := file_asked(request.GET):
        return exported(request, entry, _table(listed[:_MOST], form.past or day), kind, "lights")
    sums = found.sums(by)
    whole = rolled(together(it for one in sums.values() for it in one))
    shown = Paginator(listed, _PAGE).get_page(request.GET.get("page"))
    values |= {
        "whole": whole,
        "bar": shares_bar(whole) if whole else "",
        "rows": list(_rolled_rows(request, entry, by, sums)) if whole else [],
        "cells": _cells(request, whole, "", "") if whole else [],
        "lines": shown,
        "updated": _updated(found, entry),
    }
    return page(request, "lights.html", entry, **values)


def _frame_of(request: HttpRequest, entry: ProgrammeEntry, form: LightFilter, by: str) -> dict[str, Any]:
    """What stands around the lights: the rule, the ways to look, the work that renews them."""
    rule = Rulers(entry)(form.past or today())
    return {
        "rule": rule,
        "rule_said": rule_told(rule, language()),
        "rule_name": name_said(rule),
        "by": by,
        "bys": [(query_without(request, "page", by=key), say(*said), key == by) for key, said in BY.items()],
        "of_today": query_without(request, "page", "day"),
        "may_renew": request.user.has_perm("delivery.manage"),
        "job": Job.objects.filter(kind=NIGHT, state__in=OPEN, args__entry=entry.pk).order_by("-pk").first(),
        "kept": [(name, value) for name, value in request.GET.items() if name == "by" and value],
    }


def name_said(rule: LightRule) -> str:
    """The rule's name."""
    return say(*rule.names)


def _updated(found: Lights, entry: ProgrammeEntry) -> date | None:
    """The day on which all were last worked out."""
    kept = ForecastLesson.objects.filter(entry=entry).first() if found.day is None else None
    return kept.day if kept else None


def _colours() -> list[tuple[str, str, str]]:
    """The colours in their order: tone, word, what it means."""
    return [(it.value, say(*COLOURS[it].names), say(*COLOURS[it].meaning)) for it in WORST_FIRST]


def _rolled_rows(request: HttpRequest, entry: ProgrammeEntry, by: str, sums: Any) -> Iterator[dict[str, Any]]:
    """A row for each subdistrict in its order, or each unit in the order of their tree."""
    known = {key[0]: rolled(it) for key, it in sums.items()}
    for key, name in _names(entry, by, known):
        if one := known.get(key):
            yield {
                "name": name,
                "url": query_without(request, "page", **{by: "" if key is None else key}) if key else "",
                "one": one,
                "cells": _cells(request, one, by, key),
            }


def _names(entry: ProgrammeEntry, by: str, known: Any) -> list[tuple[Any, str]]:
    if by == REGION:
        names = {it.id: it.name for it in entry.frame().regions}
        return [*((key, names[key]) for key in names if key in known), *((it, it) for it in known if it not in names)]
    found = Organisation.objects.filter(pk__in=[key for key in known if key]).order_by("path")
    none = [(None, say("未指定单位", "No unit named"))] if None in known else []
    return [*found.values_list("pk", "name"), *none]


def _cells(request: HttpRequest, one: Rolled, by: str, key: Any) -> list[dict[str, Any]]:
    """Each colour's share, how many tasks it has, and the way to them."""
    found = []
    for colour in WORST_FIRST:
        number = one.share.counts.get(colour, 0)
        more = {by: key} if by and key else {}
        found.append(
            {
                "tone": colour.value,
                "name": say(*COLOURS[colour].names),
                "count": number,
                "percent": plain(percent_of(one.share, colour)) if number else "",
                "query": query_without(request, "page", colour=colour.value, **more) if not by or key else "",
            }
        )
    return found


def _table(lines: Sequence[LightLine], day: date) -> Table:
    columns = [
        (say("编号", "Number"), False),
        (say("街道", "Subdistrict"), False),
        (say("小区", "Estate"), False),
        (say("任务", "Task"), False),
        (say("责任单位", "Responsible"), False),
        (say("预警", "Light"), False),
        (say("落后（个工作日）", "Working days behind"), True),
        (say("完成（%）", "Done (%)"), True),
        (say("序时进度（%）", "Pace (%)"), True),
        (say("计划完成", "Planned finish"), False),
        (say("预计完成", "Expected finish"), False),
        (say("资金（万元）", "Money (10⁴ yuan)"), True),
        (say("说明", "Sentence"), False),
    ]
    rows = [
        [
            text(it.task.number),
            text(it.task.region_name),
            text(it.task.estate_name),
            text(it.task.name_said),
            text(it.unit),
            text(f"{COLOURS[it.light.colour].shape}{it.mark.word}"),
            count(it.light.behind),
            Cell(it.light.percent, it.mark.percent),
            Cell(it.light.pace, ""),
            text(it.task.finish_date.isoformat()),
            text(it.mark.finish_date.isoformat() if it.mark.finish_date else ""),
            Cell(in_wan(it.task.told_budget) if it.task.told_budget else None, it.task.budget_said),
            text(it.mark.sentence),
        ]
        for it in lines
    ]
    return Table(title=say(f"{day} 预警", f"Lights on {day}"), columns=columns, rows=rows)


@require_POST
@permission_required("delivery.manage")
def lights_renew(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have all lights and forecasts of today worked out now."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    if not DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK).exists():
        messages.error(request, say("还没有任务", "There is no task yet"))
        return redirect("progress:lights")
    in_force = adopted(entry)
    job = file_for(entry.pk, today(), adoption=in_force.pk if in_force else None, by=request.user, is_asked=True)
    return redirect(job)
