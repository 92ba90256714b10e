"""How an office's own book was read, kept with its import; the mappings that a district keeps for the next time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERSON = {"null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tries_counted"),
        ("programmes", "0008_own_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(model_name="importbatch", name="own", field=models.JSONField(null=True)),
        migrations.CreateModel(
            name="BookMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shape", models.CharField(max_length=16)),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **_PERSON)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "constraints": [models.UniqueConstraint(fields=["organisation", "shape"], name="mapping_of_shape")],
            },
        ),
    ]
