"""What a change does to facts, works, dates, money and targets: worked out anew whenever somebody looks at it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from yipanqi.domain.delivery.change import FACTS, Begun, ChangeKind, reached, repriced
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import MOVES, NOT_BEGUN, UNDONE, Action, State
from yipanqi.domain.delivery.successors import (
    Cycle,
    Dated,
    Moved,
    Span,
    end_of,
    length,
    moved_with,
    rewired,
    steps,
)
from yipanqi.domain.delivery.tree import Kind, Node
from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Measure, Need, Standard
from yipanqi.domain.planning.dates import waits
from yipanqi.domain.planning.estimate import CannotEstimate, Origin, Quantity, estimate
from yipanqi.domain.planning.task import answerable, task_number
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.programme import Programme
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import Record

from .models import DeliveryTask

Told = dict[str, Any]
CHANGEABLE = UNDONE | {State.HELD}  # of whose dates, units and money one may ask
UNITS = ("lead", "responsible", "inspecting")
RECORD = "#record"  # among the versions that a change rests on: the revision of the estate's row


class CannotChange(Cannot):
    """This cannot be changed so, or not by this person, or not any more."""


@dataclass(kw_only=True)
class Effect:
    """What a change does. `told` is plain and kept; `seen` are the versions of what it rests on."""

    money: int = 0  # fen more, or less
    days: int = 0  # working days by which a date moves, at most
    seen: dict[str, int] = field(default_factory=dict)
    node: Node | None = None  # a work that is added
    told: Told = field(default_factory=dict)

    def keep(self, name: str, lines: Sequence[Any]) -> None:
        """Tell these lines, where there are any."""
        if lines:
            self.told[name] = list(lines)


class Family:
    """The tasks of an estate, with the programme that tells of it."""

    def __init__(self, task: DeliveryTask, *, is_locked: bool = False) -> None:
        rows = DeliveryTask.objects.filter(entry_id=task.entry_id, estate=task.estate)
        self.tasks = list((rows.select_for_update() if is_locked else rows.told()).order_by("place", "pk"))
        self.entry, self.estate = task.entry, task.estate
        for it in self.tasks:
            it.entry = self.entry
        self.by_number = {it.number: it for it in self.tasks}
        self.task = self.by_number[task.number]

    @property
    def top(self) -> DeliveryTask:
        """The estate's own task."""
        return next(it for it in self.tasks if it.kind == Kind.ESTATE)

    @property
    def works(self) -> list[DeliveryTask]:
        """Its works that are not cancelled."""
        return [it for it in self.tasks if it.kind == Kind.WORK and it.told is not State.CANCELLED]

    @property
    def leaves(self) -> list[DeliveryTask]:
        """The tasks that somebody does and that are not cancelled."""
        return [it for it in self.tasks if it.is_leaf and it.told is not State.CANCELLED]

    @cached_property
    def programme(self) -> Programme:
        """The programme with this estate, as its data stand."""
        return self.entry.small(self.estate)

    @cached_property
    def working(self) -> WorkingCalendar:
        """Its working days."""
        return self.entry.frame().working

    @cached_property
    def record(self) -> Record:
        """The estate's row. CannotChange where the data know it no longer."""
        found = self.entry.records.active().filter(sheet="estates", key=self.estate).first()
        if found is None:
            raise CannotChange("数据中已没有这个小区", "The data hold this estate no longer")
        return found

    @property
    def dated(self) -> dict[str, Dated]:
        """Its tasks as their dates go."""
        return {
            it.number: Dated(start=it.start_date, finish=it.finish_date, after=tuple(it.after), is_fixed=has_begun(it))
            for it in self.leaves
        }


def has_begun(task: DeliveryTask) -> bool:
    """Does its first day stand, whatever moves?"""
    return task.started_on is not None or task.told not in NOT_BEGUN


