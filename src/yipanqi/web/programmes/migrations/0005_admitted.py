"""Estates' standings as the offer says them: those left without room in the late-built share stood as late."""

from typing import Any

from django.db import migrations, models

from yipanqi.domain.planning.estimate import CannotEstimate
from yipanqi.domain.planning.offer import standings
from yipanqi.workbook.cells import Bad
from yipanqi.workbook.records import put_together


def say_anew(apps: Any, _: Any) -> None:
    """Write down every estate's standing; a programme whose rows make none keeps what it has until it is edited."""
    of_app = [apps.get_model("programmes", name) for name in ("ProgrammeEntry", "Record", "EstateRow")]
    entries, records, estates = (model.objects for model in of_app)
    for entry in entries.filter(pk__in=estates.values("entry")):
        sheets: dict[str, list[dict[str, Any]]] = {}
        rows = records.filter(entry=entry, is_active=True).order_by("position", "pk")
        for sheet, values in rows.values_list("sheet", "values").iterator(chunk_size=5000):
            sheets.setdefault(sheet, []).append(values)
        try:
            found = standings(put_together(sheets))
        except (Bad, CannotEstimate, KeyError, ValueError):
            continue
        changed = [row for row in estates.filter(entry=entry) if row.estate in found]
        for row in changed:
            row.standing, row.admitted = found[row.estate].standing.value, found[row.estate].admitted
        estates.bulk_update(changed, ["standing", "admitted"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_guards")]
    operations = [
        migrations.AddField(
            model_name="estaterow",
            name="admitted",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.RunPython(say_anew, migrations.RunPython.noop),
    ]
