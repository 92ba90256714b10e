"""A plan's money as pages tell it: nothing of those made before, whose money is rounded by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_unfinished")]
    operations = [
        migrations.AddField(model_name="planrun", name="money_told", field=models.BigIntegerField(null=True)),
    ]
