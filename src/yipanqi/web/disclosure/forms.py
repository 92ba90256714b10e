"""What may be asked of publications: the filters of the list, a draft, its record, and each deed."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from yipanqi.documents.disclosure.covered import Part
from yipanqi.domain.disclosure.publication import KINDS, OPENNESS, Kind, Metadata, Openness
from yipanqi.domain.disclosure.state import STATES, State
from yipanqi.domain.disclosure.validity import VALIDITY, Ending, Validity
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import DEPARTMENT, LEADING_GROUP, OFFICE, SUBDISTRICT
from yipanqi.web.delivery import choices
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .actions.drafting import BY_HAND
from .models import PublicationEstate
from .models.reviewing import RESULTS, STEPS
from .validity_rows import of_validity
from .words import WITHDRAWN_FOR

GOING = "going"
_MOST_ESTATES = 2000
ISSUERS = (LEADING_GROUP, OFFICE, DEPARTMENT, SUBDISTRICT)
ENDINGS = {
    Ending.NONE: ("没有", "None"),
    Ending.EXPIRES: ("到期失效", "Expires"),
    Ending.REPEALED: ("废止", "Repealed"),
    Ending.PARTLY: ("部分失效", "Partly invalid"),
    Ending.AMENDED: ("已修改", "Amended"),
}


def _line(zh: str, en: str, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=say_later(zh, en), max_length=most, required=required, **more)


def _words(zh: str, en: str, rows: int = 2, *, required: bool = False, most: int = 500, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=say_later(zh, en), max_length=most, required=required, widget=widget, **more)


def _day(zh: str, en: str, *, required: bool = False, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=say_later(zh, en), required=required, widget=widget, **more)


def _moment(zh: str, en: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=say_later(zh, en), required=False, widget=widget)


def _choice(zh: str, en: str, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=say_later(zh, en), required=False, **more)


class PublicationFilter(forms.Form):
    """Which publications are listed."""

    q = _line("标题、索引号或文号", "Title or number", 60)
    kind = _choice("种类", "Kind")
    state = _choice("状态", "State")
    validity = _choice("有效性", "Validity")
    year = _choice("年份", "Year")
    region = _choice("街道", "Subdistrict")
    estate = _choice("小区", "Estate")

    def __init__(self, data: Any, *, rows: QuerySet, entry: ProgrammeEntry | None, user: Any) -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        self.fields["kind"].choices = [every, *((it.value, say(*KINDS[it])) for it in Kind)]
        self.fields["state"].choices = [
            ("", say("全部（放弃的只列占号的）", "All; dropped only with a number")),
            (GOING, say("办理中", "Under way")),
            *((it.value, say(*STATES[it])) for it in State),
        ]
        self.fields["validity"].choices = [every, *((it.value, say(*VALIDITY[it])) for it in Validity)]
        years = rows.order_by("-written_on__year").values_list("written_on__year", flat=True).distinct()
        self.fields["year"].choices = [every, *((str(it), str(it)) for it in dict.fromkeys(years) if it)]
        self.fields["region"].choices = [every, *choices.regions(entry, user)]
        estates = EstateRow.objects.visible_to(user).filter(entry=entry).order_by("pk")
        self.fields["estate"].choices = [every, *estates.values_list("estate", "name")[:_MOST_ESTATES]]
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data

    @property
    def said(self) -> list[str]:
        """What was asked, for paper."""
        found = []
        for name, value in self.asked.items():
            choices = getattr(self.fields[name], "choices", None)
            if value:
                found.append(str(dict(choices)[value]) if choices else str(value))
        return found

    def chosen(self, rows: QuerySet, day: date) -> QuerySet:
        """Those that fit; what makes no sense is left out."""
        asked = self.asked
        if q := asked.get("q"):
            rows = rows.filter(
                Q(title_zh__icontains=q)
                | Q(title_en__icontains=q)
                | Q(publication__index_number__icontains=q)
                | Q(metadata__document_number__icontains=q)
            )
        state = asked.get("state")
        if state == GOING:
            rows = rows.filter(state__in=[State.DRAFTED, State.CHECKED, State.SIGNED])
        else:
            never = Q(state=State.DROPPED, publication__index_number="")
            rows = rows.filter(state=state) if state else rows.exclude(never)
        if asked.get("kind"):
            rows = rows.filter(publication__kind=asked["kind"])
        if asked.get("year"):
            rows = rows.filter(written_on__year=asked["year"])
        if asked.get("validity"):
            rows = rows.filter(of_validity(Validity(asked["validity"]), day))
        for name in ("region", "estate"):
            if asked.get(name):
                about = PublicationEstate.objects.filter(version=OuterRef("pk"), **{name: asked[name]})
                rows = rows.filter(Exists(about))
        return rows


class HandForm(forms.Form):
    """A draft that no record stands behind."""

    kind = forms.ChoiceField(label=say_later("种类", "Kind"))
    title_zh = _line("标题", "Title", 200, required=True)
    title_en = _line("英文标题", "Title in English", 300)
    html_zh = _words("正文（HTML）", "Text (HTML)", 12, most=100_000, required=True)
    html_en = _words("英文正文（HTML）", "Text in English (HTML)", 6, most=100_000)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["kind"].choices = [(it.value, say(*KINDS[it])) for it in BY_HAND]


class TextForm(SeenForm):
    """The title, and what the office writes itself."""

    title_zh = _line("标题", "Title", 200, required=True)
    title_en = _line("英文标题", "Title in English", 300)
    html_zh = _words(
        "自行撰写的正文（HTML）",
        "Own text (HTML)",
        14,
        most=100_000,
        help_text=say_later(
            "可用：段落 p、小标题 h2 h3、列表 ul ol li、表格 table（须有表头 th）、链接 a、加粗 strong。",
            "Allowed: p, h2, h3, ul, ol, li, table (with th), a, strong.",
        ),
    )
    html_en = _words("英文正文（HTML）", "Own text in English (HTML)", 8, most=100_000)


class ParagraphForm(SeenForm):
    """A paragraph's text in both languages, and why it is edited."""

    zh = _words("中文", "Chinese", 6, required=True, most=4000)
    en = _words("英文", "English", 6, most=4000)
    why = _line("修改的理由", "Why", 500, required=True)


