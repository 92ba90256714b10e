"""What changes plans: start a run, keep its result, change by hand, propose, adopt, print."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.scenario import UNCHANGED, CannotDerive, Scenario, changes_said, coded_said, derived
from yipanqi.domain.sentences import LANGUAGES
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.kept_file import is_sound
from yipanqi.web.page.say import Cannot, in_both
from yipanqi.web.page.stale import check
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ProgrammeEntry

from . import outcome_json as kept
from .following import file_following
from .models import Adoption, DocumentSet, PlanRun, Proposal, ProposalEnd, adopted
from .run_result import RunResult
from .words import DECLINED, HAND, IMPOSSIBLE, MADE, OPEN, UNDECIDED, WITHDRAWN, change_told

MORE = 4  # times the seconds of a search that is gone on with …
LEAST_SECONDS, MOST_SECONDS = 15.0, 3600.0  # … within these
GONE_ON = " · 续算 "


class CannotStart(Cannot):
    """This run cannot be started so; the message tells the user."""


class CannotPropose(Cannot):
    """This plan may not be proposed."""


class CannotDecline(Cannot):
    """This proposal may not be sent back, or not by this person, or not without a reason."""


class CannotWithdraw(Cannot):
    """There is no proposal to take back, or it is somebody else's."""


class CannotAdopt(Cannot):
    """This plan may not be put in force, or not by this person."""


class CannotFileDocuments(Cannot):
    """There is nothing to print."""


def place_of(folder: str) -> Path:
    """Where a folder of plans stands."""
    return Path(settings.HOME) / "plans" / folder


@transaction.atomic
def start(
    *,
    entry: ProgrammeEntry,
    name: str,
    asked: dict[str, Any],
    by: Any,
    at: datetime,
    scenario: Scenario = UNCHANGED,
    base: PlanRun | None = None,
) -> PlanRun:
    """Freeze the programme, keep what was asked, and file the job. `asked` are the settings."""
    if base is not None and (base.entry_id != entry.pk or not base.is_made):
        raise CannotStart("原方案不属于这个计划，或尚未编成", "The base plan is of another programme, or not made yet")
    if asked.get("warm") and base is None:
        raise CannotStart("接着算须选择原方案", "To go on from a plan, choose the plan")
    if asked.get("moves") is not None and base is None:
        raise CannotStart("限制变动小区数须选择原方案", "To limit the moves, choose the plan to stay close to")
    version = programmes.freeze(entry=entry, reason="plan", by=by, at=at)
    programme = version.programme()
    try:
        derived(programme, scenario)
    except CannotDerive as refusal:
        raise CannotStart(*(coded_said(programme, refusal, lang) for lang in LANGUAGES)) from None
    moved, changes = scenario.to_dict(), in_both(lambda lang: changes_said(programme, scenario, lang))
    run = PlanRun.objects.create(
        entry=entry, version=version, base=base, name=name, asked=asked, levers=moved, changes=changes, by=by, at=at
    )
    run.job = jobs.file(kind="plans.run", args={"run": run.pk}, by=by, key=f"plans.run:{run.uid}", subject=run)
    run.save(update_fields=["job"])
    after = {"name": name, "version": version.number, "settings": asked, "levers": moved, "base": base and base.pk}
    audit.record("plan.started", subject=run, by=by, at=at, after=after)
    return run


def go_on(*, run: PlanRun, by: Any, at: datetime) -> PlanRun:
    """Search on from this plan, with more time: a run of its own that begins with it."""
    if not run.is_made or run.violation_count:
        raise CannotStart("只能从不违反规则的方案续算", "Only a plan that breaks no rule can be gone on with")
    before = run.asked.get("seconds") or 0.0
    kept_settings = {name: run.asked.get(name, usual) for name, usual in (("seed", 0), ("workers", 1))}
    seconds = float(min(max(MORE * before, LEAST_SECONDS), MOST_SECONDS))
    asked = kept_settings | {"seconds": seconds, "work": None, "moves": None, "warm": True}
    name = f"{run.name.split(GONE_ON)[0][:80]}{GONE_ON}{run.entry.runs.count() + 1}"
    return start(entry=run.entry, name=name, asked=asked, by=by, at=at, scenario=run.scenario, base=run)


@transaction.atomic
def take_in(*, run: PlanRun, made: RunResult, folder: str, at: datetime) -> None:
    """Keep what the planner handed over, once; a run that has its result stays as it is."""
    run = PlanRun.objects.select_for_update().get(pk=run.pk)
    if run.state != OPEN:
        return
    if not made.outcome:
        state = UNDECIDED if made.is_undecided else IMPOSSIBLE
        PlanRun.objects.filter(pk=run.pk).update(state=state, why_not=made.why_not, made_at=at)
        audit.record(f"plan.{state}", subject=run, at=at, after={"count": len(made.why_not)}, bound=[run])
        return
    outcome = kept.unpacked(made.outcome)
    PlanRun.objects.filter(pk=run.pk).update(state=MADE, folder=folder, made_at=at, **_figures(made, outcome))
    told = {"objective": outcome.objective, "gap": outcome.gap, "proven_gap": outcome.proven_gap}
    told |= {"unfinished": True} if made.is_unfinished else {}
    audit.record("plan.made", subject=run, at=at, after=told, bound=[run])


