"""Photos of reports: they come in parts that may be cut off at any byte, or whole; only a clean copy is kept, once."""

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256 as sha256_over
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from yipanqi.domain.coordinate import Point
from yipanqi.domain.progress.photo import Alike, Mark, PhotoPolicy, Shot, alike_marks, marks, policy_on
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.kept_file import store
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.actions.photos import LARGEST, CannotKeep, CannotKeepNow, Told, Wishes, repainted
from yipanqi.web.programmes.models import EstateRow

from ..models import PhotoPart, ReportPhoto, TaskReport
from ..photo_hashes import hashes

MOST = 12  # photos of a report
MOST_PARTS = 24  # photos of a person on their way at the same time
PARTS_KEPT = timedelta(days=7)
_WISHES = Wishes(side=1600, heic=True)
_TURNS = 1, 2, 15.0  # photos of a person at a time; more that wait, and how long
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_ALIKE = 5  # like photos that are told of one
_LONGEST_WHY = 300

_LARGE = ("照片超过 20 MB", "The photo is larger than 20 MB")
_MANY = (f"每份上报最多 {MOST} 张照片", f"A report has at most {MOST} photos")
_STRANGE = ("照片与所说的大小或指纹不符", "The photo is not of the size or hash that was told")
_BROKEN = ("照片在传输中损坏，请再传一次", "The photo was damaged on its way: send it again")
_FOREIGN = ("这份上报属于另一个账号或另一项任务", "This report belongs to another account or another task")
_BUSY = ("您的上一张照片还在处理，请稍候", "Your photo before this one is still being worked on: wait a moment")
_WAITING = (
    f"已有 {MOST_PARTS} 张照片没有传完，请先传完",
    f"{MOST_PARTS} photos have not come in whole: finish these first",
)


class CannotTakePhoto(Cannot):
    """This photo is not taken; the message says why."""


class CannotTakeNow(CannotTakePhoto):
    """This photo is not taken now; it may come again."""


class CannotClear(Cannot):
    """The marks of this photo are not cleared, or not by this person."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many bytes of a photo have come, in all; and the photo, when it is kept."""

    received: int
    photo: ReportPhoto | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _For:
    """Which report a photo is for; the report itself may come later."""

    report_uid: uuid.UUID
    task: DeliveryTask
    month: date
    opened_at: datetime | None


def take_part(
    *,
    report_uid: uuid.UUID,
    task: DeliveryTask,
    month: date,
    opened_at: datetime | None,
    sha256: str,
    size: int,
    offset: int,
    data: bytes,
    by: Any,
    at: datetime,
) -> Taken:
    """Take bytes of a photo, which begin at this offset of its `size` bytes. Bytes that came before, or that leave a
    gap, are not taken: the answer says how many are here, and no bytes at all ask just that. With the last of them the
    photo is kept; the same photo again gives the same answer.

    Raises CannotTakePhoto, and then nothing of the photo is left; CannotTakeNow, where it may come again."""
    about = _For(report_uid=report_uid, task=task, month=month, opened_at=opened_at)
    if size > LARGEST:
        raise CannotTakePhoto(*_LARGE)
    if not (_SHA256.fullmatch(sha256) and size > 0 and 0 <= offset <= size and offset + len(data) <= size):
        raise CannotTakePhoto(*_STRANGE)
    with _turn_of(by):
        known = _known(about, sha256, by)
        if known is not None:
            return Taken(size, known)
        part = _part(about, sha256, size, by, at)
        received = _appended(part, offset, data, at)
        return Taken(size, _finished(about, part, at)) if received == size else Taken(received)


def keep_photo(
    *, report: TaskReport, data: bytes, by: Any, at: datetime, opened_at: datetime | None = None
) -> ReportPhoto:
    """Keep a photo that comes whole, of a report that is here; the same again is the same. Raises CannotTakePhoto."""
    about = _For(report_uid=report.uid, task=report.task, month=report.month, opened_at=opened_at)
    if len(data) > LARGEST:
        raise CannotTakePhoto(*_LARGE)
    with _turn_of(by):
        sha256 = sha256_over(data).hexdigest()
        return _known(about, sha256, by) or _kept(about, sha256, data, by, at)


@transaction.atomic
def join_photos(*, report: TaskReport) -> int:
    """Photos that came before their report belong to it from now on; how many they were."""
    return ReportPhoto.objects.filter(report_uid=report.uid, task=report.task_id, report=None).update(report=report)


