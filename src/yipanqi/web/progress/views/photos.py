"""Photos of reports: handed out, and their marks cleared by a person."""

from functools import partial

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.answer import done
from yipanqi.web.page.kept_file import opened
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say

from .. import actions
from ..actions.photos import photo_path
from ..models import ReportPhoto
from ..photos_told import lines_of
from .frame import entry_here, page

_PAGE = 24


def _photo(request: HttpRequest, uid: str) -> ReportPhoto:
    seen = DeliveryTask.objects.visible_to(request.user)
    return get_object_or_404(ReportPhoto.objects.select_related("task", "report"), uid=uid, task__in=seen)


@require_safe
@permission_required("delivery.view")
def photo(request: HttpRequest, uid: str) -> FileResponse:
    """The clean copy, under our own name and type."""
    found = _photo(request, uid)
    response = FileResponse(opened(photo_path(found), found.sha256), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@permission_required("delivery.check")
def photos(request: HttpRequest) -> HttpResponse:
    """Photos with marks that nobody has looked at; all of them if asked."""
    entry, is_all = entry_here(request), request.GET.get("all") == "1"
    rows = ReportPhoto.objects.filter(entry=entry, is_marked=True).order_by("-pk")
    if not request.user.scope().is_whole:
        rows = rows.filter(task__in=DeliveryTask.objects.visible_to(request.user))
    if not is_all:
        rows = rows.filter(cleared_at=None)
    told = rows.select_related("task", "report", "by", "cleared_by")
    shown = Paginator(told, _PAGE).get_page(request.GET.get("page"))
    lines = lines_of(list(shown), request.user)
    return page(request, "photos.html", entry, shown=shown, lines=lines, is_all=is_all)


@require_POST
@permission_required("delivery.check")
def photo_clear(request: HttpRequest, uid: str) -> HttpResponse:
    """Somebody has looked, and says why it may stand."""
    found = _photo(request, uid)
    deed = partial(
        actions.clear_marks, photo=found, why=request.POST.get("why", ""), by=request.user, at=timezone.now()
    )
    back = request.META.get("HTTP_REFERER", "")
    is_list = back.endswith("/progress/photos/")
    to = "progress:photos" if is_list or found.report is None else found.report
    return done(request, deed, say("已核销", "Cleared"), back=to)
