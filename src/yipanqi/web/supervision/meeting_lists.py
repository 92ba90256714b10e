"""Lists of meetings and of their items: what may be asked of them, and their tables as files take them away."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.supervision.meeting import (
    ON_AGENDA,
    ORDER_DAYS,
    ItemKind,
    MeetingKind,
    MeetingState,
    Standing,
    order_due,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.tables import Table, count, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Meeting, MeetingItem
from .models.meetings import ItemQuerySet, MeetingQuerySet

GOING, UNSETTLED_ITEMS, LATE, ASLEEP = "going", "unsettled", "late", "asleep"
_DUE = {
    GOING: ("未办结", "Not closed"),
    UNSETTLED_ITEMS: ("待处理", "To be dealt with"),
    LATE: ("逾期未转督办", "Overdue to become orders"),
    ASLEEP: ("暂缓", "Put aside"),
}


def late_items(entry: ProgrammeEntry, day: date) -> list[int]:
    """The items of which something should have been made before this day, and nothing was."""
    rows = MeetingItem.objects.filter(meeting__entry=entry).unsettled(day)
    found = rows.filter(meeting__printed_on__isnull=False).values_list("pk", "meeting__printed_on", "wakes_on")
    due = Dues(entry)
    return [pk for pk, printed, wakes in found if (last := due(printed, wakes)) is not None and last < day]


class Dues:
    """Until when something is to be made of items, by the rules of their days: asked many times, looked up once."""

    def __init__(self, entry: ProgrammeEntry) -> None:
        self.entry = entry
        self._known: tuple[Any, ...] | None = None

    def __call__(self, printed: date | None, wakes: date | None = None) -> date | None:
        """The last day; none before the minutes are printed."""
        if printed is None:
            return None
        if self._known is None:
            self._known = settings_of(self.entry)
        days = in_force(self._known, ORDER_DAYS, printed).value
        return order_due(printed, self.entry.frame().working, days, wakes=wakes)


class MeetingFilter(forms.Form):
    """Which meetings are listed."""

    q = forms.CharField(label=say_later("会议或编号", "Meeting or number"), max_length=60, required=False)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"), required=False)
    state = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    year = forms.IntegerField(label=say_later("年份", "Year"), min_value=1990, max_value=2100, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, codes in (("kind", MeetingKind), ("state", MeetingState)):
            self.fields[name].choices = _choices((it.value, it.names) for it in codes)

    def chosen(self, rows: MeetingQuerySet) -> MeetingQuerySet:
        """The meetings that fit; what makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            fits = Q(title__icontains=q) | Q(minutes_number__icontains=q) | Q(chair__icontains=q)
            number = q.upper().removeprefix("HY-").lstrip("0")
            rows = rows.filter(fits | Q(number=int(number)) if _is_number(number) else fits)
        for name in ("kind", "state"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return rows.filter(held_on__year=asked["year"]) if asked.get("year") else rows


class ItemFilter(forms.Form):
    """Which items are listed."""

    q = forms.CharField(label=say_later("内容、会议或领导", "Text, meeting or leader"), max_length=60, required=False)
    kind = forms.ChoiceField(label=say_later("类别", "Kind"), required=False)
    standing = forms.ChoiceField(label=say_later("状态", "State"), required=False)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=say_later("责任单位", "Unit"), required=False, empty_label=None
    )
    due = forms.ChoiceField(label=say_later("范围", "Which"), required=False)

    def __init__(self, data: Any, entry: ProgrammeEntry | None, rows: ItemQuerySet) -> None:
        super().__init__(data)
        self.entry = entry
        self.fields["kind"].choices = _choices((it.value, it.names) for it in ItemKind)
        self.fields["standing"].choices = _choices((it.value, it.names) for it in Standing)
        self.fields["due"].choices = _choices(_DUE.items())
        units = Q(pk__in=rows.values("unit")) | Q(pk__in=rows.values("order__lead"))
        self.fields["unit"].queryset = Organisation.objects.filter(units).order_by("path")
        self.fields["unit"].empty_label = say("全部", "All")

    def chosen(self, rows: ItemQuerySet, day: date) -> ItemQuerySet:
        """The items that fit."""
        self.is_valid()
        asked = self.cleaned_data
        if q := asked.get("q", "").strip():
            rows = rows.filter(Q(text__icontains=q) | Q(meeting__title__icontains=q) | Q(leader__icontains=q))
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("standing"):
            rows = rows.standing(Standing(asked["standing"]))
        if unit := asked.get("unit"):
            rows = rows.filter(Q(unit=unit) | Q(order__lead=unit) | Q(task__responsible=unit))
        return self._due(rows, asked.get("due", ""), day)

    def _due(self, rows: ItemQuerySet, due: str, day: date) -> ItemQuerySet:
        if due == GOING:
            return rows.standing(*ON_AGENDA)
        if due == UNSETTLED_ITEMS:
            return rows.unsettled(day)
        if due == ASLEEP:
            return rows.filter(wakes_on__gt=day)
        if due == LATE:
            return rows.filter(pk__in=late_items(self.entry, day) if self.entry else [])
        return rows


