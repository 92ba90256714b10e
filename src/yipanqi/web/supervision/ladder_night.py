"""What a night will do: the orders that rules make, the steps that are due, who reads of it; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from yipanqi.domain.delivery.state import UNDONE
from yipanqi.domain.progress.light import Colour as Light
from yipanqi.domain.supervision.colours import Colours, Sense, level_on
from yipanqi.domain.supervision.ladder import Clock, Stand, Step, drawn, due, last_day, late_days, stopped_days
from yipanqi.domain.supervision.ladder_shipped import LadderRules, rules_on
from yipanqi.domain.supervision.order import OPEN, OrderState
from yipanqi.domain.supervision.raising import Raised, RaisingRule, Seen, When, raised
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import LEADING_GROUP, OFFICE
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.models import TaskLight

from .ladder_clocks import cases_of, clocks_of, taken_of
from .ladder_people import Reader, Readers
from .models import Order
from .models.orders import OrderQuerySet

_DAY = timedelta(days=1)
_WORSE = (Light.YELLOW.value, Light.RED.value)
_LIGHT_SAID = {Light.YELLOW.value: "黄灯", Light.RED.value: "红灯"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDue:
    """A step to be taken: of which order, who reads it, how late the order is."""

    order: Order
    clock: Clock
    stand: Stand
    limit: date
    late: int
    stopped: Mapping[str, int]
    following: Stand | None
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """An order that a rule makes: of which task, for which unit, inspected by which."""

    raised: Raised
    task: DeliveryTask
    lead: Organisation | None
    inspects: Organisation | None
    matter: str
    content: str
    colour: str
    readers: tuple[Reader, ...] = ()  # of an order that is issued at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What is to be done on a day."""

    day: date
    rules: LadderRules
    making: tuple[Making, ...]
    steps: tuple[StepDue, ...]
    settled: tuple[Order, ...]  # drafts of rules whose tasks are done meanwhile
    colours: Mapping[int, str]  # orders whose colour changes

    @property
    def makable(self) -> tuple[Making, ...]:
        """Those for which two units are known."""
        return tuple(it for it in self.making if it.lead is not None and it.inspects is not None)


def night_of(entry: ProgrammeEntry, day: date, *, is_whole: bool = True) -> Night:
    """What the night of a day will do, by what is recorded now; looked at beforehand without the colours, of the
    orders alone that can have come to a step."""
    rules, working, readers = rules_on(settings_of(entry), day), entry.frame().working, Readers()
    soon = working.add(day, max((it.days for it in rules.ladder.rungs if it.step is Step.REMIND), default=0))
    orders = list(going(entry) if is_whole else going(entry).filter(limit__lte=soon))
    taken = taken_of(it.pk for it in orders)
    cases = cases_of(orders, taken, behind_of(orders) if is_whole else ())
    steps = []
    for order in orders:
        case = cases[order.pk]
        if order.told is OrderState.HELD or order.told not in OPEN:
            continue
        steps += [
            step_due(order, case.clock, it, rules, taken.get(order.pk, {}), working, day, readers)
            for it in due(rules.ladder, case.clock, taken.get(order.pk, {}), working, day)
        ]
    shown = {
        pk: level.colour.value if (level := level_on(rules.colours, case, working, day)) else ""
        for pk, case in (cases.items() if is_whole else ())
    }
    return Night(
        day=day,
        rules=rules,
        making=tuple(making_of(entry, day, rules)),
        steps=tuple(steps),
        settled=tuple(settled_drafts(entry)),
        colours={it.pk: new for it in orders if (new := shown.get(it.pk, it.colour)) != it.colour},
    )


def going(entry: ProgrammeEntry) -> OrderQuerySet:
    """The orders that are issued and have not ended."""
    rows = Order.objects.filter(entry=entry, state__in=[*OPEN, OrderState.HELD]).select_related(
        "lead", "inspects", "organ"
    )
    return rows.prefetch_related("supporting").order_by("pk")


def unended(entry: ProgrammeEntry) -> OrderQuerySet:
    """These, and the drafts: all that a night can do something to."""
    return Order.objects.filter(entry=entry, state__in=[*OPEN, OrderState.HELD, OrderState.DRAFTED])


def near_tasks(entry: ProgrammeEntry, day: date, rules: LadderRules) -> QuerySet:
    """The keys of tasks of which a rule can make an order on a day: near their finish or past it, or with a yellow or
    red light; each by its own index."""
    asked = [it for it in rules.raising.rules if it.is_on]
    if not asked:
        return DeliveryTask.objects.none().values("pk")
    soon = max((entry.frame().working.add(day, it.days) for it in asked if it.when is When.NEAR), default=day)
    due = DeliveryTask.objects.filter(entry=entry, finish_date__lte=soon).leaves().undone()
    lit = TaskLight.objects.filter(entry=entry, colour__in=_WORSE)
    return due.order_by().values_list("pk").union(lit.order_by().values_list("task_id"))


def behind_of(orders: Iterable[Order]) -> set[int]:
    """Those of which a task has a yellow or red light."""
    through = Order.tasks.through.objects.filter(
        order__in=[it.pk for it in orders], deliverytask__light__colour__in=_WORSE
    )
    return set(through.values_list("order_id", flat=True))


