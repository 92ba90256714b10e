from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "yipanqi.web.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Make the jobs known to the workers."""
        from . import jobs  # noqa: F401  registers its handlers