_COMMAS = re.compile("[，,、;；]")
_PAIRS = ("genre", "topic", "catalogue", "issuer", "department", "source", "scope", "summary", "first_place")


class RecordForm(SeenForm):
    """The record of a draft. The number and the times of publishing are the server's to give."""

    genre = _line("体裁", "Genre", 60)
    topic = _line("主题分类", "Topic", 100)
    catalogue = _line("公开目录", "Catalogue", 100)
    document_number = _line(
        "文号",
        "Document number",
        60,
        help_text=say_later("如 江政办发〔2026〕12号；没有文号请留空。", "Empty where there is none."),
    )
    issuer = _choice("发布机构（全称）", "Issuing body (full name)")
    department = _choice("责任部门", "Department")
    written_on = _day("成文日期", "Date of making")
    effective_on = _day("实施日期", "Takes effect on")
    source = _line("来源", "Source", 100)
    openness = _choice("公开方式", "Openness")
    scope = _line("公开范围", "Scope", 60)
    summary = _words("内容概述（100字以内）", "Summary (100 characters)", 3, most=300)
    keywords = _line(
        "主题词", "Keywords", 200, help_text=say_later("用空格或逗号分开。", "Separated by blanks or commas.")
    )
    reviewer = _line("审核人（职务）", "Reviewer (post)", 60)
    replaces = _line("代替（索引号）", "Replaces (index number)", 60)
    first_published_at = _moment("原发布时间", "First published at")
    first_updated_at = _moment("原更新时间", "First updated at")
    first_place = _line("原发布处", "First published where", 200)
    genre_en = _line("体裁（英文）", "Genre in English", 60)
    topic_en = _line("主题分类（英文）", "Topic in English", 100)
    catalogue_en = _line("公开目录（英文）", "Catalogue in English", 100)
    issuer_en = _line("发布机构（英文）", "Issuing body in English", 150)
    department_en = _line("责任部门（英文）", "Department in English", 150)
    source_en = _line("来源（英文）", "Source in English", 150)
    scope_en = _line("公开范围（英文）", "Scope in English", 60)
    summary_en = _words("内容概述（英文）", "Summary in English", 3, most=500)
    first_place_en = _line("原发布处（英文）", "First published where, in English", 200)

    def __init__(self, data: Any = None, *, record: Metadata, **more: Any) -> None:
        super().__init__(data, initial=_initial(record) | more.pop("initial", {}), **more)
        self.record = record
        names = Organisation.objects.filter(kind__in=ISSUERS).order_by("path").values_list("name", flat=True)
        for field in ("issuer", "department"):
            known = dict.fromkeys([getattr(record, field)[0], *names])
            self.fields[field].choices = [("", say("未填", "Empty")), *((it, it) for it in known if it)]
        self.fields["openness"].choices = [(it.value, say(*OPENNESS[it])) for it in Openness]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Its fields under headings."""
        english = [self[f"{name}_en"] for name in _PAIRS]
        first = [self[it] for it in ("first_published_at", "first_updated_at", "first_place")]
        rest = [it for it in self.visible_fields() if it not in english and it not in first]
        return [
            (say("目录项", "Record"), rest),
            (say("原先在别处公开过的", "What was public elsewhere before"), first),
            (say("英文", "In English"), english),
        ]

    @property
    def made(self) -> Metadata:
        """The record as it was sent."""
        told = self.cleaned_data
        plain = ("document_number", "written_on", "effective_on", "reviewer", "replaces")
        return replace(
            self.record,
            **{name: (told[name].strip(), told[f"{name}_en"].strip()) for name in _PAIRS},
            **{name: told[name] for name in (*plain, "first_published_at", "first_updated_at")},
            openness=Openness(told["openness"] or Openness.ACTIVE),
            keywords=tuple(
                it for it in told["keywords"].replace("，", " ").replace(",", " ").replace("、", " ").split()
            ),
        )


def _initial(record: Metadata) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _PAIRS:
        found[name], found[f"{name}_en"] = getattr(record, name)
    for name in ("document_number", "written_on", "effective_on", "reviewer", "replaces", "openness"):
        found[name] = getattr(record, name)
    for name in ("first_published_at", "first_updated_at"):
        found[name] = getattr(record, name)
    return found | {"keywords": " ".join(record.keywords)}


class ReasonForm(SeenForm):
    """Why it is sent back or dropped."""

    reason = _words("理由", "Reason", required=True)


class FileForm(SeenForm):
    """A file beside a draft."""

    file = forms.FileField(
        label=say_later("文件（PDF、DOCX、XLSX、JPEG、PNG）", "File (PDF, DOCX, XLSX, JPEG, PNG)"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"}),
    )
    title_zh = _line("标题；图片：写明图上是什么", "Title; of a picture: what it shows", 200, required=True)
    title_en = _line("英文标题", "In English", 300)
    is_shown = forms.BooleanField(label=say_later("作为正文图片显示", "A picture of the body"), required=False)


class CoverForm(SeenForm):
    """Which parts of a picture are blurred: a line each, drawn with the pointer or written."""

    parts = forms.CharField(
        label=say_later(
            "要遮挡的部分：每行一处，写左、上、宽、高（占图片的百分比），如 40 20 10 15",
            "Parts to blur, a line each: left, top, width, height in per cent of the picture, such as 40 20 10 15",
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )

    def clean_parts(self) -> list[Part]:
        """As numbers; the refusal names the line."""
        found = []
        for at, line in enumerate(self.cleaned_data["parts"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                left, top, width, height = map(float, re.split(r"[\s,，、]+", line.strip()))
                found.append(Part(left, top, width, height))
            except ValueError:
                raise forms.ValidationError(
                    say(
                        f"第{at}行不是图片中的一部分：要四个数，且不出图片",
                        f"Line {at} is no part of the picture: four numbers that stay within it",
                    )
                ) from None
        return found


class ReviewForm(SeenForm):
    """The three reviews, as many as are there."""

    def __init__(self, data: Any = None, *, who: str = "", basis: str = "", **more: Any) -> None:
        super().__init__(data, **more)
        for step in STEPS:
            choices = [("", say("暂不登记", "Not yet")), *((code, say(*it)) for code, it in RESULTS.items())]
            self.fields[f"result_{step}"] = forms.ChoiceField(
                label=say("结论", "Result"), choices=choices, required=False
            )
            self.fields[f"reviewer_{step}"] = forms.CharField(
                label=say("审查人", "By whom"), max_length=100, required=False, initial=who
            )
            self.fields[f"basis_{step}"] = forms.CharField(
                label=say("依据", "On what ground"), max_length=500, required=False, initial=basis
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each review."""
        parts = ("result", "reviewer", "basis")
        return [(say(*names), [self[f"{it}_{step}"] for it in parts]) for step, names in STEPS.items()]

    @property
    def steps(self) -> dict[int, tuple[str, str, str]]:
        """Who, on what ground, with what result, of each review that is told."""
        told = self.cleaned_data
        return {
            step: (told[f"reviewer_{step}"], told[f"basis_{step}"], told[f"result_{step}"])
            for step in STEPS
            if told[f"result_{step}"]
        }


