"""What killed processes left of plans."""

from pathlib import Path

from django.conf import settings

from yipanqi.web.page.held import clear

WRITING = ".writing-"  # begins the names of the folders in which plans and documents are written


def clear_left() -> int:
    """Remove plans and documents that were being written; how many of them. Earlier versions called them `tmp…`."""
    return sum(clear(folder, [WRITING], aged=["tmp"]) for folder in (Path(settings.HOME) / "plans").glob("*"))
