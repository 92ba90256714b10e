"""Heavy work in a process of its own."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from web.jobs import heavy

from yipanqi.web.jobs import actions, lease
from yipanqi.web.jobs.child import run_in_child
from yipanqi.web.jobs.handlers import CannotDo, Stopped
from yipanqi.web.jobs.ticket import GivenBack, Ticket
from yipanqi.web.jobs.worker import enlisted


@pytest.fixture
def ticket(a_job):
    """A ticket for a job that runs."""
    a_job()
    return Ticket(lease.claim(enlisted(), timedelta(seconds=30)), timedelta(seconds=30))


def is_there(pid: int) -> bool:
    """The process lives, or is not yet buried."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_answer_and_progress(ticket):
    """The child's value comes back, and what it reported is shown."""
    assert run_in_child(ticket, heavy.add, 2, 3) == 5

    ticket.job.refresh_from_db()
    assert (ticket.job.progress, ticket.job.message, ticket.job.detail) == (0.5, ["一半", "Half"], {"best": 2})


def test_refusals_and_faults_come_back(ticket):
    """A refusal keeps its words; a fault keeps its kind and tells where it happened."""
    with pytest.raises(CannotDo, match="没有数据"):
        run_in_child(ticket, heavy.refuse)
    with pytest.raises(ZeroDivisionError) as fault:
        run_in_child(ticket, heavy.stumble)

    assert "in stumble" in fault.value.__notes__[0]


def test_a_crash_is_a_sentence(ticket):
    """The end of the child is a refusal in words; the worker lives on."""
    with pytest.raises(CannotDo, match="意外中断"):
        run_in_child(ticket, heavy.crash)


def test_stop_and_keep_the_best(ticket):
    """The wish to stop reaches the child, which answers with its best."""
    actions.ask_to_stop(ticket.job, by=None)
    ticket.beat()

    assert run_in_child(ticket, heavy.until_asked) == "best"


def test_deaf_children_are_ended(ticket, tmp_path):
    """After the grace, or its time, the child and what it started are killed."""
    with pytest.raises(CannotDo, match="1 秒"):
        run_in_child(ticket, heavy.for_ever, str(tmp_path / "a"), timeout=1.0)
    actions.ask_to_stop(ticket.job, by=None)
    ticket.beat()
    with pytest.raises(Stopped):
        run_in_child(ticket, heavy.for_ever, str(tmp_path / "b"), grace=1.0)

    pids = [int(pid) for note in "ab" for pid in (tmp_path / note).read_text().split()]
    end = time.monotonic() + 5
    while any(map(is_there, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(is_there, pids))


def test_the_child_goes_with_the_try(ticket, tmp_path):
    """Where the worker must leave, no child stays."""
    ticket.leave_at = time.monotonic() + 1.0

    with pytest.raises(GivenBack):
        run_in_child(ticket, heavy.for_ever, str(tmp_path / "a"))

    assert not any(is_there(int(pid)) for pid in (tmp_path / "a").read_text().split()[:1])
