"""The privacy scanner against invented documents: what it finds and what it marks wrongly, by kind and by disguise, and
how long a megabyte takes.

    python benchmarks/privacy_scan.py [--documents 3000] [--half last|open|held|blind] [--seed 20281] [--misses 40] [--speed-only]

Prints Markdown, and JSON into .bench/results. The documents are this project's own (`privacy_corpus.py`); what that
cannot tell stands under the tables."""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from privacy_corpus import Document, Truth, Writer, documents
from privacy_templates import CLEAN

from yipanqi.domain.disclosure.privacy import Level, Mark, marks

NUMBERS = ("id", "mobile", "card", "mail")
GOALS = {**dict.fromkeys(NUMBERS, (1.0, 0.99)), "name": (0.98, 0.95)}
COVERED = 0.6  # of a mark, so that it counts as found
LIMITS = (
    "The documents are invented, and by those who made the scanner: templates of one kind of office, names drawn evenly"
    " from lists, disguises one at a time. They cannot tell how the scanner fares with handwriting read by machine, with"
    " dialect, slang, nicknames, names of minorities, names in Latin letters, addresses without numbers, or with a person"
    " told by circumstances alone. Recall on them is an upper bound of what real papers give."
)


@dataclass
class Tally:
    """What was put in, what was found of it, what was marked wrongly."""

    put: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)  # level allow: never right or wrong
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrongly: list[tuple[str, str]] = field(default_factory=list)
    documents: int = 0
    characters: int = 0

    def recall(self, kind: str, disguise: str | None = None) -> float:
        of = [key for key in self.put if key[0] == kind and disguise in {None, key[1]}]
        return sum(self.found[key] for key in of) / max(1, sum(self.put[key] for key in of))

    def precision(self, kind: str) -> float:
        return self.right[kind] / max(1, self.right[kind] + self.wrong[kind])


def tallied(made: Iterable[Document]) -> Tally:
    """The scanner run over the documents."""
    tally = Tally()
    for document in made:
        tally.documents += 1
        tally.characters += len(document.text)
        _count(tally, document, marks(document.text))
    return tally


def _count(tally: Tally, document: Document, found: list[Mark]) -> None:
    for truth in document.truths:
        tally.put[truth.kind, truth.disguise] += 1
        if any(_is_same(truth, mark) and _covers(truth, mark) for mark in found):
            tally.found[truth.kind, truth.disguise] += 1
        else:
            tally.missed.append((truth.kind, truth.disguise, _around(document.text, truth.start, truth.end)))
    for mark in found:
        if mark.level is Level.ALLOW:
            tally.told[mark.kind] += 1
        elif any(_is_same(truth, mark) and _overlap(truth, mark) for truth in document.truths):
            tally.right[mark.kind] += 1
        else:
            tally.wrong[mark.kind] += 1
            tally.wrongly.append((mark.kind, _around(document.text, mark.start, mark.end)))


def _is_same(truth: Truth, mark: Mark) -> bool:
    return mark.kind == truth.kind.split()[0]


def _overlap(truth: Truth, mark: Mark) -> int:
    return max(0, min(truth.end, mark.end) - max(truth.start, mark.start))


def _covers(truth: Truth, mark: Mark) -> bool:
    return _overlap(truth, mark) >= COVERED * (truth.end - truth.start)


def _around(text: str, start: int, end: int) -> str:
    return repr(text[max(0, start - 16) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 12])[1:-1]


def seconds_of(size: int, kind: str) -> tuple[float, int]:
    """Seconds that a text of so many bytes of UTF-8 takes on one core, and its characters: "dense" with marks, prose
    "clean" of them, or a table of "figures"."""
    chance = random.Random(20281)
    pieces, length = [], 0
    while length < size:
        pieces.append(_piece(kind, chance, len(pieces)))
        length += len(pieces[-1].encode()) + 1
    text = "\n".join(pieces)
    begin = time.process_time()
    marks(text)
    return time.process_time() - begin, len(text)


def _piece(kind: str, chance: random.Random, number: int) -> str:
    if kind == "dense":
        return next(documents("held", 1, seed=number)).text
    if kind == "figures":
        return "\t".join(str(chance.randrange(10 ** chance.randrange(1, 7))) for _ in range(8))
    return Writer("held", chance).filled_plainly(chance.choice(CLEAN))


def told(tally: Tally, half: str, shown: int) -> Iterator[str]:
    """The report, line by line."""
    count = sum(tally.put.values())
    yield f"## Privacy scan, half “{half}”: {tally.documents:,} documents, {count:,} marks, {tally.characters:,} characters\n"
    yield "| kind | put in | recall | precision | wrongly marked | goal |\n|---|---|---|---|---|---|"
    for kind in dict.fromkeys(key[0] for key in sorted(tally.put)):
        put = sum(number for key, number in tally.put.items() if key[0] == kind)
        goal = f"{GOALS[kind][0]:.0%} / {GOALS[kind][1]:.0%}" if kind in GOALS else ""
        right = f"{tally.precision(kind):.2%} | {tally.wrong[kind]}" if " " not in kind else "| "
        yield f"| {kind} | {put:,} | {tally.recall(kind):.2%} | {right} | {goal} |"
    yield "\n| kind | disguise | put in | recall |\n|---|---|---|---|"
    for kind, disguise in sorted(tally.put):
        yield f"| {kind} | {disguise} | {tally.put[kind, disguise]:,} | {tally.recall(kind, disguise):.2%} |"
    yield "\nMissed:\n"
    yield from _listed(tally.missed, shown)
    yield "\nMarked wrongly:\n"
    yield from _listed(tally.wrongly, shown)
    yield f"\n{LIMITS}"


def _listed(lines: list[tuple[str, ...]], shown: int) -> Iterator[str]:
    by_kind = defaultdict(list)
    for kind, *rest in lines:
        by_kind[kind].append(" · ".join(rest))
    for kind, rest in sorted(by_kind.items()):
        yield f"- {kind}: {len(rest)}"
        yield from (f"  - {line}" for line in rest[:shown])


def main() -> None:
    """Measure and tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--documents", type=int, default=3000)
    cli.add_argument("--half", choices=["open", "held", "blind", "last"], default="last")
    cli.add_argument("--seed", type=int, default=20281)
    cli.add_argument("--misses", type=int, default=40, help="lines shown of each kind")
    cli.add_argument("--speed-only", action="store_true")
    said = cli.parse_args()
    if not said.speed_only:
        tally = tallied(documents(said.half, said.documents, said.seed))
        print("\n".join(told(tally, said.half, said.misses)))
        _keep(tally, said.half)
    print("\n| 1 MB of UTF-8 | characters | s on one core (must 2) |\n|---|---|---|")
    for kind in ("clean", "dense", "figures"):
        seconds, characters = seconds_of(1_000_000, kind)
        print(f"| {kind} | {characters:,} | {seconds:.2f} |")


def _keep(tally: Tally, half: str) -> None:
    folder = Path(__file__).resolve().parent.parent / ".bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    kinds = sorted({key[0] for key in tally.put})
    result = {kind: {"recall": tally.recall(kind), "precision": tally.precision(kind)} for kind in kinds}
    (folder / f"privacy-{half}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
