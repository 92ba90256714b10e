"""What may be asked of contracts, gates and digs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q

from yipanqi.domain.delivery.contract import ContractKind, TenderMethod
from yipanqi.domain.delivery.dig import SurfaceKind
from yipanqi.domain.delivery.gate import At, Paper
from yipanqi.domain.money import from_wan, in_wan
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.workbook.opening import ENDINGS

from .actions.files import ENDINGS as PAPER_ENDINGS
from .contract_sheet import lots_text
from .law_names import ESTATE, Refuse, called, estates_of, known_of, lots_in, parted
from .models import ContractRow, DeliveryTask, Street
from .models.digs import SURFACES

_ANY = ("", say_later("全部", "All"))


def _text(zh: str, en: str, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=say_later(zh, en), max_length=most, **more)


def _words(zh: str, en: str, most: int, **more: Any) -> forms.CharField:
    return _text(zh, en, most, widget=forms.Textarea(attrs={"rows": 2}), **more)


def _day(zh: str, en: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=say_later(zh, en), widget=widget, **more)


def _file(zh: str, en: str, endings: tuple[str, ...], **more: Any) -> forms.FileField:
    widget = forms.ClearableFileInput(attrs={"accept": ",".join(endings)})
    return forms.FileField(label=say_later(zh, en), widget=widget, **more)


LOTS_HELP = say_later(
    "小区编号或名称；只含部分改造内容的写“小区/改造内容、改造内容”；多个用“；”分开",
    "An estate's code or name; of some works only “estate/work, work”; several parted by “;”",
)


def _understood(read: Callable[[Refuse], Any]) -> Any:
    """What was read; ValidationError tells all that was not understood, in the reader's language."""
    wrong: list[str] = []
    found = read(lambda zh, en: wrong.append(say(zh, en)))
    if wrong:
        raise forms.ValidationError(wrong)
    return found


class ContractFilter(forms.Form):
    """Which contracts are listed."""

    q = _text("编号、名称或单位", "Number, name or party", 60, required=False)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [_ANY, *((it.value, say(*it.names)) for it in ContractKind)]
        states = [("live", say("履行中", "Live")), ("ended", say("已终止", "Ended"))]
        self.fields["state"].choices = [_ANY, *states]

    def chosen(self, rows: Any) -> Any:
        """The contracts that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q"):
            named = Q(first_party__name__icontains=q) | Q(second_party__name__icontains=q)
            rows = rows.filter(Q(number__icontains=q) | Q(name__icontains=q) | Q(project__icontains=q) | named)
        if kind := asked.get("kind"):
            rows = rows.filter(kind=kind)
        if state := asked.get("state"):
            rows = rows.filter(ended_on__isnull=state == "live")
        return rows


class ContractForm(forms.Form):
    """A contract and its lots."""

    number = _text("合同编号", "Number", 100)
    name = _text("合同名称", "Name", 200)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"))
    project = forms.CharField(
        label=say_later("项目", "Project"),
        max_length=200,
        help_text=say_later(
            "同一项目、同一类别的合同合并计算招标限额", "Contracts of one project and kind count together for the limit"
        ),
    )
    first_party = forms.ModelChoiceField(label=say_later("甲方", "First party"), queryset=Organisation.objects.none())
    second_party = forms.ModelChoiceField(label=say_later("乙方", "Second party"), queryset=Organisation.objects.none())
    amount = forms.DecimalField(
        label=say_later("合同额（万元）", "Sum (10⁴ yuan)"), min_value=0, max_digits=14, decimal_places=6
    )
    signed_on = _day("签订日期", "Signed")
    starts_on = _day("开工日期", "Starts")
    finishes_on = _day("完工日期", "Finishes")
    tender_method = forms.ChoiceField(label=say_later("招标方式", "Tender"), required=False)
    tender_number = _text("中标通知书编号", "Number of the award", 100, required=False)
    awarded_on = _day("中标日期", "Awarded", required=False)
    lots = _words("标段", "Lots", 4000, help_text=LOTS_HELP)
    reason = _text("更正的理由", "Why it is corrected", 300)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, entry: ProgrammeEntry, row: ContractRow | None = None) -> None:
        super().__init__(data, initial=_initial(row) if row else {"kind": ContractKind.WORKS})
        bodies = Organisation.objects.filter(is_active=True).order_by("path")
        for name in ("first_party", "second_party"):
            self.fields[name].queryset, self.fields[name].empty_label = bodies, say("请选择", "Choose")
        self.fields["kind"].choices = [(it.value, say(*it.names)) for it in ContractKind]
        none = ("", say("没有招标", "No tender"))
        self.fields["tender_method"].choices = [none, *((it.value, say(*it.names)) for it in TenderMethod)]
        self.entry = entry
        if row is None:
            del self.fields["reason"]

    def clean_lots(self) -> list[tuple[str, str]]:
        """Estate and measure of each; every word that is not understood is told."""
        return _understood(lambda refuse: lots_in(self.cleaned_data["lots"], known_of(self.entry), refuse))

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        asked = self.cleaned_data
        names = ("number", "name", "kind", "project", "signed_on", "starts_on", "finishes_on")
        return {name: asked[name] for name in (*names, "tender_method", "tender_number", "awarded_on")} | {
            "first_party_id": asked["first_party"].pk,
            "second_party_id": asked["second_party"].pk,
            "amount": from_wan(asked["amount"]),
        }


def _initial(row: ContractRow) -> dict[str, Any]:
    names = ("number", "name", "kind", "project", "signed_on", "starts_on", "finishes_on")
    return {name: getattr(row, name) for name in (*names, "tender_method", "tender_number", "awarded_on")} | {
        "first_party": row.first_party_id,
        "second_party": row.second_party_id,
        "amount": in_wan(row.amount).normalize(),
        "lots": lots_text(row),
        "seen": row.version,
    }


class EndForm(forms.Form):
    """A contract ends."""

    on = _day("终止日期", "Ends on")
    why = _words("理由", "Why", 300)


class UploadForm(forms.Form):
    """A file for a contract."""

    file = _file("合同文件（PDF、OFD、图片或 Word）", "The contract's file (PDF, OFD, picture or Word)", PAPER_ENDINGS)


class WorkbookForm(forms.Form):
    """A workbook of contracts."""

    file = _file("填好的合同表（XLSX、XLS 或 CSV）", "The filled sheet of contracts (XLSX, XLS or CSV)", ENDINGS)


class PaperForm(forms.Form):
    """A paper of a stage."""

    paper = forms.ChoiceField(label=say_later("资料", "Paper"))
    number = _text("编号", "Number", 100)
    dated = _day("日期", "Dated")
    file = _file("文件（PDF、OFD、图片或 Word）", "File (PDF, OFD, picture or Word)", PAPER_ENDINGS)

    def __init__(self, *args: Any, papers: Any = Paper, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["paper"].choices = [(it.value, say(*it.names)) for it in papers]


class WhyForm(forms.Form):
    """Why something is withdrawn or cancelled."""

    why = _text("理由", "Why", 300)


class ExceptionForm(forms.Form):
    """A gate is to be passed without some papers."""

    gate = forms.ChoiceField(label=say_later("闸门", "Gate"), choices=[(it.value, it.value) for it in At])
    reason = _words("理由", "Reason", 500)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["gate"].choices = [(At.START.value, say("开始", "Start")), (At.END.value, say("结束", "End"))]


class DecideForm(forms.Form):
    """Somebody else decides."""

    answer = forms.ChoiceField(choices=[("grant", "grant"), ("decline", "decline")], widget=forms.HiddenInput)
    note = _text("意见（不批准时必填）", "Note (needed to decline)", 500, required=False)


class StreetForm(forms.Form):
    """A street and its estates."""

    name = _text("道路名称", "Street", 100)
    estates = _words(
        "沿线小区",
        "Its estates",
        4000,
        help_text=say_later("小区编号或名称，用“、”分开", "Codes or names of estates, parted by commas"),
    )

    def __init__(self, *args: Any, entry: ProgrammeEntry, **more: Any) -> None:
        super().__init__(*args, **more)
        self.entry = entry

    def clean_estates(self) -> list[str]:
        """Their codes."""
        known, words = estates_of(self.entry), parted(self.cleaned_data["estates"], "、,，;；\n")
        return _understood(lambda refuse: [called(known, word, ESTATE, refuse) for word in words])


class SurfaceForm(forms.Form):
    """A closed surface of a street or an estate."""

    place = _text("道路或小区", "Street or estate", 200)
    kind = forms.ChoiceField(label=say_later("路面", "Surface"))
    closed_on = _day("封闭（交付或竣工）日期", "Closed (in use, or finished) on")
    source = _text("依据", "Source", 200)

    def __init__(self, *args: Any, entry: ProgrammeEntry, **more: Any) -> None:
        super().__init__(*args, **more)
        self.entry = entry
        self.fields["kind"].choices = [(it.value, say(*SURFACES[it])) for it in SurfaceKind]

    def clean_place(self) -> tuple[Street | None, str]:
        """The street of this name, or an estate's code."""
        word = self.cleaned_data["place"].strip()
        street = Street.objects.filter(entry=self.entry, name=word).first()
        if street:
            return street, ""
        return None, _understood(lambda refuse: called(estates_of(self.entry), word, ESTATE, refuse))


