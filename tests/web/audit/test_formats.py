"""Who acts is a kind and a key; a log that began before these were told is proven, each event in its own format."""

import csv
import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from web.audit.conftest import begun, verified, without_triggers
from web.district import AT, a_person

from yipanqi.web.audit import actions
from yipanqi.web.audit.actors import COMMAND, PUBLIC, RESIDENT, STAFF, SYSTEM, WORKER, Actor
from yipanqi.web.audit.models import FIRST, Event
from yipanqi.web.audit.views import told

pytestmark = pytest.mark.django_db

OLD = {"format": 1, "actor_kind": "", "actor_key": ""}  # the columns that came later, of an old event
FORMER = [("audit", "0002_append_only")]


def an_old_event(seq, previous, *, actor=None, role="system", action="test.old", **later):
    """Write an event as the version before did, and give its hash."""
    at = AT + timedelta(microseconds=seq)
    facts = {"seq": seq, "at": at.isoformat(timespec="microseconds"), "actor": actor, "role": role, "action": action}
    facts |= {"result": "done", "subject": ["", ""], "scope": "", "values": '{"after":{"n":1}}', "request": "-"}
    facts |= {"previous": previous}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    row = {it: facts[it] for it in ("seq", "role", "action", "result", "scope", "previous")} | later
    row |= {"at": connection.ops.adapt_datetimefield_value(at), "actor_id": actor, "subject_type": "", "subject_id": ""}
    row |= {"values_json": facts["values"], "request_id": "-", "hash": hashlib.sha256(text.encode()).hexdigest()}
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO audit_event ({', '.join(row)}) VALUES ({places})", list(row.values()))
    return row["hash"]


def old_events(staff_id, **later):
    """A person, the system, and somebody not logged in: the three that events of format 1 tell apart."""
    head = an_old_event(1, FIRST, actor=staff_id, role="planner", **later)
    head = an_old_event(2, head, **later)
    an_old_event(3, head, role="anonymous", action="session.refused", **later)


def new_event(**facts):
    """An event as it is written now."""
    with transaction.atomic():
        return actions.record("test.new", at=AT, **facts)


@pytest.fixture
def mixed():
    """A log of three events of format 1 and two of format 2."""
    old_events(7, **OLD)
    new_event(by=Actor(STAFF, "7"))
    new_event()


def test_a_log_of_both_formats_is_proven(mixed):
    """Old events keep their hash, new ones follow them; a checkpoint of the whole is signed and holds."""
    begun()
    call_command("checkpoint", stdout=StringIO())

    assert [event.format for event in Event.objects.in_chain()] == [1, 1, 1, 2, 2, 2]
    assert verified()[0] == 0


def test_who_acted_is_told_in_both_formats(mixed):
    """A person by their number, the system, and the public; in old events the system's part is not known."""
    assert [event.actor for event in Event.objects.in_chain()] == [
        Actor(STAFF, "7"),
        Actor(SYSTEM),
        Actor(PUBLIC),
        Actor(STAFF, "7"),
        Actor(SYSTEM, COMMAND),
    ]
    assert [event.actor_id for event in Event.objects.in_chain()] == [7, None, None, None, None]


AS_NEW = "format = 2, actor_id = NULL, actor_kind = "


@pytest.mark.parametrize(
    "forgery",
    [
        "actor_key = '8' WHERE seq = 4",
        "actor_kind = 'resident' WHERE seq = 4",
        "actor_kind = 'public', actor_key = '' WHERE seq = 4",
        "actor_key = 'worker' WHERE seq = 5",
        "actor_id = 8 WHERE seq = 4",
        "actor_id = 8 WHERE seq = 1",
        "role = 'system' WHERE seq = 3",
        f"{AS_NEW}'staff', actor_key = '7' WHERE seq = 1",
        f"{AS_NEW}'system', actor_key = 'worker' WHERE seq = 2",
        f"{AS_NEW}'public' WHERE seq = 3",
        "format = 1, actor_id = 7, actor_kind = '', actor_key = '' WHERE seq = 4",
        "format = 1, actor_kind = '', actor_key = '' WHERE seq = 5",
    ],
)
def test_a_forged_actor_or_format_is_found(mixed, forgery):
    """Another kind, key or person, an old event that passes for a new one, or the reverse: the chain tells."""
    begun()
    assert verified()[0] == 0

    without_triggers(f"UPDATE audit_event SET {forgery}")

    assert verified()[0] == 1


