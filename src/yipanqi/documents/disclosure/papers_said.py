"""What the papers of a publication say, in one language and without marks: the same for PDF, Word and Excel.

What is not known at sign-off, when papers are made, stands in none of them: when it was published, and until when it is
valid. The page tells that, and the papers say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from yipanqi.documents.disclosure.papers_html import items_of
from yipanqi.documents.disclosure.papers_items import Head, Item, Prose, Run, Shown, Tabled
from yipanqi.domain.disclosure.publication import (
    OPENNESS,
    Block,
    Content,
    Heading,
    Metadata,
    Openness,
    OwnText,
    Pair,
    Paragraph,
    Picture,
    Table,
)
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.supervision.bulletin import plain

SYNTHETIC: Pair = ("示例数据", "Invented figures")
RECORD: Pair = ("公开目录项", "Record")
PUBLISHED: Pair = ("发布时间、有效性", "Published at, validity")
ON_THE_PAGE: Pair = ("以发布页面所载为准", "As the page of this publication says")
CHINA_MINUTE = "%Y-%m-%d %H:%M"
_LABELS: dict[str, Pair] = {
    "index_number": ("索引号", "Index number"),
    "genre": ("体裁", "Genre"),
    "topic": ("主题分类", "Topic"),
    "catalogue": ("公开目录", "Catalogue"),
    "document_number": ("文号", "Document number"),
    "issuer": ("发布机构", "Issuing body"),
    "written_on": ("成文日期", "Written on"),
    "effective_on": ("实施日期", "In force from"),
    "openness": ("公开方式", "Way of publishing"),
    "scope": ("公开范围", "Open to"),
    "source": ("来源", "Source"),
    "department": ("责任部门", "Department in charge"),
    "keywords": ("主题词", "Keywords (in Chinese)"),
    "replaces": ("代替", "Replaces"),
    "summary": ("内容概述", "Summary"),
}
_FIRST: dict[str, Pair] = {
    "first_place": ("原发布处", "First published by"),
    "first_published_at": ("原发布时间", "First published at"),
    "first_updated_at": ("原更新时间", "First updated at"),
}
_WIDE = frozenset({"summary", "keywords", "catalogue"})  # a line of their own


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the record: its label and what stands there, which may be nothing."""

    label: str
    text: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A publication as its papers tell it."""

    lang: str
    title: str
    number: str
    index_number: str
    issuer: str
    day: str  # of the signature
    synthetic: str  # the label of invented figures; nothing: they are not
    rests_on: str  # of which day the figures are, and out of what
    record: tuple[Entry, ...]
    items: tuple[Item, ...]
    summary: str
    keywords: tuple[str, ...]


def said(content: Content, metadata: Metadata, lang: str) -> Said:
    """What the papers say in this language."""
    return Said(
        lang=lang,
        title=pick(content.title, lang),
        number=metadata.document_number,
        index_number=metadata.index_number,
        issuer=pick(metadata.issuer, lang),
        day=date_text(metadata.written_on, lang) if metadata.written_on else "",
        synthetic=pick(SYNTHETIC, lang) if content.is_synthetic else "",
        rests_on=_rests_on(content, lang),
        record=tuple(_record(metadata, lang)),
        items=tuple(item for block in content.blocks for item in _items(block, lang)),
        summary=pick(metadata.summary, lang),
        keywords=metadata.keywords,
    )


def pick(pair: Pair, lang: str) -> str:
    """The text of this language without marks; of the other where it has none."""
    return plain((pair[1] or pair[0]) if lang == "en" else (pair[0] or pair[1]))


def _rests_on(content: Content, lang: str) -> str:
    parts = []
    if content.as_of:
        day = date_text(content.as_of, lang)
        parts.append(f"Figures as of {day}" if lang == "en" else f"数据截至{day}")
    if content.record:
        parts.append(f"from: {content.record}" if lang == "en" else f"依据：{content.record}")
    return ("; " if lang == "en" else "；").join(parts)


def _record(metadata: Metadata, lang: str) -> Iterator[Entry]:
    """The record's lines in their order; those of a first publication only where there was one."""
    for name, label in _LABELS.items():
        if name != "replaces" or metadata.replaces:
            yield Entry(pick(label, lang), _value(metadata, name, lang), name in _WIDE)
    yield Entry(pick(PUBLISHED, lang), pick(ON_THE_PAGE, lang))
    for name, label in _FIRST.items():
        if text := _value(metadata, name, lang):
            yield Entry(pick(label, lang), text)


def _value(metadata: Metadata, name: str, lang: str) -> str:
    value = getattr(metadata, name)
    if name == "keywords":
        return " ".join(value)
    if isinstance(value, tuple):
        return pick(value, lang)
    if isinstance(value, datetime):
        return value.strftime(CHINA_MINUTE)
    if isinstance(value, date):
        return date_text(value, lang)
    if isinstance(value, Openness):
        return pick(OPENNESS[value], lang)
    return str(value or "")


def _items(block: Block, lang: str) -> Iterator[Item]:
    if isinstance(block, Heading):
        yield Head(pick(block.text, lang), block.level)
    elif isinstance(block, Paragraph):
        for line in pick(block.marked, lang).splitlines():
            yield Prose((Run(line),))
    elif isinstance(block, Table):
        yield _tabled(block, lang)
    elif isinstance(block, Picture):
        yield Shown(
            block.sha256, block.name, pick(block.alt, lang), pick(block.caption, lang), block.width, block.height
        )
    elif isinstance(block, OwnText):
        yield from items_of(pick(block.html, lang), lang)


def _tabled(table: Table, lang: str) -> Tabled:
    return Tabled(
        caption=pick(table.caption, lang),
        head=tuple(pick(it, lang) for it in table.head),
        rows=tuple(tuple(pick(it, lang) for it in row) for row in table.rows),
        numeric=table.numeric,
        has_sum=table.has_sum and bool(table.rows),
    )
