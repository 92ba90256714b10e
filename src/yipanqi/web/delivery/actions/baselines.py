"""Keeping how all tasks stand at a moment: by each adoption, and by hand with a reason. Nothing is overwritten."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.state import State
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import Baseline, BaselineRow, DeliveryTask

_BATCH = 2000


class CannotKeep(Cannot):
    """There is nothing to keep, or nobody said why."""


@transaction.atomic
def keep_baseline(
    *, entry: ProgrammeEntry, name: str, by: Any, at: datetime, adoption: Adoption | None = None, reason: str = ""
) -> Baseline:
    """Keep dates, money and quantities of all tasks as they stand now, under this name; by hand with a reason."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    rows = DeliveryTask.objects.filter(entry=entry).exclude(state=State.CANCELLED)
    if adoption is None:
        if not (name.strip() and reason.strip()):
            raise CannotKeep("请写明基线的名称和理由", "Name the baseline, and say why")
        if not rows.exists():
            raise CannotKeep("还没有任务，没有可保存的基线", "There is no task yet, and nothing to keep")
    baseline = Baseline.objects.create(
        entry=entry, number=entry.baselines.count(), name=name, adoption=adoption, by=by, at=at, reason=reason
    )
    fields = ("pk", "start_date", "finish_date", "quantity", "budget")
    BaselineRow.objects.bulk_create(
        (
            BaselineRow(baseline=baseline, task_id=pk, start_date=first, finish_date=last, quantity=much, budget=budget)
            for pk, first, last, much, budget in rows.values_list(*fields).iterator(_BATCH)
        ),
        batch_size=_BATCH,
    )
    if adoption is None:
        after = {"baseline": baseline.number, "name": name, "note": reason}
        audit.record("delivery.baseline_kept", subject=baseline, by=by, at=at, after=after)
    return baseline
