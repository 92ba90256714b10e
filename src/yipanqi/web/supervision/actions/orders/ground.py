"""What every deed of an order stands on: who may do it and why not, the lock, its event, files, and the next turn."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yipanqi.domain.supervision.clock import (
    LIMIT_DAYS,
    REASSIGN_DAYS,
    REPLY_DAYS,
    SIGN_DAYS,
    Clocks,
    clocks_of,
)
from yipanqi.domain.supervision.order import (
    ORDER_MOVES,
    OrderAction,
    OrderGuard,
    OrderPart,
    OrderRefusal,
    OrderSituation,
    OrderState,
    order_refusal,
    part_wanted,
    possible_orders,
    public_over,
)
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import LEADING_GROUP, OFFICE, ROLES
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.actions.moving import overtaken
from yipanqi.web.delivery.models import PaperFile
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import Photo, ProgrammeEntry

from ... import orders_people
from ...models import FileKind, Order, OrderEvent, OrderFile, OrderReply
from ...orders_words import REFUSED

ORGANS = (OFFICE, LEADING_GROUP)  # kinds of organisation that issue
_S, _A, _P = OrderState, OrderAction, OrderPart
_G = OrderGuard


class CannotOrder(Cannot):
    """The order may not be moved so, or not by this person; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file or a photo that was kept, and what it is."""

    kind: str = FileKind.OTHER
    artefact: str = ""  # which of the demanded ones
    file: PaperFile | None = None
    photo: Photo | None = None


def organ_of(user: Any) -> Organisation | None:
    """The organ for which somebody drafts and issues: their office, or the leading group; of a rule the office."""
    if user is None:
        return Organisation.objects.filter(kind=OFFICE, is_active=True).order_by("path").first()
    held = [
        it.organisation
        for it in user.memberships_held
        if it.organisation.kind in ORGANS and "supervision.issue" in ROLES[it.role].permissions
    ]
    return held[0] if held else None


def parts_of(user: Any, order: Order) -> frozenset[OrderPart]:
    """Which parts of the table somebody has in an order; a rule acts as the organ."""
    if user is None:
        return frozenset({_P.ISSUER})
    own = {it.organisation_id for it in user.memberships_held}
    found = {
        _P.ISSUER: order.organ_id in own and user.has_perm("supervision.issue"),
        _P.DECIDER: user.has_perm("supervision.decide"),
        _P.LEAD: order.lead_id in own and user.has_perm("supervision.answer"),
        _P.CHECKER: order.inspects_id in own and user.has_perm("supervision.check"),
    }
    return frozenset(part for part, holds in found.items() if holds)


def level_of(order: Order) -> int:
    """How often it was extended, as who decides next sees it; an organ's own order goes one level higher at once."""
    if order.asked_told is _A.ASK_REASSIGN:
        return 0
    return max(order.extensions, 1 if order.lead_id == order.organ_id else 0)


def actions_for(user: Any, order: Order, day: date) -> tuple[OrderAction, ...]:
    """What this person may try on it now; what the order does not ask for, or asks of somebody else, is left out."""
    found = possible_orders(order.told, parts_of(user, order), level_of(order))
    if not found:
        return ()
    situation = situation_of(order, user, day)
    return tuple(it for it in found if _is_offered(order, it, user, situation))


def _is_offered(order: Order, action: OrderAction, user: Any, situation: OrderSituation) -> bool:
    if action is _A.REOPEN:
        return not Order.objects.filter(reopens=order).exists()
    refused = order_refusal(
        order.told, action, parts_of(user, order), situation, reason="…", extensions=level_of(order)
    )
    return refused is None or not _APART & {*refused.guards}


def clocks_in(entry: ProgrammeEntry, day: date) -> Clocks:
    """The clocks in force on a day."""
    return clocks_of({key: setting(entry, key, day) for key in (SIGN_DAYS, REPLY_DAYS, LIMIT_DAYS)})


def situation_of(order: Order, by: Any, day: date, *, to: date | None = None, **more: bool) -> OrderSituation:
    """What a move of it is judged by, as it stands."""
    own = {it.organisation_id for it in by.memberships_held} if by is not None else set()
    replies = [it for it in order.replies.all() if it.is_final]
    last = replies[-1] if replies else None
    kept = list(order.files.filter(reply__isnull=False)) if last else []
    brought = {it.artefact for it in kept if it.kind == FileKind.ARTEFACT}
    asked = order.asked_told
    return OrderSituation(
        is_in_time=order.limit is None or day <= order.limit,
        is_later=to is None or (to >= day and (order.limit is None or to > order.limit)),
        is_none_open=asked is None,
        is_extension_asked=asked is _A.ASK_EXTENSION,
        is_something_asked=asked is not None,
        is_soon=order.signed_on is None
        or asked is _A.ASK_REASSIGN
        or day <= working_of(order).add(order.signed_on, setting(order.entry, REASSIGN_DAYS, day)),
        is_other_unit=last is None or last.unit_id not in own,
        is_other_person=by is None or all(it.by_id != by.pk for it in order.replies.all()),
        has_cause=last is not None and bool(last.cause.strip()),
        has_prevention=last is not None and bool(last.prevention.strip()),
        missing_artefacts=tuple(it for it in order.artefacts if it not in brought),
        has_photos=not order.needs_photos or any(it.kind == FileKind.PHOTO for it in kept),
        is_public_over=public_over(order.published_on, order.public_days, day),
        is_public_wanted=order.public_days > 0 and order.published_on is None,
        is_periodic=order.cycle is not None,
        **more,
    )


