"""Orders of the filled home in every state, about a work under way; one with artefacts, one on hold; one that was never
answered, with every step of its ladder; and what a night drafts by rule."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from looking.people import MARK


def ordered(entry: Any, at: datetime) -> None:
    """The office drafts and issues them; the subdistrict answers, the water bureau checks."""
    from looking.filling import _by
    from yipanqi.domain.supervision.order import OrderState
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.page.today import today
    from yipanqi.web.supervision.actions import orders

    day, work = today(), DeliveryTask.objects.filter(entry=entry, kind="work", state="under_way").first()
    office, street, bureau = _by("office"), _by("subdistrict"), _by("department")
    units = {name: Organisation.objects.get(name=f"{name}{MARK}") for name in ("新华街道", "区水务局", "燃气公司")}
    on = {"at": at, "day": day}
    steps = (
        (OrderState.ISSUED, lambda it: orders.issue(order=it, by=office, **on)),
        (OrderState.SIGNED, lambda it: orders.sign(order=it, by=street, **on)),
        (OrderState.REPLIED, lambda it: orders.reply(order=it, by=street, **_ANSWER, **on)),
        (OrderState.CHECKING, lambda it: orders.take_to_check(order=it, by=bureau, **on)),
        (OrderState.CLOSED, lambda it: orders.check_ok(order=it, by=bureau, **on)),
    )
    for state in OrderState:
        about = {"colour": "red", "urgency": "urgent", "origin": "light"} if state is OrderState.SIGNED else {}
        order = orders.draft(
            entry=entry,
            matter=f"{work.estate_name}“{work.name}”{MARK}",
            content=f"请查明滞后原因，按时限反馈{MARK}",
            lead=units["新华街道"],
            inspects=units["区水务局"],
            supporting=[units["燃气公司"]],
            tasks=[work],
            artefacts=["竣工图"] if state is OrderState.CHECKING else [],
            needs_photos=False,
            leader=f"区领导{MARK}",
            limit=day + timedelta(days=0 if state is OrderState.ISSUED else 9),  # which is urged next
            origin_key=f"look:{uuid.uuid4()}",
            by=office,
            **about,
            **on,
        )
        last = {OrderState.HELD: OrderState.SIGNED, OrderState.WITHDRAWN: OrderState.ISSUED}.get(state, state)
        reached = [OrderState.DRAFTED, *(it for it, _ in steps)].index(last)
        for _, step in steps[:reached]:
            order = step(order)
        if state is OrderState.HELD:
            orders.hold(order=order, reason=f"等待雨季结束{MARK}", by=office, **on)
        if state is OrderState.WITHDRAWN:
            orders.withdraw(order=order, reason=f"并入另一件{MARK}", by=office, **on)


def urged(entry: Any, at: datetime) -> None:
    """An order of six weeks ago, not answered; a work that should be over, of which a rule makes an order."""
    from django.utils import timezone

    from looking.filling import _by
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.page.today import today
    from yipanqi.web.supervision.actions import ladder, orders

    day, working = today(), entry.frame().working
    begun = working.add(day, -_UNANSWERED)
    lead, inspects = (Organisation.objects.get(name=f"{name}{MARK}") for name in ("新华街道", "区水务局"))
    on = {"at": at - (day - begun), "day": begun}
    works = DeliveryTask.objects.filter(entry=entry, kind="work", state="under_way").order_by("-pk")
    words = {"matter": f"{works[0].estate_name}围挡占道{MARK}", "content": f"请限期整改{MARK}"}
    about = {"limit": working.add(begun, 5), "origin": "resident", "needs_photos": False, "tasks": [works[0]]}
    order = orders.draft(entry=entry, lead=lead, inspects=inspects, by=_by("office"), **words, **about, **on)
    order = orders.issue(order=order, by=_by("office"), **on)
    orders.sign(order=order, by=_by("subdistrict"), **on)
    ladder.load_past(entry=entry, day=day, moment=lambda past: timezone.now() - (day - past))
    late = {"start_date": begun, "finish_date": working.add(begun, 5)}
    DeliveryTask.objects.filter(pk=works[1].pk).update(**late)
    ladder.keep_night(entry=entry, day=day, at=at)


_UNANSWERED = 30  # working days
_ANSWER = {
    "text": f"已增派班组{MARK}",
    "cause": f"管线冲突{MARK}",
    "prevention": f"每周协调例会{MARK}",
    "difficulties": f"材料供应偏紧{MARK}",
}