class PasswordForm(SeenForm):
    """The password once more; a code of the device for who has no password here."""

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


class SignForm(PasswordForm):
    """A word with the signature."""

    note = _words("审签意见", "A word with it")
    field_order = ("note", "password", "code")


class WithdrawForm(PasswordForm):
    """Why it is withdrawn: what the public is told, and what is kept."""

    why = forms.ChoiceField(label=say_later("公众看到的原因", "What the public is told"))
    reason = _words("内部说明（不公开）", "For the record, not public", required=True)
    field_order = ("why", "reason", "password", "code")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].choices = [(code, say(*names)) for code, names in WITHDRAWN_FOR.items()]


class DestroyForm(PasswordForm):
    """Why what leaked is destroyed; the second person gives no other reason."""

    reason = _words("理由", "Reason", required=True)
    field_order = ("reason", "password", "code")

    def __init__(self, *args: Any, is_second: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_second:
            del self.fields["reason"]


class CorrectForm(SeenForm):
    """What is corrected, and why: both are shown to the public."""

    reason_zh = _words("更正原因（公开显示）", "Why (shown to the public)", required=True, most=300)
    reason_en = _words("更正原因（英文）", "Why, in English", most=300)
    changed_zh = _words("更正了什么（公开显示）", "What is corrected (shown to the public)", required=True, most=300)
    changed_en = _words("更正了什么（英文）", "What is corrected, in English", most=300)
    shows_old = forms.BooleanField(label=say_later("旧版仍可查看", "The older version stays reachable"), required=False)


class EndForm(SeenForm):
    """Until when it counts, and what takes its place."""

    ending = _choice("怎样失效", "How it ends")
    ends_on = _day("失效（废止、修改）日期", "From which day on")
    successor = _line("代替它的公开件（索引号）", "What takes its place (index number)", 60)
    reason = _words("依据或理由", "Ground or reason", required=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["ending"].choices = [(it.value, say(*names)) for it, names in ENDINGS.items()]


class ListForm(forms.Form):
    """A list from outside."""

    file = forms.FileField(
        label=say_later("清单（CSV或Excel）", "List (CSV or Excel)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class EchoForm(forms.Form):
    """A list of the portal's addresses."""

    file = forms.FileField(
        label=say_later("门户回执（CSV）", "Addresses of the portal (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )
