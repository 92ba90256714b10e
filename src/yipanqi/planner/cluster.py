"""Tasks done by a Dask cluster: one that runs already, or some workers on this machine.

A task that is lost with its worker is done again by another.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from distributed import Client, LocalCluster

TRIES = 3
LOCAL = "local:"


class Cluster:
    """The workers of a Dask scheduler: its address, or local:N for N workers on this machine."""

    def __init__(self, where: str) -> None:
        self.local = None
        if where.startswith(LOCAL):
            count = int(where.removeprefix(LOCAL))
            options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "memory_limit": 0}
            self.local = LocalCluster(n_workers=count, host="127.0.0.1", **options)
        self.client = Client(where if self.local is None else self.local)
        self.size = max(1, len(self.client.scheduler_info()["workers"]))

    def submit(self, task: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a task done by any worker."""
        answer: Future[Any] = Future()
        asked = self.client.submit(task, *arguments, pure=False, retries=TRIES)
        asked.add_done_callback(lambda done: _pass_on(done, answer))
        return answer

    def close(self) -> None:
        """Leave the cluster; end it where it is our own."""
        self.client.close()
        if self.local is not None:
            self.local.close()


def _pass_on(done: Any, answer: "Future[Any]") -> None:
    """Give what a task of the cluster answered to whoever waits for it."""
    if done.status == "finished":
        answer.set_result(done.result())
    else:
        answer.set_exception(done.exception() or RuntimeError(done.status))
