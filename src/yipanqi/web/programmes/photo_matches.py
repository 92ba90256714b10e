"""Photos that look like one of another estate: what the office is told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .models import EstateRow, Photo, PhotoMatch


@dataclass(frozen=True)
class Likeness:
    """The other photo, the estate it was uploaded for, and whether it was there first."""

    photo: Photo
    row: EstateRow
    is_earlier: bool


def alike(photos: Collection[Photo], user: Any) -> dict[int, list[Likeness]]:
    """Photo → like ones of other estates and programmes, for who sees the whole district; a few questions for all."""
    ids = {photo.pk for photo in photos}
    if not ids or not user.scope().is_whole:
        return {}
    matches = PhotoMatch.objects.filter(Q(photo__in=ids) | Q(other__in=ids)).select_related("photo", "other")
    ends = [(near, far, far.pk == match.other_id) for match in matches.order_by("pk") for near, far in _both(match)]
    if not ends:
        return {}
    rows = EstateRow.objects.visible_to(user).filter(estate__in={far.estate for _, far, _ in ends})
    places = {(row.entry_id, row.estate): row for row in rows.select_related("entry")}
    found: dict[int, list[Likeness]] = {}
    for near, far, is_earlier in ends:
        place = places.get((far.entry_id, far.estate))
        if near.pk in ids and place is not None:
            found.setdefault(near.pk, []).append(Likeness(far, place, is_earlier))
    return found


def _both(match: PhotoMatch) -> tuple[tuple[Photo, Photo], tuple[Photo, Photo]]:
    return (match.photo, match.other), (match.other, match.photo)
