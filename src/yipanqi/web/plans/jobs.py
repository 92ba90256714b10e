"""What the workers do for plans: make them, print their documents, make them once more."""

from typing import Any

from django.utils import timezone

from yipanqi.web.jobs.child import run_in_child
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.ticket import Ticket

from . import actions
from . import outcome_json as kept
from .models import PlanRun
from .outdated import outdated

_GRACE = 180.0  # seconds to pay, explain and write the best plan after a wish to stop


@handler("plans.run", "编制方案", "Making a plan", needs="plans.make")
def run(ticket: Ticket) -> None:
    """Plan in a child process; what it hands over is kept with the end of the job."""
    from . import asked, making  # the solvers take a second to import: pages need not pay for it

    found = _run(ticket)
    ticket.progress(0.01, ("正在准备数据", "Preparing the data"))
    folder = f"{found.uid}/data-{ticket.job.token}"
    place = str(actions.place_of(folder))
    request, settings = asked.request_of(found), asked.settings_of(found)
    made = run_in_child(ticket, making.make, request, settings, place, grace=_GRACE)
    with ticket.effect() as outcome:
        actions.take_in(run=found, made=made, folder=folder, at=timezone.now())
        outcome.result = {"is_made": bool(made.outcome)}


@handler("plans.documents", "生成方案文件", "Printing a plan's documents", needs="plans.view")
def documents(ticket: Ticket) -> None:
    """Print all documents in a child process, into a folder of their own."""
    from . import making  # as above

    found, lang = _run(ticket), ticket.args["lang"]
    folder = f"{found.uid}/documents-{lang}-{ticket.job.pk}-{ticket.job.token}"
    place = str(actions.place_of(folder))
    since = outdated(found)
    of_run = found.version.programme(), found.scenario, bytes(found.outcome), since.count if since else 0
    files = run_in_child(ticket, making.print_documents, *of_run, place, lang)
    with ticket.effect() as outcome:
        who = ticket.job.created_by
        actions.keep_documents(run=found, lang=lang, folder=folder, files=files, by=who, at=timezone.now())
        outcome.result = {"count": len(files)}


@handler("plans.remake", "复算方案", "Remaking a plan", needs="plans.make")
def remake(ticket: Ticket) -> None:
    """Make the plan once more with the same seed and the work it did, and compare it bit for bit."""
    from . import asked, making  # as above

    found = _run(ticket)
    request, settings = asked.request_of(found), asked.again_of(found)
    made = run_in_child(ticket, making.make, request, settings, grace=_GRACE)
    with ticket.effect() as outcome:
        same = differences(bytes(found.outcome), made.outcome)
        actions.remade(run=found, is_same=not same, at=timezone.now())
        outcome.result = {"differences": same}


def differences(stored: bytes, made: bytes) -> list[str]:
    """The parts in which two outcomes differ; the seconds they took may."""
    if not made:
        return ["plan"]
    a, b = kept.unpacked(stored), kept.unpacked(made)
    parts: dict[str, tuple[Any, Any]] = {
        "starts": (a.plan.starts, b.plan.starts),
        "choices": (a.plan.choices, b.plan.choices),
        "payments": (a.plan.payments, b.plan.payments),
        "objective": (a.objective, b.objective),
        "upper_bound": (a.proven_bound, b.proven_bound),  # how far a solver came depends on the clock
        "limits": (a.limits, b.limits),
        "reasons": (a.estate_reasons, b.estate_reasons),
        "works": (a.work_reasons, b.work_reasons),
    }
    return [name for name, (one, other) in parts.items() if one != other]


def _run(ticket: Ticket) -> PlanRun:
    return PlanRun.objects.select_related("version", "base", "entry").get(pk=ticket.args["run"])
