"""The pages of one publication: its own in both languages, older versions, the notice that it was withdrawn, its data
and its files. Each is a path of the tree and its bytes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from markupsafe import Markup

from yipanqi.documents.disclosure.article import article
from yipanqi.documents.disclosure.frame import LANGS, Frame, badge, described, named
from yipanqi.documents.disclosure.page_words import RECORD
from yipanqi.documents.disclosure.record import OPTIONAL, record
from yipanqi.documents.disclosure.site import ARTICLES, Settings, attachments, beside
from yipanqi.documents.disclosure.square import square
from yipanqi.domain.disclosure.facts import stored
from yipanqi.domain.disclosure.publication import KINDS, Pair, Published

_EPOCH = (1980, 1, 1, 0, 0, 0)
_WHOLE = frozenset({"keywords", "summary"})  # fields across the page
TAKEN = frozenset({"index.html", "index.en.html", "data.json", "all.zip"})


class CannotBuild(Exception):
    """A publication cannot be laid beside its page; the message names it and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A publication with what its pages need beside it."""

    published: Published
    fragments: Mapping[str, bytes] = field(default_factory=dict)  # signed fragments by their names
    older: tuple["Given", ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)  # uids by index number, of what it names


class Pages:
    """Makes the pages of publications of a column."""

    def __init__(self, settings: Settings, measures: Mapping[str, Pair]) -> None:
        self._settings, self._measures = settings, measures
        self._frames = {lang: Frame(settings, lang) for lang in LANGS}

    def of(self, given: Given) -> Iterator[tuple[str, bytes]]:
        """All pages of a publication, and its data; files are laid beside them by `files_of`."""
        at = f"a/{given.published.uid}/"
        told = record(given.published, self._settings.zone)
        if given.published.withdrawn:
            for lang in LANGS:
                yield named(at + "index.html", lang), self._withdrawn(given, told, lang)
        else:
            for lang in LANGS:
                yield named(at + "index.html", lang), self._page(given, told, lang, at + "index.html")
            for old in given.older:
                yield from self._older(old, at)
        yield at + "data.json", data_of(given, told, self._settings)

    def _older(self, old: Given, at: str) -> Iterator[tuple[str, bytes]]:
        path = f"{at}v{old.published.version}/index.html"
        told = record(old.published, self._settings.zone)
        for lang in LANGS:
            yield named(path, lang), self._page(old, told, lang, path, is_older=True)

    def _withdrawn(self, given: Given, told: dict[str, Any], lang: str) -> bytes:
        path = f"a/{given.published.uid}/index.html"
        return self._frames[lang].page("withdrawn.html", path, r=told, trail=_trail(told), back=_back(told, path, lang))

    def _page(self, given: Given, told: dict[str, Any], lang: str, path: str, *, is_older: bool = False) -> bytes:
        frame, it = self._frames[lang], given.published
        files = [one | {"href": quote(one["name"])} for one in told["files"]]
        address = self._settings.base + named(path, lang) if self._settings.base else ""
        return frame.page(
            "article.html",
            path,
            r=told | {"files": files},
            is_older=is_older,
            inner="../" if is_older else "",
            trail=_trail(told),
            back=_back(told, path, lang),
            fields=list(_fields(told, frame, given.links, "../" * (path.count("/") - 1))),
            first=list(_first(told, lang)),
            article=Markup(article_of(given, lang)),
            description=described(told),
            linked=Markup(_linked(told, address, self._settings, lang)),
            downloads=_downloads(files, lang, frame),
            qr=square(address, it.uid, frame.word("qr")) if address else "",
            older=[old.published.version for old in given.older],
            measures=[(code, self._measures.get(code, (code, ""))) for code in it.content.measures],
        )


def files_of(given: Given, opened: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files beside the pages of a publication, from the kept bytes by hash; nothing of what was withdrawn."""
    if given.published.withdrawn:
        return
    yield from _files(given.published, f"a/{given.published.uid}/", opened)
    for old in given.older:
        yield from _files(old.published, f"a/{given.published.uid}/v{old.published.version}/", opened)


def hashes_of(given: Given) -> set[str]:
    """The hashes of the files that lie beside its pages."""
    if given.published.withdrawn:
        return set()
    found = {it.sha256 for it in beside(given.published)}
    return found.union(*(hashes_of(old) for old in given.older))


def data_of(given: Given, told: Mapping[str, Any], settings: Settings) -> bytes:
    """A publication as data: its record, its text, what it says of estates; the keys are told in the dictionary."""
    it = given.published
    more: dict[str, Any] = {"address": f"{settings.base}a/{it.uid}/index.html"}
    if not it.withdrawn:
        more["facts"] = [{"code": one.estate, "fields": stored(one.values)} for one in it.content.estates]
        more["body"] = [article_of(given, lang) for lang in LANGS]
    return as_json(dict(told) | more)


