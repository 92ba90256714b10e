"""Events bind the rows they wrote: which ones, and the digest of each, kept as they are by the database itself."""

import django.db.models.deletion
from django.db import migrations, models

from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards("audit_keep", [Kept("audit_binding", keys=(("id",), ("event_id", "table", "row_id")))])


def refuse_bindings(apps, schema_editor):
    if apps.get_model("audit", "binding").objects.exists():
        raise RuntimeError("There are rows that the former version cannot prove: restore a backup instead")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_who_acts")]
    operations = [
        migrations.CreateModel(
            "Binding",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=80)),
                ("row_id", models.BigIntegerField()),
                ("form", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="audit.event"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["table", "row_id", "event"], name="audit_bindings_of_row")],
                "constraints": [
                    models.UniqueConstraint(fields=["event", "table", "row_id"], name="audit_bound_once"),
                ],
            },
        ),
        setting(STATEMENTS),
        migrations.RunPython(migrations.RunPython.noop, refuse_bindings),
    ]
