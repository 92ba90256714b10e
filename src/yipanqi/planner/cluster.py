"""Tasks done by a Dask cluster: one that runs already, or some workers on this machine.

A task that is lost with its worker is done again by another.
"""

import socket
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any
from urllib.parse import urlsplit

from yipanqi.planner.params import WorkerParams
from yipanqi.planner.workers import LostWorker

LOCAL = "local:"
SCHEMES = ("tcp", "tls")


class CannotReachCluster(Exception):
    """There is no cluster to work with; `code` says why: malformed, silent, or idle (without workers)."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(code, where)
        self.code, self.where = code, where


def require_cluster(where: str, params: WorkerParams | None = None) -> None:
    """Raise `CannotReachCluster` unless this is local:N or the address of a machine that listens."""
    if where.startswith(LOCAL):
        _local(where)
        return
    host, port = _address(where)
    try:
        socket.create_connection((host, port), timeout=(params or WorkerParams()).patience).close()
    except OSError:
        raise CannotReachCluster("silent", where) from None


class Cluster:
    """The workers of a Dask scheduler: its address, or local:N for N workers on this machine."""

    def __init__(self, where: str, params: WorkerParams | None = None) -> None:
        from distributed import Client, LocalCluster  # takes a second to import: others need not pay for it

        self.params = params or WorkerParams()
        require_cluster(where, self.params)
        self.local = None
        if where.startswith(LOCAL):
            options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "memory_limit": 0}
            self.local = LocalCluster(n_workers=_local(where), host="127.0.0.1", **options)
        try:
            self.client = Client(where if self.local is None else self.local, timeout=self.params.patience)
        except (OSError, ValueError):
            raise CannotReachCluster("silent", where) from None
        try:
            self.client.wait_for_workers(1, timeout=self.params.patience)
        except TimeoutError:
            self.close()
            raise CannotReachCluster("idle", where) from None

    @property
    def size(self) -> int:
        """How many tasks are done at once, by the workers that are there now."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def submit(self, task: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a task done by any worker."""
        answer: Future[Any] = Future()
        asked = self.client.submit(task, *arguments, pure=False, retries=self.params.tries)
        asked.add_done_callback(lambda done: _pass_on(done, answer))
        return answer

    def close(self) -> None:
        """Leave the cluster; end it where it is our own."""
        self.client.close()
        if self.local is not None:
            self.local.close()


def _local(where: str) -> int:
    """N of local:N."""
    count = where.removeprefix(LOCAL)
    if not (count.isascii() and count.isdigit() and int(count) > 0):
        raise CannotReachCluster("malformed", where)
    return int(count)


def _address(where: str) -> tuple[str, int]:
    """Host and port of [tcp://]host:port."""
    try:
        parts = urlsplit(where if "://" in where else f"tcp://{where}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise CannotReachCluster("malformed", where) from None
    if parts.scheme not in SCHEMES or not host or not port:
        raise CannotReachCluster("malformed", where)
    return host, port


def _pass_on(done: Any, answer: "Future[Any]") -> None:
    """Give what a task of the cluster answered to whoever waits for it."""
    try:
        if done.status == "finished":
            answer.set_result(done.result())
        elif done.status == "error":
            answer.set_exception(_cause(done.exception()))
        else:
            answer.set_exception(LostWorker())
    except (Exception, CancelledError):
        answer.set_exception(LostWorker())


def _cause(error: BaseException) -> BaseException:
    """A task's own error, or that its workers died each time."""
    return LostWorker() if type(error).__name__ == "KilledWorker" else error
