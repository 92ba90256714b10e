from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "yipanqi.web.progress"
    label = "progress"

    def ready(self) -> None:
        """Make the names of the deeds and the rules known; tasks show what was reported of them."""
        from yipanqi.domain.progress.shipped import FIELDS, LIGHT, SHIPPED
        from yipanqi.web.delivery.beside import put_beside
        from yipanqi.web.delivery.rulebook import OwnPage, add_page, add_rules
        from yipanqi.web.inbox.kinds import name_kinds
        from yipanqi.web.plans.beside import put_beside as put_beside_plan

        from . import jobs, photo_words, replan_jobs, replan_words, words  # noqa: F401  register themselves
        from .beside import Progress
        from .beside_plan import Moved
        from .rule_words import rule_said, source_said
        from .telling_people import KINDS

        name_kinds(KINDS)
        add_rules(SHIPPED, FIELDS.values())
        add_page(LIGHT, OwnPage(url_name="progress:light-rules", said=rule_said, source_said=source_said))
        put_beside(Progress())
        put_beside_plan(Moved())
