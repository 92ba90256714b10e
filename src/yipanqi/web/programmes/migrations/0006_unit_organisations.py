"""Which organisation a unit of a programme is; what an import keeps of its units beside the whole content."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_organisation_code"),
        ("programmes", "0005_admitted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="bodies",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="UnitOrganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=200)),
                ("how", models.CharField(max_length=10)),
                ("region_given", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.importbatch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_organisations",
                        to="programmes.programmeentry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "unit"), name="unit_organisation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("code", "name", "region", "chosen"))),
                        name="unit_organisation_how_known",
                    ),
                ],
            },
        ),
    ]
