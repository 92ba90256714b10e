"""What is kept of supervision."""

from .periods import Bulletin, BulletinEdit, ClosedPeriod, PeriodContent

__all__ = [
    "Bulletin",
    "BulletinEdit",
    "ClosedPeriod",
    "PeriodContent",
]
