"""Schemes of assessment, assessments and appeals. The database keeps what is final, schemes and deeds as they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yipanqi.domain.supervision.assessment
import yipanqi.domain.supervision.scheme
from yipanqi.web.audit.guards import Kept, guards, setting

_FINAL = 'OLD."is_final"'
STATEMENTS = guards(
    "supervision_keep_assessments",
    [
        Kept("supervision_assessmentscheme", keys=(("id",), ("entry_id", "key", "since"))),
        Kept(
            "supervision_assessment",
            keys=(("id",), ("once",)),
            stays=("id", "entry_id", "scheme_id", "key", "cycle", "first", "last", "by_id", "at", "day"),
            once="OLD.state = 'final'",
        ),
        Kept("supervision_assessedunit", keys=(("id",), ("assessment_id", "unit_id")), once=_FINAL),
        Kept("supervision_assessedvalue", keys=(("id",), ("assessed_id", "indicator")), once=_FINAL),
        Kept(
            "supervision_appeal",
            keys=(("id",), ("assessed_id", "indicator", "at")),
            stays=("id", "assessed_id", "indicator", "text", "evidence", "by_id", "at", "day"),
            once=_FINAL,
        ),
        Kept("supervision_assessmentevent"),
    ],
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_digest"),
        ("programmes", "0011_camera"),
        ("supervision", "0002_ladder"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("cycle", models.CharField(max_length=10)),
                ("once", models.CharField(max_length=100, null=True, unique=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                (
                    "state",
                    models.CharField(default=yipanqi.domain.supervision.assessment.State["DRAFTED"], max_length=10),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("filled_at", models.DateTimeField(null=True)),
                ("filled_on", models.DateField(null=True)),
                ("scored_on", models.DateField(null=True)),
                ("shown_on", models.DateField(null=True)),
                ("appeal_until", models.DateField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("final_at", models.DateTimeField(null=True)),
                ("final_on", models.DateField(null=True)),
                ("law", models.CharField(blank=True, max_length=60)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
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
                        related_name="assessments",
                        to="programmes.programmeentry",
                    ),
                ),
                (
                    "final_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scored_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-first", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="AssessedUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("tasks", models.PositiveIntegerField(default=0)),
                ("estates", models.PositiveIntegerField(default=0)),
                ("barred", models.CharField(blank=True, max_length=60)),
                ("barred_why", models.CharField(blank=True, max_length=500)),
                ("score", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("apart", models.CharField(blank=True, max_length=60)),
                ("grade", models.JSONField(null=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("unranked", models.CharField(blank=True, max_length=20)),
                ("change", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("places", models.IntegerField(null=True)),
                ("is_final", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="supervision.assessment"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="AssessmentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=10)),
                ("before", models.CharField(max_length=10)),
                ("after", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("facts", models.JSONField(default=dict)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="supervision.assessment"
                    ),
                ),
                (
                    "by",
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
            },
        ),
        migrations.CreateModel(
            name="AssessmentScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("source", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="programmes.programmeentry",
                    ),
                ),
            ],
            options={
                "ordering": ("key", "-since", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="supervision.assessmentscheme",
            ),
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=60)),
                ("text", models.TextField(max_length=2000)),
                ("evidence", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(default=yipanqi.domain.supervision.assessment.AppealState["OPEN"], max_length=10),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("is_final", models.BooleanField(default=False)),
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
                    "assessed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="supervision.assessedunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    yipanqi.domain.supervision.assessment.AppealState["OPEN"],
                                    yipanqi.domain.supervision.assessment.AppealState["UPHELD"],
                                    yipanqi.domain.supervision.assessment.AppealState["REFUSED"],
                                ],
                            )
                        ),
                        name="appeal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None),
                                ("state", yipanqi.domain.supervision.assessment.AppealState["OPEN"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state", yipanqi.domain.supervision.assessment.AppealState["OPEN"]), _negated=True
                                ),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("by")), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_answered_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", yipanqi.domain.supervision.assessment.AppealState["OPEN"])),
                        fields=("assessed", "indicator"),
                        name="appeal_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessedValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=60)),
                ("amount", models.CharField(blank=True, max_length=60)),
                ("of", models.CharField(blank=True, max_length=60)),
                ("counts", models.JSONField(null=True)),
                ("is_absent", models.BooleanField(default=False)),
                ("is_given_up", models.BooleanField(default=False)),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("rows", models.JSONField(default=list)),
                ("at", models.DateTimeField(null=True)),
                ("standing", models.CharField(blank=True, max_length=10)),
                ("points", models.CharField(blank=True, max_length=60)),
                ("is_doubled", models.BooleanField(default=False)),
                ("is_final", models.BooleanField(default=False)),
                (
                    "assessed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="supervision.assessedunit",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("assessed", "indicator"), name="assessed_value_once")],
            },
        ),
        migrations.AddIndex(
            model_name="assessedunit",
            index=models.Index(fields=["unit", "assessment"], name="assessed_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="assessedunit",
            constraint=models.UniqueConstraint(fields=("assessment", "unit"), name="assessed_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="assessmentscheme",
            constraint=models.UniqueConstraint(fields=("entry", "key", "since"), name="assessment_scheme_once"),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["entry", "state", "-first"], name="assessments_by_state"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            yipanqi.domain.supervision.assessment.State["DRAFTED"],
                            yipanqi.domain.supervision.assessment.State["SCORED"],
                            yipanqi.domain.supervision.assessment.State["SHOWN"],
                            yipanqi.domain.supervision.assessment.State["APPEALS"],
                            yipanqi.domain.supervision.assessment.State["DECIDED"],
                            yipanqi.domain.supervision.assessment.State["FINAL"],
                            yipanqi.domain.supervision.assessment.State["WITHDRAWN"],
                        ],
                    )
                ),
                name="assessment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cycle__in",
                        [
                            yipanqi.domain.supervision.scheme.Cycle["MONTH"],
                            yipanqi.domain.supervision.scheme.Cycle["QUARTER"],
                            yipanqi.domain.supervision.scheme.Cycle["YEAR"],
                        ],
                    )
                ),
                name="assessment_cycle_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="assessment_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("final_by", None), models.Q(("final_by", models.F("scored_by")), _negated=True), _connector="OR"
                ),
                name="assessment_final_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("final_by__isnull", False),
                        ("state", yipanqi.domain.supervision.assessment.State["FINAL"]),
                        models.Q(("content_hash", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", yipanqi.domain.supervision.assessment.State["FINAL"]), _negated=True),
                        ("content_hash", ""),
                        ("final_by", None),
                    ),
                    _connector="OR",
                ),
                name="assessment_final_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("once", None), ("state", yipanqi.domain.supervision.assessment.State["WITHDRAWN"])),
                    models.Q(
                        models.Q(("state", yipanqi.domain.supervision.assessment.State["WITHDRAWN"]), _negated=True),
                        ("once__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assessment_once_until_withdrawn",
            ),
        ),
        setting(STATEMENTS),
    ]
