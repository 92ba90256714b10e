from django.apps import AppConfig

from yipanqi.web.audit.words import name_actions


class EstatesConfig(AppConfig):
    name = "yipanqi.web.estates"
    label = "estates"

    def ready(self) -> None:
        """The names of the deeds."""
        name_actions(
            "estates",
            {
                "estates.exported": ("导出小区清单", "List of estates exported"),
                "board.exported": ("导出总览", "Board exported"),
            },
        )
