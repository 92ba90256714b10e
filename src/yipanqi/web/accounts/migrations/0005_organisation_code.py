"""An organisation has the code by which workbooks name it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_one_list_of_kinds")]
    operations = [
        migrations.AddField("organisation", "code", models.CharField(blank=True, max_length=60)),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="organisation_code_once"
            ),
        ),
    ]
