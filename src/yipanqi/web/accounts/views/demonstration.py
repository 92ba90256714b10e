"""The buttons by which one tries each role of a demonstration."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import demonstration


@require_POST
@login_not_required
@never_cache
def come_in(request: HttpRequest) -> HttpResponse:
    """As this role, at once; there is no such page outside development."""
    asked = request.POST.get("login")
    person = next((person for person in demonstration.people() if person.login == asked), None)
    if person is None:
        raise Http404
    demonstration.come_in(request, person)
    return redirect("home")
