"""What the public pages are made of: the settings of the column, what is published, the bytes that were signed off,
and the names of places."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any, Protocol

from yipanqi.domain.disclosure.publication import Attachment, Content, Pair, Picture, Published

CHINA = timezone(timedelta(hours=8))
ARTICLES = {"zh": "article.html", "en": "article.en.html"}  # attachments of these names are the signed fragments
NO_PAIR: Pair = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an office says of its column; every page carries it, so a change renews every page."""

    district: Pair = NO_PAIR
    site_name: str = ""  # of the portal, as its meta tags have it
    site_domain: str = ""
    site_code: str = ""  # 网站标识码
    column_name: Pair = ("老旧小区改造", "Renovation of old estates")
    column_description: Pair = NO_PAIR
    column_keywords: tuple[str, ...] = ()
    column_type: str = "政务公开"
    base: str = ""  # the absolute address of the column, with a stroke at its end; empty where there is none yet
    host: Pair = NO_PAIR  # 主办单位
    notice: Pair = NO_PAIR  # a line on every page: 示例数据
    featured: tuple[str, ...] = ()  # uids that the first page shows first
    zone: tzinfo = CHINA


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An estate of the programme: its name, its subdistrict, where it is, and what is due of it."""

    code: str
    name: str
    region: str
    region_name: str
    point: tuple[float, float] | None = None  # degrees east and north
    due: Pair = NO_PAIR  # when its first publication is due, in words


class Source(Protocol):
    """Where the published things are. Only what the public may have on the day is in it.

    One that has `expect(uids)` too is told which are asked for next, in their order, and may read them together."""

    def heads(self) -> Mapping[str, str]:
        """By uid, a mark that is another one whenever anything that the public has of it is."""
        ...

    def published(self, uid: str) -> Published:
        """A publication as the public has it."""
        ...

    def older(self, uid: str) -> Sequence[Published]:
        """Its older versions, where the office leaves them reachable."""
        ...

    def kept(self, sha256: str) -> bytes:
        """The bytes kept under a hash."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The column on a day."""

    settings: Settings
    day: date  # of which the validity of the source holds
    source: Source
    places: tuple[Place, ...] = ()
    measures: Mapping[str, Pair] = field(default_factory=dict)  # names by code
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()  # rings of the district, degrees east and north


class Values:
    """A source of values at hand: for small columns, previews and tests."""

    def __init__(
        self,
        published: Iterable[Published],
        kept: Callable[[str], bytes] | None = None,
        older: Mapping[str, Sequence[Published]] | None = None,
    ) -> None:
        self._published = {it.uid: it for it in published}
        self._kept = kept or _nothing
        self._older = older or {}

    def heads(self) -> Mapping[str, str]:
        return {uid: digest([it, *self.older(uid)]) for uid, it in self._published.items()}

    def published(self, uid: str) -> Published:
        return self._published[uid]

    def older(self, uid: str) -> Sequence[Published]:
        return self._older.get(uid, ())

    def kept(self, sha256: str) -> bytes:
        return self._kept(sha256)


def expect(source: Source, uids: Sequence[str]) -> None:
    """Tell a source that wants to know which publications are asked for next."""
    told = getattr(source, "expect", None)
    if told:
        told(uids)


def digest(value: object) -> str:
    """A hash of a value: of what it says, not of how it is stored."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {it.name: plain(getattr(value, it.name)) for it in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(it) for key, it in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(plain(it) for it in value)
    if isinstance(value, (tuple, list)):
        return [plain(it) for it in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def attachments(published: Published) -> tuple[Attachment, ...]:
    """The files beside the page: all but the fragments that stand in it."""
    return tuple(it for it in published.attachments if it.name not in ARTICLES.values())


def pictures(content: Content) -> tuple[Picture, ...]:
    """The pictures of the body."""
    return tuple(block for block in content.blocks if isinstance(block, Picture))


def beside(published: Published) -> tuple[Attachment | Picture, ...]:
    """Every file that lies beside the page."""
    return (*attachments(published), *pictures(published.content))


def _nothing(sha256: str) -> bytes:
    raise KeyError(sha256)
