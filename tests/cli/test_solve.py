"""`yipanqi solve` from the outside."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from check_plan import check
from planner.small import a_problem, estate, work

from yipanqi import planner
from yipanqi.cli import main

QUICK = ("--work", "1", "--workers", "1")


def districts(folder: Path) -> Path:
    """Two districts of 121 estates each, in sites limits of their own: enough to be searched apart."""
    regions = [{"id": "P", "parent": None, "level": "province"}]
    regions += [{"id": name, "parent": "P", "level": "district"} for name in ("D", "E")]
    estates = [estate(f"{name}{n}", region=name) for name in ("D", "E") for n in range(121)]
    works = [work(str(one["id"]), "pipe") for one in estates]
    sites = [{"region": name, "cap": [30] * 8} for name in ("D", "E")]
    return a_problem(folder, estates, works, regions=regions, sites=sites)


def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_cluster_makes_a_plan_that_passes_the_checker(tmp_path: Path):
    """--cluster local:1 has its own workers read the problem; the outside checker agrees with the plan."""
    problem = districts(tmp_path / "problem")

    code = main(["solve", str(problem), str(tmp_path / "plan"), "--cluster", "local:1", *QUICK])

    assert code == 0
    assert check(problem, tmp_path / "plan")["faults"] == []


@pytest.mark.parametrize("where", ["local:x", "local:0", "local:", "host", "tcp://", "http://host:1", "host:99999"])
@pytest.mark.parametrize(("lang", "word"), [("zh", "看不懂集群地址"), ("en", "Not the address of a cluster")])
def test_an_address_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str, lang: str, word: str):
    """What cannot be an address is refused with what could be, before the problem is read."""
    code = main(["solve", str(tmp_path), str(tmp_path / "plan"), "--cluster", where, "--lang", lang])

    said = capsys.readouterr().err
    assert code == 1
    assert word in said
    assert where in said
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(("lang", "word"), [("zh", "没有调度程序应答"), ("en", "no scheduler answers")])
def test_an_address_where_nobody_listens(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, word: str):
    """A cluster that is not there is said to be silent at once, not when the search begins."""
    where = f"127.0.0.1:{unused_port()}"

    code = main(["solve", str(tmp_path), str(tmp_path / "plan"), "--cluster", where, "--lang", lang])

    said = capsys.readouterr().err
    assert code == 1
    assert word in said
    assert where in said


@pytest.mark.parametrize("is_impossible", [False, True])
@pytest.mark.parametrize(("lang", "word"), [("zh", "请给更多时间再试"), ("en", "not decided in time")])
def test_undecided_in_time_is_not_called_impossible(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    word: str,
    is_impossible: bool,
):
    """Exit code 3 and a sentence that names no rule; nothing is written."""
    monkeypatch.setattr(planner, "solve", lambda *_, **__: planner.Undecided(is_impossible))
    problem = a_problem(tmp_path / "problem", [estate("a")], [work("a", "pipe")])

    code = main(["solve", str(problem), str(tmp_path / "out"), "--lang", lang, *QUICK])

    said = capsys.readouterr().err
    assert code == 3
    assert word in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("lang", "word"), [("zh", "求解器的结论，无法复算"), ("en", "the solver's word")])
@pytest.mark.parametrize("by", list(planner.BoundBy))
def test_the_solvers_word_is_told_as_such(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    word: str,
    by: planner.BoundBy,
):
    """A bound that nobody can recompute is told with the one that follows from the prices; another one is not."""
    problem = a_problem(tmp_path / "problem", [estate("a")], [work("a", "pipe")])
    found = planner.solve(planner.read_problem(problem), planner.Settings(work=1, workers=1))
    assert isinstance(found, planner.Solution)
    found = replace(found, bound_by=by, priced_bound=found.upper_bound + 1)
    monkeypatch.setattr(planner, "solve", lambda *_, **__: found)

    code = main(["solve", str(problem), str(tmp_path / "plan"), "--lang", lang, *QUICK])

    assert code == 0
    assert (word in capsys.readouterr().err) == (by is planner.BoundBy.SOLVER)
    assert json.loads((tmp_path / "plan" / "plan.json").read_text())["upper_bound_by"] == by
