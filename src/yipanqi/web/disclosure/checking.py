"""What is wrong with a version, at its place: what the scanner marks, bad input, what its record lacks, what an edited
text says otherwise than the record. Values are told masked; what was let pass by two people is told so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.crypto import salted_hmac

from yipanqi.domain.disclosure.index_number import lacking_number
from yipanqi.domain.disclosure.publication import (
    Content,
    Heading,
    Metadata,
    OwnText,
    Pair,
    Paragraph,
    Picture,
    Table,
)
from yipanqi.domain.disclosure.validity import Ending, lacking
from yipanqi.domain.supervision.bulletin import parted, plain
from yipanqi.web.page.say import say

from . import own_html
from .brought import MOST_PERSONS, roll_for
from .few import of_few
from .findings_words import named
from .found import ALLOW, ASK, BLOCK, Read, Told
from .models import FileRole, FindingOverride, PublicationFile, PublicationVersion
from .scanning import marks
from .unmasked import of_unmasked

LEVELS = {
    BLOCK: ("须改正", "To be put right"),
    ASK: ("须复核", "To be looked at"),
    ALLOW: ("提示", "For your information"),
}
LONGEST_NAME, LONGEST_SUMMARY = 80, 100
_ORDER = {BLOCK: 0, ASK: 1, ALLOW: 2}
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something at a place that must be put right, looked at, or known."""

    key: str
    kind: str
    level: str
    place: Pair
    masked: str
    anchor: str = ""
    override: FindingOverride | None = None

    @property
    def name_said(self) -> str:
        """In the reader's language."""
        return say(*named(self.kind))

    @property
    def place_said(self) -> str:
        """In the reader's language."""
        return say(*self.place)

    @property
    def level_said(self) -> str:
        """In the reader's language."""
        if self.is_passed:
            return say("已放行", "Let pass")
        return say(*LEVELS[self.level])

    @property
    def tone(self) -> str:
        """How its level is shown."""
        return "done" if self.is_passed else {BLOCK: "late", ASK: "part"}.get(self.level, "")

    @property
    def is_passed(self) -> bool:
        """Did two people let it pass?"""
        return self.level == ASK and self.override is not None and self.override.second_id is not None

    @property
    def stops(self) -> bool:
        """Does the sign-off wait for it?"""
        return self.level == BLOCK or (self.level == ASK and not self.is_passed)


def findings(version: PublicationVersion) -> list[Finding]:
    """All that is found, what stops the sign-off first."""
    passed = {it.key: it for it in version.overrides.all()}
    found = {it.key: replace(it, override=passed.get(it.key)) for it in _once(version)}
    return sorted(found.values(), key=lambda it: (not it.stops, _ORDER[it.level]))


def _once(version: PublicationVersion) -> list[Finding]:
    """What is found in it, worked out once for each row that is read: a page asks several times."""
    kept: tuple[int, list[Finding]] | None = getattr(version, "found_at", None)
    if kept is None or kept[0] != version.edits:
        kept = version.edits, list(_found(version))
        version.found_at = kept
    return kept[1]


def stopping(version: PublicationVersion) -> list[Finding]:
    """Those for which the sign-off waits."""
    return [it for it in findings(version) if it.stops]


def key_of(version: PublicationVersion, kind: str, place: Pair, value: str) -> str:
    """The mark of a finding: the same for the same, and useless to whoever wants to know the value."""
    told = "\x1f".join((version.publication.uid, kind, place[0], value))
    return salted_hmac("disclosure.finding", told, algorithm="sha256").hexdigest()


def _found(version: PublicationVersion) -> Iterator[Finding]:
    content, record = version.final, version.record

    def one(kind: str, level: str, read: Read, value: str, masked: str = "") -> Finding:
        key = key_of(version, kind, read.place, value)
        return Finding(key=key, kind=kind, level=level, place=read.place, masked=masked or value, anchor=read.anchor)

    chosen = roll_for(version)
    if not chosen.is_whole:
        yield one("roll_partly", ALLOW, Read(("居民名册", "Roll of residents"), ""), str(MOST_PERSONS))
    read_of = list(texts_of(content, record, version.files.all()))
    for read in read_of:
        for mark in marks(read.text, chosen.roll):
            yield one(mark.kind.value, mark.level.value, read, read.text[mark.start : mark.end], mark.masked)
    said = (*_bad(content), *_lacks(record, version), *_otherwise(version))
    beside = (*of_few(version, content), *of_unmasked(version, read_of))  # what other pages say
    for kind, level, read, value in (*said, *beside):
        yield one(kind, level, read, value)
    for file in version.files.all():
        yield from _of_file(version, file)


