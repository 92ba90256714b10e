"""The database keeps what was done to a task: nobody changes or removes it."""

from django.db import migrations

from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards("delivery_remember", [Kept("delivery_taskevent")])


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_changes")]
    operations = [setting(STATEMENTS)]
