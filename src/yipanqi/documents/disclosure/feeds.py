"""Feeds with the full text of the newest, and the map of the column for search engines.

Addresses in them are absolute where the column has one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from yipanqi.documents.disclosure.article import LANGUAGES, plain_text
from yipanqi.documents.disclosure.frame import LANGS, named
from yipanqi.documents.disclosure.rows import Row
from yipanqi.documents.disclosure.site import Settings

FED = 100  # the newest publications, in full
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LATER = "1970-01-01 00:00"  # of a feed without a publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A publication of a feed: its row, and its article in both languages."""

    row: Row
    texts: Mapping[str, str]


def feeds(newest: Sequence[Fed], settings: Settings) -> Iterator[tuple[str, bytes]]:
    """RSS and Atom in both languages; what was withdrawn is not in `newest`."""
    for lang in LANGS:
        end = "" if lang == "zh" else ".en"
        yield f"rss{end}.xml", _rss(newest, settings, lang).encode()
        yield f"atom{end}.xml", _atom(newest, settings, lang).encode()


def sitemaps(rows_by_year: Mapping[str, Sequence[Row]], settings: Settings) -> Iterator[tuple[str, bytes]]:
    """For each year a map of its publications, what was changed last with its day; and the map of these maps."""
    places = []
    for year, rows in sorted(rows_by_year.items(), reverse=True):
        yield f"sitemap-{year}.xml", _sitemap(rows, settings).encode()
        day = max((_changed(row)[:10] for row in rows), default="")
        places.append(
            f"<sitemap><loc>{escape(settings.base)}sitemap-{year}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        )
    body = "\n".join(places)
    index = f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</sitemapindex>\n'
    yield "sitemap.xml", index.encode()


def _sitemap(rows: Sequence[Row], settings: Settings) -> str:
    lines = []
    for row in reversed(rows):
        if row.is_withdrawn:
            continue
        for lang in LANGS:
            place = f"{escape(settings.base)}a/{row.uid}/{named('index.html', lang)}"
            lines.append(f"<url><loc>{place}</loc><lastmod>{_changed(row)[:10]}</lastmod></url>")
    body = "\n".join(lines)
    return f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'


def _rss(newest: Sequence[Fed], settings: Settings, lang: str) -> str:
    items = "\n".join(_item(fed, settings, lang) for fed in newest)
    built = format_datetime(_moment(_newest(newest), settings.zone))
    return (
        f'{_HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{_said(settings.column_name, lang)}</title>\n<link>{escape(settings.base)}{named('index.html', lang)}"
        f"</link>\n<description>{_said(settings.column_description, lang)}</description>\n"
        f"<language>{LANGUAGES[lang]}</language>\n<lastBuildDate>{built}</lastBuildDate>\n"
        f"<atom:link href={quoteattr(settings.base + ('rss.xml' if lang == 'zh' else 'rss.en.xml'))} "
        f'rel="self" type="application/rss+xml"/>\n{items}\n</channel>\n</rss>\n'
    )


def _item(fed: Fed, settings: Settings, lang: str) -> str:
    told, place = fed.row.told, _address(fed.row, settings, lang)
    return (
        f"<item>\n<title>{_said(told['title'], lang)}</title>\n<link>{escape(place)}</link>\n"
        f'<guid isPermaLink="{"true" if settings.base else "false"}">{escape(place)}</guid>\n'
        f"<pubDate>{format_datetime(_moment(told['published_at'], settings.zone))}</pubDate>\n"
        f"<category>{_said(told['kind_name'], lang)}</category>\n"
        f"<category>{_said(told['validity_name'], lang)}</category>\n"
        f"<description>{_said(told['summary'], lang)}</description>\n"
        f"<content:encoded>{escape(_text(fed, settings, lang))}</content:encoded>\n</item>"
    )


def _atom(newest: Sequence[Fed], settings: Settings, lang: str) -> str:
    entries = "\n".join(_entry(fed, settings, lang) for fed in newest)
    own = settings.base + ("atom.xml" if lang == "zh" else "atom.en.xml")
    author = _said(settings.host, lang) or _said(settings.column_name, lang)
    return (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{LANGUAGES[lang]}">\n'
        f"<title>{_said(settings.column_name, lang)}</title>\n<id>{escape(own)}</id>\n"
        f'<link rel="self" href={quoteattr(own)}/>\n'
        f"<link href={quoteattr(settings.base + named('index.html', lang))}/>\n"
        f"<updated>{_moment(_newest(newest), settings.zone).isoformat()}</updated>\n"
        f"<author><name>{author}</name></author>\n{entries}\n</feed>\n"
    )


def _entry(fed: Fed, settings: Settings, lang: str) -> str:
    told, place = fed.row.told, _address(fed.row, settings, lang)
    return (
        f"<entry>\n<title>{_said(told['title'], lang)}</title>\n<id>{escape(place)}</id>\n"
        f"<link href={quoteattr(place)}/>\n"
        f"<published>{_moment(told['published_at'], settings.zone).isoformat()}</published>\n"
        f"<updated>{_moment(_changed(fed.row), settings.zone).isoformat()}</updated>\n"
        f"<category term={quoteattr(told['kind'])} label={quoteattr(told['kind_name'][lang == 'en'])}/>\n"
        f"<category term={quoteattr(told['validity'])} label={quoteattr(told['validity_name'][lang == 'en'])}/>\n"
        f"<summary>{_said(told['summary'], lang)}</summary>\n"
        f'<content type="html">{escape(_text(fed, settings, lang))}</content>\n</entry>'
    )


def _text(fed: Fed, settings: Settings, lang: str) -> str:
    """The article with the addresses of its pictures made whole."""
    return fed.texts[lang].replace('<img src="', f'<img src="{settings.base}a/{fed.row.uid}/')


def _address(row: Row, settings: Settings, lang: str) -> str:
    return f"{settings.base}a/{row.uid}/{named('index.html', lang)}"


def _changed(row: Row) -> str:
    """When its page was changed last."""
    told = row.told
    moments = [told["published_at"], told.get("updated_at", ""), *(it["at"] for it in told.get("corrections", ()))]
    return str(max(moments))


def _newest(newest: Sequence[Fed]) -> str:
    return max((_changed(it.row) for it in newest), default=_LATER)


def _moment(text: str, zone: tzinfo) -> datetime:
    return datetime.strptime(text or _LATER, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def _said(pair: Sequence[str], lang: str) -> str:
    return escape(plain_text(pair[1] if lang == "en" and pair[1] else pair[0]))
