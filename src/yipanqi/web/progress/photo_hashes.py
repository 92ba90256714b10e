"""The hashes of all photos of reports, kept in the memory of each process and brought up to date before each look:
among 300,000 the like ones of a new photo are found in milliseconds, in all eight orientations, without an index."""

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from .models import ReportPhoto

_AGAIN = 300  # rows of the end that are read again each time: one that began earlier may have been stored later
_READ = 20_000  # rows read at a time
_AT_ONCE = 16_384  # hashes compared at a time: they stay in the processor's cache
Hashes = Sequence[str]  # 16 hex digits each, of the eight orientations of a photo; none of one that shows nothing


class Near(NamedTuple):
    """A photo that is stored, the fewest bits of 64 in which it differs, and in which orientation of the new one."""

    photo: int
    bits: int
    turn: int


class PhotoHashes:
    """The hashes of stored photos: three arrays of 8 bytes a photo, with room to grow."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys = np.zeros(0, np.int64)
        self._bits = np.zeros((2, 0), np.uint64)  # pHash, dHash
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def memory(self) -> int:
        """Bytes that are held."""
        return self._keys.nbytes + self._bits.nbytes

    def refresh(self) -> None:
        """Read what has come since; and the end once more, as it stands now."""
        with self._lock:
            self._read()

    def nearest(self, phashes: Hashes, dhashes: Hashes, *, within: int, most: int = 8) -> list[Near]:
        """Stored photos that differ from this one in no more bits, by either hash, the likest first."""
        if not phashes:
            return []
        with self._lock:
            self._read()
            return nearest(
                self._keys[: self._count], self._bits[:, : self._count], (phashes, dhashes), within=within, most=most
            )

    def _read(self) -> None:
        self._count = max(0, self._count - _AGAIN)
        last = int(self._keys[self._count - 1]) if self._count else 0
        photos = ReportPhoto.objects.exclude(phash="").order_by("pk").values_list("pk", "phash", "dhash")
        while rows := list(photos.filter(pk__gt=last)[:_READ]):
            self._append(rows)
            last = rows[-1][0]

    def _append(self, rows: list[tuple[int, str, str]]) -> None:
        count = self._count + len(rows)
        if count > len(self._keys):
            room = count + max(1024, count // 8)
            keys, bits = np.zeros(room, np.int64), np.zeros((2, room), np.uint64)
            keys[: self._count], bits[:, : self._count] = self._keys[: self._count], self._bits[:, : self._count]
            self._keys, self._bits = keys, bits
        new = slice(self._count, count)
        self._keys[new] = [key for key, _, _ in rows]
        self._bits[0, new], self._bits[1, new] = (numbers(row[at] for row in rows) for at in (1, 2))
        self._count = count


def numbers(hashes: Any) -> "np.ndarray[Any, np.dtype[np.uint64]]":
    """Hashes of 16 hex digits as whole numbers."""
    return np.frombuffer(bytes.fromhex("".join(hashes)), ">u8").astype(np.uint64)


def nearest(keys: Any, bits: Any, new: tuple[Hashes, Hashes], *, within: int, most: int) -> list[Near]:
    """`keys` [n], `bits` [2, n] of what is stored; of the new one eight hashes of either kind."""
    turned = [numbers(hashes) for hashes in new]
    found: list[Near] = []
    differ, counted = np.empty(_AT_ONCE, np.uint64), np.empty(_AT_ONCE, np.uint8)
    fewest = np.empty(_AT_ONCE, np.uint8)
    for start in range(0, len(keys), _AT_ONCE):
        part = bits[:, start : start + _AT_ONCE]
        size = part.shape[1]
        fewest[:size] = 64
        for kind, hashes in enumerate(turned):
            for number in hashes:
                np.bitwise_xor(part[kind], number, out=differ[:size])
                np.bitwise_count(differ[:size], out=counted[:size])
                np.minimum(fewest[:size], counted[:size], out=fewest[:size])
        for at in np.flatnonzero(fewest[:size] <= within):
            both = np.min([np.bitwise_count(part[kind, at] ^ turned[kind]) for kind in range(2)], axis=0)
            found.append(Near(int(keys[start + at]), int(fewest[at]), int(np.argmin(both))))
    return sorted(found, key=lambda it: (it.bits, it.photo))[:most]


hashes = PhotoHashes()  # of this process
