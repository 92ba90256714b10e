"""What waits for those who keep people and log; the first page shows it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.audit.models import REFUSED, Event
from yipanqi.web.page.say import say

from .models import Invitation, User


def waiting(user: Any) -> Iterator[tuple[int, str, str]]:
    """The figures that matter to this person: how many, of what, and where they stand."""
    if user.has_perm("people.manage"):
        unused = User.objects.visible_to(user).filter(is_active=True, password_changed_at=None).count()
        yield unused, say("人尚未启用账号", "people have not used their account"), reverse("accounts:people")
        open_links = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now()).count()
        yield open_links, say("个邀请等待接受", "invitations wait"), reverse("accounts:invite")
    if user.has_perm("audit.view"):
        since = timezone.now() - timedelta(days=1)
        refused = Event.objects.filter(result=REFUSED, at__gte=since).count()
        words = say("次被拒的登录或访问（24 小时）", "refusals in 24 hours")
        yield refused, words, reverse("audit:log") + "?result=refused"
