"""What disclosure makes known when the platform begins: its words in the log, its rules."""


def ready() -> None:
    """Register them."""
    from yipanqi.web.audit.words import name_actions, name_fields
    from yipanqi.web.delivery.rulebook import add_rules

    from . import duties_rules, duties_words, rules, words
    from .following import after_change
    from .public.building import BUILD

    name_actions("disclosure", {**words.ACTIONS, **duties_words.ACTIONS})
    name_fields("disclosure", {**words.FIELDS, **duties_words.FIELDS})
    after_change(BUILD)
    add_rules(rules.SHIPPED, rules.RULE_FIELDS)
    add_rules(duties_rules.SHIPPED, duties_rules.RULE_FIELDS)
