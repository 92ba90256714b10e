"""After a large write a database counts anew what stands where: it chooses its ways by that. PostgreSQL does so by
itself within minutes, SQLite never, and forgets what it counted of a table that a migration builds anew."""

from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Model


def sweep(*tables: type[Model]) -> None:
    """PostgreSQL: clear away the rows of these tables that were replaced (until then its indexes do not answer alone)
    and count what is there now. SQLite: count every table, a second and a half for a gigabyte. Nothing inside a
    transaction; what something else holds is left to the next time."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with suppress(OperationalError):
                cursor.execute("ANALYZE")
            return
        for table in tables:
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {name}")


def sweep_migrated(**_: Any) -> None:
    """Once all migrations of a release are through (a receiver of `post_migrate`)."""
    sweep()
