"""The first part of a build: the pages and files of each publication that is new or other than it was."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from yipanqi.documents.disclosure.build_state import Built, State
from yipanqi.documents.disclosure.frame import LANGS
from yipanqi.documents.disclosure.making import Laid, Maker, batches, makers
from yipanqi.documents.disclosure.pages import Given, files_of, hashes_of
from yipanqi.documents.disclosure.rows import Key
from yipanqi.documents.disclosure.site import ARTICLES, Site, Source, expect
from yipanqi.documents.disclosure.written import Tree
from yipanqi.domain.disclosure.publication import Published

FEW = 200  # publications that are made here rather than in processes
_Make = Callable[[str, Iterable[list[Any]]], Iterator[Laid]]


class Publications:
    """Makes what changed, and knows afterwards what did."""

    def __init__(self, site: Site, state: State, tree: Tree, processes: int, *, is_whole: bool) -> None:
        self._site, self._state, self._tree = site, state, tree
        self._processes, self._is_whole = processes, is_whole
        self._heads = site.source.heads()
        known = state.heads()
        self.changed = [uid for uid, head in self._heads.items() if known.get(uid) != head]  # as the source has them
        self.gone = sorted(uid for uid in known if uid not in self._heads)
        self.estates: set[str] = set()  # of which something else is said now
        self.numbers: dict[str, int] = {}  # in the index of search, as they were; 0 of what is new
        self.texts: dict[str, dict[str, str]] = {}  # as they were, by uid and language
        self.keys: set[Key] = set()  # of lists in which something is other than it was
        self._late: dict[str, Sequence[str]] = {}  # uids of publications that name others: own number, those named
        self._own: dict[str, set[str]] = {}  # paths by uid

    def run(self) -> None:
        """Make them; those that name others last, when it is known where these are."""
        for uid in (*self.changed, *self.gone):
            self.estates |= self._state.estates_of(uid)
            self.keys.update(self._state.keys_of(uid))
            self.numbers[uid] = self._state.number_of(uid)
            self.texts[uid] = {lang: self._state.text(uid, lang) for lang in LANGS}
        before = {uid: self._state.named(uid) for uid in (*self.changed, *self.gone)}
        for uid in self.gone:
            self._state.drop(uid)
            self._tree.clear(f"a/{uid}", set())
        maker = Maker(self._tree.folder, self._site.settings, self._site.measures)
        with makers(maker, self._processes if len(self.changed) > FEW else 1) as make:
            self._made(make, self.changed, None)
            again = sorted({*self._late, *self._relinked(before)})
            self._made(make, again, self._links(again))

    def _made(self, make: _Make, uids: Sequence[str], links: Mapping[str, str] | None) -> None:
        """Make some; without `links` those that name others are left for later."""
        last = self._state.last_number()
        built: list[Built] = []
        for laid in make("pages", batches(self._given(uids, links))):
            self._lay(laid)
            built += laid.built
        for at, it in enumerate(sorted(built, key=lambda one: one.row.order), start=1):
            uid = it.row.uid
            number = self.numbers.get(uid) or self._state.number_of(uid) or last + at
            self._state.note(it, self._heads[uid], number)
            self.estates.update(estate for estate, _ in it.facts)
            self.keys.update(it.row.keys)

    def _given(self, uids: Sequence[str], links: Mapping[str, str] | None) -> Iterator[Given]:
        source = self._site.source
        expect(source, uids)
        for uid in uids:
            published = source.published(uid)
            others = _others(published)
            if others and links is None:
                self._late[uid] = (published.metadata.index_number, *others)
                continue
            older = () if published.withdrawn else tuple(given_of(source, it) for it in source.older(uid))
            given = given_of(source, published, {it: links[it] for it in others if links and it in links}, older)
            self._own[uid] = set()
            opened = {sha256: source.kept(sha256) for sha256 in sorted(hashes_of(given))}
            for path, data in files_of(given, opened):
                self._tree.put(path, data)
                self._own[uid].add(path)
            yield given

    def _lay(self, laid: Laid) -> None:
        """Note what was laid; of each publication nothing else stays."""
        self._tree.seen.update(laid.paths)
        self._tree.written += laid.written
        for path in laid.paths:
            self._own[path.split("/", 2)[1]].add(path)
        for it in laid.built:
            own = self._own.pop(it.row.uid)
            if not self._is_whole:  # a whole build clears the whole tree in the end
                self._tree.clear(f"a/{it.row.uid}", own)

    def _links(self, uids: Sequence[str]) -> dict[str, str]:
        """Where the publications are that these name; those that are still to be made are known too."""
        wanted = {number for uid in uids for number in self._late.get(uid, ("",))[1:]}
        if not self._is_whole:
            wanted |= {number for uid in uids for number in _others(self._site.source.published(uid))}
        late: dict[str, list[str]] = {}
        for uid, told in self._late.items():
            late.setdefault(told[0], []).append(uid)
        found = {number: max([self._state.with_number(number), *late.get(number, ())]) for number in wanted}
        return {number: uid for number, uid in found.items() if uid}

    def _relinked(self, before: Mapping[str, str]) -> set[str]:
        """Publications whose pages name one that came, went or has another number now."""
        if self._is_whole:
            return set()
        moved: set[str] = set()
        for uid, was in before.items():
            now = self._late[uid][0] if uid in self._late else self._state.named(uid)
            moved |= {was, now} - {""} if was != now else set()
        naming = {uid for number in moved for uid in self._state.naming(number)}
        return naming - set(self.changed)


def given_of(
    source: Source, published: Published, links: Mapping[str, str] | None = None, older: tuple[Given, ...] = ()
) -> Given:
    """A publication with its signed fragments beside it; of what was withdrawn none is opened."""
    kept = {
        it.name: source.kept(it.sha256)
        for it in published.attachments
        if it.name in ARTICLES.values() and not published.withdrawn
    }
    return Given(published=published, fragments=kept, older=older, links=links or {})


def _others(published: Published) -> list[str]:
    """The index numbers that its page names."""
    metadata = published.metadata
    return [] if published.withdrawn else [it for it in (metadata.replaces, metadata.replaced_by) if it]
