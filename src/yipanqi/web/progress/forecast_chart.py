"""Pictures of the forecast, of plain shapes and attributes: money by month, the curve of an estate, a work's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.money import Fen, wan_text
from yipanqi.domain.progress.curve import Moment
from yipanqi.domain.progress.due import months
from yipanqi.web.page.charts import Label
from yipanqi.web.page.say import say

WIDTH, HEIGHT = 720.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 4.0, 716.0, 22.0, 192.0
_DECEMBER, _FEW = 12, 18  # bars that have room for a label each quarter


@dataclass(frozen=True)
class MonthBar:
    """A month's money."""

    x: float
    y: float
    width: float
    height: float
    tip: str
    is_most: bool


@dataclass(frozen=True)
class MoneyChart:
    """Bars of the months, and where years begin."""

    bars: tuple[MonthBar, ...]
    labels: tuple[Label, ...]
    quarters: tuple[Label, ...]  # months that begin one, where there is room
    years: tuple[float, ...]
    most: Label


def money_chart(money: Sequence[tuple[date, Fen]]) -> MoneyChart | None:
    """Of each month from the first to the last; none where there is nothing."""
    if not money:
        return None
    spent, first, last = dict(money), money[0][0], money[-1][0]
    known = list(months(first, last))
    step, top = (_RIGHT - _LEFT) / max(len(known), 6), max(spent.values())
    bars, labels, quarters, years = [], [], [], []
    for at, month in enumerate(known):
        fen, x = spent.get(month, 0), _LEFT + at * step
        height = (_BOTTOM - _TOP) * fen / top if top else 0
        tip = f"{month:%Y-%m}: {wan_text(fen)}"
        bars.append(MonthBar(x + step * 0.12, _BOTTOM - height, step * 0.76, height, tip, fen == top))
        if month.month == 1 or not at:
            years.append(x)
            labels.append(Label(x + 2, HEIGHT - 4, f"{month.year}"))
        if (month.month - 1) % 3 == 0 and len(known) <= 2 * _FEW:
            quarters.append(Label(x + step / 2, _BOTTOM + 13, say(f"{month.month}月", f"{month:%b}")))
    at = next(at for at, bar in enumerate(bars) if bar.is_most)
    most = Label(min(max(bars[at].x + bars[at].width / 2, 60), WIDTH - 60), _TOP - 8, wan_text(top))
    return MoneyChart(tuple(bars), tuple(labels), tuple(quarters), tuple(years), most)


@dataclass(frozen=True)
class Curve:
    """Planned, earned and foretold value over time."""

    planned: str
    earned: str
    foretold: str
    today_x: float
    labels: tuple[Label, ...]
    years: tuple[float, ...]
    whole: Label
    ends: tuple[Label, ...]


def curve_chart(moments: Sequence[Moment], today: date) -> Curve | None:
    """The three lines; none where there is no money or no time."""
    if len(moments) < 2 or not moments[-1].planned:
        return None
    first, span = moments[0].day, max(1, (moments[-1].day - moments[0].day).days)
    top = max(it.planned for it in moments)

    def x(day: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT - 60) * (day - first).days / span, 1)

    def y(fen: Fen) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * fen / top, 1)

    def path(values: Sequence[tuple[date, Fen | None]]) -> str:
        return " ".join(f"{x(day)},{y(fen)}" for day, fen in values if fen is not None)

    planned = [(it.day, it.planned) for it in moments]
    done = [(it.day, it.earned) for it in moments]
    ahead = [(it.day, it.foretold) for it in moments]
    years = [(it.day, it.day.year + 1) for it in moments if it.day.month == _DECEMBER and it.day.day == 31]
    reached = next((day for day, fen in planned if fen >= top), moments[-1].day)
    return Curve(
        planned=path(planned),
        earned=path(done),
        foretold=path(ahead),
        today_x=x(today) if first <= today <= moments[-1].day else -1,
        labels=(
            Label(x(first), HEIGHT - 8, f"{moments[1].day:%Y-%m}"),
            *(Label(x(day), HEIGHT - 8, str(year)) for day, year in years if x(day) > 90),
        ),
        years=tuple(x(day) for day, _ in years),
        whole=Label(_LEFT, _TOP - 8, wan_text(top)),
        ends=(Label(x(reached), y(top), ""), Label(x(moments[-1].day), y(top), "")),
    )


@dataclass(frozen=True)
class Span:
    """A work's days beside those of its estate: as planned, as foretold, and the band of its finish; parts of 400."""

    plan_x: float
    plan_width: float
    work_x: float
    work_width: float
    early_x: float
    late_x: float
    finish_x: float
    today_x: float


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days of a work that a `Span` shows."""

    start: date
    finish: date
    begun: date  # as it was or is foretold
    foretold: date
    early: date
    late: date


def spans(works: Sequence[Days], today: date) -> list[Span]:
    """Each work's, over the time of all."""
    if not works:
        return []
    first = min(min(it.start, it.begun) for it in works)
    last = max(max(it.finish, it.late) for it in works)
    whole = max(1, (last - first).days + 1)

    def x(day: date, is_end: bool = False) -> float:
        return round(2 + 396 * ((day - first).days + is_end) / whole, 1)

    return [
        Span(
            plan_x=x(it.start),
            plan_width=max(1.0, round(x(it.finish, True) - x(it.start), 1)),
            work_x=x(it.begun),
            work_width=max(1.0, round(x(it.foretold, True) - x(it.begun), 1)),
            early_x=x(it.early, True),
            late_x=x(it.late, True),
            finish_x=x(it.foretold, True),
            today_x=x(today) if first <= today <= last else -1,
        )
        for it in works
    ]
