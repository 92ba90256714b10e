"""What a child process of a worker does: make a plan, print its documents. Knows no database."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yipanqi import documents, planner
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import Outcome, is_unfinished
from yipanqi.domain.planning.scenario import Scenario, changes, derived
from yipanqi.domain.planning.told import told
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import LANGUAGES, sentence
from yipanqi.web.jobs.handlers import CannotDo
from yipanqi.web.page.held import workplace
from yipanqi.web.page.kept_file import sha256_of
from yipanqi.web.page.say import in_both

from . import outcome_json as kept
from .left import WRITING
from .run_result import RunResult

_EVERY = 0.4  # seconds between two reports
_SEARCHING = ("正在搜索更好的方案", "Searching for a better plan")
_EXPLAINING = ("正在核对资金并说明原因", "Paying to the fen, and telling why")


def make(line: Any, request: planner.Request, settings: planner.Settings, place: str = "") -> RunResult:
    """Plan, write problem and plan into the folder that is named, and hand back the outcome; a stop keeps the best so
    far."""
    line.progress(0.02, _SEARCHING)
    try:
        found = planner.plan(request, settings, _reporter(line, settings), line.should_stop)
    except planner.CannotPlan as error:
        why = (sentence("cannot_plan", {"faults": str(error)}, lang) for lang in LANGUAGES)
        raise CannotDo(*why) from None
    if not isinstance(found, planner.Planned):
        why_not = in_both(lambda lang: planner.why_not(request, found, lang))
        return RunResult(why_not=why_not, is_undecided=isinstance(found, planner.Undecided))
    line.progress(0.97, _EXPLAINING)
    if place:
        said_of = {name: getattr(settings, name) for name in ("seconds", "work", "seed", "workers")}
        with _whole(Path(place)) as folder:
            planner.write_planned(folder, request, found, said_of)
    return result_of(request.programme, found.outcome)


def result_of(programme: Programme, outcome: Outcome) -> RunResult:
    """An outcome with the figures that lists show."""
    chosen = outcome.plan
    return RunResult(
        outcome=kept.packed(outcome),
        is_unfinished=is_unfinished(outcome, programme.policy.draft_gap),
        estates=len(chosen.starts),
        households=sum(programme.estate_by_id[estate].households for estate in chosen.starts),
        works=len(chosen.choices),
        money=sum(payment.amount for payment in chosen.payments),
        money_told=sum(payment.amount for payment in told(programme, chosen).payments),
    )


def print_documents(
    line: Any, version: Programme, scenario: Scenario, outcome: bytes, since: int, place: str, lang: str
) -> dict[str, str]:
    """Write all documents of a plan in a language, whole or not at all; name and hash of each. The programme is the
    version's as the scenario has it, and the documents say what that changes, and that so many rows changed since."""
    line.progress(0.1, ("正在生成文件", "Writing the documents"))
    programme = derived(version, scenario)
    facts = Facts(programme, offer(programme), kept.unpacked(outcome), tuple(changes(version, scenario)), since)
    with _whole(Path(place)) as folder:
        return {path.name: sha256_of(path) for path in documents.write_all(facts, folder, lang)}


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """A folder to write into that takes its place when all is written; what an earlier try left there goes."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with workplace(place.parent, WRITING) as made:
        yield made / "all"
        shutil.rmtree(place, ignore_errors=True)
        (made / "all").rename(place)


def _reporter(line: Any, settings: planner.Settings) -> Callable[[planner.Progress], None]:
    """Tells now and then where the search stands, with all of its past."""
    series: list[list[float]] = []
    last = [0.0]

    def report(at: planner.Progress) -> None:
        now = time.monotonic()
        is_better = not series or at.best > series[-1][1]
        if not is_better and now - last[0] < _EVERY:
            return
        series.append([round(at.seconds, 2), at.best, at.bound])
        if now - last[0] < _EVERY:
            return
        last[0] = now
        part = at.work / settings.work if settings.work else at.seconds / (settings.seconds or at.seconds or 1)
        detail = {"best": at.best, "bound": at.bound, "gap": at.gap, "work": at.work, "series": series}
        line.progress(min(0.95, part), _SEARCHING, detail)

    return report
