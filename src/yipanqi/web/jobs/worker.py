"""One process that does jobs, one after another, with a second thread as its pulse and a third that signs the log."""

import errno
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string

from yipanqi.web.audit.actors import WORKER, working_as

from . import lease as leases
from .handlers import CannotDo, Stopped, handler_of, is_permitted
from .lease import LeaseLost
from .models import FAILED, STOPPED, Job, Worker
from .signer import Signer
from .ticket import GivenBack, Ticket

log = logging.getLogger(__name__)

REST = (0.1, 2.0)  # seconds between two looks at an empty queue: at first, and at most
CHORES_EVERY = 300.0  # seconds
KEEP_WORKERS = timedelta(days=7)
UNFORESEEN = (
    "出现意外错误，已记入服务器日志（任务 {id}）。请把任务编号告诉系统管理员。",
    "Something unforeseen went wrong; the server's log tells more (job {id}). Give its number to the administrator.",
)
NO_LONGER = (
    "提交人已离任、账号已停用或不再有此权限，任务没有执行，数据没有变化。如仍需办理，请由有权限的人员重试或重新提交。",
    "Who filed this job has left, or may no longer do this, so it was not done and nothing has changed. "
    "If it is still needed, somebody who may do this tries it again or files it anew.",
)
NO_STORAGE = (
    "数据库或磁盘暂时无法写入，重试后仍未成功。请检查磁盘空间，然后点“重试”。",
    "The database or the disk could not be written to, also after some tries. Check the disk space, then try again.",
)


@working_as(WORKER)
def perform(ticket: Ticket) -> str:
    """Do the job on the ticket and write down how it ended; a word for the log."""
    job = ticket.job
    try:
        if not is_permitted(job.kind, job.created_by):
            return "refused" if leases.refuse(job, NO_LONGER) else "lost to another worker"
        result = handler_of(job.kind).work(ticket)
        if not ticket.is_done:
            with ticket.effect() as outcome:
                outcome.result = result
        return "done"
    except LeaseLost:
        return "lost to another worker"
    except GivenBack:
        return "given back" if leases.give_back(job) else "lost to another worker"
    except Stopped:
        return _end(ticket, STOPPED)
    except CannotDo as refusal:
        return _end(ticket, FAILED, (refusal.zh, refusal.en))
    except Exception as fault:
        log.exception("job %s (%s), try %s", job.pk, job.kind, job.attempt)
        if not is_passing(fault):
            return _end(ticket, FAILED, _numbered(UNFORESEEN, job))
        _reconnect()
        return "put off" if leases.put_off(job, timedelta(seconds=2**job.attempt), NO_STORAGE) else "done"


def is_passing(fault: Exception) -> bool:
    """The disk is full or the database away: nothing is wrong with the job."""
    if os.strerror(errno.ENOSPC) in str(fault):  # also where a library says so in an error of its own
        return True
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO)
    return isinstance(fault, DatabaseError | InterfaceError) and type(fault).__name__ in (
        "OperationalError",
        "InterfaceError",
        "InternalError",
    )


def _end(ticket: Ticket, state: str, error: tuple[str, str] = ("", "")) -> str:
    if ticket.is_done:
        return "done"  # the fault came after the effect
    return state if leases.end(ticket.job, state, error) else "lost to another worker"


def _numbered(said: tuple[str, str], job: Job) -> tuple[str, str]:
    zh, en = said
    return zh.format(id=job.pk), en.format(id=job.pk)


def _reconnect() -> None:
    """Leave a broken connection; inside a test's transaction keep it."""
    if not connection.in_atomic_block:
        connection.close()


def drain(lease: timedelta = timedelta(seconds=30)) -> list[str]:
    """Do all waiting jobs here and now, without a second thread: for tests and scripts."""
    worker, told = enlisted(), []
    while job := leases.claim(worker, lease):
        told.append(perform(Ticket(job, lease)))
    return told


def enlisted() -> Worker:
    """A row for this process; rows of the long gone are removed."""
    Worker.objects.filter(heartbeat_at__lt=Now() - KEEP_WORKERS).delete()
    host, pid = socket.gethostname()[:80], os.getpid()
    return Worker.objects.create(name=f"{host}-{pid}-{uuid.uuid4().hex[:6]}", host=host, pid=pid)


