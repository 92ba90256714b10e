"""What the ladder makes known when the platform begins: its rules, its messages, its work at night."""


def ladder_ready() -> None:
    """Register them."""
    from yipanqi.domain.supervision.ladder_shipped import COLOURS, FIELDS, LADDER, RAISING, SHIPPED
    from yipanqi.web.delivery.rulebook import OwnPage, add_page, add_rules
    from yipanqi.web.inbox.kinds import name_kinds

    from . import ladder_jobs  # noqa: F401  registers itself
    from .ladder_people import KINDS
    from .ladder_words import colours_stored, ladder_stored, raising_stored, source_said

    add_rules(SHIPPED, FIELDS.values())
    for key, said in ((LADDER, ladder_stored), (COLOURS, colours_stored), (RAISING, raising_stored)):
        add_page(key, OwnPage(url_name="supervision:ladder", said=said, source_said=source_said))
    name_kinds(KINDS)
