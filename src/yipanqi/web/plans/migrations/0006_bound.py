"""Rows that were there before events held digests are bound by one event: proposals, adoptions, plans, versions, rows
of data. An empty database has none, and no such event."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

from yipanqi.web.audit import actions
from yipanqi.web.plans import bound as plans
from yipanqi.web.programmes import bound as programmes


def bind(apps: Any, _: Any) -> None:
    """Their columns of the first form, read by the models of then."""

    def rows(app: str, name: str) -> Any:
        return apps.get_model(app, name).objects

    kinds = [
        (rows("plans", "PlanRun").filter(plans.ENDED), plans.RUN[0]),
        (rows("plans", "Proposal").all(), plans.PROPOSAL[0]),
        (rows("plans", "ProposalEnd").all(), plans.END[0]),
        (rows("plans", "Adoption").all(), plans.ADOPTION[0]),
        (rows("programmes", "ProgrammeVersion").all(), programmes.VERSION[0]),
        (rows("programmes", "Record").all(), programmes.RECORD[0]),
    ]
    event, binding = apps.get_model("audit", "Event"), apps.get_model("audit", "Binding")
    actions.bind_what_is_there(kinds, event=event, binding=binding, at=datetime.now(UTC))


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_undecided"),
        ("programmes", "0006_unit_organisations"),
        ("audit", "0004_bindings"),
    ]
    operations = [migrations.RunPython(bind, migrations.RunPython.noop)]
