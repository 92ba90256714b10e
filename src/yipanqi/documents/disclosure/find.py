"""Search in the static index, step by step as `search.js` does it, so that tests can hold it to account: what is found,
and how many bytes were fetched for it."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yipanqi.documents.disclosure.grams import is_held, normal, pairs, pieces, shard, triples, unpacked
from yipanqi.documents.disclosure.search_index import hit_path

ASKED = 4  # grams by which candidates are found; the filters know the rest
FEW = 60  # candidates that are rather looked at one by one than narrowed down
FIRST = 50


@dataclass(kw_only=True)
class Found:
    """What a search came to: hits, newest first, and what it cost."""

    hits: list[dict[str, Any]] = field(default_factory=list)
    bytes: int = 0
    files: int = 0
    is_short: bool = False  # nothing was asked that can be looked for
    is_more: bool = False  # there may be older ones


def find(folder: Path, text: str, lang: str = "zh", *, first: int = FIRST) -> Found:
    """The first hits of a text in the index of a built column."""
    return _Search(folder, f"search/{lang}/", text).run(first)


class _Search:
    def __init__(self, folder: Path, at: str, text: str) -> None:
        self._folder, self._at, self._text = folder, at, normal(text)
        self._read: dict[str, Any] = {}
        self.found = Found()

    def run(self, first: int) -> Found:
        asked = chosen(self._text)
        if not asked:
            self.found.is_short = True
            return self.found
        wanted = pairs(self._text) | triples(self._text)
        for number in self._candidates(asked):
            hit = self._json(hit_path(self._at, number))
            if hit and all(is_held(b64decode(hit["f"]), gram) for gram in wanted):
                if len(self.found.hits) == first:
                    self.found.is_more = True
                    break
                self.found.hits.append(hit)
        return self.found

    def _candidates(self, asked: list[str]) -> Iterator[int]:
        """Numbers of publications that have the grams, newest first."""
        lists = {gram: self._listed(gram) for gram in asked}
        if self._least(lists) > FEW:
            for triple in _between(self._text, asked):
                both = [lists[it] if it in lists else self._listed(it) for it in (triple[:2], triple[1:])]
                if all(map(self._is_common, both)):
                    lists[triple] = self._listed(triple)
        rare = [(main, extra) for main, extra in lists.values() if isinstance(main, str)]
        if rare:
            found = [set(unpacked(main)) | set(unpacked(extra)) for main, extra in rare]
            yield from sorted(set.intersection(*found), reverse=True)
        else:
            yield from self._by_segment(lists)

    def _least(self, lists: dict[str, tuple[Any, str]]) -> int:
        """How many publications the rarest gram has, of those that are not in very many."""
        return min((len(unpacked(main)) for main, _ in lists.values() if isinstance(main, str)), default=FEW + 1)

    def _by_segment(self, lists: dict[str, tuple[Any, str]]) -> Iterator[int]:
        """Of grams that are all in very many publications: segment by segment."""
        chosen_lists = sorted(lists.items(), key=lambda it: -len(it[0]))[:3]
        bounds = self._index()["bounds"]
        added = [unpacked(extra) for _, (_, extra) in chosen_lists]
        yield from sorted(set.intersection(*({it for it in one if it > bounds[-1]} for one in added)), reverse=True)
        for at, last in enumerate(reversed(bounds)):
            low = bounds[-at - 2] if at + 1 < len(bounds) else 0
            sets = []
            for (gram, (main, _)), extra in zip(chosen_lists, added, strict=True):
                numbers = {it for it in extra if low < it <= last}
                if main[at]:
                    numbers |= set(unpacked(self._json(f"{self._at}p/{main[at]}.json").get(gram, "")))
                sets.append(numbers)
            yield from sorted(set.intersection(*sets), reverse=True)

    def _is_common(self, listed: tuple[Any, str]) -> bool:
        main = listed[0]
        return isinstance(main, list) or len(unpacked(main)) > self._index()["common"]

    def _listed(self, gram: str) -> tuple[Any, str]:
        """Its list or its pieces in the index, and what was added since."""
        index = self._index()
        main = self._json(f"{self._at}g/{shard(gram, index['shards'])}.json").get(gram, "")
        if not index["extra"]:
            return main, ""
        return main, self._json(f"{self._at}x/{shard(gram, index['extra'])}.json").get(gram, "")

    def _index(self) -> Any:
        return self._json(f"{self._at}index.json")

    def _json(self, path: str) -> Any:
        if path not in self._read:
            file = self._folder / path
            data = file.read_bytes() if file.exists() else b"{}"
            self.found.bytes += len(data)
            self.found.files += 1
            self._read[path] = json.loads(data)
        return self._read[path]


def chosen(text: str) -> list[str]:
    """By which grams a normal text is looked for: every other pair of its runs, and the last one of each run; pairs
    with a short number; words. At most four, spread over the text."""
    grams: list[str] = []
    words: list[str] = []
    for han, word in pieces(text):
        if word:
            words.append(word)
        elif len(han) > 1:
            grams += [han[at : at + 2] for at in range(0, len(han) - 1, 2)]
            grams += [han[-2:]] if len(han) % 2 else []
    mixed = sorted(it for it in pairs(text) if any(sign.isdigit() for sign in it) and not it.isascii())
    found = list(dict.fromkeys([*grams, *mixed, *words]))
    if len(found) <= ASKED:
        return found
    return [found[at * (len(found) - 1) // (ASKED - 1)] for at in range(ASKED)]


def _between(text: str, asked: list[str]) -> list[str]:
    """Triples of the text that hold a pair that is asked for: two at most."""
    found = [it for it in sorted(triples(text), key=text.index) if it[:2] in asked or it[1:] in asked]
    return found[:2]
