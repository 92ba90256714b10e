"""统筹开挖: the ground of an estate, and of those beside it, is opened once. What lies underground shares one window
and one plan; a surface that was closed stays closed for years."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise, product
from math import cos, floor, radians
from typing import Any

from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.reason import Reason
from yipanqi.domain.working_calendar import WorkingCalendar

_ROADS = "《城市道路管理条例》（国务院令第198号）第三十三条"
_OURS = OURS[0]
SHIPPED = (
    Setting(key="dig.new_years", value=5, source=_ROADS),
    Setting(key="dig.overhauled_years", value=3, source=_ROADS),
    Setting(key="dig.near_metres", value=100, source=_OURS),
    Setting(
        key="dig.record_working_days",
        value=1,
        source=f"《城市道路管理条例》（国务院令第198号）第三十四条（先行破路抢修，二十四小时内补办手续）；{_OURS}",
    ),
    Setting(key="dig.window_days", value=180, source=_OURS),
    Setting(key="dig.surfaces", value="road parking", source=_OURS),
)  # in force where a district says nothing
_DAY = timedelta(days=1)
_METRES_OF_DEGREE = 110_000  # of latitude, rounded down: a cell is never narrower than what is asked for


class SurfaceKind(StrEnum):
    """What was done to a surface when it was closed."""

    NEW = "new"  # 新建、扩建、改建
    OVERHAULED = "overhauled"  # 大修


class Shared(StrEnum):
    """The ground that digs have in common."""

    ESTATE = "estate"
    STREET = "street"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigPolicy:
    """How long closed surfaces are protected, how near is beside, how soon an emergency is recorded, how long one
    window may be."""

    new_years: int = 5
    overhauled_years: int = 3
    near_metres: int = 100
    record_working_days: int = 1
    window_days: int = 180  # a longer window is several, and shared by nobody
    surfaces: tuple[str, ...] = ("road", "parking")  # measures whose end closes the surface

    def __post_init__(self) -> None:
        figures = self.new_years, self.overhauled_years, self.near_metres, self.record_working_days, self.window_days
        if min(figures) < 0:
            raise ValueError("no figure of the dig policy is below zero")

    def years(self, kind: SurfaceKind) -> int:
        """How long a surface of this kind is protected."""
        return self.new_years if kind is SurfaceKind.NEW else self.overhauled_years


@dataclass(frozen=True, slots=True, kw_only=True)
class Dig:
    """A work underground: its task's number, where and when; its joint plan where it has one."""

    number: str
    estate: str
    measure: str
    first: date
    last: date
    plan: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.number}: it ends before it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A dig's place in a joint plan: when it comes, how deep it lies, by when the ground is whole again."""

    number: str
    order: int  # from 1; those with the same order share a trench
    depth: int  # centimetres of cover; 0: not known yet
    restored_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPlan:
    """统筹方案: one window, and whose turn it is in it."""

    id: str
    first: date
    last: date
    turns: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.id}: it ends before it begins")

    @property
    def days(self) -> int:
        """How long its window is open."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A surface of an estate or a street, and the day on which it is, or will be, closed."""

    place: str
    kind: SurfaceKind
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where digs could meet: streets with their estates, and where estates lie."""

    streets: Mapping[str, Collection[str]] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A dig that would open the same ground again, or a closed surface: a code, its values, whose digs they are."""

    code: str
    values: Mapping[str, object]
    numbers: tuple[str, ...]
    estates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Opening:
    """The ground of one place is open from a day to a day, for these digs."""

    first: date
    last: date
    digs: tuple[Dig, ...]


def protected_until(surface: Surface, policy: DigPolicy) -> date:
    """The last day on which the surface may not be opened without an exception."""
    years = policy.years(surface.kind)
    return _years_after(surface.closed_on, years) - _DAY if years else surface.closed_on - _DAY


def policy_on(settings: Iterable[Setting], day: date) -> DigPolicy:
    """The policy of this day."""
    known = [*SHIPPED, *settings]

    def value(name: str) -> Any:
        return in_force(known, f"dig.{name}", day).value

    return DigPolicy(
        new_years=int(value("new_years")),
        overhauled_years=int(value("overhauled_years")),
        near_metres=int(value("near_metres")),
        record_working_days=int(value("record_working_days")),
        window_days=int(value("window_days")),
        surfaces=tuple(str(value("surfaces")).split()),
    )


