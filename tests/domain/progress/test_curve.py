"""The curve of an estate's money."""

from datetime import date
from decimal import Decimal

from yipanqi.domain.progress.curve import Course, curve
from yipanqi.domain.progress.forecast import ForecastRule, Part, forecast
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

DAYS, RULE, TODAY = SiteDays(shipped()), ForecastRule(), date(2028, 4, 10)


def a_course(number: str, start: date, finish: date, budget: int, percents: dict[date, int]) -> Course:
    told = [
        Report(month=on.replace(day=1), percent=Decimal(percent), as_of=on, sent_on=on)
        for on, percent in percents.items()
    ]
    last = max(percents, default=None)
    part = Part(
        number=number,
        start=start,
        finish=finish,
        budget=budget,
        percent=Decimal(percents[last] if last else 0),
        as_of=last,
        started=start if last else None,
    )
    return Course(part=part, forecast=forecast(part, DAYS, TODAY, RULE), reports=told, days=DAYS)


def test_it_begins_with_nothing_and_ends_with_all() -> None:
    """Planned and foretold value come to the whole budget, to the fen; earned value stops today."""
    works = [
        a_course("a", date(2028, 1, 4), date(2028, 5, 31), 1_000_001, {date(2028, 1, 31): 11, date(2028, 3, 31): 37}),
        a_course("b", date(2028, 6, 1), date(2028, 8, 31), 777, {}),
    ]

    found = curve(works, TODAY)

    assert (found[0].planned, found[0].earned) == (0, 0)
    assert found[-1].planned == found[-1].foretold == 1_000_778
    assert found[-1].day.day in (28, 29, 30, 31)
    assert [it.day for it in found if it.earned is not None] == [it.day for it in found if it.day <= TODAY]
    assert [it.day for it in found if it.foretold is not None] == [it.day for it in found if it.day >= TODAY]
    now = next(it for it in found if it.day == TODAY)
    assert now.earned == now.foretold == 370_000  # 37 % of 1,000,001 fen, half a fen rounding up
    for name in ("planned", "earned", "foretold"):
        values = [getattr(it, name) for it in found if getattr(it, name) is not None]
        assert values == sorted(values)


def test_earned_value_is_as_of_the_day_that_a_report_tells_of() -> None:
    """What was reported later of an earlier day stands on that day."""
    work = a_course("a", date(2028, 1, 4), date(2028, 5, 31), 1_000, {date(2028, 1, 31): 10, date(2028, 2, 29): 20})

    found = {it.day: it.earned for it in curve([work], TODAY)}

    assert (found[date(2028, 1, 31)], found[date(2028, 2, 29)], found[date(2028, 3, 31)]) == (100, 200, 200)


def test_no_works_have_no_curve() -> None:
    assert curve([], TODAY) == ()
