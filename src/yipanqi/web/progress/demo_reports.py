"""Reports of the demonstration as rows: what a record says of a work, with quantities, money, problems and reasons as
sites might have written them. Invented, the same for the same record."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.progress.due import USUAL, due_on, is_closed, month_of, next_month
from yipanqi.domain.progress.record import WorkRecord
from yipanqi.domain.progress.report import WHOLE, Entered, Problem, Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.delivery.models import DeliveryTask, TaskEvent
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.reporting import content_hash
from .models import ReportState, TaskReport

_BEHIND = 12  # points behind the pace of the plan from which a problem is named often
_OFTEN, _SELDOM, _COUNTED, _OVER, _CLOCK = 0.7, 0.06, 0.75, 0.01, 0.01  # parts of the reports
_HUNDRED = 10_000  # fen: money is certified in hundreds of yuan
_AHEAD = 1_260  # seconds that a phone's clock is wrong
_TEXTS: tuple[tuple[Problem, str], ...] = (
    (Problem.PIPES, "燃气支管与图纸不符，等产权单位现场改线"),
    (Problem.PIPES, "弱电杆线未落地，3栋前无法开挖"),
    (Problem.OPPOSITION, "一层两户不同意拆除防盗网，社区正在上门协商"),
    (Problem.OPPOSITION, "居民要求保留两棵香樟，车位线形待调整"),
    (Problem.MATERIAL, "PE 管到货推迟一周，已催供应商"),
    (Problem.MATERIAL, "外墙涂料色样未确认，等业主代表签字"),
    (Problem.LABOUR, "防水班组抽调到其他工地，周末补两人"),
    (Problem.LABOUR, "返岗工人不足，暂按单班作业"),
    (Problem.WEATHER, "连续降雨五天，外墙和沟槽停工"),
    (Problem.DESIGN, "雨水口标高与现状不符，已提设计变更"),
    (Problem.SITE, "占道车辆未移完，道路只能半幅施工"),
    (Problem.QUALITY, "抽检发现基层压实不足，局部返工"),
    (Problem.MONEY, "二季度进度款未到，材料款垫付中"),
)
_CORRECTED = "现场复核后更正"
_BACK = ("与现场查看不符，请核对后重报", "照片看不出已完成的部分，请补照片", "完成量与隐蔽验收单不一致")
_LATE = "当月资料员请假，补报"
_LESS = "返工：抽检不合格部分已拆除重做"


def reports_of(
    entry: ProgrammeEntry, known: Iterable[tuple[DeliveryTask, WorkRecord]], sender: Any, judge: Any
) -> list[TaskReport]:
    """Rows, not stored yet, of works and what is recorded of each; of what is on hold until then."""
    held = dict(TaskEvent.objects.filter(task__entry=entry, action=Action.HOLD).values_list("task", "day"))
    days, found = SiteDays(shipped()), list[TaskReport]()
    for task, record in known:
        if task.told is State.CANCELLED:
            continue
        last = held.get(task.pk, date.max)
        told = [it for it in record.reports if it.sent_on <= last]
        found += _of_work(task, sorted(told, key=lambda it: (it.month, it.version)), days, sender, judge)
    return found


def _of_work(
    task: DeliveryTask, reports: list[Report], days: SiteDays, sender: Any, judge: Any
) -> Iterator[TaskReport]:
    before, stands = Decimal(0), {it.month: it.version for it in reports}
    for it in reports:
        is_newest = it.version == stands[it.month]
        yield _row(task, it, before, days, sender, judge, is_newest=is_newest)
        if is_newest and it.returned_on is None:
            before = it.percent


def _row(
    task: DeliveryTask, it: Report, before: Decimal, days: SiteDays, sender: Any, judge: Any, *, is_newest: bool
) -> TaskReport:
    chance = random.Random(f"{task.number}/{it.month}/{it.version}")
    pace = _pace(task, it.as_of, days)
    is_behind = pace - it.percent >= _BEHIND
    problem, text = _problem(chance, is_behind=is_behind) if it.percent < WHOLE else (None, "")
    quantity, is_over = _quantity(chance, task, it.percent), chance.random() < _OVER
    marks = []
    if is_over and quantity:
        quantity, marks = (quantity * Decimal("1.3")).quantize(Decimal("0.1")), ["over_quantity"]
    is_after_close, is_off = is_closed(it.month, it.sent_on, USUAL), chance.random() < _CLOCK
    marks += ["after_close"] if is_after_close else []
    marks += ["clock"] if is_off else []
    entered = Entered(
        month=it.month,
        percent=it.percent,
        quantity=quantity,
        problem=problem,
        problem_text=text,
        expected_finish=_expected(task, it, pace, days) if is_behind and chance.random() < _COUNTED else None,
        certified=int(task.budget * before / 100) // _HUNDRED * _HUNDRED or None,
        reason=_reason(it, before, is_after_close=is_after_close),
    )
    at = _moment(it.sent_on, chance)
    row = TaskReport(
        uid=uuid.uuid4(),
        content_hash=content_hash(task, entered, ()),
        entry_id=task.entry_id,
        task=task,
        month=it.month,
        version=it.version,
        is_newest=is_newest,
        percent=it.percent,
        quantity=entered.quantity,
        problem=problem or "",
        problem_text=text,
        expected_finish=entered.expected_finish,
        certified=entered.certified,
        reason=entered.reason,
        marks=marks,
        by=sender,
        at=at,
        day=it.sent_on,
        as_of=it.as_of,
        written_at=at + timedelta(seconds=_AHEAD) if is_off else None,
        skew=_AHEAD if is_off else None,
        is_late=it.sent_on > due_on(it.month),
    )
    _judged(row, it, judge, chance)
    return row


def _judged(row: TaskReport, it: Report, by: Any, chance: random.Random) -> None:
    on = it.returned_on or it.confirmed_on
    if on is None:
        return
    row.state = ReportState.RETURNED if it.returned_on else ReportState.CONFIRMED
    row.judged_by, row.judged_on = by, on
    row.judged_at = max(_moment(on, chance), row.at + timedelta(minutes=20))
    row.judged_why = chance.choice(_BACK) if it.returned_on else ""


def _problem(chance: random.Random, *, is_behind: bool) -> tuple[Problem | None, str]:
    told = chance.choice(_TEXTS)
    return told if chance.random() < (_OFTEN if is_behind else _SELDOM) else (None, "")


def _quantity(chance: random.Random, task: DeliveryTask, percent: Decimal) -> Decimal | None:
    """Whole numbers stay whole."""
    if task.quantity is None or chance.random() >= _COUNTED:
        return None
    step = Decimal(1) if task.quantity == task.quantity.to_integral_value() else Decimal("0.1")
    return (task.quantity * percent / 100).quantize(step)


def _pace(task: DeliveryTask, day: date, days: SiteDays) -> Decimal:
    """Per cent that should be done by a day."""
    if day < task.start_date:
        return Decimal(0)
    gone, whole = days.between(task.start_date, day), max(1, days.between(task.start_date, task.finish_date))
    return min(WHOLE, Decimal(100 * gone) / whole)


def _expected(task: DeliveryTask, it: Report, pace: Decimal, days: SiteDays) -> date:
    """The site's own guess: what is left at half as fast again as planned, no sooner than planned."""
    left = int((WHOLE - it.percent) * max(1, days.between(task.start_date, task.finish_date)) / 100)
    return max(task.finish_date, days.add(it.as_of, max(3, left)))


def _reason(it: Report, before: Decimal, *, is_after_close: bool) -> str:
    if it.version > 1 and month_of(it.sent_on) <= next_month(it.month):
        return _CORRECTED
    if it.percent < before:
        return _LESS
    return _LATE if is_after_close else ""


def _moment(day: date, chance: random.Random) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59))))
