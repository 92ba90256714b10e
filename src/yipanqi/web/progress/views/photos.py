"""Photos of reports: handed out, and their marks cleared by a person."""

from collections.abc import Sequence
from functools import partial

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.kept_file import opened
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, say
from yipanqi.web.page.tables import Table, text

from .. import actions
from ..actions.photos import photo_path
from ..forms import PhotoFilter
from ..models import ReportPhoto
from ..photos_told import PhotoLine, lines_of
from .frame import entry_here, page

_PAGE = 24
_MOST = 20_000  # rows of a file


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
    entry, form = entry_here(request), PhotoFilter(request.GET)
    rows = ReportPhoto.objects.filter(entry=entry, is_marked=True).order_by("-pk")
    if not request.user.scope().is_whole:
        rows = rows.filter(task__in=DeliveryTask.objects.visible_to(request.user))
    if not form.is_all:
        rows = rows.filter(cleared_at=None)
    if q := form.cleaned_data.get("q"):
        rows = rows.filter(Q(task__estate_name__icontains=q) | Q(task__number__icontains=q))
    told = rows.select_related("task", "report", "by", "cleared_by")
    if kind := file_asked(request.GET):
        return exported(request, entry, _table(lines_of(list(told[:_MOST]), request.user)), kind, "marked-photos")
    shown = Paginator(told, _PAGE).get_page(request.GET.get("page"))
    values = {
        "form": form,
        "shown": shown,
        "lines": lines_of(list(shown), request.user),
        "is_all": form.is_all,
        "query": query_without(request, "page"),
    }
    return page(request, "photos.html", entry, **values)


def _table(lines: Sequence[PhotoLine]) -> Table:
    columns = [
        (say("编号", "Number"), False),
        (say("小区", "Estate"), False),
        (say("改造项", "Work"), False),
        (say("月报", "Report"), False),
        (say("拍摄时间", "Taken"), False),
        (say("设备", "Device"), False),
        (say("标记", "Marks"), False),
        (say("核销", "Cleared"), False),
        (say("核销人", "Cleared by"), False),
    ]
    rows = []
    for line in lines:
        photo = line.photo
        told = [
            photo.task.number,
            photo.task.estate_name,
            photo.task.name_said,
            photo.report.month_said if photo.report else "",
            line.taken,
            photo.device,
            in_turn(mark.said for mark in line.marks),
            photo.cleared_why,
            str(photo.cleared_by or ""),
        ]
        rows.append([text(it) for it in told])
    return Table(title=say("照片标记", "Marked photos"), columns=columns, rows=rows)


@require_POST
@permission_required("delivery.check")
def photo_clear(request: HttpRequest, uid: str) -> HttpResponse:
    """Somebody has looked, and says why it may stand."""
    found = _photo(request, uid)
    deed = partial(
        actions.clear_marks, photo=found, why=request.POST.get("why", ""), by=request.user, at=timezone.now()
    )
    asked = request.POST.get("list")
    if asked is None and found.report is not None:
        return done(request, deed, say("已核销", "Cleared"), back=found.report)
    return done(
        request,
        deed,
        say("已核销", "Cleared"),
        back=f"{reverse('progress:photos')}?{QueryDict(asked or '').urlencode()}",
    )
