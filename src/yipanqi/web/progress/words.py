"""Words of this app in the log."""

from yipanqi.web.audit.words import name_actions, name_fields

name_actions(
    "progress",
    {
        "report.sent": ("上报月报", "Report sent"),
        "report.confirmed": ("确认月报", "Report confirmed"),
        "report.returned": ("退回月报", "Report given back"),
        "lights.worked_out": ("更新预警和预测", "Lights and forecasts worked out"),
        "report.draft_kept": ("保存月报草稿", "Draft of a report kept"),
        "report.draft_forgotten": ("删除月报草稿", "Draft of a report thrown away"),
    },
)
name_fields(
    "progress",
    {
        "month": ("月份", "Month"),
        "version": ("版次", "Version"),
        "percent": ("完成百分比", "Percent done"),
    },
)
