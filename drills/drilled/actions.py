"""The jobs of the drill: steps, each written to a diary outside the database, then an effect in two halves."""

import os
import time
from pathlib import Path
from typing import Any

from drilled.models import Effect
from yipanqi.web.jobs.child import run_in_child
from yipanqi.web.jobs.handlers import Stopped, handler
from yipanqi.web.jobs.lease import LeaseLost
from yipanqi.web.jobs.pipe import Pipe
from yipanqi.web.jobs.ticket import Ticket


@handler("drill.steps", "演练", "Drill")
def steps(ticket: Ticket) -> None:
    """Some short steps, then the effect."""
    for step in range(ticket.args["steps"]):
        _note(ticket.job.pk, ticket.job.token, "step")
        time.sleep(ticket.args["pause"])
        ticket.progress(step / ticket.args["steps"], (f"第 {step} 步", f"Step {step}"))
        if ticket.should_stop():
            raise Stopped
    _take_effect(ticket)


@handler("drill.child", "子进程演练", "Drill in a child process")
def in_child(ticket: Ticket) -> None:
    """The same, computed in a child process."""
    run_in_child(ticket, count, ticket.job.pk, ticket.job.token, ticket.args["steps"], ticket.args["pause"], grace=0.5)
    _take_effect(ticket)


@handler("drill.deaf", "不听停止的演练", "Drill that does not listen")
def deaf(ticket: Ticket) -> None:
    """Neither reports nor asks, but goes straight for its effect: only the fence holds it back."""
    _note(ticket.job.pk, ticket.job.token, "step")
    time.sleep(ticket.args["pause"])
    _take_effect(ticket)


def count(line: Pipe, job: int, token: int, steps: int, pause: float) -> int:
    """Count to `steps`; a wish to stop is not heard."""
    _note(job, token, "child")
    for step in range(steps):
        line.progress(step / steps)
        time.sleep(pause)
    return steps


def _take_effect(ticket: Ticket) -> None:
    ballast = "x" * ticket.args.get("ballast", 0)
    try:
        with ticket.effect() as outcome:
            Effect.objects.create(job_id=ticket.job.pk, token=ticket.job.token, half="A", ballast=ballast)
            _note(ticket.job.pk, ticket.job.token, "half")
            time.sleep(min(0.05, ticket.args["pause"]))  # so that kills fall between the halves too
            Effect.objects.create(job_id=ticket.job.pk, token=ticket.job.token, half="B", ballast=ballast)
            outcome.result = {"token": ticket.job.token}
    except LeaseLost:
        _note(ticket.job.pk, ticket.job.token, "refused")
        raise


def _note(job: int, token: int, what: str) -> None:
    """One line in the diary, in one write, with the clock that all processes of the machine share."""
    words: list[Any] = [time.monotonic(), job, token, os.getpid(), what]
    with Path(os.environ["DRILL_DIARY"]).open("a") as diary:
        diary.write(" ".join(str(word) for word in words) + "\n")