def texts_of(content: Content, record: Metadata, files: Iterable[PublicationFile] = ()) -> Iterator[Read]:
    """Every text that goes out, and where it stands: title, body cell by cell and row by row, record, file names."""
    yield from _both(("标题", "Title"), content.title, "title")
    numbers = {Paragraph: 0, Table: 0, Picture: 0}
    for block in content.blocks:
        if type(block) in numbers:
            numbers[type(block)] += 1
        yield from _block(block, numbers.get(type(block), 0))
    for facts in content.estates:
        told = "\n".join(_words((facts.name, facts.region_name, *facts.values.values())))
        yield Read((f"小区数据：{facts.name}", f"Facts of {facts.name}"), told)
    for name, value in record_texts(record):
        yield Read(name, value, "record")
    for file in files:
        if file.role in (FileRole.ATTACHMENT, FileRole.PICTURE):
            yield from _both((f"文件名：{file.name}", f"File name: {file.name}"), (file.name, ""), "files")
            yield from _both((f"附件标题：{file.name}", f"Title of {file.name}"), file.title, "files")


def _block(block: object, number: int) -> Iterator[Read]:
    if isinstance(block, Heading):
        yield from _both(("小标题", "Heading"), block.text)
    elif isinstance(block, Paragraph):
        yield from _both((f"正文第{number}段", f"Paragraph {number}"), block.marked, block.key)
    elif isinstance(block, Table):
        place = (f"第{number}个表格", f"Table {number}")
        yield from _both(place, block.caption, block.key)
        for at, row in enumerate((block.head, *block.rows)):
            where = (f"{place[0]}第{at}行", f"{place[1]}, row {at}") if at else place
            for side in (0, 1):
                text = "\t".join(plain(cell[side]) for cell in row)
                if text.strip() and (side == 0 or any(cell[0] != cell[1] for cell in row)):
                    yield Read(where, text, block.key)
    elif isinstance(block, Picture):
        yield from _both((f"第{number}张图片", f"Picture {number}"), block.caption, "files")
    elif isinstance(block, OwnText):
        yield from _both(
            ("自行撰写的正文", "Own text"), (own_html.text_of(block.html[0]), own_html.text_of(block.html[1])), "own"
        )


def _both(place: Pair, pair: Pair, anchor: str = "") -> Iterator[Read]:
    for text in dict.fromkeys((plain(pair[0]), plain(pair[1]))):
        if text.strip():
            yield Read(place, text, anchor)


