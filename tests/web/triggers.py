"""The statements that make and drop the triggers, for tests that must get past them; and what they must refuse."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

_MIGRATIONS = (
    ("audit", "0002_append_only"),
    ("audit", "0003_who_acts"),
    ("audit", "0004_bindings"),
    ("programmes", "0004_guards"),
    ("plans", "0004_guards"),
    ("delivery", "0006_changes"),
    ("delivery", "0007_events"),
    ("progress", "0002_kept"),
    ("supervision", "0001_orders"),
    ("supervision", "0002_ladder"),
    ("supervision", "0003_assessment"),
    ("supervision", "0004_meetings"),
    ("supervision", "0005_periods"),
    ("supervision", "0007_assessment_files"),
    ("disclosure", "0001_publications"),
    ("disclosure", "0004_brought_lists"),
)
_STATEMENTS = [import_module(f"yipanqi.web.{app}.migrations.{name}").STATEMENTS for app, name in _MIGRATIONS]


def _made(vendor: str) -> list[str]:
    return [line for statements in _STATEMENTS for line in statements[vendor][0]]


def _dropped(vendor: str) -> list[str]:
    return [line for statements in reversed(_STATEMENTS) for line in statements[vendor][1]]


TRIGGERS = {vendor: (_made(vendor), _dropped(vendor)) for vendor in ("sqlite", "postgresql")}


def attempts(model, change: str, *, has_key: bool = True) -> list[str]:
    """What would change, remove or replace all rows of this model, by the means of the database in use."""
    table, columns = model._meta.db_table, [field.column for field in model._meta.local_concrete_fields]
    plain = [f"UPDATE {table} SET {change}", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        return [*plain, f"TRUNCATE {table} CASCADE"]
    names = ", ".join(f'"{it}"' for it in columns)
    others = ", ".join("NULL" if it == "id" else f'"{it}"' for it in columns)
    over = [f"REPLACE INTO {table} ({names}) SELECT {names} FROM {table}"]
    over += [f"INSERT OR REPLACE INTO {table} ({names}) SELECT {others} FROM {table}"] if has_key else []
    return [*plain, *over]


def assert_refused(statement: str) -> None:
    """The application's own connection gets the trigger's error, and none other."""
    with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be truncated at all
        cursor.execute(statement)
