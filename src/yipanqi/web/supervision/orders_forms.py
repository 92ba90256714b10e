"""What may be asked of orders: the filters of the register, a draft, and each deed of the table."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import F, Q

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.supervision.order import (
    ORDER_MOVES,
    Basis,
    Colour,
    OrderAction,
    OrderState,
    Origin,
    Urgency,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery import choices
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say, say_later
from yipanqi.web.programmes.models import ProgrammeEntry

from .file_fields import FilesField, Several
from .models import FileKind, Order, OrderEstate
from .models.orders import OrderQuerySet, of_units

GOING, LATE, ALL, MINE = "going", "late", "all", "mine"
NEWEST, BY_LIMIT, BY_UNIT, BY_NUMBER = "newest", "limit", "unit", "number"
_LIMIT = F("limit").asc(nulls_last=True)  # drafts without one come last, on each database
SORTS = {
    BY_LIMIT: ("按时限", "By limit", (_LIMIT, "pk")),
    NEWEST: ("最新在前", "Newest first", ("-pk",)),
    BY_NUMBER: ("按文号", "By number", ("year", "organ", "number", "pk")),
    BY_UNIT: ("按牵头单位", "By lead unit", ("lead__path", _LIMIT, "pk")),
}
MOST_WORDS = 4000
_Data = Any


def _words(zh: str, en: str, rows: int = 3, *, required: bool = True, most: int = MOST_WORDS, **more: Any) -> Any:
    return forms.CharField(
        label=say_later(zh, en),
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def _line(zh: str, en: str, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=say_later(zh, en), max_length=most, required=required, **more)


def _day(zh: str, en: str, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=say_later(zh, en), required=required, widget=widget, **more)


class OrderFilter(forms.Form):
    """Which orders the register lists, and in which order."""

    q = _line("文号、事项或小区", "Number, matter or estate", 60)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    unit = forms.ChoiceField(label=say_later("单位", "Unit"), required=False)
    urgency = forms.ChoiceField(label=say_later("缓急", "Urgency"), required=False)
    colour = forms.ChoiceField(label=say_later("颜色", "Colour"), required=False)
    origin = forms.ChoiceField(label=say_later("来源", "Origin"), required=False)
    sort = forms.ChoiceField(label=say_later("排序", "Sort"), required=False)
    part = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(it, it) for it in ("", "lead", "inspects")]
    )

    def __init__(self, data: _Data, *, entry: ProgrammeEntry | None, user: Any, sort: str = "") -> None:
        super().__init__(data)
        every = ("", say("全部", "All"))
        states = [(it.value, say(*it.names)) for it in OrderState]
        self.fields["state"].choices = [
            (GOING, say("未办结", "Open")),
            (LATE, say("逾期", "Late")),
            *states,
            (ALL, say("全部", "All")),
        ]
        self.fields["unit"].choices = [every, *choices.units(entry, user)]
        for name, codes in (("urgency", Urgency), ("colour", Colour), ("origin", Origin)):
            self.fields[name].choices = [every, *((it.value, say(*it.names)) for it in codes)]
        self.usual_sort = sort if sort in SORTS else BY_LIMIT
        orders = sorted(SORTS, key=lambda key: key != self.usual_sort)
        self.fields["sort"].choices = [(key, say(*SORTS[key][:2])) for key in orders]
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data

    @property
    def order_asked(self) -> str:
        """The order in which they are listed."""
        return self.asked.get("sort") or self.usual_sort

    def chosen(self, rows: OrderQuerySet, day: date) -> OrderQuerySet:
        """The orders that fit, in the order asked for; what makes no sense is left out."""
        asked = self.asked
        if q := asked.get("q"):
            digits = q.rstrip("号").rpartition("〕")[2]
            fits = Q(matter__icontains=q) | Q(pk__in=OrderEstate.objects.filter(name__icontains=q).values("order_id"))
            is_number = digits.isascii() and digits.isdigit() and len(digits) < 9
            rows = rows.filter(fits | Q(number=int(digits)) if is_number else fits)
        state = asked.get("state") or GOING
        if state == GOING:
            rows = rows.going()
        elif state == LATE:
            rows = rows.late(day)
        elif state != ALL:
            rows = rows.filter(state=state)
        if unit := asked.get("unit"):
            part = asked.get("part")
            rows = rows.filter(**{part: unit} if part else {"pk__in": of_units([int(unit)])})
        for name in ("urgency", "colour", "origin"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return rows.order_by(*SORTS[self.order_asked][2])

    @property
    def said(self) -> list[str]:
        """The filters in words, for paper."""
        found = [str(self.asked["q"])] if self.asked.get("q") else []
        for name in ("state", "unit", "urgency", "colour", "origin"):
            value = self.asked.get(name) or (GOING if name == "state" else "")
            found += [said for code, said in self.fields[name].choices if code and code == value]
        return found

    @property
    def is_narrow(self) -> bool:
        """Is anything asked that leaves orders out?"""
        return any(self.asked.get(it) for it in ("q", "unit", "urgency", "colour", "origin", "state"))


class DraftForm(forms.Form):
    """A draft, new or written anew."""

    matter = _line("事项", "Matter", 200, required=True)
    content = _words("督办内容和要求", "What is asked", 5)
    lead = forms.ModelChoiceField(label=say_later("牵头单位", "Lead unit"), queryset=Organisation.objects.none())
    supporting = forms.ModelMultipleChoiceField(
        label=say_later("配合单位", "Supporting units"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    inspects = forms.ModelChoiceField(
        label=say_later("督办（核查）单位", "Inspecting unit"), queryset=Organisation.objects.none()
    )
    urgency = forms.ChoiceField(label=say_later("缓急", "Urgency"))
    limit = _day(
        "办结时限",
        "Limit",
        required=False,
        help_text=say_later("空着即按规则计算", "Empty: as the rules say"),
    )
    basis = forms.ChoiceField(label=say_later("依据", "Basis"))
    basis_said = _line("依据名称或文号", "Which document or minutes", 200)
    leader = _line("批示领导", "Leader who instructed", 60)
    officer = _line("牵头负责人", "Leading officer", 60)
    supporting_officers = _line("配合负责人", "Supporting officers", 200)
    contact = _line("联系人、电话", "Contact, telephone", 100)
    origin = forms.ChoiceField(label=say_later("来源", "Origin"))
    colour = forms.ChoiceField(label=say_later("颜色", "Colour"), required=False)
    cycle = forms.IntegerField(
        label=say_later("阶段反馈周期（天）", "Reports between, every … days"),
        required=False,
        min_value=1,
        max_value=366,
        help_text=say_later("空着即一次性反馈", "Empty: answered once"),
    )
    artefacts = _words(
        "要求提交的材料",
        "Demanded artefacts",
        3,
        required=False,
        help_text=say_later("每行一项", "One on each line"),
    )
    needs_photos = forms.BooleanField(label=say_later("要求整改后照片", "Photos taken afterwards"), required=False)
    public_days = forms.IntegerField(
        label=say_later("结果公示天数", "Days on notice"), required=False, min_value=0, max_value=60
    )
    estates = forms.CharField(
        label=say_later("涉及小区", "Estates"),
        max_length=400,
        required=False,
        help_text=say_later("小区名称或编号，用顿号或逗号分开", "Names or numbers, separated by commas"),
    )
    files = FilesField(label=say_later("附件", "Attachments"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    GROUPS = (
        (("督办事项", "What is ordered"), ("matter", "content", "estates")),
        (
            ("单位和人员", "Units and people"),
            ("lead", "inspects", "supporting", "officer", "supporting_officers", "contact"),
        ),
        (
            ("依据和时限", "Basis and limit"),
            ("basis", "basis_said", "leader", "origin", "urgency", "limit", "cycle", "colour"),
        ),
        (("办结要求", "Close-out"), ("artefacts", "needs_photos", "public_days", "files")),
    )

    def __init__(self, data: Any = None, files: Any = None, *, entry: ProgrammeEntry, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.entry = entry
        bodies = Organisation.objects.filter(is_active=True).order_by("path")
        for name in ("lead", "inspects"):
            self.fields[name].queryset, self.fields[name].empty_label = bodies, say("请选择", "Choose")
        self.fields["supporting"].queryset = bodies
        for name, codes in (("urgency", Urgency), ("basis", Basis), ("origin", Origin)):
            self.fields[name].choices = [(it.value, say(*it.names)) for it in codes]
        none = ("", say("不标", "None"))
        self.fields["colour"].choices = [none, *((it.value, say(*it.names)) for it in Colour)]

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """Its fields under their headings."""
        return [(say(*head), [self[name] for name in names if name in self.fields]) for head, names in self.GROUPS]

    def clean_artefacts(self) -> list[str]:
        """One a line."""
        return list(dict.fromkeys(it.strip()[:200] for it in self.cleaned_data["artefacts"].splitlines() if it.strip()))

    def clean_estates(self) -> list[tuple[str, str]]:
        """Id and name of each; a name that is not known is told."""
        said = self.cleaned_data["estates"].replace("，", ",").replace("、", ",").replace("；", ",").split(",")
        found = []
        for name in dict.fromkeys(it.strip() for it in said if it.strip()):
            rows = DeliveryTask.objects.filter(entry=self.entry, kind=Kind.ESTATE)
            hit = rows.filter(Q(estate_name=name) | Q(estate=name)).first()
            if hit is None:
                self.add_error("estates", say(f"没有小区“{name}”", f"There is no estate “{name}”"))
            else:
                found.append((hit.estate, hit.estate_name))
        return found

    def clean(self) -> dict[str, Any]:
        """The lead unit does not inspect itself."""
        asked = super().clean() or self.cleaned_data
        if asked.get("lead") and asked.get("lead") == asked.get("inspects"):
            self.add_error("inspects", say("督办单位不能是牵头单位", "The inspecting unit cannot be the lead unit"))
        return asked


class ActForm(forms.Form):
    """A deed of the table: the version that was seen, and what the deed asks for."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    action = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, order: Order, action: OrderAction) -> None:
        super().__init__(
            data,
            files,
            initial={"seen": order.version, "action": action.value, **_suggested(order, action)},
            auto_id=f"{action.value}-%s",
        )
        self.order, self.of_action = order, action
        for name, field in _fields(order, action).items():
            self.fields[name] = field

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes besides who and when; files apart."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "action")}
        return {name: value for name, value in kept.items() if not name.startswith(("artefact-", "photos", "files"))}

    @property
    def uploads(self) -> list[tuple[str, str, Any]]:
        """Kind, artefact and file of each that was sent."""
        found: list[tuple[str, str, Any]] = []
        for at, name in enumerate(self.order.artefacts):
            found += [(FileKind.ARTEFACT, name, it) for it in self.cleaned_data.get(f"artefact-{at}") or ()]
        found += [(FileKind.PHOTO, "", it) for it in self.cleaned_data.get("photos") or ()]
        return found + [(FileKind.OTHER, "", it) for it in self.cleaned_data.get("files") or ()]

    @property
    def written(self) -> list[str]:
        """The texts that somebody wrote, to be kept where the deed is no longer possible."""
        return [value for name, value in self.told.items() if isinstance(value, str) and value]


