"""How long the package for a portal takes: everything of so many publications, then one that changed, then looking.

python benchmarks/disclosure_package.py [--publications 20000] [--folder DIR]"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yipanqi.documents.disclosure.package import Listed, base_of, package
from yipanqi.documents.disclosure.package_verify import verify_package

SEED, LETTERS = 19, "abcdefghijklmnopqrstuvwxyz0123456789"
SIZES = {
    "index.html": 9_000,
    "index.en.html": 8_000,
    "data.json": 2_000,
    "a.pdf": 14_800,
    "a.en.pdf": 12_000,
    "a.docx": 9_000,
    "a.xlsx": 8_000,
    "all.zip": 30_000,
}
AT = datetime(2028, 5, 6, 9, 0, tzinfo=UTC)


def main() -> None:
    """Prints wall and processor seconds of every step, and the most memory that was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publications", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=None, help="where to work; default: a temporary folder")
    parser.add_argument("--also-folder", action="store_true", help="a full package as a folder, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        measure(Path(folder), args.publications, also_folder=args.also_folder)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def measure(folder: Path, count: int, *, also_folder: bool) -> None:
    """All steps on a tree of made-up files, as old as a tree that was built yesterday."""
    tree, key, random = folder / "tree", Ed25519PrivateKey.generate(), Random(SEED)
    with timed("tree made (not counted)"):
        listed = [a_publication(tree, random) for _ in range(count)]
    print(f"{count:,} publications, {sum(len(files) for *_, files in os.walk(tree)):,} files")
    common = {"publications": listed, "removed": (), "key": key}
    full = folder / "1.zip"
    with timed("full package, ZIP"):
        package(tree, full, since=None, made_at=AT, number=1, **common)
    print(f"  {full.stat().st_size / 1e6:,.0f} MB")
    if also_folder:
        with timed("full package, folder"):
            package(tree, folder / "1", since=None, made_at=AT, number=1, **common)
        shutil.rmtree(folder / "1")
    changed = tree / "a" / listed[0].uid / "index.html"
    changed.write_bytes(random.randbytes(9_000))
    difference = folder / "2.zip"
    with timed("difference of one publication"):
        package(tree, difference, since=base_of(full), made_at=AT + timedelta(days=1), number=2, **common)
    print(f"  {difference.stat().st_size / 1e3:,.0f} KB")
    known = {path: (seen.size, seen.sha256) for path, seen in base_of(difference).whole.items()}
    with timed("the same where the builder tells the hashes"):
        package(tree, folder / "3.zip", since=base_of(full), made_at=AT, number=3, known=known, **common)
    for path in (full, difference):
        with timed(f"verified: {path.name}"):
            assert verify_package(path, key.public_key()).is_good


def a_publication(tree: Path, random: Random) -> Listed:
    """A publication's files, which do not get smaller, and older than a minute."""
    uid = "".join(random.choices(LETTERS, k=10))
    place = tree / "a" / uid
    place.mkdir(parents=True)
    before = time.time() - 3600
    for name, size in SIZES.items():
        (place / name).write_bytes(random.randbytes(size // 2).hex().encode())
        os.utime(place / name, (before, before))
    return Listed(uid=uid, version=1, state="published", index_number=f"420103-01-05-2028-{random.randrange(10**6)}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long the block took."""
    wall, own = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what}: {time.perf_counter() - wall:,.2f} s, of which computing {time.process_time() - own:,.2f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
