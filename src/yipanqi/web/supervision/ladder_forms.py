"""Setting the ladder, the colours and the rules that make orders; choosing among steps and drafts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms

from yipanqi.domain.supervision.clock import PRESETS as CLOCKS
from yipanqi.domain.supervision.clock import Clocks, stored_clocks
from yipanqi.domain.supervision.colours import PRESETS, Colours, NoColours
from yipanqi.domain.supervision.ladder import LADDERS, Ladder, NoLadder, Step
from yipanqi.domain.supervision.ladder_shipped import COLOURS, LADDER, RAISING, LadderRules
from yipanqi.domain.supervision.raising import NoRule, Raising, When
from yipanqi.web.page.say import say, say_later

NOW, _OWN = "now", "_own"
_CHANGED = ("（本区调整）", " (changed here)")
_DATE = {"type": "date"}
_AHEAD = timedelta(days=60)  # further ahead nothing is foretold


class _Setting(forms.Form):
    """A rule from a day on, on what ground."""

    key = ""
    since = forms.DateField(label=say_later("自哪天起", "From"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    source = forms.CharField(
        label=say_later("依据", "Source"),
        max_length=300,
        help_text=say_later("文件名称和文号，或会议、批示", "The paper and its number, or the meeting that decided it"),
    )
    field_order: Any = None

    def __init__(self, data: Any, *, rules: LadderRules, day: date) -> None:
        super().__init__(data, auto_id=f"{self.key}-%s", initial=self.begun(rules) | {"since": day})
        self.rules, self.day = rules, day
        self.values: dict[str, Any] = {}  # by the keys of the rules
        last = ("since", "source")
        self.order_fields([*(it for it in self.fields if it not in last), *last])

    def begun(self, rules: LadderRules) -> dict[str, Any]:
        """What the fields show first."""
        return {}

    def made(self) -> Any:
        """The rule that was asked for; ValueError names the field that is wrong."""
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        """The same as it is kept, by the keys of the rules."""
        return {f"supervision.{self.key}": self.made().stored}

    def clean(self) -> dict[str, Any]:
        """With the rule as it is kept."""
        if not self.errors:
            try:
                self.values = self.stored()
            except (NoLadder, NoColours, NoRule) as fault:
                field = str(fault) if str(fault) in self.fields else None
                self.add_error(
                    field,
                    say(
                        "不成立：天数为 1 以上的整数，后一步要晚于前一步",
                        "It does not hold: days are whole, from 1, and each step comes after the one before",
                    ),
                )
        return self.cleaned_data


class LadderForm(_Setting):
    """A published ladder, or one's own copy with other days."""

    key = LADDER.partition(".")[2]
    preset = forms.ChoiceField(label=say_later("台阶", "Ladder"))
    remind = forms.IntegerField(
        label=say_later("到期前几个工作日提醒", "Reminder: working days before"), required=False
    )
    urge = forms.IntegerField(label=say_later("催办：第几个工作日", "Letter: working day"), required=False)
    circular = forms.IntegerField(label=say_later("通报：第几个工作日", "Circular: working day"), required=False)
    interview = forms.IntegerField(label=say_later("约谈：第几个工作日", "Interview: working day"), required=False)
    grace = forms.IntegerField(
        label=say_later("两步至少隔几个工作日", "Working days between two steps"), required=False, min_value=0
    )

    def __init__(self, data: Any, *, rules: LadderRules, day: date) -> None:
        super().__init__(data, rules=rules, day=day)
        self.fields["preset"].choices = [
            (NOW, say(f"现行：{rules.ladder.names[0]}", f"In force: {rules.ladder.names[1]}")),
            *((it.key, say(*it.names)) for it in LADDERS.values()),
        ]
        empty = say("按所选台阶", "as the ladder has it")
        for name in (*Step, "grace"):
            self.fields[name].widget.attrs |= {"placeholder": empty, "inputmode": "numeric"}

    def made(self) -> Ladder:
        """The ladder itself, or a copy under a name of its own."""
        asked = self.cleaned_data
        base = LADDERS.get(asked["preset"], self.rules.ladder)
        rungs = tuple(replace(it, days=asked[it.step] if asked[it.step] is not None else it.days) for it in base.rungs)
        grace = base.grace if asked["grace"] is None else asked["grace"]
        found = replace(base, rungs=rungs, grace=grace)
        return found if found == base else replace(found, **_own(base, asked["source"]))


class ColoursForm(_Setting):
    """A published sense of the colours; by time: from when an order is near."""

    key = COLOURS.partition(".")[2]
    preset = forms.ChoiceField(label=say_later("颜色含义", "What colours mean"))
    near = forms.IntegerField(
        label=say_later("临期：到期前几个工作日", "Near: working days before the limit"), required=False, min_value=0
    )

    def __init__(self, data: Any, *, rules: LadderRules, day: date) -> None:
        super().__init__(data, rules=rules, day=day)
        self.fields["preset"].choices = [
            (NOW, say(f"现行：{rules.colours.names[0]}", f"In force: {rules.colours.names[1]}")),
            *((it.key, say(*it.names)) for it in PRESETS.values()),
        ]
        self.fields["near"].widget.attrs |= {"placeholder": say("按所选含义", "as chosen"), "inputmode": "numeric"}

    def made(self) -> Colours:
        """The preset itself, or a copy under a name of its own."""
        asked = self.cleaned_data
        base = PRESETS.get(asked["preset"], self.rules.colours)
        found = base if asked["near"] is None else replace(base, near=asked["near"])
        return found if found == base else replace(found, **_own(base, asked["source"]))


