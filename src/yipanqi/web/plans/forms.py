"""What may be asked of plans: filters, a new run, a note with a signature."""

from collections.abc import Iterable
from typing import Any

from django import forms

from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm

from .actions import MOST_SECONDS
from .models import PlanRun, PlanRunQuerySet
from .what_if import LeversForm
from .words import FILTERS, KINDS, MOVES


class RunFilter(forms.Form):
    """Which runs are listed."""

    q = forms.CharField(label=say_later("名称", "Name"), max_length=60, required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    kind = forms.ChoiceField(label=say_later("方式", "Made"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, table in (("state", FILTERS), ("kind", KINDS)):
            self.fields[name].choices = [
                ("", say("全部", "All")),
                *((code, say(*said)) for code, said in table.items()),
            ]

    def chosen(self, runs: PlanRunQuerySet, in_force: int | None) -> PlanRunQuerySet:
        """The runs that fit, by the states that the list shows; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            runs = runs.filter(name__icontains=asked["q"])
        if asked.get("kind"):
            runs = runs.filter(kind=asked["kind"])
        return runs.standing(asked["state"], in_force) if asked.get("state") else runs


class RunForm(LeversForm):
    """A new run: its name, how long to search, what to go on from and stay close to, and the levers of the scenario."""

    name = forms.CharField(label=say_later("情景名称", "Name of the scenario"), max_length=100)
    base = forms.ModelChoiceField(
        label=say_later("原方案", "Base plan"),
        queryset=PlanRun.objects.none(),
        required=False,
        empty_label=say_later("无", "None"),
        to_field_name="uid",
        help_text=say_later("新方案与它并排对比", "The new plan stands beside it"),
    )
    warm = forms.BooleanField(
        label=say_later("从原方案接着算", "Go on from the base plan"),
        required=False,
        help_text=say_later("几秒就有结果，不比原方案中还能保留的差", "Takes seconds; no worse than what holds of it"),
    )
    moves = forms.IntegerField(
        label=say_later("最多变动几个小区", "Estates that may move, at most"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=say_later("不填则不限", "No limit where empty"),
    )
    seconds = forms.FloatField(
        label=say_later("搜索时间（秒）", "Search for (seconds)"), min_value=2, max_value=MOST_SECONDS, initial=15
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

    def __init__(self, *args: Any, runs: PlanRunQuerySet, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["base"].queryset = runs
        if near := self._near():
            self.fields["moves"].help_text = say(
                f"不填则不限，可能变动很多小区；想少变动，可填 {near}（原方案的一成），效益会少一些",
                f"No limit where empty, and many may move; to stay close write {near}, a tenth of the first plan: "
                "that costs some benefit",
            )

    def _near(self) -> int:
        """How many of the first plan's estates may move where one wants to stay close to it."""
        base = self.fields["base"].queryset.filter(uid=self.initial.get("base")).first()
        return max(1, base.estates // 10) if base is not None and base.estates else 0

    def usual(self) -> list[Any]:
        """The fields that everybody fills in."""
        return [self[name] for name in ("name", "base", "warm", "moves", "seconds")]

    def technical(self) -> list[Any]:
        """Those that few change."""
        return [self[name] for name in ("work", "seed", "workers")]

    @property
    def is_technical_open(self) -> bool:
        """Was one of these changed, or is it at fault?"""
        return any(
            field.errors or field.value() not in (None, "", field.initial, str(field.initial))
            for field in self.technical()
        )

    def asked(self) -> dict[str, Any]:
        """The settings of the search."""
        found = {name: self.cleaned_data[name] for name in ("seconds", "work", "seed", "workers", "moves")}
        return found | {"warm": self.cleaned_data["warm"] and self.cleaned_data["base"] is not None}


class CompareForm(forms.Form):
    """Which two or three plans stand beside each other, and which moves are listed."""

    def __init__(self, *, runs: Iterable[PlanRun], chosen: list[PlanRun], asked: Any) -> None:
        super().__init__()
        known = {str(run.uid): run.name for run in (*chosen, *runs)}
        labels = (say("原方案", "First plan"), say("第二个方案", "Second plan"), say("第三个方案", "Third plan"))
        for at, label in enumerate(labels):
            none = [("", say("无", "none") if at == 2 else say("请选择", "Choose"))]
            initial = str(chosen[at].uid) if at < len(chosen) else ""
            field = forms.ChoiceField(label=label, choices=[*none, *known.items()], required=False, initial=initial)
            self.fields[f"run-{at}"] = field
        self.move, self.subdistrict = asked.get("move", ""), asked.get("subdistrict", "")
        self.moves = [(code, say(*said)) for code, said in MOVES.items()]

    def kept(self, kind: str, subdistrict: str) -> bool:
        """Is an estate that moved so listed?"""
        return self.move in ("", kind) and self.subdistrict in ("", subdistrict)


class NoteForm(forms.Form):
    """A note that goes with a deed."""

    note = forms.CharField(
        label=say_later("说明", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(forms.Form):
    """Why a plan is proposed whose search was cut short."""

    note = forms.CharField(
        label=say_later("为什么不等搜索完成", "Why not wait for the search"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(SeenForm):
    """A reason that must be given."""

    note = forms.CharField(
        label=say_later("理由", "Reason"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(SeenForm, NoteForm):
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
