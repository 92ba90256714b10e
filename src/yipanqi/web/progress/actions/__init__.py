"""What changes progress: reports sent, confirmed and returned, drafts kept."""

from .photos import CannotTakePhoto, keep_photo
from .reporting import (
    CannotJudge,
    CannotReport,
    Conflict,
    Refused,
    Sent,
    confirm,
    forget_draft,
    give_back,
    keep_draft,
    send,
)

__all__ = [
    "CannotJudge",
    "CannotReport",
    "CannotTakePhoto",
    "Conflict",
    "Refused",
    "Sent",
    "confirm",
    "forget_draft",
    "give_back",
    "keep_draft",
    "keep_photo",
    "send",
]
