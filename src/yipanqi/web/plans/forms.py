"""What may be asked of plans: filters, a new run with its levers, a change by hand, a note with a signature."""

from decimal import Decimal
from typing import Any

from django import forms

from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import CLASSES, TRADES, fund_name, region_name, word
from yipanqi.web.say import say, say_later

from . import levers
from .models import PlanRun, PlanRunQuerySet
from .study import language
from .words import KINDS, STATES


class RunFilter(forms.Form):
    """Which runs are listed."""

    q = forms.CharField(label=say_later("名称", "Name"), max_length=60, required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    kind = forms.ChoiceField(label=say_later("方式", "Made"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, table in (("state", STATES), ("kind", KINDS)):
            self.fields[name].choices = [
                ("", say("全部", "All")),
                *((code, say(*said)) for code, said in table.items()),
            ]

    def chosen(self, runs: PlanRunQuerySet) -> PlanRunQuerySet:
        """The runs that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            runs = runs.filter(name__icontains=asked["q"])
        return runs.filter(**{name: asked[name] for name in ("state", "kind") if asked.get(name)})


class RunForm(forms.Form):
    """A new run: its name, how long to search, what to stay close to, and the levers of the scenario."""

    name = forms.CharField(label=say_later("情景名称", "Name of the scenario"), max_length=100)
    seconds = forms.FloatField(
        label=say_later("搜索时间（秒）", "Search for (seconds)"), min_value=2, max_value=3600, initial=15
    )
    work = forms.IntegerField(
        label=say_later("或限定轮数", "Or a number of rounds"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=say_later(
            "填写后不看时间，结果每次相同", "When given, the clock does not matter and every try gives the same"
        ),
    )
    seed = forms.IntegerField(label=say_later("随机种子", "Seed"), min_value=0, max_value=2**31 - 1, initial=0)
    workers = forms.IntegerField(
        label=say_later("并行进程数", "Processes"),
        min_value=1,
        max_value=16,
        initial=1,
        help_text=say_later("1 个进程的方案可以逐位复算", "A run of one process can be remade bit for bit"),
    )
    base = forms.ModelChoiceField(
        label=say_later("原方案", "Base plan"),
        queryset=PlanRun.objects.none(),
        required=False,
        to_field_name="uid",
        help_text=say_later("用来对比，也可限制变动", "To compare with, and to stay close to"),
    )
    moves = forms.IntegerField(
        label=say_later("最多变动几个小区", "Estates that may move, at most"), min_value=0, required=False
    )
    pins = forms.CharField(
        label=say_later("固定开工时间", "Starts that are fixed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=say_later("每行一个：小区名称或编号 = 2027Q3", "One a line: name or code of the estate = 2027Q3"),
    )

    def __init__(
        self, *args: Any, programme: Programme, runs: PlanRunQuerySet, moved: dict[str, Any], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.programme, self.now = programme, levers.derived(programme, moved)
        self.fields["base"].queryset = runs
        self.fields["pins"].initial = "\n".join(
            f"{estate} = {label}" for estate, label in moved.get("pins", {}).items()
        )
        for _, _, name, label, was, now in self._levers():
            field = forms.DecimalField(label=label, required=False, max_digits=14, decimal_places=4, initial=now)
            field.was = was
            self.fields[name] = field

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The levers' fields under their headings."""
        found: dict[str, list[Any]] = {}
        for code, _, name, *_ in self._levers():
            found.setdefault(code, []).append(self[name])
        return [(levers.heading(code), fields) for code, fields in found.items()]

    def plain(self) -> list[Any]:
        """The fields that are no levers."""
        return [self[name] for name in ("name", "seconds", "base", "moves", "work", "seed", "workers", "pins")]

    def clean(self) -> dict[str, Any]:
        """The pins read, and whether every moved lever is a figure that can be."""
        asked = super().clean()
        try:
            asked["pinned"] = levers.pins_in(self.programme, asked.get("pins", ""))
        except levers.CannotDerive as refusal:
            self.add_error("pins", str(refusal))
        for code, _, name, *_ in self._levers():
            value = asked.get(name)
            if value is not None and value < 0 and code != "sites":
                self.add_error(name, say("不能小于零", "It cannot be below zero"))
            if value is not None and value != value.to_integral_value() and code in ("sites", "targets"):
                self.add_error(name, say("须为整数", "It must be whole"))
        return asked

    def asked(self) -> dict[str, Any]:
        """The settings of the search."""
        return {name: self.cleaned_data[name] for name in ("seconds", "work", "seed", "workers", "moves")}

    def moved(self) -> dict[str, Any]:
        """The levers that differ from the version's own figures."""
        found: dict[str, Any] = {}
        for code, key, name, _, was, _ in self._levers():
            value = self.cleaned_data.get(name)
            if value is None or value == Decimal(was or 0):
                continue
            if code == "grants":
                found.setdefault(code, {}).setdefault(key[0], {})[key[1]] = _plain(value)
            else:
                found.setdefault(code, {})[key] = int(value) if code in ("sites", "targets") else _plain(value)
        if self.cleaned_data.get("pinned"):
            found["pins"] = self.cleaned_data["pinned"]
        return found

    def _levers(self) -> list[tuple[str, Any, str, str, str, str]]:
        """(heading, key, field, label, what it is, what it is in this scenario) of every lever."""
        programme, now, lang = self.programme, self.now, language()
        found: list[tuple[str, Any, str, str, str, str]] = []
        for fund in programme.funds:
            for at, grant in enumerate(fund.grants if fund.is_limited else ()):
                year = programme.calendar.first_year + at
                shown = levers.grant_wan(now.fund_by_id[fund.id].grants[at])
                label = f"{fund_name(programme, fund.id, lang)} {year}"
                found.append(
                    ("grants", (fund.id, str(year)), f"grant-{fund.id}-{year}", label, levers.grant_wan(grant), shown)
                )
        first = {crew.trade: crew for crew in reversed(programme.crews)}
        for trade in dict.fromkeys(crew.trade for crew in programme.crews):
            after = next(c for c in now.crews if (c.region, c.trade) == (first[trade].region, trade))
            part = _percent(first[trade].weeks, after.weeks)
            found.append(("crews", trade, f"crew-{trade}", word(TRADES, trade, lang), "100", part))
        for limit, after in zip(programme.site_limits, now.site_limits, strict=True):
            more = str(after.caps[0] - limit.caps[0]) if limit.caps else "0"
            found.append(
                ("sites", limit.region, f"site-{limit.region}", region_name(programme, limit.region), "0", more)
            )
        for at, (target, after) in enumerate(zip(programme.targets, now.targets, strict=True)):
            unit = say(*{"households": ("户", "households"), "estates": ("小区", "estates")}[target.kind.value])
            year = programme.calendar.first_year + target.year
            label = f"{region_name(programme, target.region)} {year} ({unit})"
            found.append(("targets", str(at), f"target-{at}", label, str(target.at_least), str(after.at_least)))
        for kind, weight in programme.policy.class_weights.items():
            shown = _plain(now.policy.class_weights[kind])
            found.append(
                ("weights", kind.value, f"weight-{kind.value}", word(CLASSES, kind.value, lang), _plain(weight), shown)
            )
        return found


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _percent(before: tuple[Decimal, ...], after: tuple[Decimal, ...]) -> str:
    whole = sum(before)
    return _plain((sum(after) / whole * 100).quantize(Decimal("0.01"))) if whole else "100"


class NoteForm(forms.Form):
    """A note that goes with a deed."""

    note = forms.CharField(
        label=say_later("说明", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(NoteForm):
    """A note, and the password once more; a code of the device for who has no password here."""

    password = forms.CharField(
        label=say_later("再次输入您的密码", "Your password once more"),
        max_length=128,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=say_later("验证器上的 6 位数字", "The six digits of your device"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, has_password: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["code" if has_password else "password"]
