"""What periods make known when the platform begins: their words in the log, their rules, the close as a job."""


def periods_ready() -> None:
    """Register them."""
    from yipanqi.web.audit.words import name_actions, name_fields
    from yipanqi.web.delivery.rulebook import add_rules

    from . import period_rules, periods_jobs, periods_words  # noqa: F401  jobs register themselves

    name_actions("supervision", periods_words.ACTIONS)
    name_fields("supervision", periods_words.FIELDS)
    add_rules(period_rules.SHIPPED, period_rules.FIELDS)
