"""A run may end without it being known whether there is a plan; a bound may be the solver's word, beside that of the
prices."""

from importlib import import_module

from django.db import migrations, models

_GUARDS = import_module("yipanqi.web.plans.migrations.0004_guards").STATEMENTS
_CONSTRAINT = "plan_run_state_known"


def take_away(apps, schema_editor):
    for statement in _GUARDS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


def set_again(apps, schema_editor):
    for statement in _GUARDS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_guards")]
    operations = [
        migrations.RunPython(take_away, set_again),
        migrations.AddField("planrun", "priced_bound", models.FloatField(null=True)),
        migrations.RemoveConstraint("planrun", _CONSTRAINT),
        migrations.AddConstraint(
            "planrun",
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "made", "impossible", "undecided"]), name=_CONSTRAINT
            ),
        ),
        migrations.RunPython(set_again, take_away),
    ]
