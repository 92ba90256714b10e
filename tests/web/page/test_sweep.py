"""After a large write PostgreSQL is told to tidy up, outside of every transaction; nothing else is."""

import pytest
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
    """PostgreSQL: the tables that were named. SQLite: none."""
    with CaptureQueriesContext(connection) as asked:
        sweep(TaskLight, EstateForecast)

    swept = [it["sql"] for it in asked if "VACUUM" in it["sql"]]
    assert len(swept) == (2 if connection.vendor == "postgresql" else 0)
