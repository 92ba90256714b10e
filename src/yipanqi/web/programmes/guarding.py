"""What later stages forbid to change in the rows of a programme: each tells why, and where it may be asked for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .difference import RowChange
from .models import ProgrammeEntry


@dataclass(frozen=True, kw_only=True)
class Barred:
    """A row that may not be changed so: why, and the page where the change is asked for; both in both languages."""

    sheet: str
    why: tuple[str, str]
    url: str = ""
    link: tuple[str, str] = ("", "")


Guard = Callable[[ProgrammeEntry, Sequence[RowChange]], Iterable[Barred]]
_GUARDS: list[Guard] = []


def guard_rows(guard: Guard) -> None:
    """Ask this before rows of a programme change."""
    if guard not in _GUARDS:
        _GUARDS.append(guard)


def barred(entry: ProgrammeEntry, changes: Iterable[RowChange]) -> list[Barred]:
    """Those of the changes that somebody forbids."""
    found = list(changes)
    return [it for guard in _GUARDS for it in guard(entry, found)]
