"""Very many rows of one kind at once, within the deed that records them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert(
    model: type[models.Model], *, same: Mapping[str, Any], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows whose keys nobody needs: `same` is what all of them hold, `fields` names what each row tells, in its
    order. What is not named must have a default of the database's own or be null. `bulk_create`, which makes an object
    of each row and asks each of its fields three times, takes several times as long."""
    named = [model._meta.get_field(name) for name in (*same, *fields)]
    own = named[len(same) :]
    shared = [field.get_db_prep_save(same[field.name], connection) for field in named[: len(same)]]
    told = [
        [*shared, *(field.get_db_prep_save(value, connection) for field, value in zip(own, row, strict=True))]
        for row in rows
    ]
    if not told:
        return
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in named)
    places = ", ".join(["%s"] * len(named))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})", told)