def _figures(made: RunResult, outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": made.outcome,
        "objective": outcome.objective,
        "upper_bound": outcome.upper_bound,
        "priced_bound": outcome.priced_bound if outcome.bound_by_solver else None,
        "gap": outcome.gap,
        "unfinished": made.is_unfinished,
        "seconds": outcome.seconds,
        "work": outcome.work,
        "versions": dict(outcome.versions),
        "estates": made.estates,
        "households": made.households,
        "works": made.works,
        "money": made.money,
        "money_told": made.money_told,
    }


@transaction.atomic
def keep_by_hand(
    *,
    base: PlanRun,
    name: str,
    outcome: Outcome,
    made: RunResult,
    changes: list[dict[str, Any]],
    broken: list[list[str]],
    is_paid: bool,
    by: Any,
    at: datetime,
) -> PlanRun:
    """A plan changed by hand, as a run of its own beside the one it came from, with the rules it breaks. `changes` are
    as `by_hand.changed` gives them; one that breaks rules of its shape is not paid, and has no value."""
    figures = _figures(made, outcome)
    if broken:
        figures |= {"gap": None}
    if not is_paid:
        figures |= {"objective": None, "money": None, "money_told": None}
    run = PlanRun.objects.create(
        entry_id=base.entry_id,
        version_id=base.version_id,
        base=base,
        name=name,
        kind=HAND,
        levers=base.levers,
        changes=[[change_told(change, lang) for lang in ("zh", "en")] for change in changes],
        state=MADE,
        broken=broken,
        violation_count=len(broken),
        by=by,
        at=at,
        made_at=at,
        **figures,
    )
    after = {
        "name": name,
        "base": base.pk,
        "objective": outcome.objective if is_paid else None,
        "violations": len(broken),
        "changes": changes,
    }
    audit.record("plan.changed_by_hand", subject=run, by=by, at=at, after=after, bound=[run])
    return run


@transaction.atomic
def propose(*, run: PlanRun, by: Any, at: datetime, note: str = "") -> Proposal:
    """Ask that this plan be put in force; again, once an earlier proposal has ended."""
    _hold(run)
    in_force = adopted(run.entry)
    if not run.may_be_adopted:
        raise CannotPropose("只有已编成且不违反规则的方案可以提请", "Only a plan that breaks no rule can be proposed")
    if in_force and in_force.run_id == run.pk:
        raise CannotPropose("这个方案已经采用", "This plan is in force already")
    if run.proposals.waiting().exists():
        raise CannotPropose("这个方案已经提请过", "This plan has been proposed already")
    if run.is_unfinished and not note.strip():
        raise CannotPropose(
            "方案的搜索未完成：请先续算，或写明为什么仍要提请",
            "The search for this plan was cut short: go on with it first, or say why it is proposed all the same",
        )
    number = run.proposals.count() + 1
    proposal = Proposal.objects.create(run=run, number=number, by=by, at=at, note=note)
    told = {"note": note} | ({"unfinished": True} if run.is_unfinished else {})
    audit.record("plan.proposed", subject=run, by=by, at=at, after=told, bound=[proposal])
    return proposal


@transaction.atomic
def decline(*, run: PlanRun, by: Any, at: datetime, note: str, seen: str | None = None) -> ProposalEnd:
    """Send the plan back to who proposed it, with a reason."""
    proposal = _waiting(run, CannotDecline, seen)
    if proposal.by_id == by.pk:
        raise CannotDecline("提请人不能退回自己的提请，可以撤回", "Who proposed a plan withdraws it instead")
    if not note.strip():
        raise CannotDecline("请写明退回的理由", "Say why it is declined")
    return _ended(proposal, DECLINED, by, at, note)


@transaction.atomic
def withdraw(*, run: PlanRun, by: Any, at: datetime, note: str = "") -> ProposalEnd:
    """Take back one's own proposal."""
    proposal = _waiting(run, CannotWithdraw)
    if proposal.by_id != by.pk:
        raise CannotWithdraw("只有提请人可以撤回", "Only who proposed it may take it back")
    return _ended(proposal, WITHDRAWN, by, at, note)


def _ended(proposal: Proposal, kind: str, by: Any, at: datetime, note: str) -> ProposalEnd:
    end = ProposalEnd.objects.create(
        proposal=proposal, kind=kind, proposed_by_id=proposal.by_id, by=by, at=at, note=note
    )
    after = {"proposal": proposal.pk, "proposed_by": proposal.by_id, "note": note}
    audit.record(f"plan.{kind}", subject=proposal.run, by=by, at=at, after=after, bound=[end])
    return end


