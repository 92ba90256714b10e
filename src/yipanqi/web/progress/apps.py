from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "yipanqi.web.progress"
    label = "progress"

    def ready(self) -> None:
        """Make the names of the deeds and the rules known; tasks show what was reported of them."""
        from yipanqi.domain.progress.shipped import FIELDS, SHIPPED
        from yipanqi.web.delivery.beside import put_beside
        from yipanqi.web.delivery.rulebook import add_rules
        from yipanqi.web.inbox.kinds import name_kinds

        from . import jobs, photo_words, replan_words, words  # noqa: F401  register themselves
        from .beside import Progress
        from .telling_people import KINDS

        name_kinds(KINDS)
        add_rules(SHIPPED, FIELDS.values())
        put_beside(Progress())
