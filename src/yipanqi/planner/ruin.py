# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `take_steps`.
"""Compiled ruin: which estates a step takes out, and in what order they and a few others are put back."""

import numpy as np

from yipanqi.planner.inner import inner
from yipanqi.planner.packed import FIRST_START, LAST_START, REGION


@inner
def draw(b, start, ruin, appeal, pool):
    """Fill the pool with estates to take out, more often few: any, of one time, or of one region; return how many."""
    rate_estates(b, start, appeal)
    count = 0
    for _ in range(1 + int(ruin * np.random.random() ** 2)):
        top = np.argmax(appeal)
        if appeal[top] < -1e8:
            break
        appeal[top] = -1e9
        pool[count] = top
        count += 1
    return count


@inner
def rate_estates(b, start, appeal):
    """Rate the estates that start: by chance alone, or also by one time, or one region."""
    way, middle = np.random.random(), np.random.randint(len(b.worth))
    region = b.estate[np.random.randint(len(start)), REGION]
    for e in range(len(start)):
        appeal[e] = np.random.random()
        if start[e] < 0:
            appeal[e] = -1e9
        elif 0.4 <= way < 0.8:
            appeal[e] = 2.5 * appeal[e] - abs(start[e] - middle)
        elif way >= 0.8 and b.estate[e, REGION] == region:
            appeal[e] += 1.0


@inner
def add_outside(b, start, outside, pool, count):
    """Add fewer than `outside` estates without a start to the pool, and shuffle it; return how many there are."""
    for _ in range(np.random.randint(0, outside)):
        e = np.random.randint(len(start))
        if start[e] < 0 and b.estate[e, FIRST_START] <= b.estate[e, LAST_START]:
            known = False
            for i in range(count):
                known |= pool[i] == e
            if not known:
                pool[count] = e
                count += 1
    for i in range(count - 1, 0, -1):
        j = np.random.randint(i + 1)
        pool[i], pool[j] = pool[j], pool[i]
    return count


@inner
def sort_by_bulk(pool, count, bulk):
    """Put the bulkiest estates of the pool first: what is small fits later too."""
    for i in range(1, count):
        e, at = pool[i], i
        while at > 0 and bulk[pool[at - 1]] < bulk[e]:
            pool[at] = pool[at - 1]
            at -= 1
        pool[at] = e
