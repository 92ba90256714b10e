"""What orders make known when the platform begins: their rules, their messages, and themselves beside a task."""


def orders_ready() -> None:
    """Register them."""
    from yipanqi.domain.supervision.clock import FIELDS, SHIPPED
    from yipanqi.web.delivery.beside import put_beside
    from yipanqi.web.delivery.rulebook import add_rules
    from yipanqi.web.inbox.kinds import name_kinds

    from . import orders_words  # noqa: F401  register themselves
    from .orders_people import KINDS
    from .orders_told import OrdersBeside

    add_rules(SHIPPED, FIELDS)
    name_kinds(KINDS)
    put_beside(OrdersBeside())
