"""Photos as pages show them: when and where they were taken, what is odd about them, what they look like; before and
after from one spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.progress.photo import Mark, pairs, policy_on
from yipanqi.domain.progress.photo_told import mark_told
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.say import language

from .actions.photos import shot_of
from .models import ReportPhoto

_SHOT = ("camera_longitude", "camera_latitude", "width", "height")
_MOST_PAIRED = 500  # photos of a task that pairs are looked for among
_MOST_PAIRS = 12  # that a page shows


@dataclass(frozen=True)
class MarkLine:
    """A mark in words; the like photo, for who may see that."""

    said: str
    other: ReportPhoto | None = None

    @property
    def url(self) -> str:
        """The like photo itself."""
        return reverse("progress:photo", args=[self.other.uid]) if self.other else ""

    @property
    def where(self) -> str:
        """Of which work and day the like photo is."""
        return f"{self.other.task.title_said} {self.other.camera_time[:10]}".strip() if self.other else ""


@dataclass(frozen=True)
class PhotoLine:
    """A photo and its marks."""

    photo: ReportPhoto
    marks: Sequence[MarkLine]
    is_open: bool  # somebody has still to look
    may_clear: bool

    @property
    def url(self) -> str:
        """The picture itself."""
        return reverse("progress:photo", args=[self.photo.uid])

    @property
    def taken(self) -> str:
        """As the camera said."""
        return self.photo.camera_time[:16]


def lines_of(photos: Sequence[ReportPhoto], user: Any) -> list[PhotoLine]:
    """Photos with their marks; of like ones only those that this person may see are led to."""
    told = {it.pk: [Mark.of(mark) for mark in it.marks] for it in photos}
    others = {mark.photo for marks in told.values() for mark in marks if mark.photo}
    seen = DeliveryTask.objects.visible_to(user)
    rows = ReportPhoto.objects.filter(pk__in=others, task__in=seen).select_related("task")
    known = {it.pk: it for it in rows} if others else {}
    may = user.has_perm("delivery.check")
    return [
        PhotoLine(
            photo=it,
            marks=[MarkLine(mark_told(mark, language()), known.get(mark.photo)) for mark in told[it.pk]],
            is_open=bool(it.marks) and it.cleared_at is None,
            may_clear=may and bool(it.marks) and it.cleared_at is None and it.by_id != user.pk,
        )
        for it in photos
    ]


@dataclass(frozen=True)
class PairLine:
    """Two photos from one spot: before and after."""

    before: ReportPhoto
    after: ReportPhoto
    metres: int  # between the two places

    @property
    def sides(self) -> list[tuple[str, str, ReportPhoto]]:
        """Each with its address and its day, the older first."""
        both = (self.before, self.after)
        return [(reverse("progress:photo", args=[it.uid]), it.camera_time[:10], it) for it in both]


def pairs_of(task: DeliveryTask, day: date) -> list[PairLine]:
    """Before and after of a task, by where its reports' photos were taken, the newest after first."""
    rows = ReportPhoto.objects.filter(task=task, report__isnull=False, camera_longitude__isnull=False)
    rows = rows.exclude(camera_time="").only("uid", "camera_time", *_SHOT).order_by("-pk")
    photos = {it.pk: it for it in rows[:_MOST_PAIRED]}
    if len(photos) < 2:
        return []
    found = pairs([shot_of(it) for it in photos.values()], policy_on(settings_of(task.entry), day))
    lines = [PairLine(photos[it.before.key], photos[it.after.key], round(it.metres)) for it in found]
    return sorted(lines, key=lambda it: it.after.camera_time, reverse=True)[:_MOST_PAIRS]
