from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "yipanqi.web.plans"
    label = "plans"

    def ready(self) -> None:
        """Make the jobs, the names of the deeds and the plan in force known."""
        from yipanqi.web.audit.signing import sign_after

        from . import bound, jobs, telling, words  # noqa: F401  register themselves

        sign_after("plan.adopted")
