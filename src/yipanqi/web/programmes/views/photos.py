"""An estate's photos: shown, and shown no more."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.page.kept_file import opened
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say

from .. import actions
from ..actions.photos import photo_path
from ..models import EstateRow, Photo


@require_POST
@permission_required("programmes.edit")
def remove_photo(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a photo no more."""
    photo, row = _photo(request, uid)
    actions.remove_photo(photo=photo, by=request.user, at=timezone.now())
    messages.success(request, say("照片已移除", "The photo was removed"))
    return redirect(f"{row.get_absolute_url()}#photos")


@require_safe
@permission_required("programmes.view")
def photo(request: HttpRequest, uid: str) -> FileResponse:
    """The clean copy itself, under our own name and type."""
    found, _ = _photo(request, uid)
    response = FileResponse(opened(photo_path(found), found.sha256), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _photo(request: HttpRequest, uid: str) -> tuple[Photo, EstateRow]:
    found = get_object_or_404(Photo, uid=uid, removed_at=None)
    row = get_object_or_404(EstateRow.objects.visible_to(request.user), entry=found.entry_id, estate=found.estate)
    return found, row
