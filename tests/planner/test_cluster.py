"""Workers die, plans do not: local processes and a Dask cluster, each losing a worker in the middle."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from check_plan import check
from planner.mortal import die, die_once, refuse, unspeakable
from planner.small import ROOT, generated

from yipanqi.planner import (
    CannotReachCluster,
    CannotReadProblem,
    LostWorker,
    Progress,
    Settings,
    Solution,
    method,
    read_problem,
    solve,
    write_solution,
)
from yipanqi.planner.cluster import Cluster
from yipanqi.planner.params import Params
from yipanqi.planner.workers import Workers

ESTATES, DISTRICTS = 250, 3
HOW = {"seconds": 6.0, "seed": 3, "workers": 2, "params": Params(relaxable=ESTATES // 2)}


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three districts under one purse."""
    return generated(tmp_path_factory.mktemp("problem"), "--estates", str(ESTATES), "--seed", "4")


@pytest.fixture(autouse=True)
def workers_find_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker imports the tasks that it is given."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))


@contextmanager
def a_crew(size: int = 2) -> Iterator[Workers]:
    """Processes of this machine, ended afterwards."""
    crew = Workers(size)
    try:
        yield crew
    finally:
        crew.close()


def test_a_task_outlives_its_worker(tmp_path: Path) -> None:
    """A worker killed in its task is replaced by another, which does the task."""
    with a_crew(1) as crew:
        before = crew.submit(os.getpid).result(timeout=60)
        after = crew.submit(die_once, tmp_path / "mark").result(timeout=60)

        assert after not in (before, os.getpid())
        assert crew.submit(os.getpid).result(timeout=60) == after


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    """It fails by name, and the crew goes on with others."""
    with a_crew(1) as crew:
        with pytest.raises(LostWorker):
            crew.submit(die).result(timeout=60)

        assert crew.submit(abs, -3).result(timeout=60) == 3


def test_errors_come_back_whole() -> None:
    """A worker's refusal keeps its file, row and field; an answer that cannot be carried is told in words."""
    with a_crew(1) as crew:
        with pytest.raises(CannotReadProblem) as refused:
            crew.submit(refuse).result(timeout=60)
        with pytest.raises(RuntimeError, match="lock"):
            crew.submit(unspeakable).result(timeout=60)

    assert (refused.value.file, refused.value.row, refused.value.field) == ("works.parquet", 3, "cost")


def test_no_process_is_left_behind() -> None:
    """A closed crew has ended its workers, busy ones too."""
    with a_crew(2) as crew:
        pids = {crew.submit(os.getpid).result(timeout=60) for _ in range(2)}
        crew.submit(time.sleep, 60)

    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def kill_process(crew: Workers) -> int:
    """SIGKILL for a process that has done a task."""
    process = next(p for p in crew.processes if p is not None)
    process.kill()
    return process.pid


def kill_dask(cluster: Cluster) -> int:
    """SIGKILL for a worker of the cluster."""
    pids = cluster.client.run(os.getpid)
    assert os.getpid() not in pids.values()
    pid = next(iter(pids.values()))
    os.kill(pid, signal.SIGKILL)
    return int(pid)


@pytest.mark.parametrize(
    ("crew", "kill", "settings"),
    [
        ("Workers", kill_process, Settings(**HOW)),
        ("Cluster", kill_dask, Settings(**HOW, cluster="local:2")),
    ],
)
def test_a_plan_outlives_a_worker(
    problem: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    crew: str,
    kill: Callable[[Any], int],
    settings: Settings,
) -> None:
    """One of two workers is killed in the middle; the plan passes the outside checker all the same."""
    killed: list[int] = []
    crews: list[Any] = []
    made = getattr(method, crew)
    monkeypatch.setattr(method, crew, lambda *said: crews.append(made(*said)) or crews[0])

    def strike(at: Progress) -> None:
        seen.append(at.work)
        if not killed:
            killed.append(kill(crews[0]))

    seen: list[int] = []
    whole = read_problem(problem)
    found = solve(whole, settings, folder=problem, progress=strike)

    assert isinstance(found, Solution)
    write_solution(whole, found, tmp_path)
    assert len(killed) == 1
    assert max(seen) >= DISTRICTS  # each was visited
    assert check(problem, tmp_path)["faults"] == []
    assert (found.start >= 0).sum() > ESTATES / 4


def test_a_cluster_gives_up_on_what_kills_its_workers() -> None:
    """A task that kills every worker fails by the same name as on this machine; errors come back whole."""
    cluster = Cluster("local:1")
    try:
        with pytest.raises(CannotReadProblem, match="row 3"):
            cluster.submit(refuse).result(timeout=60)
        with pytest.raises(LostWorker):
            cluster.submit(die).result(timeout=60)
    finally:
        cluster.close()


def test_a_cluster_that_is_none() -> None:
    """What answers no scheduler's greeting is not taken for one."""
    with pytest.raises(CannotReachCluster) as refused:
        Cluster("127.0.0.1:1")

    assert (refused.value.code, refused.value.where) == ("silent", "127.0.0.1:1")
