"""Which works a month is to be reported of, and by whom, is answered by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0009_covering")]

    operations = [
        migrations.AddIndex(
            model_name="deliverytask",
            index=models.Index(
                fields=[
                    "entry", "kind", "start_date", "started_on", "state", "reported_on", "contractor", "responsible",
                    "lead", "finish_date", "budget", "id",
                ],
                name="task_to_report",
            ),
        ),
    ]  # fmt: skip
