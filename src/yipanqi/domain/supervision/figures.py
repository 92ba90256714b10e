"""Figures of a period: sums, shares, places. Whole numbers and exact fractions; a share is rounded once, half up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.money import Fen, rounded
from yipanqi.domain.supervision.snapshot import EstateLine, Snapshot

_PLACES = 2
LEAST_RANKED = 5  # of fewer nobody is named first or last
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What estates come to on a day."""

    estates: int = 0
    households: int = 0
    started: int = 0
    started_households: int = 0
    finished: int = 0
    finished_households: int = 0
    planned: Fen = 0
    done: Fen = 0

    def share(self, name: str) -> Fraction | None:
        """The part of the plan: of `started` and `finished` by estates, with `_households` by them, of `done` by money.
        None where nothing is planned."""
        above = getattr(self, name)
        below = self.planned if name == "done" else self.households if "households" in name else self.estates
        return Fraction(above, below) if below else None

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


def percent(share: Fraction | None, places: int = _PLACES) -> Decimal | None:
    """In per cent, half up."""
    if share is None:
        return None
    return Decimal(rounded(share * 100 * 10**places)).scaleb(-places)


def percent_said(share: Fraction | None) -> str:
    """74.00%; a dash where nothing was planned."""
    found = percent(share)
    return "—" if found is None else f"{found}%"


def points(now: Fraction | None, before: Fraction | None) -> Decimal | None:
    """Percentage points gained: the difference of the two shares as they are printed, so that a reader can check it."""
    if now is None or before is None:
        return None
    return (percent(now) or Decimal(0)) - (percent(before) or Decimal(0))


def summed(lines: Iterable[EstateLine], day: date, money: str = "done") -> Sums:
    """What these estates came to on a day, with the money done that was kept for it."""
    found = dict.fromkeys(Sums.__dataclass_fields__, 0)
    for it in lines:
        found["estates"] += 1
        found["households"] += it.households
        if it.started_on and it.started_on <= day:
            found["started"] += 1
            found["started_households"] += it.households
        if it.finished_on and it.finished_on <= day:
            found["finished"] += 1
            found["finished_households"] += it.households
        found["planned"] += it.planned
        found["done"] += getattr(it, money)
    return Sums(**found)


def of_year(snapshot: Snapshot, year: int) -> Sums:
    """A programme year on the period's last day."""
    return summed((it for it in snapshot.lines if it.year == year), snapshot.period.last)


def of_year_before(snapshot: Snapshot, year: int) -> Sums:
    """A programme year on the last day of the period before."""
    lines = (it for it in snapshot.lines if it.year == year)
    return summed(lines, snapshot.period.before.last, "done_before")


def by_region(snapshot: Snapshot, year: int, *, is_before: bool = False) -> dict[str, Sums]:
    """Subdistrict → its estates of a programme year, in the order in which they come."""
    found: dict[str, list[EstateLine]] = {}
    for it in snapshot.lines:
        if it.year == year:
            found.setdefault(it.region, []).append(it)
    day = snapshot.period.before.last if is_before else snapshot.period.last
    return {key: summed(lines, day, "done_before" if is_before else "done") for key, lines in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Who shares a place."""

    place: int
    value: Fraction
    keys: tuple[str, ...]


def placed(values: Mapping[str, Fraction]) -> list[Placed]:
    """From the first: equal values share a place, and the next place counts them all."""
    found: dict[Fraction, list[str]] = {}
    for key, value in values.items():
        found.setdefault(value, []).append(key)
    place, rows = 1, list[Placed]()
    for value in sorted(found, reverse=True):
        rows.append(Placed(place=place, value=value, keys=tuple(found[value])))
        place += len(found[value])
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The first and the last by name; nobody stands at both ends, and nobody at the last who is as good as a first."""

    first: tuple[Placed, ...] = ()
    last: tuple[Placed, ...] = ()


def ends(values: Mapping[str, Fraction], named: int = NAMED) -> Ends:
    """The first and the last three: a tie at the edge is named whole, or not at all where it would reach the others.
    Of fewer than five, or where all are equal, nobody is named."""
    rows = placed(values)
    if len(values) < LEAST_RANKED or len(rows) < 2:
        return Ends()
    first, last = _taken(rows, named), _taken(rows[::-1], named)
    if len(first) + len(last) > len(rows):  # a long tie in the middle belongs to neither
        last = [it for it in last if it not in first]
    return Ends(first=tuple(first), last=tuple(last[::-1]))


def _taken(rows: Sequence[Placed], named: int) -> list[Placed]:
    found: list[Placed] = []
    count = 0
    for it in rows:
        if count >= named or (found and count + len(it.keys) > 2 * named):
            break
        found.append(it)
        count += len(it.keys)
    return found


def sorted_by(sums: Mapping[str, Sums], name: str) -> list[tuple[str, Sums]]:
    """From the highest share; equals as they come; without a plan at the end."""
    return sorted(sums.items(), key=_order(name))


def _order(name: str) -> Callable[[tuple[str, Sums]], Fraction]:
    return lambda pair: -(share if (share := pair[1].share(name)) is not None else Fraction(-1))


def total(sums: Iterable[Sums]) -> Sums:
    """The last row."""
    found = Sums()
    for it in sums:
        found += it
    return found
