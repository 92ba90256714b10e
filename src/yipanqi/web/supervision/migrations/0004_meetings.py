import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yipanqi.domain.supervision.experience
import yipanqi.domain.supervision.meeting
from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards(
    "supervision_remember_meetings",
    [
        Kept("supervision_agendaline", keys=(("id",), ("meeting_id", "item_id"))),
        Kept("supervision_meetingevent"),
        Kept("supervision_caseevent"),
    ],
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_digest"),
        ("delivery", "0008_time_order"),
        ("programmes", "0011_camera"),
        ("supervision", "0003_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExperienceCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=100)),
                ("worked", models.TextField()),
                ("avoid", models.TextField(blank=True)),
                ("measures", models.CharField(max_length=2000)),
                ("cost", models.BigIntegerField()),
                ("days_planned", models.PositiveIntegerField()),
                ("days_taken", models.PositiveIntegerField(null=True)),
                ("households", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        default=yipanqi.domain.supervision.experience.CaseState["PROPOSED"], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("decided_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("withdrawn_on", models.DateField(null=True)),
                ("withdrawn_for", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
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
                        related_name="cases",
                        to="programmes.programmeentry",
                    ),
                ),
                (
                    "withdrawn_by",
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
            name="CaseWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=16, null=True)),
                ("unit", models.CharField(blank=True, max_length=30)),
                ("cost", models.BigIntegerField()),
                ("start_date", models.DateField()),
                ("finish_date", models.DateField()),
                ("started_on", models.DateField(null=True)),
                ("done_on", models.DateField(null=True)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="delivery.deliverytask"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works",
                        to="supervision.experiencecase",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="CasePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("region_name", models.CharField(blank=True, max_length=200)),
                ("households", models.PositiveIntegerField(null=True)),
                ("floor_area", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("built_year", models.IntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="supervision.experiencecase",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supervision.experiencecase",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=12)),
                ("held_on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=100)),
                ("chair", models.CharField(blank=True, max_length=60)),
                ("others", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(default=yipanqi.domain.supervision.meeting.MeetingState["PLANNED"], max_length=10),
                ),
                ("minutes_number", models.CharField(blank=True, max_length=60)),
                ("printed_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("attending", models.ManyToManyField(related_name="+", to="accounts.organisation")),
                (
                    "by",
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
                        related_name="meetings",
                        to="programmes.programmeentry",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delivery.paperfile",
                    ),
                ),
            ],
            options={
                "ordering": ("-held_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="MeetingItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.CharField(max_length=500)),
                ("leader", models.CharField(blank=True, max_length=60)),
                ("limit", models.DateField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("has_hung", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("snoozed_for", models.DateField(null=True)),
                ("snoozed_days", models.PositiveIntegerField(null=True)),
                ("wakes_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="supervision.meeting"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_item",
                        to="supervision.order",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_items",
                        to="delivery.deliverytask",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-meeting__held_on", "-meeting_id", "number"),
            },
        ),
        migrations.CreateModel(
            name="MeetingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("facts", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="supervision.meeting"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supervision.meetingitem",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AgendaLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("standing", models.CharField(max_length=10)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("followed", models.JSONField(default=list)),
                ("until", models.DateField(null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agenda", to="supervision.meeting"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendas",
                        to="supervision.meetingitem",
                    ),
                ),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.AddIndex(
            model_name="experiencecase",
            index=models.Index(fields=["entry", "state", "-id"], name="cases_of_entry"),
        ),
        migrations.AddConstraint(
            model_name="experiencecase",
            constraint=models.UniqueConstraint(fields=("entry", "number"), name="case_number_once"),
        ),
        migrations.AddConstraint(
            model_name="experiencecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            yipanqi.domain.supervision.experience.CaseState["PROPOSED"],
                            yipanqi.domain.supervision.experience.CaseState["RETURNED"],
                            yipanqi.domain.supervision.experience.CaseState["APPROVED"],
                            yipanqi.domain.supervision.experience.CaseState["WITHDRAWN"],
                        ],
                    )
                ),
                name="case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiencecase",
            constraint=models.CheckConstraint(condition=models.Q(("cost__gte", 0)), name="case_cost_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="experiencecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", None), ("decided_on", None)),
                    models.Q(("decided_on__isnull", False), models.Q(("decided_by", models.F("by")), _negated=True)),
                    _connector="OR",
                ),
                name="case_decided_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiencecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", (yipanqi.domain.supervision.experience.CaseState["APPROVED"],)), _negated=True
                    ),
                    ("decided_by__isnull", False),
                    _connector="OR",
                ),
                name="case_shared_once_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="casework",
            constraint=models.UniqueConstraint(fields=("case", "task"), name="case_work_once"),
        ),
        migrations.AddConstraint(
            model_name="caseplace",
            constraint=models.UniqueConstraint(fields=("case", "estate"), name="case_place_once"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["entry", "-held_on", "-id"], name="meetings_of_entry"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("entry", "number"), name="meeting_number_once"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            yipanqi.domain.supervision.meeting.MeetingKind["DEPLOYMENT"],
                            yipanqi.domain.supervision.meeting.MeetingKind["DISPATCH"],
                            yipanqi.domain.supervision.meeting.MeetingKind["TOPIC"],
                            yipanqi.domain.supervision.meeting.MeetingKind["EXECUTIVE"],
                            yipanqi.domain.supervision.meeting.MeetingKind["OTHER"],
                        ],
                    )
                ),
                name="meeting_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            yipanqi.domain.supervision.meeting.MeetingState["PLANNED"],
                            yipanqi.domain.supervision.meeting.MeetingState["HELD"],
                            yipanqi.domain.supervision.meeting.MeetingState["PRINTED"],
                            yipanqi.domain.supervision.meeting.MeetingState["CANCELLED"],
                        ],
                    )
                ),
                name="meeting_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("printed_on__gte", models.F("held_on")),
                        ("state", yipanqi.domain.supervision.meeting.MeetingState["PRINTED"]),
                    ),
                    models.Q(
                        models.Q(("state", yipanqi.domain.supervision.meeting.MeetingState["PRINTED"]), _negated=True),
                        ("file", None),
                        ("minutes_number", ""),
                        ("printed_on", None),
                    ),
                    _connector="OR",
                ),
                name="meeting_printed_after_it",
            ),
        ),
        migrations.AddIndex(
            model_name="meetingitem",
            index=models.Index(fields=["state", "wakes_on"], name="meeting_items_by_state"),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="meeting_item_number_once"),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            yipanqi.domain.supervision.meeting.ItemKind["DEMAND"],
                            yipanqi.domain.supervision.meeting.ItemKind["DECISION"],
                            yipanqi.domain.supervision.meeting.ItemKind["ASSIGNMENT"],
                            yipanqi.domain.supervision.meeting.ItemKind["NOTE"],
                        ],
                    )
                ),
                name="meeting_item_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            yipanqi.domain.supervision.meeting.ItemState["NOTE"],
                            yipanqi.domain.supervision.meeting.ItemState["OPEN"],
                            yipanqi.domain.supervision.meeting.ItemState["ORDERED"],
                            yipanqi.domain.supervision.meeting.ItemState["TASKED"],
                            yipanqi.domain.supervision.meeting.ItemState["DROPPED"],
                        ],
                    )
                ),
                name="meeting_item_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", yipanqi.domain.supervision.meeting.ItemKind["NOTE"]),
                        ("state", yipanqi.domain.supervision.meeting.ItemState["NOTE"]),
                    ),
                    models.Q(
                        models.Q(("kind", yipanqi.domain.supervision.meeting.ItemKind["NOTE"]), _negated=True),
                        models.Q(("state", yipanqi.domain.supervision.meeting.ItemState["NOTE"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_item_note_is_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("order__isnull", False),
                        ("state", yipanqi.domain.supervision.meeting.ItemState["ORDERED"]),
                        ("task", None),
                    ),
                    models.Q(
                        ("order", None),
                        ("state", yipanqi.domain.supervision.meeting.ItemState["TASKED"]),
                        ("task__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                (
                                    yipanqi.domain.supervision.meeting.ItemState["ORDERED"],
                                    yipanqi.domain.supervision.meeting.ItemState["TASKED"],
                                ),
                            ),
                            _negated=True,
                        ),
                        ("order", None),
                        ("task", None),
                    ),
                    _connector="OR",
                ),
                name="meeting_item_hangs",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", (yipanqi.domain.supervision.meeting.ItemState["DROPPED"],)), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="meeting_item_dropped_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("snoozed_days", None), ("snoozed_for", None), ("wakes_on", None)),
                    models.Q(
                        ("snoozed_days__isnull", False),
                        ("snoozed_for__isnull", False),
                        ("wakes_on__lte", models.F("snoozed_for")),
                    ),
                    _connector="OR",
                ),
                name="meeting_item_wakes_before",
            ),
        ),
        migrations.AddIndex(
            model_name="meetingevent",
            index=models.Index(fields=["item", "-id"], name="events_of_meeting_item"),
        ),
        migrations.AddConstraint(
            model_name="agendaline",
            constraint=models.UniqueConstraint(fields=("meeting", "item"), name="agenda_line_once"),
        ),
        setting(STATEMENTS),
    ]
