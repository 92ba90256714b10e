"""The rule of lights: the one in force, the published ones, what another would have shown, putting it in force."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.progress.light_rule import LightRule
from yipanqi.domain.progress.presets import PRESETS
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.domain.progress.shipped import LIGHT
from yipanqi.domain.progress.told import COLOURS, GAUGES, rule_told
from yipanqi.domain.progress.trial import Scored
from yipanqi.domain.sentences.spoken import percent_text
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.delivery.rulebook import shipped
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..ground import Rules
from ..rule_forms import NOW, AdoptForm, TrialForm, known_rules
from ..rule_words import rule_said, source_said
from ..trying import MOST_WORKS, Tried, tried
from .frame import entry_here, page


@require_safe
@permission_required("delivery.view")
def light_rules(request: HttpRequest) -> HttpResponse:
    """The rule in force, all that are published, and the trial of one of them."""
    return _page(request, entry_here(request))


@require_POST
@permission_required("delivery.manage")
def light_rule_adopt(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Let a rule count from a day on that is not over."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    form = AdoptForm(request.POST, entry=entry, user=request.user, known=_offered(Rules(entry, today())))
    if form.is_valid() and form.rule is not None:
        asked, rule = form.cleaned_data, form.rule
        if rule.key not in PRESETS:
            rule = replace(rule, source=asked["source"])
        try:
            actions.add_setting(
                entry=entry,
                key=LIGHT,
                value=rule.stored,
                source=asked["source"],
                since=asked["since"],
                by=request.user,
                at=timezone.now(),
                day=today(),
            )
        except actions.CannotSet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已保存，从生效日期起按此亮灯", "Saved; lights go by it from its day on"))
            return redirect("progress:light-rules")
    return _page(request, entry, form, status=422)


def _page(
    request: HttpRequest, entry: ProgrammeEntry | None, sent: AdoptForm | None = None, status: int = 200
) -> HttpResponse:
    if entry is None:
        return page(request, "light_rules.html", None, presets=[_told(it) for it in PRESETS.values()])
    day = today()
    rules = Rules(entry, day)
    offered = _offered(rules)
    asked = sent.data if sent else request.GET if "preset" in request.GET else None
    trial = TrialForm(asked, entry=entry, user=request.user, known=offered)
    known = settings_of(entry)
    now = in_force(known, LIGHT, day)
    later = sorted((it for it in known if it.key == LIGHT and it.since > day), key=lambda it: it.since)
    values: dict[str, Any] = {
        "now": _told(rules.light),
        "now_source": source_said(now.source),
        "now_since": now.since if now.since != shipped()[0].since else None,
        "later": [(it.since, rule_said(it.value), source_said(it.source)) for it in later],
        "presets": [_told(it) for key, it in offered.items() if key != NOW],
        "trial": trial,
        "history": [
            f"{it.since} · {it.by} · {source_said(it.source)}"
            for it in DeliverySetting.objects.filter(entry=entry, key=LIGHT).select_related("by")
        ],
        "most": MOST_WORKS,
        "status": status,
    }
    if asked is not None and trial.is_valid() and trial.rule is not None:
        found = tried(entry, request.user, trial.rule, rules.light, trial.cleaned_data.get("region", ""))
        values |= {
            "rule": _told(trial.rule),
            "is_same": trial.rule == rules.light,
            "found": found,
            "heads": [(it.value, say(*COLOURS[it].names)) for it in WORST_FIRST],
            "months": _months(found),
            "scores": _scores(found),
            "differing": [(task, _colour(before), _colour(after)) for task, before, after in found.differing],
        }
    if request.user.has_perm("delivery.manage"):
        adopt = sent or AdoptForm(None, entry=entry, user=request.user, known=offered)
        if sent is None:
            adopt.initial = {"since": day} | {name: request.GET.get(name) for name in ("preset", "yellow", "red")}
        values["adopt"] = adopt
    return page(request, "light_rules.html", entry, **values)


def _offered(rules: Rules) -> dict[str, LightRule]:
    """The published rules, after the one in force where that is one's own."""
    known = known_rules(rules)
    return known if rules.light in known.values() else {NOW: rules.light, **known}


def _told(rule: LightRule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "name": say(*rule.names),
        "gauge": " + ".join(say(*GAUGES[it.gauge]) for it in rule.parts),
        "said": rule_told(rule, language()),
        "source": source_said(rule.source),
        "note": say(*rule.note),
    }


def _colour(colour: Any) -> tuple[str, str]:
    return colour.value, say(*COLOURS[colour].names)


def _months(found: Tried) -> list[dict[str, Any]]:
    """Each month's end: of each colour how many by the other rule, and by the one in force."""
    return [
        {"day": it.day, "cells": [(it.other[colour], it.now[colour]) for colour in WORST_FIRST]} for it in found.months
    ]


def _scores(found: Tried) -> list[tuple[str, str, str]]:
    """Recall and precision by the other rule and by the one in force."""
    rows = (
        (say("晚了的，事先亮过黄灯或红灯", "Of the late, warned of by yellow or red"), _recall),
        (say("亮黄灯或红灯的，后来确实晚了", "Of those warned of, late in the end"), _precision),
        (say("亮红灯的，后来确实晚了", "Of the red, late in the end"), _red),
    )
    return [(name, told(found.other), told(found.now)) for name, told in rows]


def _recall(it: Scored) -> str:
    return _share(it.recall, it.warned_late, it.late)


def _precision(it: Scored) -> str:
    return _share(it.precision, it.warned_late, it.warned)


def _red(it: Scored) -> str:
    return _share(it.red_precision, it.red_late, it.red)


def _share(ratio: Fraction | None, part: int, whole: int) -> str:
    return "—" if ratio is None else f"{percent_text(ratio)} ({part} / {whole})"