def refusal_said(refused: OrderRefusal, order: Order, action: OrderAction) -> tuple[str, str]:
    """A refusal in both languages; of guards all that fail."""
    who = part_wanted(order.told, action, level_of(order))
    sides = []
    for at in (0, 1):
        texts = [
            REFUSED[code][at].format(
                state=order.told.names[at],
                action=action.names[at],
                who=who.names[at] if who else "",
                missing=("、", ", ")[at].join(refused.missing),
            )
            for code in (refused.guards or (refused.code,))
        ]
        sides.append(("；", "; ")[at].join(texts))
    if action in (_A.CLOSE, _A.PUBLISH) and refused.guards:
        zh, en = action.names
        return f"还不能“{zh}”：{sides[0]}", f"“{en}” is not possible yet: {sides[1]}"
    return sides[0], sides[1]


def check_seen(order: Order, seen: int | None) -> None:
    """Overtaken where the order is not as it was seen: who was faster, and when."""
    if seen is None or seen == order.version:
        return
    zh, en = order.told.names
    last = order.events.select_related("by").first()
    raise overtaken(last, f"已办理，督办单现在是“{zh}”", f"acted, and the order is “{en}” now")


def lacks(order: Order, by: Any, day: date) -> tuple[str, str] | None:
    """What it lacks to be closed, in both languages; none: nothing, or it is not being checked."""
    if order.told is not _S.CHECKING:
        return None
    refused = order_refusal(order.told, _A.CLOSE, {_P.CHECKER}, situation_of(order, by, day))
    return refusal_said(refused, order, _A.CLOSE) if refused else None


def judge(order: Order, action: OrderAction, by: Any, situation: OrderSituation, reason: str = "") -> None:
    refused = order_refusal(
        order.told, action, parts_of(by, order), situation, reason=reason, extensions=level_of(order)
    )
    if refused is not None:
        raise CannotOrder(*refusal_said(refused, order, action))


def locked(order: Order, seen: int | None) -> Order:
    """The order as it stands, nobody else's until the end. Overtaken where it is not as it was seen."""
    found = Order.objects.select_for_update(of=("self",)).select_related("entry", "lead", "inspects").get(pk=order.pk)
    check_seen(found, seen)
    return found


def record_deed(
    order: Order,
    action: OrderAction,
    state: OrderState,
    by: Any,
    at: datetime,
    day: date,
    *,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> Order:
    """Write it with its event and its record."""
    before = order.state
    order.state, order.version, order.changed_at = state, order.version + 1, at
    order.save()
    note_event(order, action, before, by, at, day, note=note, values=values)
    after = {"number": order.code, "matter": order.matter, "reason": note.strip()}
    event = next(move.event for (_, one), move in ORDER_MOVES.items() if one is action)
    audit.record(event, subject=order, by=by, at=at, after={name: it for name, it in after.items() if it})
    return order


def note_event(
    order: Order,
    action: str,
    before: str,
    by: Any,
    at: datetime,
    day: date,
    *,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    told = {name: value for name, value in (values or {}).items() if value not in (None, "", [])}
    OrderEvent.objects.create(
        order=order,
        action=action,
        before=before,
        after=order.state,
        by=by,
        at=at,
        day=day,
        note=note.strip(),
        values=told,
    )


def keep_evidence(order: Order, made: OrderReply | None, files: Iterable[Evidence], at: datetime) -> None:
    OrderFile.objects.bulk_create(
        OrderFile(
            uid=uuid.uuid4(),
            order=order,
            reply=made,
            kind=it.kind if made else FileKind.ATTACHED,
            artefact=it.artefact,
            file=it.file,
            photo=it.photo,
            at=at,
        )
        for it in files
    )


def next_turn(order: Order, *, by: Any, at: datetime, note: str = "") -> None:
    """It is somebody else's now: what was sent for the turn before is history."""
    orders_people.turn_over(order, by=by, at=at)
    order.round += 1
    order.save(update_fields=["round"])
    orders_people.of_turn(order, by=by, at=at, note=note)


def settle_asked(order: Order, by: Any, at: datetime) -> None:
    """What was asked waits no longer."""
    if order.asked:
        inbox.withdraw(orders_people.asked_key(order), at=at, by=by)
        order.asked = {}


def working_of(order: Order) -> WorkingCalendar:
    return order.entry.frame().working


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_APART = {
    _G.PERIODIC,
    _G.PUBLIC_WANTED,
    _G.ASKED,
    _G.SOMETHING_ASKED,
    _G.NONE_OPEN,
    _G.SOON,
    _G.IN_TIME,
    _G.OTHER_UNIT,
    _G.OTHER_PERSON,
}  # what nobody can mend by filling in a form
