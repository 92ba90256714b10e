"""What a district's own finished works teach its forecasts: which pace is usual, of a contractor's works and of those
of one quarter too, and how far forecasts were off."""

import math
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.domain.progress.forecast import (
    MIDDLES,
    ForecastRule,
    Part,
    forecast,
    quantile_places,
    stage_of,
    work_days_after,
)
from yipanqi.domain.progress.site_days import SiteDays

_SLOWEST = 2.0  # times the planned duration that is believed to be usual, or its inverse


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedWork:
    """A work that is done (`part.finished`) and what was reported of it while it went on, as it was first told."""

    part: Part
    reports: Sequence[tuple[date, date, Decimal]] = ()  # (known since, as of, percent)


class Experience:
    """It learns day by day, so that what it knows on a day is what was known that day: of a work that finished later
    nothing. A forecast that it judges knew no more than its own day did."""

    def __init__(self, works: Iterable[FinishedWork], days: SiteDays, rule: ForecastRule) -> None:
        self._days, self._rule = days, rule
        self._events = _in_time(works)
        self._next = 0
        self._sums: dict[str, tuple[float, int]] = {}  # what works share → Σ ln(actual ÷ planned days), how many
        self._told: dict[int, dict[int, tuple[float, date, float]]] = {}  # a work going on: stage → off, as of, left
        self._ratios: dict[tuple[str, int], list[float]] = {}

    def until(self, day: date) -> "Experience":
        """Itself, taught by all that was known on the day. ValueError where it knows more already."""
        if self._next and self._events[self._next - 1][0] > day:
            raise ValueError(f"experience does not go back to {day}")
        while self._next < len(self._events) and self._events[self._next][0] <= day:
            _, _, at, work, report = self._events[self._next]
            if report is None:
                self._finished(at, work.part)
            else:
                self._reported(at, work.part, *report)
            self._next += 1
        return self

    def usual(self, likes: tuple[str, ...]) -> float:
        """How many planned days a day of work does."""
        return self.lesson.usual(likes)

    def ratios(self, kind: str, stage: int) -> Sequence[float]:
        """Actual ÷ forecast remaining days, in rising order: one a finished work, of the report next to the stage."""
        return self._ratios.get((kind, stage), ())

    @property
    def lesson(self) -> "Lesson":
        """What it knows now, to keep."""
        return Lesson(self._sums, self._ratios, self._rule)

    def _reported(self, at: int, work: Part, as_of: date, percent: Decimal) -> None:
        if not self._rule.least <= percent < 100 or work.finished is None or as_of >= work.finished:
            return
        going = replace(work, percent=percent, as_of=as_of, finished=None)
        stage = stage_of(float(percent))
        off, told = abs(float(percent) - MIDDLES[stage]), self._told.setdefault(at, {})
        if stage not in told or off < told[stage][0]:
            told[stage] = (off, as_of, forecast(going, self._days, as_of, self._rule, self).left_days)

    def _finished(self, at: int, work: Part) -> None:
        if work.finished is None or work.started is None:
            return
        for stage, (_, as_of, left) in self._told.pop(at, {}).items():
            ratio = work_days_after(self._days, as_of, work.finished) / left
            for kind in work.kinds:
                insort(self._ratios.setdefault((kind, stage), []), ratio)
        actual = max(1, self._days.between(work.started, work.finished))
        off = math.log(actual / max(1, self._days.between(work.start, work.finish)))
        for like in ("", *work.likes):
            total, count = self._sums.get(like, (0.0, 0))
            self._sums[like] = (total + off, count + 1)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What finished works taught by a day: by what works share Σ ln(actual ÷ planned days) and how many they were; by
    kind and stage the ratios of remaining days, in rising order."""

    sums: Mapping[str, tuple[float, int]]
    by_kind: Mapping[tuple[str, int], Sequence[float]]
    rule: ForecastRule

    def usual(self, likes: tuple[str, ...]) -> float:
        """How many planned days a day of work does: by the mean of all finished works, moved by how those differ that
        share something with the work asked for; each the nearer to nothing the fewer there are."""
        total, count = self.sums.get("", (0.0, 0))
        middle = total / (count + self.rule.doubt_all)
        slower = middle
        for like in likes:
            own, many = self.sums.get(like, (0.0, 0))
            slower += (own - many * middle) / (many + self.rule.doubt_like)
        most = math.log(_SLOWEST)
        return math.exp(-min(most, max(-most, slower)))

    def ratios(self, kind: str, stage: int) -> Sequence[float]:
        """Actual ÷ forecast remaining days, in rising order."""
        return self.by_kind.get((kind, stage), ())

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it: of the ratios those that the ends of a band rest on."""
        by_kind = [[kind, stage, *_sparse(ratios, self.rule)] for (kind, stage), ratios in self.by_kind.items()]
        return {"sums": {like: list(pair) for like, pair in self.sums.items()}, "ratios": by_kind}


def lesson_of(value: Mapping[str, Any], rule: ForecastRule) -> Lesson:
    """The lesson that JSON kept."""
    sums = {like: (float(total), int(count)) for like, (total, count) in value.get("sums", {}).items()}
    by_kind = {(kind, stage): Sparse(count, dict(kept)) for kind, stage, count, kept in value.get("ratios", ())}
    return Lesson(sums, by_kind, rule)


class Sparse(Sequence[float]):
    """So many values in rising order, of which only some are known. IndexError where another is asked for."""

    def __init__(self, count: int, known: Mapping[int, float]) -> None:
        self._count, self._known = count, known

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        if at not in self._known:
            raise IndexError(at)
        return self._known[at]


def _sparse(ratios: Sequence[float], rule: ForecastRule) -> tuple[int, list[tuple[int, float]]]:
    places = {at for part in (rule.low, rule.high) for at in quantile_places(len(ratios), part)}
    return len(ratios), [(at, ratios[at]) for at in sorted(places)]


_Event = tuple[date, int, int, FinishedWork, tuple[date, Decimal] | None]


def _in_time(works: Iterable[FinishedWork]) -> list[_Event]:
    """Reports and finishes by the day on which they were known; on one day the finishes first."""
    events: list[_Event] = []
    for at, work in enumerate(works):
        if work.part.finished is None:
            raise ValueError(f"{work.part.number}: not finished")
        events.append((work.part.finished, 0, at, work, None))
        events += [(known, 1, at, work, (as_of, percent)) for known, as_of, percent in work.reports]
    return sorted(events, key=lambda it: it[:3])
