"""What may be asked of a programme's units: a filter of their list, and an organisation for each."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms

from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import say, say_later

from .unit_matches import UnitMatch
from .words import UNIT_STATES


class UnitFilter(forms.Form):
    """Which units are listed; what is wrong in an address is left out."""

    q = forms.CharField(required=False, max_length=60, label=say_later("搜索", "Search"))
    state = forms.ChoiceField(required=False, label=say_later("状态", "State"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["state"].choices = [("", say("全部", "All")), *((k, say(*v)) for k, v in UNIT_STATES.items())]

    def kept(self, found: Sequence[UnitMatch]) -> list[UnitMatch]:
        """The units that fit."""
        self.is_valid()
        word, state = self.cleaned_data.get("q", "").lower(), self.cleaned_data.get("state", "")
        return [
            match
            for match in found
            if word in f"{match.unit.id} {match.unit.name} {match.unit.name_en}".lower()
            and (not state or match.state == state)
        ]


class UnitsForm(forms.Form):
    """An organisation for each unit; beside it the one that it was when the page was made, so that only what somebody
    chose is stored. What is proposed for certain stands chosen."""

    def __init__(self, data: Any, *, matches: Sequence[UnitMatch], organisations: Sequence[Organisation]) -> None:
        super().__init__(data)
        likely = [one for match in matches for one in _likely(match)]
        self._known = {one.pk: one for one in (*likely, *organisations)}
        self._names = {match.unit.id: _name(match.unit.id) for match in matches}
        for match in matches:
            name, was = self._names[match.unit.id], match.organisation if match.is_linked else None
            self.fields[name] = forms.ChoiceField(
                required=False,
                choices=_choices(match, organisations),
                initial=str(match.organisation.pk) if match.organisation else "",
                label=say(match.unit.name, match.unit.name_en or match.unit.name),
            )
            self.fields[f"was-{name}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=str(was.pk) if was else ""
            )

    def field_of(self, unit: str) -> tuple[Any, Any]:
        """The unit's list, and what it was."""
        return self[self._names[unit]], self[f"was-{self._names[unit]}"]

    def chosen(self) -> dict[str, Organisation | None]:
        """Unit → the organisation that somebody chose, or none; units that are not on the page are not in it."""
        found = {}
        for unit, name in self._names.items():
            now = self.cleaned_data.get(name, "")
            if name in self.data and now != self.cleaned_data.get(f"was-{name}", ""):
                found[unit] = self._known[int(now)] if now else None
        return found

    def seen(self) -> dict[str, str]:
        """What the units that somebody chose for were on the page."""
        return {unit: self.cleaned_data.get(f"was-{self._names[unit]}", "") for unit in self.chosen()}


def _name(unit: str) -> str:
    """A field's name for any code that a workbook may have."""
    return f"unit-{sha256(unit.encode()).hexdigest()[:12]}"


def _likely(match: UnitMatch) -> list[Organisation]:
    """What it is, even if closed meanwhile, or may be."""
    return [*([match.organisation] if match.organisation else []), *match.candidates]


def _choices(match: UnitMatch, organisations: Sequence[Organisation]) -> list[tuple[str, str]]:
    """Nothing yet; what is proposed; all of the unit's kind."""
    likely = _likely(match)
    others = [one for one in organisations if one.kind == match.unit.kind and one not in likely]
    return [("", say("（未对应）", "(none yet)")), *((str(one.pk), _label(one)) for one in (*likely, *others))]


def _label(one: Organisation) -> str:
    above = f" · {one.parent.name}" if one.parent else ""
    return f"{one.name}{above}" + (f" [{one.code}]" if one.code else "")
