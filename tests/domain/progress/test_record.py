"""What became of works, kept in a file, cut off at a day and moved to other days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from yipanqi.domain.progress.record import WorkRecord, as_json, evenly, from_json, moved, until
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

DAYS = SiteDays(shipped())
START = date(2027, 3, 1)


def test_evenly_reports_each_month_and_says_all_only_once_it_is_done() -> None:
    """A report on the last day of work of each month; the last says 100."""
    found = evenly("a", START, date(2027, 5, 12), DAYS)

    assert [it.month.month for it in found.reports] == [3, 4, 5]
    assert [it.percent for it in found.reports][-1] == 100 > found.reports[1].percent > found.reports[0].percent > 0
    assert (found.started, found.finished) == (START, date(2027, 5, 12))
    assert all(it.as_of == it.sent_on < it.confirmed_on for it in found.reports)


def test_a_record_planned_as_it_was_stays_and_elsewhere_keeps_its_lateness_and_its_length() -> None:
    """So many days of work late at the start, so many times as long; what was told of it in between is kept."""
    was = (START, DAYS.add(START, 19))
    begun = DAYS.add(START, 4)
    on, late = date(2027, 3, 31), date(2027, 5, 10)
    wrong = Report(month=START, percent=Decimal(40), as_of=on, sent_on=on, returned_on=DAYS.add(on, 1))
    slow = Report(month=START, version=2, percent=Decimal(10), as_of=on, sent_on=DAYS.add(on, 2))
    full = Report(month=date(2027, 5, 1), percent=Decimal(100), as_of=late, sent_on=late)
    record = WorkRecord(number="a", started=begun, finished=DAYS.add(begun, 39), reports=(wrong, slow, full))
    assert moved(record, was, was, DAYS) is record

    later = date(2028, 3, 1)
    found = moved(record, was, (later, DAYS.add(later, 19)), DAYS)

    assert DAYS.between(later, found.started) == DAYS.between(START, begun) == 5
    assert DAYS.between(found.started, found.finished) == 40
    first, again, last = found.reports
    assert (first.month, again.month, last.month.month, last.percent) == (later, later, 5, 100)
    assert again.percent == pytest.approx(Decimal(10), abs=5) and first.percent == again.percent + 30
    assert first.returned_on and DAYS.between(first.sent_on, first.returned_on) == 2
    assert DAYS.between(first.sent_on, again.sent_on) == 3


def test_what_is_written_is_read_again_and_cut_off_at_a_day() -> None:
    """Days, reports and judgements after the day are not known."""
    found = (evenly("a", START, date(2027, 5, 12), DAYS),)
    assert from_json(as_json(found)) == found

    on = found[0].reports[1].sent_on
    (known,) = until(found, on)

    assert known.started == START and known.finished is None
    assert [it.confirmed_on is not None for it in known.reports] == [True, False]
    assert until(found, START - timedelta(days=1))[0].reports == ()
