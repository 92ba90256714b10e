"""Verify a plan against its problem, trusting nothing that the planner says. 核验方案是否符合问题的全部规则。"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yipanqi.cli.sentences import sentence
from yipanqi.cli.unread import unread

if TYPE_CHECKING:
    from yipanqi.planner import Verdict

OK, ERROR = 0, 1
SHOWN = 50  # faults


def arguments(command: argparse.ArgumentParser) -> None:
    """What may be said after `yipanqi verify`."""
    command.add_argument("problem", type=Path, metavar="PROBLEM_DIR", help="问题文件夹 problem folder")
    command.add_argument("plan", type=Path, metavar="PLAN_DIR", help="方案文件夹 plan folder")


def run(args: argparse.Namespace) -> int:
    """Recompute everything; 0 if the plan passes, 1 if not."""
    from yipanqi import planner  # numba takes a second to import: other commands need not pay for it

    try:
        with planner.Probe() as probe:
            verdict = planner.verify_folders(args.problem, args.plan, probe)
    except planner.CannotRead as error:
        sys.stderr.write(unread(error, args.lang) + "\n")
        return ERROR
    sys.stdout.write("\n".join(told(verdict, args.lang)) + "\n")
    return OK if verdict.passed else ERROR


def told(verdict: "Verdict", lang: str) -> Iterator[str]:
    """What the verifier found, a sentence for each fault."""
    if verdict.passed:
        yield _passed(verdict, lang)
        return
    yield sentence("not_verified", {}, lang)
    for fault in verdict.faults[:SHOWN]:
        yield "  " + sentence(f"broken_{fault.rule}", {"where": fault.where, "over": fault.over}, lang)
    if len(verdict.faults) > SHOWN:
        yield "  " + sentence("not_verified_more", {"count": len(verdict.faults) - SHOWN}, lang)


def _passed(verdict: "Verdict", lang: str) -> str:
    bound = "–" if verdict.bound is None else f"{verdict.bound:,.3f}"
    values = {"objective": verdict.objective, "bound": bound, "claimed": verdict.claimed}
    if verdict.claimed is None:
        return sentence("verified_without_bound", values, lang)
    return sentence("verified" if verdict.proven else "verified_solvers_bound", values, lang)
