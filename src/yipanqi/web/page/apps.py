from django.apps import AppConfig
from django.core.checks import register


class PageConfig(AppConfig):
    name = "yipanqi.web.page"
    label = "page"

    def ready(self) -> None:
        from .checks import deployed  # it reads the settings

        register(deployed, deploy=True)
