"""The database itself keeps what is signed off, whoever asks it."""

import pytest
from web.disclosure.conftest import DAY, when
from web.triggers import assert_refused, attempts

from yipanqi.domain.disclosure.state import State
from yipanqi.web.disclosure.models import (
    DutyNote,
    FindingOverride,
    Publication,
    PublicationEvent,
    PublicationFile,
    PublicationVersion,
    SecrecyReview,
)

_V = PublicationVersion._meta.db_table
_P = Publication._meta.db_table


@pytest.mark.parametrize(
    "change",
    [
        "title_zh = 'x'",
        "content = '{}'",
        "texts = '{\"a\": 1}'",
        "metadata = '{}'",
        "content_hash = 'x'",
        "published_at = NULL",
        "published_on = '2020-01-01'",
        "state = 'drafted'",
        "state = 'signed'",
        "number = 7",
        "destroyed_at = published_at",
    ],
)
def test_a_published_version_stays_as_it_was_signed(made, change):
    """No column of its content, its hash, its times; and it never goes back."""
    made(State.PUBLISHED)

    assert_refused(f"UPDATE {_V} SET {change}")


@pytest.mark.parametrize("state", [State.CHECKED, State.SIGNED])
def test_what_left_the_draft_is_not_rewritten(made, state):
    """What was checked is what is signed off and what goes out."""
    made(state)

    assert_refused(f"UPDATE {_V} SET content = '{{}}'")


@pytest.mark.parametrize("change", ["index_number = 'x'", "serial = 99", "uid = 'abcdefghij'", "published_at = NULL"])
def test_a_publication_keeps_its_number_and_its_address(made, change):
    """Whatever becomes of its versions."""
    made(State.PUBLISHED)

    assert_refused(f"UPDATE {_P} SET {change}")


def test_rows_are_not_removed(made):
    """Neither versions nor files, events, reviews."""
    made(State.PUBLISHED)

    for model in (Publication, PublicationVersion, PublicationFile, PublicationEvent, SecrecyReview):
        assert_refused(f"DELETE FROM {model._meta.db_table}")


def test_what_is_added_is_never_changed(made, entry, district):
    """Events, reviews and words on duties."""
    made(State.CHECKED)
    office = district.people["office"]
    DutyNote.objects.create(
        entry=entry, obligation="plan", matter="1", kind="done", reason="另行公开", by=office, **when(DAY)
    )

    for model, change in (
        (PublicationEvent, "reason = 'x'"),
        (SecrecyReview, "basis = 'x'"),
        (DutyNote, "reason = 'x'"),
    ):
        for statement in attempts(model, change, has_key=False):
            assert_refused(statement)


def test_an_override_stays_once_two_people_gave_it(made, district):
    """Before the second agrees it may be completed; afterwards nothing changes."""
    version, people = made(), district.people
    row = FindingOverride.objects.create(
        version=version, key="k", kind="name", place=["正文", "Text"], masked="王**", reason="同意",
        by=people["office"], at=when()["at"],
    )  # fmt: skip
    row.second, row.second_at = people["approver"], when()["at"]
    row.save()

    for statement in attempts(FindingOverride, "reason = 'x'"):
        assert_refused(statement)
