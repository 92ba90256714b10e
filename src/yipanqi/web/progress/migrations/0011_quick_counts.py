from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0012_quick_counts"),
        ("programmes", "0013_earmarks"),
        ("progress", "0010_told_earned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="taskreport",
            name="report_of_month",
        ),
        migrations.AddIndex(
            model_name="taskreport",
            index=models.Index(fields=["entry", "month", "is_newest", "task"], name="report_of_month"),
        ),
    ]
