"""Some works of the filled home are under way and reported: a report in each state, a photo, a draft, lights."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from looking.people import MARK

BEGUN = timedelta(days=62)


def reported(entry: Any, photo: bytes, at: datetime) -> None:
    """Five works that one contractor builds and one supervisor looks at."""
    from looking.filling import _by
    from yipanqi.domain.progress.due import month_of
    from yipanqi.domain.progress.report import Problem
    from yipanqi.web.page.today import today
    from yipanqi.web.progress import actions
    from yipanqi.web.progress.actions import lights

    contractor, supervisor, day = _by("contractor"), _by("supervisor"), today()
    last = month_of(month_of(day) - timedelta(days=1))
    whole, wrong, back, mended, begun = _under_way(entry, day)
    late = {"by": contractor, "at": at, "day": day, "reason": f"补报{MARK}"}
    for work, percent in ((whole, 40), (wrong, 80), (mended, 20)):
        sent = _sent(work, last, percent, **late)
        if work is not mended:
            actions.confirm(report=sent, by=supervisor, at=at, day=day)
    waiting = _sent(
        whole, month_of(day), 55, by=contractor, at=at, day=day, problem=Problem.PIPES,
        problem_text=f"燃气支管待改线{MARK}", expected_finish=day + timedelta(days=40),
    )  # fmt: skip
    actions.keep_photo(report=waiting, data=photo, by=contractor, at=at)
    _sent(wrong, last, 45, **late | {"reason": f"现场复核后更正{MARK}"}, certified=12_000_00)
    returned = _sent(back, last, 70, **late)
    actions.give_back(report=returned, why=f"与现场不符{MARK}", by=supervisor, at=at, day=day)
    values = {"percent": "15", "problem_text": f"等待材料{MARK}"}
    actions.keep_draft(task=begun, month=month_of(day), values=values, by=contractor, at=at)
    found, lesson = lights.worked_out(entry, day)
    lights.keep_all(entry=entry, found=found, lesson=lesson, day=day, at=at)


def _under_way(entry: Any, day: date) -> list[Any]:
    """The first works of the plan in force, let and begun two months ago."""
    from yipanqi.domain.delivery.state import State
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.models import DeliveryTask

    builder, watcher = (Organisation.objects.get(kind=kind) for kind in ("contractor", "supervisor"))
    works = DeliveryTask.objects.filter(entry=entry, kind="work").order_by("start_date", "place")
    pks = list(works.values_list("pk", flat=True)[:5])
    known = {"contractor": builder, "supervisor": watcher, "state": State.UNDER_WAY, "started_on": day - BEGUN}
    DeliveryTask.objects.filter(pk__in=pks).update(**known)
    return list(DeliveryTask.objects.filter(pk__in=pks).order_by("start_date", "place"))


def _sent(work: Any, month: date, percent: int, *, by: Any, at: datetime, day: date, **more: Any) -> Any:
    from yipanqi.domain.progress.report import Entered
    from yipanqi.web.progress import actions
    from yipanqi.web.progress.actions.reporting import Written

    told = Entered(month=month, percent=Decimal(percent), **more)
    return actions.send(task=work, entered=told, written=Written(uid=uuid.uuid4()), by=by, at=at, day=day).report
