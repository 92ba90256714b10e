"""Very many rows at once: each under a key that was kept for it, and known to the log as it was told beforehand."""

import pytest
from django.db import transaction
from web.programmes.conftest import AT

from yipanqi.web.audit import bound
from yipanqi.web.audit.many_actions import insert, keys, prepared, write
from yipanqi.web.programmes.models import ProgrammeEntry, Record

VALUES = (
    {"name": "兴盛里", "floors": 6, "share": 0.1, "none": None, "is_out": False},
    {"by_year": {"2028": 1.0, "2027": 12.5}, "lots": 4_718_517_000_000_000, "text": 'a "b" \\ \n ü 𠮷'},
    {"list": [1, 2.0, {"deep": ["x", -0.25]}], "empty": {}},
)
FIELDS = ("id", "sheet", "key", "estate", "values", "position", "revision", "is_active")


@pytest.fixture
def entry(district):
    office = district.people["office"]
    return ProgrammeEntry.objects.create(
        organisation=office.memberships_held[0].organisation,
        name="区", district="区", first_year=2027, years=3, created_by=office, created_at=AT,
    )  # fmt: skip


def records(entry, count=250):
    return [
        Record(
            entry=entry, sheet="survey", key=f"E{at}", estate=f"E{at}", values=VALUES[at % 3], position=at, revision=1
        )
        for at in range(count)
    ]


@transaction.atomic
def written(entry):
    """More than go with one statement."""
    told = records(entry)
    texts = [bound.text_of(it) for it in told]
    for it, key in zip(told, keys(Record, len(told)), strict=True):
        it.pk = key
    rows = prepared(Record, FIELDS, ([getattr(it, name) for name in FIELDS] for it in told))
    write(Record, same={"entry": entry.pk}, fields=FIELDS, rows=rows)
    return told, texts


def test_a_row_is_known_to_the_log_as_it_was_told_before_it_was_written(entry):
    told, texts = written(entry)

    kept = list(Record.objects.filter(entry=entry).order_by("position"))

    assert [(it.pk, it.values, it.is_active) for it in kept] == [(it.pk, it.values, True) for it in told]
    assert bound.digests(told) == sorted(bound.digest_of(it, text) for it, text in zip(told, texts, strict=True))


def test_nobody_else_is_given_a_key_that_was_kept(entry):
    told, _ = written(entry)

    after = Record.objects.create(entry=entry, sheet="survey", key="next", values={}, position=999)

    assert after.pk not in {it.pk for it in told}


def test_of_no_rows_nothing_is_asked(entry, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Record, same={"entry": entry.pk}, fields=("sheet",), rows=())
