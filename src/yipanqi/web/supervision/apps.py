from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "yipanqi.web.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Make the names of the deeds, the rules and the jobs known."""
        from . import assess_words, assessment_jobs  # noqa: F401  register themselves
        from .ladder_ready import ladder_ready
        from .meetings_ready import meetings_ready
        from .orders_ready import orders_ready
        from .periods_ready import periods_ready

        orders_ready()
        ladder_ready()
        meetings_ready()
        periods_ready()
