"""A publication as the lists know it: what its line says, under which keys it stands, and where in time."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Any

from yipanqi.documents.disclosure.record import record
from yipanqi.documents.disclosure.site import digest
from yipanqi.domain.disclosure.publication import Published

FACETS = ("kind", "year", "region", "estate", "measure", "validity")
Key = tuple[str, str]  # a facet and one of its values
ALL: Key = ("all", "all")


class Row:
    """What lists, data and feeds need of a publication. Its record is text, read where and when it is wanted."""

    __slots__ = ("_text", "keys", "mark", "order", "uid")

    def __init__(
        self, *, uid: str, order: str, text: str | Callable[[str], str], mark: str, keys: tuple[Key, ...]
    ) -> None:
        self.uid = uid
        self.order = order  # who was published earlier, and is named earlier, comes first
        self.mark = mark  # another one where a line of a list is
        self.keys = keys  # where it stands
        self._text = text

    @property
    def text(self) -> str:
        """Its public record as JSON."""
        return self._text if isinstance(self._text, str) else self._text(self.uid)

    @property
    def told(self) -> Mapping[str, Any]:
        """Its public record."""
        told: Mapping[str, Any] = json.loads(self.text)
        return told

    @property
    def is_withdrawn(self) -> bool:
        return len(self.keys) == 3

    @property
    def year(self) -> str:
        """Of its publication; a list by year is one by the server's time, which nobody can set back."""
        return self.keys[2][1]


def row(published: Published, zone: tzinfo) -> Row:
    """The row of a publication."""
    told = record(published, zone)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Row(uid=published.uid, order=order_of(published), text=text, mark=digest(told), keys=tuple(_keys(told)))


def order_of(published: Published) -> str:
    """When it was published, so that texts sort as moments do."""
    moment = published.metadata.published_at
    if moment is None:
        return f"0000 {published.uid}"
    return f"{(moment.astimezone(UTC) if moment.tzinfo else moment).isoformat(timespec='microseconds')} {published.uid}"


def _keys(told: Mapping[str, Any]) -> Iterator[Key]:
    """Where it stands. What was withdrawn keeps its place by kind and year, as a notice."""
    yield ALL
    yield "kind", told["kind"]
    yield "year", told["published_at"][:4] or "0000"
    if "withdrawn" in told:
        return
    yield "validity", told["validity"]
    yield from (("region", code) for code in dict.fromkeys(it["region"] for it in told["estates"]) if code)
    yield from (("estate", code) for code in dict.fromkeys(it["code"] for it in told["estates"]))
    yield from (("measure", code) for code in dict.fromkeys(told["measures"]))
