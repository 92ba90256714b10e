"""U3.5: what was adopted, made and surveyed stays as the log says, also against whoever has the database in hand."""

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from web.audit.conftest import begun, verified, without_triggers
from web.plans.conftest import AT, a_run
from web.triggers import assert_refused, attempts

from yipanqi.web.audit import bound
from yipanqi.web.audit.models import Binding, Event
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.plans import actions
from yipanqi.web.plans.models import Proposal
from yipanqi.web.plans.run_result import RunResult
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ProgrammeEntry, ProgrammeVersion, Record

pytestmark = pytest.mark.django_db
UNBOUND = {"programmes.programmeversion": {"revision"}}  # with what may change in them


def by_deeds(entry) -> None:
    """Let the rows that the fixtures wrote by themselves count as bound: they were there before, as at an upgrade."""
    import_module("yipanqi.web.plans.migrations.0006_bound").bind(apps, None)


@pytest.fixture
def adopted(entry, office, district):
    """A programme with a plan in force, one declined, one row edited; proven so far."""
    by_deeds(entry)
    leader = district.people["district"]
    run = a_run(entry, office)
    actions.propose(run=run, by=office, at=AT)
    actions.decline(run=run, by=leader, at=AT, note="资金未落实")
    actions.propose(run=run, by=office, at=AT)
    adoption = actions.adopt(run=run, by=leader, at=AT)
    begun()
    code, words = verified()
    assert code == 0, words
    return adoption


@pytest.mark.parametrize(
    ("forgery", "zh", "en"),
    [
        ("UPDATE plans_adoption SET note = 'forged'", "采用", "adoption"),
        ("UPDATE plans_adoption SET by_id = proposed_by_id, proposed_by_id = by_id", "采用", "adoption"),
        ("DELETE FROM plans_adoption", "采用", "adoption"),
        ("UPDATE plans_planrun SET money = 1", "方案", "plan"),
        ("UPDATE plans_planrun SET outcome = CAST('x' AS {blob})", "方案", "plan"),
        ("UPDATE plans_planrun SET priced_bound = 1", "方案", "plan"),
        ("UPDATE plans_planrun SET state = 'open'", "方案", "plan"),
        ("UPDATE plans_proposal SET note = 'forged' WHERE number = 2", "提请", "proposal"),
        ("UPDATE plans_proposalend SET note = 'forged'", "提请的办结", "end of a proposal"),
        ("UPDATE programmes_programmeversion SET content = CAST('x' AS {blob})", "数据版本", "version"),
        ("UPDATE programmes_record SET estate = 'X' WHERE sheet = 'survey'", "数据行", "row of data"),
        ("UPDATE programmes_record SET is_active = NOT is_active WHERE sheet = 'funds'", "数据行", "row of data"),
    ],
)  # fmt: skip
def test_rows_changed_in_the_database_are_told(adopted, forgery, zh, en):
    """With the triggers dropped: changed or removed, the row is named by kind, number and table; nothing is signed."""
    blob = "BLOB" if connection.vendor == "sqlite" else "BYTEA"

    without_triggers(forgery.format(blob=blob))

    code, words = verified()
    assert code == 1 and "whole" not in words
    table = forgery.split()[2 if forgery.startswith("DELETE") else 1]
    assert f"{zh} " in words and f"{en} " in words and table in words
    with pytest.raises(CommandError, match="Nothing was signed"):
        call_command("checkpoint", stdout=StringIO())


def test_the_row_is_named(adopted):
    """The very number of the adoption, and the event that tells of it."""
    without_triggers("UPDATE plans_adoption SET note = 'forged'")
    event = Event.objects.get(action="plan.adopted")

    words = verified()[1]

    assert f"{event.seq}: 采用 {adopted.pk}（plans_adoption） 与日志所记不符" in words
    assert f"adoption {adopted.pk} (plans_adoption) is not what was recorded" in words


def test_a_row_that_no_deed_wrote_is_told(adopted, office):
    """A proposal put into the database by hand is one that no event tells of."""
    forged = Proposal.objects.create(run=adopted.run, number=9, by=office, at=AT)

    code, words = verified()

    assert code == 1
    assert f"提请 {forged.pk}（plans_proposal） 不是平台写入的" in words


