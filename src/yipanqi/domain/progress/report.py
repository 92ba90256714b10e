"""上报: a report of a task for a month; what is refused, what is asked, what is marked; which one counts on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.domain.money import Fen
from yipanqi.domain.progress.due import due_on

LONGEST_TEXT = 2000  # characters of a problem's text
WHOLE = Decimal(100)
_ALLOWED = "\n\t"  # of the control characters


class ReportState(StrEnum):
    """What became of a report that was sent. A draft is none yet; a correction is a later version."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATE_NAMES[self]


class Problem(StrEnum):
    """What holds a task up, to choose from; the text says more."""

    MONEY = "money"
    MATERIAL = "material"
    LABOUR = "labour"
    DESIGN = "design"
    PIPES = "pipes"
    OPPOSITION = "opposition"
    SITE = "site"
    WEATHER = "weather"
    QUALITY = "quality"
    OTHER = "other"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _PROBLEM_NAMES[self]


_STATE_NAMES = {
    ReportState.SENT: ("待确认", "To be confirmed"),
    ReportState.CONFIRMED: ("已确认", "Confirmed"),
    ReportState.RETURNED: ("已退回", "Returned"),
}
_PROBLEM_NAMES = {
    Problem.MONEY: ("资金未到位", "Money has not come"),
    Problem.MATERIAL: ("材料设备未到", "Material or plant is missing"),
    Problem.LABOUR: ("人手不足", "Too few hands"),
    Problem.DESIGN: ("设计变更", "The design changes"),
    Problem.PIPES: ("管线迁改", "Pipes or cables to be moved"),
    Problem.OPPOSITION: ("居民意见不一", "Residents disagree"),
    Problem.SITE: ("场地未腾出", "The site is not cleared"),
    Problem.WEATHER: ("天气影响", "Weather"),
    Problem.QUALITY: ("质量返工", "Done again for its quality"),
    Problem.OTHER: ("其他", "Other"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What somebody typed for a task and month."""

    month: date
    percent: Decimal | None
    quantity: Decimal | None = None
    problem: Problem | None = None
    problem_text: str = ""
    expected_finish: date | None = None
    certified: Fen | None = None
    reason: str = ""
    is_sure: bool = False  # of what was asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a report is judged by: the task, what was reported before, what the district decided."""

    start: date  # the day on which the task began, or is to begin
    planned_quantity: Decimal | None
    budget: Fen
    before: Report | None  # what counted for the months before this one
    replaced: ReportState | None = None  # of the version that this one takes the place of
    closed_until: date | None = None  # the last day of the last closed month
    over_quantity: int = 20  # percent by which a quantity may pass the plan without being asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something about a report, at one of its fields; the code of its sentence, and the sentence's values."""

    field: str
    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Refused: nothing is kept. Asked: kept once somebody says that they are sure, and then marked."""

    refused: tuple[Fault, ...] = ()
    asked: tuple[Fault, ...] = ()

    @property
    def marks(self) -> list[str]:
        """Codes to keep with the report."""
        return [it.code for it in self.asked]


def judged(entered: Entered, ground: Ground, day: date) -> Judged:
    """What is wrong with a report on a day, and what is odd about it."""
    return Judged(refused=tuple(_refused(entered, ground, day)), asked=tuple(_asked(entered, ground)))


def _refused(entered: Entered, ground: Ground, day: date) -> Iterator[Fault]:
    yield from _of_percent(entered, ground)
    yield from _of_month(entered, ground, day)
    yield from _of_amounts(entered, ground)
    if entered.expected_finish and entered.expected_finish < day and entered.percent != WHOLE:
        yield _fault("expected_finish", "finish_past", day=day)
    yield from _of_text("problem_text", entered.problem_text)
    yield from _of_text("reason", entered.reason)
    if entered.problem is Problem.OTHER and not entered.problem_text.strip():
        yield _fault("problem_text", "say_problem")


def _of_percent(entered: Entered, ground: Ground) -> Iterator[Fault]:
    percent = entered.percent
    if percent is None:
        yield _fault("percent", "no_percent")
    elif not 0 <= percent <= WHOLE:
        yield _fault("percent", "percent_outside", percent=percent)
    elif ground.before is not None and percent < ground.before.percent and not entered.reason.strip():
        yield _fault("reason", "less_percent", before=ground.before.percent, percent=percent)


def _of_month(entered: Entered, ground: Ground, day: date) -> Iterator[Fault]:
    if entered.month > day:
        yield _fault("month", "future_month", month=entered.month)
    elif due_on(entered.month) < ground.start:
        yield _fault("month", "before_start", start=ground.start)
    if entered.reason.strip():
        return
    if ground.closed_until is not None and entered.month <= ground.closed_until:
        yield _fault("reason", "month_closed", month=entered.month)
    elif ground.replaced is ReportState.CONFIRMED:
        yield _fault("reason", "was_confirmed")


def _of_amounts(entered: Entered, ground: Ground) -> Iterator[Fault]:
    before = ground.before
    for name, value, earlier in (
        ("quantity", entered.quantity, before.quantity if before else None),
        ("certified", entered.certified, before.certified if before else None),
    ):
        if value is None:
            continue
        if value < 0:
            yield _fault(name, "below_zero")
        elif earlier is not None and value < earlier and not entered.reason.strip():
            yield _fault("reason", f"less_{name}", before=earlier)


def _of_text(name: str, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield _fault(name, "too_long", most=LONGEST_TEXT, length=len(text))
    if any(not char.isprintable() and char not in _ALLOWED and char != "\r" for char in text):
        yield _fault(name, "control_characters")


def _asked(entered: Entered, ground: Ground) -> Iterator[Fault]:
    planned, quantity = ground.planned_quantity, entered.quantity
    if planned and quantity is not None and quantity * 100 > planned * (100 + ground.over_quantity):
        yield _fault("quantity", "over_quantity", planned=planned, quantity=quantity)
    if ground.budget and entered.certified is not None and entered.certified > ground.budget:
        yield _fault("certified", "over_budget", budget=ground.budget)


def _fault(field: str, code: str, **values: object) -> Fault:
    return Fault(field=field, code=code, values=values)
