"""Which cells to withhold beside one, so that it has room and least is lost.

Within one time the sums are a network: each cell is an edge between two sums (or a sum and the outside). A cell can
change by as much as can flow around it, from its head back to its tail, and the cheapest such flow names the cells:
those that are withheld anyway cost nothing, the others what their loss is worth."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from heapq import heappop, heappush

from yipanqi.domain.disclosure.counts_room import Key

Node = tuple[str, ...]
_FAR = 64  # steps that cost as much as the least loss


@dataclass(frozen=True, slots=True)
class Edge:
    """A cell as an edge: it flows from its tail to its head, and falls by so much at most. Where counts of two times
    must change together it stands for both, the first gives it its name; each has what its loss is worth."""

    keys: tuple[Key, ...]
    losses: tuple[int, ...]
    tail: Node
    head: Node
    can_fall: int

    @property
    def key(self) -> Key:
        """Its name."""
        return self.keys[0]

    def loss(self, free: Set[Key]) -> int:
        """What it costs to withhold it, where some are withheld anyway."""
        return sum(loss for key, loss in zip(self.keys, self.losses, strict=True) if key not in free)


@dataclass(slots=True)
class Network:
    """The cells of one time that are withheld or may be."""

    edges: Mapping[Key, Edge]
    at: dict[Node, list[Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in self.edges.values():
            self.at.setdefault(edge.tail, []).append(edge)
            self.at.setdefault(edge.head, []).append(edge)


def together(edges: Mapping[Key, Edge], time: str, other: str) -> Network:
    """The cells of a time, each with that of the other time with which it rises and falls."""
    found: dict[Key, Edge] = {}
    for key, edge in edges.items():
        beside = edges.get((other, *key[1:]))
        if key[0] == time and beside is not None:
            fall = min(edge.can_fall, beside.can_fall)
            found[key] = Edge(edge.keys + beside.keys, edge.losses + beside.losses, edge.tail, edge.head, fall)
    return Network(found)


def complements(network: Network, key: Key, withheld: Set[Key], width: int) -> tuple[int, set[Key]] | None:
    """The cells to withhold as well so that this one can change by the width, and what is lost by that; nothing where
    no cells can do that."""
    edge = network.edges[key]
    fall = min(edge.can_fall, width)
    plans = [((1, width),), ((1, width - fall), (-1, fall)), ((-1, width),)]
    found = [more for plan in plans if (more := _planned(network, edge, withheld, plan)) is not None]
    return min(found, key=lambda it: (it[0], sorted(it[1])), default=None)


def _planned(
    network: Network, edge: Edge, withheld: Set[Key], plan: Iterable[tuple[int, int]]
) -> tuple[int, set[Key]] | None:
    """The cells that let it rise (1) or fall (-1) by so much."""
    used = {edge.key: edge}
    for sign, amount in plan:
        if sign < 0 and amount > edge.can_fall:
            return None
        free = {*withheld, *(it for one in used.values() for it in one.keys)}
        found = _flow(network, edge, sign, amount, free)
        if found is None:
            return None
        used.update(found)
    more = {it for one in used.values() for it in one.keys} - withheld
    return sum(one.loss(withheld) for one in used.values()), more


def _flow(network: Network, around: Edge, sign: int, amount: int, free: Set[Key]) -> dict[Key, Edge] | None:
    """The cells of a cheap flow of so much around an edge; free are those that cost nothing."""
    source, sink = (around.head, around.tail) if sign > 0 else (around.tail, around.head)
    if source == sink:
        return {}
    moved: dict[Key, int] = {}
    while amount:
        path = _cheapest(network, around, source, sink, moved, free)
        if path is None:
            return None
        by = min([amount, *(edge.can_fall + moved.get(edge.key, 0) for edge, step in path if step < 0)])
        for edge, step in path:
            moved[edge.key] = moved.get(edge.key, 0) + step * by
        amount -= by
    return {key: network.edges[key] for key, change in moved.items() if change}


def _cheapest(
    network: Network, around: Edge, source: Node, sink: Node, moved: Mapping[Key, int], free: Set[Key]
) -> list[tuple[Edge, int]] | None:
    """The cheapest way, as edges and whether they rise or fall; what was moved already costs nothing more."""
    best: dict[Node, int] = {source: 0}
    came: dict[Node, tuple[Edge, int]] = {}
    done: set[Node] = set()
    queue: list[tuple[int, Node]] = [(0, source)]
    while queue:
        so_far, node = heappop(queue)
        if node == sink:
            return _way_back(came, source, sink)
        if node in done:
            continue
        done.add(node)
        for edge in network.at[node]:
            rises = edge.tail == node
            other = edge.head if rises else edge.tail
            if edge.key == around.key or other in done or (not rises and edge.can_fall + moved.get(edge.key, 0) <= 0):
                continue
            price = so_far + 1 + (0 if moved.get(edge.key) else edge.loss(free) * _FAR)  # of equal ones the shorter way
            if price < best.get(other, price + 1):
                best[other], came[other] = price, (edge, 1 if rises else -1)
                heappush(queue, (price, other))
    return None


def _way_back(came: Mapping[Node, tuple[Edge, int]], source: Node, sink: Node) -> list[tuple[Edge, int]]:
    way, node = [], sink
    while node != source:
        edge, step = came[node]
        way.append((edge, step))
        node = edge.tail if step > 0 else edge.head
    return way
