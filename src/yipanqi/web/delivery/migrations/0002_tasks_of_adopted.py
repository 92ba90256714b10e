"""An installation with a plan in force gets its tasks and baseline 0: the worker is asked to make them."""

from typing import Any

from django.db import migrations

_KIND = "delivery.tasks"


def ask(apps: Any, schema_editor: Any) -> None:
    """File the job of the newest adoption of each programme."""
    adoptions, jobs = apps.get_model("plans", "Adoption"), apps.get_model("jobs", "Job")
    newest: dict[int, int] = {}
    for pk, entry in adoptions.objects.order_by("pk").values_list("pk", "entry_id"):
        newest[entry] = pk
    for pk in newest.values():
        jobs.objects.get_or_create(key=f"{_KIND}:{pk}", defaults={"kind": _KIND, "args": {"adoption": pk}})


class Migration(migrations.Migration):
    dependencies = (
        ("delivery", "0001_tasks"),
        ("jobs", "0001_initial"),
        ("plans", "0009_money_told"),
    )
    operations = (migrations.RunPython(ask, migrations.RunPython.noop),)
