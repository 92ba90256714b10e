"""The log: append-only, chained, signed, and written with every change."""

import json
from datetime import UTC, datetime
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from web.audit.conftest import begun, verified, without_triggers
from web.district import AT, a_person

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.audit import actions, checkpoints
from yipanqi.web.audit.actors import STAFF, Actor
from yipanqi.web.audit.models import FIRST, Event, Opening

pytestmark = pytest.mark.django_db


def recorded(count=3):
    """Some events of nobody."""
    with transaction.atomic():
        return [actions.record("test.done", after={"n": n}, at=AT) for n in range(count)]


def test_events_follow_each_other_from_one_without_a_gap():
    """The first event follows nothing, each other one the event before it."""
    events = recorded()

    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [FIRST, events[0].hash, events[1].hash]
    assert all(event.hash == event.reckoned_hash() for event in Event.objects.all())


def test_a_rollback_leaves_no_trace():
    """An event lives and dies with the change it tells of."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        recorded()
        raise ZeroDivisionError

    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_no_event_outside_of_a_transaction():
    """An event is never written by itself, as if the change could fail and the event stay."""
    with pytest.raises(actions.CannotRecord):
        actions.record("test.done")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 3",
        "DELETE FROM audit_event",
        "INSERT INTO audit_event SELECT 9, at, actor_id, role, action, result, subject_type, subject_id, scope,"
        " values_json, request_id, 'x', 'y', format, actor_kind, actor_key FROM audit_event WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_remove_or_skip_events(statement):
    """U2: the application's own connection gets an error."""
    recorded()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no TRUNCATE")
def test_postgresql_refuses_to_truncate():
    """U2: nor can the table be emptied at once."""
    recorded()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has this statement")
def test_sqlite_refuses_to_replace():
    """U2: REPLACE, which deletes without the trigger of DELETE, is refused too."""
    recorded()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has this statement")
def test_sqlite_refuses_to_replace_by_the_next_event():
    """U2: nor does an event that follows rightly push out an earlier one by bearing its hash."""
    events = recorded()
    names = "at, actor_id, role, action, result, subject_type, subject_id, scope, values_json, request_id"
    added = f"SELECT 4, {names}, '{events[2].hash}', hash, format, actor_kind, actor_key FROM audit_event WHERE seq = 2"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO audit_event {added}")

    assert Event.objects.count() == 3


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET values_json = '{}' WHERE seq = 1",
        "UPDATE audit_event SET action = 'x' WHERE seq = 2",
        "UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 3",
        "UPDATE audit_event SET actor_id = 7 WHERE seq = 3",
        "UPDATE audit_event SET actor_kind = 'resident' WHERE seq = 2",
        "UPDATE audit_event SET actor_key = 'web' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 2",
    ],
)
def test_verify_log_finds_what_was_tampered_with(tampering):
    """Any change of the first, a middle or the last event, and any missing one but the last, breaks the chain."""
    recorded()
    begun()
    assert verified()[0] == 0

    without_triggers(tampering)

    assert verified()[0] == 1


def test_a_checkpoint_tells_of_a_log_that_was_cut_short():
    """The last events can be removed without breaking the chain; the checkpoint outside tells."""
    recorded()
    begun()

    without_triggers("DELETE FROM audit_event WHERE seq = 4")

    code, words = verified()
    assert code == 1
    assert "cut short" in words


def test_a_checkpoint_tells_of_a_log_that_was_made_anew(settings):
    """Whoever owns the database can reckon a whole new chain; it does not end as the checkpoint says."""
    recorded()
    begun()

    without_triggers("DELETE FROM audit_event")
    with transaction.atomic():
        for n in range(3):
            actions.record("test.forged", after={"n": n})

    assert verified()[0] == 1


def test_a_forged_checkpoint_is_told(settings):
    """A line that the noted key did not sign is no proof but a fault."""
    recorded()
    begun()
    body = json.loads(settings.CHECKPOINTS.read_text())
    settings.CHECKPOINTS.write_text(json.dumps(body | {"size": 2}) + "\n")

    assert verified()[0] == 1


def test_what_is_broken_is_not_signed():
    """No checkpoint on a log that does not hold."""
    recorded()
    begun()
    without_triggers("UPDATE audit_event SET action = 'x' WHERE seq = 2")

    with pytest.raises(Exception, match="changed"):
        call_command("checkpoint", stdout=StringIO())


def test_the_key_is_readable_by_nobody_else(settings):
    """The file of the signing key has mode 600."""
    key = checkpoints.make_key(settings.CHECKPOINT_KEY)

    assert settings.CHECKPOINT_KEY.stat().st_mode & 0o777 == 0o600
    assert checkpoints.public_text(checkpoints.signing_key(settings.CHECKPOINT_KEY).public_key()) == (
        checkpoints.public_text(key.public_key())
    )


def test_personal_values_stand_beside_the_chain_and_can_be_erased():
    """The chain holds commitments: erasing a person's values leaves it whole, changing them does not."""
    person = a_person("wang.fang", phone="13800009999")
    assert not Event.objects.filter(values_json__contains="13800009999").exists()
    assert Opening.objects.filter(value_json__contains="13800009999").exists()

    actions.erase(person_id=person.pk, by=None)

    assert not Opening.objects.filter(person_id=person.pk).exists()
    begun()
    assert verified()[0] == 0


def test_a_changed_personal_value_is_told():
    """What a commitment commits to cannot be exchanged."""
    a_person("wang.fang")
    begun()
    Opening.objects.update(value_json='"李四"')

    assert verified()[0] == 1


def test_an_event_tells_who_when_where_and_what(district):
    """U4: zone-aware moment, actor, role, scope, object, result and request."""
    office = district.organisations["区改造办"]

    accounts.change_organisation(
        organisation=office, by=district.people["system_admin"], at=datetime.now(UTC), name="区城市更新办"
    )

    event = Event.objects.order_by("-seq").first()
    assert event.at.tzinfo is not None
    assert (event.actor, event.role) == (Actor(STAFF, str(district.people["system_admin"].pk)), "system_admin")
    assert (event.subject_type, event.subject_id) == ("accounts.organisation", str(office.pk))
    assert (event.action, event.result, event.scope) == ("organisation.changed", "done", office.path)
    assert event.values_told == {"before": {"name": "区改造办"}, "after": {"name": "区城市更新办"}}


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain():
    """Eight writers, ten events each: eighty in one chain, none lost, no fork."""

    def write():
        try:
            for _ in range(10):
                with transaction.atomic():
                    actions.record("test.race")
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [event.seq for event in Event.objects.in_chain()] == list(range(1, 81))
    begun()
    assert verified()[0] == 0
