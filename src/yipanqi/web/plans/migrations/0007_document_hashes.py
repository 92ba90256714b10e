"""What each document was when it was written. Of those that lie here already it is what they are on this day."""

from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db import migrations, models


def hash_documents(apps, schema_editor):
    for one in apps.get_model("plans", "DocumentSet").objects.all():
        for name in one.names:
            try:
                with (Path(settings.HOME) / "plans" / one.folder / name).open("rb") as file:
                    one.hashes[name] = file_digest(file, "sha256").hexdigest()
            except OSError:  # lost: it can be written again
                continue
        one.save(update_fields=["hashes"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_bound")]
    operations = [
        migrations.AddField(model_name="documentset", name="hashes", field=models.JSONField(default=dict)),
        migrations.RunPython(hash_documents, migrations.RunPython.noop),
    ]
