"""All that the database refuses for plans, said anew: it also refuses to remove a plan that is made, to empty these
tables at once, and to put a row over another."""

from importlib import import_module

from django.db import migrations

from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards(
    "plans_keep",
    [
        Kept("plans_planrun", keys=(("id",), ("uid",)), stays=("id", "uid"), once="OLD.state <> 'open'"),
        Kept("plans_proposal", keys=(("id",), ("run_id", "number"))),
        Kept("plans_proposalend", keys=(("id",), ("proposal_id",))),
        Kept("plans_adoption", keys=(("id",), ("proposal_id",))),
    ],
)
_EARLIER = [import_module(f"yipanqi.web.plans.migrations.{it}") for it in ("0002_append_only", "0003_proposals_end")]


def loosen(apps, schema_editor):
    for earlier in reversed(_EARLIER):  # the functions are the oldest's
        earlier.down(apps, schema_editor)


def tighten(apps, schema_editor):
    for earlier in _EARLIER:
        earlier.up(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_proposals_end")]
    operations = [migrations.RunPython(loosen, tighten), setting(STATEMENTS)]
