"""What the registry and the map may be asked."""

from collections.abc import Iterable
from typing import Any

from django import forms

from yipanqi.domain.money import from_wan
from yipanqi.web.page.say import in_turn, say, say_later
from yipanqi.web.page.telling import Filter
from yipanqi.web.programmes.models import EstateRowQuerySet
from yipanqi.web.programmes.words import INCLUDED, STANDINGS
from yipanqi.workbook.columns.own_fields import PREFIX

_BEFORE = ("q", "subdistrict", "built_from", "built_to", "standing")  # the stages' own questions


class EstateFilter(forms.Form):
    """Which estates the registry lists; what is wrong in an address is left out, not an error."""

    q = forms.CharField(required=False, max_length=60, label=say_later("搜索", "Search"))
    subdistrict = forms.ChoiceField(required=False, label=say_later("街道", "Subdistrict"))
    built_from = forms.IntegerField(required=False, label=say_later("建成，自", "Built from"), min_value=1800)
    built_to = forms.IntegerField(required=False, label=say_later("至", "to"), max_value=2200)
    standing = forms.ChoiceField(required=False, label=say_later("资格", "Standing"))
    measure = forms.ChoiceField(required=False, label=say_later("需要", "Needs"))
    cost_from = forms.DecimalField(required=False, label=say_later("造价（万元），自", "Cost (10⁴ yuan), from"))
    cost_to = forms.DecimalField(required=False, label=say_later("至", "to"))

    def __init__(
        self,
        data: Any,
        *,
        subdistricts: list[tuple[str, str]],
        measures: list[tuple[str, str]],
        told: Iterable[Filter],
    ) -> None:
        super().__init__(data, label_suffix="")
        self.told = list(told)  # what the stages let one ask besides
        self.use_required_attribute = False
        everything = ("", say("全部", "All"))
        self.fields["subdistrict"].choices = [everything, *subdistricts]
        self.fields["measure"].choices = [everything, *measures]
        standings = {**STANDINGS, INCLUDED: ("纳入（含放宽）", "Eligible or late-built")}
        self.fields["standing"].choices = [everything, *((code, say(*pair)) for code, pair in standings.items())]
        self.fields["q"].widget.attrs["placeholder"] = say("小区、编号或拼音", "Estate, code or pinyin")
        for one in self.told:
            self.fields[one.key] = forms.ChoiceField(
                required=False, label=one.label, choices=[everything, *one.choices]
            )
        self.order_fields([*_BEFORE, *(one.key for one in self.told)])
        for name in ("built_from", "built_to", "cost_from", "cost_to"):
            self.fields[name].widget.attrs["step"] = "any" if name.startswith("cost") else "1"

    def kept(self, rows: EstateRowQuerySet) -> EstateRowQuerySet:
        """The rows that pass."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("subdistrict"):
            rows = rows.filter(subdistrict=asked["subdistrict"])
        if asked.get("standing"):
            rows = rows.included() if asked["standing"] == INCLUDED else rows.filter(standing=asked["standing"])
        for one in self.told:
            if asked.get(one.key):
                rows = one.kept(rows, asked[one.key])
        if asked.get("measure"):
            rows = rows.filter(needed__contains=f"|{asked['measure']}|")
        for name, lookup in (("built_from", "built_year__gte"), ("built_to", "built_year__lte")):
            if asked.get(name) is not None:
                rows = rows.filter(**{lookup: asked[name]})
        for name, lookup in (("cost_from", "cost__gte"), ("cost_to", "cost__lte")):
            if asked.get(name) is not None:
                rows = rows.filter(**{lookup: _fen(asked[name])})
        return rows.searched(asked["q"]) if asked.get("q") else rows

    def said(self) -> str:
        """The filters in words, for exports and prints."""
        told = []
        for name, value in self.cleaned_data.items():
            if value not in ("", None):
                choices = dict(getattr(self.fields[name], "choices", ()))
                told.append(f"{self.fields[name].label} {choices.get(value, value)}")
        return in_turn(told)

    def usual(self) -> list[forms.BoundField]:
        """The questions that every programme may be asked."""
        return [field for field in self if not field.name.startswith(PREFIX)]

    def own(self) -> list[forms.BoundField]:
        """Those about the district's own fields."""
        return [field for field in self if field.name.startswith(PREFIX)]

    @property
    def is_own_asked(self) -> bool:
        """Is anything asked of an own field?"""
        return any(self.cleaned_data.get(field.name) for field in self.own())

    @property
    def is_asked(self) -> bool:
        """Is anything asked for?"""
        return any(self.cleaned_data.get(name) not in ("", None) for name in self.fields)


def _fen(wan: Any) -> int:
    """Within what a database keeps, whatever somebody asks."""
    return max(-(2**62), min(2**62, from_wan(wan)))
