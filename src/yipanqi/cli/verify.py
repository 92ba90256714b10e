"""Verify a plan against its problem, trusting nothing that the planner says. 核验方案是否符合问题的全部规则。"""

import argparse
import sys
from pathlib import Path

from yipanqi.cli.sentences import sentence


def arguments(command: argparse.ArgumentParser) -> None:
    """What may be said after `yipanqi verify`."""
    command.add_argument("problem", type=Path, metavar="PROBLEM_DIR", help="问题文件夹 problem folder")
    command.add_argument("plan", type=Path, metavar="PLAN_DIR", help="方案文件夹 plan folder")


def run(args: argparse.Namespace) -> int:
    """Recompute everything; 0 if the plan passes, 1 if not."""
    from yipanqi import planner  # numba takes a second to import: other commands need not pay for it

    try:
        verdict = planner.verify(planner.read_problem(args.problem), args.plan)
    except (planner.CannotReadProblem, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if verdict.passed:
        bound = "–" if verdict.bound is None else f"{verdict.bound:,.3f}"
        values = {"objective": verdict.objective, "bound": bound}
        sys.stdout.write(sentence("verified", values, args.lang) + "\n")
        return 0
    sys.stdout.write(sentence("not_verified", {}, args.lang) + "\n")
    for fault in verdict.faults:
        sys.stdout.write(f"  {fault.rule} {fault.where} {fault.over:.6g}\n")
    return 1
