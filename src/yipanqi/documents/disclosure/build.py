"""The public tree: built whole, or renewed where what is published, or the day, has changed it.

What a build makes lies beside the tree until all of it is there; the builder's memory then says so in the same moment
as it forgets what was before, and everything is moved in. A build that was cut off before leaves the tree as it was;
one that was cut off while it moved is ended by `settle`, which every build begins with. After a whole build the tree
is the same as one built from nothing; between whole builds only the index of search differs, which keeps what was
added in shards of its own."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from yipanqi.documents.disclosure.build_gathered import Gathered, Marks
from yipanqi.documents.disclosure.build_publications import Publications
from yipanqi.documents.disclosure.build_search import SearchIndex
from yipanqi.documents.disclosure.build_state import State
from yipanqi.documents.disclosure.frame import ASSETS, LANGS, asset, mark, named
from yipanqi.documents.disclosure.pages import CannotBuild
from yipanqi.documents.disclosure.site import Site, digest, plain
from yipanqi.documents.disclosure.written import Tree, beside, clear_beside, move_in

__all__ = ["Built", "CannotBuild", "build", "is_unfinished", "marker_of", "settle", "state_of"]
_MOVING = "moving"  # in the memory: what is to go, while that and what lies beside is being moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    written: int  # files that are new or other than they were
    removed: int
    publications: int  # that were made anew
    is_whole: bool
    seconds: float
    parts: Mapping[str, float] = field(default_factory=dict)  # seconds of each part


def build(target: Path, site: Site, *, whole: bool = False, processes: int = 1) -> Built:
    """Bring the tree in a folder to what is published on the site's day. Nobody else builds there meanwhile."""
    begun = perf_counter()
    target.mkdir(parents=True, exist_ok=True)
    was_marked = marker_of(target).exists()
    is_mended = settle(target)
    state = State(state_of(target))
    try:
        frame = digest([mark(), plain(site.settings), plain(site.measures), str(site.settings.zone)])
        is_whole = whole or (was_marked and not is_mended) or state.get("frame") != frame
        beside(target).mkdir(exist_ok=True)
        tree = Tree(target)
        if is_whole:
            state.forget()
            state.put("frame", frame)
        publications, parts = _built(site, state, tree, processes, is_whole=is_whole)
        _swap(target, tree, state)
    finally:
        state.close()
    return Built(
        written=tree.written,
        removed=tree.removed,
        publications=publications,
        is_whole=is_whole,
        seconds=perf_counter() - begun,
        parts=parts,
    )


def settle(target: Path) -> bool:
    """After a build was cut off: the tree is again as it was, or, where moving had begun, as it was to be; whether the
    latter. Nobody builds there meanwhile."""
    if not is_unfinished(target):
        return False
    state = State(state_of(target))
    try:
        gone = state.get(_MOVING)
        if gone is not None:
            _moved(target, gone, state)
        clear_beside(target)
        marker_of(target).unlink(missing_ok=True)
    finally:
        state.close()
    return gone is not None


def _swap(target: Path, tree: Tree, state: State) -> None:
    """What was built takes the place of what was there."""
    if not tree.written and not tree.gone:
        clear_beside(target)
        state.keep()
        return
    os.sync()  # the files are on the disk before the memory says so
    marker_of(target).write_bytes(b"")
    gone = sorted(tree.gone)
    state.put(_MOVING, gone)
    state.keep()  # before this the tree is the old one, after it the new one
    _moved(target, gone, state)
    marker_of(target).unlink()


def _moved(target: Path, gone: Sequence[str], state: State) -> None:
    move_in(target, gone)
    os.sync()
    state.take(_MOVING)
    state.keep()


def state_of(target: Path) -> Path:
    """Where the builder remembers what it built: beside the tree."""
    return target.with_name(target.name + ".state")


def marker_of(target: Path) -> Path:
    """The file beside the tree that is there while what was built is moved in: old and new may be mixed."""
    return target.with_name(target.name + ".unfinished")


def is_unfinished(target: Path) -> bool:
    """Whether a build of this tree is under way or was cut off."""
    return marker_of(target).exists() or beside(target).exists()


def _built(site: Site, state: State, tree: Tree, processes: int, *, is_whole: bool) -> tuple[int, dict[str, float]]:
    """Publications first, then what is made of all of them; how many were made, and how long each part took."""
    watch = _Watch()
    marks = Marks({} if is_whole else state.marks())
    publications = Publications(site, state, tree, processes, is_whole=is_whole)
    publications.run()
    watch.took("publications")
    rows = state.rows()
    gathered = Gathered(site, state, tree, marks, is_whole=is_whole)
    gathered.lists(rows, publications.keys)
    watch.took("lists")
    summaries = gathered.estates(publications.estates)
    watch.took("estates")
    gathered.feeds_and_data(rows)
    gathered.front(rows, summaries)
    watch.took("feeds, data, front")
    SearchIndex(site, state, tree, processes).run(rows, publications.numbers, publications.texts, is_whole=is_whole)
    watch.took("search")
    _tidied(tree, state, marks, is_whole=is_whole)
    watch.took("tidy")
    return len(publications.changed), watch.parts


def _tidied(tree: Tree, state: State, marks: Marks, *, is_whole: bool) -> None:
    """Nothing stays in the tree that no page, file or entry has put there."""
    if is_whole:
        for name in ASSETS:
            tree.put(f"assets/{name}", asset(name))
        tree.clear("", tree.seen)
    gone = marks.gone()
    live = marks.live | {named(path, lang) for path in marks.live for lang in LANGS}
    if not is_whole:
        beside = [*tree.files("data"), *(it for it in tree.top() if it.startswith("sitemap"))]
        stale = {named(path, lang) for path in gone for lang in LANGS} | {path for path in beside if path not in live}
        for path in sorted(stale):
            tree.remove(path)
    state.mark(marks.new, gone)


class _Watch:
    """How long each part took."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._at = perf_counter()

    def took(self, part: str) -> None:
        now = perf_counter()
        self.parts[part], self._at = round(now - self._at, 3), now
