"""Lights count days behind and the forecast from now on; a programme whose tasks were judged by the days alone goes on
so, until its people decide otherwise: no light of a past day changes."""

from datetime import date

from django.db import migrations

KEY, SINCE = "progress.light", date(2000, 1, 1)
SOURCE = "计划政策：黄灯、红灯逾期天数"
RULE = {
    "key": "days",
    "names": ["落后工作日", "Working days behind"],
    "gauge": "days",
    "span": "whole",
    "yellow": {"at": "10", "is_included": True},
    "red": {"at": "30", "is_included": True},
    "source": SOURCE,
    "note": ["", ""],
}  # as it was shipped until now: the days are those of the workbook's policy


def keep(apps, _editor) -> None:
    """Write down the rule that was shipped, for each programme that has tasks."""
    setting = apps.get_model("delivery", "DeliverySetting")
    adoptions = apps.get_model("plans", "Adoption").objects
    for entry in apps.get_model("programmes", "ProgrammeEntry").objects.filter(tasks__isnull=False).distinct():
        first = adoptions.filter(entry=entry).order_by("pk").first()
        if first is None or setting.objects.filter(entry=entry, key=KEY, since=SINCE).exists():
            continue
        setting.objects.create(
            entry=entry, key=KEY, value=RULE, source=SOURCE, since=SINCE, by_id=first.by_id, at=first.at
        )


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0010_to_report"),
        ("plans", "__first__"),
        ("progress", "0006_light_ends"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
