"""The largest flow through a network of whole numbers (Dinic), in integers all the way."""


class Network:
    """Arcs are kept in pairs, an arc and its reverse; a flow may be pushed by hand before `maximise` completes it."""

    def __init__(self, nodes: int) -> None:
        self.head: list[list[int]] = [[] for _ in range(nodes)]
        self.to: list[int] = []
        self.left: list[int] = []

    def add(self, tail: int, head: int, capacity: int) -> int:
        """Add an arc and return its number."""
        arc = len(self.to)
        self.to += (head, tail)
        self.left += (capacity, 0)
        self.head[tail].append(arc)
        self.head[head].append(arc + 1)
        return arc

    def push(self, arcs: list[int], amount: int) -> None:
        """Send an amount along arcs; the caller has seen that it fits."""
        for arc in arcs:
            self.left[arc] -= amount
            self.left[arc ^ 1] += amount

    def flow(self, arc: int) -> int:
        """What an arc carries."""
        return self.left[arc ^ 1]

    def maximise(self, source: int, sink: int) -> int:
        """Add flow until no more fits; return what was added."""
        added = 0
        while True:
            level = self._levels(source)
            if level[sink] < 0:
                return added
            at = [0] * len(self.head)
            while pushed := self._augment(source, sink, level, at):
                added += pushed

    def reached(self, source: int) -> set[int]:
        """The source's side of the smallest cut, once the flow is largest."""
        return {node for node, level in enumerate(self._levels(source)) if level >= 0}

    def _levels(self, source: int) -> list[int]:
        level = [-1] * len(self.head)
        level[source] = 0
        queue = [source]
        for node in queue:
            for arc in self.head[node]:
                head = self.to[arc]
                if self.left[arc] and level[head] < 0:
                    level[head] = level[node] + 1
                    queue.append(head)
        return level

    def _augment(self, source: int, sink: int, level: list[int], at: list[int]) -> int:
        """Push one path of the level graph as full as it goes; 0 when there is none left."""
        path: list[int] = []
        node = source
        while node != sink:
            arcs, place = self.head[node], at[node]
            while place < len(arcs) and not (self.left[arcs[place]] and level[self.to[arcs[place]]] == level[node] + 1):
                place += 1
            at[node] = place
            if place < len(arcs):
                path.append(arcs[place])
                node = self.to[arcs[place]]
            elif not path:
                return 0
            else:
                node = self.to[path.pop() ^ 1]
                at[node] += 1
        amount = min(self.left[arc] for arc in path)
        self.push(path, amount)
        return amount
