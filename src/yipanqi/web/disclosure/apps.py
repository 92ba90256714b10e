from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "yipanqi.web.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        """Make the names of the deeds and the rules known."""
        from .ready import ready

        ready()
