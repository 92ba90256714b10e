"""Meetings of the filled home, with an item in each state, and cases in each state."""

from datetime import date, datetime, timedelta
from typing import Any

from looking.people import MARK

_DAY, _MONTH = timedelta(days=1), timedelta(days=30)


def met(entry: Any, at: datetime) -> None:
    """A meeting a month ago and what became of its items, one held today, the next one; four cases."""
    from looking.filling import _by
    from yipanqi.domain.supervision.meeting import ItemKind
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.page.today import today
    from yipanqi.web.supervision.actions import meeting_items as items
    from yipanqi.web.supervision.actions import meetings

    day, by = today(), _by("office")
    lead, inspects = (Organisation.objects.get(name=f"{name}{MARK}") for name in ("新华街道", "区水务局"))
    on = {"by": by, "at": at, "day": day}
    first = _called(entry, day - _MONTH, "上月调度会", [lead, inspects], on)
    first = meetings.hold(meeting=first, **on)
    kinds = (ItemKind.DEMAND, ItemKind.DECISION, ItemKind.ASSIGNMENT, ItemKind.ASSIGNMENT, ItemKind.NOTE)
    texts = ("按期完成雨污分流", "每周召开管线例会", "梳理加装电梯意愿", "研究高温停工安排", "通报进度")
    made = [
        meetings.add_item(meeting=first, words={"kind": kind, "text": f"{text}{MARK}", "unit": lead}, **on)
        for kind, text in zip(kinds, texts, strict=True)
    ]
    meetings.print_minutes(meeting=first, printed_on=day - _MONTH, number="示例纪〔2027〕3号", **on)
    items.make_order(item=made[0], lead=lead, inspects=inspects, **on)
    items.drop(item=made[1], reason=f"已有例会制度{MARK}", **on)
    items.snooze(item=made[3], target=day + _MONTH, days=7, reason=f"待高温预报{MARK}", **on)
    now = _called(entry, day, "本月调度会", [lead], on)
    now = meetings.hold(meeting=now, **on)
    meetings.add_item(meeting=now, words={"kind": ItemKind.DEMAND, "text": f"补齐开工资料{MARK}", "unit": lead}, **on)
    _called(entry, day + _MONTH, "下月调度会", [lead, inspects], on)
    _shared(entry, on)


def _called(entry: Any, held_on: date, title: str, attending: list[Any], on: dict[str, Any]) -> Any:
    from yipanqi.domain.supervision.meeting import MeetingKind
    from yipanqi.web.supervision.actions import meetings

    facts = {"title": f"{title}{MARK}", "kind": MeetingKind.DISPATCH, "held_on": held_on, "chair": f"周区长{MARK}"}
    return meetings.call(entry=entry, facts=facts, attending=attending, **on)


def _shared(entry: Any, on: dict[str, Any]) -> None:
    """Four cases of the same work, done on as many estates, if there are: shared, waiting, given back, withdrawn."""
    from looking.filling import _by
    from yipanqi.domain.supervision.experience import CaseAction
    from yipanqi.web.supervision.actions import cases

    about = {"by": _by("approver"), "at": on["at"], "day": on["day"]}
    steps = ((CaseAction.APPROVE,), (), (CaseAction.RETURN,), (CaseAction.APPROVE, CaseAction.WITHDRAW))
    for number, (task, deeds) in enumerate(zip(_done(entry, on["day"]), steps, strict=False), 1):
        texts = {"title": f"分段施工{number}{MARK}", "worked": f"先通后堵{MARK}", "avoid": f"雨季开挖{MARK}"}
        case = cases.propose(entry=entry, texts=texts, tasks=[task], **on)
        for deed in deeds:
            case = cases.decide(case=case, action=deed, note=f"已议{MARK}", **about)


def _done(entry: Any, day: date) -> list[Any]:
    """Works like one that is under way, reported done yesterday."""
    from yipanqi.web.delivery.models import DeliveryTask

    works = DeliveryTask.objects.filter(entry=entry, kind="work").order_by("place")
    measure = works.filter(state="under_way").first().measure
    pks = list(works.filter(measure=measure).exclude(state="under_way").values_list("pk", flat=True)[:4])
    done = {"state": "reported", "start_date": day - 2 * _MONTH, "started_on": day - _MONTH, "reported_on": day - _DAY}
    DeliveryTask.objects.filter(pk__in=pks).update(**done)
    return list(works.filter(pk__in=pks))
