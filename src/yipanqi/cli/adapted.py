"""The programme as asked for: decided from a quarter on, after an earlier plan, with starts that are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from yipanqi.cli.refusals import CannotFollow
from yipanqi.domain.calendar import Calendar
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import CannotContinue, CannotPin, continued, decided_from, pinned
from yipanqi.domain.programme import Programme
from yipanqi.planner import folder
from yipanqi.planner.translate import StayClose


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked beside the workbook, as it was typed."""

    first: str | None = None
    after: Path | None = None
    pins: tuple[str, ...] = ()
    close_to: Path | None = None
    moves: int | None = None


def adapted(programme: Programme, request: Request) -> Programme:
    """The programme of a request; `CannotFollow` where it contradicts itself or the programme."""
    if request.after is not None and request.first is None:
        raise CannotFollow("planning_needs_from")
    if (request.close_to is None) != (request.moves is None):
        raise CannotFollow("planning_needs_moves")
    try:
        if request.first is not None:
            quarter = _quarter(programme.calendar, request.first)
            programme = _from(programme, quarter, request.after)
        return pinned(programme, dict(_pins(programme, request.pins)))
    except (CannotContinue, CannotPin) as error:
        raise CannotFollow("planning_cannot", why=error) from None


def stay_close(programme: Programme, request: Request) -> StayClose | None:
    """The base plan of a request, if it names one."""
    if request.close_to is None or request.moves is None:
        return None
    return StayClose(base=folder.read_starts(request.close_to, programme.calendar), moves=request.moves)


def earlier(programme: Programme, request: Request) -> Plan | None:
    """The plan that the search goes on from: the one to stay close to, to continue, or whose starts are pinned."""
    pinned_to = (Path(text) for text in request.pins if Path(text).is_dir())
    path = request.close_to or request.after or next(pinned_to, None)
    if path is None:
        return None
    try:
        return folder.read_plan(path, programme.calendar)
    except folder.CannotOpenPlan:  # a folder of starts alone
        return Plan(starts=folder.read_starts(path, programme.calendar), choices={})


def _from(programme: Programme, quarter: int, after: Path | None) -> Programme:
    if after is None:
        return decided_from(programme, quarter)
    return continued(programme, folder.read_plan(after, programme.calendar), quarter)


def _quarter(calendar: Calendar, text: str) -> int:
    try:
        return calendar.quarter(text)
    except ValueError:
        raise CannotFollow("planning_bad_quarter", text=text) from None


def _pins(programme: Programme, texts: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Each pin as estate and quarter; a folder stands for all its starts, save those of estates unknown here."""
    for text in texts:
        estate, sign, label = text.rpartition("=")
        if sign:
            yield _estate(programme, estate.strip(), text), _quarter(programme.calendar, label)
        elif Path(text).exists():
            starts = folder.read_starts(Path(text), programme.calendar)
            yield from ((e, q) for e, q in starts.items() if e in programme.estate_by_id)
        else:
            raise CannotFollow("planning_bad_pin", text=text)


def _estate(programme: Programme, said: str, text: str) -> str:
    """The estate of this number or, where only one has it, this name."""
    named = [estate.id for estate in programme.estates if said in (estate.id, estate.name)]
    if len(named) != 1:
        raise CannotFollow("planning_pin_twice" if named else "planning_pin_unknown", text=text, estate_said=said)
    return named[0]
