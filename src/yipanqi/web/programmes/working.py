"""The programme somebody works with, and the frame that its pages share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from .models import ProgrammeEntry, ProgrammeEntryQuerySet

CHOSEN = "programme"  # in the session


def entries(request: HttpRequest) -> ProgrammeEntryQuerySet:
    """The programmes this person may switch to."""
    rows = ProgrammeEntry.objects.visible_to(request.user).filled()
    return rows.select_related("current_version").defer("current_version__content")


def offered(request: HttpRequest) -> list[ProgrammeEntry]:
    """The same, looked up once for a request."""
    known: list[ProgrammeEntry] | None = getattr(request, "programmes_known", None)
    if known is None:
        known = request.programmes_known = list(entries(request))
    return known


def current(request: HttpRequest) -> ProgrammeEntry | None:
    """The programme this person works with: the one chosen, else the newest."""
    known = offered(request)
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
    return render(request, template, {**frame, **values}, status=status)


def working(request: HttpRequest) -> dict[str, object]:
    """For the top bar of every page: the programme worked with, looked up where a page names none of its own."""
    return {
        "working": SimpleLazyObject(lambda: current(request)),
        "programmes_offered": SimpleLazyObject(lambda: offered(request)),
    }