class RaisingForm(_Setting):
    """Which rules make orders, with which limit; whether what they make is issued at once."""

    key = RAISING.partition(".")[2]
    near_on = forms.BooleanField(label=say_later("临期拟办", "Near its finish"), required=False)
    near_days = forms.IntegerField(label=say_later("计划完成前几个工作日", "Working days before"), min_value=1)
    near_limit = forms.IntegerField(label=say_later("临期：几个工作日办结", "Near: limit in working days"), min_value=1)
    behind_on = forms.BooleanField(label=say_later("滞后拟办", "Behind"), required=False)
    behind_lights = forms.ChoiceField(label=say_later("亮什么灯", "Lights"))
    behind_limit = forms.IntegerField(
        label=say_later("滞后：几个工作日办结", "Behind: limit in working days"), min_value=1
    )
    overdue_on = forms.BooleanField(label=say_later("逾期拟办", "Overdue"), required=False)
    overdue_days = forms.IntegerField(label=say_later("逾期满几个工作日", "Working days after"), min_value=1)
    overdue_limit = forms.IntegerField(
        label=say_later("逾期：几个工作日办结", "Overdue: limit in working days"), min_value=1
    )
    is_at_once = forms.BooleanField(
        label=say_later("直接交办", "Issue at once"),
        required=False,
        help_text=say_later(
            "不勾选则先拟办，由改造办一次交办", "Else they are drafted, and issued by the office in one go"
        ),
    )

    def __init__(self, data: Any, *, rules: LadderRules, day: date) -> None:
        super().__init__(data, rules=rules, day=day)
        self.fields["behind_lights"].choices = [
            ("yellow,red", say("黄灯和红灯", "yellow and red")),
            ("red", say("红灯", "red")),
        ]

    def begun(self, rules: LadderRules) -> dict[str, Any]:
        """As the rules in force have it."""
        found: dict[str, Any] = {"is_at_once": rules.raising.is_at_once}
        for it in rules.raising.rules:
            found |= {f"{it.when.value}_on": it.is_on, f"{it.when.value}_limit": it.limit_days}
            if it.when is When.BEHIND:
                found["behind_lights"] = ",".join(it.lights)
            else:
                found[f"{it.when.value}_days"] = it.days
        return found

    def made(self) -> Raising:
        """The rules with what was asked."""
        asked, rules = self.cleaned_data, []
        for it in self.rules.raising.rules:
            word = it.when.value
            values: dict[str, Any] = {"is_on": asked[f"{word}_on"], "limit_days": asked[f"{word}_limit"]}
            if it.when is When.BEHIND:
                values["lights"] = tuple(asked["behind_lights"].split(","))
            else:
                values["days"] = asked[f"{word}_days"]
            changed = replace(it, **values)
            rules.append(it if changed == it else replace(changed, source=asked["source"]))
        return Raising(rules=tuple(rules), is_at_once=asked["is_at_once"])


class ClocksForm(_Setting):
    """A published set of clocks; each of its days is changed on the page of its own rule."""

    key = "clocks"
    preset = forms.ChoiceField(
        label=say_later("时限", "Clocks"),
        help_text=say_later(
            "单项天数在“任务”的“规则”中修改；已交办的督办单时限不变",
            "Single days are changed under “Tasks”, “Rules”; orders that are issued keep theirs",
        ),
    )

    def __init__(self, data: Any, *, rules: LadderRules, day: date) -> None:
        super().__init__(data, rules=rules, day=day)
        self.fields["preset"].choices = [(it.key, say(*it.names)) for it in CLOCKS]

    def made(self) -> Clocks:
        """The clocks themselves."""
        return next(it.clocks for it in CLOCKS if it.key == self.cleaned_data["preset"])

    def stored(self) -> dict[str, Any]:
        """Each of them is a rule of its own."""
        return stored_clocks(self.made())


FORMS: dict[str, type[_Setting]] = {it.key: it for it in (LadderForm, ColoursForm, RaisingForm, ClocksForm)}


class AheadForm(forms.Form):
    """Which night is looked at: the next one, or a later one."""

    on_day = forms.DateField(
        label=say_later("哪一天", "Which day"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, first: date) -> None:
        asked = data if data.get("on_day") else {"on_day": first.isoformat()}
        super().__init__(asked)
        self.fields["on_day"].widget.attrs |= {"min": first.isoformat()}
        found = self.cleaned_data.get("on_day") if self.is_valid() else None
        self.on: date = min(max(found or first, first), first + _AHEAD)


class StepFilter(forms.Form):
    """Which steps are listed."""

    step = forms.ChoiceField(label=say_later("台阶", "Step"), required=False)
    q = forms.CharField(label=say_later("事项、文号或单位", "Matter, number or unit"), max_length=60, required=False)
    since = forms.DateField(
        label=say_later("自", "From"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=say_later("至", "Until"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["step"].choices = [("", say("全部", "All")), *((it.value, say(*it.names)) for it in Step)]
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data


class DraftFilter(forms.Form):
    """Which drafts of rules are listed."""

    rule = forms.ChoiceField(label=say_later("规则", "Rule"), required=False)
    q = forms.CharField(label=say_later("事项或单位", "Matter or unit"), max_length=60, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["rule"].choices = [("", say("全部", "All")), *((it.value, say(*it.names)) for it in When)]
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data


def _own(base: Ladder | Colours, source: str) -> dict[str, Any]:
    """A copy's own key, name and source."""
    if base.key.endswith(_OWN):
        return {"source": source}
    names = (base.names[0] + _CHANGED[0], base.names[1] + _CHANGED[1])
    return {"key": base.key + _OWN, "names": names, "source": source}
