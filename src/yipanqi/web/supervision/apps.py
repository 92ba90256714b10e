from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "yipanqi.web.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Make the names of the deeds and the rules known."""
        from . import words  # noqa: F401  register themselves
        from .meetings_ready import meetings_ready
        from .orders_ready import orders_ready

        orders_ready()
        meetings_ready()
