"""What changes progress: reports sent, confirmed and returned, drafts and photos kept."""

from .photos import (
    CannotClear,
    CannotTakeNow,
    CannotTakePhoto,
    clear_marks,
    clear_parts,
    join_photos,
    keep_photo,
    take_part,
)
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
    "CannotClear",
    "CannotJudge",
    "CannotReport",
    "CannotTakeNow",
    "CannotTakePhoto",
    "Conflict",
    "Refused",
    "Sent",
    "clear_marks",
    "clear_parts",
    "confirm",
    "forget_draft",
    "give_back",
    "join_photos",
    "keep_draft",
    "keep_photo",
    "send",
    "take_part",
]
