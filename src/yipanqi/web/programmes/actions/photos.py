"""Photos: whatever comes in, only a clean picture that we painted ourselves is kept."""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.kept_file import store
from yipanqi.web.page.say import Cannot

from .. import clean_photo as painting
from ..models import EstateRow, Photo, PhotoMatch

LARGEST = 20_000_000  # bytes
ALIKE = 5  # bits of 64 in which photos that show the same may differ
MOST_ALIKE = 20  # matches noted of one photo
LIMITS = {"AS": 1024 << 20, "CPU": 15, "FSIZE": 40 << 20, "NOFILE": 64, "CORE": 0}
HEIC = ("只收 JPEG、PNG、WebP、HEIC 照片", "Only JPEG, PNG, WebP and HEIC photos are taken")
_TURNS = 2, 2, 15.0  # painted at once on this machine; more that wait, and how long: the other pages have threads left


class CannotKeep(Cannot):
    """This file is not kept as a photo; the message tells the user why."""


class CannotKeepNow(CannotKeep):
    """This file is not kept now, as others come before it; it may come again."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a photo is repainted: its longest side in pixels, and whether HEIC is taken."""

    side: int = 2560
    heic: bool = False


_REASONS = {
    "format": ("只收 JPEG、PNG、WebP 照片", "Only JPEG, PNG and WebP photos are taken"),
    "pixels": ("照片超过 4000 万像素", "The photo has more than 40 million pixels"),
    "frames": ("不收动图", "Animated pictures are not taken"),
    "damaged": ("照片打不开，可能已损坏", "The photo cannot be opened; it may be damaged"),
    "busy": (
        "同时上传照片的人太多，这张没有保存，请过半分钟再试",
        "Too many photos are coming in at this moment; this one was not kept: try again in half a minute",
    ),
    "large": ("照片超过 20 MB", "The photo is larger than 20 MB"),
}


def keep_photo(*, row: EstateRow, data: bytes, caption: str, taken_date: date | None, by: Any, at: datetime) -> Photo:
    """Repaint the photo in a limited child process and keep the copy: no EXIF, no comment, no trailing bytes. What its
    EXIF said of time and place is kept apart.

    Photos of other estates or programmes that look like it are noted, for the office to see."""
    if len(data) > LARGEST:
        raise CannotKeep(*_REASONS["large"])
    clean, told = repainted(data)
    photo = Photo(
        uid=uuid.uuid4(),
        entry_id=row.entry_id,
        estate=row.estate,
        caption=caption[:200],
        taken_date=taken_date,
        sha256=sha256(clean).hexdigest(),
        width=told.width,
        height=told.height,
        likeness=told.likeness,
        camera_time=told.time,
        camera_longitude=told.place and told.place[0],
        camera_latitude=told.place and told.place[1],
        by=by,
        at=at,
    )
    if Photo.objects.filter(entry=row.entry_id, estate=row.estate, sha256=photo.sha256, removed_at=None).exists():
        raise CannotKeep("这张照片已经上传过", "This photo was uploaded before")
    path = photo_path(photo)
    try:
        store(path, clean)
        with transaction.atomic():
            photo.save(force_insert=True)
            audit.record("photo.added", subject=photo, by=by, at=at, scope=row.estate, after={"sha256": photo.sha256})
            matches = list(_matches(photo))  # now that the log lets no other photo in before this one
            if matches:
                PhotoMatch.objects.bulk_create(matches)
                told = {"photos": [str(match.other.uid) for match in matches]}
                audit.record("photo.alike", subject=photo, by=None, at=at, scope=row.estate, after=told)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return photo


def _matches(photo: Photo) -> Iterator[PhotoMatch]:
    """The photos of any other estate, removed ones too, that look like this one; of a hundred thousand in a second."""
    if not photo.likeness:
        return
    bits = int(photo.likeness, 16)
    others = Photo.objects.exclude(likeness="").exclude(entry=photo.entry_id, estate=photo.estate)
    near = {}
    for pk, likeness in others.values_list("pk", "likeness").iterator(chunk_size=5000):
        distance = (bits ^ int(likeness, 16)).bit_count()
        if distance <= ALIKE:
            near[pk] = distance
    for other in Photo.objects.filter(pk__in=sorted(near, key=lambda pk: (near[pk], pk))[:MOST_ALIKE]):
        yield PhotoMatch(photo=photo, other=other, distance=near[other.pk])


@transaction.atomic
def remove_photo(*, photo: Photo, by: Any, at: datetime) -> None:
    """Show the photo no more."""
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    if photo.removed_at is None:
        photo.removed_at = at
        photo.save(update_fields=["removed_at"])
        audit.record("photo.removed", subject=photo, by=by, at=at, scope=photo.estate)


def photo_path(photo: Photo) -> Path:
    """Where the copy lies."""
    return Path(settings.MEDIA_ROOT) / "photos" / photo.file_name


class Told(NamedTuple):
    """What the child tells of a photo: its size, the bits by which like ones are found (in all eight orientations,
    the upright one first; none of a picture that shows nothing), what its camera said."""

    width: int
    height: int
    likeness: str
    time: str
    place: tuple[Decimal, Decimal] | None
    device: str
    phashes: tuple[str, ...]
    dhashes: tuple[str, ...]

    @classmethod
    def of(cls, head: bytes) -> "Told":
        """Its line, as far as it can be: a moment of the calendar, a place on the globe."""
        said = json.loads(head)
        time, east, north = said["camera"]
        try:
            time = str(datetime.fromisoformat(time))[:19]
        except ValueError:
            time = ""
        place = (Decimal(east), Decimal(north)) if east and north else None
        is_sound = place is not None and abs(place[0]) <= 180 and abs(place[1]) <= 90 and any(place)
        bits = (tuple(said[kind]) for kind in ("phashes", "dhashes"))
        return cls(*said["size"], said["likeness"], time, place if is_sound else None, said["device"], *bits)


def repainted(data: bytes, wishes: Wishes = Wishes()) -> tuple[bytes, Told]:
    """The clean copy, and what is told of it; the caller has seen to its size. Raises CannotKeep, and CannotKeepNow
    where too many wait."""
    try:
        with turn("photo", *_TURNS):
            done = subprocess.run(
                [sys.executable, "-I", painting.__file__, json.dumps(LIMITS), json.dumps(asdict(wishes))],
                input=data,
                capture_output=True,
                timeout=20,
                check=False,
            )
    except NoTurn:
        raise CannotKeepNow(*_REASONS["busy"]) from None
    except subprocess.TimeoutExpired:
        raise CannotKeep(*_REASONS["damaged"]) from None
    if done.returncode != 0:
        reason = done.stderr.decode("ascii", "replace").strip().rpartition("\n")[2]
        sentences = {**_REASONS, "format": HEIC} if wishes.heic else _REASONS
        raise CannotKeep(*sentences.get(reason, sentences["damaged"]))
    head, _, body = done.stdout.partition(b"\n")
    return body, Told.of(head)
