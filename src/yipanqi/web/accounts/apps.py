from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yipanqi.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from yipanqi.web.accounts import words  # noqa: F401  (names the deeds of this app in the log)
