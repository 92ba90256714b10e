from django.apps import AppConfig

from yipanqi.web.audit.words import name_actions


class BackupsConfig(AppConfig):
    name = "yipanqi.web.backups"
    label = "backups"

    def ready(self) -> None:
        """The names of the deeds."""
        name_actions(
            "backups",
            {
                "backup.made": ("制作备份", "Backup made"),
                "backup.restored": ("从备份恢复", "Restored from a backup"),
            },
        )
