from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "yipanqi.web.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Make the jobs and the names of the deeds known; each adoption is followed by its tasks, and facts of its
        estates stand."""
        from yipanqi.web.inbox.kinds import name_kinds
        from yipanqi.web.plans.following import after_adoption
        from yipanqi.web.programmes.guarding import guard_rows

        from . import acceptance_words, jobs, law_words, words  # noqa: F401  register themselves
        from .confirmed import guard_facts
        from .telling_people import KINDS

        name_kinds(KINDS)
        after_adoption("delivery.tasks")
        guard_rows(guard_facts)
