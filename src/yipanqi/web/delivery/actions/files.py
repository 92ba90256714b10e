"""Files that are kept with contracts and papers: known kinds only, each with its hash, under a name of ours."""

import uuid
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.kept_file import store
from yipanqi.web.page.say import Cannot

from ..models import PaperFile

LARGEST = 20_000_000  # bytes
_BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".ofd": (b"PK\x03\x04",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".wps": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04"),
}
ENDINGS = tuple(_BEGINNINGS)


class CannotKeepFile(Cannot):
    """This file is not kept; the message says why."""


def paper_path(file: PaperFile) -> Path:
    """Where it lies."""
    return Path(settings.MEDIA_ROOT) / "papers" / file.stored_as


@transaction.atomic
def keep_file(*, upload: Any, by: Any, at: datetime) -> PaperFile:
    """Keep an uploaded file; its ending and its first bytes must agree."""
    suffix = Path(upload.name).suffix.lower()
    if suffix not in _BEGINNINGS:
        raise CannotKeepFile("请上传 PDF、OFD、图片或 Word 文件", "Upload a PDF, OFD, picture or Word file")
    if upload.size > LARGEST:
        raise CannotKeepFile("文件超过 20 MB", "The file is larger than 20 MB")
    data = upload.read()
    if not data.startswith(_BEGINNINGS[suffix]):
        raise CannotKeepFile(f"文件内容与扩展名 {suffix} 不符", f"What is in the file is not what {suffix} says")
    kept = PaperFile(
        uid=uuid.uuid4(),
        file_name=Path(upload.name).name[-200:],
        suffix=suffix,
        sha256=sha256(data).hexdigest(),
        size=len(data),
        by=by,
        at=at,
    )
    path = paper_path(kept)
    store(path, data)
    try:
        kept.save(force_insert=True)
        audit.record("paper.kept", subject=kept, by=by, at=at, after={"sha256": kept.sha256, "size": kept.size})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return kept
