"""Where the jobs are, and what went wrong with them of late."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Figure, Line, Panel, Telling, Waiting

from .models import FAILED, Job, Worker

_DAYS, _LATEST = 7, 5  # back to which failures are told; failed jobs that the first page names


class Jobs(Telling):
    """The list of jobs, for everyone who may have filed one; failures for who keeps the system."""

    rail = (
        Entry(
            url_name="jobs:index",
            zh="后台任务",
            en="Jobs",
            place=90,
            under="/jobs/",
            is_inside=True,
            zh_note="导入、编制方案等耗时工作的进展",
            en_note="how imports, plans and other long work go",
        ),
    )

    def waiting(self) -> Iterator[Waiting]:
        """That nobody does the jobs."""
        if self.user.keeps_system and not Worker.objects.alive().exists():
            yield Waiting(
                text=say("没有在运行的后台进程，导入和编制方案都在等待", "No worker is running: jobs wait"),
                url=reverse("jobs:index"),
            )

    def figures(self) -> Iterator[Figure]:
        """Jobs that failed of late."""
        if self.user.keeps_system:
            yield Figure(
                key="failed",
                figure=f"{self._failed().count():,}",
                name=say(f"个任务未成功（{_DAYS} 天）", f"jobs failed in {_DAYS} days"),
                url=f"{reverse('jobs:index')}?state={FAILED}",
            )

    def panels(self) -> Iterator[Panel]:
        """The jobs that failed last, and why."""
        if not self.user.keeps_system:
            return
        lines = [
            Line(text=say(f"{job}：{job.error_said}", f"{job}: {job.error_said}"), url=job.get_absolute_url())
            for job in self._failed().order_by("-pk")[:_LATEST]
        ]
        yield Panel(
            key="failed",
            title=say("未成功的后台任务", "Jobs that failed"),
            lines=lines,
            note="" if lines else say(f"近 {_DAYS} 天没有未成功的任务。", f"None failed in the last {_DAYS} days."),
            more=[Line(text=say("全部后台任务", "All jobs"), url=reverse("jobs:index"))],
        )

    def _failed(self) -> Any:
        since = timezone.now() - timedelta(days=_DAYS)
        return Job.objects.filter(state=FAILED, finished_at__gte=since)