def near(points: Mapping[str, Point], metres: float) -> Iterator[tuple[str, str]]:
    """Every two estates no further apart than so many metres, each pair once. By a grid: in linear time where estates
    are not all in one spot."""
    if metres <= 0 or not points:
        return
    north = metres / _METRES_OF_DEGREE
    most = max(abs(point.latitude) for point in points.values())
    east = north / max(cos(radians(most)), 0.01)
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for estate, point in points.items():
        cell = floor(point.longitude / east), floor(point.latitude / north)
        for x, y in product((-1, 0, 1), repeat=2):
            for other in cells.get((cell[0] + x, cell[1] + y), ()):
                if metres_between(point, points[other]) <= metres:
                    yield other, estate
        cells[cell].append(estate)


def together(ground: Ground, estates: Collection[str], metres: float) -> list[tuple[str, ...]]:
    """Estates that should share a window and a plan: those that a street or nearness joins, directly or through others,
    in the order given; an estate by itself is a group of its own."""
    home = {estate: estate for estate in estates}

    def root(estate: str) -> str:
        while home[estate] != estate:
            home[estate] = home[home[estate]]
            estate = home[estate]
        return estate

    on_streets = (pair for members in ground.streets.values() for pair in pairwise([e for e in members if e in home]))
    beside = near({e: ground.points[e] for e in estates if e in ground.points}, metres)
    for one, other in (*on_streets, *beside):
        home[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for estate in home:
        groups[root(estate)].append(estate)
    return [tuple(group) for group in groups.values()]


def clashes(
    digs: Sequence[Dig],
    *,
    ground: Ground,
    plans: Mapping[str, JointPlan],
    surfaces: Iterable[Surface],
    policy: DigPolicy,
    excepted: Collection[str] = (),
) -> list[Clash]:
    """All that is wrong with the digs as they are planned. `excepted` are the numbers of digs that were allowed to open
    a closed surface: of them only what else is wrong is told."""
    by_estate: dict[str, list[Dig]] = defaultdict(list)
    for dig in digs:
        by_estate[dig.estate].append(dig)
    shared = {key: plan for key, plan in plans.items() if plan.days <= policy.window_days}
    return [
        *_outside(digs, plans),
        *_opened_twice(by_estate, ground, shared, policy),
        *_into_closed(digs, ground, surfaces, policy, excepted),
    ]


def plan_lacks(plan: JointPlan, digs: Iterable[Dig], policy: DigPolicy) -> Iterator[Reason]:
    """What a joint plan does not say, or says the wrong way round: a window that is none, a dig without a turn, the
    shallow before the deep, ground that is whole before all its digs are done, or never."""
    if plan.days > policy.window_days:
        yield Reason(code="dig.window_long", values={"days": plan.days, "most": policy.window_days})
    own = {dig.number: dig for dig in digs if dig.plan == plan.id}
    turns = {turn.number: turn for turn in plan.turns}
    for number, dig in own.items():
        if number not in turns:
            yield Reason(code="dig.no_turn", values={"number": number, "estate": dig.estate, "measure": dig.measure})
    for one, other in pairwise(sorted(plan.turns, key=lambda turn: (turn.order, -turn.depth))):
        if one.order < other.order and one.depth < other.depth:
            yield Reason(
                code="dig.shallow_first",
                values={"first": one.number, "depth": one.depth, "then": other.number, "deeper": other.depth},
            )
    for turn in plan.turns:
        if turn.depth == 0:
            yield Reason(code="dig.no_depth", values={"number": turn.number})
        last = own[turn.number].last if turn.number in own else plan.last
        if turn.restored_on is None:
            yield Reason(code="dig.no_restoration", values={"number": turn.number})
        elif turn.restored_on < last:
            yield Reason(
                code="dig.restored_early", values={"number": turn.number, "on": turn.restored_on, "last": last}
            )


def reopening_lacks(reason: str, restored_on: date | None, last: date) -> Iterator[Reason]:
    """What is missing for a closed surface to be opened once more: why, and by when it is whole again."""
    if not reason.strip():
        yield Reason(code="dig.no_reason")
    if restored_on is None:
        yield Reason(code="dig.no_restored_on")
    elif restored_on < last:
        yield Reason(code="dig.restored_before_end", values={"on": restored_on, "last": last})


def recorded_late(begun_on: date, recorded_on: date, calendar: WorkingCalendar, policy: DigPolicy) -> bool:
    """抢修: was it recorded later than within the working days that it may take?"""
    return recorded_on > calendar.add(begun_on, policy.record_working_days)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _outside(digs: Iterable[Dig], plans: Mapping[str, JointPlan]) -> Iterator[Clash]:
    for dig in digs:
        plan = plans.get(dig.plan)
        if plan and not plan.first <= dig.first <= dig.last <= plan.last:
            yield Clash(
                code="dig.outside_plan",
                values={
                    "estate": dig.estate,
                    "measure": dig.measure,
                    "first": dig.first,
                    "last": dig.last,
                    "window": plan.first,
                    "until": plan.last,
                },
                numbers=(dig.number,),
                estates=(dig.estate,),
            )


def _opened_twice(
    by_estate: Mapping[str, Sequence[Dig]], ground: Ground, plans: Mapping[str, JointPlan], policy: DigPolicy
) -> Iterator[Clash]:
    """Every second opening of an estate's ground; then of a street's and of neighbours' for what is not told of one
    estate already."""
    for estate, digs in by_estate.items():
        yield from _again(Shared.ESTATE, estate, digs, plans)
    told: set[tuple[str, str]] = set()
    for street, members in ground.streets.items():
        digs = [dig for estate in members for dig in by_estate.get(estate, ())]
        for clash in _again(Shared.STREET, street, digs, plans):
            if len(clash.estates) > 1:
                told.update((one, other) for one, other in product(clash.estates, repeat=2))
                yield clash
    points = {estate: ground.points[estate] for estate in by_estate if estate in ground.points}
    for one, other in near(points, policy.near_metres):
        if (one, other) not in told:
            found = _again(Shared.NEAR, "", [*by_estate[one], *by_estate[other]], plans)
            yield from (clash for clash in found if len(clash.estates) > 1)


def _again(shared: Shared, place: str, digs: Iterable[Dig], plans: Mapping[str, JointPlan]) -> Iterator[Clash]:
    for before, after in pairwise(_openings(digs, plans)):
        both = (*before.digs, *after.digs)
        yield Clash(
            code=f"dig.again_{shared}",
            values={
                "place": place,
                "estates": tuple(dict.fromkeys(dig.estate for dig in both)),
                "measures": tuple(dict.fromkeys(dig.measure for dig in before.digs)),
                "until": before.last,
                "again": tuple(dict.fromkeys(dig.measure for dig in after.digs)),
                "from": after.first,
                "days": (after.first - before.last).days - 1,
            },
            numbers=tuple(dig.number for dig in both),
            estates=tuple(dict.fromkeys(dig.estate for dig in both)),
        )


def _openings(digs: Iterable[Dig], plans: Mapping[str, JointPlan]) -> list[_Opening]:
    """Digs whose days meet, or that one joint plan holds, open the ground together."""
    found: list[_Opening] = []
    for first, last, dig in sorted(_windows(digs, plans), key=lambda it: (it[0], it[1], it[2].number)):
        if found and first <= found[-1].last + _DAY:
            before = found.pop()
            found.append(_Opening(before.first, max(before.last, last), (*before.digs, dig)))
        else:
            found.append(_Opening(first, last, (dig,)))
    return found


def _windows(digs: Iterable[Dig], plans: Mapping[str, JointPlan]) -> Iterator[tuple[date, date, Dig]]:
    for dig in digs:
        plan = plans.get(dig.plan)
        is_inside = plan and plan.first <= dig.first and dig.last <= plan.last
        yield (plan.first, plan.last, dig) if plan and is_inside else (dig.first, dig.last, dig)


def _into_closed(
    digs: Iterable[Dig], ground: Ground, surfaces: Iterable[Surface], policy: DigPolicy, excepted: Collection[str]
) -> Iterator[Clash]:
    """Digs that last beyond the day on which the surface of their estate or street is closed, while it is protected."""
    closed: dict[str, list[Surface]] = defaultdict(list)
    for surface in surfaces:
        closed[surface.place].append(surface)
    streets: dict[str, list[str]] = defaultdict(list)
    for street in closed:
        for estate in ground.streets.get(street, ()):
            streets[estate].append(street)
    for dig in digs:
        if dig.number in excepted:
            continue
        for place in (dig.estate, *streets.get(dig.estate, ())):
            for surface in closed.get(place, ()):
                until = protected_until(surface, policy)
                if dig.last > surface.closed_on and dig.first <= until:
                    yield _closed(dig, surface, until)


def _closed(dig: Dig, surface: Surface, until: date) -> Clash:
    return Clash(
        code=f"dig.closed_{surface.kind}",
        values={
            "estate": dig.estate,
            "measure": dig.measure,
            "first": dig.first,
            "last": dig.last,
            "place": surface.place,
            "closed": surface.closed_on,
            "until": until,
        },
        numbers=(dig.number,),
        estates=(dig.estate,),
    )
