"""What changes programmes: rows one by one, whole workbooks, versions, photos."""

from .exports import ask_for_export, export_path, is_large, is_written, taken, write_export, written_export
from .imports import (
    CannotImport,
    CannotUndo,
    CannotUpload,
    apply,
    ask_for_marks,
    ask_to_undo,
    check_again,
    confirm,
    drop,
    drop_refused,
    keep_marked,
    later_changes,
    take_in,
    undo,
    upload,
)
from .photos import CannotKeep, keep_photo, remove_photo
from .rows import CannotSave, Outdated, add, choose_columns, edit, remove
from .units import CannotLink, bodies_of, choose_organisations, link_matches
from .versions import freeze

__all__ = [
    "CannotImport",
    "CannotKeep",
    "CannotLink",
    "CannotSave",
    "CannotUndo",
    "CannotUpload",
    "Outdated",
    "add",
    "apply",
    "ask_for_export",
    "ask_for_marks",
    "ask_to_undo",
    "bodies_of",
    "check_again",
    "choose_columns",
    "choose_organisations",
    "confirm",
    "drop",
    "drop_refused",
    "edit",
    "export_path",
    "freeze",
    "is_large",
    "is_written",
    "keep_marked",
    "keep_photo",
    "later_changes",
    "link_matches",
    "remove",
    "remove_photo",
    "take_in",
    "taken",
    "undo",
    "upload",
    "write_export",
    "written_export",
]
