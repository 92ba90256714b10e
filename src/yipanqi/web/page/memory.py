"""What a process keeps in memory for its next pages, and how the collector of garbage is spared it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MORE = 50_000  # objects alive more than before, until the collector looks


@contextmanager
def lasting() -> Iterator[None]:
    """What is made inside is large and stays: the collector neither interrupts it nor walks it ever after.

    A programme of 5,000 estates is some millions of objects; a page that happens to set off a full collection would
    wait for seconds while it walks them in vain. They hold no cycles, so they go when nobody holds them any more.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_collecting:
            gc.enable()


def patient() -> None:
    """For a process that answers pages: collect only once so many objects more are alive than before. What a page of
    5,000 rows makes is gone again when it is sent; collected on the way it would pass for something that stays, and
    set off a full collection every few pages."""
    gc.set_threshold(_MORE, 10, 10)
