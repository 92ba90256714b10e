"""What the frame of every page shows beside the person's name: how many messages are unread."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Message

MOST = 99  # counted; more are told as such


def unread(request: HttpRequest) -> dict[str, object]:
    """The count as it is told, looked up where a page shows it: empty for none, `99+` above ninety-nine."""
    return {"unread": SimpleLazyObject(lambda: _said(request))}


def _said(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    count = Message.objects.visible_to(user).unread()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count or "")
