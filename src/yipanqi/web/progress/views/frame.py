"""What the pages of progress share: the tabs, the programme, the tasks that one may report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import entry_here
from yipanqi.web.page.tabs import tabs
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import lights

PAGES = [
    ("progress:index", "月报", "Reports", ""),
    ("progress:confirm", "待确认", "To confirm", "delivery.check"),
    ("progress:lights", "预警", "Lights", ""),
    ("progress:forecast", "预测", "Forecast", ""),
    ("progress:actual", "计划与实际", "Plan against actual", ""),
    ("progress:replan", "滚动编制", "Plan on", "plans.make"),
    ("progress:photos", "照片标记", "Photos", "delivery.check"),
]  # the tabs, in their order, and the permission that each wants; a page of its own adds its line
_UNDER = {
    "report": "index",
    "estate": "index",
    "replan": "replan",
    "light": "lights",
    "forecast": "forecast",
}  # how the names of further pages begin, and the tab they stand under
_KEPT = ("index.html", "report_new.html")  # a phone keeps them for the time without a network, for this person alone

__all__ = ["entry_here", "entry_lit", "page", "task_here"]


def task_here(request: HttpRequest, pk: int) -> DeliveryTask:
    """The task, if this person may see it; else 404."""
    rows = DeliveryTask.objects.visible_to(request.user).told().select_related("entry")
    return get_object_or_404(rows, pk=pk)


def entry_lit(request: HttpRequest) -> ProgrammeEntry | None:
    """The programme, with the lights of what was reported just now."""
    entry = entry_here(request)
    if entry is not None:
        lights.catch_up(entry, day=today(), most=lights.AT_ONCE)
    return entry


def page(request: HttpRequest, template: str, entry: ProgrammeEntry | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme in the top bar, the tabs and the business day."""
    frame: dict[str, Any] = {
        "entry": entry,
        "day": today(),
        "tabs": tabs(request, PAGES, _UNDER),
        "can_export": request.user.has_perm("programmes.export"),
        "has_tasks": entry is not None and DeliveryTask.objects.filter(entry=entry).exists(),
    }
    status = values.pop("status", 200)
    response = render(request, f"progress/{template}", {**frame, **values}, status=status)
    if template in _KEPT and status == 200:
        response["X-Kept-For"] = str(request.user.uid)
    return response
