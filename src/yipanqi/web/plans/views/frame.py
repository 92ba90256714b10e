"""What several pages need: the run one may see, and the page's frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from yipanqi.web.page.say import say

from .. import own_estates
from ..beside import notes_beside
from ..models import PlanRun, adopted
from ..outdated import outdated

PARTS = {
    "works": ("改造内容", "Works"),
    "gantt": ("甘特图", "Gantt chart"),
    "map": ("地图", "Map"),
    "money": ("资金", "Money"),
    "payments": ("支付明细", "Payments"),
    "limits": ("限制", "Limits"),
    "load": ("施工负荷", "Load"),
    "equity": ("公平", "Equity"),
    "why": ("为什么", "Why"),
    "refused": ("未列入的改造项", "Works not planned for"),
}


def run_of(request: HttpRequest, uid: Any) -> PlanRun:
    """The run, if this person may see it."""
    runs = PlanRun.objects.visible_to(request.user).light()
    runs = runs.select_related("entry", "version", "base", "job", "by").defer("version__content")
    return get_object_or_404(runs, uid=uid)


def made_of(request: HttpRequest, uid: Any) -> PlanRun:
    """The run, if it is made."""
    run = run_of(request, uid)
    return run if run.is_made else get_object_or_404(PlanRun.objects.none())


_DECIDING = (
    "run.html",
    "propose.html",
    "adopt.html",
)  # pages that say what changed in the data since, and what adoption brings


def page(request: HttpRequest, template: str, run: PlanRun | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme in the top bar and the plan's parts under the headline."""
    may = request.user.has_perm
    frame: dict[str, Any] = {"entry": run.entry if run else None, "run": run}
    frame |= {f"can_{name}": may(f"plans.{name}") for name in ("make", "propose", "adopt")}
    frame["can_export"] = may("programmes.export")
    if run is not None and run.is_made:
        here = values.get("part", "" if template == "run.html" else None)
        frame["tabs"] = [(say("概要", "Summary"), run.get_absolute_url(), here == "")] + [
            (say(*said), reverse("plans:part", args=[run.uid, part]), part == here)
            for part, said in PARTS.items()
            if part in own_estates.PARTS or own_estates.sees_whole(request.user)
        ]
        if template in _DECIDING:
            frame["outdated"] = outdated(run)
            frame["beside"] = list(notes_beside(request.user, run, is_deciding=template != "run.html"))
        in_force = adopted(run.entry)
        frame["is_in_force"] = bool(in_force and in_force.run_id == run.pk)
    return render(request, f"plans/{template}", {**frame, **values}, status=values.pop("status", 200))
