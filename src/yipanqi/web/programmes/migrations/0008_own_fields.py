"""A row may belong to the sheet of the district's own fields."""

from django.db import migrations, models

SHEETS = ["programme", "regions", "communities", "estates", "buildings", "survey", "groups", "measures", "ratios"]
SHEETS += ["funds", "share_rules", "crews", "site_limits", "targets", "blackouts", "units", "duties", "under_way"]
SHEETS += ["spent", "own_fields"]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0007_marked_hash")]
    operations = [
        migrations.RemoveConstraint(model_name="record", name="record_sheet_known"),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(condition=models.Q(("sheet__in", SHEETS)), name="record_sheet_known"),
        ),
    ]