def test_digests_that_were_changed_with_the_row_are_told(adopted):
    """Whoever changes the row and its digest too differs from the event, which the chain keeps."""
    without_triggers("UPDATE plans_adoption SET note = 'forged'")
    adopted.refresh_from_db()
    (forged,) = bound.digests([adopted])
    without_triggers(f"UPDATE audit_binding SET digest = '{forged.digest}' WHERE \"table\" = 'plans.adoption'")

    code, words = verified()

    assert code == 1
    assert f"所记的数据行指纹被改动，涉及 采用 {adopted.pk}" in words


def test_digests_that_are_gone_are_told(adopted):
    """Without its digests an event says what it bound all the same."""
    without_triggers("DELETE FROM audit_binding WHERE \"table\" = 'plans.adoption'")

    code, words = verified()

    assert code == 1 and "指纹不见了" in words


def test_the_database_keeps_digests(adopted):
    """U2: no query changes, removes, empties or replaces them."""
    for attempt in attempts(Binding, "digest = 'x'"):
        assert_refused(attempt)


def test_edited_rows_are_proven_by_their_newest_deed(adopted, office):
    """Changed, removed and brought back: each deed binds the row anew, and the log stays whole."""
    entry = ProgrammeEntry.objects.get()
    record = Record.objects.filter(entry=entry, sheet="survey").first()
    values = record.values
    programmes.edit(record=record, values=values | {"note": "改"}, revision=1, by=office, at=AT)
    record.refresh_from_db()
    programmes.remove(record=record, revision=record.revision, by=office, at=AT)
    programmes.add(entry=entry, sheet="survey", values=values, by=office, at=AT)

    call_command("checkpoint", stdout=StringIO())
    assert verified()[0] == 0
    assert Binding.objects.filter(table="programmes.record", row_id=record.pk).count() == 4


def test_what_was_there_is_bound_once(entry):
    """One event for all rows that were there, told in the log; they are proven from then on."""
    by_deeds(entry)

    told = Event.objects.get(action="rows.bound").values_told
    rows = Record.objects.count() + ProgrammeVersion.objects.count()
    assert told["bound"]["count"] == told["after"]["count"] == rows == Binding.objects.count()
    begun()
    assert verified()[0] == 0
    without_triggers("UPDATE programmes_record SET position = 70 WHERE sheet = 'estates'")
    assert verified()[0] == 1


def test_what_is_bound_afterwards_is_told(adopted, office):
    """Whoever adds a row and lets the migration bind it once more is found: deeds bind rows, once there are any."""
    Proposal.objects.create(run=adopted.run, number=9, by=office, at=AT)
    by_deeds(adopted.entry)

    code, words = verified()

    assert code == 1 and "rows were bound afterwards, without their deeds" in words


def test_every_column_is_bound_or_said_not_to_be():
    """A new column of a bound row is a decision: in the newest form, or here."""
    for kind in bound.kinds():
        columns = {field.attname for field in kind.model._meta.local_concrete_fields} - {"id"}

        assert set(kind.forms[-1]) == columns - UNBOUND.get(kind.table, set()), kind.table


def test_a_run_that_is_not_made_may_still_change(entry, office):
    """Until it is made a run is not bound: a stopped or running one is no fault."""
    by_deeds(entry)
    run = a_run(entry, office, is_made=False)
    jobs.ask_to_stop(run.job, by=office)

    begun()

    assert verified()[0] == 0
    assert "bound" not in Event.objects.get(action="plan.started").values_told


@pytest.mark.parametrize("is_undecided", [True, False])
def test_a_run_that_ended_without_a_plan_is_bound(entry, office, is_undecided):
    """Whether there is none or nobody knows: the deed binds the run, which the log answers for from then on."""
    by_deeds(entry)
    run = a_run(entry, office, is_made=False)

    actions.take_in(run=run, made=RunResult(why_not=[["无", "none"]], is_undecided=is_undecided), folder="", at=AT)

    begun()
    assert verified()[0] == 0
    without_triggers("UPDATE plans_planrun SET state = 'impossible', why_not = '[]'")
    assert f"方案 {run.pk}" in verified()[1]


def test_what_another_database_hands_back_otherwise_is_the_same():
    """JSON figures come back from PostgreSQL as whole numbers where SQLite keeps their point."""
    one = bound.digest("t", 1, ["v"], {"pk": 1, "v": {"a": 1e20, "b": [2.0, 0.5]}})

    assert one == bound.digest("t", 1, ["v"], {"pk": 1, "v": {"b": [2, 0.5], "a": 10**20}})
    assert one != bound.digest("t", 1, ["v"], {"pk": 2, "v": {"b": [2, 0.5], "a": 10**20}})
