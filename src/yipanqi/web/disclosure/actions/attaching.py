"""Files beside a draft: cleaned before they are kept, every string of them scanned, hidden ones too."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.documents.disclosure.covered import Part, covered
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.state import Action
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.say import Cannot

from .. import keeping
from ..brought import roll_for
from ..checking import LONGEST_NAME, key_of, wrong_name
from ..few import of_rows
from ..models import FileRole, PublicationFile, PublicationVersion
from ..scanning import CannotRead, Looked, looked
from .moving import begun, facts_of, lacks, tell

MOST_BYTES, MOST_FILES, MOST_PARTS = 30_000_000, 20, 20
FORMS = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}
PICTURES = ("JPEG", "PNG")
_TURNS = (2, 6, 20.0)  # files looked through at once, more that wait, seconds


class CannotAttach(Cannot):
    """The file cannot be attached; the message says why."""


def attach(
    *,
    version: PublicationVersion,
    name: str,
    data: bytes,
    title: Pair,
    is_shown: bool,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> PublicationFile:
    """Keep a file beside a draft, rewritten so that nothing hides in it. `is_shown`: a picture of the body, whose title
    says what it shows. It is cleaned before anything is locked."""
    form = _form(name, data, title, is_shown=is_shown)
    if missing := lacks(version, Action.EDIT, by):
        raise CannotAttach(*missing[0])
    try:
        with turn("disclosure-file", *_TURNS):
            found = looked(data, name, roll_for(version).roll)
    except CannotRead as refusal:
        raise CannotAttach(*refusal.pair) from None
    except NoTurn:
        raise CannotAttach(
            "正在检查别的文件，请稍后再传", "Other files are being looked through: try again soon"
        ) from None
    sides = _sides(found.data) if is_shown else (0, 0)
    sha256 = keeping.keep(found.data)
    row = PublicationFile(
        version=version,
        role=FileRole.PICTURE if is_shown else FileRole.ATTACHMENT,
        name=name,
        form=form,
        size=len(found.data),
        sha256=sha256,
        title_zh=title[0].strip()[:200],
        title_en=title[1].strip()[:300],
        width=sides[0],
        height=sides[1],
        pages=found.pages,
        findings=_told(version, found, name),
        by=by,
        at=at,
    )
    return _attach(version, row, by=by, at=at, day=day, seen=seen)


def _form(name: str, data: bytes, title: Pair, *, is_shown: bool) -> str:
    """The file's form, once its name, its size and its title are such as may be. Raises CannotAttach."""
    if wrong_name(name):
        raise CannotAttach(
            f"文件名不能有空格，不超过{LONGEST_NAME}个字符",
            f"No blanks in a file's name, {LONGEST_NAME} characters at most",
        )
    form = FORMS.get(name.rpartition(".")[2].lower())
    if form is None or "/" in name or "\\" in name or name.startswith("."):
        raise CannotAttach("只收 PDF、DOCX、XLSX、JPEG、PNG", "PDF, DOCX, XLSX, JPEG and PNG alone")
    if len(data) > MOST_BYTES:
        raise CannotAttach("文件不能超过30 MB", "30 MB at most")
    if is_shown and form not in PICTURES:
        raise CannotAttach("正文图片只收 JPEG、PNG", "Pictures of the body are JPEG or PNG")
    if is_shown and not title[0].strip():
        raise CannotAttach("请写明图片内容（替代文字）", "Say what the picture shows (alternative text)")
    return form


def _sides(data: bytes) -> tuple[int, int]:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data), formats=PICTURES) as picture:
        return picture.size


def _told(version: PublicationVersion, found: Looked, name: str) -> list[dict[str, Any]]:
    """What the scan found, masked, and few people's choices in its tables, with the key by which two people may let it
    pass."""
    told = {}
    for it in found.seen:
        kind, level = it.mark.kind.value, it.mark.level.value
        key = key_of(version, kind, (f"{name} {it.place[0]}", ""), it.value)
        told[key] = {"key": key, "kind": kind, "level": level, "place": list(it.place), "masked": it.mark.masked}
    for kind, level, place, value in of_rows(found.rows):
        key = key_of(version, kind, (f"{name} {place[0]}", ""), value)
        told[key] = {"key": key, "kind": kind, "level": level, "place": list(place), "masked": value}
    return list(told.values())


