"""An order is signed for, reported on, answered, checked by somebody else, closed or given back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.supervision.order import (
    OrderAction,
    OrderPart,
    OrderSituation,
    OrderState,
)

from ... import orders_people
from ...models import Order, OrderReply
from .ground import (
    CannotOrder,
    Evidence,
    judge,
    keep_evidence,
    locked,
    next_turn,
    record_deed,
    settle_asked,
    situation_of,
)

_S, _A, _P = OrderState, OrderAction, OrderPart


@transaction.atomic
def sign(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """The lead unit has it."""
    order = locked(order, seen)
    judge(order, _A.SIGN, by, OrderSituation())
    order.signed_by, order.signed_on = by, day
    record_deed(order, _A.SIGN, _S.SIGNED, by, at, day)
    next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def report(
    *,
    order: Order,
    text: str,
    difficulties: str = "",
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """A report between, of an order with a cycle."""
    order = locked(order, seen)
    judge(order, _A.REPORT, by, OrderSituation(is_periodic=order.cycle is not None))
    made = _reply(order, is_final=False, text=text, difficulties=difficulties, files=files, by=by, at=at, day=day)
    return record_deed(order, _A.REPORT, _S.SIGNED, by, at, day, values=_brought(made))


@transaction.atomic
def reply(
    *,
    order: Order,
    text: str,
    cause: str = "",
    prevention: str = "",
    difficulties: str = "",
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit's answer; what it lacks for the close the checker is shown."""
    order = locked(order, seen)
    judge(order, _A.REPLY, by, OrderSituation())
    made = _reply(
        order,
        is_final=True,
        text=text,
        cause=cause,
        prevention=prevention,
        difficulties=difficulties,
        files=files,
        by=by,
        at=at,
        day=day,
    )
    order.first_replied_on = order.first_replied_on or day
    order.replied_on, order.is_returned = day, False
    settle_asked(order, by, at)
    record_deed(order, _A.REPLY, _S.REPLIED, by, at, day, values=_brought(made))
    next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def take_to_check(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Somebody of the inspecting unit begins to check."""
    order = locked(order, seen)
    judge(order, _A.TAKE, by, situation_of(order, by, day))
    return record_deed(order, _A.TAKE, _S.CHECKING, by, at, day)


@transaction.atomic
def publish(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """The result is on notice from this day on."""
    order = locked(order, seen)
    judge(order, _A.PUBLISH, by, situation_of(order, by, day))
    order.published_on = day
    return record_deed(order, _A.PUBLISH, _S.CHECKING, by, at, day, note=note)


@transaction.atomic
def check_ok(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """Checked and closed, 销号: nothing of the order changes any more."""
    order = locked(order, seen)
    judge(order, _A.CLOSE, by, situation_of(order, by, day))
    order.ended_on = day
    orders_people.turn_over(order, by=by, at=at)
    record_deed(order, _A.CLOSE, _S.CLOSED, by, at, day, note=note)
    orders_people.of_change(order, _A.CLOSE, by=by, at=at, note=note)
    return order


@transaction.atomic
def give_back(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """The answer does not do: the lead unit answers again."""
    order = locked(order, seen)
    judge(order, _A.GIVE_BACK, by, situation_of(order, by, day), reason)
    order.is_returned, order.published_on = True, None
    record_deed(order, _A.GIVE_BACK, _S.SIGNED, by, at, day, note=reason)
    next_turn(order, by=by, at=at, note=reason)
    return order


def _reply(order: Order, *, text: str, files: Iterable[Evidence], by: Any, at: datetime, **told: Any) -> OrderReply:
    if not text.strip():
        raise CannotOrder("请写明办理情况", "Say how it was handled")
    turn = (order.replies.aggregate(last=Max("turn"))["last"] or 0) + 1
    said = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    made = OrderReply.objects.create(order=order, turn=turn, text=text.strip(), unit=order.lead, by=by, at=at, **said)
    keep_evidence(order, made, files, at)
    return made


def _brought(made: OrderReply) -> dict[str, Any]:
    return {"turn": made.turn, "files": made.files.count()}
