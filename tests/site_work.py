"""A task of 100 days of work from 2 March 2026, and reports of it: percent is days earned."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yipanqi.domain.progress.light import Colour, light
from yipanqi.domain.progress.light_rule import LightRule
from yipanqi.domain.progress.presets import DAYS_BEHIND
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.progress.standing import Standing
from yipanqi.domain.working_calendar import shipped

DAYS = SiteDays(shipped())
START = date(2026, 3, 2)


def day_of(count: int) -> date:
    """The first day of work is 1."""
    return DAYS.add(START, count - 1) if count > 1 else START


FINISH = day_of(100)


def a_report(as_of: date, percent: str | int, **more: Any) -> Report:
    known = {"month": as_of.replace(day=1), "as_of": as_of, "sent_on": as_of, "percent": Decimal(percent)}
    return Report(**{**known, **more})


def a_work(*reports: Report, **more: Any) -> Standing:
    """Begun on its day, unless told otherwise."""
    known = {"start_date": START, "finish_date": FINISH, "started_on": START, "reports": reports}
    return Standing(**{**known, **more})


def colour(standing: Standing, day: date, rule: LightRule = DAYS_BEHIND) -> Colour:
    return light(rule, standing, DAYS, day).colour


def confirmed(as_of: date, percent: str | int, after: int = 3) -> Report:
    """A report that was sent on its day and confirmed some days later."""
    return a_report(as_of, percent, confirmed_on=as_of + timedelta(days=after))
