"""Photos of the demonstration: drawings in the place of photos, of works that were reported, before and after. Among
them is what a person has to look at: the same picture twice, one from far away, one without time and place."""

import hashlib
import io
import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from math import cos, radians

import numpy as np
from PIL import Image

from yipanqi.domain.coordinate import Point
from yipanqi.domain.progress.photo import Alike, PhotoPolicy, alike_marks, marks
from yipanqi.web.accounts.models import User
from yipanqi.web.programmes.clean_photo import hashes
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .actions.loading import load_photos, mark_loaded
from .actions.photos import shot_of
from .demo_pictures import HEIGHT, WIDTH, as_jpeg, drawn
from .models import ReportPhoto, TaskReport
from .photo_hashes import nearest, numbers

MOST = 200
_OF_ESTATE = 5  # works of an estate that are shown
_METRES = 111_320  # of a degree north
_KINDS = {
    "facade": ("facade", "stairwell", "lift", "illegal", "security", "fire", "power", "telecom"),
    "road": ("road", "access", "waste", "ebike"),
    "trench": ("water", "drainage", "gas"),
    "roof": ("roof",),
}
_SCENE = {measure: kind for kind, measures in _KINDS.items() for measure in measures}
_DEVICES = ("HUAWEI Mate 60", "Xiaomi 14", "HONOR 90", "vivo Y100", "OPPO A3")
_CLEARED = "示例：现场核对过，是同一面墙的前后两次"


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """A photo, its file, and the eight orientations of its two hashes."""

    photo: ReportPhoto
    data: bytes
    phashes: Sequence[str]
    dhashes: Sequence[str]


def load(entry: ProgrammeEntry, reports: Sequence[TaskReport], *, by: Mapping[str, User], at: datetime) -> int:
    """Photos of these reports, drawn and kept with what is odd about them; how many."""
    sites = {
        it.estate: Point(it.longitude, it.latitude)
        for it in EstateRow.objects.filter(entry=entry)
        if it.longitude is not None and it.latitude is not None
    }
    taken = sorted(_taken(_chosen(reports), sites), key=lambda it: (it.photo.at, it.photo.task_id))[:MOST]
    taken = [*taken, *_odd(taken)]
    if not taken:
        return 0
    load_photos(entry=entry, photos=[it.photo for it in taken], files=[it.data for it in taken], at=at)
    _mark(taken, sites)
    if (pair := _pair([it.photo for it in taken])) is not None:
        pair.cleared_by, pair.cleared_at, pair.cleared_why = by["supervisor"], at, _CLEARED
    mark_loaded([it.photo for it in taken])
    return len(taken)


def _chosen(reports: Sequence[TaskReport]) -> Iterator[tuple[TaskReport, int]]:
    """Reports with a spot each: of some works of every estate the first and the last, works of late first."""
    ordered = sorted(reports, key=lambda it: (it.task.estate, it.task.place, it.month))
    by_task = [list(group) for _, group in groupby(ordered, key=lambda it: it.task_id)]
    by_task.sort(key=lambda group: group[-1].day, reverse=True)
    seen, count = dict[str, int](), 0
    for group in by_task:
        estate = group[0].task.estate
        if seen.get(estate, 0) >= _OF_ESTATE or count >= MOST:
            continue
        seen[estate] = seen.get(estate, 0) + 1
        ends = group if len(group) == 1 else [group[0], group[-1]]
        for report in ends:
            count += 1
            yield report, 0
        if len(group) == 1 and report.task.pk % 2:
            count += 1
            yield report, 1


def _taken(chosen: Iterator[tuple[TaskReport, int]], sites: Mapping[str, Point]) -> Iterator[_Taken]:
    for report, spot in chosen:
        name = f"{report.task.number}/{spot}"
        place = random.Random(name)
        point = _beside(sites.get(report.task.estate), place.uniform(-90, 90), place.uniform(-90, 90))
        chance = random.Random(f"{name}/{report.month}")
        done = min(1.0, float(report.percent) / 100)
        picture = drawn(_SCENE.get(report.task.measure, "yard"), name, done, str(report.month))
        day = min(report.as_of, report.day)
        moment = datetime.combine(day, time(chance.randint(8, 16), chance.randint(0, 59), chance.randint(0, 59)))
        yield _photo(
            report, as_jpeg(picture), moment, _beside(point, chance.uniform(-5, 5), chance.uniform(-5, 5)), chance
        )


