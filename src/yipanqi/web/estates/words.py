"""Words of this app by code, Chinese and English."""

from yipanqi.web.audit.words import name_actions

name_actions(
    "estates",
    {
        "estates.exported": ("导出小区清单", "List of estates exported"),
        "board.exported": ("导出总览", "Board exported"),
    },
)
