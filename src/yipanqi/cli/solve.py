"""Solve a planning problem: read its folder, write the best plan found as a folder. 求解规划问题，写出方案文件夹。"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yipanqi.cli.live import interruptible, process_began, shown
from yipanqi.cli.sentences import sentence
from yipanqi.cli.unread import unread
from yipanqi.domain.planning.words import gap_text

if TYPE_CHECKING:
    from yipanqi.planner import Infeasible, Problem, Solution

ERROR, INFEASIBLE = 1, 3
TAIL = 0.15  # seconds for writing a plan and ending: a district takes 0.04


def arguments(command: argparse.ArgumentParser) -> None:
    """What may be said after `yipanqi solve`."""
    command.add_argument("problem", type=Path, metavar="PROBLEM_DIR", help="问题文件夹 problem folder")
    command.add_argument("plan", type=Path, metavar="PLAN_DIR", help="方案文件夹 plan folder")
    command.add_argument("--seconds", type=float, default=60.0, help="总用时 wall clock of the whole process")
    command.add_argument("--work", type=int, help="搜索轮数（结果可复现） rounds of search instead of seconds")
    command.add_argument("--seed", type=int, default=0, help="随机种子 seed")
    command.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="进程数 processes")
    command.add_argument(
        "--cluster",
        default="",
        metavar="HOST:PORT|local:N",
        help="用 Dask 集群计算多区县的问题，问题文件夹须各机可读"
        " a Dask scheduler that searches many districts; all machines see PROBLEM_DIR",
    )
    command.add_argument("--force", action="store_true", help="覆盖 overwrite PLAN_DIR")


def run(args: argparse.Namespace) -> int:
    """Read, solve, write; 0 with a plan, 1 on an error, 3 where no plan is possible or that was not decided in time."""
    from yipanqi import planner  # numba takes a second to import: other commands need not pay for it

    if args.plan.exists() and any(args.plan.iterdir()) and not args.force:
        _say(sentence("plan_exists", {"folder": args.plan}, args.lang))
        return ERROR
    began = process_began()
    copies = args.workers if args.is_own_process and args.workers > 1 else 0
    with planner.standing_by(copies), interruptible(args.lang) as stop:
        try:
            if args.cluster:
                planner.require_cluster(args.cluster)
            problem = planner.read_problem(args.problem)
            settings = planner.Settings(
                seconds=max(0.0, args.seconds - (time.time() - began) - TAIL),
                work=args.work,
                seed=args.seed,
                workers=max(1, args.workers),
                cluster=args.cluster,
            )
            show = shown(began, args.lang)
            found = planner.solve(problem, settings, folder=args.problem.resolve(), progress=show, stop=stop)
        except planner.CannotReadProblem as error:
            _say(unread(error, args.lang))
            return ERROR
        except planner.CannotPlan as error:
            _say(sentence("cannot_plan", {"faults": str(error)}, args.lang))
            return ERROR
        except planner.CannotReachCluster as error:
            _say(sentence(f"cluster_{error.code}", {"where": error.where}, args.lang))
            return ERROR
        except planner.LostWorker:
            _say(sentence("worker_lost", {}, args.lang))
            return ERROR
        if isinstance(found, planner.Undecided):
            _say(sentence("planning_impossible" if found.impossible else "planning_undecided", {}, args.lang))
            return INFEASIBLE
        if isinstance(found, planner.Infeasible):
            _say(*collision(found, args.lang))
            return INFEASIBLE
        planner.write_solution(problem, found, args.plan)
    _say(*_told(problem, found, args.plan, args.lang))
    return 0


def collision(found: "Infeasible", lang: str) -> Iterator[str]:
    """The colliding rules, one line each."""
    yield sentence("infeasible", {}, lang)
    for rule in found.rules:
        yield "  " + sentence(f"collides_{rule.name}", {"where": " ".join(rule.ids.values())}, lang)


def _told(problem: "Problem", found: "Solution", folder: Path, lang: str) -> Iterator[str]:
    from yipanqi.planner import BoundBy  # as above

    values = {
        "folder": folder,
        "best": found.objective,
        "bound": found.upper_bound,
        "gap": gap_text(found.gap),
        "priced": found.proven_bound,
        "started": int((found.start >= 0).sum()),
    }
    if found.stopped:
        yield sentence("planner_stopped", {}, lang)
    yield sentence("planner_done", values, lang)
    if found.bound_by is BoundBy.SOLVER:
        yield sentence("planner_solver", values, lang)


def _say(*lines: str) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")
