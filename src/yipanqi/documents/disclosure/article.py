"""The article of a publication as a fragment of HTML: title and body, as they are signed off and kept.

The fragment depends on nothing but the content and the language: the same content gives the same bytes. It carries no
inner address (a figure is its text), no script and no style; the frame of the page is put around it by the build."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from yipanqi.documents.disclosure.own_text import cleaned
from yipanqi.documents.disclosure.own_text import words as own_words
from yipanqi.domain.disclosure.publication import (
    Block,
    Content,
    Heading,
    OwnText,
    Pair,
    Paragraph,
    Picture,
    Table,
)
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT, parted

LANGUAGES = {"zh": "zh-CN", "en": "en"}  # of the attribute `lang`
SAMPLE: Pair = ("示例数据：本文内容为演示而编写，不是真实情况。", "Sample data: written for demonstration, not real.")
_RECORD: Pair = ("数据来源：{record}", "Source of the figures: {record}")
_AS_OF: Pair = ("数据截至：{day}", "As of {day}")
_MARKS = str.maketrans("", "", OPEN + PART + SHUT)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_OTHER = re.compile(f"[{OPEN}{PART}{SHUT}\x00-\x08\x0b-\x1f\x7f]")  # what a plain text never has
_OWN_HEADING = re.compile(r"<(/?)h([23])>")


def article(content: Content, lang: str) -> str:
    """The article in a language; what has no English is given in Chinese, and says so to who reads it aloud."""
    order = _Order()
    lines = [f'<article class="article" lang="{LANGUAGES[lang]}">', _element("h1", content.title, lang)]
    if content.is_synthetic:
        lines.append(_element("p", SAMPLE, lang, ' class="sample"'))
    for block in content.blocks:
        lines.extend(_block(block, lang, order))
    lines.extend(_basis(content, lang))
    return "\n".join([*lines, "</article>"]) + "\n"


def words(content: Content, lang: str) -> str:
    """What is read of the body, in lines: without title, marks and tags."""
    return "\n".join(line for block in content.blocks for line in _words(block, lang) if line)


def spoken(pair: Pair, lang: str) -> tuple[str, str]:
    """A text in a language or, where it has none, in Chinese; and the language that it is in."""
    return (pair[1], "en") if lang == "en" and pair[1] else (pair[0], "zh")


def plain_text(marked: str) -> str:
    """A text without marks and without signs that a page cannot carry."""
    if not _OTHER.search(marked):
        return marked
    text = "".join(text for _, text in parted(marked))
    return _CONTROL.sub("", text.translate(_MARKS)).replace("\r\n", "\n").replace("\r", "\n")


class _Order:
    """Headings in order: none is more than one level below the one before it."""

    def __init__(self) -> None:
        self.last = 1

    def rank(self, wanted: int) -> int:
        self.last = min(wanted, self.last + 1)
        return self.last


def _block(block: Block, lang: str, order: _Order) -> Iterator[str]:
    match block:
        case Heading():
            yield _element(f"h{order.rank(block.level + 1)}", block.text, lang)
        case Paragraph():
            yield _element("p", block.marked, lang, f' id="{_id(block.key)}"' if block.key else "")
        case Table():
            yield from _table(block, lang)
        case Picture():
            yield from _picture(block, lang)
        case OwnText():
            text, said = spoken(block.html, lang)
            yield f'<div class="own"{_lang(said, lang)}>{_ranked(cleaned(text), order)}</div>'


def _table(table: Table, lang: str) -> Iterator[str]:
    """A table that names its columns and rows; where it is too wide for a page, its frame scrolls by keys too."""
    caption, said = spoken(table.caption, lang)
    label = f' aria-label="{_attribute(caption)}"' if caption else ""
    yield f'<div class="wide" role="group"{label} tabindex="0"{_lang(said, lang)}>'
    yield f'<table id="{_id(table.key)}">' if table.key else "<table>"
    if caption:
        yield f"<caption>{_escaped(caption)}</caption>"
    heads = [_cell("th", head, lang, i in table.numeric, ' scope="col"') for i, head in enumerate(table.head)]
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    body, foot = (table.rows[:-1], table.rows[-1:]) if table.has_sum else (table.rows, ())
    yield from _rows("tbody", body, table, lang)
    yield from _rows("tfoot", foot, table, lang)
    yield "</table></div>"


def _rows(part: str, rows: tuple[tuple[Pair, ...], ...], table: Table, lang: str) -> Iterator[str]:
    if not rows:
        return
    yield f"<{part}>"
    for row in rows:
        cells = []
        for i, value in enumerate(row):
            is_head = i == 0 and 0 not in table.numeric
            scope = ' scope="row"' if is_head else ""
            cells.append(_cell("th" if is_head else "td", value, lang, i in table.numeric, scope))
        yield f"<tr>{''.join(cells)}</tr>"
    yield f"</{part}>"


def _cell(tag: str, value: Pair, lang: str, is_figure: bool, more: str = "") -> str:
    return _element(tag, value, lang, (' class="figure"' if is_figure else "") + more)


def _picture(picture: Picture, lang: str) -> Iterator[str]:
    alt, said = spoken(picture.alt, lang)
    yield "<figure>"
    yield (
        f'<img src="{quote(picture.name)}" alt="{_attribute(alt)}" width="{picture.width}" '
        f'height="{picture.height}" loading="lazy" decoding="async"{_lang(said, lang)}>'
    )
    if picture.caption[0] or picture.caption[1]:
        yield _element("figcaption", picture.caption, lang)
    yield "</figure>"


def _basis(content: Content, lang: str) -> Iterator[str]:
    """From which version of the record, and of which day."""
    said = []
    if content.record:
        record = f"<span{_lang('zh', lang)}>{_escaped(content.record)}</span>"
        said.append(_RECORD[lang == "en"].format(record=record))
    if content.as_of:
        said.append(_AS_OF[lang == "en"].format(day=date_text(content.as_of, lang)))
    if said:
        yield f'<p class="basis">{("; " if lang == "en" else "；").join(said)}</p>'


def _words(block: Block, lang: str) -> Iterator[str]:
    match block:
        case Heading():
            yield plain_text(spoken(block.text, lang)[0])
        case Paragraph():
            yield plain_text(spoken(block.marked, lang)[0])
        case Table():
            yield plain_text(spoken(block.caption, lang)[0])
            for row in (block.head, *block.rows):
                yield " ".join(plain_text(spoken(cell, lang)[0]) for cell in row)
        case Picture():
            yield plain_text(spoken(block.caption if block.caption[0] else block.alt, lang)[0])
        case OwnText():
            yield own_words(spoken(block.html, lang)[0])


def _element(tag: str, pair: Pair, lang: str, more: str = "") -> str:
    text, said = spoken(pair, lang)
    return f"<{tag}{more}{_lang(said, lang)}>{_escaped(text)}</{tag}>"


def _lang(said: str, lang: str) -> str:
    return "" if said == lang else f' lang="{LANGUAGES[said]}"'


def _escaped(text: str) -> str:
    return escape(plain_text(text)).replace("\n", "<br>")


def _attribute(text: str) -> str:
    return escape(plain_text(text)).replace("\n", " ")


def _id(key: str) -> str:
    """A key as an address within the page."""
    return "k-" + "".join(sign if sign.isalnum() else "-" for sign in key)


def _ranked(html: str, order: _Order) -> str:
    """The office's own headings in the order of the page."""
    given: list[int] = []

    def renamed(found: re.Match[str]) -> str:
        if found[1]:
            return f"</h{given.pop() if given else 2}>"
        given.append(order.rank(int(found[2])))
        return f"<h{given[-1]}>"

    return _OWN_HEADING.sub(renamed, html)
