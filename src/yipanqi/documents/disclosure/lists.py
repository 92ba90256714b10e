"""Lists of publications by kind, year, subdistrict, estate, measure and validity.

Pages are numbered from the oldest, so that a new publication changes the newest page alone: `1.html` has the fifty
oldest for good, `index.html` the newest fifty to ninety-nine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from yipanqi.documents.disclosure.frame import LANGS, Frame, badge, folder, named
from yipanqi.documents.disclosure.page_words import WORDS
from yipanqi.documents.disclosure.pages import kind_name
from yipanqi.documents.disclosure.record import validity_name
from yipanqi.documents.disclosure.rows import ALL, FACETS, Key, Row
from yipanqi.documents.disclosure.site import Site, digest
from yipanqi.domain.disclosure.publication import KINDS, Pair
from yipanqi.domain.disclosure.validity import VALIDITY

PAGED = 50
_HEADS = {"kind": "kinds", "year": "years", "region": "regions", "estate": "by_estate", "measure": "measures"}
_HEADS["validity"] = "validities"
_ORDER = {"kind": [it.value for it in KINDS], "validity": [it.value for it in VALIDITY]}  # others by their codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page of a list: which rows, newest first, and its neighbours' file names."""

    key: Key
    leaf: str
    number: int  # from the oldest; 0 of a list that has one page only
    rows: Sequence[Row]
    newer: str = ""
    older: str = ""

    @property
    def path(self) -> str:
        return address(self.key, self.leaf)

    def mark(self, name: Pair) -> str:
        """Another one where the page is."""
        return digest([name, self.number, self.newer, self.older, [it.mark for it in self.rows]])


def address(key: Key, leaf: str = "index.html") -> str:
    """Where a list is."""
    return f"list/{key[0]}/{folder(key[1])}/{leaf}"


def by_key(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    """Rows by where they stand, in their order."""
    found: dict[Key, list[Row]] = {}
    for row in rows:
        for key in row.keys:
            found.setdefault(key, []).append(row)
    return found


def parts(key: Key, rows: Sequence[Row]) -> Iterator[Part]:
    """A list as its pages; rows come oldest first."""
    full = max(len(rows) // PAGED - 1, 0)
    leaves = [f"{number}.html" for number in range(1, full + 1)] + ["index.html"]
    for at, leaf in enumerate(leaves):
        own = rows[at * PAGED : (at + 1) * PAGED] if at < full else rows[full * PAGED :]
        yield Part(
            key=key,
            leaf=leaf,
            number=at + 1 if full else 0,
            rows=own[::-1],
            newer=leaves[at + 1] if at < full else "",
            older=leaves[at - 1] if at else "",
        )


class Lists:
    """Makes the pages of lists."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._frames = {lang: Frame(site.settings, lang) for lang in LANGS}
        self._lines: dict[tuple[str, str], Markup] = {}

    def page(self, part: Part, name: Pair) -> Iterator[tuple[str, bytes]]:
        """A page of a list in both languages."""
        days = [part.rows[at].told["published_at"][:10] for at in (0, -1)]
        trail = [(WORDS["catalogue"], "list/index.html"), (name, "")]
        for lang in LANGS:
            lines = Markup("\n").join(self.line(it, lang, "../../../") for it in part.rows)
            told = {"name": name, "lines": lines, "first": days[-1], "last": days[0], "trail": trail}
            told |= {"number": part.number, "newer": part.newer, "older": part.older}
            yield named(part.path, lang), self._frames[lang].page("list.html", part.path, **told)

    def directory(self, counts: Mapping[Key, int], names: Mapping[Key, Pair]) -> Iterator[tuple[str, bytes]]:
        """The page that leads to all lists."""
        path, trail = "list/index.html", [(WORDS["catalogue"], "")]
        for lang in LANGS:
            frame = self._frames[lang]
            facets = [
                (frame.word(_HEADS[facet]), entries(facet, counts, names)) for facet in FACETS if _has(counts, facet)
            ]
            yield named(path, lang), frame.page("lists.html", path, facets=facets, trail=trail)

    def line(self, row: Row, lang: str, up: str) -> Markup:
        """A publication as every list shows it."""
        key = (row.uid, f"{lang} {up}")
        if key not in self._lines:
            self._lines[key] = line(row.told, self._frames[lang], up)
        return self._lines[key]


_LINE = Markup(
    '<li><a href="{up}a/{uid}/{leaf}">{title}</a> <span class="of"><span class="kind">{kind}</span> {badge}{first} '
    "<time>{day}</time></span></li>"
)


def line(told: Mapping[str, Any], frame: Frame, up: str) -> Markup:
    """The line of a publication: title, kind, whether it counts, day."""
    before = told.get("first_published_at", "")[:10]
    label = "（原发布 {}）" if frame.lang == "zh" else "(first published {})"
    return _LINE.format(
        up=up,
        uid=told["uid"],
        leaf=named("index.html", frame.lang),
        title=frame.say(told["title"]),
        kind=frame.fit(told["kind_name"]),
        badge=badge(told["validity"], frame.lang),
        first=Markup(' <span class="before">{}</span>').format(label.format(before)) if before else "",
        day=told["published_at"][:10],
    )


def entries(facet: str, counts: Mapping[Key, int], names: Mapping[Key, Pair]) -> list[tuple[Pair, str, int]]:
    """The lists of a facet: name, address, how many; years from the newest."""
    keys = [key for key in counts if key[0] == facet]
    order = {code: at for at, code in enumerate(_ORDER.get(facet, ()))}
    keys.sort(key=lambda it: (order.get(it[1], 0), it[1]), reverse=facet == "year")
    return [(names[key], address(key), counts[key]) for key in keys]


def name_of(key: Key, site: Site, rows: Sequence[Row]) -> Pair:
    """What a list is called: estates and subdistricts as the newest publication, or else the register, has them."""
    facet, code = key
    if key == ALL:
        return WORDS["all"]
    if facet == "kind":
        return kind_name(code)
    if facet == "year":
        return WORDS["year"][0].format(key=code), WORDS["year"][1].format(key=code)
    if facet == "measure":
        return site.measures.get(code, (code, ""))
    if facet == "validity":
        return validity_name(code)
    field, name = ("code", "name") if facet == "estate" else ("region", "region_name")
    return next((it[name] for it in rows[-1].told["estates"] if it[field] == code), code), ""


def _has(counts: Mapping[Key, int], facet: str) -> bool:
    return any(key[0] == facet for key in counts)
