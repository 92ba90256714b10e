"""Each key of a row that stays is looked for by itself (see `guards.py`): triggers of before asked for one or the
other, and SQLite walked over the whole table for each new row once somebody had it gather statistics."""

import re

from django.db import migrations

_FORMER = re.compile(r"EXISTS \(SELECT 1 FROM (\w+) WHERE \((.*)\)\) BEGIN")


def apart(_apps, schema_editor) -> None:
    """Set those triggers again; tables that are made later have them so from the beginning."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_replace'")
        found = cursor.fetchall()
    for name, sql in found:
        if (former := _FORMER.search(sql)) is None:
            continue
        table, keys = former[1], former[2].split(") OR (")
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys)
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)
        schema_editor.execute(sql.replace(former[0], f"{there} BEGIN"), params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_refusals_counted")]
    operations = [migrations.RunPython(apart, migrations.RunPython.noop)]
