"""Jobs for the tests, and how to file one."""

import itertools

import pytest
from django.db import models

from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions
from yipanqi.web.jobs.handlers import CannotDo, Stopped, handler
from yipanqi.web.jobs.models import Job

numbers = itertools.count(1)


@handler("test.sum", "求和", "Sum")
def total(ticket):
    """The sum of the numbers."""
    for i, _ in enumerate(ticket.args["numbers"], 1):
        ticket.progress(i / len(ticket.args["numbers"]), (f"第 {i} 个", f"Number {i}"), {"best": i})
    return sum(ticket.args["numbers"])


@handler("test.refuse", "拒绝", "Refuse")
def refuse(ticket):
    """A refusal in words."""
    raise CannotDo("第 3 行没有面积", "Row 3 has no area")


@handler("test.sign", "记录", "Sign")
def sign(ticket):
    """Records a deed of its own, by nobody in particular."""
    with ticket.effect():
        audit.record("test.signed")


@handler("test.stumble", "出错", "Stumble")
def stumble(ticket):
    """A fault nobody foresaw."""
    raise ZeroDivisionError("secret")


@handler("test.full", "写满", "Full")
def full(ticket):
    """A full disk."""
    raise OSError(28, "No space left on device")


@handler("test.stop", "停止", "Stop")
def stop(ticket):
    """Stops when asked, which somebody does at once."""
    actions.ask_to_stop(ticket.job, by=None)
    ticket.progress(0.5)
    if ticket.should_stop():
        raise Stopped


@handler("test.keep", "保留", "Keep")
def keep(ticket):
    """Keeps the best when asked to stop."""
    actions.ask_to_stop(ticket.job, by=None)
    ticket.progress(0.5)
    return "best" if ticket.should_stop() else "all"


def a_job(kind: str = "test.sum", *, by=None, subject: models.Model | None = None, key: str = "", **args) -> Job:
    """A job with a key of its own."""
    args = args or {"numbers": [1, 2]}
    return actions.file(kind=kind, args=args, by=by, key=key or f"key-{next(numbers)}", subject=subject)


@pytest.fixture(name="a_job")
def _a_job(db):
    """`a_job("test.sum", numbers=[1])`: filed, nobody's, with a key of its own."""
    return a_job