def _photo(
    report: TaskReport, data: bytes, moment: datetime | None, point: Point | None, chance: random.Random
) -> _Taken:
    phashes, dhashes = hashes(Image.open(io.BytesIO(data)))
    sha256 = hashlib.sha256(data).hexdigest()
    shown = ReportPhoto(
        uid=uuid.uuid4(),
        report_uid=report.uid,
        report=report,
        entry_id=report.entry_id,
        task=report.task,
        original_sha256=sha256,
        sha256=sha256,
        width=WIDTH,
        height=HEIGHT,
        phash=phashes[0] if phashes else "",
        dhash=dhashes[0] if dhashes else "",
        camera_time=f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "",
        camera_longitude=Decimal(f"{point.longitude:.6f}") if point else None,
        camera_latitude=Decimal(f"{point.latitude:.6f}") if point else None,
        device=chance.choice(_DEVICES),
        by=report.by,
        at=report.at - timedelta(minutes=chance.randint(1, 9)),
    )
    return _Taken(photo=shown, data=data, phashes=phashes, dhashes=dhashes)


def _odd(taken: Sequence[_Taken]) -> Iterator[_Taken]:
    """Of the newest: the picture of another work once more, one from far away, one without time and place."""
    if not taken:
        return
    last, chance = taken[-1], random.Random("odd")
    report = last.photo.report
    others = [it for it in taken if it.photo.task_id != last.photo.task_id]
    if others:
        other = max(others, key=lambda it: (it.photo.task.estate != last.photo.task.estate, it.photo.at))
        moment = datetime.fromisoformat(last.photo.camera_time)
        yield _photo(report, other.data, moment, last.photo.camera_point, chance)
    kind = _SCENE.get(report.task.measure, "yard")
    far = _beside(last.photo.camera_point, 1_400, 600)
    moment = datetime.fromisoformat(last.photo.camera_time) + timedelta(minutes=3)
    yield _photo(report, as_jpeg(drawn(kind, f"{report.task.number}/far", 0.5)), moment, far, chance)
    yield _photo(report, as_jpeg(drawn(kind, f"{report.task.number}/none", 0.6)), None, None, chance)


def _mark(taken: Sequence[_Taken], sites: Mapping[str, Point]) -> None:
    """What the platform would have found odd about each when it came: of when and where, of like ones before it."""
    policy = PhotoPolicy()
    known = [it for it in taken if it.phashes]
    keys = np.array([it.photo.pk for it in known], np.int64)
    bits = np.stack([numbers([getattr(it.photo, kind) for it in known]) for kind in ("phash", "dhash")])
    at = 0
    for it in taken:
        photo = it.photo
        found = list(
            marks(
                shot_of(photo), site=sites.get(photo.task.estate), month=photo.report.month, opened=None, policy=policy
            )
        )
        if it.phashes:
            near = nearest(
                keys[:at], bits[:, :at], (it.phashes, it.dhashes), within=policy.look_bits, most=policy.look_bits
            )
            found += list(alike_marks((Alike(one.photo, one.bits) for one in near), policy))[:3]
            at += 1
        photo.marks, photo.is_marked = [mark.kept() for mark in found], bool(found)


def _pair(photos: Sequence[ReportPhoto]) -> ReportPhoto | None:
    """The first that looks like another one of its own task."""
    tasks = {it.pk: it.task_id for it in photos}
    return next((it for it in photos if any(tasks.get(mark.get("photo")) == it.task_id for mark in it.marks)), None)


def _beside(point: Point | None, east: float, north: float) -> Point | None:
    """So many metres from a point."""
    if point is None:
        return None
    wide = _METRES * cos(radians(point.latitude))
    return Point(point.longitude + east / wide, point.latitude + north / _METRES)
