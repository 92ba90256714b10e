"""What the log tells the first page of who keeps it."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Figure, Line, Panel, Telling, Waiting

from . import watch
from .models import REFUSED, Event
from .words import action_said

_LATEST = 5  # refusals that the first page names


class Log(Telling):
    """Where the log is, and how much was refused of late."""

    rail = (
        Entry(
            url_name="audit:log",
            zh="日志",
            en="Log",
            place=200,
            permission="audit.view",
            under="/audit/",
            zh_note="谁在什么时候做了什么",
            en_note="who did what, and when",
        ),
    )

    def waiting(self) -> Iterator[Waiting]:
        """A database that is older than its checkpoints, or that nobody signs: for who keeps the log or the system."""
        sees_log = self.user.has_perm("audit.view")
        if (sees_log or self.user.has_perm("jobs.stop_all")) and (said := watch.trouble(at=timezone.now())):
            yield Waiting(text=say(*said), url=reverse("audit:log" if sees_log else "health"))

    def figures(self) -> Iterator[Figure]:
        """Refusals and deeds of the last day."""
        if not self.user.has_perm("audit.view"):
            return
        since, log = timezone.now() - timedelta(days=1), reverse("audit:log")
        yield Figure(
            key="refusals",
            figure=f"{Event.objects.refused_since(since):,}",
            name=say("次被拒的登录或访问（24 小时）", "refusals in 24 hours"),
            url=f"{log}?result=refused",
        )
        yield Figure(
            key="events",
            figure=f"{Event.objects.filter(at__gte=since).count():,}",
            name=say("条操作记录（24 小时）", "events in 24 hours"),
            url=log,
        )

    def panels(self) -> Iterator[Panel]:
        """How far the log is signed, how it is proven, and what was refused last."""
        if not self.user.has_perm("audit.view"):
            return
        log = reverse("audit:log")
        yield Panel(
            key="checkpoints",
            title=say("检查点", "Checkpoints"),
            lines=[Line(text=_signed_said())],
            more=[Line(text=say("导出日志并核对", "Export the log and prove it"), url=f"{log}#prove")],
        )
        refused = Event.objects.filter(result=REFUSED).order_by("-seq")[:_LATEST]
        lines = [
            Line(text=f"{timezone.localtime(it.at):%Y-%m-%d %H:%M} · {action_said(it.action, it.subject_type)}")
            for it in refused
        ]
        yield Panel(
            key="refused",
            title=say("最近被拒", "Refused last"),
            lines=lines,
            note="" if lines else say("还没有被拒的登录或访问。", "Nothing was refused yet."),
            more=[Line(text=say("全部被拒", "All refusals"), url=f"{log}?result=refused")] if lines else (),
        )


def _signed_said() -> str:
    """The newest checkpoint, in a sentence."""
    signed = watch.signed()
    if signed is None:
        return say("读不到检查点，请系统管理员检查", "No checkpoint can be read: ask the system administrator")
    at = f"{timezone.localtime(signed.at):%Y-%m-%d %H:%M}"
    return say(f"最新检查点：{at}，到第 {signed.size} 条", f"Newest checkpoint: {at}, up to event {signed.size}")