def _words(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from _words(value)


def record_texts(record: Metadata) -> Iterator[tuple[Pair, str]]:
    """The fields of the record that are words."""
    pairs = {
        ("体裁", "Genre"): record.genre,
        ("主题分类", "Topic"): record.topic,
        ("公开目录", "Catalogue"): record.catalogue,
        ("发布机构", "Issuing body"): record.issuer,
        ("原发布处", "First published at"): record.first_place,
        ("来源", "Source"): record.source,
        ("公开范围", "Scope"): record.scope,
        ("内容概述", "Summary"): record.summary,
        ("责任部门", "Department"): record.department,
        ("文号", "Document number"): (record.document_number, ""),
        ("审核人", "Reviewer"): (record.reviewer, ""),
        ("主题词", "Keywords"): (" ".join(record.keywords), ""),
    }
    for name, pair in pairs.items():
        for text in dict.fromkeys(pair):
            if text:
                yield name, text


def _bad(content: Content) -> Iterator[Told]:
    """Bad input: unsafe HTML, a link to an inner page, a table without its head, a picture that nothing tells of."""
    tables = pictures = 0
    for block in content.blocks:
        if isinstance(block, OwnText):
            for lang, html in zip(("中文", "英文"), block.html, strict=True):
                for kind, what in own_html.faults(html):
                    english = "Chinese" if lang == "中文" else "English"
                    yield kind, BLOCK, Read((f"自行撰写的正文（{lang}）", f"Own text ({english})"), "", "own"), what[0]
        elif isinstance(block, Table):
            tables += 1
            if not block.head or not any(name[0].strip() for name in block.head):
                yield (
                    "table_without_head",
                    BLOCK,
                    Read((f"第{tables}个表格", f"Table {tables}"), "", block.key),
                    block.key,
                )
        elif isinstance(block, Picture):
            pictures += 1
            if not block.alt[0].strip():
                place = (f"第{pictures}张图片", f"Picture {pictures}")
                yield "no_alt", BLOCK, Read(place, "", "files"), block.name


def _lacks(record: Metadata, version: PublicationVersion) -> Iterator[Told]:
    """What the record must have and has not, or has wrongly."""
    needed: dict[Pair, object] = {
        ("标题", "Title"): version.title_zh.strip(),
        ("体裁", "Genre"): record.genre[0],
        ("主题分类", "Topic"): record.topic[0],
        ("发布机构", "Issuing body"): record.issuer[0],
        ("成文日期", "Date of making"): record.written_on,
        ("正文", "Body"): version.final.blocks,
    }
    for name, value in needed.items():
        if not value:
            yield "lacking", BLOCK, Read(name, "", "record"), name[0]
    if len(record.summary[0]) > LONGEST_SUMMARY:
        yield "summary_long", BLOCK, Read(("内容概述", "Summary"), "", "record"), str(len(record.summary[0]))
    if lacking_number(record.document_number):
        yield "number_form", BLOCK, Read(("文号", "Document number"), "", "record"), record.document_number
    if why := lacking(record.ends_on, Ending(version.ending), record.replaced_by, record.effective_on):
        yield "validity", BLOCK, Read(("有效性", "Validity"), "", "record"), why[0]
    if record.openness == "closed":
        yield "not_public", BLOCK, Read(("公开方式", "Openness"), "", "record"), "不予公开"


def _otherwise(version: PublicationVersion) -> Iterator[Told]:
    """Figures of an edited paragraph that the record does not say there."""
    number = 0
    for block in version.drafted.blocks:
        if not isinstance(block, Paragraph):
            continue
        number += 1
        edited = version.texts.get(block.key)
        if not edited:
            continue
        for computed, text in zip(block.marked, edited, strict=True):
            place = Read((f"正文第{number}段", f"Paragraph {number}"), "", block.key)
            said, now = set(_FIGURE.findall(plain(computed))), set(_FIGURE.findall(plain(text)))
            figures = {told for where, told in parted(computed) if where is not None}
            for value in sorted(now - said - figures):
                yield "figure_differs", ASK, place, value


def _of_file(version: PublicationVersion, file: PublicationFile) -> Iterator[Finding]:
    """What was found in it when it was brought, and its name."""
    place = (f"附件：{file.name}", f"File: {file.name}")
    if file.role not in (FileRole.ATTACHMENT, FileRole.PICTURE):
        return
    for it in file.findings:
        where = (f"{place[0]}，{it['place'][0]}", f"{place[1]}, {it['place'][1]}")
        yield Finding(
            key=it["key"], kind=it["kind"], level=it["level"], place=where, masked=it["masked"], anchor="files"
        )
    if why := wrong_name(file.name):
        key = key_of(version, "file_name", place, why)
        yield Finding(key=key, kind="file_name", level=BLOCK, place=place, masked=file.name, anchor="files")
    if file.pages and not file.looked_by_id:
        key = key_of(version, "needs_eyes", place, file.sha256)
        yield Finding(key=key, kind="needs_eyes", level=BLOCK, place=place, masked=str(file.pages), anchor="files")


def wrong_name(name: str) -> str:
    """Why a file may not be called so: `blank`, `long`; nothing: it may."""
    return "blank" if _BLANK.search(name) else "long" if len(name) > LONGEST_NAME else ""
