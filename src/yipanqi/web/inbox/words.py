"""What the deeds of the inbox are called in the log."""

from yipanqi.web.accounts.channels import CHANNELS
from yipanqi.web.audit.words import name_actions, name_fields, tell_values
from yipanqi.web.page.say import say

from .kinds import kind_said

name_actions(
    "inbox",
    {
        "message.sent": ("发送消息", "Message sent"),
        "message.withdrawn": ("消息所说的事已了结", "Messages settled"),
        "message.read": ("消息标为已读", "Messages marked as read"),
        "message.done": ("消息标为已办", "Message marked as done"),
        "digest.prepared": ("准备每日提要", "Daily digests prepared"),
        "digest.sent": ("发出每日提要", "Daily digest sent"),
        "digest.failed": ("每日提要未发出", "Daily digest not sent"),
        "digest.unclear": ("不知每日提要是否发出", "Not known whether the daily digest went out"),
        "digest.dropped": ("每日提要不再需要", "Daily digest no longer wanted"),
        "sendings.exported": ("导出外发记录", "Sendings exported"),
    },
)
name_fields(
    "inbox",
    {
        "key": ("事项", "matter"),
        "channel": ("渠道", "channel"),
        "day": ("日期", "day"),
        "tries": ("第几次", "try"),
        "fault": ("原因", "fault"),
        "is_last": ("不再重试", "not tried again"),
    },
)
tell_values("inbox", {"kind": kind_said, "channel": lambda code: say(*CHANNELS.get(code, (code, code)))})
