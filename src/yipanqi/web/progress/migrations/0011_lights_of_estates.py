"""What the lights of estates come to is kept; of an installation that has lights, as they stand."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, Sum


def add_up(apps: Any, schema_editor: Any) -> None:
    """A row for each estate and colour, its works and its stages apart."""
    lights, sums = apps.get_model("progress", "TaskLight"), apps.get_model("progress", "EstateLights")
    told = (
        lights.objects.exclude(gravity=None)
        .order_by()
        .values_list("entry_id", "estate", "region", "is_work", "gravity")
    )
    told = told.annotate(
        count=Count("id"),
        fen=Sum("budget"),
        weighed=Sum(F("budget") * F("tenths")),
        parts=Sum("tenths"),
        reported=Count("percent"),
    )
    rows = (
        sums(
            entry_id=entry,
            estate=estate,
            region=region,
            is_work=is_work,
            gravity=gravity,
            count=count,
            budget=int(budget),
            weighed=int(weighed),
            tenths=int(tenths),
            reported=reported,
        )
        for entry, estate, region, is_work, gravity, count, budget, weighed, tenths, reported in told
    )
    sums.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0012_quick_counts"),
        ("programmes", "0013_earmarks"),
        ("progress", "0010_told_earned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EstateLights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.programmeentry",
                    ),
                ),
                ("estate", models.CharField(max_length=200)),
                ("region", models.CharField(max_length=200)),
                ("is_work", models.BooleanField()),
                ("gravity", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("budget", models.BigIntegerField()),
                ("weighed", models.BigIntegerField()),
                ("tenths", models.BigIntegerField()),
                ("reported", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="estatelights",
            constraint=models.UniqueConstraint(
                fields=("entry", "estate", "is_work", "gravity"), name="estate_lights_once"
            ),
        ),
        migrations.AddIndex(
            model_name="estatelights",
            index=models.Index(fields=["entry", "is_work", "region"], name="estate_lights_of_region"),
        ),
        migrations.RemoveIndex(model_name="taskreport", name="report_of_month"),
        migrations.AddIndex(
            model_name="taskreport",
            index=models.Index(fields=["entry", "month", "is_newest", "task"], name="report_of_month"),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
