from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0011_told_budget"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deliverytask",
            index=models.Index(
                fields=[
                    "entry", "kind", "state", "reported_on", "start_date", "started_on", "contractor", "responsible",
                    "lead",
                ],
                name="task_going",
            ),
        ),
    ]  # fmt: skip
