"""What may be asked of planning on, and of the moves that follow."""

from datetime import date
from typing import Any

from django import forms

from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm
from yipanqi.web.plans.actions import MOST_SECONDS

from .moves import KINDS, Move, Moves

CHANGED = "changed"


class ReplanForm(SeenForm):
    """The name of the plan, how many more estates may move, how long is searched."""

    name = forms.CharField(label=say_later("方案名称", "Name of the plan"), max_length=100)
    moves = forms.IntegerField(
        label=say_later("另外最多变动几个小区", "Other estates that may move, at most"),
        min_value=0,
        max_value=1_000_000,
    )
    seconds = forms.FloatField(
        label=say_later("搜索时间（秒）", "Search for (seconds)"), min_value=2, max_value=MOST_SECONDS
    )

    def __init__(self, data: Any, *, day: date, forced: int, near: int, seconds: float, seen: str) -> None:
        initial = {"name": say(f"滚动 {day}", f"Planned on {day}"), "moves": near, "seconds": seconds, "seen": seen}
        super().__init__(data, initial=initial)
        self.fields["moves"].help_text = say(
            f"按实际情况必须变动的 {forced} 个不算在内；越少越接近现方案，太少可能排不出",
            f"Besides the {forced} that have to; fewer stay closer to the plan in force, too few may leave no plan",
        )


class MovesForm(forms.Form):
    """Which moves are listed."""

    kind = forms.ChoiceField(label=say_later("变动", "Change"), required=False)
    q = forms.CharField(label=say_later("小区或编号", "Estate or number"), max_length=60, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [
            (CHANGED, say("有变动的", "What changes")),
            ("all", say("全部", "All")),
            *((key, say(*said)) for key, said in KINDS.items()),
        ]

    def chosen(self, found: Moves) -> list[Move]:
        """Those that fit; what makes no sense is left out."""
        self.is_valid()
        kind, q = self.cleaned_data.get("kind") or CHANGED, (self.cleaned_data.get("q") or "").strip()
        names = {estate.id: estate.name for estate in found.made.programme.estates}

        def fits(it: Move) -> bool:
            if kind != "all" and it.kind != kind and not (kind == CHANGED and it.kind != "same"):
                return False
            estate = it.task.estate if it.task else it.node.estate if it.node else ""
            number = it.task.number if it.task else it.node.number if it.node else ""
            return not q or q in names.get(estate, estate) or q in number

        return [it for it in found.rows if fits(it)]
