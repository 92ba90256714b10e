"""What changes the experience library: a case is proposed, approved by somebody else, given back, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.supervision.experience import (
    CASE_MOVES,
    CaseAction,
    CasePart,
    CaseState,
    case_refusal,
    possible_case,
)
from yipanqi.web.accounts.models import Membership
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check
from yipanqi.web.programmes.models import ProgrammeEntry

from ..case_record import MOST_WORKS, Record, record_of, works_for
from ..meetings_words import CASE_DECIDED, CASES, refused
from ..models import CaseEvent, CasePlace, CaseWork, ExperienceCase

TEXTS = ("title", "worked", "avoid")  # what is written of a case; the rest is drawn from the record


class CannotShare(Cannot):
    """This cannot be done with the case, or not by this person; the message says why."""


@transaction.atomic
def propose(
    *,
    entry: ProgrammeEntry,
    texts: Mapping[str, str],
    tasks: Sequence[DeliveryTask],
    by: Any,
    at: datetime,
    day: date,
) -> ExperienceCase:
    """Propose a case of works that are done; cost, days, quantities and sizes come from the record. CannotShare."""
    record = _record(entry, texts, tasks, by)
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)  # numbers without gaps
    number = (ExperienceCase.objects.filter(entry=entry).aggregate(last=Max("number"))["last"] or 0) + 1
    case = ExperienceCase(entry=entry, number=number, by=by, at=at, day=day)
    _write(case, texts, record)
    CaseEvent.objects.create(case=case, action=CaseAction.PROPOSE, by=by, at=at, day=day)
    audit.record("case.proposed", subject=case, by=by, at=at, after={"name": case.title})
    _ask(case, at=at)
    return case


@transaction.atomic
def correct(
    *,
    case: ExperienceCase,
    texts: Mapping[str, str],
    tasks: Sequence[DeliveryTask],
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> ExperienceCase:
    """Change what was written, or its works, until it is decided; its facts are drawn anew. CannotShare; Stale."""
    case = _locked(case, seen)
    _check(case, CaseAction.CORRECT, by)
    record = _record(case.entry, texts, tasks, by, known={it.task_id for it in case.works.all()})
    case.works.all().delete()
    case.places.all().delete()
    case.version += 1
    _write(case, texts, record)
    CaseEvent.objects.create(case=case, action=CaseAction.CORRECT, by=by, at=at, day=day)
    audit.record("case.corrected", subject=case, by=by, at=at, after={"name": case.title})
    return case


@transaction.atomic
def decide(
    *,
    case: ExperienceCase,
    action: CaseAction,
    by: Any,
    at: datetime,
    day: date,
    note: str = "",
    seen: str | None = None,
) -> ExperienceCase:
    """Approve it for sharing, give it back, propose it again, or withdraw it. CannotShare; Stale."""
    case = _locked(case, seen)
    if action is CaseAction.CORRECT:
        raise ValueError(action)
    _check(case, action, by, note)
    move = CASE_MOVES[case.told, action]
    case.state, case.version = move.to, case.version + 1
    if action in (CaseAction.APPROVE, CaseAction.RETURN):
        case.decided_by, case.decided_on, case.note = by, day, note.strip()
    elif action is CaseAction.PROPOSE:
        case.decided_by, case.decided_on, case.note = None, None, ""
    else:
        case.withdrawn_by, case.withdrawn_on, case.withdrawn_for = by, day, note.strip()
    case.save()
    inbox.withdraw(_key(case), at=at, by=by)
    CaseEvent.objects.create(case=case, action=action, by=by, at=at, day=day, reason=note.strip())
    after = {"name": case.title} | ({"note": note.strip()} if note.strip() else {})
    audit.record(move.event, subject=case, by=by, at=at, after=after)
    _tell(case, action, by=by, at=at)
    return case


def actions_for(user: Any, case: ExperienceCase) -> tuple[CaseAction, ...]:
    """What this person may do with the case."""
    return possible_case(case.told, parts_in(user, case))


def parts_in(user: Any, case: ExperienceCase) -> frozenset[CasePart]:
    """The parts that somebody has in a case."""
    found = {CasePart.PROPOSER} if case.by_id == user.pk else set()
    return frozenset(found | ({CasePart.APPROVER} if user.has_perm("supervision.close") else set()))


def _record(
    entry: ProgrammeEntry,
    texts: Mapping[str, str],
    tasks: Sequence[DeliveryTask],
    by: Any,
    known: frozenset[int] | set[int] = frozenset(),
) -> Record:
    if not texts.get("title", "").strip() or not texts.get("worked", "").strip():
        raise CannotShare("请填写标题和做法", "Say what it is called, and what worked")
    if not tasks:
        raise CannotShare("请至少选择一项已完成的改造项", "Choose one work at least that is done")
    if len(tasks) > MOST_WORKS:
        raise CannotShare(f"一个案例最多 {MOST_WORKS} 项改造项", f"A case has {MOST_WORKS} works at most")
    mine = set(works_for(by, entry).filter(pk__in=[it.pk for it in tasks]).values_list("pk", flat=True)) | known
    if any(it.pk not in mine for it in tasks):
        raise CannotShare("只能选择您看得到的、已完成的改造项", "Choose works that you see, and that are done")
    return record_of(tasks)


def _write(case: ExperienceCase, texts: Mapping[str, str], record: Record) -> None:
    """The case as it is written and as its record tells it."""
    case.title, case.worked, case.avoid = (texts.get(name, "").strip() for name in TEXTS)
    found = record.drawn
    case.measures = f"|{'|'.join(found.measures)}|"
    case.cost, case.days_planned, case.days_taken = found.cost, found.days_planned, found.days_taken
    case.households = record.households
    case.save()
    CaseWork.objects.bulk_create(
        CaseWork(
            case=case,
            task=it.task,
            measure=it.task.measure,
            name=it.task.name,
            name_en=it.task.name_en,
            quantity=it.quantity,
            unit=it.task.unit,
            cost=it.work.cost,
            start_date=it.work.start_date,
            finish_date=it.work.finish_date,
            started_on=it.work.started_on,
            done_on=it.work.done_on,
        )
        for it in record.works
    )
    CasePlace.objects.bulk_create(
        CasePlace(
            case=case,
            estate=it.estate,
            name=it.name,
            region_name=it.subdistrict_name,
            households=it.households or None,
            floor_area=it.floor_area,
            built_year=it.built_year,
        )
        for it in record.places
    )


def _locked(case: ExperienceCase, seen: str | None) -> ExperienceCase:
    found = ExperienceCase.objects.select_for_update(of=("self",)).select_related("entry", "by").get(pk=case.pk)
    check(seen, found.version)
    return found


def _check(case: ExperienceCase, action: CaseAction, by: Any, reason: str = "") -> None:
    if code := case_refusal(case.told, action, parts_in(by, case), reason=reason):
        raise CannotShare(*refused(code, case.told.names, action.names))


def _tell(case: ExperienceCase, action: CaseAction, *, by: Any, at: datetime) -> None:
    """It waits again, or who proposed it reads what became of it."""
    if action is CaseAction.PROPOSE:
        _ask(case, at=at)
    elif by.pk != case.by_id:
        zh, en = CaseState(case.state).names
        inbox.send(
            to=[case.by],
            what=(f"经验案例《{case.title}》：{zh}", f"Case “{case.title}”: {en}"),
            why=("您提交了这个案例", "You proposed it"),
            url=case.get_absolute_url(),
            kind=CASE_DECIDED,
            key=f"{CASE_DECIDED}:{case.pk}:{case.version}",
            at=at,
            by=by,
        )


def _ask(case: ExperienceCase, *, at: datetime) -> None:
    roles = [code for code, role in ROLES.items() if "supervision.close" in role.permissions]
    held = Membership.objects.active().filter(role__in=roles).exclude(user_id=case.by_id).select_related("user")
    inbox.send(
        to=[it.user for it in held],
        what=(f"经验案例《{case.title}》待核准", f"Case “{case.title}” waits for approval"),
        why=("您可以核准共享经验", "You may approve cases for sharing"),
        url=case.get_absolute_url(),
        kind=CASES,
        key=_key(case),
        at=at,
        by=case.by,
    )


def _key(case: ExperienceCase) -> str:
    """Of its turn: proposed again it is another matter."""
    turn = case.events.filter(action=CaseAction.RETURN).count()
    return f"{CASES}:{case.pk}:{turn}"
