"""What the office writes itself, before it is let through: what the allow-list of `documents/disclosure/own_text` would
take away is found and told, never dropped in silence; so are links to inner pages and tables without a head."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from yipanqi.documents.disclosure.own_text import cleaned
from yipanqi.domain.disclosure.publication import Pair

_PRIVATE = r"(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\])"
INNER = re.compile(rf"^/(?!public/)|^(https?:)?//{_PRIVATE}", re.IGNORECASE)
_GIVEN = {("a", "rel")}  # what the allow-list adds itself
_SPACE = re.compile(r"\s+")
_NEW_LINES = ("p", "li", "tr", "h2", "h3", "br", "blockquote", "caption")


def faults(html: str) -> Iterator[tuple[str, Pair]]:
    """What must not stand in it: the code of each fault, and what it is about."""
    look, left = _looked(html), _looked(cleaned(html))
    lost = look.parts - left.parts
    for tag, name in lost:
        told = f"<{tag}>" if not name else f"<{tag} {name.partition('=')[0]}>"
        yield "unsafe_html", (told, told)
    if not lost and look.told != left.told:
        yield "unsafe_html", ("有不允许的写法", "what is not allowed")
    for link in dict.fromkeys(look.links):
        if INNER.match(link.strip()):
            yield "inner_link", (link, link)
    for number in look.tables_without_head:
        yield "table_without_head", (f"第{number}个表格", f"table {number}")


def text_of(html: str) -> str:
    """What is read of it, and the addresses of its links: all that could tell too much."""
    look = _looked(html)
    return "".join(look.text) + "".join(f"\n{it}" for it in look.values)


def tables(html: str) -> list[tuple[str, list[list[str]]]]:
    """Its tables: the caption, and the words of each row cell by cell, the head among them."""
    found = _Tables()
    found.feed(html)
    found.close()
    return found.tables


class _Tables(HTMLParser):
    """Reads the tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._caption, self._rows, self._into = "", list[list[str]](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Another table, row or cell begins."""
        if tag == "table":
            self._caption, self._rows = "", []
            self.tables.append((self._caption, self._rows))
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append("")
        self._into = tag if tag in ("td", "th", "caption") else self._into

    def handle_endtag(self, tag: str) -> None:
        """One ends."""
        if tag in ("td", "th", "caption"):
            self._into = ""

    def handle_data(self, data: str) -> None:
        """Words of a cell or of the caption."""
        if self._into == "caption" and self.tables:
            self._caption += data.strip()
            self.tables[-1] = (self._caption, self._rows)
        elif self._into and self._rows and self._rows[-1]:
            self._rows[-1][-1] += data.strip()


def _looked(html: str) -> "_Look":
    look = _Look()
    look.feed(html)
    look.close()
    look.ended()
    return look


class _Look(HTMLParser):
    """Walks it once and notes what is in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: Counter[tuple[str, str]] = Counter()
        self.links: list[str] = []
        self.values: list[str] = []
        self.text: list[str] = []
        self.tables_without_head: list[int] = []
        self._tables, self._has_head = 0, True

    @property
    def told(self) -> str:
        """Its words, however they are spaced."""
        return _SPACE.sub("", "".join(self.text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag, with its attributes."""
        self.parts[tag, ""] += 1
        for name, value in attrs:
            if (tag, name) not in _GIVEN:
                self.parts[tag, f"{name}={value or ''}"] += 1
            if value:
                self.values.append(value)
            if name == "href":
                self.links.append(value or "")
        if tag == "table":
            self.ended()
            self._tables, self._has_head = self._tables + 1, False
        elif tag == "th":
            self._has_head = True
        elif tag == "td":
            self.text.append("\t")
        if tag in _NEW_LINES:
            self.text.append("\n")

    def ended(self) -> None:
        """Where a table ends, it has had its head or not."""
        if not self._has_head:
            self.tables_without_head.append(self._tables)
            self._has_head = True

    def handle_endtag(self, tag: str) -> None:
        """The end of a table."""
        if tag == "table":
            self.ended()

    def handle_data(self, data: str) -> None:
        """What is read."""
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        """Nobody reads it on the page, and anybody does in the source."""
        self.parts["!--", ""] += 1
        self.values.append(data)
