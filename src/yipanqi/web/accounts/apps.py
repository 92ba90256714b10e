from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yipanqi.web.accounts"
    label = "accounts"
