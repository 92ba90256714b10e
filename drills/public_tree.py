"""kill −9 while the public tree is built and while its package is handed over; then look:
`python drills/public_tree.py [--kills 50] [--publications 40] [--seed 1]`.

After each kill of a build every file of the tree is whole, as it was or as it is to be, and nothing is packed of a tree
that is neither; once the next start has settled it, the tree is the old one or the new one as a whole, and the next
build ends with what a build gives that nobody killed, byte for byte. Every second kill falls into the moving in. After
each kill of a hand-over the package before is whole, and the new one is whole or not there."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "benchmarks")]
from disclosure_corpus import MEASURES, Corpus, Made, settings  # noqa: E402
from disclosure_site import edit  # noqa: E402

from yipanqi.documents.disclosure.build import build, is_unfinished, marker_of, settle, state_of  # noqa: E402
from yipanqi.documents.disclosure.package import CannotPackage, Listed, package  # noqa: E402
from yipanqi.documents.disclosure.package_verify import verify_package  # noqa: E402
from yipanqi.documents.disclosure.site import Site  # noqa: E402
from yipanqi.documents.disclosure.written import beside  # noqa: E402

AT = datetime(2028, 5, 6, 9, 0, tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> None:
    """Kill, look, tell; exit code 1 where something was wrong."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--kills", type=int, default=50)
    cli.add_argument("--publications", type=int, default=40)
    cli.add_argument("--seed", type=int, default=1)
    asked = cli.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="drill-tree-") as folder:
        told, wrong = Drill(Path(folder), asked.publications, random.Random(asked.seed)).run(asked.kills)
    for what, number in sorted(told.items()):
        sys.stdout.write(f"{what}: {number}\n")
    sys.stdout.writelines(f"WRONG {line}\n" for line in wrong)
    sys.exit(1 if wrong else 0)


class Drill:
    """A column that changes, is built and handed over, again and again."""

    def __init__(self, folder: Path, count: int, chance: random.Random) -> None:
        self.folder, self.tree, self.chance = folder, folder / "tree", chance
        self.source = Made(Corpus(count=count + 50, estates=12), range(count))
        self.site = Site(
            settings=settings(),
            day=date(2028, 12, 31),
            source=self.source,
            places=self.source.corpus.places(),
            measures=MEASURES,
        )
        self.key, self.number = Ed25519PrivateKey.generate(), 1
        self.told, self.wrong = Counter[str](), list[str]()

    def run(self, kills: int) -> tuple[Counter[str], list[str]]:
        """So many kills of builds, and as many of hand-overs."""
        build(self.tree, self.site)
        self._pack(self.folder / "1.zip")
        for at in range(kills):
            for _ in range(3):
                edit(self.source, self.chance)
            self._build_killed(is_whole=at % 3 == 0, is_in_moving=at % 2 == 1)
            self._hand_over_killed()
        return self.told, self.wrong

    def _build_killed(self, *, is_whole: bool, is_in_moving: bool) -> None:
        before = _files(self.tree)
        seconds, after = self._as_it_would_be(is_whole=is_whole)
        deed = lambda: build(self.tree, self.site, whole=is_whole)  # noqa: E731
        if is_in_moving:
            self._killed_in_moving(deed)
        else:
            self._killed("build", deed, seconds)
        now = _files(self.tree)
        for path, data in now.items():
            if data not in (before.get(path), after.get(path)):
                self.wrong.append(f"{path}: neither old nor new")
        if now not in (before, after):
            self.told["tree mixed when killed"] += 1
            try:
                self._pack(self.folder / "no.zip")
                self.wrong.append("a mixed tree was packed")
            except CannotPackage:
                self.told["package refused of a mixed tree"] += 1
        settle(self.tree)
        now = _files(self.tree)
        self.told[f"after settling: {'old' if now == before else 'new'} as a whole"] += 1
        if now not in (before, after) or is_unfinished(self.tree):
            self.wrong.append("a tree between old and new after it was settled")
        build(self.tree, self.site, whole=is_whole)
        if _files(self.tree) != after:
            self.wrong.append("not the same as built by whom nobody killed")
        if beside(self.tree).exists() or marker_of(self.tree).exists():
            self.wrong.append("something is left beside the tree")

    def _as_it_would_be(self, *, is_whole: bool) -> tuple[float, dict[str, bytes]]:
        """How long a build takes that nobody kills, and its tree."""
        twin = self.folder / "twin"
        shutil.copytree(self.tree, twin)
        shutil.copy(state_of(self.tree), state_of(twin))
        begun = time.perf_counter()
        build(twin, self.site, whole=is_whole)
        seconds, found = time.perf_counter() - begun, _files(twin)
        shutil.rmtree(twin)
        state_of(twin).unlink()
        marker_of(twin).unlink(missing_ok=True)
        return seconds, found

    def _hand_over_killed(self) -> None:
        last, new = self.folder / f"{self.number}.zip", self.folder / f"{self.number + 1}.zip"
        begun = time.perf_counter()
        self._pack(self.folder / "timed.zip")
        self._killed("hand-over", lambda: self._pack(new), time.perf_counter() - begun)
        if not verify_package(last, self.key.public_key()).is_good:
            self.wrong.append(f"{last.name} is broken")
        if not new.exists():
            self.told["new package not there"] += 1
            self._pack(new)
        else:
            self.told["new package there"] += 1
        if not verify_package(new, self.key.public_key()).is_good:
            self.wrong.append(f"{new.name} is broken")
        self.number += 1
        last.unlink()

    def _pack(self, out: Path) -> None:
        listed = [Listed(uid=uid, version=1, state="published", index_number=f"X-{uid}") for uid in self.source.at]
        package(
            self.tree,
            out,
            publications=listed,
            removed=(),
            key=self.key,
            since=None,
            made_at=AT,
            number=self.number + 1,
        )

    def _killed_in_moving(self, deed: Callable[[], object]) -> None:
        """Do it in a process of its own, which is killed before one of its steps of moving in."""
        last = self.chance.randrange(60)
        child = os.fork()
        if child == 0:
            try:
                _kill_itself_after(last)
                deed()
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        self.told[f"moving in: {'killed in its midst' if os.WIFSIGNALED(status) else 'was done already'}"] += 1

    def _killed(self, what: str, deed: Callable[[], object], seconds: float) -> None:
        """Do it in a process of its own, which is killed somewhere on the way."""
        child = os.fork()
        if child == 0:
            try:
                deed()
            finally:
                os._exit(0)
        time.sleep(seconds * self.chance.uniform(0.02, 1.0))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.told[f"{what}: {'killed in its midst' if os.WIFSIGNALED(status) else 'was done already'}"] += 1


def _kill_itself_after(steps: int) -> None:
    """kill -9 of this process when it would move or take away one file more than so many."""
    left, moved, taken = [steps], os.replace, Path.unlink

    def step() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def replace(*args: Any) -> None:
        step()
        moved(*args)

    def unlink(path: Path, *args: Any, **more: Any) -> None:
        step()
        taken(path, *args, **more)

    os.replace, Path.unlink = replace, unlink  # type: ignore[assignment,method-assign]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(it.relative_to(folder)): it.read_bytes() for it in folder.rglob("*") if it.is_file()}


if __name__ == "__main__":
    main()
