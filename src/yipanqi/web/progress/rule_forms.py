"""Choosing a rule of lights: a published one, or one's own copy with other thresholds; putting it in force."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from yipanqi.domain.progress.light_rule import Gauge, LightRule, NoRule, Threshold, rule_of
from yipanqi.domain.progress.presets import BY_POLICY, PRESETS
from yipanqi.domain.progress.told import GAUGES
from yipanqi.web.delivery import choices
from yipanqi.web.page.say import say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry

from .ground import Rules

NOW = "now"
_OWN = "_own"
_NAMES = ("（本区调整）", " (changed here)")
_WRONG = {
    "yellow": (
        "黄灯的起点不成立：应在红灯之前，天数、月数为整数",
        "Yellow does not hold: it begins before red, days and months are whole",
    ),
    "red": (
        "红灯的起点不成立：应在黄灯之后，天数、月数为整数",
        "Red does not hold: it begins beyond yellow, days and months are whole",
    ),
}


def known_rules(rules: Rules) -> dict[str, LightRule]:
    """The published rules; working days as the programme's policy has them."""
    policy = rules.frame.policy
    try:
        days = {key: made(policy.yellow_days, policy.red_days) for key, made in BY_POLICY.items()}
    except NoRule:
        return dict(PRESETS)
    return {**PRESETS, **days}


class TrialForm(forms.Form):
    """Which rule is tried, with which thresholds, where."""

    preset = forms.ChoiceField(label=say_later("规则", "Rule"))
    yellow = forms.DecimalField(
        label=say_later("黄灯起点", "Yellow from"), max_digits=5, decimal_places=1, required=False
    )
    red = forms.DecimalField(label=say_later("红灯起点", "Red from"), max_digits=5, decimal_places=1, required=False)
    region = forms.ChoiceField(label=say_later("只看街道", "Only in"), required=False)

    def __init__(self, data: Any, *, entry: ProgrammeEntry | None, user: Any, known: Mapping[str, LightRule]) -> None:
        super().__init__(data)
        self.known = known
        named = [(key, say(*it.names)) for key, it in known.items()]
        self.fields["preset"].choices = named
        if "region" in self.fields:
            self.fields["region"].choices = [("", say("全区", "The whole district")), *choices.regions(entry, user)]
        for name in ("yellow", "red"):
            empty = say("按所选规则", "as the rule has it")
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "placeholder": empty}
        self.rule: LightRule | None = None

    def clean(self) -> dict[str, Any]:
        """With the rule that it makes."""
        asked = self.cleaned_data
        base = self.known.get(asked.get("preset", ""))
        if base is None or self.errors:
            return asked
        try:
            self.rule = changed(base, asked.get("yellow"), asked.get("red"))
        except NoRule as fault:
            field = str(fault) if str(fault) in _WRONG else "red"
            self.add_error(field, say(*_WRONG[field]))
        return asked

    @property
    def unit_said(self) -> str:
        """What its thresholds count."""
        return say(*GAUGES[self.rule.gauge]) if self.rule else ""


class AdoptForm(TrialForm):
    """Putting it in force: from which day, on what ground; everywhere."""

    region = None
    since = forms.DateField(
        label=say_later("自哪天起", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=say_later("依据", "Source"),
        max_length=300,
        help_text=say_later("文件名称和文号，或会议、批示", "The paper and its number, or the meeting that decided it"),
    )


def changed(base: LightRule, yellow: Any, red: Any) -> LightRule:
    """The rule itself, or a copy with other thresholds under a name of its own. Raises NoRule."""
    found = replace(base, yellow=_at(base.yellow, yellow), red=_at(base.red, red) or base.red)
    if (found.yellow, found.red) == (base.yellow, base.red):
        return base
    if base.yellow is None and base.gauge is Gauge.RANK:
        found = replace(found, yellow=None)
    if not base.key.endswith(_OWN):
        names = (base.names[0] + _NAMES[0], base.names[1] + _NAMES[1])
        found = replace(found, key=base.key[: 40 - len(_OWN)] + _OWN, names=names)
    return rule_of(found.stored)


def _at(threshold: Threshold | None, at: Any) -> Threshold | None:
    return threshold if at is None or threshold is None else replace(threshold, at=at)