def test_an_old_event_tells_nothing_its_hash_does_not_hold(mixed):
    """Kind and key beside an old event would be believed by a filter: the database refuses, and the proof tells."""
    event = Event.objects.get(seq=1)
    event.actor_kind, event.actor_key = STAFF, "8"

    assert not event.is_of_its_format
    with pytest.raises(IntegrityError), transaction.atomic():
        without_triggers("UPDATE audit_event SET actor_kind = 'staff', actor_key = '8' WHERE seq = 1")


@pytest.mark.parametrize(
    ("kind", "key", "version"), [("robot", "1", 2), ("staff", "", 2), ("system", "", 2), ("staff", "7", 3), ("", "", 2)]
)
def test_the_database_knows_the_kinds(kind, key, version):
    """No event of a kind or format that nobody knows, nor one of somebody who is not named."""
    later = {"format": version, "actor_kind": kind, "actor_key": key}

    with pytest.raises(IntegrityError), transaction.atomic():
        an_old_event(1, FIRST, **later)


def test_an_actor_is_of_a_known_kind():
    """An impossible actor is refused at birth."""
    with pytest.raises(ValueError, match="robot"):
        Actor("robot", "1")


@pytest.mark.parametrize(
    ("by", "actor", "role", "said"),
    [
        (None, Actor(SYSTEM, COMMAND), "system", "系统（命令行）"),
        (Actor(SYSTEM, WORKER), Actor(SYSTEM, WORKER), "system", "系统（后台进程）"),
        (Actor(RESIDENT, "r-12"), Actor(RESIDENT, "r-12"), "resident", "居民（r-12）"),
        (AnonymousUser(), Actor(PUBLIC), "anonymous", "未登录"),
        (Actor(STAFF, "999999"), Actor(STAFF, "999999"), "staff", "人员（999999）"),
    ],
)
def test_who_is_no_person_of_the_staff_is_told(by, actor, role, said):
    """Commands, workers, residents, the public, and a person whose account is gone: by kind and key."""
    event = new_event(by=by)

    assert (event.actor, event.role, told([event])[0].actor) == (actor, role, said)


def test_a_person_is_told_by_name(district):
    """A person of the staff by their name, with the roles they held."""
    person = district.people["office"]

    event = new_event(by=person)

    assert (event.actor_kind, event.actor_key, event.role) == (STAFF, str(person.pk), "planner")
    assert told([event])[0].actor == str(person)


def test_the_log_is_filtered_by_person_in_both_formats(district, as_):
    """Old and new events of one person, and of nobody else, are found by their login; the file holds kind and key."""
    person, other = a_person("wang.fang"), district.people["office"]
    last = Event.objects.order_by("-seq").first()
    an_old_event(last.seq + 1, last.hash, actor=person.pk, role="planner", **OLD)
    new_event(by=person)
    new_event(by=other)
    new_event(by=Actor(RESIDENT, str(person.pk)))

    page = as_("audit_admin").get(reverse("audit:log"), {"q": "test.", "person": "wang.fang"}).content.decode()
    file = as_("audit_admin").get(reverse("audit:export"), {"q": "test.", "person": "wang.fang"})
    rows = list(csv.DictReader(StringIO(b"".join(file).decode("utf-8-sig"))))

    assert page.count("<tr id=") == 2
    assert list(rows[0])[-4:] == ["hash", "actor_kind", "actor_key", "format"]
    assert [(it["person"], it["actor_kind"], it["actor_key"], it["format"]) for it in rows] == [
        (str(person.pk), "staff", str(person.pk), "1"),
        (str(person.pk), "staff", str(person.pk), "2"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_log_of_the_version_before_is_brought_over():
    """The migration writes to no event: all keep their hashes, what refuses changes is there again, new ones follow."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(FORMER)
    try:
        old_events(7)
    finally:
        MigrationExecutor(connection).migrate(latest)
    new_event()

    assert [(event.format, event.actor_id) for event in Event.objects.in_chain()] == [
        (1, 7),
        (1, None),
        (1, None),
        (2, None),
    ]
    begun()
    assert verified()[0] == 0
    for statement in (
        "UPDATE audit_event SET actor_key = 'x' WHERE seq = 4",
        "UPDATE audit_event SET format = 2 WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 4",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match="follow each other"), transaction.atomic():
        an_old_event(9, FIRST, **OLD)


@pytest.mark.django_db(transaction=True)
def test_there_is_no_way_back_for_new_events():
    """The version before could not prove them: the migration backwards refuses, and writes to no event."""
    new_event()
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    try:
        with pytest.raises(RuntimeError, match="restore a backup"):
            MigrationExecutor(connection).migrate(FORMER)
    finally:
        MigrationExecutor(connection).migrate(latest)

    begun()
    assert verified()[0] == 0
