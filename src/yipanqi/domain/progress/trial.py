"""A rule of lights tried on the record before it is adopted: did it warn in time of what finished late, and was it
right where it warned?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.site_days import SiteDays

LATE = Fraction(1, 10)  # of the planned days of work: more than this past the planned finish is late


def is_late(start: date, finish: date, finished: date, days: SiteDays) -> bool:
    """Did it finish more than a tenth of its planned days of work past its planned finish?"""
    over = days.between(finish, finished) - days.works(finish) if finished > finish else 0
    return over > LATE * days.between(start, finish)


def half_time(start: date, finish: date, days: SiteDays) -> date:
    """The day on which half of the planned days of work are over."""
    return days.add(start, days.between(start, finish) // 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Of finished works, by what they showed when half of their planned days were over."""

    count: int
    late: int
    warned: int  # yellow or red
    warned_late: int
    red: int
    red_late: int

    @property
    def recall(self) -> Fraction | None:
        """Of the late, how many were warned of. None where none was late."""
        return Fraction(self.warned_late, self.late) if self.late else None

    @property
    def precision(self) -> Fraction | None:
        """Of those that were warned of, how many came late. None where nobody was warned."""
        return Fraction(self.warned_late, self.warned) if self.warned else None

    @property
    def red_precision(self) -> Fraction | None:
        """Of those that were red, how many came late. None where none was red."""
        return Fraction(self.red_late, self.red) if self.red else None


def scored(shown: Iterable[tuple[bool, Colour]]) -> Scored:
    """From each finished work: did it come late, and what did it show?"""
    found = [(late, colour in (Colour.YELLOW, Colour.RED), colour is Colour.RED) for late, colour in shown]
    return Scored(
        count=len(found),
        late=sum(late for late, _, _ in found),
        warned=sum(warned for _, warned, _ in found),
        warned_late=sum(late and warned for late, warned, _ in found),
        red=sum(red for _, _, red in found),
        red_late=sum(late and red for late, _, red in found),
    )
