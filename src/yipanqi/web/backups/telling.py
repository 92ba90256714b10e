"""What the server tells who keeps the system: workers, disk, the last backup, people without a second factor."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs.models import Worker
from yipanqi.web.page import health
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Line, Panel, Telling, Waiting

_STALE, _LEAST = timedelta(days=2), 0.1  # a backup older than this, a disk with less room, are told at once
_GB = 1_000_000_000


class Server(Telling):
    """The state of the server, for who keeps the system."""

    @cached_property
    def last(self) -> datetime | None:
        """When the newest backup was made."""
        return Event.objects.filter(action="backup.made").order_by("-seq").values_list("at", flat=True).first()

    def waiting(self) -> Iterator[Waiting]:
        """A backup that is missing or old, a disk that fills."""
        if not self.user.keeps_system:
            return
        free, whole = health.disk()
        if self.last is None or self.last < timezone.now() - _STALE:
            yield Waiting(text=_backup_said(self.last), url=reverse("estates:settings"))
        if free < _LEAST * whole:
            yield Waiting(text=_disk_said(free, whole), url=reverse("health"))

    def panels(self) -> Iterator[Panel]:
        """Each of them in a line."""
        if not self.user.keeps_system:
            return
        alive, bare = Worker.objects.alive().count(), _without_device()
        yield Panel(
            key="server",
            title=say("系统状态", "The server"),
            lines=[
                Line(text=say(f"在运行的后台进程：{alive}", f"Workers running: {alive}"), url=reverse("jobs:index")),
                Line(text=_backup_said(self.last)),
                Line(text=_disk_said(*health.disk())),
                Line(
                    text=say(f"没有第二因素的人员：{bare}", f"People without a second factor: {bare}"),
                    url=f"{reverse('accounts:people')}?state=bare",
                ),
            ],
        )


def _without_device() -> int:
    """Active people who have no device yet."""
    have = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=have).count()


def _backup_said(last: datetime | None) -> str:
    if last is None:
        return say("还没有做过备份：请运行 backup 命令", "There is no backup yet: run the command backup")
    at = f"{timezone.localtime(last):%Y-%m-%d %H:%M}"
    return say(f"最近一次备份：{at}", f"Last backup: {at}")


def _disk_said(free: int, whole: int) -> str:
    room, size = f"{free / _GB:,.1f}", f"{whole / _GB:,.1f}"
    return say(f"磁盘剩余 {room} GB（共 {size} GB）", f"{room} GB of the disk are free (of {size} GB)")
