"""A table of fractions as whole numbers that add up both ways, by largest remainder."""

from collections.abc import Sequence
from dataclasses import dataclass

from yipanqi.domain.planning.flow import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A cell's row and column, its fraction, and the most it may become."""

    row: int
    column: int
    value: float
    most: int


def in_whole(rows: Sequence[int], columns: Sequence[int], parts: Sequence[Part]) -> list[int]:
    """The cells in whole numbers: rounded down, then one more by the largest remainder, then whatever it takes. No row
    or column is above its sum; they are at it where the cells' most allow; of equals the earlier cell has more."""
    net = Network(2 + len(rows) + len(columns))
    owed = [net.add(0, 2 + n, units) for n, units in enumerate(rows)]
    given = [net.add(2 + len(rows) + n, 1, units) for n, units in enumerate(columns)]
    floors = [min(int(part.value), part.most) for part in parts]

    def arcs(room: Sequence[int]) -> list[int]:
        return [net.add(2 + p.row, 2 + len(rows) + p.column, more) for p, more in zip(parts, room, strict=True)]

    near = arcs([min(p.most, floor + 1) for p, floor in zip(parts, floors, strict=True)])
    ways = [[owed[p.row], arc, given[p.column]] for p, arc in zip(parts, near, strict=True)]

    def send(cell: int, units: int) -> None:
        net.push(ways[cell], min(units, *(net.left[arc] for arc in ways[cell])))

    for cell, floor in enumerate(floors):
        send(cell, floor)
    for cell in sorted(range(len(parts)), key=lambda i: floors[i] - parts[i].value):
        send(cell, 1)
    net.maximise(0, 1)
    if not any(net.left[arc] for arc in owed):
        return [net.flow(arc) for arc in near]
    far = arcs([max(0, p.most - floor - 1) for p, floor in zip(parts, floors, strict=True)])
    net.maximise(0, 1)
    return [net.flow(arc) + net.flow(more) for arc, more in zip(near, far, strict=True)]
