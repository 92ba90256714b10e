"""Plan against actual, work by work."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.tables import paged
from yipanqi.web.page.today import today

from ..compared import Compared
from .frame import entry_lit, page


@require_safe
@permission_required("delivery.view")
def actual(request: HttpRequest) -> HttpResponse:
    """Every work that one may see: planned, foretold, actual; days, money, quantity; why."""
    entry, day = entry_lit(request), today()
    found = Compared(request, entry, day)
    if kind := file_asked(request.GET):
        return exported(request, entry, found.table(is_file=True), kind, "actual")
    return page(
        request,
        "actual.html",
        entry,
        form=found.form,
        found=found,
        table=paged(found.table(), request.GET, is_alone=True),
        query=found.query(),
    )
