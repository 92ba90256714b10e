"""Where the daily digest goes: by no channel, by mail to a sealed address, or by SMS to the phone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_tries_counted")]
    operations = [
        migrations.AddField("user", "email_sealed", models.CharField(blank=True, default="", max_length=300), False),
        migrations.AddField("user", "digest_by", models.CharField(blank=True, default="", max_length=10), False),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(condition=Q(digest_by__in=["", "mail", "sms"]), name="user_digest_by_known"),
        ),
        migrations.AddIndex(
            "user", models.Index(fields=["digest_by"], condition=~Q(digest_by=""), name="user_digest_by")
        ),
    ]