def effect_of(family: Family, kind: ChangeKind, asked: Mapping[str, Any], day: date) -> Effect:
    """What is asked does this, on this day. CannotChange tells why it is not possible."""
    effect = Effect()
    _OF_KIND[kind](family, asked, day, effect)
    _targets(family, kind, asked, effect)
    return effect


def _facts(family: Family, asked: Mapping[str, Any], day: date, effect: Effect) -> None:
    values, programme = family.record.values, family.programme
    wanted = {name: asked.get(name) for name in FACTS}
    lines = [[name, _text(values.get(name)), _text(it)] for name, it in wanted.items() if values.get(name) != it]
    if not lines:
        raise CannotChange("与现在的数据相同，没有变更", "This is what the data say already")
    effect.keep("facts", lines)
    effect.seen[RECORD] = family.record.revision
    before = programme.estate_by_id[family.estate]
    after = _with_facts(before, wanted)
    works = []
    for task in family.works:
        measure = programme.measure_by_id.get(task.measure)
        if measure is None or task.told not in CHANGEABLE:
            continue
        need = _need(programme, family.estate, measure.id)
        try:
            found = repriced(task.budget, measure, need, programme.policy, before=before, after=after)
        except CannotEstimate as missing:
            raise CannotChange(f"无法测算：{missing}", f"It cannot be estimated: {missing}") from None
        if (found.quantity.value, found.budget) != (task.quantity, task.budget):
            works.append(_work(task, "repriced", quantity=found.quantity.value, budget=found.budget))
            effect.money += found.budget - task.budget
            effect.seen[task.number] = task.version
    effect.keep("works", works)


def _need(programme: Programme, estate: str, measure: str) -> Need | None:
    return next((it for it in programme.needs_by_estate.get(estate, ()) if it.measure == measure), None)


def _with_facts(estate: Estate, wanted: Mapping[str, Any]) -> Estate:
    area = wanted["floor_area"]
    try:
        return replace(
            estate,
            households=wanted["households"] or 0,
            buildings=wanted["buildings"],
            floor_area=None if area is None else Decimal(area),
        )
    except ValueError as wrong:
        raise CannotChange(f"数据不成立：{wrong}", f"This cannot be: {wrong}") from None


def _add(family: Family, asked: Mapping[str, Any], day: date, effect: Effect) -> None:
    programme, top = family.programme, family.top
    measure = programme.measure_by_id.get(asked["measure"])
    if measure is None:
        raise CannotChange("没有这种改造内容", "There is no such measure")
    if top.told in (State.CLOSED, State.CANCELLED):
        raise CannotChange(
            f"小区“{top.state_said}”，不能增加改造项", f"The estate is {top.state_said}: nothing is added"
        )
    number = task_number(family.estate, measure.id)
    known = family.by_number.get(number)
    if known is not None and known.told is not State.CANCELLED:
        raise CannotChange("小区已经有这个改造项", "The estate has this work already")
    span = _span(asked)
    if span[0] < day:
        raise CannotChange("开始日期不能早于今天", "It cannot begin before today")
    amount, budget = _size(family, measure, asked)
    after = _ready(family) + [it.number for it in family.works if waits(measure, programme.measure_by_id[it.measure])]
    effect.node = Node(
        number=number,
        parent=_parent(family),
        kind=Kind.WORK,
        estate=family.estate,
        start_date=span[0],
        finish_date=span[1],
        units=answerable(programme, family.estate, [measure.id, measure.group]),
        stage=DeliveryStage.CONSTRUCTION,
        measure=measure.id,
        standard=Standard.STANDARD,
        quantity=amount,
        budget=budget,
        told=told_alone(budget),
        after=tuple(after),
        is_provisional=any(map(family.working.is_provisional, span)),
    )
    effect.money = budget
    if known is not None:
        effect.seen[number] = known.version
    names = {"number": number, "zh": measure.name, "en": measure.name_en or measure.name, "unit": measure.unit}
    what = "added" if known is None else "revived"
    line = names | {"what": what, "quantity": ["", _text(amount.value)], "budget": [0, budget]}
    effect.keep("works", [line])
    effect.keep("span", [it.isoformat() for it in span])
    _after_added(family, effect, number, Dated(start=span[0], finish=span[1], after=tuple(after)), measure, day)


