"""Photos as pages show them: when and where they were taken, what is odd about them, and what they look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yipanqi.domain.progress.photo import Mark
from yipanqi.domain.progress.photo_told import mark_told
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import language

from .models import ReportPhoto


@dataclass(frozen=True)
class PhotoLine:
    """A photo, its marks in words, and where the like one is, for who may see that."""

    photo: ReportPhoto
    marks: Sequence[tuple[str, str]]  # the sentence, and the address of the other photo
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
    uids = dict(ReportPhoto.objects.filter(pk__in=others, task__in=seen).values_list("pk", "uid")) if others else {}
    may = user.has_perm("delivery.check")
    return [
        PhotoLine(
            photo=it,
            marks=[
                (
                    mark_told(mark, language()),
                    reverse("progress:photo", args=[uids[mark.photo]]) if mark.photo in uids else "",
                )
                for mark in told[it.pk]
            ],
            is_open=bool(it.marks) and it.cleared_at is None,
            may_clear=may and bool(it.marks) and it.cleared_at is None and it.by_id != user.pk,
        )
        for it in photos
    ]
