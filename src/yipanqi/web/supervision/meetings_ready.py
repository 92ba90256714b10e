"""What meetings and cases make known when the platform begins: their rules, words and messages, and what they show
beside a task."""


def meetings_ready() -> None:
    """Register them."""
    from yipanqi.domain.supervision import experience, meeting
    from yipanqi.web.delivery.beside import put_beside
    from yipanqi.web.delivery.rulebook import add_rules
    from yipanqi.web.inbox.kinds import name_kinds

    from .meetings_told import Beside
    from .meetings_words import KINDS, named

    named()
    name_kinds(KINDS)
    add_rules(meeting.SHIPPED, meeting.FIELDS.values())
    add_rules(experience.SHIPPED, experience.FIELDS.values())
    put_beside(Beside())
