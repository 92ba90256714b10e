"""What keeps rows as they are looks each key up, however small the table was when statistics of it were gathered."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

_ASKED = re.compile(r"WHEN (EXISTS .*?)\s*BEGIN", re.DOTALL)


def asked() -> dict[str, str]:
    """Trigger → the question that it asks before a row is written, with a value for each of the row's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_replace'")
        return {name: re.sub(r'NEW\."?\w+"?', "1", _ASKED.search(sql)[1]) for name, sql in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE, and no such triggers")
def test_no_trigger_walks_over_its_table():
    """The statistics say that every table is empty or almost so, as those of a platform that was just set up do."""
    walking = []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for name, question in asked().items():
            cursor.execute(f"EXPLAIN QUERY PLAN SELECT {question}")
            walking += [name for *_, step in cursor.fetchall() if step.startswith("SCAN") and "CONSTANT" not in step]
    assert len(asked()) > 30
    assert walking == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE, and no such triggers")
def test_triggers_of_before_are_set_again():
    """The upgrade splits what was asked as one or the other, once."""
    now, table = asked(), "audit_binding"
    keys = '("id" = NEW."id") OR ("event_id" = NEW."event_id" AND "table" = NEW."table" AND "row_id" = NEW."row_id")'
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {keys})"
    refused = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} stay as they are'); END"
    editor = SimpleNamespace(connection=connection, execute=lambda line, params: connection.cursor().execute(line))
    editor.execute(f"DROP TRIGGER {table}_no_replace", None)
    editor.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refused}", None)
    assert asked() != now

    for _ in range(2):
        import_module("yipanqi.web.audit.migrations.0006_keys_apart").apart(apps, editor)

    assert asked() == now
