"""What a marked copy was when it was written. Of those that lie here already it is what they are on this day."""

from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db import migrations, models


def hash_copies(apps, schema_editor):
    batches = apps.get_model("programmes", "ImportBatch").objects.exclude(annotated_as="")
    for pk, name in batches.values_list("pk", "annotated_as"):
        try:
            with (Path(settings.MEDIA_ROOT) / "imports" / name).open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except OSError:  # lost: the page says so
            continue
        batches.filter(pk=pk).update(annotated_sha256=digest)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0006_unit_organisations")]
    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="annotated_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(hash_copies, migrations.RunPython.noop),
    ]
