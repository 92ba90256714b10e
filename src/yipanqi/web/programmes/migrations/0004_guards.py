"""The database itself refuses to change or remove the history of a row, or a version, but for a version's revision:
the entry's own when it was last found to hold this very content."""

from django.db import migrations

from yipanqi.web.audit.guards import Kept, guards, setting

STATEMENTS = guards(
    "programmes_refuse",
    [
        Kept("programmes_change"),
        Kept(
            "programmes_programmeversion",
            keys=(("id",), ("entry_id", "number"), ("entry_id", "sha256")),
            stays=("id", "entry_id", "number", "sha256", "content", "reason", "by_id", "at"),
        ),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_coordinates")]
    operations = [setting(STATEMENTS)]
