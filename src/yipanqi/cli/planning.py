"""What `yipanqi plan` does: read, plan, write, tell."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from yipanqi import documents, planner, workbook
from yipanqi.cli.adapted import request_of
from yipanqi.cli.live import interruptible, process_began, shown
from yipanqi.cli.output import CannotOverwrite, CannotReach, check_free, written_whole
from yipanqi.cli.refusals import CannotFollow, findings_told
from yipanqi.cli.sentences import sentence
from yipanqi.cli.summary import summary
from yipanqi.cli.unread import unread
from yipanqi.cli.what_if import scenario_of
from yipanqi.domain.finding import forbid
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.scenario import Scenario, changes

OK, ERROR, FINDINGS, INFEASIBLE, DRAFT = 0, 1, 2, 3, 4
RESERVE = 5.0  # seconds kept for the reasons and the documents
LEAST = 2.0  # seconds of search, however little time is given


def run(args: argparse.Namespace) -> int:
    """Read, plan, write, tell."""
    began = process_began()
    try:
        check_free(args.out, args.force)
        return _run(args, began)
    except CannotOverwrite as error:
        return _refuse(sentence("planning_exists", {"folder": error}, args.lang))
    except CannotReach as error:
        return _refuse(sentence("planning_nowhere", {"folder": error}, args.lang))
    except planner.CannotPlan as error:
        return _refuse(sentence("cannot_plan", {"faults": str(error)}, args.lang))
    except planner.CannotRead as error:
        return _refuse(unread(error, args.lang))
    except (workbook.CannotRead, OSError) as error:
        return _refuse(str(error))


def _run(args: argparse.Namespace, began: float) -> int:
    reading = workbook.read(args.workbook)
    for line in findings_told(reading.findings, args.lang):
        print(line, file=sys.stderr)
    if reading.programme is None or forbid(list(reading.findings)):
        print(sentence("planning_forbidden", {}, args.lang), file=sys.stderr)
        return FINDINGS
    try:
        scenario = scenario_of(reading.programme, args.what_if)
        request = request_of(reading.programme, scenario, args)
    except CannotFollow as error:
        return _refuse(error.said(reading.programme, args.lang))
    found = _planned(args, request, began)
    if isinstance(found, planner.Planned):
        facts = Facts(request.programme, request.offer, found.outcome, tuple(changes(reading.programme, scenario)))
        _write(args, request, found, facts, scenario)
        return DRAFT if facts.is_unfinished else OK
    why = planner.why_not(request, found, args.lang)
    if isinstance(found, planner.Undecided):
        print("\n".join(why), file=sys.stderr)
        return INFEASIBLE
    lines = (f"  · {line}" for line in why)
    print("\n".join([sentence("planning_infeasible", {}, args.lang), *lines]), file=sys.stderr)
    return INFEASIBLE


def _planned(
    args: argparse.Namespace, request: planner.Request, began: float
) -> planner.Planned | planner.Infeasible | planner.Undecided | planner.Unpayable:
    _ = request.offer  # priced before the clock is read
    seconds = max(LEAST, args.seconds - (time.time() - began) - RESERVE)
    settings = planner.Settings(seconds=seconds, work=args.work, seed=args.seed, workers=args.workers)
    with interruptible(args.lang) as stop:
        return planner.plan(request, settings, shown(began, args.lang), stop)


def _write(
    args: argparse.Namespace,
    request: planner.Request,
    found: planner.Planned,
    facts: Facts,
    scenario: Scenario,
) -> None:
    print(sentence("planning_writing", {}, args.lang), file=sys.stderr)
    with written_whole(args.out) as made:
        paths = documents.write_all(facts, made, args.lang)
        settings = _said(args) | {"what_if": scenario.to_dict()}
        planner.write_planned(made / planner.PLAN_FOLDER, request, found, settings, args.workbook)
    print("\n".join(summary(facts, args.lang)))
    print(sentence("planning_files", {"folder": args.out}, args.lang))
    for path in paths:
        print(f"  {path.name}")
    print("  " + sentence("planning_plan_folder", {}, args.lang))


def _said(args: argparse.Namespace) -> dict[str, Any]:
    """What was typed, as JSON takes it."""
    said = {k: [str(x) for x in v] if isinstance(v, list) else v for k, v in vars(args).items()}
    return {k: str(v) if isinstance(v, Path) else v for k, v in said.items() if k != "command"}


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return ERROR
