"""A plan in two columns, before anybody pays for it."""

from dataclasses import dataclass

import numpy as np

from yipanqi.planner.problem import NONE, Flags, Ints, Problem


@dataclass(frozen=True, eq=False)
class Draft:
    """When each estate starts, and to which option each work is done."""

    start: Ints  # [E]: quarter, NONE if not started
    choice: Ints  # [W] → O, NONE if not done

    def copy(self) -> "Draft":
        """The same, in arrays of its own."""
        return Draft(self.start.copy(), self.choice.copy())

    def times(self, quarters: int) -> Flags:
        """Where each estate starts, [E, Q]."""
        at = np.zeros((len(self.start), quarters), bool)
        on = np.flatnonzero(self.start != NONE)
        at[on, self.start[on]] = True
        return at

    def without(self, estates: Ints | list[int], ptr: Ints) -> "Draft":
        """The same without some estates and their works, which are ptr[e] … ptr[e+1]-1."""
        rest = self.copy()
        rest.start[estates] = NONE
        for e in estates:
            rest.choice[ptr[e] : ptr[e + 1]] = NONE
        return rest


def nothing(problem: Problem) -> Draft:
    """No estate starts, no work is done."""
    estates, works = len(problem.estates.ids), len(problem.works.measure)
    return Draft(np.full(estates, NONE, np.int32), np.full(works, NONE, np.int32))
