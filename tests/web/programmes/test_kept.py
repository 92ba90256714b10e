"""U2: versions, and what rows were and became, stay as they are: the database itself sees to it."""

import pytest
from web.programmes.conftest import AT, record_of
from web.triggers import assert_refused, attempts

from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import Change, ProgrammeVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "change", "has_key"),
    [
        (Change, "reason = 'x'", False),
        (ProgrammeVersion, "number = number + 1", True),
        (ProgrammeVersion, "revision = 0, sha256 = 'x'", True),
    ],
)
def test_the_database_keeps_versions_and_changes(entry, model, change, has_key):
    """No query changes, removes, empties or replaces them."""
    before = list(model.objects.values())

    for attempt in attempts(model, change, has_key=has_key):
        assert_refused(attempt)

    assert list(model.objects.values()) == before != []


def test_a_version_whose_content_comes_back_is_found_again(entry, mine, office):
    """An edit and the edit back give no third version: the first one's revision moves on, and nothing else of it."""
    first, record = entry.current_version, record_of(mine)
    values = record.values
    actions.edit(record=record, values=values | {"note": "改"}, revision=record.revision, by=office, at=AT)
    actions.freeze(entry=entry, reason="edit", by=office, at=AT)
    record.refresh_from_db()
    actions.edit(record=record, values=values, revision=record.revision, by=office, at=AT)

    again = actions.freeze(entry=entry, reason="edit", by=office, at=AT)

    assert (again.pk, again.sha256, again.number) == (first.pk, first.sha256, first.number)
    assert again.revision > first.revision


def test_an_import_is_still_undone(batch, entry, office):
    """Undoing adds changes of its own; those of the import stay."""
    added = batch.changes.count()

    actions.undo(batch=batch, with_later=False, by=office, at=AT)

    assert batch.changes.filter(is_undoing=False).count() == batch.changes.filter(is_undoing=True).count() == added
