"""The example's contracts and papers: those with which its tasks came where they are. Invented, like its progress."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Min
from django.utils import timezone

from yipanqi.domain.delivery.contract import ContractKind, TenderMethod
from yipanqi.domain.delivery.gate import DEMANDS, At, Need, Paper
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.web.accounts.models import Organisation, User
from yipanqi.web.accounts.roles import CONTRACTOR, OFFICE, SUPERVISOR
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.contracts import attach, keep
from .actions.files import keep_file
from .actions.gates import take_in
from .models import DeliveryTask, PaperFile, StagePaper

_SAMPLE = b"%PDF-1.4\n% sample data\n"
_ENDED = (State.REPORTED, State.CHECKED, State.CLOSED)
_SUPERVISED = 50  # the works' money divided by it is the supervision's


def lay_down(*, entry: ProgrammeEntry, by: User, day: date) -> int:
    """Contracts of each subdistrict whose works have begun, and the papers of the stages that are over; how many."""
    if entry.contracts.exists():
        return 0
    file = keep_file(upload=SimpleUploadedFile("示例.pdf", _SAMPLE), by=by, at=timezone.now())
    count = take_in(entry=entry, papers=_papers(entry, file, by), by=by, at=timezone.now())
    return count + _contracts(entry, file, by, day)


def _papers(entry: ProgrammeEntry, file: PaperFile, by: User) -> Iterator[StagePaper]:
    tasks, begun = DeliveryTask.objects.filter(entry=entry, kind=Kind.STAGE).order_by("place"), _begun(entry)
    for task in tasks:
        started = begun.get(task.estate) if task.stage == DeliveryStage.CONSTRUCTION else task.started_on
        for demand in DEMANDS:
            is_over = task.told in _ENDED if demand.at is At.END else started is not None
            if demand.stage != task.stage or demand.need is not Need.REQUIRED or not is_over:
                continue
            paper = demand.papers[0]
            if paper is Paper.CONTRACT:
                continue  # the ledger's
            is_first = demand.at is At.START or demand.stage is DeliveryStage.NOTICE
            dated = (started if is_first else task.reported_on) or task.start_date
            yield StagePaper(
                entry=entry,
                estate=task.estate,
                task=task,
                paper=paper,
                number=f"示例〔{dated.year}〕{task.place}号",
                dated=dated,
                file=file,
                by=by,
                at=timezone.now(),
            )


def _begun(entry: ProgrammeEntry) -> dict[str, date]:
    """estate → the first day of its works, of those that were begun."""
    works = DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK, started_on__isnull=False)
    return dict(works.order_by().values_list("estate").annotate(first=Min("started_on")))


def _contracts(entry: ProgrammeEntry, file: PaperFile, by: User, day: date) -> int:
    """A works and a supervision contract of each subdistrict in which something is built, each after a tender."""
    bodies = {kind: Organisation.objects.filter(kind=kind).first() for kind in (OFFICE, CONTRACTOR, SUPERVISOR)}
    built = DeliveryTask.objects.filter(entry=entry, kind=Kind.STAGE, stage=DeliveryStage.CONSTRUCTION)
    by_region, begun = defaultdict[str, list[DeliveryTask]](list), _begun(entry)
    for task in built.filter(estate__in=begun).exclude(state=State.CANCELLED).order_by("place"):
        by_region[task.region].append(task)
    count = 0
    for region, tasks in by_region.items():
        first = min(begun[task.estate] for task in tasks)
        name, whole = tasks[0].region_name, sum(task.budget for task in tasks)
        about = {
            "project": f"{name}老旧小区改造",
            "first_party_id": bodies[OFFICE].pk,
            "signed_on": first - timedelta(days=20),
            "starts_on": first,
            "finishes_on": max(task.finish_date for task in tasks),
            "tender_method": TenderMethod.OPEN,
            "awarded_on": first - timedelta(days=40),
        }
        sums = ((ContractKind.WORKS, CONTRACTOR, whole), (ContractKind.SUPERVISION, SUPERVISOR, whole // _SUPERVISED))
        for kind, body, amount in sums:
            number = f"示例-{region}-{kind.names[0]}"
            facts = about | {
                "number": number,
                "name": f"{name}{kind.names[0]}合同（示例）",
                "kind": kind,
                "second_party_id": bodies[body].pk,
                "amount": max(amount, FEN_PER_WAN),
                "tender_number": f"中标-{number}",
            }
            lots = [(task.estate, "") for task in tasks]
            row = keep(entry=entry, facts=facts, lots=lots, by=by, at=timezone.now(), day=day)
            attach(row=row, file=file, by=by, at=timezone.now())
            count += 1
    return count