@transaction.atomic
def _attach(
    version: PublicationVersion, file: PublicationFile, *, by: Any, at: datetime, day: date, seen: str | None
) -> PublicationFile:
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    beside = row.files.filter(role__in=(FileRole.ATTACHMENT, FileRole.PICTURE))
    if beside.filter(name=file.name).exists():
        raise CannotAttach("已有同名文件", "There is a file of this name already")
    if beside.count() >= MOST_FILES:
        raise CannotAttach(f"最多{MOST_FILES}个文件", f"{MOST_FILES} files at most")
    row.files.exclude(role__in=(FileRole.ATTACHMENT, FileRole.PICTURE)).delete()  # made of what is no more
    file.version = row
    file.save(force_insert=True)
    _edited(row)
    tell(row, "file", row.state, by, at, day, what=file.name)
    after = facts_of(row, file=file.name, hash=file.sha256[:16])
    audit.record("publication.file_added", subject=row, by=by, at=at, after=after)
    return file


@transaction.atomic
def detach(
    *, version: PublicationVersion, file: PublicationFile, by: Any, at: datetime, day: date, seen: str | None = None
) -> None:
    """Take a file from beside a draft."""
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    found = row.files.filter(pk=file.pk, role__in=(FileRole.ATTACHMENT, FileRole.PICTURE))
    name, count = file.name, found.delete()[0]
    if not count:
        raise CannotAttach("没有这个文件", "There is no such file")
    _edited(row)
    tell(row, "unfile", row.state, by, at, day, what=name)
    audit.record("publication.file_removed", subject=row, by=by, at=at, after=facts_of(row, file=name))


def cover(
    *,
    version: PublicationVersion,
    file: PublicationFile,
    parts: Sequence[Part],
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> None:
    """Blur parts of a picture beside a draft: faces and plates. The picture without them takes its place."""
    if file.form not in PICTURES:
        raise CannotAttach("只有图片可以遮挡", "Only pictures can be covered")
    if not 0 < len(parts) <= MOST_PARTS:
        raise CannotAttach(f"请选1至{MOST_PARTS}处", f"Choose one to {MOST_PARTS} parts")
    if missing := lacks(version, Action.EDIT, by):
        raise CannotAttach(*missing[0])
    before = file.sha256
    data = covered(keeping.read(before), parts)
    _covered(version, file, data, len(parts), by=by, at=at, day=day, seen=seen)
    if not PublicationFile.objects.filter(sha256=before).exists():
        keeping.destroy(before)  # nobody needs the faces any more


@transaction.atomic
def _covered(
    version: PublicationVersion, file: PublicationFile, data: bytes, parts: int, *, by: Any, at: datetime, day: date,
    seen: str | None,
) -> None:  # fmt: skip
    row, _ = begun(version, Action.EDIT, by, seen=seen)
    found = row.files.filter(pk=file.pk, sha256=file.sha256)
    after = keeping.keep(data)
    if not found.delete()[0]:
        raise CannotAttach("图片已被换掉，请刷新后再试", "The picture was replaced meanwhile: reload the page")
    row.files.exclude(role__in=(FileRole.ATTACHMENT, FileRole.PICTURE)).delete()  # made of what is no more
    file.pk, file.version, file.sha256, file.size, file.by, file.at = None, row, after, len(data), by, at
    file.save(force_insert=True)
    _edited(row)
    tell(row, "cover", row.state, by, at, day, what=f"{file.name}: {parts}")
    told = facts_of(row, file=file.name, hash=after[:16])
    audit.record("publication.file_covered", subject=row, by=by, at=at, after=told)


@transaction.atomic
def looked_at(
    *, version: PublicationVersion, file: PublicationFile, pages: int, by: Any, at: datetime, day: date
) -> None:
    """Say that each page of a scan, which has no text, was looked at by a person: they tell how many there were."""
    row, _ = begun(version, Action.EDIT, by, seen=None)
    if pages != file.pages:
        raise CannotAttach("页数不对，请逐页核对后填写", "That is not how many pages there are: look at each of them")
    row.files.filter(pk=file.pk, pages__gt=0).update(looked_by=by)
    tell(row, "look", row.state, by, at, day, what=f"{file.name}: {pages}")
    audit.record("publication.file_looked", subject=row, by=by, at=at, after=facts_of(row, file=file.name, pages=pages))


def _edited(row: PublicationVersion) -> None:
    row.changes += 1
    row.edits += 1
    row.save(update_fields=["changes", "edits"])
