"""Lists may be requests for disclosure."""

from importlib import import_module

from django.db import migrations, models

_GUARDS = import_module("yipanqi.web.disclosure.migrations.0004_brought_lists").STATEMENTS
_CONSTRAINT = "brought_kind_known"


def take_away(apps, schema_editor):
    for statement in _GUARDS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


def set_again(apps, schema_editor):
    for statement in _GUARDS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_brought_lists")]

    operations = [
        migrations.RunPython(take_away, set_again),
        migrations.RemoveConstraint("broughtlist", _CONSTRAINT),
        migrations.AddConstraint(
            "broughtlist",
            models.CheckConstraint(
                condition=models.Q(kind__in=("roll", "links", "letters", "requests")), name=_CONSTRAINT
            ),
        ),
        migrations.RunPython(set_again, take_away),
    ]