def step_due(
    order: Order,
    clock: Clock,
    stand: Stand,
    rules: LadderRules,
    taken: Mapping[Step, date],
    working: WorkingCalendar,
    day: date,
    readers: Readers,
) -> StepDue:
    """A step with what its letter tells."""
    then = drawn(rules.ladder, clock, {**taken, stand.rung.step: day}, working, day)
    order_of = [it.rung.step for it in then]
    later = then[order_of.index(stand.rung.step) + 1 :]
    return StepDue(
        order=order,
        clock=clock,
        stand=stand,
        limit=last_day(clock, working) or clock.limit,
        late=late_days(clock, working, day),
        stopped={why.value: days for why, days in stopped_days(clock, working, day).items()},
        following=next((it for it in later if it.on is not None), None),
        readers=tuple(readers.of(order, stand.rung)),
    )


def making_of(entry: ProgrammeEntry, day: date, rules: LadderRules) -> Iterator[Making]:
    """What the rules make of the tasks on a day."""
    near = DeliveryTask.objects.filter(pk__in=near_tasks(entry, day, rules)).leaves().undone()
    tasks = {str(it.pk): it for it in near.told().select_related("light").order_by("place")}
    if not tasks:
        return
    with_order = set(
        Order.tasks.through.objects.filter(order__in=Order.objects.filter(entry=entry).going().values("pk"))
        .order_by()
        .values_list("deliverytask_id", flat=True)
    )
    begin = Q()
    for when in When:
        begin |= Q(origin_key__startswith=f"{when.value}:")
    known = frozenset(Order.objects.filter(begin, entry=entry).values_list("origin_key", flat=True))
    organs = _organs()
    seen = (_seen(it, it.pk in with_order) for it in tasks.values())
    for found in raised(rules.raising.rules, seen, known, entry.frame().working, day):
        yield _making(found, tasks[found.seen.key], rules.colours, organs, day)


def settled_drafts(entry: ProgrammeEntry) -> Iterator[Order]:
    """Drafts of rules none of whose tasks is still to be done."""
    begin = Q()
    for when in When:
        begin |= Q(origin_key__startswith=f"{when.value}:")
    rows = Order.objects.filter(begin, entry=entry, state=OrderState.DRAFTED, drafted_by=None)
    rows = rows.exclude(tasks__state__in=[*UNDONE]).select_related("lead", "inspects", "organ", "entry")
    return iter(rows.distinct().order_by("pk"))


def rule_of(order: Order, rules: LadderRules) -> RaisingRule | None:
    """The rule that made an order; none: nobody's."""
    word = order.origin_key.partition(":")[0]
    return next((it for it in rules.raising.rules if it.when.value == word), None)


def clock_of(order: Order) -> Clock | None:
    """An order's clock; none of a draft."""
    return clocks_of([order]).get(order.pk)


def _seen(task: DeliveryTask, has_order: bool) -> Seen:
    light = getattr(task, "light", None)
    return Seen(
        key=str(task.pk),
        finish=task.finish_date,
        is_undone=task.told in UNDONE,
        light=light.colour if light else "",
        late=(light.late or 0) if light else 0,
        has_order=has_order,
    )


def _organs() -> list[Organisation]:
    """The office, then the leading group: who inspects where a task names nobody."""
    rows = Organisation.objects.filter(kind__in=(OFFICE, LEADING_GROUP), is_active=True).order_by("path")
    return sorted(rows, key=lambda it: it.kind != OFFICE)


def _making(found: Raised, task: DeliveryTask, colours: Colours, organs: list[Organisation], day: date) -> Making:
    lead = task.responsible or task.lead or task.contractor
    asked = [it for it in (task.inspecting, *organs) if it is not None and (lead is None or it.pk != lead.pk)]
    matter, content = _said(found, task, day)
    return Making(
        raised=found,
        task=task,
        lead=lead,
        inspects=asked[0] if asked else None,
        matter=matter,
        content=content,
        colour=_colour(found.rule, colours),
    )


def _colour(rule: RaisingRule, colours: Colours) -> str:
    at = [*When].index(rule.when) if colours.sense is Sense.TIME else colours.begins.get(rule.urgency, 0)
    return colours.levels[at].colour.value


def _said(found: Raised, task: DeliveryTask, day: date) -> tuple[str, str]:
    """Matter and content as an order keeps them: in Chinese, the language of the office."""
    light, when = getattr(task, "light", None), found.rule.when
    name = f"{task.estate_name}“{task.name}”"
    done = f"，截至{_zh(day)}完成{light.percent.normalize():f}%" if light and light.percent is not None else ""
    behind = f"，比计划落后{light.behind}个工作日" if light and light.behind and light.behind > 0 else ""
    behind += f"，预计晚{light.late}个工作日完成" if light and light.late and light.late > 0 else ""
    shown = f"，亮{_LIGHT_SAID[light.colour]}" if light and light.colour in _LIGHT_SAID else ""
    matter = {
        When.NEAR: f"{name}临近完成期限、预计逾期",
        When.BEHIND: f"{name}进度滞后",
        When.OVERDUE: f"{name}逾期未完成",
    }[when]
    asked = "请查明原因，落实责任人，采取措施赶上进度，并书面反馈原因和防止再次发生的措施。"
    return matter, f"{name}计划{_zh(task.finish_date)}完成{done}{behind}{shown}。{asked}"


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
