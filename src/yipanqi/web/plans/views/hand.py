"""Change a plan by hand: another start, a work more or less; every broken rule at once, and what it costs."""

import math
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yipanqi.domain.measure import Standard
from yipanqi.domain.plan import Plan
from yipanqi.domain.sentences.spoken import STANDARDS, word
from yipanqi.web.permission import permission_required
from yipanqi.web.say import say

from .. import actions
from ..models import PlanRun
from ..study import Study, language, study, wan
from .frame import made_of, page


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the rule book says of a changed plan."""

    plan: Plan
    broken: list[list[str]]
    value: float
    change: float | None  # of the objective; none where it cannot be reckoned

    @property
    def sentences(self) -> list[str]:
        """The broken rules in the reader's language."""
        return [say(*pair) for pair in self.broken]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("plans.make")
def hand(request: HttpRequest, uid: Any) -> HttpResponse:
    """One estate's start and works: judged as they stand in the form, kept as a plan of its own."""
    run = made_of(request, uid)
    found = study(run)
    asked = request.POST if request.method == "POST" else request.GET
    estate = asked.get("estate", "")
    offered = [e for e in found.programme.estates if found.offer.may_start(e.id)]
    if estate not in {e.id for e in offered}:
        return page(request, "hand.html", run, offered=offered, estate=None, heading=_heading())
    judgement = None
    if "start" in asked:
        judgement = judge(run, found, drawn(found, estate, asked))
        if request.method == "POST":
            return _kept(request, run, found, judgement)
    values = {
        "offered": offered,
        "estate": found.programme.estate_by_id[estate],
        "quarters": _quarters(found, estate, asked),
        "works": _works(found, estate, asked),
        "judgement": judgement,
        "change": None if judgement is None or judgement.change is None else f"{judgement.change:+,.1f}",
        "name": asked.get("name") or say(f"{run.name[:80]} · 手工", f"{run.name[:80]} · by hand"),
        "heading": _heading(),
    }
    return page(request, "hand.html", run, **values)


def _heading() -> str:
    return say("手工调整", "Change by hand")


def drawn(found: Study, estate: str, asked: Any) -> Plan:
    """The plan with this estate as the form has it; without a start it leaves the plan."""
    labels = {found.programme.calendar.label(q): q for q in range(found.programme.calendar.quarters)}
    starts = {e: q for e, q in found.plan.starts.items() if e != estate}
    choices = {key: standard for key, standard in found.plan.choices.items() if key[0] != estate}
    start = labels.get(asked.get("start", ""))
    if start is not None:
        starts[estate] = start
        for work in found.offer.works.get(estate, ()):
            known = {option.standard.value: option.standard for option in work.options}
            if standard := known.get(asked.get(f"work-{work.measure}", "")):
                choices[estate, work.measure] = standard
    return Plan(starts=starts, choices=choices)


def judge(run: PlanRun, found: Study, plan: Plan) -> Judgement:
    """Pay the plan, hold it against every rule, and reckon what it costs."""
    from ..making import broken_told, judged  # the planner takes a second to import: other pages need not pay for it

    paid, broken, value = judged(found.programme, found.offer, plan)
    change = None if math.isnan(value) else value - run.objective
    return Judgement(plan=paid, broken=broken_told(found.programme, broken), value=value, change=change)


def _kept(request: HttpRequest, run: PlanRun, found: Study, judgement: Judgement) -> HttpResponse:
    from ..making import made_of as figures_of  # as above

    value = run.objective if judgement.change is None else judgement.value
    outcome = actions.by_hand(judgement.plan, run.upper_bound, value)
    name = request.POST.get("name", "").strip()[:100] or say("手工方案", "By hand")
    kept = actions.keep_by_hand(
        base=run,
        name=name,
        outcome=replace(outcome, versions=run.versions),
        made=figures_of(found.programme, outcome),
        broken=judgement.broken,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, say("已存为手工方案", "Kept as a plan by hand"))
    return redirect(kept)


def _quarters(found: Study, estate: str, asked: Any) -> list[tuple[str, str, bool]]:
    calendar, start = found.programme.calendar, found.plan.starts.get(estate)
    now = asked.get("start", "" if start is None else calendar.label(start))
    labels = [calendar.label(q) for q in range(calendar.quarters)]
    return [("", say("不排入", "not planned"), not now), *((label, label, label == now) for label in labels)]


def _works(found: Study, estate: str, asked: Any) -> list[dict[str, Any]]:
    """Each work on offer with its standards, as the form or the plan has it."""
    rows = []
    for work in found.offer.works[estate]:
        chosen = found.plan.choices.get((estate, work.measure))
        now = asked.get(f"work-{work.measure}", chosen.value if chosen else "") if "start" in asked else _value(chosen)
        choices = [
            (
                option.standard.value,
                f"{word(STANDARDS, option.standard.value, language())} {wan(option.cost)}",
                option.standard.value == now,
            )
            for option in work.options
        ]
        note = [say("必做", "required")] if work.required else []
        if work.requires:
            needed = found.words.measure(work.requires)
            note.append(say(f"须先做{needed}", f"needs {needed}"))
        rows.append(
            {
                "name": f"work-{work.measure}",
                "label": found.words.measure(work.measure),
                "choices": choices,
                "note": "，".join(note),
            }
        )
    return rows


def _value(chosen: Standard | None) -> str:
    return chosen.value if chosen else ""
