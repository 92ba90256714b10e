"""Photos of reports: what is odd about one, told and never refused; and before and after, seen from one place."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.delivery.sources import OURS

BITS = 64  # of each of the two hashes of a photo
_KEY = "progress.photo_"
_OURS = OURS[0]
SHIPPED = (
    Setting(key=f"{_KEY}metres", value=300, source=_OURS),
    Setting(key=f"{_KEY}same_bits", value=6, source=_OURS),
    Setting(key=f"{_KEY}look_bits", value=10, source=_OURS),
    Setting(key=f"{_KEY}pair_metres", value=15, source=_OURS),
)  # in force where a district says nothing


class Oddity(StrEnum):
    """What may be odd about a photo; a person looks and decides."""

    FAR = "far"
    OUTSIDE_MONTH = "outside_month"
    NO_TIME = "no_time"
    NO_PLACE = "no_place"
    BEFORE_OPENING = "before_opening"
    SAME_AS = "same_as"
    LOOK = "look"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English, in a word or two."""
        return _NAMES[self]


_NAMES = {
    Oddity.FAR: ("离小区远", "Far away"),
    Oddity.OUTSIDE_MONTH: ("不在本月", "Another month"),
    Oddity.NO_TIME: ("没有时间", "No time"),
    Oddity.NO_PLACE: ("没有位置", "No place"),
    Oddity.BEFORE_OPENING: ("早于填报", "Older than the form"),
    Oddity.SAME_AS: ("与旧照片相同", "Same as another"),
    Oddity.LOOK: ("与旧照片相近", "Like another"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPolicy:
    """How far is far; in how many bits of 64 photos of the same differ, and in how many they are worth a look; how near
    to each other before and after are taken."""

    metres: int = 300
    same_bits: int = 6
    look_bits: int = 10
    pair_metres: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is known of a photo: its key, the camera's own clock in local time, where the camera said that it stood."""

    key: int
    taken: datetime | None = None  # without a zone, as cameras tell it
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Another photo, and in how many bits of 64 it differs, by the hash and the orientation that differ least."""

    photo: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something odd about a photo, with its figures."""

    code: Oddity
    metres: int | None = None  # of FAR
    at: str | None = None  # of OUTSIDE_MONTH and BEFORE_OPENING: the camera's time, `2027-03-01 09:30`
    photo: int | None = None  # of SAME_AS and LOOK
    bits: int | None = None

    def kept(self) -> dict[str, Any]:
        """As records keep it."""
        told = {name: getattr(self, name) for name in ("metres", "at", "photo", "bits")}
        return {"code": str(self.code)} | {name: value for name, value in told.items() if value is not None}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Mark":
        """What was kept, as it was."""
        return cls(**{**kept, "code": Oddity(kept["code"])})


@dataclass(frozen=True, slots=True)
class Pair:
    """Before and after, and how many metres apart the two stood."""

    before: Shot
    after: Shot
    metres: float


def policy_on(settings: Iterable[Setting], day: date) -> PhotoPolicy:
    """What counts on a day; what a district does not say is as shipped."""
    known = (*SHIPPED, *settings)
    return PhotoPolicy(
        **{key.removeprefix(_KEY): int(in_force(known, key, day).value) for key in (it.key for it in SHIPPED)}
    )


def marks(
    shot: Shot, *, site: Point | None, month: date, opened: datetime | None, policy: PhotoPolicy = PhotoPolicy()
) -> Iterator[Mark]:
    """What is odd about when and where a photo was taken, for a report of the month (its first day) whose form was
    opened at this local time. An estate without a point is far from nothing."""
    if shot.point is None:
        yield Mark(code=Oddity.NO_PLACE)
    elif site is not None:
        metres = round(metres_between(shot.point, site))
        if metres > policy.metres:
            yield Mark(code=Oddity.FAR, metres=metres)
    if shot.taken is None:
        yield Mark(code=Oddity.NO_TIME)
        return
    said = f"{shot.taken:%Y-%m-%d %H:%M}"
    if (shot.taken.year, shot.taken.month) != (month.year, month.month):
        yield Mark(code=Oddity.OUTSIDE_MONTH, at=said)
    if opened is not None and shot.taken < opened.replace(microsecond=0):
        yield Mark(code=Oddity.BEFORE_OPENING, at=said)


def alike_marks(alike: Iterable[Alike], policy: PhotoPolicy = PhotoPolicy()) -> Iterator[Mark]:
    """Which other photos show the same, or may, the likest first; two honest ones from one spot may be among them."""
    for it in sorted(alike, key=lambda it: (it.bits, it.photo)):
        if it.bits <= policy.look_bits:
            code = Oddity.SAME_AS if it.bits <= policy.same_bits else Oddity.LOOK
            yield Mark(code=code, photo=it.photo, bits=it.bits)


def pairs(shots: Collection[Shot], policy: PhotoPolicy = PhotoPolicy()) -> list[Pair]:
    """Before and after, by place: the oldest photo of a spot, and of the newest day on which somebody stood within so
    many metres of it the nearest one. Each photo belongs to one spot; without time and place to none. One spot of one
    day makes no pair. The oldest first."""
    left: Sequence[Shot] = sorted(
        (it for it in shots if it.taken is not None and it.point is not None), key=lambda it: (it.taken, it.key)
    )
    found = []
    while left:
        first, rest = left[0], left[1:]
        near = [(it, metres_between(it.point, first.point)) for it in rest if it.point and first.point]
        here = [(it, metres) for it, metres in near if metres <= policy.pair_metres]
        newest = max((_day(it) for it, _ in here), default=_day(first))
        if newest > _day(first):
            after, metres = min(((it, m) for it, m in here if _day(it) == newest), key=lambda pair: pair[1])
            found.append(Pair(first, after, metres))
        left = [it for it, metres in near if metres > policy.pair_metres]
    return found


def _day(shot: Shot) -> date:
    return shot.taken.date() if shot.taken is not None else date.min
