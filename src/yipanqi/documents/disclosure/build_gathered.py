"""The second part of a build: what is made of all publications together. A page is made again where its mark, a hash of
what it says, is another one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from markupsafe import Markup

from yipanqi.documents.disclosure.build_publications import given_of
from yipanqi.documents.disclosure.build_state import State
from yipanqi.documents.disclosure.data_files import dictionary, of_year
from yipanqi.documents.disclosure.estate_page import EstatePages, Said, Standing, Summary, stages_chart, standing
from yipanqi.documents.disclosure.feeds import FED, Fed, feeds, sitemaps
from yipanqi.documents.disclosure.frame import LANGS, Frame, folder, named
from yipanqi.documents.disclosure.lists import Lists, address, by_key, entries, name_of, parts
from yipanqi.documents.disclosure.page_words import NAMES_OF_DATA, WORDS
from yipanqi.documents.disclosure.pages import article_of
from yipanqi.documents.disclosure.rows import Key, Row
from yipanqi.documents.disclosure.site import Place, Site, digest, expect, plain
from yipanqi.documents.disclosure.written import Tree
from yipanqi.domain.disclosure.facts import restored
from yipanqi.domain.disclosure.publication import Pair

_NEWEST = 20  # publications on the first page


class Marks:
    """With which mark each page was made, and is made now."""

    def __init__(self, before: Mapping[str, str]) -> None:
        self._before = before
        self.new: dict[str, str] = {}
        self.live: set[str] = set()

    def is_due(self, path: str, mark: str) -> bool:
        """Whether a page is to be made again."""
        self.live.add(path)
        if self._before.get(path) == mark:
            return False
        self.new[path] = mark
        return True

    def leave(self, stays: Callable[[str], bool]) -> None:
        """Pages of before of which this holds are as they were."""
        self.live.update(filter(stays, self._before))

    def gone(self) -> list[str]:
        """Pages that there were, and are not any more."""
        return [path for path in self._before if path not in self.live]


class Gathered:
    """Lists, estates, feeds, data and the first page."""

    def __init__(self, site: Site, state: State, tree: Tree, marks: Marks, *, is_whole: bool) -> None:
        self._site, self._state, self._tree, self._marks, self._is_whole = site, state, tree, marks, is_whole
        self._frames = {lang: Frame(site.settings, lang) for lang in LANGS}
        self._lists = Lists(site)
        self._names: dict[Key, Pair] = {}
        self._counts: dict[Key, int] = {}

    def _lay(self, files: Iterable[tuple[str, bytes]]) -> None:
        for path, data in files:
            self._tree.put(path, data)

    def lists(self, rows: Sequence[Row], touched: set[Key]) -> None:
        """The pages of lists in which something is other than it was, and the page that leads to all."""
        kept = {} if self._is_whole else {(it[0], it[1]): (it[2], it[3]) for it in self._state.get("lists", [])}
        for key, own in by_key(rows).items():
            self._counts[key] = len(own)
            if key in touched or key not in kept:
                kept[key] = self._list(key, own)
        self._names = {key: kept[key] for key in self._counts}
        self._state.put("lists", [[*key, *name] for key, name in self._names.items()])
        folders = {address(key, "") for key in touched}
        self._marks.leave(lambda path: path.startswith("list/") and f"{path.rpartition('/')[0]}/" not in folders)
        told = [[*key, count, *self._names[key]] for key, count in sorted(self._counts.items())]
        if self._marks.is_due("list/index.html", digest(told)):
            self._lay(self._lists.directory(self._counts, self._names))

    def _list(self, key: Key, rows: Sequence[Row]) -> Pair:
        """The pages of a list, and its name."""
        name = name_of(key, self._site, rows)
        for part in parts(key, rows):
            if self._marks.is_due(part.path, part.mark(name)):
                self._lay(self._lists.page(part, name))
        return name

    def estates(self, touched: set[str]) -> list[Summary]:
        """The pages of estates of which something else is said, their index, and the programme."""
        pages = EstatePages(self._site)
        places = {it.code: it for it in self._site.places}
        stood = self._state.standings()
        every = self._state.estates() | set(places)
        for estate in sorted(set(stood) - every):
            del stood[estate]
            self._state.stand(estate, None)
        for estate in sorted(every):
            given = digest(plain(places[estate])) if estate in places else ""
            is_same = stood.get(estate, {}).get("given") == given and estate not in touched
            if is_same and not self._is_whole:
                self._marks.live.add(f"e/{folder(estate)}/index.html")
            else:
                stood[estate] = {"given": given} | self._estate(pages, estate, places.get(estate))
                self._state.stand(estate, stood[estate])
        summaries = [Summary.restored(told) for _, told in sorted(stood.items())]
        told = [{key: it for key, it in one.items() if key != "given"} for _, one in sorted(stood.items())]
        if self._marks.is_due("e/index.html", digest([it["place"] for it in told])):
            self._lay(pages.index([it.place for it in summaries]))
        if self._marks.is_due("programme.html", digest([told, plain(self._site.outline)])):
            self._lay(pages.programme(summaries))
        return summaries

    def _estate(self, pages: EstatePages, estate: str, place: Place | None) -> dict[str, Any]:
        facts = self._state.facts(estate)
        said = [Said(row=row, values=restored(it["values"]), photos=tuple(it["photos"])) for row, it in facts]
        it: Standing = standing(place or Place(code=estate, **facts[-1][1]["place"]), said)
        told = [[row.uid, row.mark, one] for row, one in facts]
        if self._marks.is_due(f"e/{folder(estate)}/index.html", digest([plain(it.place), told])):
            self._lay(pages.page(it))
        return it.summary.stored()

    def feeds_and_data(self, rows: Sequence[Row]) -> None:
        """Feeds of the newest; of each year its data and its map."""
        heads, newest, settings = self._state.heads(), _newest(rows, FED), self._site.settings
        if self._marks.is_due("rss.xml", digest([[it.uid, heads[it.uid]] for it in newest])):
            expect(self._site.source, [it.uid for it in newest])
            self._lay(feeds([self._fed(it) for it in newest], settings))
        years: dict[str, list[Row]] = {}
        for row in rows:
            years.setdefault(row.year, []).append(row)
        marks = {year: digest([it.mark for it in own]) for year, own in years.items()}
        for year, own in years.items():
            if self._marks.is_due(f"data/{year}.json", marks[year]):
                self._lay(of_year(year, own, settings))
        if self._marks.is_due("sitemap.xml", digest(marks)):
            self._lay(sitemaps(years, settings))
        if self._marks.is_due("data/dictionary.json", ""):
            self._tree.put("data/dictionary.json", dictionary())
        if self._marks.is_due("data.html", digest([sorted(years), self._site.day.isoformat()])):
            self._lay(self._data_page(sorted(years, reverse=True)))
        self._marks.live |= {"atom.xml", "atom.en.xml", "rss.en.xml"}
        self._marks.live |= {name for year in years for name in (f"sitemap-{year}.xml", f"data/list-{year}.xlsx")}

    def _fed(self, row: Row) -> Fed:
        given = given_of(self._site.source, self._site.source.published(row.uid))
        return Fed(row=row, texts={lang: article_of(given, lang) for lang in LANGS})

    def _data_page(self, years: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        told = {"years": years, "day": self._site.day, "dictionary": list(NAMES_OF_DATA.items())}
        for lang, frame in self._frames.items():
            yield named("data.html", lang), frame.page("data.html", "data.html", trail=[(WORDS["data"], "")], **told)

    def front(self, rows: Sequence[Row], summaries: Sequence[Summary]) -> None:
        """The first page and the page of search."""
        by_kind, by_year = (entries(facet, self._counts, self._names) for facet in ("kind", "year"))
        wanted = self._site.settings.featured
        by_uid = {it.uid: it for it in rows if it.uid in wanted and not it.is_withdrawn}
        featured, newest = [by_uid[uid] for uid in wanted if uid in by_uid], _newest(rows, _NEWEST)
        told = [[it.mark for it in newest], [it.mark for it in featured], by_kind, [it.stage for it in summaries]]
        if self._marks.is_due("index.html", digest(told)):
            for lang, frame in self._frames.items():
                lines = [
                    Markup("\n").join(self._lists.line(it, lang, "") for it in some) for some in (featured, newest)
                ]
                shown = {"featured": lines[0], "newest": lines[1], "by_kind": by_kind}
                shown["progress"] = stages_chart(summaries, frame).table if summaries else ""
                self._tree.put(named("index.html", lang), frame.page("home.html", "index.html", **shown))
        if self._marks.is_due("search.html", digest(by_year)):
            for lang, frame in self._frames.items():
                page = frame.page("search.html", "search.html", years=by_year, trail=[(WORDS["search"], "")])
                self._tree.put(named("search.html", lang), page)


def _newest(rows: Sequence[Row], most: int) -> list[Row]:
    """The newest that are not withdrawn."""
    return list(islice((it for it in reversed(rows) if not it.is_withdrawn), most))
