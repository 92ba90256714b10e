"""What may be set and looked after: one's own settings, jobs, people, organisations, the log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.web.page.permission import for_everyone
from yipanqi.web.page.say import say

from ..rail import SETTINGS, open_to

_FROM = 90  # the places in the rail of what keeps the platform, behind those of the work


@require_safe
@for_everyone
def settings(request: HttpRequest) -> HttpResponse:
    """The ways to all of it that this person may open."""
    known = [entry for entry in open_to(request.user) if entry.place >= _FROM and entry.url_name != SETTINGS]
    known.sort(key=lambda entry: (not entry.is_inside, entry.place != 191, entry.place))
    ways = [(reverse(entry.url_name), say(entry.zh, entry.en), say(entry.zh_note, entry.en_note)) for entry in known]
    return render(request, "estates/settings.html", {"ways": ways})
