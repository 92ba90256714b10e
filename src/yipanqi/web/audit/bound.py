"""Rows of other tables that the chain answers for: an event holds the digest of the rows it wrote, and whoever proves
the log reckons it anew from the rows as they are.

Each app says which of its rows are bound, and by which columns. Columns that come later make a new form; what was bound
in an older one is still proven by the columns of then.
"""

import hashlib
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q

from .models import canonical

_AT_ONCE = 500  # rows read with one query


@dataclass(frozen=True)
class Kind:
    """A kind of row that the chain answers for."""

    model: type[Model]
    zh: str
    en: str
    forms: tuple[tuple[str, ...], ...]  # the columns of each form, the newest last
    where: Q  # the rows that must be bound; all where nothing is said

    @property
    def table(self) -> str:
        """What bindings call it."""
        return self.model._meta.label_lower

    def rows(self) -> Any:
        """The rows that must be bound, with the columns of every form."""
        columns = sorted({name for form in self.forms for name in form})
        return self.model.objects.filter(self.where).order_by("pk").values("pk", *columns)


class Digest(NamedTuple):
    """The digest of one row."""

    table: str
    row_id: int
    form: int
    digest: str


_kinds: dict[str, Kind] = {}


def bind_rows(
    model: type[Model], zh: str, en: str, *, forms: tuple[tuple[str, ...], ...], where: Q | None = None
) -> None:
    """From now on every row of this model, or every one that fits, must have been written by a deed of the log."""
    kind = Kind(model, zh, en, forms, where or Q())
    _kinds[kind.table] = kind


def kinds() -> list[Kind]:
    """All that is bound, by table."""
    return [_kinds[table] for table in sorted(_kinds)]


def kind_of(table: str) -> Kind | None:
    """The kind of this table, if its rows are bound."""
    return _kinds.get(table)


def digests(rows: Iterable[Model]) -> list[Digest]:
    """The digests of these rows as they stand in the database, each once, in order."""
    by_table: dict[str, set[int]] = {}
    for row in rows:
        by_table.setdefault(row._meta.label_lower, set()).add(row.pk)
    return sorted(it for table, ids in by_table.items() for it in _read(_kinds[table], ids))


def _read(kind: Kind, ids: Collection[int]) -> Iterator[Digest]:
    asked, form = sorted(ids), len(kind.forms)
    for at in range(0, len(asked), _AT_ONCE):
        rows = kind.model.objects.filter(pk__in=asked[at : at + _AT_ONCE])
        for row in rows.values("pk", *kind.forms[-1]).iterator():
            yield digest(kind.table, form, kind.forms[-1], row)


def digest(table: str, form: int, columns: Iterable[str], row: Mapping[str, Any]) -> Digest:
    """The digest of a row that was read with these columns and `pk`."""
    return _digest(table, row["pk"], form, canonical({name: _told(row[name]) for name in columns}))


def text_of(row: Model) -> str:
    """What the digest of a new row tells of it, but for its key: before it is written. For kinds of row that the
    database gives back as they were written."""
    return canonical({name: _told(getattr(row, name)) for name in _kinds[row._meta.label_lower].forms[-1]})


def digest_of(row: Model, text: str) -> Digest:
    """The digest of a row whose text is `text_of`, now that it is written."""
    kind = _kinds[row._meta.label_lower]
    return _digest(kind.table, row.pk, len(kind.forms), text)


def _digest(table: str, row_id: int, form: int, text: str) -> Digest:
    """Of the one JSON text of a row, put together as `canonical` would from the text of its columns."""
    told = f'{{"form":{form},"id":{row_id},"row":{text},"table":"{table}"}}'
    return Digest(table, row_id, form, hashlib.sha256(told.encode()).hexdigest())


def summary(found: Iterable[Digest]) -> dict[str, Any]:
    """What an event holds of the rows it bound: how many, and the digest of their digests, in order."""
    count, whole = 0, hashlib.sha256()
    for count, it in enumerate(found, 1):  # noqa: B007  the last count is what is told
        whole.update(f"{it.table} {it.row_id} {it.form} {it.digest}\n".encode())
    return {"count": count, "sha256": whole.hexdigest()}


def _told(value: Any) -> Any:
    """The value in one way, whatever database gave it."""
    if isinstance(value, Mapping):
        return {str(key): _told(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_told(item) for item in value]
    if isinstance(value, float):  # PostgreSQL hands 1e20 of a JSON back as a whole number
        return (int(value) if value.is_integer() else value) if math.isfinite(value) else str(value)
    if isinstance(value, (bytes, memoryview)):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (date, Decimal, UUID)):
        return str(value)
    return value
