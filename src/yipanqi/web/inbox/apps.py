from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "yipanqi.web.inbox"
    label = "inbox"

    def ready(self) -> None:
        from yipanqi.web.inbox import words  # noqa: F401  (names the deeds of this app in the log)
