"""What the pages of supervision share: the tabs and the programme."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yipanqi.web.delivery.views.frame import entry_here
from yipanqi.web.page.tabs import Tab, tabs
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

PAGES: list[Tab] = [
    ("supervision:index", "督办事项", "Orders", "supervision.view"),
    ("supervision:ladder", "催办", "Ladder", "supervision.view"),
    ("supervision:meetings", "会议", "Meetings", "supervision.view"),
    ("supervision:assessments", "考核", "Assessment", "supervision.view"),
    ("supervision:periods", "通报与总结", "Bulletins", "supervision.view"),
    ("supervision:cases", "经验", "Experience", "supervision.view"),
]  # the tabs, in their order, and the permission that each wants
_UNDER: dict[str, str] = {
    "order": "index",
    "ladder": "ladder",
    "meeting": "meetings",
    "assessment": "assessments",
    "period": "periods",
    "bulletin": "periods",
    "case": "cases",
}  # how the names of further pages begin, and the tab they stand under

__all__ = ["entry_here", "page"]


def page(request: HttpRequest, template: str, entry: ProgrammeEntry | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme in the top bar, the tabs and the business day."""
    frame: dict[str, Any] = {
        "entry": entry,
        "day": today(),
        "tabs": tabs(request, PAGES, _UNDER),
        "can_export": request.user.has_perm("programmes.export"),
    }
    status = values.pop("status", 200)
    return render(request, f"supervision/{template}", {**frame, **values}, status=status)
