from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_digest"),
        ("delivery", "0011_told_budget"),
        ("plans", "0010_light"),
        ("programmes", "0013_earmarks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="deliverytask",
            name="task_to_report",
        ),
        migrations.AddIndex(
            model_name="deliverytask",
            index=models.Index(
                fields=[
                    "entry",
                    "kind",
                    "state",
                    "reported_on",
                    "start_date",
                    "started_on",
                    "contractor",
                    "responsible",
                    "lead",
                    "finish_date",
                    "told_budget",
                    "id",
                ],
                name="task_to_report",
            ),
        ),
    ]
