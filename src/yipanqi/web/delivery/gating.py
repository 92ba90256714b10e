"""What is still missing before a task may start or end, and what was excepted."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from yipanqi.domain.delivery.contract import ContractKind, limits_on
from yipanqi.domain.delivery.gate import At, Held, Lack, Paper, Passage, demands_on, missing
from yipanqi.domain.delivery.laws_told import reason_told
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.measure import Phase

from .models import ContractRow, DeliveryTask, DigTurn, GateException, StagePaper
from .models.settings import settings_of
from .standing import acceptance_missing

Said = tuple[str, str]
_GATED = (Kind.STAGE, Kind.WORK)


def gate_missing(task: DeliveryTask, at: str, day: date) -> tuple[Said, ...]:
    """What the gate at the task's `start` or `end` still wants on this day, in both languages; what a second person
    let it pass without is wanted no longer."""
    return (*_papers_missing(task, At(at), day), *(acceptance_missing(task) if at == At.END else ()))


def _papers_missing(task: DeliveryTask, at: At, day: date) -> tuple[Said, ...]:
    shut = [lack for lack in lacks_of(task, at, day) if lack.shuts]
    if not shut:
        return ()
    granted = GateException.objects.filter(task=task, gate=at).granted().values_list("keys", flat=True)
    excepted = {key for keys in granted for key in keys}
    return tuple(said(lack) for lack in shut if lack.key not in excepted)


def lacks_of(task: DeliveryTask, at: At, day: date) -> list[Lack]:
    """All that is missing at this gate, wanted papers too, whatever was excepted."""
    passage = passage_of(task, at)
    if passage is None:
        return []
    settings = settings_of(task.entry)
    return missing(
        passage,
        day=day,
        held=list(held_by(task)),
        demands=demands_on(settings, day),
        limits=limits_on(settings, day),
    )


def said(lack: Lack) -> Said:
    """The lack in both languages."""
    return reason_told(lack.reason, "zh"), reason_told(lack.reason, "en")


def passage_of(task: DeliveryTask, at: At) -> Passage | None:
    """How the law sees the task at this gate; an estate has none."""
    if task.kind not in _GATED or not task.stage_told:
        return None
    frame = task.entry.frame()
    measure = frame.measure_by_id.get(task.measure)
    is_tender = (task.stage_told, at) == (DeliveryStage.TENDER, At.END)
    return Passage(
        stage=task.stage_told,
        at=at,
        is_work=task.kind == Kind.WORK,
        digs=measure is not None and measure.phase is Phase.UNDERGROUND,
        tendered=_built_for(task) if is_tender else 0,
        notice_days=frame.policy.notice_days,
    )


def held_by(task: DeliveryTask) -> Iterator[Held]:
    """The papers that the task's estate has: those handed in, the contracts of the ledger with their awards, and the
    joint plan in which the task has its turn."""
    papers = StagePaper.objects.filter(entry_id=task.entry_id, estate=task.estate, withdrawn_at=None)
    for paper in papers.select_related("task"):
        yield Held(
            stage=DeliveryStage(paper.task.stage),
            paper=Paper(paper.paper),
            number=paper.number,
            dated=paper.dated,
            has_file=paper.file_id is not None,
        )
    yield from _contracted(task)
    if task.kind == Kind.WORK:
        for turn in DigTurn.objects.filter(
            task=task, plan__cancelled_at=None, restored_on__isnull=False
        ).select_related("plan"):
            yield Held(
                stage=DeliveryStage.COORDINATION,
                paper=Paper.JOINT_PLAN,
                number=turn.plan.name,
                dated=timezone.localdate(turn.plan.at),
            )


def _contracted(task: DeliveryTask) -> Iterator[Held]:
    rows = ContractRow.objects.kept().filter(
        entry_id=task.entry_id, kind=ContractKind.WORKS, ended_on=None, lots__estate=task.estate
    )
    if task.measure:
        rows = rows.filter(lots__measure__in=("", task.measure))
    for row in rows.distinct():
        yield Held(
            stage=DeliveryStage.CONSTRUCTION,
            paper=Paper.CONTRACT,
            number=row.number,
            dated=row.signed_on,
            has_file=row.file_id is not None,
        )


def _built_for(task: DeliveryTask) -> int:
    """Fen of all that is to be built on the estate."""
    construction = DeliveryTask.objects.filter(
        entry_id=task.entry_id, estate=task.estate, kind=Kind.STAGE, stage=DeliveryStage.CONSTRUCTION
    )
    return sum(construction.values_list("budget", flat=True))


def papers_for(at_stage: DeliveryStage, held: Iterable[Held]) -> list[Paper]:
    """The papers that may be handed in on a stage, those that it asks for first."""
    there = {it.paper for it in held}
    own = [paper for demand in demands_on((), date.max) if demand.stage is at_stage for paper in demand.papers]
    return list(dict.fromkeys((*(it for it in own if it not in there), *own, *Paper)))
