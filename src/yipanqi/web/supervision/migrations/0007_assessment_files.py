"""Files that prove values, appeals and answers. The database keeps each as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards("supervision_keep_evidence", [Kept("supervision_assessmentfile", keys=(("id",), ("uid",)))])


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0010_to_report"),
        ("supervision", "0006_night_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(editable=False, unique=True)),
                ("indicator", models.CharField(max_length=60)),
                ("is_answer", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="supervision.appeal",
                    ),
                ),
                (
                    "assessed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="supervision.assessedunit"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="delivery.paperfile"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_answer", False), ("appeal__isnull", False), _connector="OR"),
                        name="assessment_file_answers_an_appeal",
                    )
                ],
            },
        ),
        setting(STATEMENTS),
    ]