@transaction.atomic
def clear_marks(*, photo: ReportPhoto, why: str, by: Any, at: datetime) -> ReportPhoto:
    """A person has looked at what is odd about a photo, and says why it may stand. Raises CannotClear."""
    photo = ReportPhoto.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    why = why.strip()
    if not why:
        raise CannotClear("请写明理由", "Say why")
    if len(why) > _LONGEST_WHY or not all(letter.isprintable() or letter in "\r\n" for letter in why):
        raise CannotClear(
            f"理由最多 {_LONGEST_WHY} 字，不能有控制字符",
            f"The reason has at most {_LONGEST_WHY} letters and no control characters",
        )
    if photo.by_id == by.pk:
        raise CannotClear("上传照片的人不能自己核销标记", "Who sent a photo does not clear its marks")
    if not photo.marks or photo.cleared_at is not None:
        raise CannotClear("这张照片没有待核销的标记", "Nothing is left to be cleared of this photo")
    photo.cleared_by, photo.cleared_at, photo.cleared_why = by, at, why
    photo.save(update_fields=["cleared_by", "cleared_at", "cleared_why"])
    after = {"marks": _codes(photo), "reason": why}
    audit.record("report_photo.cleared", subject=photo, by=by, at=at, scope=photo.task.estate, after=after)
    return photo


def clear_parts(at: datetime) -> int:
    """Forget photos of which nothing has come for a week, and files of photos on their way that nobody knows of; how
    many they were."""
    oldest = at - PARTS_KEPT
    stale = list(PhotoPart.objects.filter(at__lt=oldest))
    for part in stale:
        _forget(part)
    known = {f"{it}.part" for it in PhotoPart.objects.values_list("uid", flat=True)}
    folder = part_path(PhotoPart()).parent
    left = [it for it in folder.glob("*.part") if it.name not in known and _changed(it) < oldest]
    for path in left:
        path.unlink(missing_ok=True)
    return len(stale) + len(left)


def photo_path(photo: ReportPhoto) -> Path:
    """Where the clean copy lies."""
    return Path(settings.MEDIA_ROOT) / "reports" / photo.file_name


def part_path(part: PhotoPart) -> Path:
    """Where the bytes lie that have come."""
    return Path(settings.MEDIA_ROOT) / "report-parts" / f"{part.uid}.part"


@contextmanager
def _turn_of(by: Any) -> Iterator[None]:
    """One photo of a person at a time."""
    try:
        with turn(f"report-photo-{by.pk}", *_TURNS):
            yield
    except NoTurn:
        raise CannotTakeNow(*_BUSY) from None


def _known(about: _For, sha256: str, by: Any) -> ReportPhoto | None:
    """The photo, where it is kept already. Raises CannotTakePhoto for a report that is another's, or has its dozen."""
    photos = ReportPhoto.objects.filter(report_uid=about.report_uid)
    reports = TaskReport.objects.filter(uid=about.report_uid)
    owners = {*photos.values_list("task", "by"), *reports.values_list("task", "by")}
    if owners - {(about.task.pk, by.pk)}:
        raise CannotTakePhoto(*_FOREIGN)
    known = photos.filter(original_sha256=sha256).first()
    if known is None and photos.count() >= MOST:
        raise CannotTakePhoto(*_MANY)
    return known


def _part(about: _For, sha256: str, size: int, by: Any, at: datetime) -> PhotoPart:
    wanted = {"report_uid": about.report_uid, "original_sha256": sha256, "by": by}
    part = PhotoPart.objects.filter(**wanted).first()
    if part is None:
        if PhotoPart.objects.filter(by=by).count() >= MOST_PARTS:
            raise CannotTakePhoto(*_WAITING)
        part = PhotoPart.objects.create(**wanted, size=size, at=at)
    if part.size != size:
        raise CannotTakePhoto(*_STRANGE)
    return part


