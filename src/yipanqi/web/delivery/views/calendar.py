"""The calendar of one's own deadlines: its secret address, and what is read there without logging in."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.accounts.actions import limits
from yipanqi.web.page import errors
from yipanqi.web.page.answer import done
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.today import today
from yipanqi.web.page.trace import network

from ..actions import calendars
from ..deadlines import calendar_of, due_of
from ..models import CalendarAddress
from ..models.exchange import address_of
from .frame import entry_here, page

_LIMIT = limits.Limit(by_address=120, in_total=6000)  # requests of strangers in five minutes
_KEY = "delivery:calendar-secret"  # in the session, until it is shown


@require_safe
@permission_required("delivery.view")
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    """Is there an address for one's calendar, since when; right after it was made the address itself, once."""
    secret = request.session.pop(_KEY, "")
    feed = request.build_absolute_uri(reverse("delivery:feed", args=[secret])) if secret else ""
    values = {
        "kept": address_of(request.user),
        "feed": feed,
        "webcal": f"webcal:{feed.partition(':')[2]}" if feed else "",
        "count": due_of(request.user, today()).count(),
    }
    return page(request, "calendar.html", entry_here(request), **values)


@require_POST
@permission_required("delivery.view")
def open_address(request: HttpRequest) -> HttpResponse:
    """Make a new address; the one before it no longer works."""
    request.session[_KEY] = calendars.open_calendar(by=request.user, at=timezone.now())
    return redirect("delivery:calendar")


@require_POST
@permission_required("delivery.view")
def end_address(request: HttpRequest) -> HttpResponse:
    """End the address."""
    deed = partial(calendars.end_calendar, by=request.user, at=timezone.now())
    return done(request, deed, say("日历地址已停用", "The address is ended"), back=reverse("delivery:calendar"))


@login_not_required
@require_safe
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of whoever this secret was made for, as iCalendar; without the right secret there is nothing."""
    at = timezone.now()
    if seconds := limits.wait("calendar", _LIMIT, network(request), at):
        return errors.too_often(request, seconds)
    limits.count("calendar", network(request), at=at)
    rows = CalendarAddress.objects.filter(digest=calendars.digest_of(secret), ended_at=None)
    kept = rows.select_related("user").first()
    if kept is None or not kept.user.has_perm("delivery.view"):
        raise Http404
    day = today()
    if kept.read_on != day:
        calendars.calendar_read(kept=kept, day=day, at=at)
    base = request.build_absolute_uri("/").rstrip("/")
    with translation.override(kept.user.language):
        data = calendar_of(due_of(kept.user, day), base=base, day=day, host=request.get_host().split(":")[0])
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="yipanqi.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
