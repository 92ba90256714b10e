"""Rows may belong to the sheets of steps' days and of holidays."""

from django.db import migrations, models

SHEETS = ["programme", "regions", "communities", "estates", "buildings", "survey", "groups", "measures", "ratios"]
SHEETS += ["funds", "share_rules", "crews", "site_limits", "targets", "blackouts", "units", "duties", "under_way"]
SHEETS += ["spent", "step_days", "holidays", "own_fields"]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0009_own_books")]
    operations = [
        migrations.RemoveConstraint(model_name="record", name="record_sheet_known"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(condition=models.Q(("sheet__in", SHEETS)), name="record_sheet_known"),
        ),
    ]
