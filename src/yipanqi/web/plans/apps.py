from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "yipanqi.web.plans"
    label = "plans"

    def ready(self) -> None:
        """Make the jobs and the names of the deeds known."""
        from . import jobs, words  # noqa: F401  register themselves
