"""Sending a report, confirming it, giving it back. What was sent is never changed: a correction is a later version."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.state import Action, State, Who
from yipanqi.domain.progress.due import due_on
from yipanqi.domain.progress.report import WHOLE, Entered, Judged, ReportState, judged
from yipanqi.domain.progress.shipped import SKEW_MINUTES
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery import actions as delivery
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import Cannot

from .. import telling_people
from ..ground import Rules, ground_of, standing_of
from ..models import NamedPhotos, ReportDraft, TaskReport
from .lights import outdate
from .photos import join_photos

Said = tuple[str, str]  # in Chinese and in English
_ASIDE = (State.CANCELLED, State.HELD, State.CLOSED)  # nothing is reported of these but corrections
_STEPS = {State.PLANNED: Action.PREPARE, State.READY: Action.START}


class CannotReport(Cannot):
    """The task takes no report, or not by this person; the message says why."""


class CannotJudge(Cannot):
    """The report is not confirmed or given back, or not by this person."""


class Refused(Exception):
    """Something is wrong with what was entered, or is to be confirmed; nothing was kept."""

    def __init__(self, found: Judged) -> None:
        super().__init__(found)
        self.found = found


class Conflict(Cannot):
    """Another report stands where this one was to stand: the same id with other content, or somebody was faster."""

    def __init__(self, zh: str, en: str, standing: TaskReport) -> None:
        super().__init__(zh, en)
        self.standing = standing


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The report as it is kept; was it kept just now; what the task still lacks to begin or to be done."""

    report: TaskReport
    is_new: bool
    lacks: Sequence[Said] = ()


@dataclass(frozen=True, kw_only=True)
class Written:
    """Where and when a report was written: the phone's id of it, what its clock said then and when it was sent, the
    version that was seen when it was begun (0: none), the photos it names by their hashes."""

    uid: uuid.UUID
    seen: int | None = None
    written_at: datetime | None = None
    phone_at: datetime | None = None
    photos: Sequence[str] = ()


def content_hash(task: DeliveryTask, entered: Entered, photos: Sequence[str]) -> str:
    """What makes two reports the same."""
    told = (task.pk, entered.month, entered.percent, entered.quantity, entered.problem, entered.problem_text)
    more = (entered.expected_finish, entered.certified, entered.reason, *sorted(photos))
    return sha256("\x1f".join("" if it is None else _plain(it) for it in (*told, *more)).encode()).hexdigest()


@transaction.atomic
def send(*, task: DeliveryTask, entered: Entered, written: Written, by: Any, at: datetime, day: date) -> Sent:
    """Keep a report of a task for a month, and bring the task on as far as its gates let it.

    The same again gives the same answer. Raises CannotReport, Refused, Conflict."""
    task = DeliveryTask.objects.select_for_update(of=("self",)).select_related("entry").get(pk=task.pk)
    hashed = content_hash(task, entered, written.photos)
    if TaskReport.objects.filter(uid=written.uid).exists():
        return _again(TaskReport.objects.select_related("task").get(uid=written.uid), hashed, by)
    if Who.RESPONSIBLE not in delivery.parts_of(by, task):
        raise CannotReport("这项任务由责任单位或施工单位上报", "The responsible unit or the contractor reports it")
    (newest, before), rules = standing_of(task, entered.month), Rules(task.entry, day)
    if task.told in _ASIDE and newest is None:
        zh, en = task.told.names
        raise CannotReport(f"任务{zh}，不用上报", f"The task is “{en}”: nothing is reported of it")
    if written.seen is not None and written.seen != (newest.version if newest else 0) and newest is not None:
        raise Conflict(
            f"{newest.by or ''} 已上报了这个月，请核对两份后再提交",
            f"{newest.by or ''} has reported this month: compare the two and send again",
            newest,
        )
    found = judged(entered, ground_of(task, newest, before, rules), day)
    if found.refused or (found.asked and not entered.is_sure):
        raise Refused(found)
    report = _kept(task, entered, written, newest, found.marks, hashed, rules, by=by, at=at)
    if written.photos:
        NamedPhotos.objects.create(report=report, hashes=sorted(set(written.photos)))
    lacks = _bring_on(task, report, by=by, at=at, day=day)
    ReportDraft.objects.filter(task=task, month=entered.month, by=by).delete()
    audit.record("report.sent", subject=report, by=by, at=at, after=_told(report))
    join_photos(report=report)
    telling_people.of_report(report, at=at)
    outdate(task.entry, task.estate)
    return Sent(report=report, is_new=True, lacks=lacks)


def _again(known: TaskReport, hashed: str, by: Any) -> Sent:
    if known.by_id != by.pk:
        raise CannotReport("这份上报属于另一个账号", "This report belongs to another account")
    if known.content_hash != hashed:
        raise Conflict(
            "这份上报已经送达，但内容与现在的不同，请核对两份",
            "This report has arrived with other content: compare the two",
            known,
        )
    return Sent(report=known, is_new=False)


