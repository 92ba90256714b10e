"""The search of one worker: round after round, each of the kind that is due (`schedule`), walked or solved exactly.

A round is a function of the problem, the prices, the seed, the worker's number and what it was handed: the same
rounds give the same plan on every machine, unless they are stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.exact_rounds import ExactRounds
from yipanqi.planner.incumbent import Incumbent, Turn, better
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import Params
from yipanqi.planner.prices import Answer
from yipanqi.planner.schedule import Due, Kind, Standing, due, is_first_trial
from yipanqi.planner.walk_rounds import WalkRounds


@dataclass
class Searcher:
    """One worker's search; its memory depends on its own rounds only."""

    layout: Layout
    answer: Answer
    seed: int
    worker: int = 0
    goes_on: bool = False  # from an earlier plan
    params: Params = field(default_factory=Params)
    walks: WalkRounds = field(init=False)
    exact: ExactRounds = field(init=False)

    def __post_init__(self) -> None:
        self.walks = WalkRounds(self.layout, self.answer, self.worker, self.goes_on, self.params.walk)
        table = self.walks.walker.table
        self.exact = ExactRounds(
            self.layout, self.answer, table.purse, len(table.purse.cap) > table.params.few, self.params.exact
        )

    def mate(self, worker: int) -> "Searcher":
        """A searcher like this one that has done nothing yet, with its own number."""
        return replace(self, worker=worker)

    def round(self, number: int, best: Incumbent, stop: Callable[[], bool], along: float | None = None) -> Incumbent:
        """One round from the best plan known, cut short where stopped. `along` is the part of the time that is gone."""
        rng = np.random.default_rng((self.seed, self.worker, number))
        what = due(self.params.schedule, number, along, self._standing(best))
        return self._done(what, Turn(number, best, rng, stop))

    def _standing(self, best: Incumbent) -> Standing:
        many = self.walks.walker.table.has_many_funds
        is_slow = self.walks.is_slow
        joins, slack = self.walks.own is not None and not is_slow, self.answer.bound - best.worth
        return Standing(self.worker, len(best.draft.start), many, is_slow, joins, best.worth, slack)

    def _done(self, what: Due, turn: Turn) -> Incumbent:
        """Do what is due."""
        match what.kind:
            case Kind.FIRST:
                return self.walks.first(turn, hurried=what.part > 0)
            case Kind.WALK:
                return self.walks.walk(turn, what.cycle, what.part)
            case Kind.WALK_ON:
                return self.walks.walk_on(turn, what.part)
            case Kind.POLISH:
                return self.walks.polish(turn)
            case Kind.BETWEEN:
                return self._between(turn)
            case Kind.CORE:
                return self.exact.core(turn)
            case Kind.SOME:
                return self.exact.some(turn)
            case Kind.BRIEF:
                return self._brief(turn)
            case Kind.WORKS:
                return self.exact.works(turn, self.params.exact.looks)
            case Kind.PARTS:
                return self.exact.parts(turn)
            case Kind.WIDE:
                return self.exact.wide(turn)
            case Kind.WHOLE:
                return self.exact.whole(turn, is_first_trial(self.params.schedule, turn.number))

    def end(self, done: int, best: Incumbent, seconds: float, stop: Callable[[], bool]) -> Incumbent:
        """All that a better plan may do, within so many seconds and after so many rounds: the best plan, bounded by the
        solver's word."""
        rng = np.random.default_rng((self.seed, self.worker))
        return self.exact.end(Turn(done, best, rng, stop), seconds)

    def _brief(self, turn: Turn) -> Incumbent:
        """Brief walks, and the best works for the starts of their best plan."""
        best = self.walks.brief(turn)
        own, self.walks.own = self.walks.own, None
        return (
            best
            if own is None
            else better(best, self.exact.works(replace(turn, best=own), self.params.exact.works_looks))
        )

    def _between(self, turn: Turn) -> Incumbent:
        """Join the plan of the worker's own walk with the best one, once."""
        own, self.walks.own = self.walks.own, None
        assert own is not None  # else it would not be due
        return self.exact.between(turn, own)
