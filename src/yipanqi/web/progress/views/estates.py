"""One table for a whole estate: the works that owe a report for a month."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yipanqi.domain.progress.due import month_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today

from .. import actions
from ..actions.reporting import Written
from ..forms import RowForm, begun
from ..ground import Rules
from ..models import TaskReport
from ..models.reports import month_said
from ..owed import last_before, month_due, owing, own_works
from .frame import entry_here, page
from .reports import month_asked, months_to_switch


class _Wrong(Exception):
    """A row is wrong: nothing of the table is kept."""


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.work")
def estate(request: HttpRequest, estate: str) -> HttpResponse:
    """The estate's works with their last values; those that were changed are sent together, or none."""
    entry, day = entry_here(request), today()
    seen = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, estate=estate)
    own, rules = own_works(seen, request.user), Rules(entry, day) if entry else None
    month = month_asked(request, month_due(own, rules) if rules else month_of(day))
    tasks = list(owing(own, month).told().order_by("place"))
    if not tasks and not seen.exists():
        raise Http404
    keys = [task.pk for task in tasks]
    newest = {it.task_id: it for it in TaskReport.objects.newest().filter(task__in=keys, month=month)}
    before = last_before(keys, month)
    data = request.POST if request.method == "POST" else None
    rows = [
        RowForm(
            data,
            task=task,
            initial=begun(task, month, newest.get(task.pk), before.get(task.pk)),
            may_be_same=task.pk in before and task.pk not in newest,
        )
        for task in tasks
    ]
    lasts = {key: newest.get(key) or before.get(key) for key in keys}
    if data is not None and (count := _sent(request, rows, month, lasts, day)) is not None:
        messages.success(request, say(f"已上报 {count} 项", f"{count} reports sent"))
        return redirect(f"{reverse('progress:index')}?month={month:%Y-%m}")
    values = {
        "estate_name": tasks[0].estate_name if tasks else seen.values_list("estate_name", flat=True).first(),
        "rows": [(row, newest.get(row.task.pk), before.get(row.task.pk)) for row in rows],
        "month": month,
        "month_told": month_said(month),
        "months": months_to_switch(rules, month) if rules else [],
        "status": 200 if data is None else 422,
    }
    return page(request, "estate.html", entry, **values)


def _sent(
    request: HttpRequest, rows: list[RowForm], month: date, lasts: dict[int, TaskReport | None], day: date
) -> int | None:
    """How many were kept; none of the table where a row is wrong, which is told at it."""
    if not all([row.is_valid() for row in rows]):
        return None
    changed = [row for row in rows if row.says_something]
    if not changed:
        messages.error(request, say("没有改动，没有上报", "Nothing was changed, so nothing was sent"))
        return None
    try:
        with transaction.atomic():
            if not all([_kept(request, row, month, lasts[row.task.pk], day) for row in changed]):
                raise _Wrong
    except _Wrong:
        return None
    return len(changed)


def _kept(request: HttpRequest, row: RowForm, month: date, last: Any, day: date) -> bool:
    asked = row.cleaned_data
    try:
        with transaction.atomic():
            actions.send(
                task=row.task,
                entered=row.entered(month, last),
                written=Written(uid=asked["uid"], seen=asked.get("seen")),
                by=request.user,
                at=timezone.now(),
                day=day,
            )
    except actions.Refused as refusal:
        row.tell(refusal.found)
        return False
    except Cannot as refusal:
        row.add_error(None, str(refusal))
        return False
    return True
