"""What may be asked of assessments: filters, a new one, values of an indicator, an appeal and its answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import Q

from yipanqi.domain.supervision.assessment import AppealState, State
from yipanqi.domain.supervision.cycle import MONTHS, before, span_told
from yipanqi.domain.supervision.scheme import Cycle, Indicator
from yipanqi.domain.supervision.scheme_stored import fraction, written
from yipanqi.domain.supervision.scored import ABSENT, MISSING, Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import KINDS
from yipanqi.web.page.say import language, say, say_later
from yipanqi.web.page.stale import SeenForm

from .actions.assessments import Given
from .file_fields import FilesField
from .models import AssessedValue, AssessmentQuerySet, AssessmentScheme

NONE, GIVEN_UP = "none", "given_up"
_BACK = {Cycle.MONTH: 12, Cycle.QUARTER: 8, Cycle.YEAR: 3}  # that may be chosen
_MOST_COUNT = 10_000


def _all(codes: Any) -> list[tuple[str, str]]:
    return [("", say("全部", "All")), *((it.value, say(*it.names)) for it in codes)]


class AssessmentFilter(forms.Form):
    """Which assessments are listed."""

    cycle = forms.ChoiceField(label=say_later("周期", "Cycle"), required=False)
    year = forms.IntegerField(label=say_later("年份", "Year"), required=False, min_value=2000, max_value=2200)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["cycle"].choices, self.fields["state"].choices = _all(Cycle), _all(State)

    def chosen(self, rows: AssessmentQuerySet) -> AssessmentQuerySet:
        """The assessments that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("year"):
            rows = rows.filter(first__year=asked["year"])
        for name in ("cycle", "state"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return rows


class UnitFilter(forms.Form):
    """Which units of an assessment are shown."""

    q = forms.CharField(label=say_later("单位", "Unit"), max_length=60, required=False)
    grade = forms.ChoiceField(label=say_later("等次", "Grade"), required=False)

    def __init__(self, data: Any, grades: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.grades = {zh: (zh, en) for zh, en in grades}
        unranked = ("-", say("不排名", "Not ranked"))
        named = [(zh, say(*names)) for zh, names in self.grades.items()]
        self.fields["grade"].choices = [("", say("全部", "All")), *named, unranked]

    def chosen(self, rows: Any) -> Any:
        """The units that fit."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            rows = rows.filter(name__icontains=q)
        if asked.get("grade") == "-":
            return rows.filter(rank=None)
        return rows.filter(grade=list(self.grades[asked["grade"]])) if asked.get("grade") else rows


class AppealFilter(forms.Form):
    """Which appeals are listed."""

    q = forms.CharField(label=say_later("单位", "Unit"), max_length=60, required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["state"].choices = _all(AppealState)

    def chosen(self, rows: Any) -> Any:
        """The appeals that fit."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            rows = rows.filter(Q(assessed__name__icontains=q) | Q(text__icontains=q))
        return rows.filter(state=asked["state"]) if asked.get("state") else rows


class NewForm(forms.Form):
    """An assessment: by which scheme, of which period, of which units."""

    scheme = forms.ModelChoiceField(AssessmentScheme.objects.none(), label=say_later("办法", "Scheme"))
    span = forms.ChoiceField(label=say_later("考核期", "Period"))
    units = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=say_later("被考核单位", "Units"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": say_later("请至少选一个单位", "Choose at least one unit")},
    )

    def __init__(self, data: Any, *, offered: Sequence[AssessmentScheme], chosen: AssessmentScheme, day: date) -> None:
        super().__init__(data)
        told = chosen.told
        field = self.fields["scheme"]
        field.queryset = AssessmentScheme.objects.filter(pk__in=[it.pk for it in offered])
        field.initial, field.empty_label = chosen.pk, None
        self.fields["span"].choices = _spans(told.cycle, day)
        units = Organisation.objects.filter(kind__in=list(told.kinds), is_active=True).in_tree()
        self.fields["units"].queryset = units
        self.fields["units"].initial = [it.pk for it in units]
        self.fields["units"].help_text = say(*(" / ".join(KINDS[it][at] for it in told.kinds) for at in (0, 1)))

    @property
    def asked(self) -> tuple[int, int]:
        """The year and the number of the period in it."""
        year, number = self.cleaned_data["span"].split("-")
        return int(year), int(number)


def _spans(cycle: Cycle, day: date) -> list[tuple[str, str]]:
    found, at = [], day
    for _ in range(_BACK[cycle]):
        year, number = before(cycle, at)
        at = date(year, (number - 1) * MONTHS[cycle] + 1, 1)
        found.append((f"{year}-{number}", span_told(cycle, at, language())))
    return found


class MoveForm(SeenForm):
    """A move of the whole assessment."""

    note = forms.CharField(
        label=say_later("说明", "Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AppealForm(forms.Form):
    """What a unit holds against a value."""

    text = forms.CharField(
        label=say_later("申诉理由", "What is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.CharField(
        label=say_later("依据", "Evidence"),
        max_length=500,
        required=False,
        help_text=say_later("文件名称和文号、月报、照片等", "Papers with their numbers, reports, photos"),
    )
    files = FilesField(
        label=say_later("依据文件", "Files that prove it"),
        required=False,
        help_text=say_later("只写依据、只附文件都可以", "Named, or brought as files, or both"),
    )

    def clean(self) -> dict[str, Any]:
        """Something that proves it is named or brought."""
        asked = self.cleaned_data
        if not self.errors and not (asked["evidence"].strip() or asked["files"]):
            self.add_error("evidence", say("请写明依据或附上文件", "Name the evidence, or bring its files"))
        return asked


class BarForm(forms.Form):
    """Something that bars a unit from grade and rank."""

    event = forms.ChoiceField(label=say_later("事项", "Event"), required=False)
    why = forms.CharField(label=say_later("依据", "Evidence"), max_length=500)

    def __init__(self, data: Any, *, barring: Sequence[tuple[str, tuple[str, str]]], now: str = "") -> None:
        super().__init__(data, initial={"event": now})
        named = [(key, say(*names)) for key, names in barring]
        self.fields["event"].choices = [("", say("没有", "None")), *named]


class AnswerForm(forms.Form):
    """The answer to an appeal: upheld with another value, or refused."""

    result = forms.ChoiceField(label=say_later("裁定", "Decision"))
    answer = forms.CharField(
        label=say_later("书面答复", "Answer in writing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = FilesField(label=say_later("答复文件", "Files of the answer"), required=False)

    def __init__(self, data: Any, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["result"].choices = [(it.value, say(*it.names)) for it in (AppealState.REFUSED, AppealState.UPHELD)]


class ValueLine:
    """The fields of one value, as they are shown and as they were sent."""

    def __init__(
        self,
        line: Indicator,
        row: AssessedValue,
        name: str,
        sent: Mapping[str, Any] | None = None,
        files: Sequence[Any] = (),
    ) -> None:
        self.line, self.row, self.name, self.sent = line, row, name, sent
        self.files = files  # uploaded with it
        self.kept: Sequence[Any] = ()  # brought before
        self.error = ""
        told = row.told
        self.value = self._sent("v") or ("" if sent is not None or told.ratio is None else self._written(told))
        kept = {} if told.counts is None else told.counts
        self.counts = [
            (f"n-{row.pk}-{event.key}", say(*event.names), self._sent(f"n:{event.key}") or kept.get(event.key, ""))
            for event in line.events
        ]
        now = NONE if row.is_absent else GIVEN_UP if row.is_given_up else ""
        self.none = self._sent("o") if sent is not None else now
        self.evidence = self._sent("e") if sent is not None else row.evidence

    def _sent(self, part: str) -> str:
        if self.sent is None:
            return ""
        kind, _, key = part.partition(":")
        return str(self.sent.get(f"{kind}-{self.row.pk}" + (f"-{key}" if key else ""), "")).strip()

    def _written(self, told: Value) -> str:
        ratio = told.ratio if told.ratio is not None else Fraction(0)
        if told.of is not None:
            return f"{written(told.amount or Fraction(0))}/{written(told.of)}"
        return f"{written(ratio * 100)}%" if self.is_share else written(ratio)

    @property
    def is_share(self) -> bool:
        """Is its value told in percent?"""
        return self.line.target is not None and self.line.target <= 1

    @property
    def hint(self) -> str:
        """What may be written."""
        if self.is_share:
            return "95%"
        most = written(self.line.weight)
        return say(f"0～{most}", f"0 to {most}")

    def given(self, evidence: str = "", *, has_common: bool = False) -> Given | None:
        """What was sent; nothing where the row was left empty. ValueError tells what is wrong, in words."""
        proof = self.evidence or evidence
        is_empty = not self.value and not self.none and not any(it for _, _, it in self.counts)
        if is_empty and self.files:
            raise ValueError(say("附了文件，还要填评分", "With files, give the value too"))
        if is_empty:
            return None
        if not proof and not self.files and not has_common:
            raise ValueError(say("请写明依据或附上文件", "Name the evidence, or bring its files"))
        about: dict[str, Any] = {"assessed": self.row.assessed_id, "evidence": proof}
        if self.none in (NONE, GIVEN_UP):
            is_up = self.none == GIVEN_UP
            return Given(value=MISSING if is_up else ABSENT, is_given_up=is_up, **about)
        if self.line.is_counted:
            return Given(value=Value(counts=self._counted()), **about)
        try:
            return Given(value=Value(amount=fraction(self.value)), **about)
        except ValueError:
            raise ValueError(say(f"应为数值，如 {self.hint}", f"A number, like {self.hint}")) from None

    def _counted(self) -> dict[str, int]:
        found = {}
        for event, (_, _, text) in zip(self.line.events, self.counts, strict=True):
            shown = str(text).strip() or "0"
            if not shown.isascii() or not shown.isdigit() or int(shown) > _MOST_COUNT:
                raise ValueError(say("次数应为整数", "Counts are whole numbers"))
            found[event.key] = int(shown)
        return found
