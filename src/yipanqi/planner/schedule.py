"""Which kind of round is due: a walk as long as most of the cycle, then the best plan and its own are joined exactly;
then every second worker walks on from the best plan, and the others polish it.

Where the search has a clock there is one cycle, as long as the time; where rounds are counted, each cycle is twice as
long as the one before. Few estates have no cycles: brief walks, then all at once; with
no clock then exact neighbourhoods and brief walks by turns.
"""

from dataclasses import dataclass
from enum import Enum, auto

from yipanqi.planner.params import ScheduleParams


class Kind(Enum):
    """What a round does."""

    FIRST = auto()  # a plan soon
    WALK = auto()  # a part of the cycle's long walk
    BETWEEN = auto()  # the walk's plan and the best one, joined exactly
    WALK_ON = auto()  # a part of the walk from the best plan
    POLISH = auto()  # a short walk around the best plan
    SOME = auto()  # some estates freed exactly
    CORE = auto()  # all estates freed to the starts near their best
    BRIEF = auto()  # brief walks, each from the beginning, and the best works for their starts
    WORKS = auto()  # works alone freed, where their estates start
    PARTS = auto()  # the same in parts, rounded down: far quicker, where there are many funds
    WIDE = auto()  # some estates freed, and the works of all others where they start
    WHOLE = auto()  # all estates freed


@dataclass(frozen=True)
class Standing:
    """Where a worker stands when its round begins."""

    worker: int
    estates: int
    has_many_funds: bool
    is_slow: bool  # are the solver's models so large that a walk brings more in the same time?
    joins: bool  # has its walk left a plan that is still to be joined with the best one?
    worth: float  # of the best plan
    slack: float  # that it is below the bound


@dataclass(frozen=True)
class Due:
    """The kind of a round, and the part that is gone of the walk that it belongs to."""

    kind: Kind
    cycle: int = 0
    part: float = 0.0


def due(params: ScheduleParams, number: int, along: float | None, at: Standing) -> Due:
    """What round `number` does. `along` is the part of the time that is gone, None where rounds are counted."""
    if number == 0:
        return Due(Kind.FIRST, part=along or 0.0)
    if at.estates <= params.few:
        return Due(_of_few(params, number, at) if along is None else _of_few_by_the_clock(params, number, at))
    if at.has_many_funds and number % 2:
        return Due(Kind.WORKS if number % params.whole == params.whole - 1 else Kind.PARTS)
    cycle, gone = cycle_of(params, number) if along is None else (0, along)
    if gone < params.walking:
        return Due(Kind.WALK, cycle, gone / params.walking)
    if at.joins:
        return Due(Kind.BETWEEN)
    if at.worker % 2:
        return Due(Kind.WALK_ON, cycle, (gone - params.walking) / (1 - params.walking))
    if at.is_slow:
        return Due(Kind.POLISH)
    if at.slack < params.close * abs(at.worth):
        return Due(Kind.CORE if number % params.cores == 0 else Kind.SOME)
    return Due(Kind.POLISH if number % 2 == 0 else Kind.SOME)


def rounds_of(params: ScheduleParams, estates: int) -> int:
    """The rounds after which a clock leaves nothing to few estates but to free them all at once."""
    if estates > params.few:
        return 2**62
    return 1 + (params.more_brief + params.wide if estates <= params.fewer else params.brief)


def is_first_trial(params: ScheduleParams, number: int) -> bool:
    """Is the whole model tried for the first time in this round?"""
    return number == 1 + params.brief


def _of_few_by_the_clock(params: ScheduleParams, number: int, at: Standing) -> Kind:
    """What round `number` of few estates does where a clock runs: the whole model is left to the end."""
    return Kind.WIDE if at.estates <= params.fewer and number > params.more_brief else Kind.BRIEF


def _of_few(params: ScheduleParams, number: int, at: Standing) -> Kind:
    """What counted round `number` of few estates does; the first worker alone tries the whole model."""
    if number <= params.brief:
        return Kind.BRIEF
    if at.worker == 0 and (is_first_trial(params, number) or number % params.anew == 0):
        return Kind.WHOLE
    return Kind.WIDE if number % 2 else Kind.BRIEF


def cycle_of(params: ScheduleParams, number: int) -> tuple[int, float]:
    """The cycle that a counted round is in, and the part of the cycle that is gone; rounds 1 … are counted."""
    cycle, first, length = 0, 1, params.cycle
    while number >= first + length:
        cycle, first, length = cycle + 1, first + length, 2 * length
    return cycle, (number - first) / length
