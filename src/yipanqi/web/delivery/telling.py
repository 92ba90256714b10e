"""What delivery tells the pages that span stages: what waits for whom, and the tasks of an estate."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Min, Q
from django.http import QueryDict
from django.urls import reverse

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import ENDED, NOT_BEGUN, SETTLED, UNDONE, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Card, Entry, Line, Mode, OfEstate, Panel, Section, Telling, Waiting
from yipanqi.web.page.today import today
from yipanqi.web.plans.shown import entry_of

from . import board_progress
from .change_telling import changes_waiting
from .keyed import Keyed
from .law_sections import estate_sections, laws_waiting
from .lines import lines_of, standing
from .models import DeliveryTask, TaskQuerySet
from .models.tasks import units_of
from .standing import waits_for

_SHOWN = 6  # tasks on the first page
_LATE = ("{} 项任务逾期未报完", "{} tasks are late and not reported done")
_REPORTED = ("{} 项报完的任务待核验", "{} reported tasks are to be checked")
_CHECKED = ("{} 项核验的任务待销号", "{} checked tasks are to be closed")


class Delivery(Telling):
    """Tasks of the plan in force."""

    rail = (
        Entry(url_name="delivery:mine", zh="任务", en="Tasks", place=30, permission="delivery.view", under="/tasks/"),
    )
    style = "delivery.css"

    @cached_property
    def own_entry(self) -> Any:
        """The programme whose tasks are told: for who sees no programmes that of the plan in force."""
        return self.entry or entry_of(self.user)

    @cached_property
    def has_tasks(self) -> bool:
        """May this person see tasks, and are there any?"""
        is_there = self.own_entry is not None and DeliveryTask.objects.filter(entry=self.own_entry).exists()
        return self.user.has_perm("delivery.view") and is_there

    @cached_property
    def tasks(self) -> TaskQuerySet:
        """The tasks that somebody does, as far as this person sees them."""
        return DeliveryTask.objects.visible_to(self.user).filter(entry=self.own_entry).leaves()

    @cached_property
    def units(self) -> tuple[int, ...]:
        """The organisations of this person."""
        return units_of(self.user)

    def waiting(self) -> Iterator[Waiting]:
        """Tasks that this person may report, check or close, counted."""
        if not self.has_tasks:
            return
        day, may = today(), self.user.has_perm
        late = Q(finish_date__lt=day, state__in=UNDONE) & _done_by(self.units)
        reported = Q(state=State.REPORTED) & _checked_by(self.units)
        mine = reverse("delivery:mine")
        told = (
            ("delivery.work", late, f"{mine}?when=late", _LATE),
            ("delivery.check", reported, f"{mine}?state=reported", _REPORTED),
            ("delivery.manage", Q(state=State.CHECKED), f"{reverse('delivery:index')}?state=checked", _CHECKED),
        )
        for permission, asked, url, (zh, en) in told:  # each by the index of states: together they read every task
            if may(permission) and (count := self.tasks.filter(asked).order_by().count()):
                yield Waiting(text=say(zh.format(f"{count:,}"), en.format(f"{count:,}")), url=url)
        yield from changes_waiting(self.user, self.own_entry)
        yield from laws_waiting(self.user, self.own_entry)
        for count, (zh, en) in waits_for(self.user, self.own_entry):
            if count:
                yield Waiting(text=say(zh.format(count), en.format(count)), url=reverse("delivery:acceptances"))

    def panels(self) -> Iterator[Panel]:
        """One's own tasks that are due next, the late ones first, in the place of what the plan told of them; for who
        inspects those that were reported."""
        if not self.has_tasks:
            return
        may, mine = self.user.has_perm, reverse("delivery:mine")
        if may("delivery.work"):
            rows = self.tasks.filter(_done_by(self.units)).undone().order_by("finish_date", "place")
            key, title = "deadlines" if may("programmes.view") else "mine", say("我的任务", "My tasks")
            yield from _panel(key, title, Keyed(_since_first(rows))[:_SHOWN], mine)
        if may("delivery.check"):
            rows = self.tasks.filter(state=State.REPORTED).filter(_checked_by(self.units)).order_by("reported_on")
            key, title = "checks" if may("programmes.view") else "mine", say("待核验", "To be checked")
            yield from _panel(key, title, Keyed(rows)[:_SHOWN], f"{mine}?state=reported")

    def modes(self, asked: QueryDict) -> Iterator[Mode]:
        """The board as it stands on the ground."""
        if self.entry is not None and self.has_tasks:
            yield from board_progress.modes(self.user, self.entry, asked, today())

    def of(self, row: Any) -> OfEstate:
        """The tasks of one estate."""
        found = DeliveryTask.objects.visible_to(self.user).filter(entry=row.entry_id, estate=row.estate)
        return OfDelivery(self.user, list(found.told().select_related("entry")))


class OfDelivery(OfEstate):
    """The tasks of an estate; none before a plan is adopted."""

    def __init__(self, user: Any, tasks: list[DeliveryTask]) -> None:
        self.user, self.tasks = user, tasks
        self.leaves = [task for task in tasks if task.is_leaf and task.told is not State.CANCELLED]

    def cards(self) -> Iterator[Card]:
        """Tasks, the tender and acceptance: where they stand."""
        if not self.leaves:
            return
        day = today()
        closed = sum(task.told is State.CLOSED for task in self.leaves)
        late = sum(task.is_late(day) for task in self.leaves)
        begun = any(task.told not in NOT_BEGUN for task in self.leaves)
        state = "late" if late else "done" if closed == len(self.leaves) else "way" if begun else "planned"
        said = say(f"{closed} / {len(self.leaves)} 项销号", f"{closed} of {len(self.leaves)} closed")
        lateness = say(f"{late} 项逾期", f"{late} late") if late else ""
        yield Card(key=Stage.TASK, state=state, lines=(said, lateness))
        for stage, key in ((DeliveryStage.TENDER, Stage.CONTRACT), (DeliveryStage.ACCEPTANCE, Stage.ACCEPTANCE)):
            for task in self.leaves:
                if task.stage == stage:
                    yield _card(task, key, day)

    def sections(self) -> Iterator[Section]:
        """The stages and works with their state."""
        if not self.leaves:
            return
        day = today()
        top = next(task for task in self.tasks if task.kind == Kind.ESTATE)
        open_ = sum(task.told not in ENDED for task in self.leaves)
        told = say(
            f"共 {len(self.leaves)} 项，{open_} 项未办结；计划 {top.start_date} 至 {top.finish_date}。",
            f"{len(self.leaves)} tasks, {open_} open; planned from {top.start_date} to {top.finish_date}.",
        )
        lines = lines_of(self.leaves, day)
        yield Section.of(Stage.TASK, "delivery/_of_estate.html", lines=lines, told=told, top=top.get_absolute_url())
        yield from estate_sections(self.user, top.entry, top.estate)


def _since_first(rows: TaskQuerySet) -> TaskQuerySet:
    """The same undone rows, by their last day: an index tells the first day of each state at once, so that nobody walks
    over all that was done before it."""
    of_state = (rows.order_by().filter(state=state).aggregate(first=Min("finish_date"))["first"] for state in UNDONE)
    first = min((day for day in of_state if day is not None), default=None)
    return rows.none() if first is None else rows.filter(finish_date__gte=first)


def _panel(key: str, title: str, tasks: list[DeliveryTask], url: str) -> Iterator[Panel]:
    """A line for each task: by when, where, what, how it stands."""
    day = today()
    lines = [
        Line(text=f"{it.finish_date} {it.title_said} · {standing(it, day)}", url=it.get_absolute_url()) for it in tasks
    ]
    if lines:
        yield Panel(key=key, title=title, lines=lines, more=[Line(text=say("全部", "All"), url=url)])


def _card(task: DeliveryTask, key: Stage, day: Any) -> Card:
    if task.is_late(day):
        state = "late"
    elif task.told in SETTLED:
        state = "done"
    else:
        state = "planned" if task.told in NOT_BEGUN else "way"
    return Card(
        key=key, state=state, lines=(task.state_said, f"{task.finish_date:%Y-%m-%d}"), url=task.get_absolute_url()
    )


def _done_by(units: tuple[int, ...]) -> Q:
    own = Q(contractor_id__in=units) | Q(responsible_id__in=units)
    return own | Q(responsible=None, contractor=None, lead_id__in=units)


def _checked_by(units: tuple[int, ...]) -> Q:
    return Q(supervisor_id__in=units) | Q(inspecting_id__in=units)
