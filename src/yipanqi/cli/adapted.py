"""The programme as asked for: decided from a quarter on, after an earlier plan, with starts that are kept."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from yipanqi.cli.refusals import CannotFollow
from yipanqi.domain.calendar import Calendar
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import CannotContinue, CannotPin, continued, decided_from, pinned
from yipanqi.domain.planning.scenario import CannotDerive, Scenario, derived, estate_of
from yipanqi.domain.programme import Programme
from yipanqi.planner import CannotOpenPlan, Request, StayClose, read_plan, read_starts


def request_of(programme: Programme, scenario: Scenario, args: argparse.Namespace) -> Request:
    """What the planner is asked; `CannotFollow` where what was typed contradicts itself or the programme."""
    if args.after is not None and args.first is None:
        raise CannotFollow("planning_needs_from")
    if (args.stay_close is None) != (args.moves is None):
        raise CannotFollow("planning_needs_moves")
    try:
        programme = derived(_from(programme, args.first, args.after), scenario)
        programme = pinned(programme, dict(_pins(programme, args.pin)))
    except (CannotContinue, CannotDerive, CannotPin) as error:
        raise CannotFollow("planning_cannot", why=error) from None
    earlier = _earlier(programme.calendar, args.stay_close or args.after, args.pin)
    return Request(programme=programme, stay_close=_stay_close(programme, args.stay_close, args.moves), earlier=earlier)


def _stay_close(programme: Programme, base: Path | None, moves: int | None) -> StayClose | None:
    if base is None or moves is None:
        return None
    return StayClose(base=read_starts(base, programme.calendar), moves=moves)


def _earlier(calendar: Calendar, path: Path | None, pins: Iterable[str]) -> Plan | None:
    """The plan that the search goes on from: the one to stay close to, to continue, or whose starts are pinned."""
    path = path or next((Path(text) for text in pins if Path(text).is_dir()), None)
    if path is None:
        return None
    try:
        return read_plan(path, calendar)
    except CannotOpenPlan:  # a folder of starts alone
        return Plan(starts=read_starts(path, calendar), choices={})


def _from(programme: Programme, first: str | None, after: Path | None) -> Programme:
    if first is None:
        return programme
    quarter = _quarter(programme.calendar, first)
    if after is None:
        return decided_from(programme, quarter)
    return continued(programme, read_plan(after, programme.calendar), quarter)


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
            starts = read_starts(Path(text), programme.calendar)
            yield from ((e, q) for e, q in starts.items() if e in programme.estate_by_id)
        else:
            raise CannotFollow("planning_bad_pin", text=text)


def _estate(programme: Programme, name: str, text: str) -> str:
    try:
        return estate_of(programme, name)
    except CannotDerive as error:
        raise CannotFollow("planning_pin", text=text, why=error) from None
