"""Changes of what a plan in force says. The database keeps them as they were asked, and baselines and settings as they
are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yipanqi.domain.delivery.change
from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards(
    "delivery_keep",
    [
        Kept("delivery_baseline", keys=(("id",), ("entry_id", "number"))),
        Kept("delivery_baselinerow", keys=(("id",), ("baseline_id", "task_id"))),
        Kept("delivery_deliverysetting", keys=(("id",), ("entry_id", "key", "since"))),
        Kept(
            "delivery_changerequest",
            keys=(("id",), ("entry_id", "number")),
            stays=("id", "entry_id", "number", "task_id", "kind", "asked", "reason", "by_id", "at", "day"),
            once="OLD.state IN ('declined', 'withdrawn', 'undone')",
        ),
    ],
)


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0005_views"),
        ("programmes", "0010_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("asked", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("effect", models.JSONField()),
                ("money", models.BigIntegerField(default=0)),
                ("days", models.PositiveIntegerField(default=0)),
                ("seen", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("state", models.CharField(default=yipanqi.domain.delivery.change.ChangeState["ASKED"], max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("before", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_for", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_asked",
                        to="programmes.programmeentry",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_asked",
                        to="delivery.deliverytask",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["entry", "state", "-id"], name="changes_of_entry"),
                    models.Index(fields=["task", "-id"], name="changes_of_task"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="change_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    yipanqi.domain.delivery.change.ChangeKind["FACTS"],
                                    yipanqi.domain.delivery.change.ChangeKind["ADD"],
                                    yipanqi.domain.delivery.change.ChangeKind["DROP"],
                                    yipanqi.domain.delivery.change.ChangeKind["DATES"],
                                    yipanqi.domain.delivery.change.ChangeKind["UNITS"],
                                ],
                            )
                        ),
                        name="change_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    yipanqi.domain.delivery.change.ChangeState["ASKED"],
                                    yipanqi.domain.delivery.change.ChangeState["APPROVED"],
                                    yipanqi.domain.delivery.change.ChangeState["DECLINED"],
                                    yipanqi.domain.delivery.change.ChangeState["WITHDRAWN"],
                                    yipanqi.domain.delivery.change.ChangeState["UNDONE"],
                                ],
                            )
                        ),
                        name="change_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None),
                                (
                                    "state__in",
                                    (
                                        yipanqi.domain.delivery.change.ChangeState["ASKED"],
                                        yipanqi.domain.delivery.change.ChangeState["WITHDRAWN"],
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        (
                                            yipanqi.domain.delivery.change.ChangeState["ASKED"],
                                            yipanqi.domain.delivery.change.ChangeState["WITHDRAWN"],
                                        ),
                                    ),
                                    _negated=True,
                                ),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="change_decided_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", yipanqi.domain.delivery.change.ChangeState["UNDONE"]),
                                ("undone_by__isnull", False),
                                models.Q(("undone_by", models.F("by")), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    ("state", yipanqi.domain.delivery.change.ChangeState["UNDONE"]), _negated=True
                                ),
                                ("undone_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="change_undone_by_somebody_else",
                    ),
                ],
            },
        ),
        setting(STATEMENTS),
    ]
