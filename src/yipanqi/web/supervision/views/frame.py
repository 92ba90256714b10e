"""What the pages of supervision share: the tabs and the programme."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yipanqi.web.delivery.views.frame import entry_here
from yipanqi.web.page.say import say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

PAGES: list[tuple[str, str, str, str]] = [
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
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    here = next(
        (f"supervision:{tab}" for begin, tab in _UNDER.items() if name.startswith(begin)), f"supervision:{name}"
    )
    may = request.user.has_perm
    frame: dict[str, Any] = {
        "entry": entry,
        "day": today(),
        "tabs": [
            (say(zh, en), reverse(route), route == here) for route, zh, en, wants in PAGES if not wants or may(wants)
        ],
        "can_export": may("programmes.export"),
    }
    status = values.pop("status", 200)
    return render(request, f"supervision/{template}", {**frame, **values}, status=status)
