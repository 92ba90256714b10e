"""An order's ladder as its page draws it; the steps that were taken as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.supervision.ladder import Stop, Told, drawn, last_day, late_days, stopped_days
from yipanqi.domain.supervision.ladder_shipped import rules_on
from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.say import in_turn, listed, say
from yipanqi.web.page.tables import Table, count, text

from .ladder_clocks import clocks_of
from .ladder_people import Readers, told_said
from .ladder_words import rung_said
from .models import LadderStep, Order

_STATES = {
    Told.TAKEN: "done",
    Told.DUE: "here",
    Told.COMING: "",
    Told.STOPPED: "stopped",
    Told.LAPSED: "over",
    Told.SPARED: "over",
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A step as it is drawn: its name, state, day, who reads or read it, its letter."""

    name: str
    state: str
    said: str
    on: date | None
    readers: Sequence[str]
    code: str = ""
    url: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class LadderDrawn:
    """The ladder of an order: its steps, and what its clock says."""

    steps: Sequence[Drawn]
    name: str
    last: date | None
    late: int
    stopped: str
    stands: str  # why the clock stands still now


def ladder_of(order: Order, day: date) -> LadderDrawn | None:
    """The ladder of an order that was issued; none of a draft."""
    clock = clocks_of([order]).get(order.pk)
    if clock is None:
        return None
    rules, working = rules_on(settings_of(order.entry), day), order.entry.frame().working
    rows = {it.step_told: it for it in order.steps.all()}
    stands = drawn(rules.ladder, clock, {step: it.day for step, it in rows.items()}, working, day)
    readers = Readers()
    return LadderDrawn(
        steps=[_drawn(order, it, rows.get(it.rung.step), readers) for it in stands],
        name=say(*rules.ladder.names),
        last=last_day(clock, working),
        late=0 if order.ended_on else late_days(clock, working, day),
        stopped=listed(
            say(f"{why.names[0]} {days} 个工作日", f"{why.names[1]} {days} working days")
            for why, days in stopped_days(clock, working, day).items()
        ),
        stands=_stands(clock.stop(day), order),
    )


def _drawn(order: Order, stand: Any, row: LadderStep | None, readers: Readers) -> Drawn:
    if row is not None:
        told = told_said(row.told)
    elif stand.told in (Told.DUE, Told.COMING, Told.STOPPED):
        told = told_said(it.stored for it in readers.of(order, stand.rung))
    else:
        told = []
    letter = row is not None and row.number is not None
    return Drawn(
        name=say(*stand.rung.step.names),
        state=_STATES[stand.told],
        said=say(*stand.told.names),
        on=stand.on,
        readers=told,
        code=row.code if row else "",
        url=reverse("supervision:ladder-letter", args=[row.pk]) if row and letter else "",
        rule=rung_said(stand.rung),
    )


def _stands(stop: Stop | None, order: Order) -> str:
    if stop is None or order.told in (OrderState.CLOSED, OrderState.WITHDRAWN):
        return ""
    zh, en = stop.why.names
    return say(f"自 {stop.first} 起停表：{zh}", f"The clock stands still since {stop.first}: {en}")


def steps_table(rows: Iterable[LadderStep]) -> Table:
    """Steps that were taken, as a table and a file."""
    columns = [
        (say("日期", "Day"), False),
        (say("台阶", "Step"), False),
        (say("文号", "Letter"), False),
        (say("督办单", "Order"), False),
        (say("事项", "Matter"), False),
        (say("牵头单位", "Lead unit"), False),
        (say("期限", "Limit"), False),
        (say("逾期（工作日）", "Late (working days)"), True),
        (say("停表", "Clock stopped"), False),
        (say("收件人", "Read by"), False),
    ]
    made = [
        [
            text(it.day.isoformat()),
            text(it.step_said),
            text(it.code, reverse("supervision:ladder-letter", args=[it.pk]) if it.number else ""),
            text(it.order.code, it.order.get_absolute_url()),
            text(it.order.matter),
            text(it.order.lead.name),
            text(it.limit.isoformat()),
            count(it.late or None),
            text(it.stopped_said),
            text(in_turn(told_said(it.told))),
        ]
        for it in rows
    ]
    return Table(title=say("催办记录", "Steps taken"), columns=columns, rows=made, key="steps-taken", is_wide=True)
