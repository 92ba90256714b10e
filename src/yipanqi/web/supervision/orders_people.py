"""Whose turn it is with an order: one message for each person of the unit, taken back once the turn is over."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from yipanqi.domain.supervision.order import OrderAction, OrderPart, OrderState
from yipanqi.web.accounts.models import Membership, User
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.inbox import actions as inbox

from .models import Order

SIGN, ANSWER, CHECK = "supervision.sign", "supervision.answer", "supervision.check"
ASKED, TOLD, SUPPORT = "supervision.asked", "supervision.told", "supervision.support"
KINDS = {
    SIGN: ("督办单待签收", "Order to sign for"),
    ANSWER: ("督办单待反馈", "Order to answer"),
    CHECK: ("督办单待核查", "Order to check"),
    ASKED: ("督办申请待答复", "Something asked for an order"),
    TOLD: ("督办单有变动", "Order changed"),
    SUPPORT: ("配合督办", "Supporting an order"),
}
_ANSWERS, _CHECKS = "supervision.answer", "supervision.check"
Said = tuple[str, str]


def recipients(order: Order) -> list[tuple[str, list[User]]]:
    """Who reads of the order when it is issued: the unit's name, and its people; a unit without anybody too."""
    units = [order.lead, *order.supporting.order_by("pk")]
    return [(unit.name, _once(people_of([unit.pk], _ANSWERS))) for unit in units]


def of_turn(order: Order, *, by: Any, at: datetime, note: str = "") -> None:
    """Whoever has to act next reads so, and until when."""
    found = _turn(order, note)
    if found is None:
        return
    to, what, why, until, kind = found
    inbox.send(
        to=to, what=what, why=why, until=until, url=order.get_absolute_url(), kind=kind, key=_key(order), at=at, by=by
    )


def turn_over(order: Order, *, by: Any, at: datetime) -> None:
    """It waits for nobody any longer."""
    inbox.withdraw(_key(order), at=at, by=by)


def of_issue(order: Order, *, by: Any, at: datetime) -> None:
    """The supporting units read what they support."""
    inbox.send(
        to=people_of(order.supporting.values_list("pk", flat=True), _ANSWERS, but=by),
        what=(f"配合督办单 {order.code}：{order.matter}", f"Order {order.code} is to be supported: {order.matter}"),
        why=("您的单位是配合单位", "Your organisation supports it"),
        until=order.limit,
        url=order.get_absolute_url(),
        kind=SUPPORT,
        key=f"{SUPPORT}:{order.pk}",
        at=at,
        by=by,
    )


def of_asking(order: Order, part: OrderPart, *, by: Any, at: datetime) -> None:
    """Whoever may grant what the lead unit asks for reads of it."""
    deed = OrderAction(order.asked["deed"])
    zh, en = deed.names
    inbox.send(
        to=askable(order, part, but=by),
        what=(
            f"督办单 {order.code}{zh}：{order.asked['reason']}",
            f"Order {order.code}: {en.lower()}: {order.asked['reason']}",
        ),
        why=("由您的单位答复", "Your organisation answers"),
        until=order.limit,
        url=order.get_absolute_url(),
        kind=ASKED,
        key=asked_key(order),
        at=at,
        by=by,
    )


def asked_key(order: Order) -> str:
    """Of what was asked and waits; asked again it is another matter."""
    return f"{ASKED}:{order.pk}:{order.asked.get('version', 0)}"


def of_change(order: Order, action: OrderAction, *, by: Any, at: datetime, note: str) -> None:
    """The lead unit's people read what became of their order, or of what they asked."""
    zh, en = action.names
    inbox.send(
        to=people_of([order.lead_id], _ANSWERS, but=by),
        what=(
            f"督办单 {order.code}：{zh}{'，' + note if note else ''}",
            f"Order {order.code}: {en.lower()}{': ' + note if note else ''}",
        ),
        why=("您的单位是牵头单位", "Your organisation leads it"),
        until=order.limit,
        url=order.get_absolute_url(),
        kind=TOLD,
        key=f"{TOLD}:{order.pk}:{order.version}",
        at=at,
        by=by,
    )


def askable(order: Order, part: OrderPart, *, but: Any = None) -> list[User]:
    """The people who decide on what is asked: of the issuing organ, or whoever decides one level higher."""
    if part is OrderPart.ISSUER:
        return _once(people_of([order.organ_id], "supervision.issue", but=but))
    roles = [code for code, role in ROLES.items() if "supervision.decide" in role.permissions]
    held = Membership.objects.active().filter(role__in=roles).select_related("user")
    return _once(it.user for it in held if but is None or it.user_id != but.pk)


def _turn(order: Order, note: str) -> tuple[list[User], Said, Said, date | None, str] | None:
    what = f"{order.code} {order.matter}"
    if order.told is OrderState.ISSUED:
        return (
            people_of([order.lead_id], _ANSWERS),
            (f"请签收督办单 {what}", f"Sign for order {what}"),
            ("您的单位是牵头单位", "Your organisation leads it"),
            order.sign_due,
            SIGN,
        )
    if order.told is OrderState.SIGNED:
        back = (f"督办反馈被退回：{note}。", f"The answer was given back: {note}. ") if order.is_returned else ("", "")
        first = order.first_replied_on is None
        return (
            people_of([order.lead_id], _ANSWERS),
            (f"{back[0]}请反馈督办单 {what}", f"{back[1]}Answer order {what}"),
            ("您的单位是牵头单位", "Your organisation leads it"),
            order.reply_due if first else order.limit,
            ANSWER,
        )
    if order.told in (OrderState.REPLIED, OrderState.CHECKING):
        return (
            people_of([order.inspects_id], _CHECKS),
            (f"督办单 {what} 已反馈，请核查", f"Order {what} is answered: check it"),
            ("您的单位是督办单位", "Your organisation inspects it"),
            None,
            CHECK,
        )
    return None


def _key(order: Order) -> str:
    return f"supervision.order:{order.pk}:{order.round}"


def _once(people: Iterable[User]) -> list[User]:
    return list({it.pk: it for it in people}.values())