def _size(family: Family, measure: Measure, asked: Mapping[str, Any]) -> tuple[Quantity, int]:
    """How much, and for how much money: as it is given, else as it is estimated."""
    programme = family.programme
    need = _need(programme, family.estate, measure.id)
    try:
        found = estimate(programme.estate_by_id[family.estate], measure, need, programme.policy)
    except CannotEstimate as missing:
        raise CannotChange(f"无法测算，请填写：{missing}", f"It cannot be estimated; give it: {missing}") from None
    given, much = asked.get("budget"), asked.get("quantity")
    amount = found.quantity if much is None else Quantity(value=Decimal(much), origin=Origin.GIVEN)
    return amount, found.cost if given is None else given


def _ready(family: Family) -> list[str]:
    stages = (DeliveryStage.TENDER, DeliveryStage.COORDINATION)
    return [it.number for it in family.leaves if it.kind == Kind.STAGE and it.stage in stages]


def _parent(family: Family) -> str:
    above = (it for it in family.tasks if it.kind == Kind.STAGE and it.stage == DeliveryStage.CONSTRUCTION)
    found = next(above, None)
    if found is None:
        raise CannotChange("小区没有施工环节，不能增加改造项", "The estate has no construction: no work is added")
    return found.number


def _after_added(family: Family, effect: Effect, number: str, own: Dated, measure: Measure, day: date) -> None:
    """What comes after a new work waits for it, and moves where it would begin before the work ends."""
    programme = family.programme
    later = [it for it in family.works if waits(programme.measure_by_id[it.measure], measure)]
    later += [it for it in family.leaves if it.kind == Kind.STAGE and it.stage == DeliveryStage.ACCEPTANCE]
    dated = family.dated | {number: own}
    for it in later:
        wired = (*dated[it.number].after, number)
        dated[it.number] = replace(dated[it.number], after=tuple(dict.fromkeys(wired)))
        effect.seen[it.number] = it.version
    effect.keep("joined", [it.number for it in later])
    moved: dict[str, Moved] = {}
    for it in later:
        now = dated[it.number]
        if now.is_fixed or now.start > own.finish:
            continue
        start = family.working.add(own.finish, 1)
        to = (start, end_of(family.working, start, length(family.working, now.span)))
        for step in _followed(dated, family.working, it.number, to, day):
            old = moved[step.number].old if step.number in moved else step.old
            cause = number if step.number == it.number else step.cause
            moved[step.number] = replace(step, old=old, cause=cause)
            dated[step.number] = replace(dated[step.number], start=step.new[0], finish=step.new[1])
    _moves(family, effect, moved.values(), {number: (measure.name, measure.name_en or measure.name)})


def _drop(family: Family, asked: Mapping[str, Any], day: date, effect: Effect) -> None:
    task = family.task
    if task.kind != Kind.WORK or (task.told, Action.CANCEL) not in MOVES:
        raise CannotChange(
            f"“{task.name}”现在是“{task.told.names[0]}”，不能取消",
            f"“{task.name_en}” is “{task.told.names[1]}” and cannot be taken out",
        )
    effect.money = -task.budget
    effect.seen[task.number] = task.version
    effect.keep("works", [_work(task, "dropped", quantity=None, budget=0)])
    waiting = [it for it in family.leaves if task.number in it.after]
    effect.keep("freed", [[it.name, it.name_en] for it in waiting])


