"""A proposal may be declined or withdrawn, and then made again; a run tells what it changes against its base.

SQLite makes tables anew to change them, which loses their triggers: they are taken away before and set again after.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

TABLE = "plans_proposalend"
SQLITE_UP = tuple(
    f"""CREATE TRIGGER {TABLE}_no_{deed.lower()} BEFORE {deed} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"""
    for deed in ("UPDATE", "DELETE")
)
SQLITE_DOWN = tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{deed}" for deed in ("update", "delete"))
POSTGRESQL_UP = (
    f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION plans_refuse()""",
)
POSTGRESQL_DOWN = (f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",)
STATEMENTS = {"sqlite": (SQLITE_UP, SQLITE_DOWN), "postgresql": (POSTGRESQL_UP, POSTGRESQL_DOWN)}


def _earlier():
    from importlib import import_module

    return import_module("yipanqi.web.plans.migrations.0002_append_only")


def loosen(apps, schema_editor):
    _earlier().down(apps, schema_editor)


def tighten(apps, schema_editor):
    _earlier().up(apps, schema_editor)


def up(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


def down(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_append_only"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(loosen, tighten),
        migrations.AddField("planrun", "changes", models.JSONField(default=list)),
        migrations.AddField("proposal", "number", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField(
            "proposal",
            "run",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="plans.planrun"
            ),
        ),
        migrations.AddConstraint(
            "proposal", models.UniqueConstraint(fields=["run", "number"], name="plan_proposed_once_at_a_time")
        ),
        migrations.AlterModelOptions("proposal", {"ordering": ("-pk",)}),
        migrations.AddConstraint(
            "adoption", models.UniqueConstraint(fields=["proposal"], name="plan_proposal_adopted_once")
        ),
        migrations.CreateModel(
            "ProposalEnd",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="end", to="plans.proposal"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind="withdrawn", by=F("proposed_by"))
                        | (Q(kind="declined") & ~Q(by=F("proposed_by")) & ~Q(note="")),
                        name="plan_proposal_ended_by_whom",
                    )
                ]
            },
        ),
        migrations.RunPython(tighten, loosen),
        migrations.RunPython(up, down),
    ]
