"""闸门: papers handed in and withdrawn; exceptions asked for by one person and decided by another."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.gate import At, Lack, Paper
from yipanqi.domain.delivery.state import ENDED, Who
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..gating import lacks_of, said
from ..models import DeliveryTask, GateException, PaperFile, StagePaper, TaskEvent
from ..words import EXCEPTED
from .moving import parts_of


class CannotHandIn(Cannot):
    """The paper is not taken, or not from this person."""


class CannotExcept(Cannot):
    """The exception may not be asked for, or not decided so."""


def may_hand_in(user: Any, task: DeliveryTask) -> bool:
    """Does this person have a part in the task that lets them hand papers in?"""
    return bool(parts_of(user, task) & {Who.RESPONSIBLE, Who.INSPECTING, Who.OFFICE}) and task.told not in ENDED


@transaction.atomic
def hand_in(
    *, task: DeliveryTask, paper: Paper, number: str, dated: date, file: PaperFile, by: Any, at: datetime, day: date
) -> StagePaper:
    """Keep a paper of the task's estate: its kind, number, day and file."""
    task = DeliveryTask.objects.select_for_update().get(pk=task.pk)
    if not may_hand_in(by, task):
        raise CannotHandIn(
            "只有本任务的责任、督办单位和区改造办可以提交资料",
            "Papers are handed in by the units of the task and the renovation office",
        )
    if not number.strip():
        raise CannotHandIn("请填写编号", "Give its number")
    if dated > day:
        raise CannotHandIn("日期不能晚于今天", "Its day cannot be later than today")
    if StagePaper.objects.filter(
        entry_id=task.entry_id, estate=task.estate, paper=paper, number=number.strip(), withdrawn_at=None
    ).exists():
        raise CannotHandIn(f"{paper.names[0]}{number}已提交", f"{paper.names[1]} {number} was handed in already")
    kept = StagePaper.objects.create(
        entry_id=task.entry_id,
        estate=task.estate,
        task=task,
        paper=paper,
        number=number.strip(),
        dated=dated,
        file=file,
        by=by,
        at=at,
    )
    after = {"paper": paper.names[0], "number": number, "dated": dated, "sha256": file.sha256}
    audit.record("gate.paper_added", subject=task, by=by, at=at, after=after)
    return kept


@transaction.atomic
def take_in(*, entry: ProgrammeEntry, papers: Iterable[StagePaper], by: Any, at: datetime) -> int:
    """Keep many papers at once: of a programme whose stages are over already; how many."""
    made = StagePaper.objects.bulk_create(papers, batch_size=2000)
    audit.record("gate.papers_taken_in", subject=entry, by=by, at=at, after={"count": len(made)})
    return len(made)


@transaction.atomic
def withdraw(*, paper: StagePaper, why: str, by: Any, at: datetime) -> StagePaper:
    """The paper counts no longer, for a reason; it stays to be seen."""
    paper = StagePaper.objects.select_for_update().get(pk=paper.pk)
    if not may_hand_in(by, paper.task):
        raise CannotHandIn("您不能撤回这份资料", "You may not withdraw this paper")
    if paper.withdrawn_at:
        raise CannotHandIn("已经撤回", "It was withdrawn already")
    if not why.strip():
        raise CannotHandIn("请写明撤回的理由", "Say why it is withdrawn")
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_why = at, by, why.strip()
    paper.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    before = {"paper": Paper(paper.paper).names[0], "number": paper.number}
    audit.record("gate.paper_withdrawn", subject=paper.task, by=by, at=at, before=before, after={"reason": why})
    return paper


@transaction.atomic
def ask_exception(*, task: DeliveryTask, gate: At, reason: str, by: Any, at: datetime, day: date) -> GateException:
    """Ask that the task pass this gate without what is missing now; somebody else decides."""
    task = DeliveryTask.objects.select_for_update().get(pk=task.pk)
    if not may_hand_in(by, task):
        raise CannotExcept("只有本任务的单位和区改造办可以申请例外", "Exceptions are asked for by the task's units")
    if not reason.strip():
        raise CannotExcept("请写明例外的理由", "Say why there should be an exception")
    lacks = [lack for lack in lacks_of(task, gate, day) if lack.shuts]
    if not lacks:
        raise CannotExcept("这道闸门没有缺少的资料", "Nothing is missing at this gate")
    if GateException.objects.filter(task=task, gate=gate).waiting().exists():
        raise CannotExcept("已有一个例外待批准", "An exception is waiting to be decided already")
    asked = GateException.objects.create(
        task=task, gate=gate, keys=_keys(lacks), said=[list(said(it)) for it in lacks], reason=reason, by=by, at=at
    )
    after = {"gate": gate, "missing": [said(it)[0] for it in lacks], "reason": reason}
    audit.record("gate.exception_asked", subject=task, by=by, at=at, after=after)
    return asked


@transaction.atomic
def decide_exception(
    *, asked: GateException, is_granted: bool, note: str, by: Any, at: datetime, day: date
) -> GateException:
    """Let the task pass without what was named, or not: by somebody else than who asked."""
    asked = GateException.objects.select_for_update().select_related("task").get(pk=asked.pk)
    if asked.decided_at:
        who = str(asked.decided_by)
        raise CannotExcept(f"{who}已经处理", f"{who} has decided it already")
    if asked.by_id == by.pk:
        raise CannotExcept("申请人不能批准自己的例外", "Who asked for it may not decide it")
    if not is_granted and not note.strip():
        raise CannotExcept("请写明不批准的理由", "Say why it is declined")
    asked.is_granted, asked.decided_by, asked.decided_at, asked.note = is_granted, by, at, note.strip()
    asked.save(update_fields=["is_granted", "decided_by", "decided_at", "note"])
    task = asked.task
    if is_granted:
        TaskEvent.objects.create(
            task=task, action=EXCEPTED, before=task.state, after=task.state, by=by, at=at, day=day, reason=asked.reason
        )
    code = "gate.exception_granted" if is_granted else "gate.exception_declined"
    after = {"gate": asked.gate, "missing": [zh for zh, _ in asked.said], "reason": asked.reason, "note": note}
    audit.record(code, subject=task, by=by, at=at, after=after)
    return asked


def _keys(lacks: Iterable[Lack]) -> list[str]:
    return list(dict.fromkeys(lack.key for lack in lacks))
