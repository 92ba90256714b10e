"""What a child process of a worker does: make a plan, print its documents. Knows no database."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from yipanqi import documents
from yipanqi.domain.planning.account import objective
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import SHAPE_RULES, Violation, violations
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said, sentence
from yipanqi.planner import folder
from yipanqi.planner.collision import Infeasible
from yipanqi.planner.collision_sentences import rule_sentences
from yipanqi.planner.method import CannotPlan, Progress, Settings
from yipanqi.planner.payments import pay
from yipanqi.planner.plan import Unpayable, plan
from yipanqi.planner.translate import StayClose
from yipanqi.web.jobs.handlers import CannotDo

from . import outcome_json as kept
from .request import Made, Request

LANGUAGES = ("zh", "en")
_EVERY = 0.4  # seconds between two reports
_SEARCHING = ("正在搜索更好的方案", "Searching for a better plan")
_EXPLAINING = ("正在核对资金并说明原因", "Paying to the fen, and telling why")


def make(line: Any, request: Request) -> Made:
    """Plan, write problem and plan into the folder, and hand back the outcome; a stop keeps the best so far."""
    programme = request.programme
    offered = offer(programme)
    settings = Settings(seconds=request.seconds, work=request.work, seed=request.seed, workers=request.workers)
    close = None if request.base is None else StayClose(base=request.base, moves=request.moves or 0)
    line.progress(0.02, _SEARCHING)
    try:
        found = plan(
            programme,
            offered,
            settings,
            progress=_reporter(line, request),
            stop=line.should_stop,
            stay_close=close,
            earlier=request.earlier,
        )
    except CannotPlan as error:
        why = (sentence("cannot_plan", {"faults": str(error)}, lang) for lang in LANGUAGES)
        raise CannotDo(*why) from None
    if isinstance(found, Infeasible):
        moves = request.moves
        return Made(why_not=_both(lambda lang: rule_sentences(programme, offered, found.rules, moves, lang)))
    if isinstance(found, Unpayable):
        return Made(why_not=broken_told(programme, found.broken))
    line.progress(0.97, _EXPLAINING)
    if request.folder:
        _write(Path(request.folder), request, found)
    return made_of(programme, found.outcome)


def made_of(programme: Programme, outcome: Outcome) -> Made:
    """An outcome with the figures that lists show."""
    chosen = outcome.plan
    return Made(
        outcome=kept.packed(outcome),
        estates=len(chosen.starts),
        households=sum(programme.estate_by_id[estate].households for estate in chosen.starts),
        works=len(chosen.choices),
        money=sum(payment.amount for payment in chosen.payments),
    )


def judged(programme: Programme, offered: Offer, drawn: Plan) -> tuple[Plan, list[Violation], float]:
    """A plan drawn by hand with its payments, every rule it breaks, and its objective."""
    drawn = replace(drawn, payments=())
    broken = [v for rule in SHAPE_RULES for v in rule(programme, offered, drawn)]
    if broken:  # what cannot stand cannot be paid
        return drawn, broken, float("nan")
    paid = replace(drawn, payments=pay(programme, offered, drawn).payments)
    return paid, violations(programme, offered, paid), objective(programme, offered, paid)


def broken_told(programme: Programme, broken: Iterable[Violation]) -> list[list[str]]:
    """Broken rules in sentences, [Chinese, English] each."""
    found = list(broken)
    return _both(lambda lang: [said(programme, v.rule, v.values, lang) for v in found])


def print_documents(line: Any, programme: Programme, outcome: bytes, out_dir: str, lang: str) -> list[str]:
    """Write all documents of a plan in a language, whole or not at all; their names."""
    line.progress(0.1, ("正在生成文件", "Writing the documents"))
    out = Path(out_dir)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as made:
        paths = documents.write_all(programme, offer(programme), kept.unpacked(outcome), Path(made) / "all", lang)
        names = [path.name for path in paths]
        shutil.rmtree(out, ignore_errors=True)
        (Path(made) / "all").rename(out)
    return names


def _both(told: Callable[[str], list[str]]) -> list[list[str]]:
    return [list(pair) for pair in zip(*(told(lang) for lang in LANGUAGES), strict=True)]


def _write(place: Path, request: Request, found: Any) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    said = {"seconds": request.seconds, "work": request.work, "seed": request.seed, "workers": request.workers}
    with tempfile.TemporaryDirectory(dir=place.parent) as made:
        folder.write(Path(made) / "all", request.programme, found.translation, found.outcome, said)
        shutil.rmtree(place, ignore_errors=True)  # of an earlier try that was not kept
        (Path(made) / "all").rename(place)


def _reporter(line: Any, request: Request) -> Callable[[Progress], None]:
    """Tells now and then where the search stands, with all of its past."""
    series: list[list[float]] = []
    last = [0.0]

    def report(at: Progress) -> None:
        now = time.monotonic()
        is_better = not series or at.best > series[-1][1]
        if not is_better and now - last[0] < _EVERY:
            return
        series.append([round(at.seconds, 2), at.best, at.bound])
        if now - last[0] < _EVERY:
            return
        last[0] = now
        part = at.work / request.work if request.work else at.seconds / (request.seconds or at.seconds or 1)
        detail = {"best": at.best, "bound": at.bound, "gap": at.gap, "work": at.work, "series": series}
        line.progress(min(0.95, part), _SEARCHING, detail)

    return report
