"""The public tree: built whole, or renewed where what is published, or the day, has changed it.

A build that was cut off leaves every file whole, and a marker beside the tree; the next one is then made whole. After a
whole build the tree is the same as one built from nothing; between whole builds only the index of search differs,
which keeps what was added in a shard of its own."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from markupsafe import Markup

from yipanqi.documents.disclosure import search_index
from yipanqi.documents.disclosure.build_state import Built as Noted
from yipanqi.documents.disclosure.build_state import State
from yipanqi.documents.disclosure.data_files import dictionary, of_year
from yipanqi.documents.disclosure.estate_page import EstatePages, Said, Standing, Summary, stages_chart, standing
from yipanqi.documents.disclosure.feeds import FED, Fed, feeds, sitemaps
from yipanqi.documents.disclosure.frame import ASSETS, LANGS, Frame, asset, folder, mark, named
from yipanqi.documents.disclosure.lists import Lists, by_key, entries, name_of, parts
from yipanqi.documents.disclosure.making import Entry, Laid, Maker, batches, makers
from yipanqi.documents.disclosure.page_words import NAMES_OF_DATA, WORDS
from yipanqi.documents.disclosure.pages import CannotBuild, Given, article_of, files_of, hashes_of
from yipanqi.documents.disclosure.rows import Key, Row
from yipanqi.documents.disclosure.search_index import Index, grams_of, hit_path
from yipanqi.documents.disclosure.site import ARTICLES, Place, Site, digest, plain
from yipanqi.documents.disclosure.written import Tree
from yipanqi.domain.disclosure.facts import restored
from yipanqi.domain.disclosure.publication import Pair, Published

__all__ = ["Built", "CannotBuild", "build", "is_unfinished", "marker_of", "state_of"]
_FEW = 200  # publications that are made here rather than in processes
_EXTRA = 300  # publications in the extra shards, above which the index is made whole again
_NEWEST = 12  # publications on the first page


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
    marker = marker_of(target)
    state = State(state_of(target))
    try:
        job = _Build(target, site, state, whole or marker.exists(), processes)
        marker.write_bytes(b"")
        job.run()
        os.sync()  # the files are on the disk before the state says so
        state.keep()
        marker.unlink()
    finally:
        state.close()
    return Built(
        written=job.tree.written,
        removed=job.tree.removed,
        publications=len(job.changed),
        is_whole=job.is_whole,
        seconds=perf_counter() - begun,
        parts=job.parts,
    )


def state_of(target: Path) -> Path:
    """Where the builder remembers what it built: beside the tree."""
    return target.with_name(target.name + ".state")


def marker_of(target: Path) -> Path:
    """The file beside the tree that is there while a build is not finished."""
    return target.with_name(target.name + ".unfinished")


def is_unfinished(target: Path) -> bool:
    """Whether a build of this tree is under way or was cut off."""
    return marker_of(target).exists()


class _Build:
    def __init__(self, target: Path, site: Site, state: State, whole: bool, processes: int) -> None:
        self.site, self.state, self.tree = site, state, Tree(target)
        self.frame_mark = digest([mark(), plain(site.settings), plain(site.measures), str(site.settings.zone)])
        self.is_whole = whole or state.get("frame") != self.frame_mark
        self.processes = processes
        self.changed: list[str] = []
        self.parts: dict[str, float] = {}
        self._marks = {} if self.is_whole else state.marks()
        self._new_marks: dict[str, str] = {}
        self._live: set[str] = set()
        self._old_texts: dict[str, dict[str, str]] = {}
        self._old_numbers: dict[str, int] = {}
        self._touched: set[str] = set()  # estates
        self._was_newest = {} if self.is_whole else {(it[0], it[1]): it[2] for it in state.get("newest", [])}
        self._late: dict[str, str] = {}  # uids and index numbers of publications that name others
        self._lists = Lists(site)
        self._clock = perf_counter()

    def run(self) -> None:
        """Publications first, then what is made of all of them."""
        if self.is_whole:
            self.state.forget()
            self.state.put("frame", self.frame_mark)
            for name in ASSETS:
                self.tree.put(f"assets/{name}", asset(name))
        heads = self.site.source.heads()
        self._publications(heads)
        rows = self.state.rows()
        self._took("publications")
        names = self._list_pages(rows)
        self._took("lists")
        summaries = self._estates()
        self._took("estates")
        self._feeds_and_data(rows)
        self._front(rows, names, summaries)
        self._took("feeds, data, front")
        self._search(rows)
        self._took("search")
        self._tidy()
        self._took("tidy")

    def _took(self, part: str) -> None:
        now = perf_counter()
        self.parts[part] = round(now - self._clock, 3)
        self._clock = now

    # publications

    def _publications(self, heads: Mapping[str, str]) -> None:
        known = self.state.heads()
        self.changed = sorted(uid for uid, head in heads.items() if known.get(uid) != head)
        gone = sorted(uid for uid in known if uid not in heads)
        for uid in (*self.changed, *gone):
            self._remember(uid)
        for uid in gone:
            self.state.drop(uid)
            self.tree.drop(f"a/{uid}")
        before = {} if self.is_whole else dict(self.state.refers())
        last = self.state.last_number()
        maker = Maker(self.tree.folder, self.site.settings, self.site.measures)
        processes = self.processes if len(self.changed) > _FEW else 1
        with makers(maker, processes) as make:
            self._make(make, self.changed, {}, heads, last)
            numbers = {uid: told[0] for uid, told in self.state.refers()} | self._late
            again = {*self._late, *self._relinked(before, numbers, gone)}
            links = {number: uid for uid, number in sorted(numbers.items())} | {"": ""}
            self._make(make, sorted(again), links, heads, self.state.last_number())

    def _remember(self, uid: str) -> None:
        """What was known of a publication before."""
        self._touched |= self.state.estates_of(uid)
        self._old_numbers[uid] = self.state.number_of(uid)
        self._old_texts[uid] = {lang: self.state.text(uid, lang) for lang in LANGS}

    def _make(
        self, make: Any, uids: Sequence[str], links: Mapping[str, str], heads: Mapping[str, str], last: int
    ) -> None:
        """Make the pages of publications; without `links` those that name others are left for later."""
        own: dict[str, set[str]] = {}
        noted: list[tuple[Noted, str]] = []
        batch = batches(self._given(uids, links, own))
        for laid in make("pages", batch):
            self._lay(laid, own)
            noted += [(it, heads[it.row.uid]) for it in laid.built]
        for at, (it, head) in enumerate(sorted(noted, key=lambda one: one[0].row.order), start=1):
            number = self._old_numbers.get(it.row.uid) or self.state.number_of(it.row.uid) or last + at
            self.state.note(it, head, number)
            self._touched.update(estate for estate, _ in it.facts)

    def _given(self, uids: Sequence[str], links: Mapping[str, str], own: dict[str, set[str]]) -> Iterator[Given]:
        source = self.site.source
        for uid in uids:
            published = source.published(uid)
            metadata = published.metadata
            named_others = [it for it in (metadata.replaces, metadata.replaced_by) if it and not published.withdrawn]
            if named_others and not links:
                self._late[uid] = metadata.index_number
                continue
            older = () if published.withdrawn else tuple(self._with_fragments(it, {}) for it in source.older(uid))
            given = self._with_fragments(published, {it: links[it] for it in named_others if it in links}, older)
            opened = {sha256: source.kept(sha256) for sha256 in sorted(hashes_of(given))}
            own[uid] = set()
            for path, data in files_of(given, opened):
                self.tree.put(path, data)
                own[uid].add(path)
            yield given

    def _with_fragments(self, published: Published, links: Mapping[str, str], older: tuple[Given, ...] = ()) -> Given:
        kept = {
            it.name: self.site.source.kept(it.sha256)
            for it in published.attachments
            if it.name in ARTICLES.values() and not published.withdrawn
        }
        return Given(published=published, fragments=kept, older=older, links=links)

    def _lay(self, laid: Laid, own: dict[str, set[str]]) -> None:
        """Note what was laid; of each publication nothing else stays."""
        self.tree.seen.update(laid.paths)
        self.tree.written += laid.written
        for path in laid.paths:
            own[path.split("/", 2)[1]].add(path)
        for it in laid.built:
            self.tree.clear(f"a/{it.row.uid}", own.pop(it.row.uid))

    def _relinked(
        self, before: Mapping[str, Sequence[str]], numbers: Mapping[str, str], gone: Sequence[str]
    ) -> set[str]:
        """Publications whose pages name one that came, went or has another number now."""
        if self.is_whole:
            return set()
        moved: set[str] = set()
        for uid in (*self.changed, *gone):
            was, now = before[uid][0] if uid in before else "", numbers.get(uid, "")
            moved |= {was, now} if was != now else set()
        naming = {uid for uid, told in self.state.refers() if moved.intersection(told[1:])}
        return naming - set(self.changed)

    # what is made of all

    def _page(self, path: str, page_mark: str) -> bool:
        """Whether a page is to be made: its mark is another one than that with which it was made."""
        self._live.add(path)
        if self._marks.get(path) == page_mark:
            return False
        self._new_marks[path] = page_mark
        return True

    def _lay_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        for path, data in files:
            self.tree.put(path, data)

    def _list_pages(self, rows: Sequence[Row]) -> dict[Key, Pair]:
        lists = by_key(rows)
        known = {} if self.is_whole else {(it[0], it[1]): (it[2], it[3]) for it in self.state.get("names", [])}
        changed = set(self.changed)
        names: dict[Key, Pair] = {}
        for key, own in lists.items():
            is_known = key in known and own[-1].uid not in changed
            names[key] = known[key] if is_known and self._same_newest(key, own) else name_of(key, self.site, own)
            for part in parts(key, own):
                if self._page(part.path, part.mark(names[key])):
                    self._lay_all(self._lists.page(part, names[key]))
        self.state.put("names", [[*key, *name] for key, name in names.items()])
        self.state.put("newest", [[*key, own[-1].uid] for key, own in lists.items()])
        self.counts = {key: len(own) for key, own in lists.items()}
        if self._page("list/index.html", digest([sorted(map(list, self.counts.items())), [*names.values()]])):
            self._lay_all(self._lists.directory(self.counts, names))
        return names

    def _same_newest(self, key: Key, own: Sequence[Row]) -> bool:
        """Whether the newest of a list, which names it, is the one that it was."""
        return self._was_newest.get(key) == own[-1].uid

    def _estates(self) -> list[Summary]:
        """The pages of estates, their index, the programme: of what published versions say."""
        pages = EstatePages(self.site)
        places = {it.code: it for it in self.site.places}
        stood = self.state.standings()
        every = self.state.estates() | set(places)
        for estate in sorted(every | set(stood)):
            self._estate(pages, estate, places.get(estate), stood, is_there=estate in every)
        summaries = [Summary.restored(told) for _, told in sorted(stood.items())]
        told = [plain(it) for it in summaries]
        if self._page("e/index.html", digest([it["place"] for it in told])):
            self._lay_all(pages.index([it.place for it in summaries]))
        if self._page("programme.html", digest([told, plain(self.site.outline)])):
            self._lay_all(pages.programme(summaries))
        return summaries

    def _estate(
        self, pages: EstatePages, estate: str, place: Place | None, stood: dict[str, Any], *, is_there: bool
    ) -> None:
        path = f"e/{folder(estate)}/index.html"
        given = digest(plain(place)) if place else ""
        if not is_there:
            stood.pop(estate, None)
            self.state.stand(estate, None)
            return
        if not self.is_whole and estate not in self._touched and stood.get(estate, {}).get("given") == given:
            self._live.add(path)
            return
        it = self._standing(estate, place)
        told = {"given": given, **it.summary.stored()}
        stood[estate] = told
        self.state.stand(estate, told)
        said = [[one.row.uid, one.row.mark, plain(one.values), plain(one.photos)] for one in it.said]
        if self._page(path, digest([plain(it.place), said])):
            self._lay_all(pages.page(it))

    def _standing(self, estate: str, place: Place | None) -> Standing:
        facts = self.state.facts(estate)
        told = [Said(row=row, values=restored(it["values"]), photos=tuple(it["photos"])) for row, it in facts]
        return standing(place or Place(code=estate, **facts[-1][1]["place"]), told)

    def _feeds_and_data(self, rows: Sequence[Row]) -> None:
        newest = _newest(rows, FED)
        heads = self.state.heads()
        if self._page("rss.xml", digest([[it.uid, heads[it.uid]] for it in newest])):
            self._lay_all(feeds([self._fed(it) for it in newest], self.site.settings))
        years: dict[str, list[Row]] = {}
        for row in rows:
            years.setdefault(row.year, []).append(row)
        marks = {year: digest([it.mark for it in own]) for year, own in years.items()}
        for year, own in years.items():
            if self._page(f"data/{year}.json", marks[year]):
                self._lay_all(of_year(year, own, self.site.settings))
        if self._page("sitemap.xml", digest(marks)):
            self._lay_all(sitemaps(years, self.site.settings))
        self._live.update(f"sitemap-{year}.xml" for year in years)
        self._live.update(f"data/list-{year}.xlsx" for year in years)
        if self._page("data/dictionary.json", self.frame_mark):
            self.tree.put("data/dictionary.json", dictionary())
        if self._page("data.html", digest([sorted(years), self.site.day.isoformat()])):
            self._lay_all(self._data_page(sorted(years, reverse=True), self.site.day))

    def _fed(self, row: Row) -> Fed:
        given = self._with_fragments(self.site.source.published(row.uid), {})
        return Fed(row=row, texts={lang: article_of(given, lang) for lang in LANGS})

    def _data_page(self, years: Sequence[str], day: date) -> Iterator[tuple[str, bytes]]:
        told = {"years": years, "day": day, "dictionary": list(NAMES_OF_DATA.items()), "trail": [(WORDS["data"], "")]}
        for lang in LANGS:
            yield named("data.html", lang), Frame(self.site.settings, lang).page("data.html", "data.html", **told)

    def _front(self, rows: Sequence[Row], names: Mapping[Key, Pair], summaries: Sequence[Summary]) -> None:
        """The first page and the page of search."""
        by_kind, by_year = (entries(facet, self.counts, names) for facet in ("kind", "year"))
        newest = _newest(rows, _NEWEST)
        wanted = self.site.settings.featured
        by_uid = {it.uid: it for it in rows if it.uid in wanted and not it.is_withdrawn}
        featured = [by_uid[uid] for uid in wanted if uid in by_uid]
        stages = [it.stage for it in summaries]
        told = [[it.mark for it in newest], [it.mark for it in featured], by_kind, stages]
        for lang in LANGS:
            frame = Frame(self.site.settings, lang)
            if self._page(named("index.html", lang), digest([told, lang])):
                shown = {
                    "featured": Markup("\n").join(self._lists.line(it, lang, "") for it in featured),
                    "newest": Markup("\n").join(self._lists.line(it, lang, "") for it in newest),
                    "progress": stages_chart(summaries, frame).table if summaries else "",
                    "by_kind": by_kind,
                }
                self.tree.put(named("index.html", lang), frame.page("home.html", "index.html", **shown))
            if self._page(named("search.html", lang), digest([by_year, lang])):
                page = frame.page("search.html", "search.html", years=by_year, trail=[(WORDS["search"], "")])
                self.tree.put(named("search.html", lang), page)

    # search

    def _search(self, rows: Sequence[Row]) -> None:
        pending = int(self.state.get("pending", 0)) + len(self._old_numbers)
        if self.is_whole or pending > _EXTRA or not self.state.get("index zh"):
            self._search_whole(rows)
        elif self._old_numbers:
            self._search_more({it.uid: it for it in rows if it.uid in self._old_numbers})
            self.state.put("pending", pending)

    def _search_whole(self, rows: Sequence[Row]) -> None:
        """The index of everything, and the entry of each."""
        before = set(self.tree.files("search")) if not self.is_whole else set()
        seen = self.tree.seen
        self.state.renumber(it.uid for it in rows)
        self.state.unadd_all()
        self.state.put("pending", 0)
        years = [it.year for it in rows]
        maker = Maker(self.tree.folder, self.site.settings, self.site.measures)
        with makers(maker, self.processes if len(rows) > _FEW else 1) as make:
            for laid in make("entries", batches(self._entries(rows), 100)):
                seen.update(laid.paths)
                self.tree.written += laid.written
        for lang in LANGS:
            at = f"search/{lang}/"
            index = search_index.whole(at, lambda lang=lang: self.state.texts(lang), years, self.tree.put)  # type: ignore[misc]
            self.state.put(f"index {lang}", index.stored())
        for path in sorted(before - seen):
            self.tree.remove(path)

    def _entries(self, rows: Sequence[Row]) -> Iterator[Entry]:
        for number, row in enumerate(rows, start=1):
            if not row.is_withdrawn:
                for lang in LANGS:
                    yield Entry(number=number, lang=lang, told=row.told, text=self.state.text(row.uid, lang))

    def _search_more(self, rows: Mapping[str, Row]) -> None:
        """What was added goes into the extra shards; what was taken away goes out of all."""
        maker = Maker(self.tree.folder, self.site.settings, self.site.measures)
        for lang in LANGS:
            at = f"search/{lang}/"
            index = Index.restored(self.state.get(f"index {lang}"))
            taken: dict[str, set[int]] = {}
            for uid, was in self._old_numbers.items():
                number = was or self.state.number_of(uid)
                old = grams_of(self._old_texts[uid][lang], index.common)
                text = self.state.text(uid, lang)
                new = grams_of(text, index.common)
                self.state.unadd(lang, old - new, number)
                self.state.add(lang, new - old, number)
                for gram in old - new:
                    taken.setdefault(gram, set()).add(number)
                if uid in rows and not rows[uid].is_withdrawn:
                    entry = Entry(number=number, lang=lang, told=rows[uid].told, text=text)
                    laid = maker.entries([entry])
                    self.tree.written += laid.written
                elif number:
                    self.tree.remove(hit_path(at, number))
            search_index.without(at, index, taken, self.tree.get, self.tree.put)
            self._extra(at, index, self.state.added(lang))

    def _extra(self, at: str, index: Index, added: Mapping[str, Sequence[int]]) -> None:
        shards = search_index.extra(at, index, added, self.tree.put)
        kept = {f"{at}x/{number}.json" for number in range(shards)}
        self.tree.clear(f"{at}x", kept)

    # in the end

    def _tidy(self) -> None:
        """Nothing stays in the tree that no page, file or entry has put there."""
        live = {named(path, lang) for path in self._live for lang in LANGS} | self._live
        live |= {"rss.en.xml", "atom.xml", "atom.en.xml"}
        gone = [path for path in self._marks if path not in self._live]
        if self.is_whole:
            self.tree.clear("", self.tree.seen)
        else:
            for path in gone:
                for lang in LANGS:
                    self.tree.remove(named(path, lang))
            for path in self.tree.files("data") + self._sitemaps():
                if path not in live:
                    self.tree.remove(path)
        self.state.mark(self._new_marks, gone)

    def _sitemaps(self) -> list[str]:
        return sorted(it.name for it in self.tree.folder.glob("sitemap-*.xml"))


def _newest(rows: Sequence[Row], most: int) -> list[Row]:
    """The newest that are not withdrawn."""
    return list(islice((it for it in reversed(rows) if not it.is_withdrawn), most))
