"""Colours of an order in both published senses: by time (near, behind, overdue) and by escalation (asked once, once
more, for the last time). A colour never stands without its word and its shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from yipanqi.domain.delivery.described import Names
from yipanqi.domain.supervision.ladder import Clock, Step, last_day
from yipanqi.domain.supervision.ladder_sources import SANMING, SUQIAN
from yipanqi.domain.supervision.order import Colour
from yipanqi.domain.working_calendar import WorkingCalendar

_LEVELS = 3
_MOST = 60
SHAPES = {Colour.BLUE: "■", Colour.YELLOW: "▲", Colour.ORANGE: "◆", Colour.RED: "●"}  # told without colour too


Firsts = tuple[date | None, date | None, date | None]


class Sense(StrEnum):
    """What a colour means."""

    TIME = "time"
    LEVEL = "level"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return {"time": ("按时限", "By time"), "level": ("按逐级督办", "By escalation")}[self.value]


class NoColours(ValueError):
    """These data are no preset of colours; the message is the field that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of the three colours, and its word."""

    colour: Colour
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """A preset: its three colours, the mildest first; by time: how many working days before the limit is near; by
    escalation: with which of them each urgency begins. NoColours where it contradicts itself."""

    key: str
    names: Names
    sense: Sense
    levels: tuple[Level, ...]
    near: int = 3
    begins: Mapping[str, int]
    source: str
    note: Names = ("", "")

    def __post_init__(self) -> None:
        if len({it.colour for it in self.levels}) != _LEVELS or len(self.levels) != _LEVELS:
            raise NoColours("levels")
        if not 0 <= self.near <= _MOST:
            raise NoColours("near")
        if any(at not in range(_LEVELS) for at in self.begins.values()):
            raise NoColours("begins")
        if not self.source.strip() or not all(it.strip() for it in self.names):
            raise NoColours("names")

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "key": self.key,
            "names": list(self.names),
            "sense": self.sense.value,
            "levels": [{"colour": it.colour.value, "names": list(it.names)} for it in self.levels],
            "near": self.near,
            "begins": dict(self.begins),
            "source": self.source,
            "note": list(self.note),
        }

    def level(self, colour: str) -> Level | None:
        """The level that has this colour here; none: it is no colour of this preset."""
        return next((it for it in self.levels if it.colour == colour), None)


def colours_of(value: Any) -> Colours:
    """The preset that JSON kept. NoColours names the field that is wrong."""
    try:
        return Colours(
            key=str(value["key"]),
            names=_pair(value["names"]),
            sense=Sense(value["sense"]),
            levels=tuple(Level(colour=Colour(it["colour"]), names=_pair(it["names"])) for it in value["levels"]),
            near=int(value["near"]),
            begins={str(urgency): int(at) for urgency, at in value["begins"].items()},
            source=str(value["source"]),
            note=_pair(value.get("note", ("", ""))),
        )
    except NoColours:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise NoColours("colours") from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the colour of an order goes by: its clock, its urgency, since when what it is about is behind, when its
    replies were given back, and the steps of its ladder."""

    clock: Clock
    urgency: str
    behind: date | None = None
    returned: tuple[date, ...] = ()
    steps: Mapping[Step, date]


def level_on(preset: Colours, case: Case, calendar: WorkingCalendar, day: date) -> Level | None:
    """The colour of an order on a day; none: it is not issued yet, over, or of no colour."""
    at = place_on(case.clock, firsts(preset, case, calendar), day)
    return None if at is None else preset.levels[at]


def place_on(clock: Clock, since: Firsts, day: date) -> int | None:
    """Which of the three colours an order has on a day, by the days from which it has them at least."""
    if day < clock.issued or (clock.ended is not None and clock.ended <= day):
        return None
    return max((at for at, first in enumerate(since) if first is not None and first <= day), default=None)


def firsts(preset: Colours, case: Case, calendar: WorkingCalendar) -> Firsts:
    """From which day on an order has at least each of the three colours: it never goes back to a milder one."""
    return _by_time(preset, case, calendar) if preset.sense is Sense.TIME else _by_level(preset, case)


def _by_time(preset: Colours, case: Case, calendar: WorkingCalendar) -> Firsts:
    last = last_day(case.clock, calendar)
    over = last + timedelta(days=1) if last else None
    behind = _earliest(case.behind, *case.returned, over)
    near = calendar.add(last, -preset.near) if last and preset.near else last
    return _earliest(near, behind), behind, over


def _by_level(preset: Colours, case: Case) -> Firsts:
    """One level higher for each reply that was given back, for the letter after the limit, and for the circular."""
    steps = (case.steps.get(Step.URGE), case.steps.get(Step.CIRCULAR))
    climbs = sorted(it for it in (*case.returned, *steps) if it is not None)
    start = preset.begins.get(case.urgency, 0)
    days = [case.clock.issued] * (start + 1) + climbs
    first, second, third = (days[at] if at < len(days) else None for at in range(_LEVELS))
    return first, second, third


def _earliest(*days: date | None) -> date | None:
    return min((it for it in days if it is not None), default=None)


def _pair(value: Any) -> Names:
    zh, en = value
    return str(zh), str(en)


BY_TIME = Colours(
    key="time",
    names=("按时限：临期、滞后、逾期", "By time: near, behind, overdue"),
    sense=Sense.TIME,
    levels=(
        Level(colour=Colour.BLUE, names=("临期", "Near the limit")),
        Level(colour=Colour.YELLOW, names=("滞后", "Behind")),
        Level(colour=Colour.RED, names=("逾期", "Overdue")),
    ),
    near=3,
    begins={},
    source=SUQIAN,
    note=(
        "原制度没有写明临期几天，这里为3个工作日；滞后指所督办的任务亮黄灯、红灯，或反馈被退回。",
        "It does not say how many days are near; three working days here. Behind: the task has a yellow or red light, "
        "or a reply was given back.",
    ),
)
BY_LEVEL = Colours(
    key="level",
    names=("按逐级督办：蓝色、橙色、红色", "By escalation: blue, orange, red"),
    sense=Sense.LEVEL,
    levels=(
        Level(colour=Colour.BLUE, names=("蓝色督办", "First slip")),
        Level(colour=Colour.ORANGE, names=("橙色督办", "Second slip")),
        Level(colour=Colour.RED, names=("红色督办", "Third slip")),
    ),
    begins={"urgent": 1, "ordinary": 0, "hard": 0},
    source=SANMING,
    note=(
        "重大、紧急事项直接从橙色起；到期未办（催办）、反馈被退回、列入通报，各升一级。",
        "Urgent matters begin with orange. The letter after the limit, a reply that is given back, and the circular "
        "each raise it by one.",
    ),
)
PRESETS: Mapping[str, Colours] = {it.key: it for it in (BY_TIME, BY_LEVEL)}
