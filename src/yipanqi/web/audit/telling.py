"""What the log tells the first page of who keeps it."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Figure, Telling

from .models import Event


class Log(Telling):
    """Where the log is, and how much was refused of late."""

    rail = (Entry(url_name="audit:log", zh="日志", en="Log", place=200, permission="audit.view", under="/audit/"),)

    def figures(self) -> Iterator[Figure]:
        """Refusals of the last day."""
        if self.user.has_perm("audit.view"):
            since = timezone.now() - timedelta(days=1)
            yield Figure(
                key="refusals",
                figure=f"{Event.objects.refused_since(since):,}",
                name=say("次被拒的登录或访问（24 小时）", "refusals in 24 hours"),
                url=f"{reverse('audit:log')}?result=refused",
            )
