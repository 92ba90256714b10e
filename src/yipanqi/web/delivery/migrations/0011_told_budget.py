"""Tasks keep their money as it is told in 万元. What an installation holds is rounded task by task at once; the
worker is asked to tell the tasks of plans in force as their papers do."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Sum

_KIND = "delivery.tasks"
_STEP = 10_000  # fen


def tell(apps: Any, schema_editor: Any) -> None:
    """Each task by itself, what stands above works as they add up; then file the job for each plan in force."""
    tasks = apps.get_model("delivery", "DeliveryTask").objects
    tasks.filter(kind="work").update(told_budget=(F("budget") + _STEP // 2) / _STEP * _STEP)
    works = tasks.filter(kind="work").exclude(state="cancelled").order_by()
    for entry, estate, told in works.values_list("entry", "estate").annotate(told=Sum("told_budget")):
        own = tasks.filter(entry=entry, estate=estate, budget__gt=0)
        own.filter(kind="estate").update(told_budget=told)
        own.filter(kind="stage", stage="construction").update(told_budget=told)
    adoptions, jobs = apps.get_model("plans", "Adoption"), apps.get_model("jobs", "Job")
    newest: dict[int, int] = {}
    for pk, entry in adoptions.objects.order_by("pk").values_list("pk", "entry_id"):
        newest[entry] = pk
    for pk in newest.values():
        jobs.objects.get_or_create(key=f"delivery.told:{pk}", defaults={"kind": _KIND, "args": {"adoption": pk}})


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0010_to_report"),
        ("jobs", "0001_initial"),
        ("plans", "0009_money_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="deliverytask",
            name="told_budget",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RemoveIndex(model_name="deliverytask", name="task_to_report"),
        migrations.AddIndex(
            model_name="deliverytask",
            index=models.Index(
                fields=[
                    "entry", "kind", "start_date", "started_on", "state", "reported_on", "contractor", "responsible",
                    "lead", "finish_date", "told_budget", "id",
                ],
                name="task_to_report",
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]  # fmt: skip
