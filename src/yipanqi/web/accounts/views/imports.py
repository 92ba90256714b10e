"""People from a workbook: template, dry run, taking in, codes to hand over, taking back."""

import tempfile
from functools import partial
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.page.answer import done
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say

from .. import people_sheet
from ..actions import imports as import_actions
from ..forms import ImportForm
from ..models import Organisation, PeopleImport
from ..roles import ROLES
from .people import form_page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _places(request: HttpRequest) -> list[Organisation]:
    return list(Organisation.objects.visible_to(request.user).filter(is_active=True).select_related("parent").in_tree())


def _imports(request: HttpRequest):
    """Those of oneself: others' lists of people are others'."""
    return PeopleImport.objects.filter(created_by=request.user).order_by("-pk")


@form_page
@permission_required("people.import")
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a filled template; what was uploaded before stands below."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            with turn(f"people-{request.user.pk}"), turn("people", 2):  # of the threads that answer pages
                rows, wrong = people_sheet.read(file.name, content, people_sheet.by_name(_places(request)))
        except NoTurn:
            form.add_error(
                "file", say("另一个人员文件正在读取，请稍后再试", "Another file is being read; try again soon")
            )
        else:
            kept = import_actions.keep_import(
                name=file.name, content=content, rows=rows, wrong=wrong, by=request.user, at=timezone.now()
            )
            return redirect(kept)
    return render(request, "accounts/imports.html", {"form": form, "imports": _imports(request)[:50]})


@require_safe
@permission_required("people.import")
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the organisations and roles one may choose."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xlsx"
        people_sheet.write_template(path, _places(request))
        response = HttpResponse(path.read_bytes(), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="people.xlsx"'
    return response


@require_safe
@permission_required("people.import")
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do, or did; every error by its cell."""
    kept = get_object_or_404(_imports(request), pk=pk)
    places = Organisation.objects.visible_to(request.user).in_bulk()
    rows = [
        (row, places.get(row.organisation_id), say(ROLES[row.role].zh, ROLES[row.role].en))
        for row in import_actions.rows_of(kept)
    ]
    wrong = [(it["cell"], say(it["zh"], it["en"])) for it in kept.findings]
    people = kept.people.order_by("pinyin")
    return render(request, "accounts/import.html", {"kept": kept, "rows": rows, "wrong": wrong, "people": people})


@require_POST
@permission_required("people.import")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in."""
    kept = get_object_or_404(_imports(request), pk=pk)
    deed = partial(import_actions.apply, kept=kept, by=request.user, at=timezone.now())
    return done(request, deed, say(f"已导入 {kept.row_count} 人", f"{kept.row_count} people taken in"), back=kept)


@require_POST
@permission_required("people.import")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    kept = get_object_or_404(_imports(request), pk=pk)
    deed = partial(import_actions.undo, kept=kept, by=request.user, at=timezone.now())
    return done(request, deed, say("导入已撤销", "The import is undone"), back=kept)


@require_POST
@permission_required("people.import")
@never_cache
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """One-time codes to print, cut and hand over; shown once."""
    kept = get_object_or_404(_imports(request), pk=pk, applied_at__isnull=False, undone_at=None)
    issued = import_actions.issue_codes(kept=kept, by=request.user, at=timezone.now())
    return render(request, "accounts/import_codes.html", {"kept": kept, "issued": issued})
