"""The database keeps what was reported: a correction is a later version, a judgement is added once."""

from django.db import migrations

from yipanqi.web.audit.guards import Kept, guards, setting

_SAID = (
    "id uid content_hash entry_id task_id month version percent quantity problem problem_text expected_finish "
    "certified reason marks by_id at day as_of written_at skew is_late"
)
STATEMENTS = guards("progress_remember", [Kept("progress_taskreport", stays=tuple(_SAID.split()))])


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_reports")]
    operations = [setting(STATEMENTS)]
