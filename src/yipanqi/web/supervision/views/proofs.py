"""A file that proves a value, an appeal or its answer, to keep."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from yipanqi.web.delivery.views.contracts import handed_out
from yipanqi.web.page.permission import permission_required

from .assessed import unit_here


@require_safe
@permission_required("supervision.view")
def file(request: HttpRequest, pk: int, unit: int, uid: UUID) -> FileResponse:
    """For whoever sees the unit's sheet, and nobody else."""
    _, mine = unit_here(request, pk, unit)
    return handed_out(get_object_or_404(mine.files.select_related("file"), uid=uid).file)
