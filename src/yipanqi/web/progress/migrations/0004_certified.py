"""What of a work is certified is kept beside its light; the lights of all estates are worked out once more for it."""

from django.db import migrations, models


def outdate(apps, schema_editor):
    """All estates that have lights."""
    lights, outdated = apps.get_model("progress", "TaskLight"), apps.get_model("progress", "OutdatedEstate")
    known = lights.objects.exclude(estate="").values_list("entry_id", "estate").distinct()
    rows = (outdated(entry_id=entry, estate=estate) for entry, estate in known.iterator())
    outdated.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_outdated")]

    operations = [
        migrations.AddField(
            model_name="tasklight",
            name="certified",
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunPython(outdate, migrations.RunPython.noop),
    ]
