"""Refusals of strangers, and an account's beyond some an hour, are counted; one event an hour tells the sum."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_bindings")]
    operations = [
        migrations.CreateModel(
            "RefusalCount",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("address", models.CharField(blank=True, max_length=45)),
                ("action", models.CharField(max_length=80)),
                ("subject_type", models.CharField(blank=True, max_length=80)),
                ("subject_id", models.CharField(blank=True, max_length=64)),
                ("count", models.PositiveIntegerField(default=0)),
                ("told_in", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["hour", "address", "action", "subject_type", "subject_id"],
                        name="audit_one_refusal_count",
                    )
                ]
            },
        ),
    ]
