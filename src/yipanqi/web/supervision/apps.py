from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "yipanqi.web.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Make the names of the deeds and the rules known."""
        from yipanqi.web.delivery.rulebook import add_rules

        from . import period_rules, periods_jobs, words  # noqa: F401  register themselves

        add_rules(period_rules.SHIPPED, period_rules.FIELDS)