def _kept(
    task: DeliveryTask,
    entered: Entered,
    written: Written,
    newest: TaskReport | None,
    marks: list[str],
    hashed: str,
    rules: Rules,
    *,
    by: Any,
    at: datetime,
) -> TaskReport:
    if newest is not None:
        TaskReport.objects.filter(pk=newest.pk).update(is_newest=False)
    day, last = rules.day, due_on(entered.month)
    skew = round((written.phone_at - at).total_seconds()) if written.phone_at else None
    if last <= rules.closed_until():
        marks = [*marks, "after_close"]
    if skew is not None and abs(skew) > 60 * rules[SKEW_MINUTES]:
        marks = [*marks, "clock"]
    return TaskReport.objects.create(
        uid=written.uid,
        content_hash=hashed,
        entry_id=task.entry_id,
        task=task,
        month=entered.month,
        version=newest.version + 1 if newest else 1,
        percent=entered.percent,
        quantity=entered.quantity,
        problem=entered.problem or "",
        problem_text=entered.problem_text.strip(),
        expected_finish=entered.expected_finish,
        certified=entered.certified,
        reason=entered.reason.strip(),
        marks=marks,
        by=by,
        at=at,
        day=day,
        as_of=min(day, last),
        written_at=written.written_at,
        skew=skew,
        is_late=day > last,
    )


def _bring_on(task: DeliveryTask, report: TaskReport, *, by: Any, at: datetime, day: date) -> list[Said]:
    """Begin a task of which something is done, report one done of which all is done; what it lacks where its gate is
    shut."""
    while True:
        action = _STEPS.get(task.told) if report.percent else None
        if task.told is State.UNDER_WAY and report.percent == WHOLE:
            action = Action.REPORT
        if action is None:
            return []
        try:
            with transaction.atomic():
                delivery.move(task=task, action=action, by=by, at=at, day=day)
        except delivery.CannotMove as refusal:
            return [(refusal.args[0], refusal.args[1])]
        task.refresh_from_db()


@transaction.atomic
def confirm(*, report: TaskReport, by: Any, at: datetime, day: date) -> TaskReport:
    """Somebody who inspects the task, and did not send it, says that it is so. Raises CannotJudge."""
    report = _to_judge(report, by)
    return _judge(report, ReportState.CONFIRMED, "", by=by, at=at, day=day)


@transaction.atomic
def give_back(*, report: TaskReport, why: str, by: Any, at: datetime, day: date) -> TaskReport:
    """Give it back to who sent it, who corrects it by a new version. Raises CannotJudge."""
    if not why.strip():
        raise CannotJudge("退回请写明理由", "Say why it is given back")
    report = _to_judge(report, by)
    return _judge(report, ReportState.RETURNED, why.strip(), by=by, at=at, day=day)


def _to_judge(report: TaskReport, by: Any) -> TaskReport:
    report = TaskReport.objects.select_for_update(of=("self",)).select_related("task", "entry").get(pk=report.pk)
    if report.by_id == by.pk:
        raise CannotJudge("上报的人不能确认自己的上报", "Who sent a report does not confirm it")
    if Who.INSPECTING not in delivery.parts_of(by, report.task):
        raise CannotJudge("由监理单位或督办单位确认", "The supervisor or the inspecting unit confirms it")
    if not report.is_newest:
        raise CannotJudge("已有更新的一版，请看最新的", "There is a later version: look at that one")
    if report.state != ReportState.SENT:
        zh, en = report.state_told.names
        who_zh, who_en = (f"{report.judged_by} ", f" by {report.judged_by}") if report.judged_by else ("", "")
        raise CannotJudge(f"{who_zh}{zh}", f"{en}{who_en}")
    return report


def _judge(report: TaskReport, state: ReportState, why: str, *, by: Any, at: datetime, day: date) -> TaskReport:
    report.state, report.judged_by, report.judged_at, report.judged_on, report.judged_why = state, by, at, day, why
    report.save(update_fields=["state", "judged_by", "judged_at", "judged_on", "judged_why"])
    after = _told(report) | ({"reason": why} if why else {})
    audit.record(f"report.{state}", subject=report, by=by, at=at, after=after)
    telling_people.of_judging(report, at=at)
    outdate(report.entry, report.task.estate)
    return report


@transaction.atomic
def keep_draft(*, task: DeliveryTask, month: date, values: dict[str, str], by: Any, at: datetime) -> ReportDraft:
    """Keep what somebody has begun to write. Raises CannotReport."""
    if Who.RESPONSIBLE not in delivery.parts_of(by, task):
        raise CannotReport("这项任务由责任单位或施工单位上报", "The responsible unit or the contractor reports it")
    draft, _ = ReportDraft.objects.update_or_create(
        task=task, month=month, by=by, defaults={"values": values, "at": at}
    )
    audit.record("report.draft_kept", subject=draft, by=by, at=at, after={"number": task.number, "month": month})
    return draft


@transaction.atomic
def forget_draft(*, draft: ReportDraft, at: datetime) -> None:
    """Throw away what was begun."""
    told = {"number": draft.task.number, "month": draft.month}
    audit.record("report.draft_forgotten", subject=draft, by=draft.by, at=at, after=told)
    draft.delete()


def _told(report: TaskReport) -> dict[str, Any]:
    return {
        "number": report.task.number,
        "month": report.month,
        "version": report.version,
        "percent": str(report.percent),
    }


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
