"""Rows may belong to the sheet of earmarks."""

from django.db import migrations, models

SHEETS = ["programme", "regions", "communities", "estates", "buildings", "survey", "groups", "measures", "ratios"]
SHEETS += ["funds", "share_rules", "earmarks", "crews", "site_limits", "targets", "blackouts", "units", "duties"]
SHEETS += ["under_way", "spent", "step_days", "holidays", "own_fields"]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0012_light")]
    operations = [
        migrations.RemoveConstraint(model_name="record", name="record_sheet_known"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(condition=models.Q(("sheet__in", SHEETS)), name="record_sheet_known"),
        ),
    ]
