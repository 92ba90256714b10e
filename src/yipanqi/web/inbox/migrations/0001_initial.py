"""Messages to people, and their digests outside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("what_zh", models.CharField(max_length=300)),
                ("what_en", models.CharField(max_length=300)),
                ("why_zh", models.CharField(max_length=300)),
                ("why_en", models.CharField(max_length=300)),
                ("until", models.DateField(null=True)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-sent_at", "-id"], name="messages_of_person"),
                    models.Index(
                        condition=models.Q(("done_at", None), ("settled_at", None)),
                        fields=["person", "read_at"],
                        name="messages_unread",
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None), ("settled_at", None)),
                        fields=["person", "until"],
                        name="messages_open",
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None), ("settled_at", None)),
                        fields=["key"],
                        name="messages_of_matter",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="message_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), models.Q(("kind", ""), _negated=True)),
                        name="message_has_key_and_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("channel", models.CharField(max_length=10)),
                ("late", models.PositiveIntegerField()),
                ("due", models.PositiveIntegerField()),
                ("new", models.PositiveIntegerField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=100)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["due_at"],
                        name="sendings_open",
                    ),
                    models.Index(fields=["-day", "-id"], name="sendings_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "day"), name="sending_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sending", "sent", "failed", "unclear", "dropped"])
                        ),
                        name="sending_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "sms"])), name="sending_channel_known"
                    ),
                ],
            },
        ),
    ]