def _dates(family: Family, asked: Mapping[str, Any], day: date, effect: Effect) -> None:
    task, span = _changeable(family), _span(asked)
    if span[0] != task.start_date and has_begun(task):
        raise CannotChange("任务已经开始，开始日期不能变更", "The task has begun: its first day stands")
    if any(new < day for new, old in zip(span, (task.start_date, task.finish_date), strict=True) if new != old):
        raise CannotChange("日期不能改到今天以前", "Nothing moves into the past")
    dated, after = family.dated, list(asked["after"])
    unknown = [it for it in after if it not in dated]
    if unknown:
        raise CannotChange(f"没有这个任务：{'、'.join(unknown)}", f"No such task: {', '.join(unknown)}")
    if set(after) != set(it for it in task.after if it in dated):
        old_names, new_names = ([_names(family, it) for it in numbers] for numbers in (task.after, after))
        effect.told["after"] = [old_names, new_names]
        kept = [it for it in task.after if it not in dated]  # cancelled ones stay where they were
        try:
            dated = rewired(dated, task.number, [*after, *kept])
        except Cycle as ring:
            zh, en = zip(*(_names(family, it) for it in ring.numbers), strict=True)
            raise CannotChange(
                f"任务互相等待，形成循环：{' → '.join(zh)}", f"The tasks would wait for each other: {' → '.join(en)}"
            ) from None
    effect.seen[task.number] = task.version
    found = _followed(dated, family.working, task.number, span, day)
    if not found and "after" not in effect.told:
        raise CannotChange("与现在的日期相同，没有变更", "These are its dates already")
    _moves(family, effect, found, {})
    effect.keep("notes", _notes(family, dated[task.number], span))


def _notes(family: Family, own: Dated, span: Span) -> list[list[str]]:
    """What is odd about the new dates, and allowed."""
    found = []
    dated = family.dated
    for number in own.after:
        if number in dated and dated[number].finish >= span[0]:
            zh, en = _names(family, number)
            found.append([f"“{zh}”那时还没有完成", f"“{en}” will not be finished by then"])
    if not all(map(family.working.is_working, span)):
        found.append(["开始或完成日期不是工作日", "Its first or last day is no working day"])
    return found


def _followed(
    dated: Mapping[str, Dated], working: WorkingCalendar, number: str, span: Span, day: date
) -> tuple[Moved, ...]:
    try:
        return moved_with(dated, working, number, span, day)
    except ValueError:
        raise CannotChange("完成日期不能早于开始日期", "It cannot end before it begins") from None


def _moves(family: Family, effect: Effect, found: Iterable[Moved], names: Mapping[str, tuple[str, str]]) -> None:
    """Tell each task that moves, and by how many working days."""
    lines = []
    for step in found:
        task = family.by_number[step.number]
        by = [steps(family.working, old, new) for old, new in zip(step.old, step.new, strict=True)]
        effect.days = max(effect.days, *map(abs, by))
        effect.seen[task.number] = task.version
        lines.append(
            {
                "number": task.number,
                "zh": task.name,
                "en": task.name_en,
                "old": [it.isoformat() for it in step.old],
                "new": [it.isoformat() for it in step.new],
                "days": by[1],
                "cause": list(names[step.cause]) if step.cause in names else _names(family, step.cause),
                "is_asked": step.cause == step.number,
                "is_provisional": any(map(family.working.is_provisional, step.new)),
            }
        )
    effect.keep("moved", lines)


def _units(family: Family, asked: Mapping[str, Any], day: date, effect: Effect) -> None:
    task, lines = _changeable(family), []
    named = {it.pk: it.name for it in Organisation.objects.filter(pk__in=[asked[p] for p in UNITS if asked[p]])}
    for part in UNITS:
        if asked[part] != getattr(task, f"{part}_id"):
            lines.append([part, task.unit_said(part), named.get(asked[part], "")])
    if asked["person"] != task.person:
        lines.append(["person", task.person, asked["person"]])
    if not lines:
        raise CannotChange("与现在的单位相同，没有变更", "These are its units already")
    effect.seen[task.number] = task.version
    effect.keep("units", lines)


