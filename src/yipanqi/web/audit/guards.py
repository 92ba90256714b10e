"""How a database itself keeps rows as they are, whoever asks: triggers of SQLite and PostgreSQL, for migrations.

SQLite's REPLACE removes a row without asking the trigger of DELETE, so there no row may be put over one that is there.
It also makes tables anew to change them, which loses their triggers: a migration that changes a table sets them again.
Each key is looked for by itself: of "one or the other" SQLite walks over the whole table once statistics of its first
rows say that it is small, and so many rows would take the square of their number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import migrations

Statements = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]  # by kind of database: what sets, what takes away
_SAID = "rows of {} stay as they are"


@dataclass(frozen=True)
class Kept:
    """A table whose rows, once they are there, are neither changed nor removed."""

    table: str
    keys: tuple[tuple[str, ...], ...] = (("id",),)  # what no two rows share
    stays: tuple[str, ...] = ()  # the columns that never change where others may; none named: no column does
    once: str = ""  # of OLD: from when on the whole row stays; always where nothing is said
    refused: str = ""  # of OLD and NEW: an update that is refused besides; `{differs}` compares what may be NULL


def guards(function: str, tables: Iterable[Kept]) -> Statements:
    """The triggers of these tables; on PostgreSQL they share a function of this name."""
    kept = tuple(tables)
    return {
        "sqlite": (
            tuple(line for it in kept for line in _sqlite(it)),
            tuple(f"DROP TRIGGER IF EXISTS {it.table}_no_{deed}" for it in kept for deed in _SQLITE),
        ),
        "postgresql": (
            (_function(function), *(line for it in kept for line in _postgresql(it, function))),
            (
                *(f"DROP TRIGGER IF EXISTS {it.table}_no_{deed} ON {it.table}" for it in kept for deed in _POSTGRESQL),
                f"DROP FUNCTION IF EXISTS {function}()",
            ),
        ),
    }


def setting(statements: Statements) -> migrations.RunPython:
    """The step of a migration that sets these triggers; backwards it takes them away."""

    def up(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor][0]:
            schema_editor.execute(statement, params=None)

    def down(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor][1]:
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(up, down)


_SQLITE, _POSTGRESQL = ("update", "delete", "replace"), ("update", "delete", "truncate")


def _sqlite(kept: Kept) -> tuple[str, ...]:
    table, refuse = kept.table, f"BEGIN SELECT RAISE(ABORT, '{_SAID.format(kept.table)}'); END"
    same = (" AND ".join(f'"{it}" = NEW."{it}"' for it in key) for key in kept.keys)
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {it})" for it in same)
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_changes(kept, 'IS NOT')} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_goes(kept)} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}",
    )


def _postgresql(kept: Kept, function: str) -> tuple[str, ...]:
    table, each = kept.table, "FOR EACH ROW"
    refuse = f"EXECUTE FUNCTION {function}()"
    differs = "IS DISTINCT FROM"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {each} {_changes(kept, differs)} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {each} {_goes(kept)} {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    )


def _function(name: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_SAID.format("%")}', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def _changes(kept: Kept, differs: str) -> str:
    """The condition under which an UPDATE is refused; none: always."""
    parts = [kept.once] if kept.once else []
    if kept.stays:
        old, new = (", ".join(f'{row}."{column}"' for column in kept.stays) for row in ("OLD", "NEW"))
        parts.append(f"({old}) {differs} ({new})")
    if kept.refused:
        parts.append(kept.refused.format(differs=differs))
    return f"WHEN ({' OR '.join(parts)})" if parts else ""


def _goes(kept: Kept) -> str:
    """The condition under which a DELETE is refused; none: always."""
    return f"WHEN ({kept.once})" if kept.once else ""
