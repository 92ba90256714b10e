"""`digest`: files the job that sends today's digest; a worker does it."""

from typing import Any

from django.core.management.base import BaseCommand

from yipanqi.domain.working_calendar import shipped
from yipanqi.web.accounts.channels import channels_on
from yipanqi.web.inbox.actions import digests
from yipanqi.web.page.today import today


class Command(BaseCommand):
    help = "提交当天的每日提要 · File the job of today's digest; nobody gets a second one on the same day"

    def handle(self, *args: Any, **options: Any) -> None:
        """File it, or say why there is nothing to file."""
        day = today()
        if not channels_on():
            self.stdout.write("邮件和短信都没有开通 · neither mail nor SMS is on: YIPANQI_MAIL, YIPANQI_SMS_GATEWAY")
        elif not shipped().is_working(day):
            self.stdout.write(f"{day} 不是工作日 · is no working day")
        else:
            job = digests.file(day=day)
            self.stdout.write(f"{day}：任务 {job.pk} · job {job.pk}")
