"""What may be asked: the form of a row, made from the workbook's layout; filters of the registry; uploads."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding
from yipanqi.domain.sentences import sentence
from yipanqi.web.page.say import language, say, say_later
from yipanqi.workbook.layout import Column, Kind, Sheet
from yipanqi.workbook.names import Names
from yipanqi.workbook.opening import ENDINGS
from yipanqi.workbook.records import Parsed, names_for, parsed, shown
from yipanqi.workbook.show import Writer
from yipanqi.workbook.write import spread

from .models import ProgrammeEntry, Record

LONGEST_TEXT = 4000  # characters of a field
SHORT_TEXT = 14  # characters that a narrow field shows whole
MOST_CHOICES = 400  # of a drop-down; more than these are written, by code or name


class OfferedField(forms.ChoiceField):
    """A list that offers some of what the reader takes; what else is sent is judged like the text of a cell."""

    def valid_value(self, value: str) -> bool:
        """The reader judges it."""
        return True


class TicksField(forms.MultipleChoiceField):
    """Boxes to tick; what is ticked reads like the text of a cell that holds a list, and is judged like it."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """A text becomes its parts."""
        return _parts(value) if isinstance(value, str) else value

    def valid_value(self, value: str) -> bool:
        """The reader judges it."""
        return True

    def clean(self, value: Any) -> str:
        """As a cell has it."""
        return ";".join(super().clean(value))


class RowForm(forms.Form):
    """One row of a sheet: a field for each of its columns, read exactly as a cell of a workbook is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False, max_length=300, label=say_later("修改原因（可不填）", "Reason (may stay empty)")
    )

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        calendar: Calendar,
        names: Mapping[str, Names],
        values: Mapping[str, Any] | None = None,
        revision: int = 0,
        fixed: Mapping[str, str] | None = None,
        offered: Mapping[str, frozenset[str]] | None = None,
        groups: Mapping[str, Mapping[str, str]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, initial={"revision": revision}, **more)
        self.sheet, self.calendar, self.names, self.fixed = sheet, calendar, names, fixed or {}
        self.offered = offered or {}  # field → the codes that its list offers; others are no fault of the form
        self.groups = groups or {}  # field → code → the heading under which its list has it
        self.writer = Writer(calendar=calendar, names=names, lang=language())
        self.parts = [(column, part) for column, part in spread(sheet, calendar) if column.key not in self.fixed]
        for column, part in self.parts:
            value = (values or {}).get(column.key)
            value = value.get(part) if column.each and value else value
            text = shown(self.writer, column, value, is_raw=True)
            self.fields[column.part_key(part)] = self._field(column, part, text)
        self.order_fields([column.part_key(part) for column, part in self.parts])
        self.parsed: Parsed | None = None

    def _field(self, column: Column, part: str, text: str) -> forms.Field:
        lang = language()
        options = self._options(column)
        label, hint = column.heading(lang, part), column.help[lang == "en"]
        label += say("（必填）", " (required)") if column.needed else ""
        plain = {"label": label, "help_text": hint, "required": False, "initial": text}
        words = _parts(text) if column.kind is Kind.CHOICES else [text] if text else []
        if options is not None and {*words} <= {name for name, _ in options}:
            if column.kind is Kind.CHOICES:
                return TicksField(choices=options, **plain)
            kind = OfferedField if column.key in self.offered else forms.ChoiceField
            return kind(choices=[("", "—"), *self._grouped(column, options)], **plain)
        wide = column.kind is Kind.TEXT and (column.width >= 30 or len(text) > SHORT_TEXT)
        widget = forms.Textarea(attrs={"rows": 2}) if wide else forms.TextInput
        field = forms.CharField(widget=widget, max_length=LONGEST_TEXT, **plain)
        field.strip = False
        if column.kind is Kind.DATE:
            field.widget = forms.DateInput(attrs={"type": "date"})
        return field

    def _options(self, column: Column) -> list[tuple[str, str]] | None:
        """A drop-down's values are what the reader takes: words and names."""
        lang = language()
        if column.kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES) and column.words:
            return [(pair[lang == "en"], pair[lang == "en"]) for pair in column.words.values()]
        if column.kind is Kind.REF:
            known = names_for(column, self.names)
            ids = [code for code in known.ids if code in self.offered.get(column.key, known.ids)]
            labels = [known.label(code, lang) for code in ids] if len(ids) <= MOST_CHOICES else []
            return [(label, label) for label in labels] or None
        if column.kind is Kind.QUARTER:
            return [(self.calendar.label(q), self.calendar.label(q)) for q in range(self.calendar.quarters)]
        return None

    def _grouped(self, column: Column, options: list[tuple[str, str]]) -> list[tuple[str, Any]]:
        """The options under their headings, where the list has some."""
        headings = self.groups.get(column.key)
        if not headings:
            return list(options)
        known = names_for(column, self.names)
        lang, found = language(), {heading: [] for heading in headings.values()}  # type: dict[str, list[Any]]
        of_label = {known.label(code, lang): heading for code, heading in headings.items()}
        for option in options:
            found.setdefault(of_label.get(option[0], ""), []).append(option)
        return [(heading, inside) for heading, inside in found.items() if inside]

    def clean(self) -> dict[str, Any]:
        """Read the row; each finding stands at its field."""
        data = super().clean() or {}
        calendar = self._calendar()
        texts = {(column.key, part): data.get(column.part_key(part)) or "" for column, part in self.parts}
        texts |= {(key, ""): text for key, text in self.fixed.items()}
        self.parsed = parsed(self.sheet, texts, calendar, self.names)
        self.add_findings(self.parsed.findings)
        return data

    def _calendar(self) -> Calendar:
        return self.calendar

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Say each finding where it belongs."""
        for finding in findings:
            words = sentence(finding.code, finding.values, language())
            is_here = finding.place.sheet in ("", self.sheet.key, *self.sheet.title)
            if is_here and finding.place.field in self.fields:
                self.add_error(finding.place.field, words)
            else:
                where = "" if is_here else f"{finding.place.sheet} {finding.place.cell}" + say("：", ": ")
                self.add_error(None, where + words)

    def bands(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under the headings that the workbook gives them."""
        found: list[tuple[str, list[forms.BoundField]]] = []
        for column, part in self.parts:
            band = column.band[language() == "en"]
            if not found or found[-1][0] != band:
                found.append((band, []))
            found[-1][1].append(self[column.part_key(part)])
        return found


