"""The index by which static pages are searched: shards of at most 64 KB, found by the hash of a gram.

Publications have numbers, the newest the greatest. `search/<lang>/g/<shard>.json` has for each gram the numbers of the
publications in which it stands; of a gram that stands in very many, where its numbers are, cut by year and by 512,
newest first: `p/<piece>.json`. A triple is listed where both its pairs are common, so that no common pairs together
make a long way. `d/…/<number>.json` has what a hit shows, and a filter of its grams, which makes sure of the hit.
`x/<shard>.json` has what was added since the index was made whole; what was taken away is taken out at once."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yipanqi.documents.disclosure.grams import packed, pairs, shard, triples, unpacked

SHARD = 64 * 1024  # bytes, at most
_AIM, _PIECE = 8 * 1024, 10 * 1024  # what a shard and a file of pieces come to
_CUT = 2000  # signs of a list above which it is cut
COMMON = 200  # publications, above which a pair's triples are listed
_SEGMENT = 512

Put = Callable[[str, bytes], None]
Get = Callable[[str], bytes]


@dataclass(kw_only=True)
class Index:
    """What the builder remembers of an index between builds."""

    shards: int = 1
    bounds: list[int] = field(default_factory=list)  # last numbers of the segments, oldest first
    common: set[str] = field(default_factory=set)  # pairs whose triples are listed

    def stored(self) -> dict[str, Any]:
        return {"shards": self.shards, "bounds": self.bounds, "common": sorted(self.common)}

    @staticmethod
    def restored(kept: Mapping[str, Any]) -> "Index":
        return Index(shards=kept["shards"], bounds=list(kept["bounds"]), common=set(kept["common"]))


def whole(at: str, texts: Callable[[], Iterable[tuple[int, str]]], years: Sequence[str], put: Put) -> Index:
    """Write the index of all texts (number, normal text; numbers ascend from 1) under `at`; `years`: of each number."""
    lists = _lists(texts)
    index = Index(bounds=_bounds(years), common={gram for gram, numbers in lists.items() if len(numbers) > COMMON})
    _add_triples(lists, texts, index.common)
    entries: dict[str, Any] = {}
    long: dict[str, list[int]] = {}
    for gram, numbers in lists.items():
        text = packed(numbers)
        if len(text) > _CUT:
            long[gram] = numbers
        else:
            entries[gram] = text
    lists.clear()
    entries.update(_cut(long, index.bounds, at, put))
    index.shards = _write_shards(f"{at}g/", entries, put)
    put(f"{at}index.json", _told(index, 0))
    return index


def grams_of(text: str, common: set[str]) -> set[str]:
    """What is listed of a text: its pairs and words, and triples of common pairs."""
    return pairs(text) | {it for it in triples(text) if it[:2] in common and it[1:] in common}


def extra(at: str, index: Index, added: Mapping[str, Sequence[int]], put: Put) -> int:
    """Write what was added since the index was whole: grams and the numbers of their publications; how many shards."""
    shards = _write_shards(f"{at}x/", {gram: packed(sorted(numbers)) for gram, numbers in added.items()}, put, 2 * _AIM)
    put(f"{at}index.json", _told(index, shards))
    return shards


def without(at: str, index: Index, taken: Mapping[str, Iterable[int]], get: Get, put: Put) -> None:
    """Take numbers out of the lists of grams, so that nothing of what was withdrawn or corrected is left."""
    by_shard: dict[int, list[str]] = defaultdict(list)
    for gram in sorted(taken):
        by_shard[shard(gram, index.shards)].append(gram)
    in_pieces: dict[int, dict[str, set[int]]] = defaultdict(dict)
    for number, grams in sorted(by_shard.items()):
        path = f"{at}g/{number}.json"
        entries = json.loads(get(path))
        if _take(entries, {gram: set(taken[gram]) for gram in grams}, index.bounds, in_pieces):
            put(path, _json(entries))
    for piece, grams_taken in sorted(in_pieces.items()):
        path = f"{at}p/{piece}.json"
        entries = json.loads(get(path))
        _take(entries, grams_taken, index.bounds, in_pieces)
        put(path, _json(entries))


def hit(told: Mapping[str, Any], lang: str, sieved: str) -> bytes:
    """What is kept of a publication to show it as a hit and to make sure of it."""
    at = lang == "en"
    said = {
        "u": told["uid"],
        "t": told["title"][at] or told["title"][0],
        "d": told["published_at"][:10],
        "k": told["kind_name"][at],
        "v": told["validity"],
        "w": told["validity_name"][at],
        "f": sieved,
    }
    return _json(said)


def hit_path(at: str, number: int) -> str:
    """Where a hit is kept."""
    return f"{at}d/{number // 1000}/{number}.json"


def _lists(texts: Callable[[], Iterable[tuple[int, str]]]) -> dict[str, list[int]]:
    lists: dict[str, list[int]] = defaultdict(list)
    for number, text in texts():
        for gram in pairs(text):
            lists[gram].append(number)
    return lists


def _add_triples(lists: dict[str, list[int]], texts: Callable[[], Iterable[tuple[int, str]]], common: set[str]) -> None:
    if common:
        for number, text in texts():
            for gram in triples(text):
                if gram[:2] in common and gram[1:] in common:
                    lists[gram].append(number)


def _bounds(years: Sequence[str]) -> list[int]:
    """The last numbers of segments: a year, or 512 of it."""
    bounds, since = [], 0
    for at, year in enumerate(years, start=1):
        if at - since >= _SEGMENT or at == len(years) or years[at] != year:
            bounds.append(at)
            since = at
    return bounds


def _cut(long: Mapping[str, list[int]], bounds: Sequence[int], at: str, put: Put) -> dict[str, list[int]]:
    """Write long lists in pieces by segment; for each gram its pieces' numbers, newest segment first, 0 where none."""
    entries: dict[str, list[int]] = {gram: [] for gram in long}
    starts = dict.fromkeys(long, 0)
    ends = {gram: len(numbers) for gram, numbers in long.items()}
    file, size = 1, 0
    held: dict[str, str] = {}
    for segment in range(len(bounds) - 1, -1, -1):
        low = bounds[segment - 1] if segment else 0
        for gram in sorted(long):
            numbers, end = long[gram], ends[gram]
            begin = end
            while begin > starts[gram] and numbers[begin - 1] > low:
                begin -= 1
            ends[gram] = begin
            if begin == end:
                entries[gram].append(0)
                continue
            text = packed(numbers[begin:end])
            if size and size + len(text) > _PIECE:
                put(f"{at}p/{file}.json", _json(held))
                file, held, size = file + 1, {}, 0
            held[gram] = text
            size += len(text) + 14
            entries[gram].append(file)
        if held:
            put(f"{at}p/{file}.json", _json(held))
            file, held, size = file + 1, {}, 0
    return entries


