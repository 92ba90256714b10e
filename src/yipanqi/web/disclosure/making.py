"""The files of a version, made once when it is checked: what is signed off and what goes out are these bytes."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yipanqi.documents.disclosure.article import article
from yipanqi.documents.disclosure.papers import CannotPrint, docx, pdf, xlsx
from yipanqi.domain.disclosure.publication import Content, Metadata, Picture, Table
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.say import Cannot

from . import keeping
from .models import FileRole, PublicationVersion
from .stored import stored, stored_metadata

_NOT_IN_NAMES = re.compile(r'[\s\\/:*?"<>|\x00-\x1f.、，。；：！？“”‘’（）()《》〈〉【】\[\]]+')
_TURNS = (2, 6, 20.0)  # that are made at once, more that wait, seconds
_LONGEST = 60  # characters of a name before its ending


class CannotMake(Cannot):
    """The files cannot be made; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made and kept."""

    role: FileRole
    name: str
    form: str
    lang: str
    size: int
    sha256: str


def made(version: PublicationVersion, at: datetime) -> list[Made]:
    """Make the files and keep their bytes. Raises CannotMake."""
    content, record = version.final, version.record
    try:
        with turn("disclosure-papers", *_TURNS):
            return _made(content, record, at.replace(microsecond=0))
    except CannotPrint as refusal:
        raise CannotMake(*refusal.said) from None
    except LostFile as gone:
        raise CannotMake(f"图片文件丢失：{gone}", f"A picture's file is lost: {gone}") from None
    except NoTurn:
        raise CannotMake("正在生成别的公开件，请稍后再试", "Others are being made: try again soon") from None


def _made(content: Content, record: Metadata, at: datetime) -> list[Made]:
    pictures = {it.sha256: keeping.read(it.sha256) for it in content.blocks if isinstance(it, Picture)}
    return [_kept(*it) for it in _files(content, record, at, pictures)]


def _files(
    content: Content, record: Metadata, at: datetime, pictures: dict[str, bytes]
) -> Iterator[tuple[FileRole, str, str, str, bytes]]:
    name = name_of(content)
    for lang, mark in (("zh", ""), ("en", ".en")):
        yield FileRole.ARTICLE, f"article{mark}.html", "HTML", lang, article(content, lang).encode()
        yield FileRole.PAPER, f"{name}{mark}.pdf", "PDF", lang, pdf(content, record, lang, at, pictures)
    yield FileRole.PAPER, f"{name}.docx", "DOCX", "zh", docx(content, record, "zh", at, pictures)
    if any(isinstance(it, Table) for it in content.blocks):
        yield FileRole.PAPER, f"{name}.xlsx", "XLSX", "zh", xlsx(content, record, "zh", at)


def _kept(role: FileRole, name: str, form: str, lang: str, data: bytes) -> Made:
    return Made(role=role, name=name, form=form, lang=lang, size=len(data), sha256=keeping.keep(data))


def name_of(content: Content) -> str:
    """What its papers are called: its title, without blanks and signs."""
    return _NOT_IN_NAMES.sub("", content.title[0])[:_LONGEST] or "publication"


def content_hash(version: PublicationVersion) -> str:
    """The hash of all that is signed off: content, record, and the hash of every file."""
    told = {
        "content": stored(version.final),
        "metadata": stored_metadata(version.record),
        "days": [str(it or "") for it in (version.written_on, version.effective_on)],
        "files": sorted([it.role, it.name, it.sha256, it.title_zh, it.title_en] for it in version.files.all()),
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(content: Content) -> str:
    """The hash of what the record says."""
    text = json.dumps(stored(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def are_same(version: PublicationVersion) -> bool:
    """Are the bytes of all its files there, and is all of it what was checked?"""
    return version.content_hash == content_hash(version) and all(
        keeping.is_sound(it.sha256) for it in version.files.all()
    )
