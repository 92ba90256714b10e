"""What is made of publications one by one, here or in processes beside this one: pages, and entries of search."""

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from yipanqi.documents.disclosure.article import words
from yipanqi.documents.disclosure.build_state import Built
from yipanqi.documents.disclosure.frame import LANGS
from yipanqi.documents.disclosure.grams import normal, pairs, sieve, triples
from yipanqi.documents.disclosure.pages import Given, Pages
from yipanqi.documents.disclosure.rows import row
from yipanqi.documents.disclosure.search_index import hit, hit_path
from yipanqi.documents.disclosure.site import Settings, attachments, pictures
from yipanqi.documents.disclosure.written import Tree
from yipanqi.domain.disclosure.facts import stored
from yipanqi.domain.disclosure.publication import Pair, Published

_BATCH = 50
_AHEAD = 3  # batches for each process that are under way at once
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the search entry of a publication is made of."""

    number: int
    lang: str
    told: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What was laid into the tree."""

    paths: list[str]
    written: int
    built: list[Built]


class Maker:
    """Makes pages and search entries and lays them into the tree."""

    def __init__(self, folder: Path, settings: Settings, measures: Mapping[str, Pair]) -> None:
        self._folder, self._settings, self.given = folder, settings, (folder, settings, dict(measures))
        self._pages = Pages(settings, measures)

    def pages(self, batch: list[Given]) -> Laid:
        """The pages of publications."""
        tree, built = Tree(self._folder), []
        for given in batch:
            for path, data in self._pages.of(given):
                tree.put(path, data)
            built.append(self._built(given.published))
        return Laid(paths=sorted(tree.seen), written=tree.written, built=built)

    def entries(self, batch: list[Entry]) -> Laid:
        """The search entries of publications."""
        tree = Tree(self._folder)
        for it in batch:
            held = sieve(pairs(it.text) | triples(it.text))
            tree.put(hit_path(f"search/{it.lang}/", it.number), hit(it.told, it.lang, held))
        return Laid(paths=sorted(tree.seen), written=tree.written, built=[])

    def _built(self, it: Published) -> Built:
        metadata = it.metadata
        refers = () if it.withdrawn else (metadata.replaces, metadata.replaced_by)
        return Built(
            row=row(it, self._settings.zone),
            texts={} if it.withdrawn else {lang: searched(it, lang) for lang in LANGS},
            facts=() if it.withdrawn else tuple(_facts(it)),
            number=metadata.index_number,
            refers=tuple(filter(None, refers)),
        )


def searched(it: Published, lang: str) -> str:
    """The text in which search looks, in its normal form."""
    at, metadata, content = lang == "en", it.metadata, it.content
    pairs_told = (content.title, metadata.summary, metadata.issuer, metadata.source, metadata.topic)
    told = [(pair[1] or pair[0]) if at else pair[0] for pair in pairs_told]
    told += [metadata.index_number, metadata.document_number, *metadata.keywords]
    told += [one.title[at] or one.title[0] or one.name for one in attachments(it)]
    return normal("\n".join([*filter(None, told), words(content, lang)]))


def _facts(it: Published) -> Iterator[tuple[str, str]]:
    """What it says of each estate; the pictures of a publication about one estate are that estate's."""
    own = it.content.estates
    photos = [
        {"href": one.name, "alt": list(one.alt), "width": one.width, "height": one.height}
        for one in (pictures(it.content) if len(own) == 1 else ())
    ]
    for facts in own:
        place = {"name": facts.name, "region": facts.region, "region_name": facts.region_name}
        told = {"place": place, "values": stored(facts.values), "photos": photos}
        yield facts.estate, json.dumps(told, ensure_ascii=False)


@contextmanager
def makers(maker: Maker, processes: int) -> Iterator[Callable[[str, Iterable[list[Any]]], Iterator[Laid]]]:
    """A way to have batches made, by their kind: here, or in so many processes; answers come in order."""
    if processes < 2 or multiprocessing.current_process().daemon:
        yield lambda kind, batches: (getattr(maker, kind)(batch) for batch in batches)
        return
    context = multiprocessing.get_context("spawn")  # no copy of this process's threads and connections
    with ProcessPoolExecutor(processes, context, _begin, maker.given) as pool:
        yield lambda kind, batches: _ahead(pool, kind, batches, processes * _AHEAD)


def batches(items: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Items by so many."""
    held: list[T] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


_maker: Maker | None = None


def _begin(folder: Path, settings: Settings, measures: Mapping[str, Pair]) -> None:
    """A process has a maker of its own."""
    global _maker
    _maker = Maker(folder, settings, measures)


def _make(kind: str, batch: list[Any]) -> Laid:
    laid: Laid = getattr(_maker, kind)(batch)
    return laid


def _ahead(pool: ProcessPoolExecutor, kind: str, batches: Iterable[list[Any]], most: int) -> Iterator[Laid]:
    """Answers in order, a few batches ahead, so that memory stays small."""
    waiting: list[Future[Laid]] = []
    for batch in batches:
        waiting.append(pool.submit(_make, kind, batch))
        if len(waiting) >= most:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()
