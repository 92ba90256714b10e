from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "yipanqi.web.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Make the jobs and the names of the deeds known; each adoption is followed by its tasks, and facts
        of its estates stand."""
        from yipanqi.web.plans.following import after_adoption
        from yipanqi.web.programmes.guarding import guard_rows

        from . import jobs, words  # noqa: F401  register themselves
        from .confirmed import guard_facts

        after_adoption("delivery.tasks")
        guard_rows(guard_facts)