def _suggested(order: Order, action: OrderAction) -> dict[str, Any]:
    if action is OrderAction.EXTEND:
        return {"to": order.asked.get("to", "")}
    if action is OrderAction.REASSIGN:
        return {"lead": order.asked.get("lead", "")}
    return {}


def _fields(order: Order, action: OrderAction) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    bodies = Organisation.objects.filter(is_active=True).exclude(pk__in=[order.lead_id, order.inspects_id])
    if action in (OrderAction.REASSIGN, OrderAction.ASK_REASSIGN):
        is_asked = action is OrderAction.ASK_REASSIGN
        found["to" if is_asked else "lead"] = forms.ModelChoiceField(
            label=say("建议转给", "To") if is_asked else say("新的牵头单位", "New lead unit"),
            queryset=bodies.order_by("path"),
            required=not is_asked,
            empty_label=say("请选择", "Choose"),
        )
    if action in (OrderAction.ASK_EXTENSION, OrderAction.EXTEND):
        found["to"] = _day("延期至", "Until")
    if action is OrderAction.ASK_EXTENSION:
        found["progress"] = _words("目前进展", "How far it is")
    if action is OrderAction.HOLD:
        found["until"] = _day("预计恢复", "Expected to resume", required=False)
    if action in (OrderAction.REPLY, OrderAction.REPORT):
        found |= _answer(order, action)
    if action in ORDER_MOVES_WITH_REASON:
        found["reason"] = _words("理由", "Reason", most=1000)
    if action in (OrderAction.CLOSE, OrderAction.PUBLISH, OrderAction.RESUME, OrderAction.EXTEND):
        found["note"] = _words("意见", "Note", 2, required=False, most=1000)
    return found


def _answer(order: Order, action: OrderAction) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {"text": _words("办理情况", "How it was handled", 4)}
    if action is OrderAction.REPLY:
        found["cause"] = _words("原因", "Cause", required=False)
        found["prevention"] = _words("防止再次发生的措施", "What prevents it again", required=False)
    found["difficulties"] = _words("存在困难及下一步措施", "Difficulties and next steps", 2, required=False)
    if action is OrderAction.REPLY:
        for at, name in enumerate(order.artefacts):
            found[f"artefact-{at}"] = FilesField(label=name, required=False)
        if order.needs_photos:
            found["photos"] = FilesField(
                label=say("整改后照片", "Photos taken afterwards"),
                required=False,
                widget=Several(attrs={"accept": "image/*"}),
            )
    found["files"] = FilesField(label=say("其他材料", "Other files"), required=False)
    return found


ORDER_MOVES_WITH_REASON = frozenset(action for (_, action), move in ORDER_MOVES.items() if move.needs_reason)
