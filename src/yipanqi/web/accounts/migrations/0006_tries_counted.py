"""Tries of who is not logged in are counted by address and in all; wrong tries no longer end a one-time code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_organisation_code")]
    operations = [
        migrations.RemoveField("onetimecode", "tries"),
        migrations.CreateModel(
            "Tries",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="tries_since")],
                "constraints": [models.UniqueConstraint(fields=["key", "since"], name="tries_once")],
            },
        ),
    ]
