"""What a close holds: each estate as it was on the last day of a period, as far as that was known on a day; lights,
reports that are missing, quantities, and what held works up. All that is written of the period is worked out of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.domain.money import Fen
from yipanqi.domain.supervision.period import Period, period_of

LAW = 1  # raised when the same record would give other figures


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateLine:
    """An estate on the last day of the period: its plan, and what was done of it."""

    estate: str
    region: str  # the subdistrict's id
    year: int  # the programme year: in which its works were first planned to begin
    households: int
    buildings: int | None = None
    floor_area: str = ""  # ㎡, a decimal; empty: not known
    works: int = 0
    planned: Fen = 0
    done: Fen = 0  # money × percent done
    done_before: Fen = 0  # the same on the last day of the period before
    certified: Fen = 0
    start_date: date
    finish_date: date
    started_on: date | None = None  # by the last day
    finished_on: date | None = None  # all its works are
    lead: int | None = None
    responsible: int | None = None
    supporting: tuple[int, ...] = ()
    person: str = ""
    quarters: tuple[tuple[int, int | None], ...] = ()  # each quarter's end: tenths of a percent planned, and done


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """A work that is red or yellow."""

    task: int
    estate: str
    measure: str
    unit: int | None
    colour: str
    behind: int  # working days
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What was built of a measure, in its own unit: decimals as texts."""

    measure: str
    unit: str
    planned: str
    done: str
    in_year: str
    in_period: str
    works: int = 0
    finished: int = 0
    late: int = 0  # of the finished: after their planned day
    late_days: int = 0  # calendar days of these


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """All that a close holds; two are the same where what they store is."""

    period: Period
    known_on: date
    lines: tuple[EstateLine, ...]
    lights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # subdistrict → colour → works
    owed: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # organisation → reports owed, and missing
    effects: tuple[Effect, ...] = ()
    pressing: tuple[Pressing, ...] = ()
    problems: Mapping[str, int] = field(default_factory=dict)  # a Problem → works that reported it in the period
    law: int = LAW

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "law": self.law,
            "period": self.period.key,
            "known_on": self.known_on.isoformat(),
            "heads": [it.name for it in fields(EstateLine)],
            "lines": [[_plain(getattr(it, one.name)) for one in fields(EstateLine)] for it in self.lines],
            "lights": {key: dict(sorted(it.items())) for key, it in sorted(self.lights.items())},
            "owed": {key: list(it) for key, it in sorted(self.owed.items())},
            "effects": [_row(it) for it in self.effects],
            "pressing": [_row(it) for it in self.pressing],
            "problems": dict(sorted(self.problems.items())),
        }

    @property
    def years(self) -> tuple[int, ...]:
        """Its programme years until the period's, and later ones of which something was begun."""
        last = self.period.year
        return tuple(sorted({it.year for it in self.lines if it.year <= last or it.started_on}))


def snapshot_of(value: Mapping[str, Any]) -> Snapshot:
    """The snapshot that JSON kept. KeyError or ValueError where it is none."""
    return Snapshot(
        law=value["law"],
        period=period_of(value["period"]),
        known_on=date.fromisoformat(value["known_on"]),
        lines=tuple(_line(dict(zip(value["heads"], it, strict=True))) for it in value["lines"]),
        lights=value["lights"],
        owed={key: (it[0], it[1]) for key, it in value["owed"].items()},
        effects=tuple(Effect(**it) for it in value["effects"]),
        pressing=tuple(Pressing(**it) for it in value["pressing"]),
        problems=value["problems"],
    )


def hash_of(*values: Any) -> str:
    """The SHA-256 of what JSON keeps, however its keys are ordered."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What of an estate is known otherwise than it was; None on a side: it was not there."""

    estate: str
    name: str  # of a field
    before: Any
    after: Any


_COMPARED = (
    "year", "region", "households", "works", "planned", "done", "certified", "start_date", "finish_date",
    "started_on", "finished_on",
)  # fmt: skip


def differences(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    """What is known of the same period otherwise than it was, estate by estate."""
    old, new = ({it.estate: it for it in one.lines} for one in (then, now))
    for estate in sorted(old.keys() | new.keys()):
        before, after = old.get(estate), new.get(estate)
        if before is None or after is None:
            yield Difference(
                estate=estate,
                name="estate",
                before=before.works if before else None,
                after=after.works if after else None,
            )
            continue
        for name in _COMPARED:
            if getattr(before, name) != getattr(after, name):
                yield Difference(estate=estate, name=name, before=getattr(before, name), after=getattr(after, name))


def _row(it: Any) -> dict[str, Any]:
    return {one.name: _plain(getattr(it, one.name)) for one in fields(it)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(it) for it in value]
    return str(value) if isinstance(value, Decimal) else value


_DAYS = ("start_date", "finish_date", "started_on", "finished_on")


def _line(kept: dict[str, Any]) -> EstateLine:
    for name in _DAYS:
        kept[name] = date.fromisoformat(kept[name]) if kept[name] else None
    kept["supporting"] = tuple(kept["supporting"])
    kept["quarters"] = tuple((it[0], it[1]) for it in kept["quarters"])
    return EstateLine(**kept)
