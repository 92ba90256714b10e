"""What `yipanqi plan` does: read, plan, write, tell."""

import argparse
import sys
import time
from pathlib import Path

from yipanqi import documents, workbook
from yipanqi.cli.adapted import Request, adapted, earlier, stay_close
from yipanqi.cli.live import interruptible, process_began, shown
from yipanqi.cli.output import CannotOverwrite, CannotReach, check_free, written_whole
from yipanqi.cli.refusals import CannotFollow, collisions, findings_told, violations_told
from yipanqi.cli.sentences import sentence
from yipanqi.cli.summary import summary
from yipanqi.domain.finding import forbid
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.programme import Programme
from yipanqi.planner import folder
from yipanqi.planner.collision import Infeasible
from yipanqi.planner.method import CannotPlan, Settings
from yipanqi.planner.plan import Planned, Unpayable, plan

OK, ERROR, FINDINGS, INFEASIBLE = 0, 1, 2, 3
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
    except CannotFollow as error:
        return _refuse(sentence(error.code, error.values, args.lang))
    except CannotPlan as error:
        return _refuse(sentence("cannot_plan", {"faults": str(error)}, args.lang))
    except (workbook.CannotRead, folder.CannotOpenPlan, documents.CannotPrint, OSError) as error:
        return _refuse(str(error))


def _run(args: argparse.Namespace, began: float) -> int:
    reading = workbook.read(args.workbook)
    for line in findings_told(reading.findings, args.lang):
        print(line, file=sys.stderr)
    if reading.programme is None or forbid(list(reading.findings)):
        print(sentence("planning_forbidden", {}, args.lang), file=sys.stderr)
        return FINDINGS
    request = Request(
        first=args.first, after=args.after, pins=tuple(args.pin), close_to=args.stay_close, moves=args.moves
    )
    programme = adapted(reading.programme, request)
    offered = offer(programme)
    found = _planned(args, programme, offered, request, began)
    if isinstance(found, Infeasible):
        lines = collisions(programme, offered, found, args.moves, args.lang)
    elif isinstance(found, Unpayable):
        lines = violations_told(programme, found.broken, args.lang)
    else:
        _write(args, programme, offered, found)
        return OK
    print("\n".join([sentence("planning_infeasible", {}, args.lang), *lines]), file=sys.stderr)
    return INFEASIBLE


def _planned(
    args: argparse.Namespace, programme: Programme, offered: Offer, request: Request, began: float
) -> Planned | Infeasible | Unpayable:
    seconds = max(LEAST, args.seconds - (time.time() - began) - RESERVE)
    settings = Settings(seconds=seconds, work=args.work, seed=args.seed, workers=args.workers)
    with interruptible(args.lang) as stop:
        return plan(
            programme,
            offered,
            settings,
            progress=shown(began, args.lang),
            stop=stop,
            stay_close=stay_close(programme, request),
            earlier=earlier(programme, request),
        )


def _write(args: argparse.Namespace, programme: Programme, offered: Offer, found: Planned) -> None:
    print(sentence("planning_writing", {}, args.lang), file=sys.stderr)
    with written_whole(args.out) as made:
        paths = documents.write_all(programme, offered, found.outcome, made, args.lang)
        said = {k: [str(x) for x in v] if isinstance(v, list) else v for k, v in vars(args).items()}
        kept = {k: str(v) if isinstance(v, Path) else v for k, v in said.items() if k != "command"}
        plan_folder = made / folder.PLAN
        folder.write(plan_folder, programme, found.translation, found.outcome, kept, args.workbook, found.prices)
    print("\n".join(summary(programme, offered, found.outcome, args.lang)))
    print(sentence("planning_files", {"folder": args.out}, args.lang))
    for path in paths:
        print(f"  {path.name}")
    print("  " + sentence("planning_plan_folder", {}, args.lang))


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return ERROR
