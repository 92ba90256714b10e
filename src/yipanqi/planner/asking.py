"""What is asked of the planner, what it answers, and what its judge says of a plan drawn by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from yipanqi.domain.planning import account, rules
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import Violation
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said, sentence
from yipanqi.planner import folder
from yipanqi.planner.collision import Infeasible, Undecided
from yipanqi.planner.collision_sentences import rule_sentences
from yipanqi.planner.payments import pay
from yipanqi.planner.prices import Prices
from yipanqi.planner.translate import StayClose, Translation


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be planned: with the same settings and work, the same request gives the same plan."""

    programme: Programme
    stay_close: StayClose | None = None
    earlier: Plan | None = None  # the search goes on from it: the answer is no worse than what of it can be held

    @cached_property
    def offer(self) -> Offer:
        """What the plan may choose from, priced once."""
        return offer(self.programme)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A plan with the problem that it solves."""

    outcome: Outcome
    translation: Translation
    prices: Prices  # from which the bound follows


@dataclass(frozen=True, kw_only=True)
class Unpayable:
    """What must be done cannot be paid or carried exactly: the rules that break, and a plan that breaks them."""

    broken: tuple[Violation, ...]
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A plan with its payments, every rule that it breaks, and its objective."""

    plan: Plan
    broken: tuple[Violation, ...]
    objective: float | None  # None: the plan cannot stand, and so cannot be paid or valued


def judge(programme: Programme, offer: Offer, plan: Plan) -> Judged:
    """Pay a plan to the fen and hold it against every rule, whoever drew it."""
    bare = replace(plan, payments=())
    broken = rules.misshapen(programme, offer, bare)
    if broken:
        return Judged(plan=bare, broken=tuple(broken), objective=None)
    paid = replace(plan, payments=pay(programme, offer, bare).payments)
    broken = rules.violations(programme, offer, paid)
    return Judged(plan=paid, broken=tuple(broken), objective=account.objective(programme, offer, paid))


def why_not(request: Request, answer: Infeasible | Undecided | Unpayable, lang: str) -> list[str]:
    """Why there is no plan: the rules that collide or that would break, each in a sentence; or that it was not decided
    in time."""
    if isinstance(answer, Undecided):
        return [sentence("planning_impossible" if answer.impossible else "planning_undecided", {}, lang)]
    if isinstance(answer, Unpayable):
        return broken_told(request.programme, answer.broken, lang)
    moves = request.stay_close.moves if request.stay_close else None
    return rule_sentences(request.programme, request.offer, answer.rules, moves, lang)


def broken_told(programme: Programme, broken: Iterable[Violation], lang: str) -> list[str]:
    """Broken rules, each in a sentence."""
    return [said(programme, v.rule, v.values, lang) for v in broken]


def write_planned(
    place: Path, request: Request, planned: Planned, settings: Mapping[str, Any], source: Path | None = None
) -> None:
    """Write a plan with its problem into a folder, what it was asked with, and a copy of its workbook."""
    programme, outcome = request.programme, planned.outcome
    folder.write(place, programme, planned.translation, outcome, settings, source, planned.prices)
