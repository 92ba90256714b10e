"""What may be asked of acceptance and handover."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery import handover as handing
from yipanqi.domain.delivery.party import Party
from yipanqi.web.page.say import say, say_later

from .models import AcceptanceItem, AcceptanceMark, AcceptanceWork, DeliveryTask

_DAY = {"type": "date"}


def _day(zh: str, en: str) -> forms.DateField:
    return forms.DateField(label=say_later(zh, en), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


def _text(zh: str, en: str, most: int = 300, *, required: bool = True, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(label=say_later(zh, en), max_length=most, required=required, widget=widget)


def _quantity(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=16,
        decimal_places=3,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )


class SeenForm(forms.Form):
    """A form that tells which version was looked at when it was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refused(self, why: str, seen: int) -> None:
        """Say why nothing was stored; what was written stays, and sent once more it is about what stands now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = seen
        self.add_error(None, why)


class ApplyForm(forms.Form):
    """Which works of the estate are to be accepted, and how much of each was built."""

    note = _text("说明", "Note", 500, required=False, rows=2)

    def __init__(self, data: Any = None, *, tasks: Sequence[DeliveryTask]) -> None:
        super().__init__(data)
        self.tasks = tasks
        for task in tasks:
            unit = task.counted_in
            self.fields[f"work-{task.pk}"] = forms.BooleanField(
                label=task.name_said, required=False, initial=True, help_text=task.quantity_said
            )
            self.fields[f"quantity-{task.pk}"] = _quantity(
                say(f"{task.name_said}：报完数量（{unit}）", f"{task.name_said}: quantity built ({unit})")
            )

    def rows(self) -> Iterator[tuple[DeliveryTask, Any, Any]]:
        """Each work with its two fields."""
        for task in self.tasks:
            yield task, self[f"work-{task.pk}"], self[f"quantity-{task.pk}"]

    def chosen(self) -> list[DeliveryTask]:
        """The works that were ticked."""
        return [task for task in self.tasks if self.cleaned_data.get(f"work-{task.pk}")]

    def reported(self) -> dict[int, Any]:
        """How much was built, where it was said."""
        told = {task.pk: self.cleaned_data.get(f"quantity-{task.pk}") for task in self.tasks}
        return {pk: value for pk, value in told.items() if value is not None}


class PapersForm(SeenForm):
    """Which papers were handed in."""

    papers = forms.MultipleChoiceField(
        label=say_later("已提交的资料", "Papers handed in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, papers: dict[str, bool], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["papers"].choices = [(code, say(*law.PAPERS.get(code, (code, code)))) for code in papers]


class MoveForm(SeenForm):
    """A move of the table, and why."""

    action = forms.ChoiceField(choices=[(it.value, it.value) for it in law.Action], widget=forms.HiddenInput)
    reason = _text("理由", "Reason", 500, required=False, rows=2)


class JudgeForm(SeenForm):
    """A party's own items: a verdict, a remark and a photo for each."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        items: Sequence[AcceptanceItem],
        given: dict[int, AcceptanceMark],
        **more: Any,
    ) -> None:
        super().__init__(data, files, **more)
        self.items, self.given = items, given
        choices = [(it.value, say(*it.names)) for it in law.Verdict]
        for item in items:
            mark = given.get(item.pk)
            self.fields[f"verdict-{item.pk}"] = forms.ChoiceField(
                label=item.said[0],
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                initial=mark.verdict if mark else None,
            )
            self.fields[f"remark-{item.pk}"] = forms.CharField(
                label=say(f"备注：{item.said[0]}", f"Remark: {item.said[0]}"),
                max_length=300,
                required=False,
                initial=mark.remark if mark else "",
            )
            self.fields[f"photo-{item.pk}"] = forms.FileField(
                label=say(f"照片：{item.said[0]}", f"Photo: {item.said[0]}"),
                required=False,
                widget=forms.FileInput(attrs={"accept": "image/*"}),
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each item with its fields."""
        for item in self.items:
            what, how, limit = item.said
            yield {
                "item": item,
                "what": what,
                "how": how,
                "limit": limit,
                "mark": self.given.get(item.pk),
                "verdict": self[f"verdict-{item.pk}"],
                "remark": self[f"remark-{item.pk}"],
                "photo": self[f"photo-{item.pk}"],
            }

    def said(self) -> Iterator[tuple[AcceptanceItem, law.Verdict, str, Any]]:
        """What is new: a verdict, remark or photo that is not what stood there."""
        for item in self.items:
            verdict = self.cleaned_data.get(f"verdict-{item.pk}")
            remark = self.cleaned_data.get(f"remark-{item.pk}") or ""
            photo = self.cleaned_data.get(f"photo-{item.pk}")
            mark = self.given.get(item.pk)
            if verdict and (photo or mark is None or (mark.verdict, mark.remark) != (verdict, remark)):
                yield item, law.Verdict(verdict), remark, photo


class PaperForm(JudgeForm):
    """A list that was signed by hand, as it stands on the paper."""

    organisation_name = _text("单位名称（居民代表可不填）", "Organisation (residents: none)", 100, required=False)
    signer = _text("纸上签字的人", "Who signed the paper", 60)
    signed_on = _day("纸上的签字日期", "Date on the paper")
    sheet = forms.FileField(
        label=say_later("纸质表照片", "Photo of the signed sheet"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def head(self) -> list[Any]:
        """The fields of the sheet as a whole."""
        return [self[name] for name in ("organisation_name", "signer", "signed_on", "sheet")]


class ReasonForm(forms.Form):
    """Why."""

    reason = _text("理由", "Reason", 500, required=False)


class QuantitiesForm(SeenForm):
    """How much of each work is accepted."""

    def __init__(self, data: Any = None, *, works: Iterable[AcceptanceWork], **more: Any) -> None:
        super().__init__(data, **more)
        self.works = list(works)
        for work in self.works:
            field = _quantity(say(f"{work.name_said}：验收数量", f"{work.name_said}: accepted quantity"))
            field.initial = None if work.accepted is None else f"{work.accepted.normalize():f}"
            self.fields[f"accepted-{work.pk}"] = field

    def rows(self) -> list[tuple[AcceptanceWork, Any]]:
        """Each work with its field."""
        return [(work, self[f"accepted-{work.pk}"]) for work in self.works]

    def accepted(self) -> dict[int, Any]:
        """What was written, by work."""
        told = {work.pk: self.cleaned_data.get(f"accepted-{work.pk}") for work in self.works}
        return {pk: value for pk, value in told.items() if value is not None}


class OrderForm(SeenForm):
    """What is to be put right, who, by when."""

    item = forms.ChoiceField(label=say_later("检查项目", "Item"))
    found = _text("存在问题", "What was found")
    who = _text("整改责任人", "Who puts it right", 60)
    due_date = _day("整改期限", "By when")

    def __init__(self, data: Any = None, *, items: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["item"].choices = items


class PutRightForm(forms.Form):
    """What was done, and the photo that shows it."""

    note = _text("整改情况", "What was done", required=False)
    photo = forms.FileField(
        label=say_later("整改后照片", "Photo afterwards"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class ConditionForm(SeenForm):
    """A condition, until when, about what."""

    text = _text("条件", "Condition")
    due_date = _day("期限", "By when")
    about = forms.ChoiceField(label=say_later("针对", "About"), required=False)

    def __init__(self, data: Any = None, *, about: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["about"].choices = [("", say("其他", "Something else")), *about]

    @property
    def item(self) -> str:
        """The item it is about."""
        kind, _, code = self.cleaned_data["about"].partition(":")
        return code if kind == "item" else ""

    @property
    def party(self) -> Party | None:
        """The party whose signature it waits for."""
        kind, _, code = self.cleaned_data["about"].partition(":")
        return Party(code) if kind == "party" else None


class ChecklistForm(forms.Form):
    """A file of checklists."""

    file = forms.FileField(label=say_later("验收清单（Excel）", "Checklists (Excel)"))


class OfferForm(forms.Form):
    """To whom the accepted works are handed over."""

    party = forms.ChoiceField(label=say_later("接收方", "Receiver"))
    organisation = forms.ChoiceField(
        label=say_later("接收单位（系统内）", "Organisation (with accounts)"), required=False
    )
    receiver_name = _text("接收单位名称（系统内没有时填）", "Name, where it has no accounts", 100, required=False)

    def __init__(
        self, data: Any = None, *, parties: Sequence[Party], organisations: Sequence[Any], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.organisations = {str(it.pk): it for it in organisations}
        self.fields["party"].choices = [(it.value, say(*it.names)) for it in parties]
        none = ("", say("没有账号的单位", "One without accounts"))
        self.fields["organisation"].choices = [none, *((pk, it.name) for pk, it in self.organisations.items())]

    @property
    def receiver(self) -> Any:
        """The organisation chosen."""
        return self.organisations.get(self.cleaned_data["organisation"])


class HandoverForm(SeenForm):
    """What is done with a handover list."""

    action = forms.ChoiceField(choices=[(it.value, it.value) for it in handing.Action], widget=forms.HiddenInput)
    side = forms.ChoiceField(
        choices=[("", ""), *((it.value, it.value) for it in handing.Side)], required=False, widget=forms.HiddenInput
    )
    person = _text("接收方签字人（按纸质清单）", "Who signed for the receiver (as on paper)", 60, required=False)
    reason = _text("理由", "Reason", 500, required=False)
