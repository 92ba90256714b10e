"""How much room what is published leaves a withheld count.

A reader of the tables knows that counts are whole and not below zero, and every sum. That a withheld count is safe is
shown by tables: two whole ones that both fit all that is published, in which it differs by as much as is asked. They
are found by walking from the true table along the edges of what fits: the simplex method in exact numbers, which on a
table over one tree of places walks along cycles, as the greatest and the least flow do.

So what is said to have room has it, against any reader. What is said to have too little has no more where the sums make
a network (one time, a tree of places, answers): there it is exact. Elsewhere a corner may be a fraction, which is not
counted as a table, or the walk be cut short: then more is withheld than need be, never less."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

Key = tuple[str, str, str]  # time, place, answer
Number = int | Fraction
_FAR = 10**9  # people: wider than any room
_ROUNDS = 40  # of the search, for each cell and unknown: after them what was found counts


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Between which values a count was found to lie by whole tables that fit all that is published."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """How far apart they are."""
        return self.high - self.low


def too_narrow(
    values: Mapping[Key, int], sums: Iterable[Sum], unknown: Set[Key], guarded: Set[Key], width: int
) -> dict[Key, Room]:
    """Those of the guarded unknown cells that have less room than this width, and the room that they have."""
    return dict(narrow_cells(values, sums, unknown, guarded, width))


def narrow_cells(
    values: Mapping[Key, int], sums: Iterable[Sum], unknown: Set[Key], guarded: Set[Key], width: int
) -> Iterator[tuple[Key, Room]]:
    """The same one by one."""
    for part, its_sums in components(sums, unknown):
        if part & guarded:
            yield from _narrow(values, its_sums, part, guarded, width)


def fitting(told: Mapping[Key, int], sums: Iterable[Sum], unknown: Set[Key]) -> dict[Key, int] | None:
    """Whole counts for the unknown cells, so that all sums hold with what is told; nothing where the walk found none:
    then the tables say no survey, or one whose sums are no network."""
    every = list(sums)
    values = dict(told) | dict.fromkeys(unknown, 0)
    lacks = [values[one.total] - sum(values[it] for it in one.parts) for one in every]
    keys = sorted(unknown)
    number = {key: place for place, key in enumerate(keys)}
    equations = [_equation(one, number) for one in every]
    slack: list[int] = []
    for at, lack in enumerate(lacks):
        if lack:  # a cell of its own takes what the sum lacks; all these together are walked to zero
            equations[at][len(keys) + len(slack)] = -1 if lack > 0 else 1
            slack.append(abs(lack))
    every_slack = len(keys) + len(slack)
    together: dict[int, Number] = dict.fromkeys(range(len(keys), every_slack), -1)
    equations.append(together | {every_slack: 1})
    walk = _Walk([0] * len(keys) + [*slack, sum(slack)], [it for it in equations if it], _FAR)
    if not walk.falls_to_zero(every_slack):
        return None
    found = {key: walk.at[place] for key, place in number.items()}
    return {key: int(value) for key, value in found.items()} if all(type(it) is int for it in found.values()) else None


def components(sums: Iterable[Sum], unknown: Set[Key]) -> Iterator[tuple[frozenset[Key], list[Sum]]]:
    """The unknown cells in groups that no sum joins, each with its sums."""
    of_cell: dict[Key, list[Sum]] = {key: [] for key in unknown}
    for one in sums:
        for key in (one.total, *one.parts):
            if key in of_cell:
                of_cell[key].append(one)
    left = set(unknown)
    for first in sorted(unknown):
        if first in left:
            part, its_sums = _reached(first, of_cell)
            left -= part
            yield frozenset(part), its_sums


def _reached(first: Key, of_cell: Mapping[Key, list[Sum]]) -> tuple[set[Key], list[Sum]]:
    part, its_sums, open_ones = {first}, dict[Sum, None](), [first]
    while open_ones:
        for one in of_cell[open_ones.pop()]:
            if one not in its_sums:
                its_sums[one] = None
                more = [key for key in (one.total, *one.parts) if key in of_cell and key not in part]
                part.update(more)
                open_ones.extend(more)
    return part, list(its_sums)


def _narrow(
    values: Mapping[Key, int], sums: list[Sum], part: Set[Key], guarded: Set[Key], width: int
) -> Iterator[tuple[Key, Room]]:
    keys = sorted(part)
    number = {key: place for place, key in enumerate(keys)}
    walk = _Walk([values[key] for key in keys], [_equation(one, number) for one in sums], width)
    for place, key in enumerate(keys):
        if key in guarded and not walk.has_room(place):
            yield key, Room(walk.low[place], walk.high[place])


def _equation(one: Sum, number: Mapping[Key, int]) -> dict[int, Number]:
    found: dict[int, Number] = {}
    for key, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
        if key in number:
            found[number[key]] = found.get(number[key], 0) + sign
    return found


class _Walk:
    """A table that fits, as it is moved: each of its bound cells is told by the free ones, `bound = … − Σ row · free`.
    What whole tables were met is kept in `low` and `high`."""

    def __init__(self, values: list[int], equations: Iterable[dict[int, Number]], width: int) -> None:
        self.width = width
        self.true = values
        self.at: list[Number] = list(values)
        self.low, self.high = list(values), list(values)
        self.rows: dict[int, dict[int, Number]] = {}
        self.columns: dict[int, set[int]] = defaultdict(set)
        self.fractions = 0
        for equation in equations:
            self._bind(equation)

    def has_room(self, cell: int) -> bool:
        """Do tables fit in which this cell differs by the width?"""
        if self._is_wide(cell) or self._reach(cell, 1) or self._reach(cell, -1):
            return True
        if self.fractions:  # begin anew where all is whole
            self.at, self.fractions = list(self.true), 0
        return False

    def falls_to_zero(self, cell: int) -> bool:
        """Walks down with a cell as far as tables fit."""
        for _ in range(_ROUNDS + 4 * len(self.at)):
            chosen = self._way(cell, -1) if self.at[cell] else None
            if chosen is None or not self._step(*chosen, cell):
                break
        return not self.at[cell]

    def _is_wide(self, cell: int) -> bool:
        return self.high[cell] - self.low[cell] >= self.width

    def _reach(self, cell: int, sign: int) -> bool:
        """Walks up or down with the cell as far as is asked or as tables fit."""
        for _ in range(_ROUNDS + len(self.at)):
            chosen = self._way(cell, sign)
            if chosen is None or not self._step(*chosen, cell):
                break
        return self._is_wide(cell)

    def _way(self, cell: int, sign: int) -> tuple[int, int] | None:
        """A free cell and whether it rises or falls, so that the cell moves as told; the first, so that no walk turns
        in a circle."""
        if cell not in self.rows:
            return (cell, sign) if sign > 0 or self.at[cell] > 0 else None
        for free, rate in sorted(self.rows[cell].items()):
            direction = -sign if rate > 0 else sign
            if direction > 0 or self.at[free] > 0:
                return free, direction
        return None

    def _step(self, free: int, direction: int, cell: int) -> bool:
        """Moves a free cell until something is at zero or the cell is wide enough; false where that is the end."""
        length, stopper = self._length(free, direction)
        enough = self._enough(free, direction, cell)
        is_enough = length is None or enough <= length
        if is_enough or length:
            self._move(free, direction, enough if is_enough or length is None else length)
        if is_enough or stopper == cell:
            return False
        if stopper is not None:
            self._swap(stopper, free)
        return True

    def _length(self, free: int, direction: int) -> tuple[Number | None, int | None]:
        """How far a free cell can be moved until a cell is at zero, and which bound one that is."""
        length: Number | None = self.at[free] if direction < 0 else None
        stopper = None
        for bound in sorted(self.columns[free]):
            rate = -self.rows[bound][free] * direction
            if rate < 0:
                far = _plain(Fraction(self.at[bound]) / -rate)
                if length is None or far < length:
                    length, stopper = far, bound
        return length, stopper

    def _enough(self, free: int, direction: int, cell: int) -> Number:
        """How far to move until the cell is as far from its other end as is asked."""
        rate = direction if cell == free else -self.rows[cell][free] * direction
        if rate > 0:
            return _plain(Fraction(self.low[cell] + self.width - self.at[cell]) / rate)
        return _plain(Fraction(self.at[cell] - self.high[cell] + self.width) / -rate)

    def _move(self, free: int, direction: int, length: Number) -> None:
        self._set(free, self.at[free] + direction * length)
        for bound in self.columns[free]:
            self._set(bound, self.at[bound] - self.rows[bound][free] * direction * length)
        if not self.fractions:
            for moved in (free, *self.columns[free]):
                value = int(self.at[moved])
                self.low[moved] = min(self.low[moved], value)
                self.high[moved] = max(self.high[moved], value)

    def _set(self, cell: int, value: Number) -> None:
        value = _plain(value)
        self.fractions += (type(value) is not int) - (type(self.at[cell]) is not int)
        self.at[cell] = value

    def _swap(self, bound: int, free: int) -> None:
        """The bound cell becomes free, the free one bound."""
        row = self.rows.pop(bound)
        for other in row:
            self.columns[other].discard(bound)
        by = row.pop(free)
        new = {other: _over(rate, by) for other, rate in row.items()}
        new[bound] = _over(1, by)
        for it in list(self.columns.pop(free, ())):
            self._put_in(it, free, new)
        self._add(free, new)

    def _put_in(self, it: int, gone: int, new: Mapping[int, Number]) -> None:
        """Writes a row anew by what the cell that is gone from among the free ones is now."""
        row = self.rows[it]
        by = row.pop(gone)
        for other, rate in new.items():
            value = row.get(other, 0) - by * rate
            if value:
                row[other] = _plain(value)
                self.columns[other].add(it)
            elif other in row:
                del row[other]
                self.columns[other].discard(it)

    def _bind(self, equation: dict[int, Number]) -> None:
        """Takes up an equation: one of its cells becomes bound; none where it says nothing new."""
        left: dict[int, Number] = {}
        for cell, rate in equation.items():
            for free, by in [(cell, 1)] if cell not in self.rows else [(f, -r) for f, r in self.rows[cell].items()]:
                left[free] = left.get(free, 0) + rate * by
        left = {cell: rate for cell, rate in left.items() if rate}
        if not left:
            return
        chosen = min(left, key=lambda it: (abs(left[it]) != 1, len(self.columns.get(it, ())), it))
        by = left.pop(chosen)
        new = {other: _over(rate, by) for other, rate in left.items()}
        for it in list(self.columns.pop(chosen, ())):
            self._put_in(it, chosen, new)
        self._add(chosen, new)

    def _add(self, bound: int, row: dict[int, Number]) -> None:
        self.rows[bound] = row
        for other in row:
            self.columns[other].add(bound)


def _over(value: Number, by: Number) -> Number:
    return value * by if by in (1, -1) else _plain(Fraction(value) / by)


def _plain(value: Number) -> Number:
    return value if type(value) is int or value.denominator != 1 else int(value)
