from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "yipanqi.web.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Make the jobs known to the workers, and to the log what it answers for."""
        from . import bound, jobs  # noqa: F401  register themselves
