"""Estates on the map: where each lies, for those that say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_photos_alike"),
    ]

    operations = [
        migrations.AddField(
            model_name="estaterow",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="estaterow",
            name="longitude",
            field=models.FloatField(null=True),
        ),
    ]
