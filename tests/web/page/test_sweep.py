"""After a large write, and after a release's migrations, the database counts anew, outside of every transaction."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yipanqi.web.page.sweep import sweep
from yipanqi.web.progress.models import EstateForecast, TaskLight


def test_nothing_is_swept_inside_a_transaction(db):
    """There PostgreSQL would refuse, and whatever was written would be lost."""
    with CaptureQueriesContext(connection) as asked:
        sweep(TaskLight, EstateForecast)

    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_each_table_is_swept_once_where_the_database_wants_it():
    """PostgreSQL: the tables that were named. SQLite: all, in one go."""
    with CaptureQueriesContext(connection) as asked:
        sweep(TaskLight, EstateForecast)

    swept = [it["sql"] for it in asked if "ANALYZE" in it["sql"]]
    assert len(swept) == (2 if connection.vendor == "postgresql" else 1)


@pytest.mark.django_db(transaction=True)
def test_sqlite_counts_after_a_migration():
    """A table that a migration builds anew has lost its counts, and pages took a second that take ten milliseconds."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    with CaptureQueriesContext(connection) as asked:
        call_command("migrate", verbosity=0)

    assert [it["sql"] for it in asked].count("ANALYZE") == 1
