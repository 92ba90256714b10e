"""One photo against all that are stored: milliseconds a look, bytes held.

    python benchmarks/photo_matching.py [--photos 300000] [--looks 50]

The hashes are drawn at random, a few of them like the photo that is looked for. Without a database: reading the rows is
no part of it. Prints Markdown."""

import argparse
import os
import random
import statistics
import time

GOAL_MS = 50.0


def main() -> None:
    """Draw, look, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--photos", type=int, default=300_000)
    cli.add_argument("--looks", type=int, default=50)
    said = cli.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.web.settings")
    os.environ.setdefault("YIPANQI_DEBUG", "1")
    import django

    django.setup()
    print(told(said.photos, said.looks))


def told(photos: int, looks: int) -> str:
    """The table: looks among so many photos."""
    import numpy as np

    from yipanqi.web.progress.photo_hashes import nearest

    chance = np.random.default_rng(1)
    keys = np.arange(1, photos + 1, dtype=np.int64)
    bits = chance.integers(0, 2**64, size=(2, photos), dtype=np.uint64)
    draw, spent, missed = random.Random(1), [], 0
    for _ in range(looks):
        wanted = draw.randrange(photos)
        new = [[f"{draw.getrandbits(64):016x}" for _ in range(8)] for _ in range(2)]
        new[0][draw.randrange(8)] = f"{int(bits[0, wanted]) ^ 0b10101:016x}"
        began = time.perf_counter()
        found = nearest(keys, bits, (new[0], new[1]), within=10, most=8)
        spent.append((time.perf_counter() - began) * 1000)
        missed += not found or found[0].photo != wanted + 1
    spent.sort()
    held = (keys.nbytes + bits.nbytes) / 1e6
    p95 = spent[int(len(spent) * 0.95)]
    verdict = "yes" if p95 <= GOAL_MS and not missed else "no"
    return (
        "| photos | looks | median ms | p95 ms | MB held | not found | within 50 ms |\n|---|---|---|---|---|---|---|\n"
        f"| {photos:,} | {looks} | {statistics.median(spent):.1f} | {p95:.1f} | {held:.1f} "
        f"| {missed} | {verdict} |"
    )


if __name__ == "__main__":
    main()
