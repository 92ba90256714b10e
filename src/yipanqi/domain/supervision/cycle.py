"""What an assessment is of: a month, a quarter or a year; which days, and what it is called."""

from datetime import date, timedelta

from yipanqi.domain.supervision.scheme import Cycle

MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}
_QUARTERS = "一二三四"
_DAY = timedelta(days=1)


def span(cycle: Cycle, year: int, number: int) -> tuple[date, date]:
    """The first and the last day of the month, quarter or year of a number, from 1. ValueError where there is none."""
    length = MONTHS[cycle]
    if not 1 <= number <= 12 // length:
        raise ValueError(number)
    first = date(year, (number - 1) * length + 1, 1)
    after = number * length + 1
    return first, date(year + after // 13, (after - 1) % 12 + 1, 1) - _DAY


def number_of(cycle: Cycle, day: date) -> int:
    """Which of its year a day lies in, from 1."""
    return (day.month - 1) // MONTHS[cycle] + 1


def before(cycle: Cycle, day: date) -> tuple[int, int]:
    """The year and number of the last one that is over on a day."""
    first, _ = span(cycle, day.year, number_of(cycle, day))
    last = first - _DAY
    return last.year, number_of(cycle, last)


def span_told(cycle: Cycle, first: date, lang: str) -> str:
    """`2028年第一季度`, `first quarter of 2028`."""
    number = number_of(cycle, first)
    if cycle is Cycle.YEAR:
        return f"{first.year}年度" if lang == "zh" else str(first.year)
    if cycle is Cycle.QUARTER:
        return f"{first.year}年第{_QUARTERS[number - 1]}季度" if lang == "zh" else f"Q{number} {first.year}"
    return f"{first.year}年{number}月" if lang == "zh" else f"{first:%B %Y}"
