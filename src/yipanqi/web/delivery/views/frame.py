"""What the pages of delivery need: the programme whose tasks are shown, and the frame around them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yipanqi.web.page.permission import NotPermitted
from yipanqi.web.page.tables import Table, file_of
from yipanqi.web.page.tabs import tabs
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import adopted
from yipanqi.web.plans.shown import entry_of
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.programmes.working import current

from ..actions.taking import taken
from ..models import DeliveryTask

PAGES = [
    ("delivery:mine", "我的任务", "My tasks", ""),
    ("delivery:index", "任务列表", "List", ""),
    ("delivery:gantt", "甘特图", "Gantt", ""),
    ("delivery:month", "月历", "Month", ""),
    ("delivery:matrix", "责任矩阵", "Responsibility", ""),
    ("delivery:contracts", "合同", "Contracts", ""),
    ("delivery:digs", "统筹开挖", "Digs", ""),
    ("delivery:changes", "变更", "Changes", ""),
    ("delivery:acceptances", "联合验收", "Acceptance", ""),
    ("delivery:exceptions", "例外", "Exceptions", ""),
    ("delivery:baselines", "基线", "Baselines", ""),
    ("delivery:rules", "实施规则", "Rules", ""),
    ("delivery:exchange", "导出与导入", "Files", ""),
]  # the tabs, in their order; a page of its own adds its line
_UNDER = {
    "contract": "contracts",
    "dig": "digs",
    "reopenings": "digs",
    "acceptance": "acceptances",
    "handover": "acceptances",
    "checklist": "acceptances",
    "calendar": "mine",
    "import": "exchange",
    "unit": "matrix",
    "estate": "index",
    "baselines": "baselines",
}  # how the names of further pages begin, and the tab that they stand under


def entry_here(request: HttpRequest) -> ProgrammeEntry | None:
    """The programme somebody works with; for who sees no programmes that of the plan in force."""
    return current(request) or entry_of(request.user)


def task_here(request: HttpRequest, pk: int) -> DeliveryTask:
    """The task, if this person may see it; else 404."""
    rows = DeliveryTask.objects.visible_to(request.user).told().select_related("entry", "adoption__run", "reported_by")
    return get_object_or_404(rows.defer("adoption__run__outcome"), pk=pk)


def page(request: HttpRequest, template: str, entry: ProgrammeEntry | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme in the top bar, the tabs and the business day; a page that is no tab of its own
    names the one it is `here` under."""
    here = values.pop("here", "")
    may = request.user.has_perm
    frame: dict[str, Any] = {
        "entry": entry,
        "day": today(),
        "tabs": tabs(request, PAGES, _UNDER, here),
        "can_manage": may("delivery.manage"),
        "can_approve": may("delivery.approve"),
        "can_export": may("programmes.export"),
        "has_tasks": entry is not None and DeliveryTask.objects.filter(entry=entry).exists(),
        "adopted": lambda: None if entry is None else adopted(entry),  # asked where a page has no task to show
    }
    status = values.pop("status", 200)
    return render(request, f"delivery/{template}", {**frame, **values}, status=status)


def exported(request: HttpRequest, entry: ProgrammeEntry | None, table: Table, form: str, name: str) -> HttpResponse:
    """A table of delivery as a file, for who may export; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    taken(entry=entry, file=f"{name}.{form}", by=request.user, at=timezone.now())
    return file_of(table, form, f"delivery-{name}", f"{entry or ''} · {table.title} · {today():%Y-%m-%d}")
