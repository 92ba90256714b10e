"""What PostgreSQL does by itself within minutes of a large write, done at once: until then its indexes do not answer
alone, and it plans by what was there before."""

from django.db import connection
from django.db.models import Model


def sweep(*tables: type[Model]) -> None:
    """Clear away the rows that were replaced and count what is there now. Nothing on SQLite, nothing inside a
    transaction; a table that something else sweeps is left to it, and nobody waits."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {name}")
