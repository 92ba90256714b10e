"""Publications."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yipanqi.web.page.permission import permission_required


@require_safe
@permission_required("disclosure.view")
def index(request: HttpRequest) -> HttpResponse:
    """All that are made."""
    return HttpResponse("")
