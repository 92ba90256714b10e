"""Very many rows of one kind at once, within the deed that records them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

_TOGETHER = 100  # rows of a statement
_PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)  # the database takes as it is


def insert(
    model: type[models.Model], *, same: Mapping[str, Any], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows whose keys nobody needs: `same` is what all of them hold, `fields` names what each row tells, in its
    order. What is not named must have a default of the database's own or be null. `bulk_create`, which makes an object
    of each row and asks each of its fields three times, takes several times as long."""
    write(model, same=same, fields=fields, rows=prepared(model, fields, rows))


def prepared(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """What rows tell, as the database takes it: worked out before a transaction begins, nobody waits for it."""
    ways = [_way(model._meta.get_field(name)) for name in fields]
    return [[value if way is None else way(value) for way, value in zip(ways, row, strict=True)] for row in rows]


def _way(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the field becomes the database's; none: it is taken as it is."""
    return None if isinstance(field, _PLAIN) else lambda value: field.get_db_prep_save(value, connection)


def write(
    model: type[models.Model], *, same: Mapping[str, Any], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """The same of rows that are `prepared`. Some with each statement: before every one of a table whose rows stay as
    they are SQLite notes how it could be taken back, which takes four times as long as the row."""
    shared = prepared(model, tuple(same), [tuple(same.values())])[0]
    quoted, named = connection.ops.quote_name, [model._meta.get_field(name) for name in (*same, *fields)]
    into = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(quoted(field.column) for field in named)}) VALUES "
    place = f"({', '.join(['%s'] * len(named))})"
    left = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(left, _TOGETHER)):
            told = [value for row in part for value in (*shared, *row)]
            cursor.execute(into + ", ".join([place] * len(part)), told)


def keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many keys of rows to come, which nobody else is given: for rows that others name as soon as they are there. In
    the transaction that writes them; on SQLite it is the only one that writes."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        asked = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(asked, [connection.ops.quote_name(table), key, count])
        return [number for (number,) in cursor.fetchall()]
