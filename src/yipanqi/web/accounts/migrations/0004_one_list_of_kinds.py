"""The kinds of organisations are those of a programme's units: what was `district` is the leading group."""

from django.db import migrations, models

BEFORE = ["district", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor"]
AFTER = ["leading_group", *BEFORE[1:]]


def _known(kinds):
    return models.CheckConstraint(condition=models.Q(("kind__in", kinds)), name="organisation_kind_known")


def rename(apps, schema_editor):
    organisations = apps.get_model("accounts", "Organisation").objects.using(schema_editor.connection.alias)
    organisations.filter(kind="district").update(kind="leading_group")


def rename_back(apps, schema_editor):
    organisations = apps.get_model("accounts", "Organisation").objects.using(schema_editor.connection.alias)
    organisations.filter(kind="leading_group").update(kind="district")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions")]
    operations = [
        migrations.RemoveConstraint("organisation", "organisation_kind_known"),
        migrations.RunPython(rename, rename_back),
        migrations.AddConstraint("organisation", _known(AFTER)),
    ]
