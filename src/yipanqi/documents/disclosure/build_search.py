"""The third part of a build: the index of search, made whole, or added to."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from yipanqi.documents.disclosure import search_index
from yipanqi.documents.disclosure.build_publications import FEW
from yipanqi.documents.disclosure.build_state import State
from yipanqi.documents.disclosure.frame import LANGS
from yipanqi.documents.disclosure.making import Entry, Maker, batches, makers
from yipanqi.documents.disclosure.rows import Row
from yipanqi.documents.disclosure.search_index import Index, grams_of, hit_path
from yipanqi.documents.disclosure.site import Site
from yipanqi.documents.disclosure.written import Tree

_EXTRA = 300  # publications in the extra shards, above which the index is made whole again


class SearchIndex:
    """Brings the index to what is published."""

    def __init__(self, site: Site, state: State, tree: Tree, processes: int) -> None:
        self._state, self._tree, self._processes = state, tree, processes
        self._maker = Maker(tree.folder, site.settings, site.measures)

    def run(
        self,
        rows: Sequence[Row],
        numbers: Mapping[str, int],
        texts: Mapping[str, Mapping[str, str]],
        *,
        is_whole: bool,
    ) -> None:
        """`numbers` and `texts`: of what changed, as they were."""
        pending = int(self._state.get("pending", 0)) + len(numbers)
        if is_whole or pending > _EXTRA:
            self._whole(rows)
        elif numbers:
            changed = {it.uid: it for it in rows if it.uid in numbers}
            for lang in LANGS:
                self._more(lang, changed, numbers, {uid: told[lang] for uid, told in texts.items()})
            self._state.put("pending", pending)

    def _whole(self, rows: Sequence[Row]) -> None:
        """The index of everything, and the entry of each."""
        before = set(self._tree.files("search"))
        self._state.renumber(it.uid for it in rows)
        self._state.unadd_all()
        self._state.put("pending", 0)
        years = [it.year for it in rows]
        with makers(self._maker, self._processes if len(rows) > FEW else 1) as make:
            for laid in make("entries", batches(self._entries(rows), 100)):
                self._tree.seen.update(laid.paths)
                self._tree.written += laid.written
        for lang in LANGS:
            index = search_index.whole(f"search/{lang}/", partial(self._state.texts, lang), years, self._tree.put)
            self._state.put(f"index {lang}", index.stored())
        for path in sorted(before - self._tree.seen):
            self._tree.remove(path)

    def _entries(self, rows: Sequence[Row]) -> Iterator[Entry]:
        for number, row in enumerate(rows, start=1):
            if not row.is_withdrawn:
                told = row.told
                for lang in LANGS:
                    yield Entry(number=number, lang=lang, told=told, text=self._state.text(row.uid, lang))

    def _more(self, lang: str, rows: Mapping[str, Row], numbers: Mapping[str, int], texts: Mapping[str, str]) -> None:
        """What was added goes into the extra shards; what was taken away goes out of all."""
        at, state = f"search/{lang}/", self._state
        index = Index.restored(state.get(f"index {lang}"))
        taken: dict[str, set[int]] = {}
        for uid, was in numbers.items():
            number, text = was or state.number_of(uid), state.text(uid, lang)
            old, new = grams_of(texts[uid], index.common), grams_of(text, index.common)
            state.unadd(lang, old - new, number)
            state.add(lang, new - old, number)
            for gram in old - new:
                taken.setdefault(gram, set()).add(number)
            if uid in rows and not rows[uid].is_withdrawn:
                laid = self._maker.entries([Entry(number=number, lang=lang, told=rows[uid].told, text=text)])
                self._tree.written += laid.written
            else:
                self._tree.remove(hit_path(at, number))
        search_index.without(at, index, taken, self._tree.get, self._tree.put)
        shards = search_index.extra(at, index, state.added(lang), self._tree.put)
        self._tree.clear(f"{at}x", {f"{at}x/{number}.json" for number in range(shards)})
