from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "yipanqi.web.estates"
    label = "estates"

    def ready(self) -> None:
        """The names of the deeds."""
        from . import words  # noqa: F401  registers them