def meetings_table(rows: Iterable[Meeting]) -> Table:
    """Meetings as a file; of each how many items it has, and how many of them are not closed."""
    heads = (
        ("编号", "Number"),
        ("会议", "Meeting"),
        ("类别", "Kind"),
        ("日期", "Day"),
        ("地点", "Place"),
        ("主持人", "Chair"),
        ("参加单位", "Attending"),
        ("状态", "State"),
        ("纪要编号", "Minutes"),
        ("印发日期", "Printed on"),
    )
    columns = [*((say(*it), False) for it in heads), (say("事项", "Items"), True), (say("未办结", "Open"), True)]
    cells = [
        [
            text(it.code),
            text(it.title),
            text(it.kind_said),
            text(it.held_on.isoformat()),
            text(it.place),
            text(it.chair),
            text(it.attending_said),
            text(it.state_said),
            text(it.minutes_number),
            text(it.printed_on.isoformat() if it.printed_on else ""),
            count(it.asked_count),
            count(it.open_count),
        ]
        for it in rows
    ]
    return Table(title=say("会议", "Meetings"), columns=columns, rows=cells)


def items_table(rows: Iterable[MeetingItem], entry: ProgrammeEntry | None, day: date) -> Table:
    """Items as a file."""
    heads = (
        ("编号", "Number"),
        ("会议", "Meeting"),
        ("会议日期", "Day"),
        ("类别", "Kind"),
        ("事项", "Item"),
        ("提出人", "Leader"),
        ("责任单位", "Unit"),
        ("时限", "Until"),
        ("状态", "State"),
        ("督办或任务", "Order or task"),
        ("转督办期限", "To be dealt with by"),
        ("暂缓至", "Put aside until"),
        ("说明", "Reason"),
    )
    due = Dues(entry) if entry else None
    cells = [
        [
            text(it.code),
            text(it.meeting.title),
            text(it.meeting.held_on.isoformat()),
            text(it.kind_said),
            text(it.text),
            text(it.leader),
            text(it.unit_said),
            text(it.until.isoformat() if it.until else ""),
            text(it.standing_said),
            text(it.followed_said),
            text(_due_said(due, it)),
            text(it.wakes_on.isoformat() if it.wakes_on and it.is_asleep(day) else ""),
            text(it.reason),
        ]
        for it in rows
    ]
    return Table(title=say("会议事项", "Items of meetings"), columns=[(say(*it), False) for it in heads], rows=cells)


def _due_said(due: Dues | None, item: MeetingItem) -> str:
    last = due(item.meeting.printed_on, item.wakes_on) if due else None
    return last.isoformat() if last and item.standing in (Standing.OPEN, Standing.DRAFTED) else ""


def _choices(named: Iterable[tuple[str, tuple[str, str]]]) -> list[tuple[str, str]]:
    return [("", say("全部", "All")), *((value, say(*names)) for value, names in named)]


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 9
