"""What killed processes left of workbooks and photos."""

from pathlib import Path

from django.conf import settings

from yipanqi.web.page.held import clear

from .actions.exports import WRITING
from .actions.imports import MARKING


def clear_left() -> int:
    """Remove half exports, half marked copies, half photos; how many of them."""
    media, exports = Path(settings.MEDIA_ROOT), Path(settings.HOME) / "exports"
    found = clear(media / "imports", [MARKING]) + clear(media / "photos", [], aged=["*.part"])
    return found + sum(clear(folder, [WRITING], aged=["tmp"]) for folder in exports.glob("*"))
