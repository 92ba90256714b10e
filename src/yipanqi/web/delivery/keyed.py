"""Rows of the database a page at a time: first their keys in order, then what is shown of these alone."""

from collections.abc import Iterator, Sequence
from typing import Any

from .models import DeliveryTask, TaskQuerySet

_READ = 500  # rows read by their keys at once


class Keyed(Sequence[DeliveryTask]):
    """Tasks in their order: no more than their keys are sorted. `told` tells what is read of each; `count` how many
    there are, and `keys` them in their order, where that is known."""

    def __init__(
        self,
        rows: TaskQuerySet,
        told: TaskQuerySet | None = None,
        count: int | None = None,
        keys: Sequence[int] | None = None,
    ) -> None:
        self._rows, self._count = rows, count
        self._told = DeliveryTask.objects.told() if told is None else told
        self._keys = rows.values_list("pk", flat=True) if keys is None else keys

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._rows.order_by().count()
        return self._count

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self._told.get(pk=self._keys[at])
        return read(self._told, self._keys[at])

    def __iter__(self) -> Iterator[DeliveryTask]:
        return iter(self[:])


class Counted(Sequence[Any]):
    """What the database puts in order, of which it is known how much there is."""

    def __init__(self, rows: Any, count: int) -> None:
        self._rows, self._count = rows, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self[at : at + 1][0]
        first, last, _ = at.indices(self._count)
        return list(self._rows[first:last])


class InTurn(Sequence[int]):
    """Keys one part after the other, each with how many it has: no part is asked that a page shows nothing of."""

    def __init__(self, *parts: tuple[Any, int]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(count for _, count in self._parts)

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self[at : at + 1][0]
        first, last, _ = at.indices(len(self))
        found: list[int] = []
        for part, count in self._parts:
            if last > 0 and first < min(last, count):
                found += part[max(first, 0) : min(last, count)]
            first, last = first - count, last - count
        return found


def read(rows: TaskQuerySet, keys: Sequence[int]) -> list[DeliveryTask]:
    """Rows by their keys, in the order of these; who went since is left out."""
    keys = list(keys)
    parts = (keys[first : first + _READ] for first in range(0, len(keys), _READ))
    found = {it.pk: it for part in parts for it in rows.filter(pk__in=part).order_by()}
    return [found[key] for key in keys if key in found]