def _appended(part: PhotoPart, offset: int, data: bytes, at: datetime) -> int:
    """How many bytes are here, with these if they are the next. What is told in the record is on the disk."""
    path = part_path(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        received = min(part.received, file.tell())
        if offset == received and data:
            file.truncate(received)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            received += len(data)
    if received != part.received:
        part.received, part.at = received, at
        part.save(update_fields=["received", "at"])
    return received


def _finished(about: _For, part: PhotoPart, at: datetime) -> ReportPhoto:
    data = part_path(part).read_bytes()[: part.size]
    if sha256_over(data).hexdigest() != part.original_sha256:
        _forget(part)
        raise CannotTakeNow(*_BROKEN)
    try:
        photo = _kept(about, part.original_sha256, data, part.by, at, part)
    except CannotTakeNow:
        raise
    except CannotTakePhoto:
        _forget(part)
        raise
    part_path(part).unlink(missing_ok=True)
    return photo


def _forget(part: PhotoPart) -> None:
    part.delete()
    part_path(part).unlink(missing_ok=True)


def _kept(about: _For, sha256: str, data: bytes, by: Any, at: datetime, part: PhotoPart | None = None) -> ReportPhoto:
    """Repaint it and keep the copy with what is odd about it; of a photo that came in parts these are done with."""
    try:
        clean, told = repainted(data, _WISHES)
    except CannotKeepNow as refusal:
        raise CannotTakeNow(*refusal.args) from None
    except CannotKeep as refusal:
        raise CannotTakePhoto(*refusal.args) from None
    policy = policy_on(settings_of(about.task.entry), localtime(at).date())
    photo = _photo(about, sha256, clean, told, by, at)
    photo.marks = [mark.kept() for mark in _marks(about, photo, policy)]
    hashes.refresh()  # before the log is held
    path = photo_path(photo)
    try:
        store(path, clean)
        with transaction.atomic():
            photo.save(force_insert=True)
            after = {"sha256": photo.sha256, "marks": _codes(photo)}
            audit.record("report_photo.taken", subject=photo, by=by, at=at, scope=about.task.estate, after=after)
            photo.report = TaskReport.objects.filter(uid=about.report_uid).first()  # now that the log waits for us
            photo.marks = [*photo.marks, *_like_ones(about, photo, told, policy, at)]
            photo.is_marked = bool(photo.marks)
            photo.save(update_fields=["report", "marks", "is_marked"])
            if part is not None:
                PhotoPart.objects.filter(pk=part.pk).delete()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return photo


def _photo(about: _For, sha256: str, clean: bytes, told: Told, by: Any, at: datetime) -> ReportPhoto:
    return ReportPhoto(
        uid=uuid.uuid4(),
        report_uid=about.report_uid,
        entry_id=about.task.entry_id,
        task=about.task,
        original_sha256=sha256,
        sha256=sha256_over(clean).hexdigest(),
        width=told.width,
        height=told.height,
        phash=told.phashes[0] if told.phashes else "",
        dhash=told.dhashes[0] if told.dhashes else "",
        camera_time=told.time,
        camera_longitude=told.place and told.place[0],
        camera_latitude=told.place and told.place[1],
        device=told.device,
        opened_at=about.opened_at,
        by=by,
        at=at,
    )


def _marks(about: _For, photo: ReportPhoto, policy: PhotoPolicy) -> Iterator[Mark]:
    row = EstateRow.objects.filter(entry=about.task.entry_id, estate=about.task.estate).first()
    is_placed = row is not None and row.longitude is not None and row.latitude is not None
    site = Point(row.longitude, row.latitude) if is_placed else None
    opened = localtime(about.opened_at).replace(tzinfo=None) if about.opened_at else None
    return marks(shot_of(photo), site=site, month=about.month, opened=opened, policy=policy)


def shot_of(photo: ReportPhoto) -> Shot:
    """As the laws read it: marks, and pairs of before and after."""
    taken = datetime.fromisoformat(photo.camera_time) if photo.camera_time else None
    return Shot(key=photo.pk or 0, taken=taken, point=photo.camera_point)


def _like_ones(
    about: _For, photo: ReportPhoto, told: Told, policy: PhotoPolicy, at: datetime
) -> Iterator[dict[str, Any]]:
    """Marks of what others look like it; the same file of an earlier version of the same report is no other one."""
    found = hashes.nearest(told.phashes, told.dhashes, within=policy.look_bits, most=2 * MOST)
    near = {it.photo: it.bits for it in found if it.photo != photo.pk}
    others = ReportPhoto.objects.filter(pk__in=near).exclude(
        task=about.task, report__month=about.month, original_sha256=photo.original_sha256
    )
    uids = dict(others.values_list("pk", "uid"))
    alike = list(alike_marks((Alike(pk, near[pk]) for pk in uids), policy))[:_MOST_ALIKE]
    if alike:
        after = {"photos": [str(uids[mark.photo]) for mark in alike]}
        audit.record("report_photo.alike", subject=photo, by=None, at=at, scope=about.task.estate, after=after)
    yield from (mark.kept() for mark in alike)


def _codes(photo: ReportPhoto) -> list[str]:
    return sorted({mark["code"] for mark in photo.marks})


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.max.replace(tzinfo=UTC)