class Pulse:
    """The second thread: shows that the worker lives, renews the lease, carries reports, hears wishes to stop."""

    def __init__(self, worker: Worker, lease: timedelta) -> None:
        self.ticket: Ticket | None = None
        self._worker, self._every = worker, min(1.0, lease.total_seconds() / 6)
        self._show_every = lease.total_seconds() / 3
        self._ended, self._woken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more; returns when the last beat is over."""
        self._ended.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        shown_at = 0.0
        while not self._ended.wait(self._every):
            try:
                if (ticket := self.ticket) is not None:
                    ticket.beat()
                if time.monotonic() - shown_at > self._show_every:
                    Worker.objects.filter(pk=self._worker.pk).update(heartbeat_at=Now())
                    shown_at = time.monotonic()
            except Exception:  # a pulse that dies would cost the lease; a database away comes back
                log.warning("a beat failed", exc_info=True)
                connection.close()
        connection.close()


class Hand:
    """A worker process: claims, performs, rests; leaves when told, giving back what it cannot finish in time."""

    def __init__(self, lease: timedelta, grace: float, tell: Callable[[str], None], parent: int | None = None) -> None:
        self._lease, self._grace, self._tell, self._parent = lease, grace, tell, parent
        self._leave_at: float | None = None
        self._pulse: Pulse | None = None
        self._chores_at: float | None = None

    def leave(self) -> None:
        """Claim nothing more; a running job has `grace` seconds. May be called from a signal handler."""
        if self._leave_at is None:
            self._leave_at = time.monotonic() + self._grace
        if self._pulse and (ticket := self._pulse.ticket):
            ticket.leave_at = self._leave_at

    def run(self, once: bool = False) -> None:
        """Work until told to leave, or once until nothing is waiting."""
        worker = self._enlist()
        self._pulse, signer = Pulse(worker, self._lease), Signer(self._tell)
        self._pulse.start()
        signer.start()
        rest = REST[0]
        while not self._is_leaving():
            self._do_chores()
            is_busy = self._work_one(worker)
            if once and not is_busy:
                break
            rest = REST[0] if is_busy else min(REST[1], rest * 1.5)
            if not is_busy:
                self._rest(rest)
        self._pulse.stop()
        signer.stop()
        Worker.objects.filter(pk=worker.pk).update(stopped_at=Now())

    def _enlist(self) -> Worker:
        """Wait for a database that is not there yet."""
        while True:
            try:
                return enlisted()
            except DatabaseError as fault:
                self._tell(f"database: {fault}")
                connection.close()
                time.sleep(REST[1])

    def _do_chores(self) -> None:
        """Now and then what nobody files; where the database does not let us, the next time."""
        if self._chores_at is not None and time.monotonic() - self._chores_at < CHORES_EVERY:
            return
        self._chores_at = time.monotonic()
        try:
            with working_as(WORKER):
                for name in settings.CHORES:
                    import_string(name)(at=timezone.now())
        except (OSError, DatabaseError, InterfaceError) as fault:
            self._tell(f"database: {fault}")
            _reconnect()

    def _work_one(self, worker: Worker) -> bool:
        """Do one job if there is one; a database that is away is waited for."""
        try:
            close_old_connections()
            job = leases.claim(worker, self._lease)
            if job is not None:
                self._perform(job)
            return job is not None
        except (DatabaseError, InterfaceError) as fault:
            self._tell(f"database: {fault}")
            connection.close()
            return False

    def _perform(self, job: Job) -> None:
        self._tell(f"job {job.pk} {job.kind}, try {job.attempt}")
        ticket = Ticket(job, self._lease, wake=lambda: None)  # the pulse looks by itself
        self._pulse.ticket = ticket
        try:
            if self._is_leaving():
                self.leave()
            told = perform(ticket)
        finally:
            self._pulse.ticket = None
        self._tell(f"job {job.pk} {job.kind}: {told}")

    def _is_leaving(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:  # who watched over us is gone
            self.leave()
        return self._leave_at is not None

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._is_leaving():
            time.sleep(0.05)