def _write_shards(at: str, entries: Mapping[str, Any], put: Put, aim: int = _AIM) -> int:
    """Write entries by the hash of their grams, in as many shards as keep each small; how many."""
    size = sum(len(gram) * 3 + len(value) * (1 if isinstance(value, str) else 4) + 6 for gram, value in entries.items())
    shards = 1
    while shards * aim < size:
        shards *= 2
    while True:
        parts: list[dict[str, Any]] = [{} for _ in range(shards)]
        for gram in sorted(entries):
            parts[shard(gram, shards)][gram] = entries[gram]
        written = [_json(part) for part in parts]
        if max(map(len, written)) <= SHARD:
            break
        shards *= 2
    for number, data in enumerate(written):
        put(f"{at}{number}.json", data)
    return shards


def _take(
    entries: dict[str, Any],
    taken: Mapping[str, set[int]],
    bounds: Sequence[int],
    in_pieces: dict[int, dict[str, set[int]]],
) -> bool:
    """Take numbers out of entries; what is in pieces is noted. Whether anything was taken here."""
    is_changed = False
    for gram, numbers in taken.items():
        value = entries.get(gram)
        if isinstance(value, str):
            left = [it for it in unpacked(value) if it not in numbers]
            if left:
                entries[gram] = packed(left)
            else:
                del entries[gram]
            is_changed = True
        elif value:
            for number in numbers:
                piece = value[len(bounds) - 1 - _segment(number, bounds)] if number <= bounds[-1] else 0
                if piece:
                    in_pieces[piece].setdefault(gram, set()).add(number)
    return is_changed


def _segment(number: int, bounds: Sequence[int]) -> int:
    return next(at for at, last in enumerate(bounds) if number <= last)


def _told(index: Index, extras: int) -> bytes:
    """What a searcher must know first."""
    return _json({"shards": index.shards, "extra": extras, "bounds": index.bounds, "common": COMMON})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
