"""The register of orders, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from yipanqi.web.page.permission import permission_required

from ..models import Order
from .frame import entry_here, page


@require_safe
@permission_required("supervision.view")
def index(request: HttpRequest) -> HttpResponse:
    """The register."""
    return page(request, "orders.html", entry_here(request))


@require_safe
@permission_required("supervision.view")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order."""
    found = get_object_or_404(Order.objects.visible_to(request.user).told(), pk=pk)
    return page(request, "order.html", found.entry, order=found)
