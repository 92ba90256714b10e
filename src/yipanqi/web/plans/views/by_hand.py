"""Change a plan by hand: another start, a work more or less; every broken rule at once, and what it costs."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from yipanqi.domain.estate import Estate
from yipanqi.domain.money import FEN_PER_WAN, Fen
from yipanqi.domain.planning import rules
from yipanqi.domain.planning.hand import changed_by_hand
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.told import told
from yipanqi.domain.sentences.spoken import STANDARDS, word
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_both, language, say

from .. import actions, by_hand
from ..by_hand import Edit
from ..models import PlanRun
from ..study import Study, study, wan
from ..words import change_told
from .frame import made_of, page

_OF_TIME = (rules.misshapen, rules.within_crews, rules.within_sites, rules.within_late_share)  # that know no payment


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the rule book says of a changed plan, and what it changes."""

    plan: Plan
    broken: list[list[str]]
    value: float | None  # none where it cannot be reckoned
    change: float | None  # of the objective
    money: Fen | None  # the change of what is paid
    households: int

    @property
    def sentences(self) -> list[str]:
        """The broken rules in the reader's language."""
        return [say(*pair) for pair in self.broken]

    @property
    def change_said(self) -> str:
        """What it does to the objective, to money and to households."""
        if self.change is None:
            return say(
                "先改正以上各项，才能核对资金、队伍和效益。",
                "Put these right first: money, crews and benefit can be judged only then.",
            )
        zh, en = [f"目标值 {self.change:+,.1f} 分"], [f"Objective {self.change:+,.1f} points"]
        if self.money:
            zh.append(f"资金 {self.money / FEN_PER_WAN:+,.2f} 万元")
            en.append(f"money {self.money / FEN_PER_WAN:+,.2f} × 10⁴ yuan")
        if self.households:
            zh.append(f"惠及户数 {self.households:+,}")
            en.append(f"households {self.households:+,}")
        return say("，".join(zh) + "。", ", ".join(en) + ".")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("plans.make")
def hand(request: HttpRequest, uid: Any) -> HttpResponse:
    """Starts and works of some estates: judged as they stand in the form, kept as a plan of their own."""
    run = made_of(request, uid)
    found = study(run)
    asked = request.POST if request.method == "POST" else request.GET
    offered = [e for e in found.programme.estates if found.offer.may_start(e.id)]
    estate = next((e for e in offered if e.id == asked.get("estate")), None)
    edits = by_hand.edits_in(found, asked.getlist("edit"))
    if estate is not None and "start" in asked:
        works = {work.measure: asked.get(f"work-{work.measure}", "") for work in found.offer.works[estate.id]}
        edits = by_hand.with_edit(found, edits, by_hand.asked_of(found, estate.id, asked["start"], works))
    judgement = judge(run, found, edits) if edits or "start" in asked else None
    is_part = request.htmx.target == "judged"
    if request.method == "POST" and not is_part and "judge" not in asked and edits and judgement is not None:
        return _kept(request, run, found, edits, judgement)
    shown = by_hand.drawn(found, edits)
    values = {
        "offered": offered,
        "estate": estate,
        "quarters": _quarters(found, estate.id, shown) if estate else [],
        "works": _works(found, estate.id, shown) if estate else [],
        "edits": edits,
        "changes": [change_told(change, language()) for change in by_hand.changed(found, edits)],
        "without_last": _address(edits[:-1], edits[-1].estate) if edits else "",
        "judgement": judgement,
        "fits": _fitting(found, edits, estate.id) if estate and judgement and judgement.broken else None,
        "places": _places(found, offered),
        "name": asked.get("name") or say(f"{run.name[:80]} · 手工", f"{run.name[:80]} · by hand"),
        "heading": say("手工调整", "Change by hand"),
        "is_part": is_part,
    }
    return page(request, "_judged.html" if is_part else "by_hand.html", run, **values)


