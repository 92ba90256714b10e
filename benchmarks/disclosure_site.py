"""The public column at full size: how long it takes to build and to renew, and what a search costs.

`python benchmarks/disclosure_site.py [--count 20000] [--processes 2] [--edits 500] [FOLDER]` prints Markdown tables."""

import argparse
import random
import re
import resource
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time

from disclosure_corpus import MEASURES, Corpus, Made, settings

from yipanqi.documents.disclosure.build import Built, build
from yipanqi.documents.disclosure.find import find
from yipanqi.documents.disclosure.making import searched
from yipanqi.documents.disclosure.site import Site
from yipanqi.domain.disclosure.publication import Withdrawn
from yipanqi.domain.disclosure.validity import Validity

DAY = date(2028, 12, 31)
GONE = Withdrawn(at=datetime(2028, 12, 1, tzinfo=UTC), reason=("内容有误", "Wrong content"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, renew, search; then many edits against a tree built from nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("folder", nargs="?", type=Path)
    asked = parser.parse_args(arguments)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="column-"))
    try:
        corpus = Corpus(count=asked.count + 2)
        source = Made(corpus, range(asked.count))
        site = Site(settings=settings(), day=DAY, source=source, places=corpus.places(), measures=MEASURES)
        _builds(folder / "tree", site, source, asked.processes)
        _searches(folder / "tree", source, asked.queries)
        _same(folder, min(500, asked.count), asked.edits)
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


def _builds(tree: Path, site: Site, source: Made, processes: int) -> None:
    print(f"| {len(source.at):,} publications | seconds | of processors | files written | by part |")
    print("|---|--:|--:|--:|---|")
    _line("built from nothing", tree, site, processes, whole=True)
    size = sum(it.stat().st_size for it in tree.rglob("*") if it.is_file())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    _line("nothing changed", tree, site, processes)
    for name in _changes(source):
        _line(name, tree, site, processes)
    _line("whole again", tree, site, processes, whole=True)
    print(f"\n{size / 1e6:,.0f} MB of files; at most {most / 1024:,.0f} MB of memory, here and in a child")


def _changes(source: Made) -> Iterator[str]:
    """One change at a time."""
    corpus, uids = source.corpus, list(source.at)
    source.at[corpus.uid(corpus.count - 2)] = corpus.count - 2
    yield "one more"
    source.edits[uids[len(uids) // 2]] = 1
    yield "one corrected"
    uid = uids[len(uids) // 3]
    source.others[uid] = replace(source.published(uid), validity=Validity.REPEALED)
    yield "one repealed"
    uid = uids[len(uids) // 4]
    source.others[uid] = replace(source.published(uid), withdrawn=GONE)
    yield "one withdrawn"


def _line(name: str, tree: Path, site: Site, processes: int, *, whole: bool = False) -> None:
    begun, worked = perf_counter(), _worked()
    built: Built = build(tree, site, whole=whole, processes=processes)
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in built.parts.items())
    print(
        f"| {name} | {perf_counter() - begun:.2f} | {_worked() - worked:.2f} | {built.written:,} | {parts} |",
        flush=True,
    )


def _worked() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _searches(tree: Path, source: Made, queries: int) -> None:
    """Random parts of texts, each against all texts."""
    texts = {uid: searched(source.published(uid), "zh") for uid in source.at if not source.published(uid).withdrawn}
    everything, dice = list(texts.values()), random.Random(11)
    right = wrong = missed = 0
    costs, files = [], []
    for _ in range(queries):
        run = dice.choice(re.findall("[\u4e00-\u9fff]{2,}", dice.choice(everything)))
        length = dice.randint(2, min(8, len(run)))
        at = dice.randint(0, len(run) - length)
        asked = run[at : at + length]
        first = find(tree, asked)
        costs.append(first.bytes)
        files.append(first.files)
        found = {hit["u"] for hit in find(tree, asked, first=10**9).hits}
        truth = {uid for uid, text in texts.items() if asked in text}
        right, wrong, missed = right + len(found & truth), wrong + len(found - truth), missed + len(truth - found)
    costs.sort()
    print("\n| queries | recall | precision | median KB | 95 of 100 | most KB | most files |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    shares = f"{right / (right + missed):.2%} | {right / (right + wrong):.2%}"
    kilo = [f"{costs[at] / 1024:.0f}" for at in (queries // 2, queries * 95 // 100, -1)]
    print(f"| {queries} | {shares} | {' | '.join(kilo)} | {max(files)} |", flush=True)


def _same(folder: Path, count: int, edits: int) -> None:
    """Many random edits, in builds of ten, against a tree built from nothing."""
    corpus, dice = Corpus(count=count + 50, estates=40), random.Random(3)
    source = Made(corpus, range(count))
    site = Site(settings=settings(), day=DAY, source=source, places=corpus.places(), measures=MEASURES)
    build(folder / "edited", site)
    for at in range(edits):
        edit(source, dice)
        if at % 10 == 9:
            build(folder / "edited", site)
    build(folder / "edited", site)
    build(folder / "fresh", site)
    before = {path: data for path, data in _files(folder / "edited").items() if not path.startswith("search/")}
    fresh = _files(folder / "fresh")
    is_same = before == {path: data for path, data in fresh.items() if not path.startswith("search/")}
    build(folder / "edited", site, whole=True)
    print(f"\n{edits} edits of {count} publications: the same but for search: {is_same}; "
          f"the same byte for byte after a whole build: {_files(folder / 'edited') == fresh}")  # fmt: skip


def edit(source: Made, dice: random.Random) -> None:
    """One change of what is published, of five kinds."""
    uid = dice.choice(sorted(source.at))
    it = source.published(uid)
    match dice.randrange(5):
        case 0:
            source.edits[uid] = dice.randrange(1000)
        case 1:
            source.others[uid] = replace(it, withdrawn=GONE)
        case 2:
            source.others[uid] = replace(it, validity=dice.choice(list(Validity)))
        case 3:
            at = dice.randrange(source.corpus.count)
            source.at[source.corpus.uid(at)] = at
        case 4:
            del source.at[uid]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(it.relative_to(folder)): it.read_bytes() for it in folder.rglob("*") if it.is_file()}


if __name__ == "__main__":
    main()
