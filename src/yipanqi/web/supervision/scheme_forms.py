"""A scheme to be changed: its names, weights, targets, points and cut-offs; or whole, as a file that is read first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from yipanqi.domain.supervision.scheme import Absent, Formula, Indicator, Scheme
from yipanqi.domain.supervision.scheme_stored import NoScheme, canonical, fraction, scheme_of, stored, written
from yipanqi.domain.supervision.scheme_told import fault_told
from yipanqi.web.page.say import language, say, say_later
from yipanqi.workbook.opening import ENDINGS

MOST = 300_000  # characters of a scheme
_NUMBERS: dict[Formula, tuple[str, ...]] = {
    Formula.RATIO: ("target",),
    Formula.BANDS: (),
    Formula.PER_SHORT: ("target", "less", "more", "most_more"),
    Formula.PER_EVENT: ("floor", "cap"),
    Formula.ALL_OR_NOTHING: ("target",),
    Formula.JUDGED: (),
    Formula.BONUS: ("floor", "cap"),
}
_LABELS = {
    "target": ("目标", "Target"),
    "less": ("每低一步减", "Less a step"),
    "more": ("每高一步加", "More a step"),
    "most_more": ("最多加", "At most more"),
    "floor": ("最低", "At least"),
    "cap": ("最高", "At most"),
}


def _text(label: Any, initial: str, *, required: bool = True, most: int = 60) -> forms.CharField:
    return forms.CharField(label=label, initial=initial, required=required, max_length=most)


class SchemeFileForm(forms.Form):
    """A file that holds a whole scheme."""

    file = forms.FileField(
        label=say_later("从文件读入（Excel 或 JSON）", "From a file (Excel or JSON)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join((*ENDINGS, ".json"))}),
        help_text=say_later(
            "先核对，不采用：有问题会指明表和单元格，没有问题的填到下面，由您确认",
            "It is looked at first: each fault is told by sheet and cell; without any it fills in what stands below",
        ),
    )


class SchemeForm(forms.Form):
    """What of a scheme may be changed; `value` is the changed one, as it is kept."""

    name_zh = forms.CharField(label=say_later("名称（中文）", "Name in Chinese"), max_length=100)
    name_en = forms.CharField(label=say_later("名称（英文）", "Name in English"), max_length=100)
    key = forms.SlugField(
        label=say_later("代码", "Code"),
        max_length=60,
        help_text=say_later(
            "代码相同即同一办法的新版本，可与上次比较", "The same code: a new version, compared with the last time"
        ),
    )
    since = forms.DateField(
        label=say_later("自哪天起", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=say_later("依据", "Source"),
        max_length=300,
        help_text=say_later("文件名称和文号，或会议、批示", "The paper and its number, or the meeting that decided it"),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST)  # read from a file before

    def __init__(self, data: Any, *, base: Scheme, day: date, is_read: bool = False, source: str = "") -> None:
        super().__init__(data)
        self.base, self.value = base, stored(base)
        initial = {"name_zh": base.names[0], "name_en": base.names[1], "key": base.key, "since": day, "source": source}
        initial["carried"] = canonical(base) if is_read else ""
        for name, value in initial.items():
            self.fields[name].initial = value
        for at, grade in enumerate(base.grades):
            self.fields[f"grade-{at}"] = _text(say(*grade.names), written(grade.at))
            sign = say(f"{grade.names[0]}：达到或高于", f"{grade.names[1]}: from, or above")
            self.fields[f"above-{at}"] = forms.ChoiceField(
                choices=[("", "≥"), ("1", ">")],
                initial="1" if grade.is_above else "",
                required=False,
                label=sign,
                widget=forms.Select(attrs={"aria-label": sign}),
            )
        for at, it in enumerate(base.indicators):
            for name, field in _fields(it):
                self.fields[f"{at}-{name}"] = field

    @property
    def head(self) -> list[Any]:
        """The fields that stand above."""
        return [self[name] for name in ("name_zh", "name_en", "key", "since", "source")]

    @property
    def grades(self) -> Iterator[tuple[str, Any, Any]]:
        """Each grade with its sign and cut-off."""
        for at, grade in enumerate(self.base.grades):
            yield say(*grade.names), self[f"above-{at}"], self[f"grade-{at}"]

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Each indicator with its fields."""
        for at, it in enumerate(self.base.indicators):
            yield {
                "name": say(*it.names),
                "group": say(*it.group),
                "formula": say(*it.formula.names),
                "fields": [self[f"{at}-{name}"] for name, _ in _fields(it)],
            }

    def clean(self) -> dict[str, Any]:
        """With the scheme that it makes. What does not hold is told with its place."""
        asked = self.cleaned_data
        if self.errors:
            return asked
        value = self._changed(asked)
        try:
            self.value = stored(scheme_of(value))
        except NoScheme as fault:
            for it in fault.faults:
                self.add_error(None, fault_told(value, it, language()))
        return asked

    def _changed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The base with what was written; numbers as texts, empty ones none."""
        value = stored(self.base)
        value["names"], value["key"] = [asked["name_zh"], asked["name_en"]], asked["key"]
        for at, grade in enumerate(value.get("grades", [])):
            grade["at"] = _number(asked[f"grade-{at}"])
            grade["is_above"] = bool(asked[f"above-{at}"])
        for at, (it, line) in enumerate(zip(self.base.indicators, value["indicators"], strict=True)):
            for name, _ in _fields(it):
                given = asked[f"{at}-{name}"]
                if name.startswith("event-"):
                    line["events"][int(name[6:])]["points"] = _number(given)
                elif name.startswith("band-"):
                    line["bands"][int(name[5:])]["points"] = _number(given)
                elif name in ("absent", "evidence"):
                    line[name] = given if name == "absent" else [given, it.evidence[1] or given]
                else:
                    line[name] = _number(given) if given else None if name in ("floor", "cap") else "0"
        return value


def _number(text: str) -> str:
    """A number as it is kept; what is none stays as it is written, to be told with its place."""
    try:
        return written(fraction(text))
    except ValueError:
        return text


def _fields(it: Indicator) -> list[tuple[str, forms.Field]]:
    """What may be changed of an indicator."""
    found: list[tuple[str, forms.Field]] = []
    if it.formula is not Formula.BONUS:
        found.append(("weight", _text(say("分值", "Points"), written(it.weight))))
    for name in _NUMBERS[it.formula]:
        value = getattr(it, name)
        is_share = name == "target" and value is not None and value <= 1
        shown = "" if value is None else f"{written(value * 100)}%" if is_share else written(value)
        found.append((name, _text(say(*_LABELS[name]), shown, required=name not in ("floor", "cap"))))
    for at, event in enumerate(it.events):
        found.append((f"event-{at}", _text(say(*event.names), written(event.points))))
    for at, band in enumerate(it.bands):
        label = f"{'>' if band.is_above else '≥'} {written(band.at)}"
        found.append((f"band-{at}", _text(label, written(band.points))))
    if it.formula is not Formula.BONUS:
        choices = [(one.value, say(*one.names)) for one in Absent]
        absent = forms.ChoiceField(choices=choices, initial=it.absent.value, label=say("没有此类任务", "No such task"))
        found.append(("absent", absent))
    if it.is_entered:
        found.append(("evidence", _text(say("依据材料", "Evidence"), it.evidence[0], required=False, most=200)))
    return found
