"""Rules that make orders: of which tasks, when, with what limit. A rule makes one order of a matter and period, however
often it is asked; a task that has an open order gets no second one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from yipanqi.domain.delivery.described import Names
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.supervision.ladder_sources import SUQIAN
from yipanqi.domain.working_calendar import WorkingCalendar

_MOST = 250
_LIGHTS = ("yellow", "red")
_URGENCIES = ("urgent", "ordinary", "hard")


class When(StrEnum):
    """What makes an order, the gravest last."""

    NEAR = "near"  # so many working days before its finish, and foretold to be late
    BEHIND = "behind"  # its light has one of these colours
    OVERDUE = "overdue"  # so many working days after its finish

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _WHEN[self]


class NoRule(ValueError):
    """These data are no rule; the message is the field that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisingRule:
    """A rule. NoRule where it contradicts itself."""

    key: str
    when: When
    is_on: bool = True
    days: int = 0  # working days before or after the planned finish
    lights: tuple[str, ...] = ()  # of a task that is behind
    urgency: str = "ordinary"
    limit_days: int = 5  # working days from the day of issue
    source: str

    def __post_init__(self) -> None:
        if not self.key or not self.source.strip():
            raise NoRule("key")
        if not 0 <= self.days <= _MOST or (self.when is not When.BEHIND and self.days == 0):
            raise NoRule("days")
        if set(self.lights) - {*_LIGHTS} or (self.when is When.BEHIND and not self.lights):
            raise NoRule("lights")
        if self.urgency not in _URGENCIES:
            raise NoRule("urgency")
        if not 1 <= self.limit_days <= _MOST:
            raise NoRule("limit_days")

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "key": self.key,
            "when": self.when.value,
            "is_on": self.is_on,
            "days": self.days,
            "lights": list(self.lights),
            "urgency": self.urgency,
            "limit_days": self.limit_days,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    """The rules of a district, and whether what they make is issued at once or drafted for the office to issue."""

    rules: tuple[RaisingRule, ...]
    is_at_once: bool = False

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"rules": [it.stored for it in self.rules], "is_at_once": self.is_at_once}


def raising_of(value: Any) -> Raising:
    """The rules that JSON kept. NoRule names the field that is wrong."""
    try:
        rules = tuple(
            RaisingRule(**{**it, "when": When(it["when"]), "lights": tuple(it["lights"])}) for it in value["rules"]
        )
        return Raising(rules=rules, is_at_once=bool(value["is_at_once"]))
    except NoRule:
        raise
    except (KeyError, TypeError, ValueError) as fault:
        raise NoRule("rules") from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A task as the rules see it on a day."""

    key: str  # of the task: one that never changes
    finish: date
    is_undone: bool  # neither reported, nor held, nor cancelled
    light: str = ""
    late: int = 0  # working days from the planned finish to the foretold one
    has_order: bool = False  # one that is drafted or open


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An order that a rule makes."""

    rule: RaisingRule
    seen: Seen
    origin_key: str
    limit: date  # if it is issued on that day


def raised(
    rules: Sequence[RaisingRule], tasks: Iterable[Seen], known: frozenset[str], calendar: WorkingCalendar, day: date
) -> Iterator[Raised]:
    """What the rules make of the tasks on a day, of each the gravest alone; `known`: the keys of the orders that are
    there."""
    order = [*When]
    going = sorted((it for it in rules if it.is_on), key=lambda it: order.index(it.when), reverse=True)
    for seen in tasks:
        if not seen.is_undone or seen.has_order:
            continue
        rule = next((it for it in going if _FITS[it.when](it, seen, calendar, day)), None)
        if rule is not None and (key := origin_key(rule, seen, day)) not in known:
            yield Raised(rule=rule, seen=seen, origin_key=key, limit=calendar.add(day, rule.limit_days))


def origin_key(rule: RaisingRule, seen: Seen, day: date) -> str:
    """Rule, task and period: the planned finish for what is near or overdue, the month for what is behind."""
    period = f"{day:%Y-%m}" if rule.when is When.BEHIND else seen.finish.isoformat()
    return f"{rule.when.value}:{seen.key}:{period}"


def changed(raising: Raising, when: When, **values: Any) -> Raising:
    """The same with one rule changed. Raises NoRule."""
    return replace(raising, rules=tuple(replace(it, **values) if it.when is when else it for it in raising.rules))


def _is_near(rule: RaisingRule, seen: Seen, calendar: WorkingCalendar, day: date) -> bool:
    return day <= seen.finish <= calendar.add(day, rule.days) and (seen.late > 0 or seen.light in _LIGHTS)


def _is_overdue(rule: RaisingRule, seen: Seen, calendar: WorkingCalendar, day: date) -> bool:
    return seen.finish < day and calendar.add(seen.finish, rule.days) <= day


_FITS: Mapping[When, Callable[[RaisingRule, Seen, WorkingCalendar, date], bool]] = {
    When.NEAR: _is_near,
    When.BEHIND: lambda rule, seen, calendar, day: seen.light in rule.lights,
    When.OVERDUE: _is_overdue,
}
_WHEN: Mapping[When, Names] = {
    When.NEAR: ("临期", "Near its finish"),
    When.BEHIND: ("滞后", "Behind"),
    When.OVERDUE: ("逾期", "Overdue"),
}
USUAL = Raising(
    rules=(
        RaisingRule(key="near", when=When.NEAR, days=3, urgency="urgent", limit_days=3, source=f"{SUQIAN}；{OURS[0]}"),
        RaisingRule(
            key="behind", when=When.BEHIND, lights=("yellow", "red"), limit_days=5, source=f"{SUQIAN}；{OURS[0]}"
        ),
        RaisingRule(key="overdue", when=When.OVERDUE, days=1, limit_days=5, source=f"{SUQIAN}；{OURS[0]}"),
    )
)
