"""What the log tells the first page of who keeps it."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Figure, Telling, Waiting

from . import watch
from .models import Event


class Log(Telling):
    """Where the log is, and how much was refused of late."""

    rail = (Entry(url_name="audit:log", zh="日志", en="Log", place=200, permission="audit.view", under="/audit/"),)

    def waiting(self) -> Iterator[Waiting]:
        """A database that is older than its checkpoints, or that nobody signs: for who keeps the log or the system."""
        sees_log = self.user.has_perm("audit.view")
        if (sees_log or self.user.has_perm("jobs.stop_all")) and (said := watch.trouble(at=timezone.now())):
            yield Waiting(text=say(*said), url=reverse("audit:log" if sees_log else "health"))

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
