"""What several pages need: the programme somebody works with, and the page's frame."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import ProgrammeEntry, ProgrammeEntryQuerySet

CHOSEN = "programme"  # in the session


def entries(request: HttpRequest) -> ProgrammeEntryQuerySet:
    """The programmes this person may switch to."""
    return ProgrammeEntry.objects.visible_to(request.user).filled().select_related("current_version")


def current(request: HttpRequest) -> ProgrammeEntry | None:
    """The programme this person works with: the one chosen, else the newest."""
    known = list(entries(request))
    chosen = request.session.get(CHOSEN)
    return next((entry for entry in known if entry.pk == chosen), known[0] if known else None)


def page(request: HttpRequest, template: str, entry: ProgrammeEntry | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme named in the top bar."""
    status = values.pop("status", 200)
    may = request.user.has_perm
    frame = {
        "entry": entry,
        "perms_export": may("programmes.export"),
        "can_import": may("programmes.import"),
        "can_edit_any": may("programmes.edit"),
    }
    return render(request, f"programmes/{template}", {**frame, **values}, status=status)


def query_without(request: HttpRequest, *names: str, **new: Any) -> str:
    """The page's question without these parts and with new ones, to go on with."""
    kept = [(k, v) for k, values in request.GET.lists() for v in values if v and k not in {*names, *new}]
    return urlencode([*kept, *((k, v) for k, v in new.items() if v not in (None, ""))])


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep; never shown in the page's place."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
