"""Words of photos of reports in the log."""

from yipanqi.domain.progress.photo import Oddity
from yipanqi.web.audit.words import name_actions, name_fields, tell_values
from yipanqi.web.page.say import say

name_actions(
    "progress",
    {
        "report_photo.taken": ("上报照片", "Photo of a report taken"),
        "report_photo.alike": ("发现相似照片", "Like photos found"),
        "report_photo.cleared": ("核销照片标记", "Marks of a photo cleared"),
    },
)
name_fields("progress", {"marks": ("标记", "Marks"), "photos": ("相似照片", "like photos")})
tell_values("progress", {"marks": lambda code: say(*Oddity(code).names)})