class UploadForm(forms.Form):
    """A workbook, and the programme it belongs to."""

    file = forms.FileField(
        label=say_later(
            "工作簿（XLSX、XLS、ET、XLSB 或 CSV，不超过 50 MB）", "Workbook (XLSX, XLS, ET, XLSB or CSV, up to 50 MB)"
        ),
        error_messages={"required": say_later("请选择一个文件", "Choose a file")},
    )
    entry = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=say_later("导入到", "Into"),
        empty_label=say_later("新的计划", "A new programme"),
    )

    def __init__(self, *args: Any, entries: QuerySet[ProgrammeEntry], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["entry"].queryset = entries
        self.fields["file"].widget.attrs["accept"] = ",".join(ENDINGS)


class _FilesInput(forms.FileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; none where nothing was chosen."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files if file]


MOST_PHOTOS = 12  # at once: what a telephone sends in a minute
_PHOTO_KINDS = "image/jpeg,image/png,image/webp"


class PhotoForm(forms.Form):
    """Photos of an estate, chosen or taken now."""

    file = FilesField(
        required=False,
        label=say_later(
            f"照片（JPEG、PNG、WebP，每张不超过 20 MB，一次最多 {MOST_PHOTOS} 张）",
            f"Photos (JPEG, PNG, WebP, up to 20 MB each, {MOST_PHOTOS} at once)",
        ),
    )
    camera = FilesField(required=False, label=say_later("现在拍一张", "Take one now"))
    caption = forms.CharField(max_length=200, required=False, label=say_later("说明", "Caption"))
    taken_date = forms.DateField(
        required=False,
        label=say_later("拍摄日期（不填则以照片自带的时间为准）", "Taken on (empty: as the photo itself says)"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["file"].widget.attrs["accept"] = _PHOTO_KINDS
        self.fields["camera"].widget.allow_multiple_selected = False
        self.fields["camera"].widget.attrs |= {"accept": "image/*", "capture": "environment"}
        self.fields["camera"].widget.attrs.pop("multiple", None)

    def clean(self) -> dict[str, Any]:
        """Some photos, and not too many."""
        data = super().clean() or {}
        data["photos"] = [*(data.get("file") or []), *(data.get("camera") or [])]
        if not data["photos"] and not self.errors:
            self.add_error("file", say("请选择一张照片", "Choose a photo"))
        if len(data["photos"]) > MOST_PHOTOS:
            self.add_error("file", say(f"一次最多 {MOST_PHOTOS} 张", f"No more than {MOST_PHOTOS} at once"))
        return data

    def clean_taken_date(self) -> date | None:
        """A day on which a photo can have been taken."""
        day = self.cleaned_data["taken_date"]
        if day is not None and not 1950 <= day.year <= 2100:
            raise forms.ValidationError(say("日期不对", "The date cannot be right"))
        return day


def _parts(text: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return [part.strip() for part in re.split("[、；;]", text) if part.strip()]


def texts_of(record: Record, sheet: Sheet, calendar: Calendar, names: Mapping[str, Names]) -> list[tuple[str, str]]:
    """Heading and text of every field that the row fills."""
    lang, found = language(), []
    writer = Writer(calendar=calendar, names=names, lang=lang)
    for column, part in spread(sheet, calendar):
        value = record.values.get(column.key)
        value = value.get(part) if column.each and value else value
        text = shown(writer, column, value)
        if text:
            found.append((column.heading(lang, part), text))
    return found