def _hold(run: PlanRun) -> None:
    """Nobody else decides about plans of this programme until the end of the transaction."""
    ProgrammeEntry.objects.select_for_update().get(pk=run.entry_id)


def seen_of(run: PlanRun, proposal: Proposal | None) -> tuple[Any, ...]:
    """What somebody decides on: this proposal, beside the plan that is in force."""
    in_force = adopted(run.entry)
    return run.pk, proposal and proposal.pk, in_force and in_force.pk


def _waiting(run: PlanRun, refusal: type[Cannot], seen: str | None = None) -> Proposal:
    """The proposal of this plan that still waits. Raises Stale where it is not the one that was seen."""
    _hold(run)
    proposal = run.proposals.waiting().first()
    if proposal is None:
        raise refusal("方案尚未提请，或提请已经办结", "Nobody has proposed this plan, or that has been decided")
    check(seen, *seen_of(run, proposal))
    return proposal


@transaction.atomic
def adopt(*, run: PlanRun, by: Any, at: datetime, note: str = "", seen: str | None = None) -> Adoption:
    """Put this plan in force; the newest adoption counts, older ones are history. Its documents are printed."""
    proposal = _waiting(run, CannotAdopt, seen)
    if proposal.by_id == by.pk:
        raise CannotAdopt("提请人不能批准自己提请的方案", "Who proposed a plan may not adopt it")
    in_force = adopted(run.entry)
    if in_force and in_force.run_id == run.pk:
        raise CannotAdopt("这个方案已经采用", "This plan is in force already")
    adoption = Adoption.objects.create(
        run=run, entry_id=run.entry_id, proposal=proposal, proposed_by_id=proposal.by_id, by=by, at=at, note=note
    )
    after = {"proposal": proposal.pk, "proposed_by": proposal.by_id, "note": note}
    audit.record("plan.adopted", subject=run, by=by, at=at, after=after, bound=[adoption])
    file_documents(run=run, lang="zh", by=by)
    file_following(adoption, by=by)
    return adoption


def signature_refused(*, run: PlanRun, by: Any) -> None:
    """Record that an adoption was not signed by who asked for it."""
    audit.refuse("plan.signature_refused", subject=run, by=by)


@transaction.atomic
def file_documents(*, run: PlanRun, lang: str, by: Any) -> Job:
    """File the printing of a plan's documents; the same plan and language again give the same job, unless it ended
    without them, or they are lost or damaged since."""
    if not run.may_be_adopted:
        raise CannotFileDocuments("只有不违反规则的方案可以生成文件", "Only a plan that breaks no rule has documents")
    written = run.documents.filter(lang=lang).first()
    is_lost = written is not None and not are_sound(written)
    args, key = {"run": run.pk, "lang": lang}, jobs.key_again(f"plans.documents:{run.uid}:{lang}", is_undone=is_lost)
    return jobs.file(kind="plans.documents", args=args, by=by, key=key, subject=run)


@transaction.atomic
def keep_documents(*, run: PlanRun, lang: str, folder: str, files: dict[str, str], by: Any, at: datetime) -> None:
    """The documents stand in the folder, by name and hash; those written before stay, unless they are lost."""
    written = DocumentSet.objects.select_for_update().filter(run=run, lang=lang).first()
    if written is not None and are_sound(written):
        return
    facts = {"folder": folder, "names": list(files), "hashes": files, "by": by, "at": at}
    DocumentSet.objects.update_or_create(run=run, lang=lang, defaults=facts)
    audit.record("plan.documents_made", subject=run, at=at, after={"count": len(files), "again": written is not None})


def are_sound(written: DocumentSet) -> bool:
    """Is every document there, and what was written?"""
    folder = place_of(written.folder)
    return all(is_sound(folder / name, written.hashes.get(name, "")) for name in written.names)


@transaction.atomic
def file_remaking(*, run: PlanRun, by: Any, at: datetime) -> Job:
    """File a remaking: the plan is made once more from what is stored, and compared."""
    if not run.can_be_remade:
        raise CannotStart(
            "只有单进程或限定轮数的方案可以逐位复算",
            "Only a run of one process, or of a given number of rounds, can be remade bit for bit",
        )
    key = f"plans.remake:{run.uid}:{at:%Y%m%d%H%M%S}"
    return jobs.file(kind="plans.remake", args={"run": run.pk}, by=by, key=key, subject=run)


@transaction.atomic
def remade(*, run: PlanRun, is_same: bool, at: datetime) -> None:
    """A remaking has ended: was it the same?"""
    audit.record("plan.remade", subject=run, at=at, after={"is_same": is_same})


@transaction.atomic
def taken(*, run: PlanRun, action: str, file: str, by: Any, at: datetime) -> None:
    """Somebody took a copy of the plan's figures or documents."""
    audit.record(action, subject=run, by=by, at=at, after={"file": file})
