"""Who acts becomes a kind and a key, and an event tells its format. Events that are there keep format 1, and every
value their hash was made of; none is written to.

On SQLite a next event that bore the hash of an earlier one could, by REPLACE, remove it: now refused.

SQLite makes tables anew to change them, which loses their triggers: they are taken away before and set again after.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from yipanqi.web.audit.guards import setting

STATEMENTS = {
    "sqlite": (
        (
            """CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
               WHEN EXISTS (SELECT 1 FROM audit_event WHERE hash = NEW.hash)
               BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END""",
        ),
        ("DROP TRIGGER IF EXISTS audit_event_no_replace",),
    ),
    "postgresql": ((), ()),
}
_APPEND_ONLY = import_module("yipanqi.web.audit.migrations.0002_append_only")


def refuse_new_events(apps, schema_editor):
    if apps.get_model("audit", "event").objects.filter(format__gt=1).exists():
        raise RuntimeError("There are events whose hashes the former version cannot prove: restore a backup instead")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(_APPEND_ONLY.down, _APPEND_ONLY.up),
        migrations.AddField("event", "format", models.PositiveSmallIntegerField(default=1), preserve_default=False),
        migrations.AddField("event", "actor_kind", models.CharField(default="", max_length=20), preserve_default=False),
        migrations.AddField("event", "actor_key", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddIndex(
            "event", models.Index(fields=["actor_kind", "actor_key", "-seq"], name="audit_of_kind_and_key")
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=Q(format=1, actor_kind="", actor_key="")
                | Q(format=2, actor_kind__in=["staff", "system", "resident"], actor_key__gt="")
                | Q(format=2, actor_kind="public"),
                name="audit_actor_of_its_format",
            ),
        ),
        migrations.RunPython(_APPEND_ONLY.up, _APPEND_ONLY.down),
        setting(STATEMENTS),
        migrations.RunPython(migrations.RunPython.noop, refuse_new_events),
    ]