class DigPlanForm(forms.Form):
    """A joint plan: its name, its window, its digs."""

    name = _text("方案名称", "Name", 200)
    first_date = _day("窗口开始", "Window from")
    last_date = _day("窗口结束", "until")
    tasks = forms.MultipleChoiceField(label=say_later("纳入的开挖", "Digs in it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, tasks: list[DeliveryTask], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tasks"].choices = [
            (str(it.pk), f"{it.title_said} · {it.start_date} – {it.finish_date}") for it in tasks
        ]


class TurnForm(forms.Form):
    """A dig's turn in a joint plan."""

    order = forms.IntegerField(label=say_later("顺序", "Order"), min_value=1, max_value=999)
    depth = forms.IntegerField(label=say_later("埋深（厘米）", "Depth (cm)"), min_value=0, max_value=2000)
    restored_on = _day("恢复日期", "Whole again on", required=False)


class WindowForm(forms.Form):
    """A joint plan's window."""

    first_date = _day("窗口开始", "Window from")
    last_date = _day("窗口结束", "until")
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReopeningForm(forms.Form):
    """A closed surface is to be opened, or an emergency has opened one."""

    estate = _text("小区", "Estate", 200)
    place = _text("开挖地点", "Where", 200)
    reason = _words("原因", "Why", 500)
    first_date = _day("开挖开始", "From")
    last_date = _day("开挖结束", "Until")
    restored_on = _day("恢复路面日期", "Surface whole again on", required=False)
    is_emergency = forms.BooleanField(
        label=say_later("抢修：已经开挖，现在补记", "Emergency: it was dug already and is recorded now"), required=False
    )
    task = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entry: ProgrammeEntry, **more: Any) -> None:
        super().__init__(*args, **more)
        self.entry = entry

    def clean_estate(self) -> str:
        """Its code."""
        word = self.cleaned_data["estate"]
        return _understood(lambda refuse: called(estates_of(self.entry), word, ESTATE, refuse))
