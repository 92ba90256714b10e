"""A referee of small counts that shares no code with them: from what is told of a survey, a linear program over the
smallest counts says between which values each withheld count lies. And random surveys."""

import math
import random
from collections.abc import Iterator

import highspy

from yipanqi.domain.disclosure.small_counts import ALL, Protected, Table, Times

Cell = tuple[str, str, str]


def a_survey(
    rng: random.Random, *, times: int = 1, apart_sum: bool = False, running: bool = False, estates: int = 4
) -> list[Table]:
    """Tables over two or three levels with counts as surveys have them: a few popular answers, many small ones."""
    above: dict[str, str] = {"C": ""}
    leaves = []
    for estate in range(rng.randint(1, estates)):
        above[f"E{estate}"] = "C"
        houses = rng.choice([0, 0, 2, 3, 5])
        leaves += [f"E{estate}-{it}" for it in range(houses)] or [f"E{estate}"]
        above.update({f"E{estate}-{it}": f"E{estate}" for it in range(houses)})
    answers = [f"a{it}" for it in range(rng.randint(2, 5))]
    weights = [rng.choice([0.1, 0.5, 1, 3, 8]) for _ in answers]
    tables = []
    now = {(leaf, answer): 0 for leaf in leaves for answer in answers}
    for time in range(times):
        added = {key: 0 for key in now}
        for leaf in leaves:
            for answer in rng.choices(answers, weights, k=rng.choice([0, 3, 8, 12, 20, 35, 60])):
                added[leaf, answer] += 1
        now = {key: now[key] * running + added[key] for key in now}
        tables.append(Table(time=f"2028-{time + 1:02}", counts=dict(now), above=above))
    if apart_sum:
        counts = {key: sum(it.counts[key] for it in tables) for key in now}
        tables.append(Table(time="2028", counts=counts, above=above, sum_of=tuple(it.time for it in tables)))
    return tables


def rooms(done: Protected, times: Times) -> Iterator[tuple[Cell, float, float]]:
    """Each withheld cell of the tables with the least and the greatest value that the told ones allow; of small counts
    that came between two times too."""
    program = _Program(done, times)
    for cell, terms in program.withheld():
        yield cell, program.reach(terms, highspy.ObjSense.kMinimize), program.reach(terms, highspy.ObjSense.kMaximize)


class _Program:
    def __init__(self, done: Protected, times: Times) -> None:
        self.done, self.times = done, times
        plain = [it for it in done.tables if not it.sum_of]
        self.number = {
            (it.time, leaf, answer): place
            for place, (it, leaf, answer) in enumerate(
                (it, leaf, answer) for it in plain for leaf in it.leaves for answer in it.answers
            )
        }
        self.order = [it.time for it in plain]
        self.highs = highspy.Highs()
        self.highs.silent()
        count = len(self.number)
        self.highs.addVars(count, [0.0] * count, [highspy.kHighsInf] * count)
        for table, place, answer in self._cells():
            value = done.shown(table.time, place, answer)
            if value is not None:
                terms = self._terms(table, place, answer)
                self.highs.addRow(value, value, len(terms), terms, [1.0] * len(terms))

    def _cells(self) -> Iterator[tuple[Table, str, str]]:
        for table in self.done.tables:
            for place in table.above:
                for answer in (*table.answers, ALL):
                    if place not in table.untold:
                        yield table, place, answer

    def withheld(self) -> Iterator[tuple[Cell, list[int]]]:
        for table, place, answer in self._cells():
            if self.done.shown(table.time, place, answer) is None:
                yield (table.time, place, answer), self._terms(table, place, answer)
            added = self._added(table, place, answer)
            if added and 0 < added[0] < 5:
                yield (f">{table.time}", place, answer), added[1]

    def _added(self, table: Table, place: str, answer: str) -> tuple[int, list[int]] | None:
        """What came since the time before, where that has the same place."""
        if self.times is Times.APART or table.time == self.order[0]:
            return None
        earlier = self.done.tables[self.order.index(table.time) - 1]
        if place not in earlier.above or place in earlier.untold:
            return None
        terms = sorted(set(self._terms(table, place, answer)) - set(self._terms(earlier, place, answer)))
        counts = self.done.values
        return counts[table.time, place, answer] - counts[earlier.time, place, answer], terms

    def _terms(self, table: Table, place: str, answer: str) -> list[int]:
        """The smallest counts that a cell is the sum of."""
        spans = table.sum_of or (
            self.order[: self.order.index(table.time) + 1] if self.times is Times.RUNNING else (table.time,)
        )
        leaves = [leaf for leaf in table.leaves if place in _upwards(table, leaf)]
        answers = table.answers if answer == ALL else [answer]
        return sorted(self.number[time, leaf, one] for time in spans for leaf in leaves for one in answers)

    def reach(self, terms: list[int], sense: highspy.ObjSense) -> float:
        self.highs.changeObjectiveSense(sense)
        self.highs.changeColsCost(len(terms), terms, [1.0] * len(terms))
        self.highs.run()
        status = self.highs.getModelStatus()
        value = math.inf if status != highspy.HighsModelStatus.kOptimal else self.highs.getObjectiveValue()
        self.highs.changeColsCost(len(terms), terms, [0.0] * len(terms))
        assert status in (
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ), status
        return value


def _upwards(table: Table, place: str) -> Iterator[str]:
    while place:
        yield place
        place = table.above[place]


def values_left(low: float, high: float) -> float:
    """How many whole values a count may have."""
    return math.inf if math.isinf(high) else math.floor(high + 1e-6) - math.ceil(low - 1e-6) + 1