def _places(found: Study, offered: list[Estate]) -> list[tuple[str, list[Estate]]]:
    """The estates to choose from by subdistrict, in the official order."""
    inside: dict[str, list[Estate]] = {}
    for estate in offered:
        inside.setdefault(estate.subdistrict, []).append(estate)
    return [(region.name, inside[region.id]) for region in found.facts.subdistricts if region.id in inside]


def _fitting(found: Study, edits: list[Edit], estate: str) -> list[str]:
    """The quarters in which this estate could start, its other changes as they are, for all that crews, sites and
    windows say. Money is judged once one of them is chosen: that takes a second for each."""
    calendar = found.programme.calendar
    works = next((edit.works for edit in edits if edit.estate == estate), {})
    others = [edit for edit in edits if edit.estate != estate]
    fitting = []
    for label in map(calendar.label, range(calendar.quarters)):
        plan = by_hand.drawn(found, [*others, Edit(estate=estate, start=label, works=works)])
        if not any(violation for rule in _OF_TIME for violation in rule(found.programme, found.offer, plan)):
            fitting.append(label)
    return fitting


def _address(edits: list[Edit], estate: str) -> str:
    return "?" + urlencode([("estate", estate), *(("edit", edit.text) for edit in edits)])


def judge(run: PlanRun, found: Study, edits: list[Edit]) -> Judgement:
    """Pay the changed plan, hold it against every rule, and reckon what it costs."""
    from yipanqi import planner  # it takes a second to import: other pages need not pay for it

    judged = planner.judge(found.programme, found.offer, by_hand.drawn(found, edits))
    homes = sum(found.programme.estate_by_id[estate].households for estate in judged.plan.starts)
    return Judgement(
        plan=judged.plan,
        broken=in_both(lambda lang: planner.broken_told(found.programme, judged.broken, lang)),
        value=judged.objective,
        change=None if judged.objective is None or run.objective is None else judged.objective - run.objective,
        money=None if judged.objective is None or run.money is None else _more(found, judged.plan),
        households=homes - run.households,
    )


def _more(found: Study, plan: Plan) -> Fen:
    """How much more the plan pays, as it is told."""
    return sum(payment.amount for payment in told(found.programme, plan).payments) - found.facts.told_total


def _kept(request: HttpRequest, run: PlanRun, found: Study, edits: list[Edit], judgement: Judgement) -> HttpResponse:
    from .. import making  # as above

    is_paid = judgement.value is not None
    value = judgement.value if is_paid else found.outcome.objective
    outcome = changed_by_hand(found.outcome, found.programme, found.offer, judgement.plan, value)
    name = request.POST.get("name", "").strip()[:100] or say("手工方案", "By hand")
    kept = actions.keep_by_hand(
        base=run,
        name=name,
        outcome=outcome,
        made=making.result_of(found.programme, outcome),
        changes=by_hand.changed(found, edits),
        broken=judgement.broken,
        is_paid=is_paid,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, say("已存为手工方案", "Kept as a plan by hand"))
    return redirect(kept)


def _quarters(found: Study, estate: str, plan: Plan) -> list[tuple[str, str, bool]]:
    calendar, start = found.programme.calendar, plan.starts.get(estate)
    labels = [(calendar.label(q), q == start) for q in range(calendar.quarters)]
    return [
        ("", say("不排入", "not planned"), start is None),
        *((label, label, is_now) for label, is_now in labels),
    ]


def _works(found: Study, estate: str, plan: Plan) -> list[dict[str, Any]]:
    """Each work on offer with its standards, as the plan has it."""
    rows = []
    for work in found.offer.works[estate]:
        chosen = plan.choices.get((estate, work.measure))
        choices = [
            (
                option.standard.value,
                f"{word(STANDARDS, option.standard.value, language())} {wan(option.cost)}",
                option.standard is chosen,
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
                "note": say("，", ", ").join(note),
            }
        )
    return rows
