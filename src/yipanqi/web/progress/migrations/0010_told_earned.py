"""What estates have earned is kept as it is told in 万元; what is kept already is rounded as a sum, until the night."""

from typing import Any

from django.db import migrations, models
from django.db.models import F

_STEP = 10_000_000  # thousandths of a fen in a hundred yuan


def tell(apps: Any, schema_editor: Any) -> None:
    """The nearest hundred yuan of each row."""
    rows = apps.get_model("progress", "EstateForecast").objects
    rows.update(told_earned=(F("earned") + _STEP // 2) / _STEP * (_STEP // 1000))


class Migration(migrations.Migration):
    dependencies = [("progress", "0009_light_of_estate")]

    operations = [
        migrations.AddField(
            model_name="estateforecast",
            name="told_earned",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
