"""上报: a report of a task for a month; what is refused, what is asked, what is marked; which one counts on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.domain.money import Fen


class ReportState(StrEnum):
    """What became of a report that was sent. A draft is none yet; a correction is a later version."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    ReportState.SENT: ("已上报", "Sent"),
    ReportState.CONFIRMED: ("已确认", "Confirmed"),
    ReportState.RETURNED: ("已退回", "Returned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A version of a report: what it says of which day (valid time), and since when that is known (record time)."""

    month: date  # its first day
    version: int = 1
    percent: Decimal  # 0 … 100, done to date
    as_of: date  # what it says holds on this day
    sent_on: date
    confirmed_on: date | None = None
    returned_on: date | None = None
    quantity: Decimal | None = None  # done to date
    certified: Fen | None = None  # to date
    expected_finish: date | None = None


def counting(reports: Iterable[Report], day: date, *, confirmed: bool = False) -> Report | None:
    """The report that counted on a day, as far as was known on that day: of the latest month, in its latest version
    that was sent by then and not returned by then; only of those confirmed by then, if asked so."""
    known = [it for it in reports if it.sent_on <= day and not (it.returned_on and it.returned_on <= day)]
    if confirmed:
        known = [it for it in known if it.confirmed_on is not None and it.confirmed_on <= day]
    return max(known, key=lambda it: (it.month, it.version), default=None)
