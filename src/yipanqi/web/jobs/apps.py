from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from yipanqi.web.audit.words import name_actions, name_fields, tell_values
from yipanqi.web.page.say import say
from yipanqi.web.page.sweep import sweep_migrated

from .handlers import said_of


class JobsConfig(AppConfig):
    name = "yipanqi.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Handlers stand in the `actions` of their apps; a worker must know them without importing any by name."""
        autodiscover_modules("actions")
        post_migrate.connect(sweep_migrated, sender=self)
        name_actions(
            "jobs",
            {
                "job.filed": ("提交后台任务", "Filed a job"),
                "job.stop_asked": ("要求停止任务", "Asked a job to stop"),
                "job.tried_again": ("重试任务", "Tried a job again"),
                "job.done": ("任务完成", "Job done"),
                "job.refused": ("任务被拒绝", "Job refused"),
                "job.failed": ("任务未成功", "Job failed"),
                "job.stopped": ("任务停止", "Job stopped"),
            },
        )
        name_fields("jobs", {"attempt": ("第几次执行", "try")})
        tell_values("jobs", {"kind": lambda kind: say(*said_of(kind))})
