"""The forecast of an estate's works is kept whole too, beside that by who has a part in them: made of what is kept."""

from django.db import migrations, models
from django.db.models import Max, Min, Sum

SUMS = {
    **dict.fromkeys(("works", "undone", "late_works", "urgent", "budget", "earned", "points", "certified"), Sum),
    **dict.fromkeys(("planned_finish", "finish_date", "finish_early", "finish_late"), Max),
    "day": Min,
}
KEYS = ("entry_id", "estate", "estate_name", "region", "region_name", "community", "unit_id")


def whole(apps, _editor) -> None:
    """Add up the parts of each estate and unit."""
    model = apps.get_model("progress", "EstateForecast")
    told = model.objects.order_by().values(*KEYS).annotate(**{f"all_{name}": of(name) for name, of in SUMS.items()})
    made = [
        model(is_whole=True, **{key: row[key] for key in KEYS}, **{name: row[f"all_{name}"] for name in SUMS})
        for row in told
    ]
    model.objects.bulk_create(made, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("progress", "0007_rule_kept")]

    operations = [
        migrations.AddField(
            model_name="estateforecast",
            name="is_whole",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="estateforecast",
            index=models.Index(fields=["entry", "is_whole", "region"], name="estate_forecast_whole"),
        ),
        migrations.RunPython(whole, migrations.RunPython.noop),
    ]