def article_of(given: Given, lang: str) -> str:
    """The article as it was signed off; made from the content where nothing is kept, as a preview needs it."""
    kept = given.fragments.get(ARTICLES[lang])
    return kept.decode() if kept is not None else article(given.published.content, lang)


def as_json(value: Any) -> bytes:
    """Data as a file: one form, a line at its end."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _files(it: Published, at: str, opened: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    held: dict[str, bytes] = {}
    for one in beside(it):
        if one.name in TAKEN or "/" in one.name or one.name.startswith("."):
            raise CannotBuild(f"{it.uid}: {one.name!r} cannot be the name of a file beside its page")
        held[one.name] = opened[one.sha256]
    yield from ((at + name, data) for name, data in held.items())
    papers = [one.name for one in attachments(it)]
    if papers:
        yield at + "all.zip", _packed({name: held[name] for name in sorted(papers)})


def _packed(files: Mapping[str, bytes]) -> bytes:
    """All files in one; they are compressed as they are."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as target:
        for name, data in files.items():
            info = ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            target.writestr(info, data)
    return out.getvalue()


def _trail(told: Mapping[str, Any]) -> list[tuple[Pair | list[str], str]]:
    return [
        (("公开目录", "Publications"), "list/index.html"),
        (told["kind_name"], f"list/kind/{told['kind']}/index.html"),
        (("正文", "Text"), ""),
    ]


def _back(told: Mapping[str, Any], path: str, lang: str) -> str:
    return "../" * path.count("/") + named(f"list/kind/{told['kind']}/index.html", lang)


def _fields(
    told: Mapping[str, Any], frame: Frame, links: Mapping[str, str], up: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The record, field by field; what is empty shows its label with nothing."""
    shown = [name for name in RECORD if name not in OPTIONAL or any(told[name])]
    halves = [name for name in shown if name not in _WHOLE]
    whole = _WHOLE | ({halves[-1]} if len(halves) % 2 else set())  # two abreast, and none with a hole beside it
    for name in shown:
        html = _value(name, told[name], frame, links, up)
        yield name, {"label": frame.fit(RECORD[name]), "html": html, "is_whole": name in whole}


def _value(name: str, value: Any, frame: Frame, links: Mapping[str, str], up: str) -> Markup | str:
    if name == "validity":
        return badge(value, frame.lang)
    if name == "keywords":
        return frame.say(("、".join(value), "")) if value else ""
    if name in ("replaces", "replaced_by") and value in links:
        href = f"{up}{links[value]}/{named('index.html', frame.lang)}"
        return Markup('<a href="{}">{}</a>').format(href, value)
    return frame.say(value) if isinstance(value, list) else value


def _first(told: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    """Where and when it was public before."""
    for name in ("first_place", "first_published_at", "first_updated_at"):
        value = told[name]
        text = (value[lang == "en"] or value[0]) if isinstance(value, list) else value
        if text:
            yield RECORD[name][lang == "en"], text


def _downloads(files: Sequence[Mapping[str, Any]], lang: str, frame: Frame) -> list[tuple[str, str]]:
    """PDF and Word of the page's language, and all files in one."""
    found = []
    for form in ("PDF", "DOCX"):
        fitting = [it for it in files if it["form"].upper() == form]
        own = [it for it in fitting if (".en." in it["name"]) == (lang == "en")]
        if fitting:
            found.append((f"{frame.word('download')} {form}", (own or fitting)[0]["href"]))
    return [*found, (frame.word("download_all"), "all.zip")] if files else found


def _linked(told: Mapping[str, Any], address: str, settings: Settings, lang: str) -> str:
    """The same as JSON-LD."""
    at = lang == "en"
    issuer = told["issuer"][at] or told["issuer"][0]
    said = {
        "@context": "https://schema.org",
        "@type": "Article",
        "url": address,
        "headline": told["title"][at] or told["title"][0],
        "inLanguage": "en" if at else "zh-CN",
        "datePublished": told["published_at"].replace(" ", "T"),
        "dateModified": told["updated_at"].replace(" ", "T"),
        "dateCreated": told["written_on"],
        "expires": told["ends_on"],
        "identifier": told["index_number"],
        "version": told["version"],
        "creativeWorkStatus": told["validity_name"][at],
        "articleSection": told["kind_name"][at],
        "abstract": told["summary"][at] or told["summary"][0],
        "keywords": told["keywords"],
        "publisher": {"@type": "GovernmentOrganization", "name": issuer} if issuer else "",
        "isPartOf": {"@type": "WebSite", "name": settings.site_name} if settings.site_name else "",
    }
    text = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def kind_name(kind: str) -> Pair:
    """A kind in words."""
    return next(pair for it, pair in KINDS.items() if it.value == kind)
