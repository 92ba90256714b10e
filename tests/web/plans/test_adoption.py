"""Two people put a plan in force; what they did stays as it was done."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from web.plans.conftest import AT

from yipanqi.web.plans import actions
from yipanqi.web.plans.models import Adoption, PlanRun, Proposal


def test_nobody_adopts_what_they_proposed(run, district):
    """Four eyes: by the action, and by the database for whoever goes round it."""
    leader = district.people["district"]
    proposal = actions.propose(run=run, by=leader, at=AT)

    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=leader, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(run=run, entry=run.entry, proposal=proposal, proposed_by=leader, by=leader, at=AT)


def test_what_nobody_proposed_is_not_adopted(run, district):
    """A proposal comes first; a plan is proposed once and adopted once in a row."""
    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=district.people["district"], at=AT)
    actions.propose(run=run, by=district.people["office"], at=AT)
    with pytest.raises(actions.CannotPropose):
        actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=district.people["district"], at=AT)


@pytest.mark.parametrize("model", [Proposal, Adoption])
def test_the_database_keeps_proposals_and_adoptions_as_they_were(run, district, model):
    """No query changes or removes what was signed."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    table = model._meta.db_table

    for statement in (f"UPDATE {table} SET note = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_in_force_is_seen_by_the_whole_tree(run, district):
    """Once adopted, a plan is there for subdistricts, communities, utilities and builders too."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)

    seen = {kind for kind, person in district.people.items() if PlanRun.objects.visible_to(person).exists()}

    assert seen == set(district.people) - {"system_admin", "audit_admin"}
