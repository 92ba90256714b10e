"""Whether the search of a plan was cut short: nothing of those made before, which their gap tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_document_hashes")]
    operations = [
        migrations.AddField(model_name="planrun", name="unfinished", field=models.BooleanField(null=True)),
    ]
