"""What the office wrote itself (HTML of the allow-list) as items of a paper: whatever else stood there is left out."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from yipanqi.documents.disclosure.papers_items import Head, Item, Points, Prose, Run, Tabled

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HEADS = {"h1": 1, "h2": 1, "h3": 2, "h4": 2, "h5": 2, "h6": 2}
_BLOCKS = frozenset({"p", "div", "blockquote", "section", "article", "dl", "dt", "dd", "pre", "figure", "hr"})
_STRONG = frozenset({"strong", "b"})
_UNSAID = frozenset({"script", "style", "template", "head"})
_WEB = ("http://", "https://")


def items_of(html: str, lang: str) -> list[Item]:
    """Its headings, paragraphs, lists and tables in their order. An address behind a link is printed after it: paper
    cannot be followed."""
    reader = _Reader(lang)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.items


class _Reader(HTMLParser):
    def __init__(self, lang: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lang, self.items = lang, list[Item]()
        self.runs, self.level = list[Run](), 0
        self.strong, self.unsaid = 0, 0
        self.lists = list[_List]()
        self.table: _Table | None = None
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSAID:
            self.unsaid += 1
        elif tag in _STRONG:
            self.strong += 1
        elif tag == "a":
            self.link = dict(attrs).get("href") or "", len(self.runs)
        elif tag == "br" or (self.table and tag in _BLOCKS):
            self.runs.append(Run("\n"))
        elif self.table:
            self._begin_in_table(tag)
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag in _HEADS or tag in _BLOCKS or tag in ("ul", "ol", "li", "table"):
            self.end_block()
        if tag in _HEADS:
            self.level = _HEADS[tag]
        elif tag in ("ul", "ol"):
            self._told_so_far()
            self.lists.append(_List(tag == "ol"))
        elif tag == "table":
            self.table = _Table()

    def _begin_in_table(self, tag: str) -> None:
        assert self.table is not None
        if tag == "tr":
            self.table.begin_row()
        elif tag in ("td", "th", "caption"):
            self.runs = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSAID:
            self.unsaid = max(0, self.unsaid - 1)
        elif tag in _STRONG:
            self.strong = max(0, self.strong - 1)
        elif tag == "a":
            self._end_link()
        elif self.table:
            self._end_in_table(tag)
        elif tag in _HEADS or tag in _BLOCKS or tag in ("li", "ul", "ol"):
            self.end_block()
            if tag in ("ul", "ol") and self.lists:
                self._told_so_far()
                self.lists.pop()

    def handle_data(self, data: str) -> None:
        if not self.unsaid and (text := _BLANKS.sub(" ", data)):
            self.runs.append(Run(text, bool(self.strong)))

    def end_block(self) -> None:
        """What was said since the last block stands as a block of its own."""
        level, self.level = self.level, 0
        for line in _lines(self.runs):
            if level:
                self.items.append(Head(line.text, level))
            elif self.lists:
                self.lists[-1].lines.append(line)
            else:
                self.items.append(line)
        self.runs = []

    def _told_so_far(self) -> None:
        """The lines of the list that is open stand, before another list begins in it or it ends."""
        if self.lists and (lines := self.lists[-1].lines):
            one = self.lists[-1]
            self.items.append(Points(tuple(lines), one.is_numbered, one.start))
            one.start, one.lines = one.start + len(lines), []

    def _end_link(self) -> None:
        href, since = self.link or ("", 0)
        self.link = None
        told = "".join(run.text for run in self.runs[since:]).strip()
        if href.startswith(_WEB) and told and told != href:
            self.runs.append(Run(f" ({href})" if self.lang == "en" else f"（{href}）"))

    def _end_in_table(self, tag: str) -> None:
        assert self.table is not None
        text = " ".join(line.text for line in _lines(self.runs))
        if tag in ("td", "th"):
            self.table.cell(text)
        elif tag == "caption":
            self.table.caption = text
        elif tag == "table":
            self.items.extend(self.table.items())
            self.table = None
        elif tag in _BLOCKS:
            self.runs.append(Run("\n"))
        if tag in ("td", "th", "caption", "table"):
            self.runs = []


@dataclass
class _List:
    """A list while it is read."""

    is_numbered: bool
    start: int = 1
    lines: list[Prose] = field(default_factory=list)


class _Table:
    """A table while it is read."""

    def __init__(self) -> None:
        self.caption, self.rows = "", list[list[str]]()

    def begin_row(self) -> None:
        self.rows.append([])

    def cell(self, text: str) -> None:
        if not self.rows:
            self.begin_row()
        self.rows[-1].append(text)

    def items(self) -> list[Item]:
        """The table with its first row as the head, if it has any."""
        rows = [tuple(row) for row in self.rows if row]
        return [Tabled(caption=self.caption, head=rows[0], rows=tuple(rows[1:]))] if rows else []


def _lines(runs: list[Run]) -> list[Prose]:
    """Runs as lines, broken where `<br>` said so, without blanks at their ends and without empty ones."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    return [Prose(tuple(kept)) for line in lines if (kept := _trimmed(line))]


def _trimmed(line: list[Run]) -> list[Run]:
    while line and not line[0].text.strip():
        line = line[1:]
    while line and not line[-1].text.strip():
        line = line[:-1]
    if not line:
        return []
    line = [Run(line[0].text.lstrip(), line[0].is_strong), *line[1:]]
    return [*line[:-1], Run(line[-1].text.rstrip(), line[-1].is_strong)]