def _changeable(family: Family) -> DeliveryTask:
    task = family.task
    if not task.is_leaf or task.told not in CHANGEABLE:
        zh, en = task.told.names
        raise CannotChange(f"任务现在是“{zh}”，不能变更", f"The task is “{en}” and cannot be changed")
    return task


def _span(asked: Mapping[str, Any]) -> Span:
    first, last = date.fromisoformat(asked["start"]), date.fromisoformat(asked["finish"])
    if last < first:
        raise CannotChange("完成日期不能早于开始日期", "It cannot end before it begins")
    return first, last


def _names(family: Family, number: str) -> list[str]:
    task = family.by_number[number]
    return [task.name, task.name_en]


def _work(task: DeliveryTask, what: str, *, quantity: Decimal | None, budget: int) -> Told:
    told = {"number": task.number, "zh": task.name, "en": task.name_en, "unit": task.unit, "what": what}
    return told | {"quantity": [_text(task.quantity), _text(quantity)], "budget": [task.budget, budget]}


def _text(value: Any) -> str:
    """A plain value as it is kept: figures without needless noughts."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _targets(family: Family, kind: ChangeKind, asked: Mapping[str, Any], effect: Effect) -> None:
    """What targets lose or win, by the estates whose works begin by the end of their years."""
    targets = family.entry.frame().targets
    if not targets or kind is ChangeKind.UNITS:
        return
    before = _begun(family)
    own = before.get(family.estate)
    after = dict(before)
    starts = _starts(family, kind, effect)
    if not starts:
        after.pop(family.estate, None)
    else:
        households = asked["households"] or 0 if kind is ChangeKind.FACTS else _households(family, own)
        year = min(starts).year - family.entry.frame().calendar.first_year
        after[family.estate] = Begun(regions=_regions(family), year=year, households=households)
    found = reached(targets, [*before.values()], [*after.values()])
    effect.keep(
        "targets",
        [
            {
                "region": it.target.region,
                "kind": it.target.kind.value,
                "year": family.entry.frame().calendar.first_year + it.target.year,
                "least": it.target.at_least,
                "before": it.before,
                "after": it.after,
                "is_missed_more": it.is_missed_more,
            }
            for it in found
        ],
    )


def _starts(family: Family, kind: ChangeKind, effect: Effect) -> list[date]:
    """When the works of the estate begin after the change."""
    found = {it.number: it.start_date for it in family.works}
    for line in effect.told.get("moved", ()):
        if line["number"] in found:
            found[line["number"]] = date.fromisoformat(line["new"][0])
    if kind is ChangeKind.DROP:
        found.pop(family.task.number, None)
    if effect.node is not None:
        found[effect.node.number] = effect.node.start_date
    return list(found.values())


def _households(family: Family, own: Begun | None) -> int:
    return own.households if own else int(family.record.values.get("households") or 0)


def _regions(family: Family) -> frozenset[str]:
    return frozenset(family.entry.frame().path(family.top.region))


def _begun(family: Family) -> dict[str, Begun]:
    """The estates whose works are planned or done, as targets count them."""
    frame, entry = family.entry.frame(), family.entry
    households = dict(entry.records.active().filter(sheet="estates").values_list("key", "values__households"))
    rows = DeliveryTask.objects.filter(entry=entry, kind=Kind.STAGE, stage=DeliveryStage.CONSTRUCTION)
    paths: dict[str, frozenset[str]] = {}
    found = {}
    for estate, region, first in rows.exclude(state=State.CANCELLED).values_list("estate", "region", "start_date"):
        if region not in paths:
            paths[region] = frozenset(frame.path(region) if region in frame.region_by_id else (region,))
        year = first.year - frame.calendar.first_year
        found[estate] = Begun(regions=paths[region], year=year, households=int(households.get(estate) or 0))
    return found


_OF_KIND = {
    ChangeKind.FACTS: _facts,
    ChangeKind.ADD: _add,
    ChangeKind.DROP: _drop,
    ChangeKind.DATES: _dates,
    ChangeKind.UNITS: _units,
}
