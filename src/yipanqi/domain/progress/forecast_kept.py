"""What a cache keeps of a forecast beside its dates: its pace, what its band rests on, and its reasons, as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from yipanqi.domain.plain_value import plain_value
from yipanqi.domain.progress.forecast import Basis, Forecast
from yipanqi.domain.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What a list tells of a forecast."""

    pace: float | None  # SPI(t)
    basis: Basis
    note: Reason
    band: Reason
    need: Reason

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        reasons = {"note": _kept(self.note), "band": _kept(self.band), "need": _kept(self.need)}
        return {"pace": self.pace, "basis": self.basis.value, **reasons}


def foretold(found: Forecast, need: Reason) -> Foretold:
    """What is kept of a forecast."""
    return Foretold(pace=found.pace, basis=found.basis, note=found.note, band=found.band, need=need)


def foretold_of(value: Mapping[str, Any]) -> Foretold:
    """What JSON kept. KeyError or ValueError where it is none."""
    reasons = {name: _reason(*value[name]) for name in ("note", "band", "need")}
    return Foretold(pace=value["pace"], basis=Basis(value["basis"]), **reasons)


def _kept(reason: Reason) -> list[Any]:
    return [reason.code, {name: plain_value(value) for name, value in reason.values.items() if value is not None}]


def _reason(code: str, values: Mapping[str, Any]) -> Reason:
    told = {name: _READ[name](value) if name in _READ else value for name, value in values.items()}
    return Reason(code=code, values=told)


_READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("start", "since", "finish", "goal"), date.fromisoformat),
    **dict.fromkeys(("least", "percent"), Fraction),
}
