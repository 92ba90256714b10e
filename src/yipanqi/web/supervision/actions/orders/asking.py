"""More time or another unit is asked for and granted; an order is put on hold, resumed, withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.supervision.clock import (
    Stop,
    dues,
    moved,
    stopped_days,
)
from yipanqi.domain.supervision.order import (
    Basis,
    OrderAction,
    OrderPart,
    OrderSituation,
    OrderState,
    part_wanted,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.inbox import actions as inbox

from ... import orders_people
from ...models import Order
from .ground import (
    CannotOrder,
    clocks_in,
    iso,
    judge,
    level_of,
    locked,
    next_turn,
    record_deed,
    settle_asked,
    situation_of,
    working_of,
)

_S, _A, _P = OrderState, OrderAction, OrderPart


@transaction.atomic
def reassign_asked(
    *,
    order: Order,
    reason: str,
    to: Organisation | None = None,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit says soon after signing that it is not for them, and for whom it is."""
    order = locked(order, seen)
    judge(order, _A.ASK_REASSIGN, by, situation_of(order, by, day), reason)
    asked = {"lead": to.pk, "lead_name": to.name} if to else {}
    return _ask(order, _A.ASK_REASSIGN, asked, reason, by, at, day, values={"lead": to.name if to else ""})


@transaction.atomic
def reassign(
    *, order: Order, lead: Organisation, reason: str, by: Any, at: datetime, day: date, seen: int | None = None
) -> Order:
    """Another unit leads: it signs and answers; the limit stays."""
    order = locked(order, seen)
    situation = situation_of(
        order, by, day, is_other_lead=lead.pk != order.lead_id, is_two_units=lead.pk != order.inspects_id
    )
    judge(order, _A.REASSIGN, by, situation, reason)
    old, limit = order.lead, order.limit
    assert limit is not None
    settle_asked(order, by, at)
    due = dues(
        clocks_in(order.entry, day), working_of(order), day, order.urgency_told, Basis(order.basis), max(limit, day)
    )
    order.lead, order.signed_by, order.signed_on = lead, None, None
    order.sign_due, order.reply_due = due.sign, due.reply
    order.supporting.remove(lead)
    record_deed(order, _A.REASSIGN, _S.ISSUED, by, at, day, note=reason, values={"lead": [old.name, lead.name]})
    next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def extend_asked(
    *,
    order: Order,
    to: date,
    reason: str,
    progress: str,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit asks for more time, before the limit: why, how far it is, until when."""
    order = locked(order, seen)
    judge(order, _A.ASK_EXTENSION, by, situation_of(order, by, day, to=to), reason)
    if not progress.strip():
        raise CannotOrder("请写明目前进展", "Say how far it is")
    asked = {"to": to.isoformat(), "progress": progress.strip()}
    values = {"limit": [iso(order.limit), to.isoformat()], "progress": progress.strip()}
    return _ask(order, _A.ASK_EXTENSION, asked, reason, by, at, day, values=values)


@transaction.atomic
def extend(
    *,
    order: Order,
    to: date | None = None,
    note: str = "",
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """Grant what was asked, or another day that is named; from the second time on one level higher."""
    order = locked(order, seen)
    wanted = order.asked.get("to")
    to = to or (date.fromisoformat(wanted) if wanted else None)
    judge(order, _A.EXTEND, by, situation_of(order, by, day, to=to))
    assert to is not None
    level, old = part_wanted(order.told, _A.EXTEND, level_of(order)), order.limit
    settle_asked(order, by, at)
    order.limit, order.extensions = to, order.extensions + 1
    values = {"limit": [iso(old), to.isoformat()], "level": level}
    record_deed(order, _A.EXTEND, order.told, by, at, day, note=note, values=values)
    orders_people.of_change(order, _A.EXTEND, by=by, at=at, note=f"{old} → {to}")
    return order


@transaction.atomic
def decline(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """What was asked is not granted."""
    order = locked(order, seen)
    judge(order, _A.DECLINE, by, situation_of(order, by, day), reason)
    asked = order.asked["deed"]
    settle_asked(order, by, at)
    record_deed(order, _A.DECLINE, order.told, by, at, day, note=reason, values={"asked": asked})
    orders_people.of_change(order, _A.DECLINE, by=by, at=at, note=reason)
    return order


@transaction.atomic
def hold(
    *,
    order: Order,
    reason: str,
    until: date | None = None,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """挂账: the clock stands until the condition is met."""
    order = locked(order, seen)
    judge(order, _A.HOLD, by, OrderSituation(), reason)
    if until is not None and until < day:
        raise CannotOrder("预计恢复的日期不能早于今天", "It cannot be expected to resume before today")
    order.state_before, order.held_on = order.state, day
    record_deed(order, _A.HOLD, _S.HELD, by, at, day, note=reason, values={"until": iso(until)})
    next_turn(order, by=by, at=at)
    orders_people.of_change(order, _A.HOLD, by=by, at=at, note=reason)
    return order


@transaction.atomic
def resume(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """The clock runs again: what was still to come is due later by the working days on which it stood."""
    order = locked(order, seen)
    judge(order, _A.RESUME, by, OrderSituation())
    assert order.held_on is not None and order.limit is not None
    stop, working, old = Stop(since=order.held_on, until=max(day, order.held_on)), working_of(order), order.limit
    days = stopped_days([stop], working, day)
    order.limit = moved(order.limit, stop, working)
    if order.sign_due and order.signed_on is None:
        order.sign_due = moved(order.sign_due, stop, working)
    if order.reply_due and order.first_replied_on is None:
        order.reply_due = moved(order.reply_due, stop, working)
    order.stopped += days
    state, order.state_before, order.held_on = _S(order.state_before), "", None
    values = {"days": days, "limit": [iso(old), iso(order.limit)] if days else ""}
    record_deed(order, _A.RESUME, state, by, at, day, note=note, values=values)
    next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def withdraw(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Taken back; its number stays."""
    order = locked(order, seen)
    judge(order, _A.WITHDRAW, by, OrderSituation(), reason)
    was_issued = order.number is not None
    settle_asked(order, by, at)
    order.state_before, order.held_on, order.ended_on = "", None, day
    orders_people.turn_over(order, by=by, at=at)
    record_deed(order, _A.WITHDRAW, _S.WITHDRAWN, by, at, day, note=reason)
    if was_issued:
        inbox.withdraw(f"{orders_people.SUPPORT}:{order.pk}", at=at, by=by)
        orders_people.of_change(order, _A.WITHDRAW, by=by, at=at, note=reason)
    return order


def _ask(
    order: Order,
    action: OrderAction,
    asked: Mapping[str, Any],
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    *,
    values: Mapping[str, Any],
) -> Order:
    order.asked = {
        "deed": action,
        "name": str(by),
        "day": day.isoformat(),
        "reason": reason.strip(),
        "version": order.version + 1,
        **asked,
    }
    record_deed(order, action, order.told, by, at, day, note=reason, values=values)
    part = part_wanted(order.told, _A.DECLINE, level_of(order))
    assert part is not None
    orders_people.of_asking(order, part, by=by, at=at)
    return order
